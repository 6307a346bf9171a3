"""Every trap met in invoice lists, as tables: what is read, what is refused, what is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.domain.invoice import CustomerDraft, CustomerKind, InvoiceDraft, InvoiceKind
from reminder_cli.errors import UnreadableFile

HEADER = "Fakturanr;Kund;Fakturadatum;Förfallodatum;Belopp"
ROW = "1042;Alnö Bygg AB;2026-08-01;2026-08-31;1250,00"


Read = Callable[..., tuple[ReadFile, list[InvoiceDraft], list[CustomerDraft]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reader(
        text: str | bytes, **options: object
    ) -> tuple[ReadFile, list[InvoiceDraft], list[CustomerDraft]]:
        path = tmp_path / "list.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        file = read_invoices(path, ReadOptions(**options))  # type: ignore[arg-type]
        return file, list(file.drafts), list(file.customers)

    return reader


def notes(file: ReadFile) -> str:
    return "\n".join(map(str, file.notes))


@pytest.mark.parametrize(
    "separator", [";", ",", "\t", "|"], ids=["semicolon", "comma", "tab", "pipe"]
)
@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with BOM"),
        ("cp1252", "Windows-1252"),
        ("cp437", "CP437"),
        ("utf-16", "UTF-16"),
    ],
)
def test_separators_and_encodings(read: Read, separator: str, encoding: str, shown: str) -> None:
    row = f'1042{separator}"Alnö; Bygg, Målare|AB"{separator}2026-08-01{separator}2026-08-31{separator}"1250,00"'
    file, drafts, _ = read(f"{HEADER.replace(';', separator)}\r\n{row}\r\n".encode(encoding))
    assert file.problems == []
    assert file.encoding == shown
    assert [(d.number, d.customer.name, d.total_ore, d.row) for d in drafts] == [
        ("1042", "Alnö; Bygg, Målare|AB", 125000, 2)
    ]


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        pytest.param("1250", 125000, id="whole kronor"),
        pytest.param("1250,5", 125050, id="one decimal"),
        pytest.param("1250.50", 125050, id="decimal point"),
        pytest.param("1 250,00", 125000, id="space"),
        pytest.param("1\u00a0250,00", 125000, id="NBSP"),
        pytest.param("1\u202f250\u202f000,00", 125000000, id="narrow NBSP"),
        pytest.param("1250,00 kr", 125000, id="kr"),
        pytest.param("\u2212192,75", -19275, id="U+2212"),
        pytest.param("192,75-", -19275, id="trailing minus"),
        pytest.param("(192,75)", -19275, id="parentheses"),
    ],
)
def test_amounts(read: Read, text: str, ore: int) -> None:
    file, drafts, _ = read(f"{HEADER}\n{ROW.replace('1250,00', text)}\n")
    assert file.problems == []
    assert [d.total_ore for d in drafts] == [ore]


@pytest.mark.parametrize(
    "text",
    ["1.250,00", "1,250.00", "1.250", "1250,000", "tusen", "5560360793123", "12 50,00", "?5"],
)
def test_amounts_that_could_be_two_are_refused(read: Read, text: str) -> None:
    file, drafts, _ = read(f"{HEADER}\n{ROW.replace('1250,00', text)}\n")
    assert drafts == []
    assert [(p.line, p.column, p.found, str(p.fix)) for p in file.problems] == [
        (2, "Belopp", text, "Write kronor as 1234,50.")
    ]


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        pytest.param(["2026-08-01"], ["2026-08-01"], id="ISO"),
        pytest.param(["2026-08-01T00:00:00"], ["2026-08-01"], id="ISO with time"),
        pytest.param(["20260801"], ["2026-08-01"], id="compact"),
        pytest.param(["2026/08/01"], ["2026-08-01"], id="slashes"),
        pytest.param(["46235"], ["2026-08-01"], id="Excel serial"),
        pytest.param(["26-08-01", "26-08-25"], ["2026-08-01", "2026-08-25"], id="short year"),
        pytest.param(["31/07/2026", "02/08/2026"], ["2026-07-31", "2026-08-02"], id="D/M/Y"),
        pytest.param(["31.7.2026", "2.8.2026"], ["2026-07-31", "2026-08-02"], id="D.M.Y"),
        pytest.param(["2026-08-01", "20260802"], ["2026-08-01", "2026-08-02"], id="year first"),
    ],
)
def test_dates(read: Read, texts: list[str], days: list[str]) -> None:
    rows = [ROW.replace("1042", str(n)).replace("2026-08-01", t) for n, t in enumerate(texts)]
    file, drafts, _ = read("\n".join([HEADER, *rows]))
    assert file.problems == []
    assert [d.invoice_date.isoformat() for d in drafts] == days


@pytest.mark.parametrize(
    ("texts", "refused"),
    [
        pytest.param(["2/3 2026"], ["2/3 2026"], id="day or month"),
        pytest.param(["02/03/2026", "04/05/2026"], ["02/03/2026", "04/05/2026"], id="never shown"),
        pytest.param(["01/02/26"], ["01/02/26"], id="two digits"),
        pytest.param(["26-08-01"], ["26-08-01"], id="year or day"),
        pytest.param(["2026-08-01", "2026-08-02", "31/07/2026"], ["31/07/2026"], id="deviates"),
        pytest.param(["07/31/2026", "31/07/2026"], ["07/31/2026", "31/07/2026"], id="both"),
        pytest.param(["2026-02-30"], ["2026-02-30"], id="no such day"),
        pytest.param(["1026-08-01"], ["1026-08-01"], id="no such year"),
        pytest.param(["07/31/2026"], ["07/31/2026"], id="American"),
        pytest.param(["i går"], ["i går"], id="words"),
    ],
)
def test_dates_that_could_be_two_are_refused(
    read: Read, texts: list[str], refused: list[str]
) -> None:
    rows = [ROW.replace("1042", str(n)).replace("2026-08-01", t) for n, t in enumerate(texts)]
    file, drafts, _ = read("\n".join([HEADER, *rows]))
    assert [p.found for p in file.problems] == refused
    assert {str(p.fix) for p in file.problems} == {"Write the date as 2026-08-31."}
    assert len(drafts) == len(texts) - len(refused)


def test_header_under_a_preamble_and_totals(read: Read) -> None:
    file, drafts, _ = read(
        "Kundreskontra per 2026-09-30;;;;\nExempelbolaget AB;;;;\nKund:;alla;Datum:;alla;Valuta:\n;;;;\n"
        f"{HEADER}\n{ROW}\nDelsumma;;;;1250,00\n;;;Summa;1 250,00\n;;;;1 250,00\nTotalt;;;;1250,00"
    )
    assert file.problems == []
    assert [(d.number, d.row) for d in drafts] == [("1042", 6)]
    assert file.rows == 1
    assert file.mapping["total"] == "Belopp"


def test_header_repeated_on_each_page(read: Read) -> None:
    file, drafts, _ = read(
        f"{HEADER}\n{ROW}\nSida 2 (3);;;;\n{HEADER}\n{ROW.replace('1042', '1043')}"
    )
    assert file.problems == []
    assert [d.number for d in drafts] == ["1042", "1043"]


def test_customer_on_a_row_above_the_invoices(read: Read) -> None:
    file, drafts, _ = read(
        "Fakturanr;Fakturadatum;Förfallodatum;Belopp;Saldo\n"
        "10001;Alnö Bygg AB;;;\n1042;2026-08-01;2026-08-31;1250,00;1250,00\n"
        "1043;2026-08-02;2026-09-01;500,00;100,00\nSumma Alnö Bygg AB;;;1750,00;1350,00\n"
        "Åsa Öberg;;;;\nSida 2;;;;\n1044;2026-08-02;2026-09-01;500,00;500,00\nSumma;;;2250;1850"
    )
    assert file.problems == []
    assert [(d.number, d.customer.name, d.customer.number) for d in drafts] == [
        ("1042", "Alnö Bygg AB", "10001"),
        ("1043", "Alnö Bygg AB", "10001"),
        ("1044", "Åsa Öberg", ""),
    ]


def test_customer_with_a_balance_on_the_row_above(read: Read) -> None:
    file, drafts, _ = read(
        "Kundnr;Namn;Fakturanr;Fakt.datum;Förf.datum;Fakt.belopp;Rest\n"
        "1;Alnö AB;;;;;100\n;;1042;2026-08-01;2026-08-31;100;50\n;;1043;2026-08-01;2026-08-31;100;50\n"
        ";Summa;;;;200;100\n2;Åsa;;;;;\n;;1044;2026-08-01;2026-08-31;100;50\n;;;;;;150\nTotalt;;;;;300;150"
    )
    assert file.problems == []
    assert [(d.number, d.customer.name, d.customer.number) for d in drafts] == [
        ("1042", "Alnö AB", "1"),
        ("1043", "Alnö AB", "1"),
        ("1044", "Åsa", "2"),
    ]


def test_due_before_it_was_issued(read: Read) -> None:
    file, drafts, _ = read(f"{HEADER}\n{ROW.replace('2026-08-31', '2026-07-31')}")
    assert drafts == []
    assert [(p.column, p.found) for p in file.problems] == [("Förfallodatum", "2026-07-31")]


def test_a_row_without_number_is_a_problem_not_left_out(read: Read) -> None:
    file, drafts, _ = read(f"{HEADER}\n;Alnö Bygg AB;2026-08-01;2026-08-31;1250,00")
    assert drafts == []
    assert [str(p) for p in file.problems] == ["line 2, Fakturanr: ''. Write the invoice number."]


@pytest.mark.parametrize(
    ("extra", "cells", "total", "remaining", "kind"),
    [
        pytest.param("Kvar att betala", "1000,00", 125000, 100000, "invoice", id="remaining"),
        pytest.param("Betalt", "250,00", 125000, 100000, "invoice", id="paid"),
        pytest.param("Betalt", "", 125000, None, "invoice", id="not said"),
        pytest.param("Betalt", "-", 125000, None, "invoice", id="dash"),
        pytest.param(
            "Ej förfallet;1-30;31-60;>90", ";200;;300,50", 125000, 50050, "invoice", id="ageing"
        ),
        pytest.param("Status", "Betald", 125000, 0, "invoice", id="status paid"),
        pytest.param("Betald", "ja", 125000, 0, "invoice", id="column paid"),
        pytest.param("Betald", "nej", 125000, None, "invoice", id="column not paid"),
        pytest.param("Betald", "2026-08-30", 125000, 0, "invoice", id="column with the day paid"),
        pytest.param("Betald", "250,00", 125000, 100000, "invoice", id="column with the amount"),
        pytest.param("Betald", "25000", 2600000, 100000, "invoice", id="looks like a day number"),
        pytest.param("Betaldatum", "2026-08-30", 125000, 0, "invoice", id="day paid"),
        pytest.param("Betaldatum;Saldo", "2026-08-30;5", 125000, 500, "invoice", id="part paid"),
        pytest.param("Saldo", "-", 125000, 0, "invoice", id="a dash is zero"),
        pytest.param("Saldo", "", 125000, None, "invoice", id="a column that says nothing"),
        pytest.param("Saldo;Status", "1250;Skickad", 125000, 125000, "invoice", id="both"),
        pytest.param("Typ", "Kreditfaktura", -125000, None, "credit_note", id="credit by type"),
        pytest.param("Kredit;Saldo", "ja;1250", -125000, -125000, "credit_note", id="credit flag"),
        pytest.param("Krediterar", "1001", -125000, None, "credit_note", id="credits"),
        pytest.param("Typ", "Kontantfaktura", 125000, None, "cash_note", id="cash note"),
        pytest.param("Typ", "Faktura", 125000, None, "invoice", id="invoice"),
    ],
)
def test_remaining_and_kind(
    read: Read, extra: str, cells: str, total: int, remaining: int | None, kind: str
) -> None:
    row = ROW.replace("1250,00", f"{abs(total) // 100}")
    file, drafts, _ = read(f"{HEADER};{extra}\n{row};{cells}")
    assert file.problems == []
    assert [(d.total_ore, d.remaining_ore, d.kind.value) for d in drafts] == [
        (total, remaining, kind)
    ]


def test_a_blank_among_what_is_left_is_asked_about(read: Read) -> None:
    """It may be a formula with an error, or paid: the whole amount is not what is left."""
    other = ROW.replace("1042", "1043")
    file, drafts, _ = read(f"{HEADER};Saldo\n{ROW};\n{other};1250,00")
    assert [draft.number for draft in drafts] == ["1043"]
    assert [str(p) for p in file.problems] == [
        "line 2, Saldo: ''. Write what is left to pay; 0 if nothing is."
    ]


def test_amounts_in_ore_where_the_header_says_so(read: Read) -> None:
    header = "Fakturanr;Fakturadatum;Förfallodatum;Belopp (öre);Kvar i öre;Betalt"
    row = "2026-08-01;2026-08-31"
    file, drafts, _ = read(
        f"{header}\n1;{row};125000;100000;250\n2;{row};1250,00;0;0\n3;{row};12,50;0;0"
    )
    assert [(d.number, d.total_ore, d.remaining_ore) for d in drafts] == [
        ("1", 125000, 100000), ("2", 1250, 0)
    ]  # fmt: skip
    assert [str(p) for p in file.problems] == [
        "line 4, Belopp (öre): '12,50'. The header says öre: write whole öre, as 123450."
    ]


@pytest.mark.parametrize(
    ("above", "whose"),
    [
        ("Kund: 101 Alnö Bygg AB;;", ("101", "Alnö Bygg AB")),
        ("Kund;101;Alnö Bygg AB", ("", "")),
        ("Kundnr 1 till 99;;", ("", "")),
        ("Kund: alla;;", ("", "")),
    ],
)
def test_the_customer_may_stand_above_the_header_too(
    read: Read, above: str, whose: tuple[str, str]
) -> None:
    _, drafts, _ = read(
        f"Kundreskontra;;\n{above}\n\nFakt nr;Fakt datum;Förfallo;Fakturabelopp\n1001;2026-08-01;2026-08-31;100\n"
        ";;Summa kund 101;100\nKund: 102 Åsa Öberg;;;\n1003;2026-08-01;2026-08-31;100"
    )
    assert [(d.customer.number, d.customer.name) for d in drafts] == [whose, ("102", "Åsa Öberg")]


def test_negative_is_a_credit_note_and_told(read: Read) -> None:
    file, drafts, _ = read(f"{HEADER};Saldo\n{ROW.replace('1250,00', '-500,00')};-500,00")
    assert [(d.total_ore, d.remaining_ore, d.kind) for d in drafts] == [
        (-50000, -50000, InvoiceKind.CREDIT_NOTE)
    ]
    assert "Negative invoices, read as credit notes (1): 1042" in notes(file)


@pytest.mark.parametrize(
    ("extra", "cells", "fix"),
    [
        ("Betald", "delvis", "Write yes or no, or the amount paid."),
        ("Saldo", "1250,01", "More cannot remain than the whole invoice."),
        (
            "Saldo;Status",
            "10;Betald",
            "The status says paid, but an amount remains. Correct one of them.",
        ),
        ("ROT", "1251", "Skatteverket's part cannot be more than the whole invoice."),
        ("Valuta", "kronor", "Write the currency as SEK."),
        (
            "Saldo",
            "1250,00;rest",
            "The row has 7 cells and the header 6. Put quotation marks around a text or an amount that holds the separator.",
        ),
    ],
)
def test_contradictions_are_problems(read: Read, extra: str, cells: str, fix: str) -> None:
    file, drafts, _ = read(f"{HEADER};{extra}\n{ROW};{cells}")
    assert drafts == []
    assert [str(p.fix) for p in file.problems] == [fix]


@pytest.mark.parametrize(
    ("extra", "cells", "expected"),
    [
        pytest.param("ROT", "300", (125000, 30000, None), id="reduction"),
        pytest.param("ROT;Saldo", "300;950", (125000, 30000, 95000), id="the customer's part"),
        pytest.param("ROT;Saldo", "300;1250", (125000, 30000, 95000), id="with Skatteverket's"),
        pytest.param("ROT;Betalt", "300;900", (125000, 30000, 5000), id="paid"),
        pytest.param("ROT;Betalt", "300;950", (125000, 30000, 0), id="all paid"),
    ],
)
def test_skatteverkets_part_is_not_the_customers(
    read: Read, extra: str, cells: str, expected: tuple[int, int, int | None]
) -> None:
    file, drafts, _ = read(f"{HEADER};{extra}\n{ROW};{cells}")
    assert file.problems == []
    assert [(d.total_ore, d.reduction_ore, d.remaining_ore) for d in drafts] == [expected]


def test_left_out_and_told(read: Read) -> None:
    rows = [
        f"{ROW};Makulerad",
        f"{ROW.replace('1042', '1043')};Utkast",
        f"{ROW.replace('1042', '1044')};Skickad",
    ]
    file, drafts, _ = read("\n".join([f"{HEADER};Status", *rows]))
    assert [d.number for d in drafts] == ["1044"]
    assert notes(file).splitlines() == [
        "Cancelled invoices, left out (1): 1042",
        "Drafts that were never issued, left out (1): 1043",
    ]


def test_overpaid_is_settled_and_told(read: Read) -> None:
    file, drafts, _ = read(f"{HEADER};Betalt\n{ROW};1300")
    assert [d.remaining_ore for d in drafts] == [0]
    assert "paid with more" in notes(file)


def test_due_date_from_terms(read: Read) -> None:
    text = "Fakturanr;Kund;Fakturadatum;Belopp\n1042;Alnö Bygg AB;2026-08-01;1250,00"
    _, drafts, _ = read(text, terms_days=30)
    assert [(d.due_date, d.due_date_assumed) for d in drafts] == [(date(2026, 8, 31), True)]
    with pytest.raises(UnreadableFile) as caught:
        read(text)
    assert "--terms-days 30" in caught.value.fix
    file, _, _ = read(f"{HEADER}\n{ROW.replace('2026-08-31', '')}")
    assert [str(p.fix) for p in file.problems] == [
        "Write the due date, or give your terms of payment: --terms-days N"
    ]


@pytest.mark.parametrize(
    ("org_number", "kind", "kept", "told"),
    [
        ("556036-0793", None, "556036-0793", False),
        ("556036-0794", None, "556036-0794", True),
        ("19121212-1212", CustomerKind.CONSUMER, "19121212-1212", False),
        ("701063-2391", CustomerKind.CONSUMER, "701063-2391", False),
        ("19xxxxxx-xxxx", CustomerKind.CONSUMER, "", False),
        ("19121212-XXXX", CustomerKind.CONSUMER, "", False),
        ("212000-0142", CustomerKind.PUBLIC_BODY, "212000-0142", False),
        ("202100-5489", CustomerKind.PUBLIC_BODY, "202100-5489", False),
        ("NO 123 456 789", None, "NO 123 456 789", False),
    ],
)
def test_customer_kinds(
    read: Read, org_number: str, kind: CustomerKind | None, kept: str, told: bool
) -> None:
    file, drafts, _ = read(f"{HEADER};Org.nr\n{ROW};{org_number}")
    assert file.problems == []
    assert [(d.customer.kind, d.customer.org_number) for d in drafts] == [(kind, kept)]
    assert ("organisation number is wrong" in notes(file)) is told


@pytest.mark.parametrize(
    ("found", "kept", "told"),
    [
        ("10413", "10413", False),
        ("10414", "10414", True),
        ("Anna", "", False),
        ("1 0413", "10413", False),
    ],
)
def test_ocr(read: Read, found: str, kept: str, told: bool) -> None:
    file, drafts, _ = read(f"{HEADER};OCR\n{ROW};{found}")
    assert [d.ocr for d in drafts] == [kept]
    assert ("OCR number is wrong" in notes(file)) is told


def test_every_other_field(read: Read) -> None:
    file, drafts, _ = read(
        f"{HEADER};Kundnr;E-post;Adress;Postnr;Ort;Land;Språk;Avser;Moms;Skickad;Påminnelseavgift;"
        f"Senaste påminnelse;NoxFinans;Valuta;Kundtyp\n{ROW};7;a@example.com;Storgatan 1;852 30;"
        "Sundsvall;SE;en-GB;=cmd|' /C calc'!A0;250,00;2026-08-02;60;2026-09-10;true;eur;Företag"
    )
    assert file.problems == []
    who = drafts[0].customer
    assert who == CustomerDraft(
        2, "Alnö Bygg AB", "7", "", CustomerKind.BUSINESS, "a@example.com", "Storgatan 1",
        "852 30", "Sundsvall", "SE", "en",
    )  # fmt: skip
    assert drafts[0]._replace(customer=CustomerDraft(0)) == InvoiceDraft(
        2, "1042", date(2026, 8, 1), date(2026, 8, 31), 125000, currency="EUR",
        description="=cmd|' /C calc'!A0", handled_elsewhere=True, vat_ore=25000,
        sent_on=date(2026, 8, 2), fee_claimed_ore=6000, reminded_on=date(2026, 9, 10),
    )  # fmt: skip


def test_customer_list(read: Read) -> None:
    file, drafts, customers = read(
        "CustomerNumber;Name;CorporateIdentityNumber;EmailAddress\n"
        "1;Alnö Bygg AB;556036-0794;ekonomi@example.com\n;;;\n2;Åsa Öberg;19xxxxxx-xxxx;asa@example.com"
    )
    assert drafts == []
    assert file.rows == 2
    assert [(c.number, c.name, c.kind) for c in customers] == [
        ("1", "Alnö Bygg AB", None),
        ("2", "Åsa Öberg", CustomerKind.CONSUMER),
    ]
    assert "organisation number is wrong for these customers (1): 1" in notes(file)


# Saying which column is what


def test_map_by_name_and_number(read: Read) -> None:
    text = "Fakturanr;Kund;Fakturadatum;Förfallodatum;Belopp;Mitt Fält;X\n" + ROW + ";900;7"
    file, drafts, _ = read(text, columns={"total": "mitt fält", "customer_number": "7"})
    assert [(d.total_ore, d.customer.number) for d in drafts] == [(90000, "7")]
    assert file.mapping["total"] == "Mitt Fält"


def test_map_a_list_without_header(read: Read) -> None:
    columns = {
        "number": "1",
        "customer_name": "2",
        "invoice_date": "3",
        "due_date": "4",
        "total": "5",
    }
    file, drafts, _ = read(f"{ROW}\n{ROW.replace('1042', '1043')}", columns=columns)
    assert file.problems == []
    assert [d.number for d in drafts] == ["1042", "1043"]


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        pytest.param(HEADER, {"columns": {"sum": "Belopp"}}, "The fields are: ", id="field"),
        pytest.param(
            HEADER, {"columns": {"total": "Pris"}}, "The columns are: Fakturanr, Kund", id="column"
        ),
        pytest.param(
            "Fakturanr;Kund;Fakturadatum;Förfallodatum\n", {}, "--map total=COLUMN", id="amount"
        ),
        pytest.param(
            "Fakturanr;Kund;Fakturadatum;Saldo\n",
            {"terms_days": 30},
            "--map total=COLUMN",
            id="only balance",
        ),
        pytest.param("Hej du\nglade\n", {}, "Give a list with a header", id="no header"),
        pytest.param("", {}, "Export it again", id="empty"),
        pytest.param(b"%PDF-1.7 ...", {}, "Export the list as CSV or Excel", id="PDF"),
        pytest.param("<html><table>", {}, "save it as xlsx", id="web page"),
        pytest.param(b"\x89PNG\r\n\x1a\n", {}, "CSV or Excel", id="picture"),
        pytest.param(bytes(range(256)) * 9, {}, "CSV or Excel", id="binary"),
        pytest.param(
            f'{HEADER}\n1;"Alnö;2026-08-01;2026-08-31;1', {}, "Write a quotation mark", id="quote"
        ),
    ],
)
def test_unreadable(read: Read, text: str | bytes, options: dict[str, object], said: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(text, **options)
    assert caught.value.exit_status == 3
    assert said in caught.value.fix


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file"):
        read_invoices(tmp_path / "a.csv", ReadOptions())


def test_missing_amount_names_the_columns(read: Read) -> None:
    with pytest.raises(UnreadableFile, match="no column with amounts") as caught:
        read("Fakturanr;Kund;Fakturadatum;Förfallodatum\n")
    assert "Fakturanr, Kund, Fakturadatum, Förfallodatum" in caught.value.fix


def test_bokio_has_type_twice(read: Read) -> None:
    _, drafts, _ = read(
        "InvoiceDate,InvoiceNumber,SumReceived,TotalSum,Deadline,State,Type,Name,Type\n"
        "2026-08-01,3,0,1250,2026-09-10,Published,Invoice,Åsa Öberg,Individual\n"
        "2026-08-01,4,0,-500,2026-09-10,Published,Credit,Byholms HB,Company\n"
    )
    assert [(d.kind, d.customer.kind, d.remaining_ore) for d in drafts] == [
        (InvoiceKind.INVOICE, CustomerKind.CONSUMER, 125000),
        (InvoiceKind.CREDIT_NOTE, CustomerKind.BUSINESS, -50000),
    ]


def test_a_ledger_that_says_only_what_is_left(read: Read) -> None:
    """The classic layout: a customer above its invoices, ageing columns, and no amounts but the balance."""
    lines = [
        "Kundreskontra per 2026-09-30;;;;;;",
        "Fakturanr;Fakt.datum;Förf.datum;Saldo;Ej förfallet;1-30;> 30",
        "101;Alnö Bygg AB;;;;;",
        "1042,0;2026-08-01;2026-08-31;12 500,00;;;12 500,00",
        "1043;2026-09-01;2026-10-01;500,00;500,00;;",
        ";;;13 000,00;500,00;;12 500,00",
        "Totalt;;;13 000,00;500,00;;12 500,00",
    ]
    file, drafts, _ = read("\n".join(lines))
    assert file.problems == []
    assert file.said_on == date(2026, 9, 30)
    assert file.total_assumed
    assert "Saldo" in notes(file)
    assert [(d.number, d.total_ore, d.remaining_ore, d.customer.name) for d in drafts] == [
        ("1042", 12500_00, 12500_00, "Alnö Bygg AB"),
        ("1043", 500_00, 500_00, "Alnö Bygg AB"),
    ]
