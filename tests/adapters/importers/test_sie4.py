"""SIE 4: encodings, odd lines, open items worked out by hand, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.adapters.importers.sie4 import SieFile, Voucher, vouchers
from reminder_cli.adapters.importers.sie4_invoices import read_sie_years
from reminder_cli.adapters.importers.sie4_patterns import customer_named, invoice_number
from reminder_cli.adapters.importers.sie4_text import encoding_of, fields, pieces
from reminder_cli.domain.invoice import InvoiceDraft
from reminder_cli.errors import UnreadableFile

HEAD = "#FLAGGA 0\n#PROGRAM Fortnox 3.57\n#FORMAT PC8\n#SIETYP 4\n#ORGNR 556000-0000\n#RAR 0 20260101 20261231\n"
TERMS = ReadOptions(terms_days=30)


def voucher(number: int, day: str, text: str, *rows: str, series: str = "A") -> str:
    body = "\n".join(f"#TRANS {row}" for row in rows)
    return f'#VER {series} {number} {day} "{text}"\n{{\n{body}\n}}\n'


def invoice(number: int, kronor: int, *, day: str = "20260801") -> str:
    return voucher(
        number,
        day,
        f"Kundfaktura Alnö AB ({number})",
        f"1510 {{}} {kronor}",
        f"3001 {{}} {-kronor}",
    )


def payment(number: int, kronor: int, *, ver: int = 900, day: str = "20260901") -> str:
    return voucher(
        ver, day, f"Kundbet Alnö AB ({number})", f"1930 {{}} {kronor}", f"1510 {{}} {-kronor}"
    )


def balances(opening: str, closing: str) -> str:
    return f"#IB 0 1510 {opening}\n#UB 0 1510 {closing}\n#UB 0 1930 0\n"


def read(
    tmp_path: Path, text: str, options: ReadOptions = TERMS, encoding: str = "cp437"
) -> tuple[ReadFile, list[InvoiceDraft]]:
    path = tmp_path / "bok.txt"
    path.write_bytes(text.encode(encoding))
    file = read_invoices(path, options)
    return file, list(file.drafts)


def notes(file: ReadFile) -> str:
    return "\n".join(map(str, file.notes))


def refused(tmp_path: Path, text: str, options: ReadOptions = TERMS) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, text, options)
    return caught.value


# Text


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("Åsa Öberg".encode("cp437"), "Åsa Öberg", "cp437"),
        ("Åsa Öberg".encode("cp1252"), "Åsa Öberg", "cp1252"),
        ("Åsa Öberg".encode(), "Åsa Öberg", "utf-8"),
        ("Åsa Öberg".encode("utf-8-sig"), "Åsa Öberg", "utf-8-sig"),
        (b"Alno", "Alno", "utf-8"),
        (
            "Försäljning på Åland".encode("cp437") + " Malmö".encode("cp1252"),
            "Försäljning på Åland Malmö",
            "cp437",
        ),
        (b"\xfe\x20 tie", "■  tie", "cp437"),
    ],
    ids=["cp437", "cp1252", "utf-8", "bom", "ascii", "stray letter", "tie"],
)
def test_encoding_by_the_letters(tmp_path: Path, data: bytes, text: str, encoding: str) -> None:
    path = tmp_path / "bok.se"
    path.write_bytes(data)
    assert encoding_of(path) == encoding
    assert "".join(pieces(path, encoding)) == text


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_a_file_read_in_pieces(tmp_path: Path, encoding: str, end: str) -> None:
    """A form feed, or Unicode's own end of line, ends no line; nothing is lost between pieces."""
    written = [f'#VER A {n} 20260801 "Åsa\x0c Öberg\x85"' for n in range(20_000)] + ["", "#SLUT"]
    if encoding == "cp437":
        written = [line.replace("\x85", "à") for line in written]  # byte 0x85
    if encoding == "cp1252":
        written = [line.replace("\x85", "…") for line in written]  # byte 0x85
    path = tmp_path / "bok.se"
    path.write_bytes(end.join(written).encode(encoding))
    assert encoding_of(path) == encoding
    assert "".join(pieces(path, encoding)).split("\n") == written


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("\t#TRANS\t1510\t{}\t-0", ["#TRANS", "1510", "{}", "-0"]),
        ('#TRANS 1510 {1 "a b" "6" x} 5.00', ["#TRANS", "1510", '{1 "a b" "6" x}', "5.00"]),
        ("#VER  A   1    20260101", ["#VER", "A", "1", "20260101"]),
        ('#VER "" "" 20260101 ""', ["#VER", "", "", "20260101", ""]),
        (r'#FNAMN "Stiftelsen \"Ekdungen\""', ["#FNAMN", 'Stiftelsen "Ekdungen"']),
        ('#FNAMN "never closed', ["#FNAMN", "never closed"]),
        ('#TRANS 1510 { } 1 "" ""', ["#TRANS", "1510", "{ }", "1", "", ""]),
        ("#TRANS 1510 {broken", ["#TRANS", "1510", "broken"]),
    ],
)
def test_fields(line: str, expected: list[str]) -> None:
    assert fields(line) == expected


