"""`payments list` and `customers` on a terminal of 80 columns, in both languages, with large amounts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters.payments.files import Pay, Section, bgmax
from tests.cli.runs import INIT, Firm, plain
from tests.ledger.worlds import row, write_list

LATER = "2026-03-17"
ROOM = 80


@pytest.fixture
def busy(tmp_path: Path) -> Firm:
    """Payments that are in every column: principal, fees, interest, too much, waiting, aside."""
    firm = Firm(tmp_path)
    assert firm.run(*INIT).code == 0
    names = ["Föreningen för Äldre Hantverk i Sundsvall", "Västernorrlandsbygdens Bygg AB", "A"]
    rows = [
        row(
            str(2001 + n),
            kundnr=str(70001 + n),
            kund=name,
            belopp="1234567,89",
            ort="Örnsköldsvik",
            org="212000-2817" if n == 0 else "",
        )
        for n, name in enumerate(names)
    ]
    assert firm.run("import", str(write_list(tmp_path / "list.csv", rows))).code == 0
    assert firm.run("send", "2001", "2002", "--no-deliver").code == 0
    pays = [
        Pay(1_111_111_11, "", 3, code=3, texts=["hej"], name="Okand"),
        Pay(2_222_222_22, "", 4, code=3, texts=["hopp"], name="Ingen"),
    ]
    file = tmp_path / "bg.txt"
    file.write_bytes(bgmax(Section(pays, on="20260316", bankgiro="55367742")))
    assert firm.run("payments", "import", str(file), day=LATER).code == 0
    assert firm.run("pay", "2001", "1300000", "--on", "2026-03-16", day=LATER).code == 0
    assert firm.run("pay", "2002", "1234587,89", "--on", "2026-03-16", day=LATER).code == 0
    assert firm.run("payments", "leave", "2", "--reason", "lån", day=LATER).code == 0
    return firm


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("arguments", [["payments", "list"], ["customers"]], ids=" ".join)
def test_it_fits_and_cuts_nothing(busy: Firm, arguments: list[str], language: str) -> None:
    ran = busy.on_terminal(*arguments, day=LATER, REMIND_LANG=language)
    assert ran.code == 0
    shown = plain(ran.out)
    assert [line for line in shown.splitlines() if len(line) > ROOM and "  " in line] == []
    assert "…" not in shown
    whole = (
        ["5 867 921,22", "2 460 639,84", "1 111 111,11"]
        if arguments == ["payments", "list"]
        else ["70001", "212000-2817", "Västernorrland"]
    )
    assert [text for text in whole if text not in shown] == []


def test_amounts_that_nobody_got_have_no_column(busy: Firm) -> None:
    piped = busy.really("payments", "list", day=LATER).out
    assert "Waits" in piped
    assert "Paid back" not in piped
    assert "Costs" not in piped


def test_kinds_of_customers_are_words(busy: Firm) -> None:
    assert "myndighet" in busy.really("customers", REMIND_LANG="sv").out
    assert "public body" in busy.really("customers").out


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_million_letters_fit(busy: Firm, language: str) -> None:
    """The numbers of letters grow; their table must not grow over the edge."""
    with closing(sqlite3.connect(busy.ledger)) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("UPDATE letter SET letter_id = letter_id + 1000000")
        db.execute("UPDATE letter_invoice SET letter_id = letter_id + 1000000")
    shown = plain(busy.on_terminal("outbox", day=LATER, REMIND_LANG=language).out)
    assert "1000001" in shown
    assert "1 238 348,51" in shown
    assert [line for line in shown.splitlines() if len(line) > ROOM] == []
