"""Reads invoices as the interfaces of Fortnox and Spiris give them: JSON, enveloped or a list.

Records become rows of a table and go through the same rules as every list. Numbers stay the
text they were, because a binary fraction is not an amount.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reminder_cli.adapters.file_limits import check_size
from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.cells import amount, is_yes
from reminder_cli.adapters.importers.table import read_table
from reminder_cli.adapters.importers.told import told
from reminder_cli.adapters.text_encoding import shown_encoding, table_encoding
from reminder_cli.adapters.workbook_cells import Row
from reminder_cli.domain.money import decimal_string
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import Text, _

# Objects take ten times the memory of the text; an archive of 20,000 invoices is about 20 MB.
MAX_JSON_BYTES = 50_000_000

_ENVELOPES = ("Invoices", "Data", "Invoice", "data", "invoices", "items", "value")
_FORMATS = {
    "DocumentNumber": "Fortnox invoices (field names of its interface)",
    "RemainingAmountInvoiceCurrency": "Spiris customer ledger (field names of its interface)",
    "RotReducedInvoicingType": "Spiris customer invoices (field names of its interface)",
}

Record = dict[str, str]


class JsonInvoices:
    """JSON, told by the bracket it begins with."""

    name = "JSON"

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the protocol's
        """Whether the first sign is a bracket that JSON begins with."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}

    def read(self, path: Path, options: ReadOptions) -> ReadFile:
        """The records as drafts; the line of a draft is the place of its record, from 1."""
        check_size(path)
        encoding = table_encoding(path)
        content = _load(path, encoding)
        records = [_flat(record) for record in _records(path, content)]
        file = ReadFile(_format(records), shown_encoding(encoding), ())
        file.notes.extend(_pages(content))
        file.is_part = bool(file.notes)
        if not records:
            file.notes.append(Text("The list is empty."))
            return file
        reduced = [record["DocumentNumber"] for record in records if _take_off_reduction(record)]
        file.notes.extend(told("reduction", reduced))
        return read_table(path.name, file, _rows(records), options)


def _load(path: Path, encoding: str) -> Any:
    if path.stat().st_size > MAX_JSON_BYTES:
        raise UnreadableFile(
            path.name,
            _("the file is larger than {limit} MB.", limit=MAX_JSON_BYTES // 1_000_000),
            fix=_("Export fewer invoices at a time, such as those that are open."),
        )
    try:
        text = path.read_text(encoding=encoding)
        return json.loads(text, parse_float=_number, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(
            path.name,
            _("this is not complete JSON."),
            fix=_("Fetch it again, or give the invoice list as CSV or Excel."),
        ) from error


def _number(text: str) -> str:
    """The number as written, without the zeros that some programs put after the öre."""
    return text if "e" in text.lower() else text.rstrip("0").rstrip(".")


def _records(path: Path, content: object) -> Sequence[dict[str, Any]]:
    found = content
    if isinstance(content, dict):
        found = next((content[key] for key in _ENVELOPES if key in content), content)
    if isinstance(found, dict):
        found = [found]
    if isinstance(found, list) and all(isinstance(record, dict) for record in found):
        return found
    raise UnreadableFile(
        path.name,
        _("there is no list of invoices in this JSON."),
        fix=_('Give what the interface answered, such as {"Invoices": [...]}, or a list.'),
    )


def _flat(record: dict[str, Any]) -> Record:
    """Values as text, and what stands in objects within (such as the e-mail) beside the rest."""
    flat: Record = {}
    for key, value in record.items():
        if isinstance(value, dict):
            for inner, inner_value in value.items():
                flat.setdefault(inner, _text(inner_value))
        else:
            flat[key] = _text(value)
    return flat


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ""


def _format(records: Sequence[Record]) -> str:
    keys = records[0].keys() if records else ()
    known = (name for key, name in _FORMATS.items() if key in keys)
    return next(known, "JSON list of invoices (columns recognised)")


def _rows(records: Sequence[Record]) -> Iterator[Row]:
    keys = list(dict.fromkeys(key for record in records for key in record))
    yield 0, keys
    for number, record in enumerate(records, start=1):
        yield number, [record.get(key, "") for key in keys]


def _pages(content: object) -> Iterator[Text]:
    """An answer in pages: the others are missing, and so are their invoices."""
    if not isinstance(content, dict):
        return
    meta = content.get("Meta") or content.get("MetaInformation")
    if not isinstance(meta, dict):
        return
    for key in ("TotalNumberOfPages", "@TotalPages"):
        pages = meta.get(key)
        if isinstance(pages, str) and pages not in {"0", "1"}:
            yield Text("This is one page of {pages}; import the others too.", {"pages": pages})


def _take_off_reduction(record: Record) -> bool:
    """Take Skatteverket's part off what remains; True when that changed the record.

    Fortnox' Balance is said to hold that part until Skatteverket has paid. Should it not, the
    customer is asked for too little, which is the lesser wrong.
    """
    if "DocumentNumber" not in record or not is_yes(record.get("HouseWork", "")):
        return False
    try:
        total = amount(record.get("Total", ""))
        reduction = amount(record.get("TaxReduction", "") or "0")
        if not reduction and record.get("TotalToPay"):
            reduction = total - amount(record["TotalToPay"])
        balance = amount(record.get("Balance", ""))
    except ValueError:
        return False  # told of when the row is read
    part = abs(reduction)
    rest = max(balance - part, 0) if balance >= 0 else min(balance + part, 0)
    record["TaxReduction"] = decimal_string(part)
    record["Balance"] = decimal_string(rest)
    return rest != balance
