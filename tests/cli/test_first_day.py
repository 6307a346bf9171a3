"""A newcomer's first day, in Swedish on a terminal of 80 columns: docs/sv/first-day.md is what it shows.

Made anew with --update-golden; read the difference. At each step stand the three likeliest mistakes.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from reminder_cli.resources import example_path
from tests.cli.runs import ROOT, Ran, clean_env, plain, program, talk_on_terminal

PAGE = ROOT / "docs" / "sv" / "first-day.md"
WIDTH = 80
HEAD = """\
# En hel första dag på skärmen

Så ser det ut i en terminal som är 80 tecken bred, från det att företaget läggs upp till rapporten, och vad som svaras på de vanligaste
misstagen. Sidan är gjord av ett prov som kör varje rad (`tests/cli/test_first_day.py`); inget i den är skrivet för hand. Det som
du skriver står efter `$`, och i frågorna efter kolonet.
"""


# How far long work has come: it is wiped out when the work is done.
_BAR = r"\x1b\[\?25l.*?\x1b\[\?25h\s*(\x1b\[1A\x1b\[2K)?"


@dataclass(frozen=True, slots=True)
class Part:
    """One step: its heading and a sentence, what is typed on which day, and the mistakes."""

    heading: str
    tells: str
    day: str
    lines: tuple[str, ...]
    mistakes: tuple[str, ...]
    # To what the last of the lines asks.
    answers: tuple[str, ...] = ()


PARTS = (
    Part(
        "Företaget: init",
        "Tre svar är fel här: organisationsnumret, bankgirot och ett ja-eller-nej. Det sägs genast, och frågan ställs om.",
        "2026-03-02",
        ("remind init",),
        (),
        (
            "Firman AB", "556036-0794", "556036-0793", "Storgatan 1", "852 30", "Sundsvall", "",
            "", "5536-7743", "5536-7742", "", "n", "kanske", "j", "j", "j", "j", "n", "", "j",
        ),
    ),
    Part(
        "Fakturorna: import",
        "Titta först med `--dry-run`, läs sedan in.",
        "2026-03-02",
        ("remind import fakturor.csv --dry-run", "remind import fakturor.csv"),
        ("remind import faktura.csv", "remind import brev.pdf", "remind import summor.csv"),
        ("j",),
    ),
    Part(
        "Vad är förfallet? list",
        "",
        "2026-03-02",
        ("remind list",),
        ("remind lista", "remind list --kund 101", "remind list --sort datum"),
    ),
    Part(
        "Första påminnelserna: send",
        "",
        "2026-03-02",
        ("remind send 1041 1046 --dry-run", "remind send 1041 1046"),
        ("remind send 10411", "remind send 1052", "remind send"),
    ),
    Part(
        "Resten: tick",
        "Två veckor senare har tiden gått ut och ingen har betalat.",
        "2026-03-17",
        ("remind tick --dry-run", "remind tick", "remind status"),
        ("remind tik", "remind tick --today 2026-03-18", "remind tick --limit alla"),
    ),
    Part(
        "Pengarna: pay",
        "",
        "2026-03-20",
        ('remind pay 1046 "4 184,58" --on 2026-03-20', "remind pay 1041 5000"),
        (
            "remind pay 1041 5 000",
            "remind pay 1041 femtusen",
            "remind pay 1041 5000 --on 20/3",
        ),
    ),
    Part(
        "Hur gick det? report",
        "",
        "2026-03-31",
        ("remind report --xlsx mars.xlsx",),
        (
            "remind rapport",
            "remind report --xlsx mars.pdf",
            "remind report --as-of igår",
        ),
    ),
)  # fmt: skip


def on_screen(text: str) -> str:
    """As the terminal shows it: long lines broken where it ends, no colours, no blanks at the end."""
    shown: list[str] = []
    text = re.sub(_BAR, "", text, flags=re.DOTALL)
    for line in plain(text).splitlines():
        rest = line.rstrip()
        while len(rest) > WIDTH:
            shown.append(rest[:WIDTH])
            rest = rest[WIDTH:]
        shown.append(rest)
    return "\n".join(shown).strip("\n")


def type_in(folder: Path, line: str, part: Part, answers: Sequence[str] = ()) -> Ran:
    env = {"REMIND_LEDGER": "ledger.db", "REMIND_TODAY": part.day, "REMIND_LANG": "sv"}
    remind, *words = shlex.split(line)
    typed = [str(program(folder.parent)), *words]
    assert remind == "remind"
    ran = talk_on_terminal(answers, typed, {**clean_env(), **env}, folder, columns=WIDTH)
    out = re.sub(r"^På prov: dagen är [\d-]+\.\n", "", ran.out, flags=re.MULTILINE)
    return Ran(ran.code, out.replace(f"{folder}/", ""), "")


def test_the_first_day(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    folder = tmp_path / "firman"
    folder.mkdir()
    shutil.copy(example_path("fakturor.csv"), folder)
    (folder / "brev.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "summor.csv").write_text(
        "Fakturanr;Kund;Fakturadatum;Förfallodatum;Belopp\n1061;Alnö Bygg AB;2026-01-01;2026-01-31;1.250,00\n",
        encoding="utf-8",
    )
    page = [HEAD]
    for part in PARTS:
        page += [f"\n## {part.heading}\n", f"\nDagen är {part.day}. {part.tells}".rstrip() + "\n"]
        for line in part.lines:
            answers = part.answers if line == part.lines[-1] else ()
            ran = type_in(folder, line, part, answers)
            assert ran.code == 0, ran.out
            page.append(f"\n```text\n$ {line}\n{on_screen(ran.out)}\n```\n")
        if part.mistakes:
            page.append("\nDe vanligaste misstagen:\n")
        for line in part.mistakes:
            ran = type_in(folder, line, part, part.answers)
            assert ran.code in {1, 2, 3}, line
            assert len(ran.out.strip().splitlines()) >= 2, "a message ends with what to do"
            page.append(f"\n```text\n$ {line}\n{on_screen(ran.out)}\n```\n")
    shown = "".join(page)
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(shown, encoding="utf-8")
    assert shown == PAGE.read_text(encoding="utf-8")


def test_three_mistakes_at_every_step() -> None:
    """Those of init are wrong answers, and stand among its questions: an org.nr, a giro, neither yes nor no."""
    init, *others = PARTS
    assert [part.heading.split()[-1] for part in PARTS] == [
        "init", "import", "list", "send", "tick", "pay", "report",
    ]  # fmt: skip
    assert all(len(part.mistakes) == 3 for part in others)
    page = PAGE.read_text(encoding="utf-8").partition(f"## {others[0].heading}")[0]
    told = ("Fel i org.nr: kontrollera", "Fel i bankgiro: kontrollera", "Svara ja eller nej.")
    assert all(page.count(text) == 1 for text in told)
    assert not init.mistakes
