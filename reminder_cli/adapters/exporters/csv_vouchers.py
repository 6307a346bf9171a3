"""Vouchers as CSV for a spreadsheet, one row a voucher row."""

from __future__ import annotations

from collections.abc import Iterable

from reminder_cli.adapters.exporters.csv_table import ENCODING, amount, as_csv, harmless
from reminder_cli.domain.voucher import Voucher
from reminder_cli.i18n import _


def write_csv(vouchers: Iterable[Voucher]) -> bytes:
    """The whole file."""
    rows: list[list[object]] = [
        [_("Voucher"), _("Date"), _("Account"), _("Debit"), _("Credit"), _("Text")]
    ]
    for number, voucher in enumerate(vouchers, start=1):
        rows += [
            [
                number,
                voucher.on.isoformat(),
                row.account,
                amount(row.amount_ore) if row.amount_ore > 0 else "",
                amount(-row.amount_ore) if row.amount_ore < 0 else "",
                harmless(row.text or voucher.text),
            ]
            for row in voucher.rows
        ]
    return as_csv(rows).encode(ENCODING)
