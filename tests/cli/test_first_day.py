"""A newcomer's first day on a terminal of 80 columns, in both languages: docs/first-day.md and docs/sv/first-day.md.

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

PAGES = {"sv": ROOT / "docs" / "sv" / "first-day.md", "en": ROOT / "docs" / "first-day.md"}
WIDTH = 80
HEADS = {
    "sv": """\
# En hel första dag på skärmen

In English: [../first-day.md](../first-day.md).

Så ser det ut i en terminal som är 80 tecken bred, från det att företaget läggs upp till rapporten, och vad som svaras på de vanligaste
misstagen. Sidan är gjord av ett prov som kör varje rad (`tests/cli/test_first_day.py`); inget i den är skrivet för hand. Det som
du skriver står efter `$`, och i frågorna efter kolonet.
""",
    "en": """\
# A whole first day on the screen

På svenska: [sv/first-day.md](sv/first-day.md).

What a terminal shows that is 80 characters wide, from setting up the firm to the report, and what is answered to the likeliest
mistakes. The page is made by a test that runs every line (`tests/cli/test_first_day.py`); nothing in it is written by hand. What
you type stands after `$`, and in the questions after the colon.
""",
}
DAY_IS = {"sv": "Dagen är {day}. {tells}", "en": "The day is {day}. {tells}"}
LIKELY = {"sv": "De vanligaste misstagen:", "en": "The likeliest mistakes:"}
TRIAL = {"sv": r"^På prov: dagen är [\d-]+\.\n", "en": r"^Trying out: the day is [\d-]+\.\n"}
# The same in both languages, or Swedish and English.
Words = str | tuple[str, str]


# How far long work has come: it is wiped out when the work is done.
_BAR = r"\x1b\[\?25l.*?\x1b\[\?25h\s*(\x1b\[1A\x1b\[2K)?"


@dataclass(frozen=True, slots=True)
class Part:
    """One step: its heading and a sentence, what is typed on which day, and the mistakes."""

    heading: Words
    tells: Words
    day: str
    lines: tuple[Words, ...]
    mistakes: tuple[Words, ...]
    # To what the last of the lines asks.
    answers: tuple[Words, ...] = ()


def said(words: Words, lang: str) -> str:
    return words if isinstance(words, str) else words[lang == "en"]


PARTS = (
    Part(
        ("Företaget: init", "The firm: init"),
        (
            "Fem svar är fel här: organisationsnumret, postnumret, bankgirot, Swish-numret och ett ja-eller-nej. Det sägs genast, och frågan ställs om.",
            "Five answers are wrong here: the org.nr, the postal code, the bankgiro, the Swish number and a yes or no. It is said at once, and the question is put again.",
        ),
        "2026-03-02",
        ("remind init",),
        (),
        (
            "Firman AB", "556036-0794", "556036-0793", "Storgatan 1", "8523", "852 30", "Sundsvall", "",
            "", "5536-7743", "5536-7742", "070-123 45 67", "", "n", ("kanske", "maybe"),
            *[("j", "y")] * 4, "n", "", ("j", "y"),
        ),
    ),
    Part(
        ("Fakturorna: import", "The invoices: import"),
        ("Titta först med `--dry-run`, läs sedan in.", "Look first with `--dry-run`, then take them in."),
        "2026-03-02",
        ("remind import fakturor.csv --dry-run", "remind import fakturor.csv"),
        (
            "remind import faktura.csv",
            ("remind import mapp", "remind import folder"),
            "remind import brev.pdf",
            "remind import bank.csv",
            "remind import summor.csv",
        ),
        (("j", "y"),),
    ),
    Part(
        ("Vad är förfallet? list", "What is overdue? list"),
        "",
        "2026-03-02",
        ("remind list",),
        (
            ("remind lista", "remind lst"),
            ("remind list --kund 101", "remind list --custumer 101"),
            ("remind list --sort datum", "remind list --sort date"),
            "remind list 1041",
            "remind list --customer Alno",
        ),
    ),
    Part(
        ("Första påminnelserna: send", "The first reminders: send"),
        "",
        "2026-03-02",
        ("remind send 1041 1046 --dry-run", "remind send 1041 1046"),
        (
            "remind send 10411",
            "remind send 1041,1046",
            ("remind send förfallna", "remind send overdue"),
            "remind send 1052",
            "remind send",
        ),
    ),
    Part(
        ("Resten: tick", "The rest: tick"),
        (
            "Två veckor senare har tiden gått ut och ingen har betalat.",
            "Two weeks later the time is out and nobody has paid.",
        ),
        "2026-03-17",
        ("remind tick --dry-run", "remind tick", "remind status"),
        (
            "remind tik",
            "remind tick 1041",
            "remind tick --today 2026-03-18",
            ("remind tick --limit alla", "remind tick --limit all"),
        ),
    ),
    Part(
        ("Breven: outbox", "The letters: outbox"),
        "",
        "2026-03-17",
        ("remind outbox", "remind outbox print brev-att-posta.pdf"),
        (
            "remind outbox 1",
            ("remind outbox skriv", "remind outbox prnt"),
            "remind outbox sent 1",
            "remind outbox bounced 99",
        ),
    ),
    Part(
        ("Pengarna: pay", "The money: pay"),
        "",
        "2026-03-20",
        ('remind pay 1046 "4 184,58" --on 2026-03-20', "remind pay 1041 5000"),
        (
            "remind pay 5000",
            "remind pay 1041 5 000",
            ("remind pay 1041 femtusen", "remind pay 1041 five"),
            'remind pay 1041 "1.234,50 kr"',
            "remind pay 1041 -500",
            "remind pay 1041 5000 --on 20/3-26",
        ),
    ),
    Part(
        ("Filen från banken: payments", "The file of the bank: payments"),
        (
            "En betalning går inte att para ihop med någon faktura av sig själv.",
            "One payment cannot be put on an invoice by itself.",
        ),
        "2026-03-20",
        ("remind payments import bank.csv", "remind payments match 3 1042"),
        (
            "remind payments import fakturor.csv",
            "remind payments import banken.csv",
            "remind payments match 1042",
            "remind payments match 99 1042",
            ("remind payments lista", "remind payments lst"),
        ),
    ),
    Part(
        ("Vänta lite: hold", "Wait a little: hold"),
        "",
        "2026-03-20",
        (("remind hold 1041 --until 2026-03-27 --reason semester", "remind hold 1041 --until 2026-03-27 --reason holiday"),),
        (
            "remind hold 1041",
            "remind hold 1041 --until 27/3",
            "remind hold 1041 --until 2026-03-27",
            ("remind hold --until 2026-03-27 --reason semester", "remind hold --until 2026-03-27 --reason holiday"),
        ),
    ),
    Part(
        ("Efter inkassokravet: choose", "After the inkassokrav: choose"),
        "",
        "2026-03-31",
        ("remind tick", ("remind choose 1041 efterbevakning", "remind choose 1041 monitoring")),
        (
            "remind choose 1041",
            ("remind choose 1041 inkasso", "remind choose 1041 collect"),
            "remind choose 1401 kronofogden",
        ),
    ),
    Part(
        ("Hur gick det? report", "How did it go? report"),
        "",
        "2026-03-31",
        (("remind report --xlsx mars.xlsx", "remind report --xlsx march.xlsx"),),
        (
            ("remind rapport", "remind reprt"),
            ("remind report mars", "remind report march"),
            ("remind report --xlsx mars.pdf", "remind report --xlsx march.pdf"),
            ("remind report --as-of igår", "remind report --as-of yesterday"),
        ),
    ),
    Part(
        ("Ombudets avräkning: settle", "The partner's settlement: settle"),
        (
            "Företaget driver sina ärenden själv, så det finns inget att avräkna.",
            "The firm runs its cases itself, so there is nothing to settle.",
        ),
        "2026-04-01",
        ("remind settle --period 2026-03",),
        (
            ("remind settle juni", "remind settle june"),
            ("remind settle --period mars", "remind settle --period march"),
            "remind settle --invoice 55",
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


def type_in(folder: Path, line: str, day: str, lang: str, answers: Sequence[str] = ()) -> Ran:
    env = {"REMIND_LEDGER": "ledger.db", "REMIND_TODAY": day, "REMIND_LANG": lang}
    remind, *words = shlex.split(line)
    typed = [str(program(folder.parent)), *words]
    assert remind == "remind"
    ran = talk_on_terminal(answers, typed, {**clean_env(), **env}, folder, columns=WIDTH)
    out = re.sub(TRIAL[lang], "", ran.out, flags=re.MULTILINE)
    return Ran(ran.code, out.replace(f"{folder}/", ""), "")


def made(folder: Path, lang: str) -> str:
    """The page, as it is now."""
    page = [HEADS[lang]]
    for part in PARTS:
        told = DAY_IS[lang].format(day=part.day, tells=said(part.tells, lang)).rstrip()
        page.append(f"\n## {said(part.heading, lang)}\n\n{told}\n")
        to_type = [said(words, lang) for words in part.answers]
        for words in part.lines:
            line = said(words, lang)
            ran = type_in(folder, line, part.day, lang, to_type if words == part.lines[-1] else ())
            assert ran.code == 0, ran.out
            page.append(f"\n```text\n$ {line}\n{on_screen(ran.out)}\n```\n")
        if part.mistakes:
            page.append(f"\n{LIKELY[lang]}\n")
        for words in part.mistakes:
            line = said(words, lang)
            ran = type_in(folder, line, part.day, lang, to_type)
            assert ran.code in {1, 2, 3}, line
            says, _end, fix = ran.out.strip().partition("\n")
            assert says, line
            assert "remind " in fix, f"{line}: a message ends with the command to type"
            page.append(f"\n```text\n$ {line}\n{on_screen(ran.out)}\n```\n")
    return "".join(page)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_first_day(tmp_path: Path, pytestconfig: pytest.Config, lang: str) -> None:
    folder = tmp_path / "firman"
    folder.mkdir()
    shutil.copy(example_path("fakturor.csv"), folder)
    (folder / "mapp").mkdir()
    (folder / "folder").mkdir()
    (folder / "brev.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "summor.csv").write_text(
        "Fakturanr;Kund;Fakturadatum;Förfallodatum;Belopp\n1061;Alnö Bygg AB;2026-01-01;2026-01-31;1.250,00\n",
        encoding="utf-8",
    )
    (folder / "bank.csv").write_text(
        "Bokföringsdag;Belopp;Avsändare;Namn;Rubrik\n2026-03-20;500,00;;Okänd;Tack\n",
        encoding="utf-8",
    )
    shown = made(folder, lang)
    if pytestconfig.getoption("--update-golden"):
        PAGES[lang].write_text(shown, encoding="utf-8")
    assert shown == PAGES[lang].read_text(encoding="utf-8")


TOLD = {
    "sv": ("Fel i org.nr: kontrollera", "har 4 siffror", "Fel i bankgiro: kontrollera", "är ett mobilnummer", "Svara ja eller nej."),
    "en": ("The org.nr is wrong", "has 4 digits", "The bankgiro is wrong", "is a mobile number", "Answer yes or no."),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_three_mistakes_at_every_step(lang: str) -> None:
    """Those of init are wrong answers, and stand among its questions."""
    init, *others = PARTS
    assert [said(part.heading, lang).split()[-1] for part in PARTS] == [
        "init", "import", "list", "send", "tick", "outbox", "pay", "payments", "hold", "choose",
        "report", "settle",
    ]  # fmt: skip
    assert all(len(part.mistakes) >= 3 for part in others)
    page = (
        PAGES[lang].read_text(encoding="utf-8").partition(f"## {said(others[0].heading, lang)}")[0]
    )
    assert all(page.count(text) == 1 for text in TOLD[lang])
    assert not init.mistakes
