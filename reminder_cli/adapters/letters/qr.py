"""What the QR codes of a letter hold, and their picture. Nothing here needs a network.

UsingQR (usingqr.com, qrkod.info) for bank apps, one line of JSON; Swish's own text for Swish.
"""

from __future__ import annotations

import json
import re
from datetime import date

from msgspec import Struct

from reminder_cli.adapters.letters.clean import clean
from reminder_cli.domain.money import decimal_string

# Trying all eight masks costs four times as much and gains nothing a camera would notice.
_MASK = 4
_DARK = re.compile(rb"\x01+")
_NAME_LONGEST = 40  # a code that holds 300 characters of name is too fine to scan
_SWISH_LONGEST = 50  # characters of a message


class Bill(Struct, frozen=True, kw_only=True):
    """What a code asks a bank app to fill in; the amount in öre."""

    payee: str
    org_number: str
    reference: str
    invoiced_on: date
    due_on: date
    amount_ore: int
    giro: str
    giro_kind: str


def using_qr(bill: Bill) -> str:
    """One line of UsingQR: an invoice (tp 1) to a bankgiro (BG) or plusgiro (PG)."""
    fields: dict[str, object] = {
        "uqr": 1,
        "tp": 1,
        "nme": clean(bill.payee)[:_NAME_LONGEST],
        "cid": bill.org_number,
        "iref": bill.reference,
        "idt": f"{bill.invoiced_on:%Y%m%d}",
        "ddt": f"{bill.due_on:%Y%m%d}",
        "due": None,
        "cur": "SEK",
        "pt": "PG" if bill.giro_kind == "plusgiro" else "BG",
        "acc": bill.giro,
    }
    # ``due`` is a number with two decimals, which json can only write from a float.
    encoded = {key: json.dumps(value, ensure_ascii=False) for key, value in fields.items() if value}
    encoded["due"] = decimal_string(bill.amount_ore)
    return "{" + ",".join(f'"{key}":{encoded[key]}' for key in fields if key in encoded) + "}"


def swish_qr(number: str, amount_ore: int, message: str) -> str:
    """Swish's text: payee, amount, message, and 0 for nothing that the payer may change.

    >>> swish_qr("123 456 78 90", 106333, "10413")
    'C1234567890;1063.33;10413;0'
    """
    digits = re.sub(r"\D", "", number)
    plain = re.sub(r"[^0-9A-Za-zÅÄÖåäö!?(),.: -]", "", message)
    if len(plain) > _SWISH_LONGEST:
        # Half a number would name another invoice: a list ends with a whole one.
        plain = plain[: _SWISH_LONGEST + 1].rpartition(",")[0] or plain[:_SWISH_LONGEST]
    return f"C{digits};{decimal_string(amount_ore)};{plain};0"


def svg(text: str) -> str:
    """The code as SVG without margin: level M, mask fixed, UTF-8.

    The lines are drawn here: segno's own drawing of them takes a third of the time of a code.
    """
    import segno

    code = segno.make(text, error="m", mask=_MASK, micro=False, encoding="utf-8", boost_error=False)
    lines = "".join(
        f"M{dark.start()} {y}.5h{dark.end() - dark.start()}"
        for y, row in enumerate(code.matrix)
        for dark in _DARK.finditer(row)
    )
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(code.matrix)} {len(code.matrix)}"'
    return f'<svg {box}><path stroke="#000" d="{lines}"/></svg>'
