"""Writes docs/formats.md: the formats that are read, and what the sample files gave.

The samples are files of other programs and no part of this project; the tests know where they
would be. Where they are not, the table that stands in the document is kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.headers import ALIASES
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.adapters.importers.sie4 import SieFile, vouchers
from reminder_cli.adapters.importers.sie4_open_items import open_items
from reminder_cli.adapters.importers.sie4_text import encoding_of, pieces
from reminder_cli.adapters.text_encoding import shown_encoding
from reminder_cli.domain.money import show_kronor
from reminder_cli.errors import RejectedFile
from tests.conftest import SAMPLES

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "formats.md"
START, END = "<!-- samples -->", "<!-- /samples -->"
OPTIONS = ReadOptions(terms_days=30)
ACCOUNTS = OPTIONS.claim_accounts

BANKS = (
    "The samples of banks' files, with format, payments, sum and what was left alone, are in the table"
    " of [bank-files.md](bank-files.md)."
)
INTRODUCTION = """\
# Files that can be read

På svenska: [sv/formats.md](sv/formats.md).

`remind` looks at what is in a file, never at its name. This page says what was checked, and
how; nothing here says more than that.

| format | how it is read | how far it was checked |
|---|---|---|
| Invoice list, CSV or text (`;` `,` TAB `|`; UTF-8, Windows-1252, CP437, UTF-16) | columns recognised by their names, Swedish and English | files made for the tests |
| Invoice list, xlsx, xls, ods | the sheet with the best header row | files made for the tests, and a list saved by LibreOffice in each of the three; cells of three xls files that Excel (2007 to 2016) saved, none of them an invoice list |
| Bokio, zip of the whole export, or `InvoiceSummaries.csv` | column names | checked against its column list |
| Bokio and Spiris customer lists | column names | checked against their column lists |
| Fortnox, JSON of `/3/invoices` | field names of the interface | against the field list; no answer of the real interface |
| Spiris, JSON of `/customerledgeritems` and `/customerinvoices` | field names of the interface | against the field list; no answer of the real interface |
| SIE 4E and 4I | dimension 10, else the text of the voucher | the samples below |
| SIE 5 | customer invoices in the document | the samples below |

A column of amounts whose header says öre ("Belopp (öre)") is read as whole öre. Months may be in words ("31 augusti 2026"). A
customer may stand on a row above its invoices, also above the header ("Kund: 101 Alnö Bygg AB").

Columns may be named by hand: `--map FIELD=COLUMN`, with the name of the column or its number. The field may also be written
as the table before an import calls it (`--map "invoice number=Löpnr"`).

| field | words recognised |
|---|---|
{aliases}

## What is refused

* Amounts that could be two (`1.250,00`, `1,250.00`), dates that could be two (`02/03/2026`
  where no other row shows which part is the day), and dates written otherwise than the rest
  of their column.
* An invoice number that stands twice with different contents.
* SIE without vouchers (types 1-3), SIE in which account 151x does not add up, and SIE in which
  fewer than nine rows in ten on that account name their invoice: give an invoice list then.
* A file that is older than one taken in before, by what it says of itself: a list by the day in
  the rows above its header ("per 2026-09-30"), or by its newest invoice when it shares invoices with the later list and shows
  what that one no longer did; SIE by `#GEN`, `#OMFATTN`, its last voucher and its year. `--older` takes it all the same. The day in a
  file's name and when it was saved are only told. A list that says no day and shares nothing with the others is not known to be older.
* Files of more than 200 MB, workbooks that unpack to more than 300 MB or have cells beyond
  column BZ or row 400,000, XML with a document type, PDF.

## What is not in a list any more

A list of the same header that shares invoices with earlier ones, says what is left or paid, and holds no paid invoice, is
a list of what is unpaid. An invoice of those earlier lists that is missing from it is proposed as paid: it gets no more letters, and
`--settle` books it. So are invoices missing from Bokio's zip, and from SIE when every krona of the account has its
invoice. If a row could not be read, nothing is concluded from what is missing. A customer ledger with ageing columns that says only
the balance of each invoice is read with the balance as the amount.

## Old Excel files