@pytest.mark.parametrize(
    ("text", "number", "customer", "name"),
    [
        ("Kundfaktura Alnö (Norr) AB (1042)", "1042", "", "Alnö (Norr) AB"),
        ("Kundbet Alnö Bygg AB (1042)", "1042", "", "Alnö Bygg AB"),
        ("Kreditfaktura Åsa Öberg (1045)", "1045", "", "Åsa Öberg"),
        ("Kundfaktura 5", "5", "", ""),
        ("Inbetalning faktura 5", "5", "", ""),
        ("Kundfaktura till 1 Alnö, Bygg AB, 1042", "1042", "1", "Alnö, Bygg AB"),
        ("Delinbetalning från 2 Åsa Öberg, 1043", "1043", "2", "Åsa Öberg"),
        ("Faktura #5 Åsa Öberg", "5", "", "Åsa Öberg"),
        ("Faktura #5 betalad av Åsa Öberg (V36)", "5", "", "Åsa Öberg"),
        ("Annullering av V9: Faktura #1043", "1043", "", ""),
        ("Kundfakt 2446", "2446", "", ""),
        ("[2446] AGA AB", "2446", "", "AGA AB"),
        ("Kundfaktura 29 AGA A", "29", "", "AGA A"),
        ("Kundavtalsfkt 742 Redovisningsbyrån", "742", "", "Redovisningsbyrån"),
        ("Faktnr: 742, Namn: Redovisningsbyrån", "742", "", "Redovisningsbyrån"),
        ("FA30079/Österängens Bilservice", "30079", "", "Österängens Bilservice"),
        ("BE/FA30079/Österängens Bilservice", "30079", "", "Österängens Bilservice"),
        ("30083 Svenska Mässan, 12", "12", "30083", "Svenska Mässan"),
        ("Kundfakt. 237, Ulla Andersson", "237", "", "Ulla Andersson"),
        ("Bet. 1422, fakt. 15, Ulla Andersson", "15", "", "Ulla Andersson"),
        ("Faktura: 10031, Kund: 1004 - Åsa Öberg", "10031", "1004", "Åsa Öberg"),
        ("Kundfakt 2448 - 2450", "", "", ""),
        ("kundfakturor 1042 och 1043", "", "", ""),
        ("Faktura 1042-1043", "", "", ""),
        ("Faktura 2026-08-01", "", "", ""),
        ("Inbetalningsjournal nr 217", "", "", ""),
        ("Fakturajournal nr 109", "", "", ""),
        ("Kundinbet", "", "", ""),
    ],
)
def test_invoice_and_customer_in_a_text(text: str, number: str, customer: str, name: str) -> None:
    assert invoice_number(text) == number
    if number:
        named = customer_named(text)
        assert (named.customer, named.name) == (customer, name)


def test_the_longest_name_wins() -> None:
    assert customer_named("Faktnr: 7, Namn: Alnö", "Kundfkt 7 Alnö Bygg AB").name == "Alnö Bygg AB"


def parsed(text: str) -> tuple[SieFile, list[Voucher]]:
    file = SieFile()
    return file, list(vouchers([text.replace("\r\n", "\n").replace("\r", "\n")], file))


