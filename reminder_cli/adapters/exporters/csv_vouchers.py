"""Vouchers as CSV for a spreadsheet: semicolons, decimal comma, one row a voucher row.

A text that a spreadsheet would run as a formula is made plain text; the same vouchers give the
same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from reminder_cli.domain.money import decimal_string
from reminder_cli.domain.voucher import Voucher
from reminder_cli.i18n import _

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(vouchers: Iterable[Voucher]) -> bytes:
    """The whole file, UTF-8 with a byte order mark, which is what a Swedish Excel opens rightly."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [_("Voucher"), _("Date"), _("Account"), _("Debit"), _("Credit"), _("Text")],
    )
    for number, voucher in enumerate(vouchers, start=1):
        for row in voucher.rows:
            writer.writerow(
                [
                    number,
                    voucher.on.isoformat(),
                    row.account,
                    _amount(max(row.amount_ore, 0)),
                    _amount(max(-row.amount_ore, 0)),
                    harmless(row.text or voucher.text),
                ]
            )
    return out.getvalue().encode("utf-8-sig")


def _amount(ore: int) -> str:
    return decimal_string(ore).replace(".", ",") if ore else ""


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("Payment, invoice =1")
    ("'=1+1", 'Payment, invoice =1')
    """
    plain = " ".join(text.split()) if any(c in text for c in "\r\n\t") else text
    return f"'{plain}" if text.lstrip(" ").startswith(_FORMULA) else plain
