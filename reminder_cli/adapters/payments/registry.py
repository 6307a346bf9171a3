"""Chooses the reader of a file of payments by what the file holds, never by its name."""

from __future__ import annotations

from pathlib import Path

from reminder_cli.adapters.payments import bank_csv, bgmax, camt, total_in
from reminder_cli.adapters.payments.base import ReadPayments, read_bytes
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import _


def read_payments(path: Path) -> ReadPayments:
    """The payments of any file a Swedish bank gives: BgMax, Total IN, camt, csv, xlsx, xls.

    Raises :class:`~reminder_cli.errors.UnreadableFile` for what no reader knows and
    :class:`~reminder_cli.errors.RejectedFile` for what does not hold together.
    """
    data = read_bytes(path)
    head = data[:4000]
    if not data.strip():
        raise UnreadableFile(
            path.name, _("It is empty."), fix=_("Fetch the file from the bank again.")
        )
    if bgmax.recognises(head):
        return bgmax.read(path.name, data)
    if total_in.recognises(head):
        return total_in.read(path.name, data)
    if camt.recognises(head):
        return camt.read(path.name, data)
    if head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<"):
        raise UnreadableFile(
            path.name,
            _("It is XML or a web page, but not a camt.053 or camt.054."),
            fix=_("Ask the bank for camt.053, camt.054, BgMax or a csv list."),
        )
    return bank_csv.read(path.name, data)