def both_ways(text: str) -> tuple[SieFile, list[Voucher]]:
    """Read in one piece, and line by line, where no voucher is ever whole: it must be the same."""
    (file, found), by_line = parsed(text), SieFile()
    same = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert list(vouchers([f"{line}\n" for line in same], by_line)) == found
    assert by_line == file
    return file, found


# Parts of a voucher as programs write them, plain and odd; any of them may stand with any other.
_STARTS = [
    '#VER A 1 20260801 "Kundfaktura Alnö (5)"', '#VER "B" "2" 20260801 "text" 20260802 "AB"',
    '#VER "" "" 20260801 ""', "#VER A 3 20260801", '#VER A 4 2026-08-01 "x"', '#VER A 5 20261399 "x"',
    '#VER "V 1" 6 20260801 "ett \\"citat\\""', "#VER A 7 20260801 ord", '\t#VER\tA\t8\t20260801\t"x"',
    '#ver a 9 20260801 "x"', '#VER A 10 20260801 "x" {', "#VER A_1 11 20260801 \"x\"",
]  # fmt: skip
_ROWS = [
    "#TRANS 1510 {} 1250.00", "#TRANS 3001 {} -1250.00", "#TRANS 2611 {} -250.00", "#TRANS 2621 {1 1} -60", "#TRANS 1930 {} 1250", "\t#TRANS 1510 {} -987.5",
    '#TRANS 1510 {1 "a b" "10" "12"} 5.00 20260801 "Faktnr: 7, Namn: X"', '#TRANS 1510 {} 5.00 "" "x" 1',
    '#TRANS 1510 {} 5.00 "" "ett \\"ord\\"" 1', '#TRANS "1510" {} 5.00', "#TRANS 1510 5.00",
    "#TRANS 1510 {} 5,00", "#TRANS 1510 {} x", "#TRANS FEL {} 1.00", "#RTRANS 1510 {} 9.00",
    "#BTRANS 1510 {} 9.00", '#TRANS 1510 {} 1.00 "#TRANS 1510 {} 2.00"', "#trans 1510 {} 3.00", "",
    "#TRANS 1510 {6 Syd} +4.00", "#TRANS 1510 {} -0", "#TRANS 1510 { } 7.00  20260801   \"y\"", "#TRANS",
    '#TRANS 1510 {1 "a}b"} 8.00', "#TRANS 1510 {} 12345678901.00", '#TRANS 1510 {} 1.00 20260801 "}"',
]  # fmt: skip
_VOUCHERS = st.lists(
    st.tuples(
        st.sampled_from(_STARTS),
        st.sampled_from(["{", "{ ", " {", "", "{\n{"]),
        st.lists(st.sampled_from(_ROWS), max_size=4),
        st.sampled_from(["}", " }\t", "} ", "", "}\n"]),
    ),
    max_size=4,
)


