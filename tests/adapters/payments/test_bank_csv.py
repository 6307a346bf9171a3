"""Lists from banks: columns by name, amounts that are sure, and rows that are no payment."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from reminder_cli.adapters import file_limits
from reminder_cli.adapters.payments import bank_csv, tables
from reminder_cli.adapters.payments.base import LeftOut, ReadPayments
from reminder_cli.errors import RejectedFile, UnreadableFile

SEB = "Bokföringsdatum;Valutadatum;Verifikationsnummer;Text;Belopp;Saldo\n"
SHORT = "Reskontradatum;Transaktionsdatum;Text;Belopp;Saldo\n"
NORDEA = (
    "Bokföringsdag;Belopp;Avsändare;Mottagare;Namn;Ytterligare detaljer;Meddelande;"
    "Egna anteckningar;Saldo;Valuta;\n"
)


def read(text: str, encoding: str = "utf-8") -> ReadPayments:
    return bank_csv.read("list.csv", text.encode(encoding))


def amounts(result: ReadPayments) -> list[int]:
    return [payment.amount_ore for payment in result.payments]


@pytest.mark.parametrize(
    ("header", "row", "ore"),
    [
        pytest.param(SEB, "2026-09-28;2026-09-28;1;Alnö;12500.000;108633.980", 1250000, id="SEB"),
        pytest.param(SEB, "2026-09-28;2026-09-28;1;Alnö;0.520;1.000", 52, id="SEB, öre"),
        pytest.param(SHORT, "2026-09-28;2026-09-28;Alnö;12 500,00;1", 1250000, id="blanks"),
        pytest.param(SHORT, "2026-09-28;2026-09-28;Alnö;12\u00a0500,00;1", 1250000, id="hard"),
        pytest.param(SHORT, "2026-09-28;2026-09-28;Alnö;12 500,00 kr;1", 1250000, id="kr"),
        pytest.param(SHORT, "2026-09-28;2026-09-28;Alnö;+125,5;1", 12550, id="plus"),
        pytest.param(SHORT, "2026/09/28;2026/09/28;Alnö;125;1", 12500, id="slashes"),
        pytest.param(SHORT, "20260928;20260928;Alnö;125;1", 12500, id="compact day"),
        pytest.param("Datum,Text,Belopp\n", '2026-09-28,"a, b",125.50', 12550, id="commas"),
        pytest.param("Datum\tText\tBelopp\n", "2026-09-28\ta\t125,50", 12550, id="tabs"),
    ],
)
def test_amounts(header: str, row: str, ore: int) -> None:
    result = read(header + row + "\n")
    assert amounts(result) == [ore]
    assert result.payments[0].on == date(2026, 9, 28)
    assert result.problems == []


@pytest.mark.parametrize(
    ("text", "column"),
    [
        pytest.param(SHORT + "2026-09-28;x;Alnö;253.520;1\n", "amount", id="253 or 253520?"),
        pytest.param(SEB + "2026-09-28;x;1;Alnö;253.521;1\n", "amount", id="a tenth of an öre"),
        pytest.param(SHORT + "2026-09-28;x;Alnö;1.250,00;1\n", "amount", id="two separators"),
        pytest.param(SHORT + "2026-09-28;x;Alnö;abc;1\n", "amount", id="no number"),
        pytest.param(SHORT + "2026-09-31;x;Alnö;125;1\n", "day", id="no such day"),
        pytest.param(SHORT + "28/9 2026;x;Alnö;125;1\n", "day", id="another way to write it"),
    ],
)
def test_what_could_be_two_things_is_a_problem(text: str, column: str) -> None:
    result = read(text)
    assert amounts(result) == []
    (problem,) = result.problems
    assert (problem.line, problem.column) == (2, column)
    assert "Alnö" not in str(problem)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        pytest.param("2026/09/28;-89,00;;;a;a;;;;SEK;", LeftOut.OUTGOING, id="money out"),
        pytest.param("2026/09/28;?89,00;;;a;a;;;;SEK;", LeftOut.OUTGOING, id="? for minus"),
        pytest.param("2026/09/28;0,00;;;a;a;;;;SEK;", LeftOut.NO_AMOUNT, id="nothing"),
        pytest.param("Reserverat;89,00;;;a;a;;;;SEK;", LeftOut.PENDING, id="reserved"),
        pytest.param("PREL-  -;89,00;;;a;a;;;*;SEK;", LeftOut.PENDING, id="preliminary"),
        pytest.param("2026/09/28;89,00;;;a;a;;;;EUR;", LeftOut.OTHER_CURRENCY, id="euro"),
        pytest.param(";89,00;;;a;a;;;;SEK;", LeftOut.NO_AMOUNT, id="a total"),
        pytest.param("2026/09/28;;;;a;a;;;12,00;SEK;", LeftOut.NO_AMOUNT, id="a balance"),
    ],
)
def test_rows_that_are_no_payment_are_counted(row: str, why: LeftOut) -> None:
    result = read(NORDEA + row + "\n")
    assert (result.payments, result.problems, result.ignored) == ([], [], {why: 1})
    assert str(why.words())


def test_message_name_and_reference() -> None:
    one, two = read(
        NORDEA
        + "2026/09/28;125,00;;;Alnö Bygg AB;Alnö Bygg AB;104216;;1;SEK;\n"
        + "2026/09/28;125,00;;;Åsa Öberg;Åsa Öberg;faktura 1043;;1;SEK;\n"
    ).payments
    assert (one.payer, one.references, one.texts) == ("Alnö Bygg AB", ("104216",), ())
    assert (two.payer, two.references, two.texts) == ("Åsa Öberg", (), ("faktura 1043",))


def test_the_account_stands_above_the_header_or_in_its_columns() -> None:
    above = read("9274-123 456 7\nDatum;Text;Typ;Budgetgrupp;Belopp;Saldo\n2026-09-28;a;b;c;1 kr;2")
    assert (above.format, above.accounts) == ("ICA Banken statement", ("92741234567",))
    inside = read(
        "* Transaktioner Period 2026-09-15 – 2026-09-28\n"
        "Radnummer,Clearingnummer,Kontonummer,Produkt,Valuta,Bokföringsdag,Referens,Belopp\n"
        "1,8327-9,1234567,x,SEK,2026-09-28,104216,125.00\n",
        "cp1252",
    )
    assert (inside.format, inside.accounts) == ("Swedbank statement", ("832791234567",))
    assert inside.encoding == "cp1252"


@pytest.mark.parametrize(
    ("text", "deposit_key", "is_sum"),
    [
        pytest.param("57237273BM 00001", "bg:57237273:2026:00001", True, id="Swedbank"),
        pytest.param("BG INSÄTTNING 1", "", True, id="Nordea Plusgiro"),
        pytest.param("Bankgiroinsättning", "", True, id="in one word"),
        pytest.param("Bankgiro inbetalning", "", False, id="a single payment"),
        pytest.param("faktura 1043", "", False, id="a payer's words"),
    ],
)
def test_a_deposit_is_known_by_its_text(text: str, deposit_key: str, is_sum: bool) -> None:
    (payment,) = read(SHORT + f"2026-09-28;2026-09-28;{text};125;1\n").payments
    assert (payment.deposit_key, payment.is_deposit_sum) == (deposit_key, is_sum)


SWISH = "Bokföringsdatum;Mottagarnummer;Avsändare;Meddelande;Orderreferens;Tid;Belopp\n"


def test_swish_and_the_statement_name_the_same_payment() -> None:
    (told,) = read(SWISH + "2026-09-28;1230000000;+46700000001;1044;;21:41;125,00\n").payments
    (line,) = read(SHORT + "2026-09-28;2026-09-28;0700000001;125,00;1\n").payments
    assert told.deposit_key == line.deposit_key != ""
    assert (told.is_deposit_sum, line.is_deposit_sum) == (False, False)
    assert (told.account, told.references) == ("1230000000", ("1044",))
    assert "700000001" not in told.key + told.deposit_key


@pytest.mark.parametrize(
    ("made", "until"),
    [
        pytest.param("2026-10-01", date(2026, 9, 30), id="after the period"),
        pytest.param("2026-09-30", date(2026, 9, 28), id="on its last day, which was not over"),
    ],
)
def test_a_quiet_end_of_a_period_is_covered(made: str, until: date) -> None:
    result = read(
        f"* Transaktioner Period 2026-09-15 – 2026-09-30 Skapad {made} 08:15 CEST\n" + SHORT + ROW
    )
    assert result.covers_until == until


def test_an_order_reference_names_the_payment() -> None:
    (told,) = read(SWISH + "2026-09-28;1230000000;+46700000001;1044;A77;21:41;125,00\n").payments
    assert told.key == "swish:1230000000:2026-09-28:A77"


ROW = "2026-09-28;2026-09-28;Alnö;125;1\n"
OTHER = "2026-09-28;2026-09-28;Alnö;125;99\n"


def test_alike_rows_are_counted_and_overlapping_files_agree() -> None:
    first = [payment.key for payment in read(SHORT + ROW).payments]
    second = [payment.key for payment in read(SHORT + ROW + OTHER).payments]
    assert len(set(second)) == 2
    assert set(first) < set(second)  # the balance is no part of the key


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SHORT + ROW + "2026-09-28;2026-09-28;Alnö;12", id="within the amount"),
        pytest.param(SHORT + "2026-09-28;2026-09-28;Alnö;12", id="in the only row"),
        pytest.param(NORDEA + "2026/09/28;12", id="early"),
    ],
)
def test_a_download_that_broke_off_is_refused(text: str) -> None:
    with pytest.raises(RejectedFile, match="breaks off"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("hello\nworld\n", id="prose"),
        pytest.param("Datum;Text\n2026-09-28;x\n", id="no amount"),
        pytest.param("\n" * 60 + SHORT, id="a header far down"),
        pytest.param(SHORT + '"' + "x" * 200_000 + '"\n', id="an endless field"),
    ],
)
def test_what_is_no_list_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableFile):
        read(text)


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("first", 0)
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("cell", "ore"),
    [
        (12500.0, 1250000),
        (4937.5, 493750),
        (0.1 + 0.2, 30),
        (1234.5600000000002, 123456),
        ("4 937,50", 493750),
        (125, 12500),
    ],
)
def test_a_spreadsheet_is_exact(cell: object, ore: int) -> None:
    data = workbook(
        ["Företagsnamn: X"],
        ["Bokföringsdatum", "Valutadatum", "Verifikationsnummer", "Text/mottagare", "Belopp"],
        [date(2026, 9, 28), "2026-09-28", 5490990000.0, "Alnö 104216", cell],
    )
    (payment,) = bank_csv.read("list.xlsx", data).payments
    assert (payment.amount_ore, payment.on) == (ore, date(2026, 9, 28))


@pytest.mark.parametrize("cell", [12.345, True, 1e300, "nan"])
def test_a_spreadsheet_number_that_is_no_amount_is_a_problem(cell: object) -> None:
    data = workbook(["Datum", "Text", "Belopp"], ["2026-09-28", "x", cell])
    result = bank_csv.read("list.xlsx", data)
    assert amounts(result) == []
    assert len(result.problems) == 1


OLD = Path(__file__).parent.parent / "importers" / "workbooks" / "konto.xls"  # by make_workbooks.py


def test_an_old_excel_file() -> None:
    result = bank_csv.read("konto.xls", OLD.read_bytes())
    assert [(p.on, p.amount_ore) for p in result.payments] == [
        (date(2026, 9, 28), 12500_00),
        (date(2026, 9, 29), 30),
    ]


def test_a_damaged_old_excel_file_ends_nothing() -> None:
    """Some of these make the reader ask for more memory than there is: it runs in a process of its own."""
    whole = OLD.read_bytes()
    chance = random.Random(4)
    for _ in range(30):
        spoilt = bytearray(whole[: chance.choice((len(whole), len(whole) // 2))])
        for _ in range(chance.choice((1, 3, 20))):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        with suppress(UnreadableFile, RejectedFile):
            assert bank_csv.read("konto.xls", bytes(spoilt)).format


def test_one_cell_in_the_last_corner_is_refused() -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("first", 0)
    sheet["A1"], sheet["XFD1048576"] = "Datum", 1
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(UnreadableFile, match="beyond column BZ"):
        bank_csv.read("list.xlsx", stream.getvalue())


def test_too_many_rows_and_too_large_a_zip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    with pytest.raises(UnreadableFile, match="rows"):
        read(SHORT + ROW * 5)
    monkeypatch.setattr(file_limits, "MAX_UNPACKED_BYTES", 100)
    with pytest.raises(UnreadableFile, match="unpacks to more"):
        bank_csv.read("list.xlsx", workbook(["Datum", "Belopp"]))


def test_a_time_in_a_cell_and_a_header_far_down() -> None:
    rows: list[list[object]] = [["Datum", "Belopp"], [datetime(2026, 9, 28, 21, 41), 1]]
    (payment,) = bank_csv.read("list.xlsx", workbook(*rows)).payments
    assert payment.on == date(2026, 9, 28)
    with pytest.raises(UnreadableFile):
        bank_csv.read("list.xlsx", workbook(*[list[object]("x")] * 60, *rows))


def test_utf_16_as_some_spreadsheet_programs_write_it() -> None:
    assert read(SHORT + ROW, "utf-16").encoding == "UTF-16"


def test_bytes_of_no_encoding_and_a_list_without_rows() -> None:
    result = bank_csv.read("list.csv", SHORT.encode("latin-1") + ROW.encode() + b"\x81;\n")
    assert (result.encoding, len(result.payments)) == ("latin-1", 1)
    assert read(SHORT).payments == []


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: data[: len(data) // 2], id="half"),
        pytest.param(lambda _data: b"PK\x03\x04 not a zip", id="only the start of a zip"),
        pytest.param(lambda _data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, id="xls"),
    ],
)
def test_a_damaged_spreadsheet_is_unreadable(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(UnreadableFile):
        bank_csv.read("list.xlsx", spoil(workbook(["Datum", "Belopp"])))


def chain(*rows: tuple[int, int]) -> ReadPayments:
    lines = "".join(f"2026-09-28;2026-09-28;x;{kronor},00;{left},00\n" for kronor, left in rows)
    return read(SHORT + lines)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param([(1, 10), (2, 9), (3, 7), (4, 4)], False, id="newest first"),
        pytest.param([(4, 4), (3, 7), (2, 9), (1, 10)], False, id="oldest first"),
        pytest.param([(1, 10), (2, 9), (5, 7), (4, 4)], True, id="an amount changed"),
        pytest.param([(1, 10), (2, 9), (4, 4), (1, 0), (2, -1)], True, id="a row missing"),
        pytest.param([(1, 50), (2, 40), (3, 30), (4, 20)], False, id="a list that was searched"),
        pytest.param([(1, 10), (2, 3)], False, id="too short to tell"),
    ],
)
def test_balances_tell_of_a_missing_row(rows: list[tuple[int, int]], told: bool) -> None:
    result = chain(*rows)
    assert len(result.payments) == len(rows)
    assert bool(result.notes) is told


def test_balances_that_are_missing_say_nothing() -> None:
    assert read(SHORT + "2026-09-28;x;x;1,00;\n" * 5).notes == []
