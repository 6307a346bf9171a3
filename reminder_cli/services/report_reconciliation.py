"""The sheet of the workbook that reconciles the claims here with the account of claims in the books."""

from __future__ import annotations

from reminder_cli.adapters.exporters.xlsx import Book, Column, Kind, Setup
from reminder_cli.i18n import _
from reminder_cli.services import reconciling_words as words
from reminder_cli.services.reconciling import Reconciled


def reconciliation_sheet(book: Book, found: Reconciled | None, *, head: str) -> None:
    """The whole sheet; a sentence where there is nothing to compare with."""
    columns = [
        Column(_("Reconciliation"), Kind.LONG_TEXT, 60),
        Column(_("Amount"), Kind.KRONOR, 16),
        Column(_("Invoices"), Kind.WHOLE, 10),
        Column(_("The first of them"), Kind.LONG_TEXT, 50),
    ]
    widths = [column.needed for column in columns]
    sheet = book.sheet(_("Reconciliation"), Setup(widths=widths, head=head))
    why_not = words.why_not(found)
    if found is None or why_not is not None:
        for text in filter(None, (why_not, words.how(found))):
            sheet.line((str(text), Kind.NOTE))
        return
    sheet.line((words.title(found), Kind.TITLE))
    sheet.line((words.reach(found), Kind.NOTE))
    *rows, last = [
        (row.label, row.amount_ore, row.count or None, row.numbers_text or None)
        for row in words.rows(found)
    ]
    sheet.table("Reconciliation", columns, rows, sums=last, filters=False)
    sheet.line()
    for text in words.cures(found):
        sheet.line((str(text), Kind.NOTE))