@given(_VOUCHERS, st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_whole_voucher_says_what_its_lines_say(
    written: list[tuple[str, str, list[str], str]], end: str
) -> None:
    lines = ["#SIETYP 4", "#UB 0 1510 5"]
    for start, opened, rows, closed in written:
        lines += [start, opened, *rows, closed]
    both_ways(end.join(lines))
    both_ways(end.join([*lines, ""]))


def test_odd_lines_are_taken() -> None:
    file, (first, second) = parsed(
        "\t#PROGRAM Kapell Version 5 2.1\r#okänd x\r\n#Konto 1510 Kundfordringar Sverige\n"
        '#KONTO FEL x\n#VER EXTERNAL V 1 x\n#ver "A" "1" 2026-08-01\n{\n #trans "1510" {"8" "7" 10 12} "5.00" 20260801 hej\n'
        '#RTRANS 1510 {} 7\n#BTRANS 1510 {} 7\n#TRANS 3001 {} -5.0\n}\n#VER A 2 20260802 "b"\n{\n#TRANS 1511 {} -0 "text"\n }\n'
    )
    assert (file.program, file.version) == ("Kapell Version 5", "2.1")
    assert file.accounts == {"1510": "Kundfordringar Sverige"}
    assert [p.found for p in file.problems] == ["1"]
    assert (first.day, first.sum_ore, first.sells) == (date(2026, 8, 1), 0, True)
    assert [(r.amount_ore, r.objects, r.text) for r in first.claims] == [
        (500, {"8": "7", "10": "12"}, "hej")
    ]
    assert [(r.account, r.text) for r in second.claims] == [("1511", "text")]


# What stands between label, account and amount, and after it, as programs write it or might.
LABELS = st.sampled_from(["#TRANS", "\t#TRANS", "  #TRANS ", "#TRANSX", "#TRANS#"])
ACCOUNTS = st.sampled_from(
    ["1510", '"1510"', "1511", "1513", "1930", "3001", "2611", "3740", "FEL", "15{10", '15"10', ""]
)
OBJECTS = st.sampled_from(
    ["{}", "{ }", "", '{8 "7" 10 12}', '{"1" "1"}', "{1 a b}", "{", "}", "{}{}"]
)
AMOUNTS = st.one_of(
    st.sampled_from(
        ["-0", "5", "-987.5", '"5.00"', "5,00", "+5", "1.250,00", "5..5", "", "²", "٣"]
    ),
    st.integers(-(10**13), 10**13).map(str),
    st.decimals(-(10**9), 10**9, places=2).map(str),
)
AFTER = st.lists(
    st.sampled_from(
        ["20260801", '"20260801"', "2026-08-01", '""', '"Kundfaktura 5"', r'"a \"b\""', "hej", '"', "0", "\\"]
    ),
    max_size=4,
)  # fmt: skip
BLANKS = st.sampled_from([" ", "\t", "  ", "\u00a0", ""])


@given(LABELS, ACCOUNTS, OBJECTS, AMOUNTS, AFTER, st.lists(BLANKS, min_size=8, max_size=8))
@example("#TRANS", "1510", "{}", "5", ['""', '"Kundfaktura 5"'], [" "] * 8)
@example("#TRANS", "1510", "{}", "5", ['"20260801"', '"Kundfaktura 5"'], [" "] * 8)
@example("#TRANS", "1510", "{}", "5", ['""', "hej"], [" "] * 8)
def test_a_row_is_read_the_same_quickly_and_by_the_patterns(
    label: str, account: str, objects: str, amount: str, after: list[str], blanks: list[str]
) -> None:
    """A label in small letters is never taken to be plain."""
    gaps = iter(blanks)
    row = "".join(next(gaps) + word for word in (account, objects, amount, *after))
    read = []
    for written in (label, label.lower()):
        file, found = parsed(f'#VER A 1 20260801 "Faktura 5"\n{{\n{written}{row}\n}}\n')
        problems = [(p.line, p.found.lower()) for p in file.problems]
        read.append((found, problems, file.booked, file.unbalanced, file.voucher_count))
    assert read[0] == read[1]


@given(
    st.lists(st.sampled_from(["A", '"A"', "#", '""', "1", "Ö2", "{x}", "A{", '"a b"']), max_size=2),
    st.sampled_from(["20260801", "2026-08-01", "20261301", "00010101", '"20260801"', "²0260801", ""]),
    st.lists(
        st.sampled_from(['"Faktura 5"', '""', r'"a \"b\""', '"a"b', "hej", "20260802", '"', "0"]),
        max_size=3,
    ),
)  # fmt: skip
@example(["A", "1"], "00010101", ['"Faktura 5"'])
@example(["A", "1"], "20261301", ['"Faktura 5"'])
def test_a_voucher_begins_the_same_quickly_and_by_the_patterns(
    name: list[str], day: str, after: list[str]
) -> None:
    read = []
    for label in ("#VER", "#ver"):
        words = " ".join([label, *name, day, *after])
        file, found = parsed(f"{words}\n{{\n#TRANS 1510 {{}} 5\n}}\n")
        read.append((found, [(p.line, p.found) for p in file.problems], file.numbered_count))
    assert read[0] == read[1]


# Open items


def summary(drafts: Sequence[InvoiceDraft]) -> list[tuple[str, str, int, int | None]]:
    return [(d.number, d.kind.value, d.total_ore, d.remaining_ore) for d in drafts]


def test_part_paid_settled_and_earlier(tmp_path: Path) -> None:
    """Opening 800 (1041, paid); 1042 paid; 1043 paid 300 of 1000; 1044 open: 700 + 500."""
    text = (
        HEAD + balances("800", "1200") + payment(1041, 800) + invoice(1042, 400) + payment(1042, 400, ver=901)
        + invoice(1043, 1000) + payment(1043, 300, ver=902) + invoice(1044, 500)
    )  # fmt: skip
    file, drafts = read(tmp_path, text)
    assert summary(drafts) == [
        ("1043", "invoice", 100000, 70000),
        ("1044", "invoice", 50000, 50000),
    ]
    assert drafts[0].customer.name == "Alnö AB"
    assert (drafts[0].due_date, drafts[0].due_date_assumed) == (date(2026, 8, 31), True)
    assert [(c.account, c.booked_ore, c.holds) for c in file.control_sums] == [
        ("1510", 120000, True)
    ]
    assert file.settled == ("1042",)
    assert file.unexplained_ore == 0
    assert file.full_list
    assert file.org_number == "556000-0000"
    assert "Payments on invoices of earlier years (1): 1041" in notes(file)
    assert file.format == "SIE 4E, Fortnox 3.57 (pattern)"


def test_what_the_opening_balance_leaves_is_nobodys(tmp_path: Path) -> None:
    file, drafts = read(
        tmp_path, HEAD + balances("900", "1000") + payment(1041, 400) + invoice(1044, 500)
    )
    assert summary(drafts) == [("1044", "invoice", 50000, 50000)]
    assert file.unexplained_ore == 50000
    assert not file.full_list
    assert "500,00 kr of the customers' account belongs to no invoice" in notes(file)


def test_a_credit_note_is_never_set_off(tmp_path: Path) -> None:
    credit = voucher(3, "20260815", "Kreditfaktura Alnö AB (1045)", "1510 {} -500", "3001 {} 500")
    _, drafts = read(tmp_path, HEAD + balances("0", "0") + invoice(1044, 500) + credit)
    assert summary(drafts) == [
        ("1044", "invoice", 50000, 50000),
        ("1045", "credit_note", -50000, -50000),
    ]
    paid_out = voucher(4, "20260820", "Kundbet Alnö AB (1045)", "1510 {} 500", "1930 {} -500")
    _, drafts = read(tmp_path, HEAD + balances("0", "500") + invoice(1044, 500) + credit + paid_out)
    assert summary(drafts) == [("1044", "invoice", 50000, 50000)]
    # Paid out this year, issued the year before: no invoice, though it is a debit.
    _, drafts = read(tmp_path, HEAD + balances("-500", "0") + paid_out)
    assert drafts == []


#   the rows of an invoice of 2 400                                     its VAT
VAT = [
    ("25 %", ("1510 {} 2400", "3001 {} -1920", "2611 {} -480"), 480_00),
    ("rounded", ("1510 {} 2400", "3740 {} -0.10", "3001 {} -1919.90", "2611 {} -480"), 480_00),
    ("two rates: their sum, which fits none", ("1510 {} 2400", "3001 {} -800", "3003 {} -1320.75",
     "2611 {} -200", "2631 {} -79.25"), 279_25),
    ("with objects, read by the patterns", ('1510 {8 "7"} 2400', "3001 {} -1920",
     '2611 {1 "Syd"} -480'), 480_00),
    ("none is told: export or exempt, or booked elsewhere", ("1510 {} 2400", "3004 {} -2400"), None),
    ("reckoned by the buyer", ("1510 {} 2400", "3231 {} -2400", "2614 {} -5", "2645 {} 5"), None),
    ("a part is Skatteverket's", ("1510 {} 2400", "1513 {} 600", "3001 {} -2400", "2611 {} -600"),
     None),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "vat"), [r[1:] for r in VAT], ids=[r[0] for r in VAT])
