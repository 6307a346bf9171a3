"""What `payments list` shows: the sum of each day and account, and the payments with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from msgspec.structs import replace

from reminder_cli.cli import render
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.money import show_kronor as kr
from reminder_cli.i18n import _
from reminder_cli.services.payments_view import PaymentLine, Progress, day_sums, newest

_ALWAYS = 2  # the sum and the principal
_LONG = 5_000  # invoices; so many take so long that it is worth showing how far it has come


def progress() -> AbstractContextManager[Progress | None]:
    """A bar on stderr while many payments are counted, where somebody is looking at it."""
    return render.steps(_("Counting payments"), over=_LONG)


def tell(found: Sequence[PaymentLine]) -> None:
    """The days, then the newest payments with the numbers that other commands ask for."""
    tell_days(found)
    for_file(found)
    shown = newest(found)
    if not shown:
        return
    render.screen_table(_lines(shown))
    if len(found) > len(shown):
        render.answer(
            _(
                "The newest {n} of {total} payments are shown one by one. All of them: remind payments "
                "list --csv. Other days: --from, --to",
                n=len(shown),
                total=len(found),
            )
        )


def tell_new(found: Sequence[PaymentLine]) -> None:
    """The days of payments that were taken in; for a file each of them too."""
    if found:
        tell_days(found)
    for_file(found)


def for_file(found: Sequence[PaymentLine]) -> None:
    """Every payment, for `--csv` alone."""
    render.file_table(_lines(found))


def tell_days(found: Sequence[PaymentLine]) -> None:
    """The sum of each day and account, and where the money went."""
    days = day_sums(found)
    amounts = list(zip(*(day.amounts_ore for day in days), strict=True)) or [()] * len(_headings())
    # Most days have no money in most of these: such a column would only push the others out.
    columns = [
        Column(_("Day")),
        Column(_("Account"), wraps=True),
        Column(_("Payments"), number=True, spare=True),
        *(
            column if place < _ALWAYS or any(amounts[place]) else replace(column, only="file")
            for place, column in enumerate(_headings())
        ),
    ]
    none = _("No payments on these days. Take some in: remind payments import FILE")
    shown = Table("", columns, empty=none)
    for day in days:
        account = day.account or _("by hand")
        cells = (str(day.on), account, str(day.payments), *map(kr, day.amounts_ore))
        shown.rows.append(cells)
    if days:
        sums = [kr(sum(column)) for column in amounts]
        shown.totals = (_("Sum"), "", str(len(found)), *sums)
    render.table(shown)


def _headings() -> list[Column]:
    """Of the amounts in the order of ``amounts_ore``; where it is narrow, what needs no act goes first."""
    return [
        Column(_("Sum, kr"), number=True),
        Column(_("Principal"), number=True),
        Column(_("Fees"), number=True, spare=True),
        Column(_("Interest"), number=True, spare=True),
        Column(_("Costs"), number=True, spare=True),
        Column(_("Recovered"), number=True, spare=True),
        Column(_("Too much"), number=True, wraps=True),
        Column(_("Waits"), number=True),
        Column(_("Aside"), number=True, spare=True, wraps=True),
        Column(_("Paid back"), number=True, spare=True, wraps=True),
    ]


def _lines(found: Sequence[PaymentLine]) -> Table:
    elsewhere = [_elsewhere(line) for line in found]
    columns = [
        Column(_("Payment"), number=True),
        Column(_("Day")),
        Column(_("Payer"), wraps=True, only="" if any(line.payer for line in found) else "file"),
        Column(_("Reference"), only="file"),
        Column(_("Account"), only="file"),
        Column(_("Invoices"), wraps=True),
        Column(_("Amount, kr"), number=True),
        Column(_("Principal"), number=True, only="file"),
        Column(_("Fees"), number=True, only="file"),
        Column(_("Interest"), number=True, only="file"),
        Column(_("Costs"), number=True, only="file"),
        Column(_("Recovered"), number=True, only="file"),
        Column(_("Too much"), number=True, only="file"),
        Column(_("Waits"), number=True, only="file"),
        Column(_("Aside"), number=True, only="file"),
        Column(_("Paid back"), number=True, only="file"),
        *([Column(_("On no debt"), wraps=True, only="screen")] if any(elsewhere) else []),
    ]
    shown = Table(_("Payments"), columns)
    for line, rest in zip(found, elsewhere, strict=True):
        invoices = ", ".join(dict.fromkeys(part.invoice for part in line.met))
        account = line.account or _("by hand")
        cells = (str(line.payment_id), line.on.isoformat(), line.payer, line.reference, account)
        amounts = map(kr, (line.amount_ore, *line.parts_ore))
        shown.rows.append((*cells, invoices, *amounts, *([rest] if any(elsewhere) else [])))
    return shown


def _elsewhere(line: PaymentLine) -> str:
    """Where the money is that is on no invoice; all of it without its amount."""
    words = (_("too much"), _("waits"), _("set aside"), _("paid back"))
    rest = zip(words, line.parts_ore[-len(words) :], strict=True)
    return ", ".join(
        word if ore == line.amount_ore else f"{word} {kr(ore)}" for word, ore in rest if ore
    )