An xls, of invoices or from a bank, is read by a process of its own with at most 1 GB and a minute, because the reader trusts the
sizes that a damaged one states. Formulas are never run; the value that the program stored is read. A formula with an error, or
that no program has counted, looks like an empty cell: where what is left of an invoice is empty and nothing else says it, the row
is refused. Excel 97 and later (BIFF8): dates by either calendar, formulas, truth values, errors and passwords were tried on
files that Excel saved, and 34 xls files of other projects gave the cells that another reader gives. Excel 95 (BIFF5) was never
tried for want of a file; Excel 4 and older is refused.

## SIE 4 is not a list of invoices

It has no due dates (give your terms of payment: `--terms-days 30`), no addresses and no OCR
numbers. Invoices of earlier years stand only inside the opening balance: that part is shown as
one sum and nobody is reminded of it. A credit note is not set off against its invoice.

## What the sample files gave

Files published by SIE-Gruppen and in open repositories. Those called synthetic were made for
this project after documented layouts, and show that the layout is handled, not that files of
the program are.

"Understood" is the share of rows on accounts 1510-1512 that name their invoice; "adds up" says
whether opening balance and vouchers give the closing balance on every account 151x.
"""

HEADER = """\
| file | program | format | encoding | vouchers | understood | open items | sum open | adds up |
|---|---|---|---|---|---|---|---|---|"""


def main() -> int:
    """Write the document; say so when the samples are missing."""
    aliases = "\n".join(f"| {field} | {words} |" for field, words in ALIASES.items())
    text = INTRODUCTION.format(aliases=aliases)
    DOCUMENT.write_text(f"{text}\n{START}\n{table()}\n{END}\n\n{BANKS}\n", encoding="utf-8")
    return 0


def table() -> str:
    """The table from the samples, or the one that stands in the document."""
    if not SAMPLES.is_dir():
        print("The sample files are not here; the table is kept as it is.", file=sys.stderr)
        return DOCUMENT.read_text(encoding="utf-8").split(START)[1].split(END)[0].strip("\n")
    rows = [HEADER]
    for folder in ("sie4", "sie5", "invoices"):
        rows += [row(path) for path in sorted((SAMPLES / folder).iterdir())]
    return "\n".join(rows)


def row(path: Path) -> str:
    """One line of the table."""
    try:
        file = read_invoices(path, OPTIONS)
        drafts = list(file.drafts)
        left = [draft.remaining_ore or 0 for draft in drafts]
        number, total = str(sum(1 for ore in left if ore)), show_kronor(sum(left))
    except RejectedFile as error:
        file, number, total = None, "refused: " + reason(path, error), ""
    program, encoding, vouchers, understood = (
        bookkeeping(path) if path.parent.name == "sie4" else ("", "", "", "")
    )
    kind = file.format.split(",")[0] if file is not None else ""
    if file is not None and not vouchers:
        program, encoding = program_of(file), file.encoding
    cells = [path.name, program, kind, encoding, vouchers, understood, number, total, holds(file)]
    return "| " + " | ".join(cells) + " |"


def bookkeeping(path: Path) -> tuple[str, str, str, str]:
    """Program, encoding, number of vouchers and share understood, also of a refused file."""
    encoding, file = encoding_of(path), SieFile()
    found = open_items(vouchers(pieces(path, encoding), file), ACCOUNTS)
    share = f"{found.understood}/{found.rows}" if found.rows else "no rows"
    name = f"{file.program} {file.version}".strip()
    return name, shown_encoding(encoding), str(file.voucher_count), share


def program_of(file: ReadFile) -> str:
    """The program as the file names it, after the format."""
    return file.format.split(", ", 1)[1] if ", " in file.format else ""


def holds(file: ReadFile | None) -> str:
    """Whether the accounts add up; empty when the file states no balances."""
    if file is None or not file.control_sums:
        return ""
    return "yes" if all(total.holds for total in file.control_sums) else "NO"


def reason(path: Path, error: RejectedFile) -> str:
    """Why it was refused, without the file's name."""
    return error.message.removeprefix(f"{path.name}: ").rstrip(".")


if __name__ == "__main__":  # python -m scripts.make_formats_table
    sys.exit(main())