def test_the_vat_of_an_invoice_is_that_of_its_voucher(
    tmp_path: Path, rows: tuple[str, ...], vat: int | None
) -> None:
    apart = "".join(f"#UB 0 1513 {row.split()[-1]}\n" for row in rows if row.startswith("1513"))
    sold = voucher(1, "20260801", "Kundfaktura Alnö AB (7)", *rows)
    _, [draft] = read(tmp_path, HEAD + balances("0", "2400") + apart + sold)
    assert (draft.total_ore, draft.vat_ore) == (2400_00, vat)


def test_the_vat_is_told_by_nobody_of_a_voucher_of_several_or_a_part(tmp_path: Path) -> None:
    joined = voucher(
        1, "20260801", "Fakturajournal",
        '1510 {} 1000 "" "Kundfaktura A (7)"', '1510 {} 250 "" "Kundfaktura B (8)"',
        "3001 {} -1000", "2611 {} -250",
    )  # fmt: skip
    _, drafts = read(tmp_path, HEAD + balances("0", "1250") + joined)
    assert [(d.number, d.vat_ore) for d in drafts] == [("7", None), ("8", None)]
    first = voucher(1, "20260801", "Kundfaktura A (7)", "1510 {} 100", "3001 {} -80", "2611 {} -20")
    more = voucher(2, "20260802", "Kundfaktura A (7)", "1510 {} 50", "3001 {} -40", "2611 {} -10")
    _, drafts = read(tmp_path, HEAD + balances("0", "150") + first + more)
    assert [(d.total_ore, d.vat_ore) for d in drafts] == [(150_00, None)]
    paid = payment(7, 30)  # what is paid of it changes nothing of its VAT
    _, drafts = read(tmp_path, HEAD + balances("0", "70") + first + paid)
    assert [(d.remaining_ore, d.vat_ore) for d in drafts] == [(70_00, 20_00)]


