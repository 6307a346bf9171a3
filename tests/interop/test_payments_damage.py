"""Every sample damaged in many seeded ways: read right or refused with a sentence, never else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from reminder_cli.adapters.payments.registry import read_payments
from reminder_cli.errors import RejectedFile
from tests.interop.test_payments import READ, REFUSED

pytestmark = pytest.mark.interop

FLIPPED = 120  # variants of each sample with a few bytes changed
MIXED = 30  # variants with a piece repeated, removed or moved


def variants(data: bytes, seed: str) -> Iterator[bytes]:
    chance = random.Random(seed)
    for end in range(0, len(data), 200):
        yield data[:end]
    for _ in range(FLIPPED):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 3)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield bytes(changed)
    for _ in range(MIXED):
        start, end = sorted(chance.choices(range(len(data)), k=2))
        yield data[:start] + data[end:]
        yield data[:end] + data[start:]


@pytest.mark.parametrize("name", [one[0] for one in READ] + REFUSED)
def test_damage(samples: Path, tmp_path: Path, name: str) -> None:
    data = (samples / name).read_bytes()
    whole = {one[0]: one[3] for one in READ}.get(name)
    path = tmp_path / "file"
    read = tried = 0
    sentences: set[str] = set()
    for variant in variants(data, name):
        path.write_bytes(variant)
        tried += 1
        try:
            result = read_payments(path)
        except RejectedFile as error:
            sentences.add(error.fix)
            continue
        read += 1
        total = sum(payment.amount_ore for payment in result.payments)
        for problem in result.problems:
            assert str(problem)
        if result.format in {"BgMax", "Total IN"}:
            assert total == whole, "a changed sum went through in spite of the control totals"
        if result.format.startswith("camt") and not result.problems:
            assert total == sum(deposit.amount_ore for deposit in result.deposits) + sum(
                payment.amount_ore
                for payment in result.payments
                if payment.is_deposit_sum or payment.key == payment.deposit_key
            )
    assert tried > 150
    assert read < tried
    assert all(sentences)
