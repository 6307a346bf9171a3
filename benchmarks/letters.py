"""Letters a second and peak memory, beside the bare engine setting the same page.

Run: python benchmarks/letters.py [HOW_MANY]. One process, one core; the first letter, which
pays for loading the engine and its fonts, is timed apart.

python benchmarks/letters.py tick [HOW_MANY]: so many inkassokrav in one `tick` of a firm with a
ledger, and a tenth of that, each in a process of its own: the peak of memory must not follow.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from pathlib import Path

from msgspec import to_builtins
from msgspec.structs import replace

from reminder_cli.adapters.letters import pdf
from reminder_cli.adapters.letters.qr import svg
from reminder_cli.adapters.letters.sample import joined, sample
from reminder_cli.adapters.letters.text import render_text
from reminder_cli.adapters.letters.values import letter_values
from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.letter import LetterData
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.resources import data_path
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.send import SendOptions, send_overdue
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.tick import tick
from reminder_cli.services.world import World

REMINDED, DEMANDED = date(2026, 3, 2), date(2026, 3, 18)


def main(how_many: int) -> None:
    print(
        f"first letter {_seconds(lambda: pdf.render_pdf(sample(LetterKind.DEMAND))) * 1000:.0f} ms"
    )
    for name, letter in (
        ("reminder", sample(LetterKind.REMINDER)),
        ("demand", sample(LetterKind.DEMAND, agent=True)),
        ("joined, 8 claims", joined("sv", 8)),
        ("plan, 3 slips", sample(LetterKind.INSTALMENT_PLAN)),
    ):
        letters = [_numbered(letter, n) for n in range(how_many)]
        pages = [_values(one) for one in letters]
        ours = _seconds(lambda letters=letters: [pdf.render_pdf(one) for one in letters])
        bare = _seconds(lambda pages=pages: [_bare(page) for page in pages])
        text = _seconds(lambda letters=letters: [render_text(one) for one in letters])
        print(
            f"{name:<18}{how_many / ours:6.0f} PDF/s  bare {how_many / bare:6.0f}/s"
            f"  ratio {ours / bare:.2f}  text {how_many / text:6.0f}/s  peak {_peak_mb():.0f} MB"
        )


def ticks(how_many: int) -> None:
    """A tick with a tenth of the letters beside one with all: seconds of CPU and peak memory."""
    for count in (how_many // 10, how_many):
        with tempfile.TemporaryDirectory() as folder:
            _reminded(Path(folder), count)
            words = [sys.executable, __file__, "_tick", folder]
            done = subprocess.run(words, check=True, capture_output=True, encoding="utf-8")
            print(f"tick with {done.stdout.strip()}")


def _world(folder: Path, today: date) -> World:
    now = datetime.combine(today, time_of_day(7), tzinfo=UTC)
    return World(path=folder / "ledger.db", today=today, now=now)


def _reminded(folder: Path, count: int) -> None:
    """A firm whose debtors have all been reminded, each of one invoice."""
    world = _world(folder, REMINDED)
    company = Company(
        name="Norrviken Hantverk AB",
        org_number="556923-4585",
        bankgiro="520-1124",
        collector=Collector.OWN,
    )
    set_up(world, Answers(company=company, accept_terms=True, settings={}))
    rows = [
        f"{10000 + n};{n};Kund {n} AB;556036-0793;2025-12-01;2026-01-07;{1000 + n},00;Målning;"
        f"Storgatan {n};852 30;Sundsvall"
        for n in range(count)
    ]
    head = (
        "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Beskrivning;"
        "Gatuadress;Postnr;Ort"
    )
    (folder / "list.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    import_files(world, [folder / "list.csv"], ImportOptions())
    assert len(send_overdue(world, SendOptions()).letters) == count
    world.ledger.close()


def one_tick(folder: Path) -> None:
    """The demands of all of them, and what they cost."""
    world = _world(folder, DEMANDED)
    before = resource.getrusage(resource.RUSAGE_SELF)
    report = tick(world)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    letters = len(report.letters)
    print(f"{letters} letters: {letters / cpu:.0f} a second of CPU, peak {_peak_mb():.0f} MB")


def _numbered(letter: LetterData, n: int) -> LetterData:
    # Each letter differs, or the engine would answer from what it remembers.
    debtor = replace(letter.debtor, name=f"Kund {n} AB")
    return replace(letter, number=f"{n}-1", debtor=debtor)


def _values(letter: LetterData) -> str:
    data = to_builtins(letter_values(letter))
    for box in data["payments"]:
        for code in box["codes"]:
            code["svg"] = svg(code["text"])
    return json.dumps(data, ensure_ascii=False)


def _bare(page: str) -> None:
    compiler = pdf._compiler(data_path("letters", "letter.typ"))
    compiler.compile(
        format="pdf", sys_inputs={"letter": page, "logo": ""}, pdf_standards=list(pdf.STANDARDS)
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["tick"]:
        ticks(int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
    elif sys.argv[1:2] == ["_tick"]:
        one_tick(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