def test_a_confirmed_loss_closes_an_invoice_and_is_no_credit_note(tmp_path: Path) -> None:
    loss = voucher(
        7, "20260901", "Kundförlust, faktura 1041",
        "6351 {} 400", "2611 {} 100", "1510 {} -500",
    )  # fmt: skip
    _, drafts = read(tmp_path, HEAD + balances("0", "0") + invoice(1041, 500) + loss)
    assert drafts == []
    # Of an invoice of the year before: it closes what was open then.
    file, drafts = read(tmp_path, HEAD + balances("500", "0") + loss)
    assert (drafts, file.unexplained_ore) == ([], 0)
    assert "invoices of earlier years (1): 1041" in notes(file)


def test_overpaid_bounced_and_corrected(tmp_path: Path) -> None:
    bounced = voucher(905, "20260910", "Kundbet Alnö AB (1)", "1510 {} 100", "1930 {} -100")
    text = (
        HEAD + balances("0", "250") + invoice(1, 100) + payment(1, 100) + bounced
        + invoice(2, 100) + payment(2, 150, ver=901)
        + invoice(3, 150) + voucher(9, "20260802", "Kundfaktura Alnö AB (3)", "1510 {} 50", "3001 {} -50")
    )  # fmt: skip
    file, drafts = read(tmp_path, text)
    assert summary(drafts) == [("1", "invoice", 10000, 10000), ("3", "invoice", 20000, 20000)]
    assert "paid with more than their amount (1): 2" in notes(file)
    assert file.unexplained_ore == -5000


def test_dimension_ten_comes_before_the_text(tmp_path: Path) -> None:
    text = HEAD + balances("0", "5") + voucher(
        1, "20260801", "Faktura 99", '1510 {8 "30083" 10 "12"} 5 20260801 "30083 Åsa, 12"', "3001 {} -5"
    )  # fmt: skip
    file, drafts = read(tmp_path, text)
    assert [(d.number, d.customer.number, d.customer.name) for d in drafts] == [
        ("12", "30083", "Åsa")
    ]
    assert file.format.endswith("(dimension 10)")


def test_other_claims_are_kept_apart(tmp_path: Path) -> None:
    rot = voucher(
        1, "20260801", "Kundfaktura Åsa (7)", "1510 {} 700", "1513 {} 300", "3001 {} -1000"
    )
    text = HEAD + '#KONTO 1513 "ROT"\n#UB 0 1513 300\n' + balances("0", "700") + rot
    file, drafts = read(tmp_path, text)
    assert summary(drafts) == [("7", "invoice", 70000, 70000)]
    assert "Account 1513 ROT (300,00 kr) is kept apart" in notes(file)
    assert [c.account for c in file.control_sums] == ["1510", "1513"]


