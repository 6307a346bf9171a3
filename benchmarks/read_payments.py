"""BgMax of 100,000 payments against 100,000 open claims, as a ratio to reading the bare lines.

Run: PYTHONPATH=. python benchmarks/read_payments.py [COUNT]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reminder_cli.adapters.payments.registry import read_payments
from reminder_cli.domain.identity import luhn_digit
from reminder_cli.domain.matching import Certain, ClaimIndex, OpenClaim, match
from reminder_cli.domain.matching_twins import change

ROUNDS = 3


def make_claims(count: int) -> list[OpenClaim]:
    """Open claims with OCR, three to a debtor."""
    chance = random.Random(1)
    claims = []
    for n in range(count):
        number = str(100_000 + n)
        ore = chance.randint(100_00, 30_000_00)
        claims.append(
            OpenClaim(
                invoice_id=n,
                number=number,
                ocr=number + luhn_digit(number),
                remaining_ore=ore,
                expected_ore=frozenset({ore, ore + 60_00}),
                debtor_key=str(n // 3),
                debtor_name=f"Företag {chance.choice('abcdefghij')}{n // 3:x} i Orten AB",
            )
        )
    return claims


def make_file(claims: list[OpenClaim]) -> bytes:
    """One payment a claim, nine of ten with OCR, in deposits of 1,000; five records each."""
    chance = random.Random(2)
    lines = ["01BGMAX               0120260928173035010331P"]
    for start in range(0, len(claims), 1000):
        part = claims[start : start + 1000]
        lines.append("050009912346          SEK")
        for serial, claim in enumerate(part):
            by_ocr = chance.random() < 0.9
            lines.append(
                f"200003783511{claim.ocr if by_ocr else '':>25}{claim.remaining_ore:018d}"
                f"{2 if by_ocr else 3}2{start + serial:012d}0"
            )
            if not by_ocr:
                lines.append(f"25faktura {claim.number}")
            lines.append(f"26{claim.debtor_name}")
            lines.append("27Storgatan 2                        12345")
            lines.append("28Storåker")
            lines.append("29005500001234")
        total = sum(claim.remaining_ore for claim in part)
        lines.append(
            f"15{'58410000010098232':0>35}20260928{start // 1000:05d}{total:018d}SEK{len(part):08d}"
        )
    deposits = -(-len(claims) // 1000)
    lines.append(f"70{len(claims):08d}{0:08d}{0:08d}{deposits:08d}")
    return "\r\n".join(f"{line:<80}" for line in lines).encode("latin-1")


def bare_read(path: Path) -> int:
    """The same lines, decoded and cut into three fields, and nothing more."""
    count = 0
    with path.open(encoding="latin-1", newline="") as lines:
        for line in lines:
            record = line.rstrip("\r\n")
            kind, amount, _rest = record[:2], record[37:55], record[2:12]
            count += kind == "20" and bool(amount)
    return count


def seconds(work: Callable[[], object]) -> float:
    """The best of a few rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    claims = make_claims(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bgmax.txt"
        path.write_bytes(make_file(claims))
        bare = seconds(lambda: bare_read(path))
        read = seconds(lambda: read_payments(path))
        result = read_payments(path)
    build = seconds(lambda: ClaimIndex.build(claims))
    index = ClaimIndex.build(claims)
    twins = seconds(lambda: change([], [], result.payments, result.deposits))
    matching = seconds(lambda: [match(payment, index) for payment in result.payments])
    certain = sum(isinstance(match(payment, index), Certain) for payment in result.payments)
    for name, took in [
        ("bare read of the lines", bare),
        ("read_payments", read),
        ("the same money twice", twins),
        ("index of claims", build),
        ("match", matching),
    ]:
        print(f"{name:28}{took:8.2f} s {took / bare:8.1f} x bare {count / took:12,.0f}/s")
    print(f"read and match: {(read + build + matching) / bare:.1f} x bare; {certain} certain")


if __name__ == "__main__":
    main()
