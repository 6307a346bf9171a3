"""Letters a second and peak memory, beside the bare engine setting the same page.

Run: python benchmarks/letters.py [HOW_MANY]. One process, one core, seconds of CPU, the least of three
rounds; the first letter, which pays for loading the engine and its fonts, is told apart.

python benchmarks/letters.py cores [HOW_MANY]: the same letters on one core, on two by the threads of one
run, and by two processes of their own. On a machine that has other work the wall clock says nothing;
Linux tells how long each thread waited for a core, and the time of the slowest one less that is told
(what it waited for another that waited is still in it, so that two cores look worse than they are).

python benchmarks/letters.py tick [HOW_MANY]: so many inkassokrav in one `tick` of a firm with a
ledger, and a tenth of that, each in a process of its own: the peak of memory must not follow.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from pathlib import Path

from msgspec import to_builtins
from msgspec.structs import replace

from reminder_cli.adapters.letters import many, pdf
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
        rounds = [_round(letter, how_many) for _ in range(3)]
        ours, bare, text = (min(column) for column in zip(*rounds, strict=True))
        print(
            f"{name:<18}{how_many / ours:6.0f} PDF/s  bare {how_many / bare:6.0f}/s"
            f"  ratio {ours / bare:.2f}  text {how_many / text:6.0f}/s  peak {_peak_mb():.0f} MB"
        )


def _round(letter: LetterData, how_many: int) -> tuple[float, float, float]:
    """CPU of so many letters of ours, of as many by the bare engine, and as text."""
    letters = [_numbered(letter, next(_TURN)) for _ in range(how_many)]
    pages = [_values(_numbered(letter, next(_TURN))) for _ in range(how_many)]
    return (
        _seconds(lambda: [pdf.render_pdf(one) for one in letters]),
        _seconds(lambda: [_bare(page) for page in pages]),
        _seconds(lambda: [render_text(one) for one in letters]),
    )


def cores(how_many: int) -> None:
    """The time of one core beside two, by threads and by processes; the least of five."""
    many.render(sample(LetterKind.DEMAND, agent=True))
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_by_threads, [1, 1], [2, 2]))  # both have started
        halves = [1, 1], [how_many // 2] * 2
        ways = {
            "one core": lambda: _by_threads(1, how_many),
            "two threads": lambda: _by_threads(2, how_many),
            "two processes": lambda: max(pool.map(_by_threads, *halves)),
        }
        least = {name: min(work() for _ in range(5)) for name, work in ways.items()}
    for name, seconds in least.items():
        print(f"{name:<14}{how_many / seconds:6.0f} PDF/s  {least['one core'] / seconds:.2f} x")


_TURN = itertools.count()


def _by_threads(threads: int, how_many: int) -> float:
    """Seconds for so many letters, without those in which the slowest thread waited for a core."""
    letter = sample(LetterKind.DEMAND, agent=True)
    waited: dict[int, float] = {}

    def timed(one: LetterData, overrides: Path | None = None) -> many.Rendered:
        before = _waited_for_a_core()
        made = render(one, overrides)
        mine = threading.get_ident()
        waited[mine] = waited.get(mine, 0.0) + _waited_for_a_core() - before
        return made

    render, many.render = many.render, timed
    many._cores = lambda: threads
    began = time.perf_counter()
    # Each letter differs from all before, or the engine would answer from what it remembers.
    for _ in many.render_all((n, _numbered(letter, next(_TURN))) for n in range(how_many)):
        pass
    many.render = render
    return time.perf_counter() - began - min(waited.values())


def _waited_for_a_core() -> float:
    told = Path("/proc/thread-self/schedstat")
    return int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0


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
    compiler = pdf._compiler(data_path("letters", "letter.typ"), threading.get_ident())
    compiler.compile(
        format="pdf", sys_inputs={"letter": page, "logo": ""}, pdf_standards=list(pdf.STANDARDS)
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["cores"]:
        cores(int(sys.argv[2]) if len(sys.argv) > 2 else 200)
    elif sys.argv[1:2] == ["tick"]:
        ticks(int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
    elif sys.argv[1:2] == ["_tick"]:
        one_tick(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