def test_other_accounts_when_asked(tmp_path: Path) -> None:
    text = (
        HEAD
        + "#UB 0 1514 5\n"
        + voucher(1, "20260801", "Kundfaktura A (7)", "1514 {} 5", "3001 {} -5")
    )
    assert read(tmp_path, text)[1] == []
    options = ReadOptions(terms_days=30, claim_accounts=("1514",))
    assert summary(read(tmp_path, text, options)[1]) == [("7", "invoice", 500, 500)]


def test_unbalanced_voucher_is_told(tmp_path: Path) -> None:
    text = (
        HEAD
        + balances("0", "5")
        + voucher(1, "20260801", "Kundfaktura A (7)", "1510 {} 5", "3001 {} -4")
    )
    assert "do not balance (1): A 1" in notes(read(tmp_path, text)[0])


def test_import_file(tmp_path: Path) -> None:
    text = "#FLAGGA 0\n#SIETYP 4\n" + voucher(
        0, "20260801", "Kundfaktura A (7)", "1510 {} 5", "3001 {} -5"
    )
    file, drafts = read(tmp_path, text)
    assert file.format == "SIE 4I (pattern)"
    assert len(drafts) == 1
    assert not file.full_list
    assert "for import only" in notes(file)


def test_cash_method(tmp_path: Path) -> None:
    file, drafts = read(tmp_path, HEAD + voucher(1, "20260801", "Såld", "1930 {} 5", "3001 {} -5"))
    assert drafts == []
    assert "cash method" in notes(file)


def test_damaged_rows_are_problems(tmp_path: Path) -> None:
    text = (
        HEAD
        + "#IB 0 1510 x\n"
        + voucher(1, "20261301", "Kundfaktura A (7)", "1510 {} 5..5", "1510")
        + "#TRANS 1 {} 5\n"
    )
    file, _ = read(tmp_path, text, ReadOptions(terms_days=30, force=True))
    assert [(p.line, p.column) for p in file.problems] == [
        (7, "#IB"), (8, "#VER"), (10, "#TRANS"), (11, "#TRANS"), (13, "#TRANS"),
    ]  # fmt: skip


def test_a_voucher_cut_off_is_a_problem(tmp_path: Path) -> None:
    text = HEAD + balances("0", "5") + invoice(1, 5).rstrip().removesuffix("}")
    assert [(p.line, p.column, p.found) for p in read(tmp_path, text)[0].problems] == [
        (10, "#VER", "1")
    ]


# Refusals


def test_due_dates_need_terms(tmp_path: Path) -> None:
    error = refused(tmp_path, HEAD + invoice(1, 5), ReadOptions())
    assert "no due dates" in error.message
    assert error.fix == "Give your terms of payment: --terms-days 30"


def test_balances_only(tmp_path: Path) -> None:
    text = HEAD.replace("#SIETYP 4", "#SIETYP 3") + balances("0", "0")
    assert "balances and no vouchers" in refused(tmp_path, text).message
    assert "no vouchers" in refused(tmp_path, HEAD).message


def test_sums_that_do_not_agree(tmp_path: Path) -> None:
    text = HEAD + balances("0", "6") + invoice(1, 5)
    error = refused(tmp_path, text)
    assert "opening balance and vouchers give 5,00, the file says 6,00" in error.message
    file, drafts = read(tmp_path, text, ReadOptions(terms_days=30, force=True))
    assert len(drafts) == 1
    assert "does not add up: read because you asked" in notes(file)


def test_texts_that_name_no_invoice(tmp_path: Path) -> None:
    unnamed = voucher(2, "20260801", "Kundfakt", "1510 {} 5", "3001 {} -5")
    text = HEAD + balances("0", "10") + invoice(1, 5) + unnamed
    error = refused(tmp_path, text)
    assert "only 1 of 2 rows" in error.message
    assert "invoice list" in error.fix
    file, drafts = read(tmp_path, text, ReadOptions(terms_days=30, force=True))
    assert len(drafts) == 1
    assert (file.unexplained_ore, file.full_list) == (500, False)


# Several years


