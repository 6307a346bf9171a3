"""What `report` tells of the reconciliation with the books: a table for people, JSON for scripts."""

from __future__ import annotations

from reminder_cli.cli import render
from reminder_cli.cli.json_output import Json, day
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.money import decimal_string as kr
from reminder_cli.domain.money import show_kronor
from reminder_cli.i18n import _
from reminder_cli.services import reconciling_words as words
from reminder_cli.services.reconciling import Reconciled


def tell(found: Reconciled | None) -> None:
    """The table, from what is left here to the balance in the file, and what to do."""
    why_not, how = words.why_not(found), words.how(found)
    if found is None or why_not is not None:
        for text in filter(None, (why_not, how)):
            render.answer(str(text))
        return
    render.answer(words.title(found))
    render.answer(words.reach(found))
    columns = [
        Column(_("Reconciliation"), wraps=True),
        Column(_("Invoices"), number=True),
        Column(_("Amount, kr"), number=True),
    ]
    rows = [
        (row.label, str(row.count or ""), show_kronor(row.amount_ore)) for row in words.rows(found)
    ]
    render.table(Table("", columns, list(rows[:-1]), rows[-1]))
    for text in words.cures(found):
        render.answer(str(text))


def reconciled(found: Reconciled | None) -> Json:
    """The same as JSON. ``why_not`` says why nothing is compared; then there is nothing else."""
    why_not = words.why_not(found)
    if found is None or why_not is not None:
        how = words.how(found)
        return {"why_not": str(why_not), "fix": str(how) if how else None}
    file, result = found.file, found.result
    return {
        "why_not": None,
        "file": file.name,
        "imported_on": day(file.imported_on),
        "made_on": day(file.made_on),
        "books_through": day(result.books.through_on),
        "accounts": {account: kr(ore) for account, ore in sorted(file.closing.items())},
        "books": kr(result.books.closing_ore),
        "here": kr(result.here_ore),
        "left_of_invoices": kr(found.principal_ore),
        "credit_notes": kr(found.credit_notes_ore),
        "not_paid_out": kr(found.not_paid_out_ore),
        "charged": kr(found.charged_ore),
        "difference": kr(result.difference_ore),
        "explained": [
            {
                "what": what.value,
                "why": why.value or None,
                "amount": kr(line.amount_ore),
                "count": line.count,
                "invoices": line.numbers,
            }
            for what, why, line in words.lines(found)
        ],
        "not_explained": {
            "amount": kr(result.not_explained_ore),
            "count": result.unknown.count,
            "invoices": result.unknown.numbers,
        },
    }
