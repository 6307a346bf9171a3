"""`--csv`: the tables of every command as a spreadsheet opens them, and nothing else on stdout."""

from __future__ import annotations

import csv
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reminder_cli.cli.csv_output import written
from reminder_cli.cli.render import Column, Table
from reminder_cli.resources import example_path
from tests.cli.runs import INIT, Firm, Ran

COMMANDS = (
    ["list"],
    ["list", "--all"],
    ["status"],
    ["status", "--closed"],
    ["show", "1041"],
    ["explain", "1041"],
    ["plan"],
    ["plan", "--until", "2026-06-01"],
    ["customers"],
    ["debtor", "101"],
    ["send", "1042", "--dry-run"],
    ["hold", "1041", "--until", "2026-04-01", "--reason", "x", "--dry-run"],
    ["dispute", "1041", "--reason", "x", "--dry-run"],
    ["deliver", "--dry-run"],
    ["companies"],
    ["deliver"],
    ["tick"],
    ["tick", "--dry-run"],
    ["pay", "1041", "500"],
    ["pay", "1042", "500", "--dry-run"],
    ["cancel", "1041", "--reason", "x", "--dry-run"],
    ["credit", "1042", "10", "--reason", "x", "--dry-run"],
    ["write-off", "1042", "--reason", "x", "--vat", "25", "--dry-run"],
    ["invoice", "undo", "1042", "--reason", "x", "--dry-run"],
    ["import", "fakturor.csv", "--dry-run"],
    ["export", "sie", "v.se", "--dry-run"],
    ["rates", "add", "2027-H1", "2,00", "--source", "x", "--dry-run"],
    ["retract", "1", "--reason", "x", "--dry-run"],
    ["outbox", "print", "all.pdf", "--dry-run"],
    ["payments", "list"],
    ["payments", "list", "--unmatched"],
    ["outbox"],
    ["report"],
    ["settings"],
    ["rates"],
    ["terms"],
    ["doctor"],
    ["verify"],
)
Rows = list[list[str]]


def tables(ran: Ran) -> list[Rows]:
    """The tables of an answer: an empty line stands between two."""
    assert ran.out.startswith("\ufeff")
    assert ran.out.count("\ufeff") == 1
    found: list[Rows] = [[]]
    for row in csv.reader(ran.out[1:].splitlines(), delimiter=";", strict=True):
        if row:
            found[-1].append(row)
        else:
            found.append([])
    return found


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_table(filled: Firm, command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(filled.folder)
    shutil.copy(example_path("fakturor.csv"), filled.folder)
    ran = filled.run(*command, "--csv")
    assert ran.code == (command[0] == "doctor"), ran.err
    for table in tables(ran):
        heads, *rows = table
        assert all(heads), "each column has a heading"
        assert len(set(heads)) == len(heads)
        assert all(len(row) == len(heads) for row in rows)


def test_the_same_figures_as_for_scripts(filled: Firm) -> None:
    [[heads, *rows]] = tables(filled.run("list", "--all", "--csv"))
    listed = [dict(zip(heads, row, strict=True)) for row in rows]
    for row, item in zip(listed, filled.answer("list", "--all")["invoices"], strict=True):
        assert (row["Invoice"], row["Customer no."]) == (item["number"], item["customer_number"])
        assert row["Due"] == item["due_date"]
        assert Decimal(row["Left"].replace(",", ".")) == Decimal(item["remaining"])
        assert row["Currency"] == item["currency"]


def test_what_is_said_around_a_table_is_not_in_it(filled: Firm) -> None:
    ran = filled.run("list", "--all", "--csv")
    assert "[credit_note]" in ran.err
    assert "[credit_note]" not in ran.out
    assert "Sum in SEK" not in ran.out + ran.err


def test_each_letter_of_a_delivery_is_named(filled: Firm) -> None:
    """By number, invoice and recipient, also when it was put out to print."""
    assert filled.run("send", "1042", "1048", "--no-deliver").code == 0
    [[heads, *rows]] = tables(filled.run("deliver", "--csv"))
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(row["Kind"], row["Invoices"], row["Recipient"], row["To pay"]) for row in told] == [
        ("Reminder", "1042", "Åsa Öberg", "1061,42"),
        ("Reminder", "1048", "Stiftelsen Ekdungen", "5002,06"),
    ]
    listed = {str(item["id"]): item for item in filled.answer("outbox")["letters"]}
    for row in told:
        assert listed[row["Letter"]]["invoices"] == [row["Invoices"]]
        assert listed[row["Letter"]]["due_on"] == row["Pay by"]
        assert row["File"].endswith(".pdf")


def test_nothing_to_list_is_a_row_of_headings(firm: Firm) -> None:
    for command in (
        ["list"],
        ["status"],
        ["customers"],
        ["outbox"],
        ["plan"],
        ["tick"],
        ["payments", "list"],
    ):
        for table in tables(firm.run(*command, "--csv")):
            [heads] = table
            assert len(heads) > 3


def test_bytes_are_the_same_in_every_locale(filled: Firm) -> None:
    ran = filled.really("list", "--all", "--csv", LC_ALL="C", PYTHONUTF8="0", REMIND_LANG="sv")
    assert "Åsa Öberg" in ran.out
    assert ran.out.startswith("\ufeffFaktura;Kund;Kundnr")


def test_an_error_leaves_stdout_empty(filled: Firm) -> None:
    ran = filled.run("show", "9999", "--csv")
    assert (ran.code, ran.out) == (1, "")
    ran = filled.run("list", "--csv", "--json")
    assert ran.code == 2
    assert "exclude each other" in ran.out + ran.err


def test_names_are_never_formulas(tmp_path: Path) -> None:
    firm = Firm(tmp_path)
    assert firm.run(*INIT).code == 0
    names = ['=HYPERLINK(""http://x"")', "+46 Bygg", "-Rör", "@SUM(A1)", " =1+1"]
    rows = [f'{n};{n};"{name}";2026-01-01;2026-01-31;100,00' for n, name in enumerate(names, 1)]
    heads = "Fakturanr;Kundnr;Kundnamn;Fakturadatum;Förfallodatum;Belopp"
    (tmp_path / "names.csv").write_text("\n".join([heads, *rows]), encoding="utf-8")
    assert firm.run("import", str(tmp_path / "names.csv")).code == 0
    [[heads_, *listed]] = tables(firm.run("list", "--all", "--csv"))
    shown = [row[heads_.index("Customer")] for row in listed]
    assert len(shown) == len(names)
    assert all(name.startswith("'") for name in shown), shown


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.text(), st.text(), st.integers(-(10**9), 10**9)), min_size=1))
def test_any_text_stays_in_its_cell(rows: list[tuple[str, str, int]]) -> None:
    """No text breaks out of its cell, takes over a terminal, or begins as a formula does."""
    columns = [Column("a"), Column("b", number=True), Column("c", number=True)]
    table = Table("", columns, [(a, b, f"{c:,}".replace(",", " ")) for a, b, c in rows])
    text = written([table]).decode("utf-8-sig")
    back = list(csv.reader(text.splitlines(), delimiter=";", strict=True))
    assert len(back) == len(rows) + 1
    for (a, b, number), row in zip(back[1:], rows, strict=True):
        assert int(number) == row[2]
        assert not re.match(r"\s*[=+@\t\r-]", a)
        assert not re.match(r"\s*[=+@\t\r-]", b) or re.fullmatch(r"-\d+(,\d+)?", b)