def two_years(
    tmp_path: Path, *, opening: str = "900", org_number: str = "5560000000"
) -> list[Path]:
    first = HEAD.replace("0 2026", "0 2025").replace("1231", "1231") + balances("0", "900")
    first = first.replace("20261231", "20251231")
    first += invoice(1041, 800, day="20251201") + invoice(1040, 100, day="20251130")
    second = HEAD.replace("556000-0000", org_number) + balances(opening, "600")
    second += payment(1041, 800) + invoice(1042, 500)
    paths = [tmp_path / "2026.se", tmp_path / "2025.se"]
    paths[0].write_bytes(second.encode("cp437"))
    paths[1].write_bytes(first.encode("cp437"))
    return paths


def test_last_years_file_finds_last_years_invoices(tmp_path: Path) -> None:
    file = read_sie_years(two_years(tmp_path), TERMS)
    assert summary(list(file.drafts)) == [
        ("1040", "invoice", 10000, 10000),
        ("1042", "invoice", 50000, 50000),
    ]
    assert (file.unexplained_ore, file.full_list, file.settled) == (0, True, ("1041",))


def test_the_same_file_twice_counts_once(tmp_path: Path) -> None:
    paths = two_years(tmp_path)
    file = read_sie_years([*paths, paths[1]], TERMS)
    assert len(list(file.drafts)) == 2


def test_years_of_different_firms(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="different firms"):
        read_sie_years(two_years(tmp_path, org_number="556036-0793"), TERMS)


def test_years_with_a_gap(tmp_path: Path) -> None:
    file = read_sie_years(two_years(tmp_path, opening="900.00"), TERMS)
    assert "do not follow" not in notes(file)
    paths = two_years(tmp_path, opening="901")
    file = read_sie_years(paths, ReadOptions(terms_days=30, force=True))
    assert "do not follow" in notes(file)


# What the file says of the accounts of claims as a whole


@pytest.mark.parametrize(
    ("head", "through"),
    [
        ("", date(2026, 9, 1)),
        ("#GEN 20260910\n", date(2026, 9, 1)),
        ("#GEN 20270215\n", date(2026, 12, 31)),
        ("#GEN\n", date(2026, 9, 1)),
        ("#GEN 20269999\n", date(2026, 9, 1)),
        ("#OMFATTN 20260930\n", date(2026, 9, 30)),
        ("#OMFATTN\n", date(2026, 9, 1)),
    ],
    ids=["no day", "within the year", "year over", "empty", "no such day", "covers", "covers none"],
)
def test_how_far_the_file_tells_of_the_books(tmp_path: Path, head: str, through: date) -> None:
    text = HEAD + head + balances("100", "1500") + invoice(1, 1000) + invoice(2, 700)
    file, _ = read(tmp_path, text + payment(1, 300))
    assert file.books is not None
    assert (file.books.first_on, file.books.through_on) == (date(2026, 1, 1), through)


def test_balances_and_what_is_booked_by_number(tmp_path: Path) -> None:
    text = (
        HEAD
        + '#KONTO 1510 Kundfordringar\n#KONTO 1930 "Bank"\n#KONTO FEL x\n#GEN 20260910\n'
        + balances("500", "800")
        + invoice(1, 1000)
        + invoice(2, 700)
        + payment(1, 1300, ver=901)
        + payment(2, 700, ver=902)
        + payment(90, 400, ver=903)
        + invoice(3, 1000)
    )
    file, _ = read(tmp_path, text)
    assert file.chart == {"1510": "Kundfordringar", "1930": "Bank"}
    assert file.books is not None
    assert file.books.made_on == date(2026, 9, 10)
    assert file.books.balances["1510"] == (500_00, 800_00)
    assert file.books.items == {"3": 1000_00, "1": -300_00}
    assert file.books.moved == {"90": -400_00}
    assert file.settled == ("2",)


def test_a_file_for_import_says_nothing_of_balances(tmp_path: Path) -> None:
    body = invoice(1, 1000).replace("#VER A 1", '#VER "" ""')
    file, _ = read(tmp_path, HEAD.replace("#RAR 0 20260101 20261231\n", "#KONTO 1510 x\n") + body)
    assert (file.books, file.chart) == (None, {})


def test_without_closing_balances_there_is_a_chart_alone(tmp_path: Path) -> None:
    file, _ = read(tmp_path, HEAD + "#KONTO 1510 x\n" + invoice(1, 1000))
    assert (file.books, file.chart) == (None, {"1510": "x"})
