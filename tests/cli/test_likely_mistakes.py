"""Mistakes that a new user makes, and what is said to each, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from reminder_cli.resources import example_path
from tests.adapters.payments.files import Camt, Ntry, Pay, Section, Tx, bgmax
from tests.adapters.payments.test_bank_csv import NORDEA, SHORT
from tests.cli.runs import INIT, Firm, plain

BANK_FILES = {
    "nordea.csv": f"{NORDEA}2026-03-02;500,00;;;ANNA;;1042;;1000,00;SEK;\n".encode(),
    "seb.csv": f"{SHORT}2026-03-02;2026-03-02;1042;500,00;0\n".encode(),
    "bg.txt": bgmax(Section([Pay(100_00, "1041")], on="20260302", bankgiro="55367742")),
    "cut.txt": bgmax(Section([Pay(100_00, "1041")], on="20260302"))[:170],
    "camt.xml": Camt([Ntry("10.00", [Tx("10.00", ref="A")], ref="A", on="2026-03-02")]).data(),
}
TO_BANK = {
    "en": "It looks like a file of the bank. Take it in with: remind payments import FILE",
    "sv": "Det ser ut som en fil från banken. Läs in den med: remind payments import FIL",
}
TO_LIST = {
    "en": "It looks like a list of invoices. Take it in with: remind import FILE",
    "sv": "Det ser ut som en fakturalista. Läs in den med: remind import FIL",
}


@pytest.mark.parametrize("lang", ["en", "sv"])
@pytest.mark.parametrize("name", BANK_FILES)
def test_import_of_a_bank_file(firm: Firm, name: str, lang: str) -> None:
    file = firm.folder / name
    file.write_bytes(BANK_FILES[name])
    ran = firm.run("--lang", lang, "import", str(file))
    assert ran.code == 3
    assert TO_BANK[lang] in ran.err
    assert "--map" not in ran.err


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_payments_import_of_a_list_of_invoices(firm: Firm, lang: str) -> None:
    ran = firm.run("--lang", lang, "payments", "import", str(example_path("fakturor.csv")))
    assert ran.code == 3
    assert TO_LIST[lang] in ran.err


@pytest.mark.parametrize("words", [("import",), ("payments", "import")], ids=" ".join)
def test_what_is_neither_is_not_told_to_be_the_other(firm: Firm, words: tuple[str, ...]) -> None:
    file = firm.folder / "brev.txt"
    file.write_text("Hej!\nHär kommer listan.\n", encoding="utf-8")
    ran = firm.run(*words, str(file))
    assert ran.code == 3
    assert "looks like" not in ran.err


EARLY = [
    ("en", "before the invoice, which is of 2026-01-20. If it is no advance: remind unpay 1"),
    ("sv", "före fakturan, som är daterad 2026-01-20. Är det inget förskott: remind unpay 1"),
]


@pytest.mark.parametrize(("lang", "says"), EARLY)
def test_a_payment_before_its_invoice(filled: Firm, lang: str, says: str) -> None:
    words = ("pay", "1041", "100", "--on", "2026-01-02")
    ran = filled.on_terminal(*words, typed=["n"], REMIND_LANG=lang)
    assert ran.code == 1
    assert "2026-01-20" in plain(ran.out)
    assert filled.answer("show", "1041")["paid"] == "0.00"
    ran = filled.on_terminal(*words, typed=["y"], REMIND_LANG=lang)
    shown = plain(ran.out).replace("/N] ", "/N]\n")  # what is typed ahead ends no line there
    assert ran.code == 0
    assert says in " ".join(shown.split())
    assert max(map(len, shown.splitlines())) <= 80


def test_a_payment_of_another_year(filled: Firm) -> None:
    """The invoice is from before New Year, so that its own day tells nothing of a year mistyped."""
    words = ("pay", "1041", "100", "--on", "2026-02-02")
    ran = filled.run(*words, "--dry-run", day="2027-02-03")
    assert "That day is of another year. If it was mistyped: remind unpay 1" in ran.out
    assert filled.answer(*words, "--dry-run", day="2027-02-03")["another_year"] is True
    soon = ("pay", "1041", "100", "--on", "2026-12-28", "--dry-run")
    assert filled.answer(*soon, day="2027-01-04")["another_year"] is False
    ran = filled.on_terminal(*words, typed=["n"], day="2027-02-03")
    assert ran.code == 1
    assert "2026-02-02 is of another year" in plain(ran.out)


@pytest.mark.parametrize("on", ["2026-01-20", "2026-03-02"])
def test_on_the_day_of_the_invoice_or_later_nothing_is_said(filled: Firm, on: str) -> None:
    ran = filled.run("pay", "1041", "100", "--on", on)
    assert "before the invoice" not in ran.out


def test_an_advance_as_json(filled: Firm) -> None:
    assert filled.answer("pay", "1041", "1", "--on", "2026-01-02")["before_invoice"] is True
    assert filled.answer("pay", "1041", "2")["before_invoice"] is False


def test_no_address_says_how_to_get_one(firm: Firm, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "Fakturanr;Kundnr;Kund;Fakturadatum;Förfallodatum;Belopp\n1;1;A AB;2026-01-01;2026-01-31;500\n",
        encoding="utf-8",
    )
    assert firm.run("import", str(file)).code == 0
    ran = firm.run("send", "1")
    assert (
        "Take in a list of invoices or customers that has it: remind import FILE"
        in ran.out + ran.err
    )


TO_PRINT = {
    "en": (
        "put out to be printed, and counts as sent",
        "remind retract 1 --no-letter --reason TEXT",
        "If it has been printed, do not post it.",
    ),
    "sv": (
        "lagt för utskrift, och räknas som skickat",
        "remind retract 1 --no-letter --reason TEXT",
        "Är den redan utskriven, posta den inte.",
    ),
}


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_a_printed_letter_is_not_undone_and_can_be_taken_back(filled: Firm, lang: str) -> None:
    counts, way_out, do_not_post = TO_PRINT[lang]
    [pdf] = filled.folder.rglob("to-print/*reminder-1041*.pdf")
    ran = filled.on_terminal("outbox", "undo", "1", REMIND_LANG=lang)
    shown = plain(ran.out)
    assert ran.code == 1
    assert counts in " ".join(shown.split())
    assert way_out in " ".join(shown.split())
    assert pdf.exists()
    words = ("retract", "1", "--no-letter", "--reason", "fel")
    assert filled.run(*words, "--dry-run").code == 0
    assert pdf.exists()
    taken = filled.run("--lang", lang, *words)
    assert do_not_post in taken.out
    assert not pdf.exists()  # or somebody would post it today
    assert [p.name for p in filled.folder.rglob(f"archive/{pdf.name}")] == [pdf.name]


DO_NOT_POST = {
    "en": "Letter 1 still lies to be printed. Do not post it; take it away:",
    "sv": "Brev 1 ligger kvar för utskrift. Posta det inte, utan ta bort det:",
}
ENDS = [("pay", "1041", "20000"), ("cancel", "1041", "--reason", "r")]


@pytest.mark.parametrize("lang", ["en", "sv"])
@pytest.mark.parametrize("words", ENDS, ids=["paid", "cancelled"])
def test_a_letter_that_lies_to_be_printed_when_its_case_is_over(
    filled: Firm, words: tuple[str, ...], lang: str
) -> None:
    assert DO_NOT_POST[lang] in filled.run("--lang", lang, *words).out


@pytest.mark.parametrize("words", [("pay", "1041", "100"), ("pay", "1050", "9000")], ids=" ".join)
def test_a_letter_that_still_asks_for_something_is_to_be_posted(
    filled: Firm, words: tuple[str, ...]
) -> None:
    """1041 is paid in part; 1050 in full, and its letter is its own."""
    shown = filled.run(*words).out
    assert ("lies to be printed" in shown) is (words[1] == "1050")


def test_a_letter_that_was_taken_to_be_printed_is_not_told_of(filled: Firm) -> None:
    assert filled.run("outbox", "print", str(filled.folder / "a.pdf")).code == 0
    assert "lies to be printed" not in filled.run("pay", "1041", "20000").out


@pytest.mark.parametrize(
    ("typed", "command"), [("betala", "pay"), ("skicka", "send"), ("Kunder", "customers")]
)
@pytest.mark.parametrize(("lang", "meant"), [("en", "Did you mean"), ("sv", "Menade du")])
def test_a_command_in_swedish(firm: Firm, typed: str, command: str, lang: str, meant: str) -> None:
    ran = firm.run("--lang", lang, typed)
    assert ran.code == 2
    assert f"{meant}: remind {command}" in ran.err


def test_an_amount_that_is_none_is_named_in_swedish(filled: Firm) -> None:
    ran = filled.run("--lang", "sv", "pay", "1041", "hundra")
    assert "BELOPP: hundra är inget belopp i kronor." in ran.err


def test_the_end_of_init_is_swedish(tmp_path: Path) -> None:
    ran = Firm(tmp_path).run("--lang", "sv", *INIT)
    for words in ("remind import FIL ", "remind send NUMMER ", "settings set NYCKEL nej"):
        assert words in ran.out
