"""What `report` tells: the key figures in narrow tables with bars, readable at 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reminder_cli.cli import panels, reconciling_view, render
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.events import Stage
from reminder_cli.domain.money import show_kronor as kr
from reminder_cli.domain.statistics import Group
from reminder_cli.i18n import _, ngettext
from reminder_cli.services.report import Report
from reminder_cli.services.report_words import AGES, empty_note, foreign_note, one_decimal
from reminder_cli.services.words import OUTCOMES, STAGES

_BAR = 24
_DEBTORS = 5


def tell(found: Report, written: Path | None) -> None:
    """The report for people."""
    _head(found)
    # What an owner asks first stands first; beside each other where there is room.
    parts = (_key_figures, _ageing, _months, _forecast, _debtors, _stages, _by_stage)
    panels.show([part(found) for part in parts])
    _notes(found)
    render.answer("")
    reconciling_view.tell(found.reconciled)
    if found.foreign:
        render.answer(foreign_note(found.foreign))
    if written is not None:
        render.answer(_("The workbook: {path}", path=written))


def _head(found: Report) -> None:
    takings = found.takings
    render.answer(_("{firm}, as of {day}", firm=found.company.name, day=found.as_of))
    render.answer(
        _(
            "Payments, fees and VAT from {first} through {last}",
            first=takings.first,
            last=takings.last,
        )
    )


def _percent(group: Group, *, amount: bool = False) -> str:
    value = group.recovered_percent if amount else group.solved_percent
    return one_decimal(value) + ("" if value is None else " %")


def _key_figures(found: Report) -> Table:
    statistics, takings = found.statistics, found.takings
    total, sums = statistics.total, statistics.sums
    rows = [
        (_("Left of all invoices, kr"), kr(found.ageing.total.total_ore)),
        (_("Of it overdue, kr"), kr(found.ageing.total.overdue_ore)),
        (_("Overdue and not sent, kr"), kr(found.waiting_ore)),
        (_("Cases: sent, running"), f"{total.cases}, {statistics.open_cases}"),
        (_("Owed in running cases, kr"), kr(statistics.balance_ore)),
        (_("Solved, of cases"), _percent(total)),
        (_("Solved, of the amount"), _percent(total, amount=True)),
        (_("Days from reminder to payment, median"), one_decimal(total.median_days)),
        (_("Days sales outstanding"), one_decimal(found.dso)),
        (_("Recovered in cases, kr"), kr(sums.recovered_ore)),
        (_("Written off, kr"), kr(sums.written_off_ore)),
        (_("Paid in the period, kr"), kr(takings.all_days.amount_ore)),
        (_("Fees paid in the period, kr"), kr(takings.total.fees_paid_ore)),
        (_("Interest paid in the period, kr"), kr(takings.total.interest_paid_ore)),
        (
            _("VAT on {account} for the period, kr", account=found.vat_account),
            kr(takings.total.vat_ore),
        ),
        (_("To pay back to customers, kr"), kr(found.overpaid_ore)),
    ]
    columns = [Column(_("Key figures")), Column("", number=True, in_file=_("Value"))]
    return Table("", columns, list(rows))


def bar(value: int, most: int) -> str:
    """A bar as long as its share of the greatest; something is never shown as nothing."""
    if value <= 0 or most <= 0:
        return ""
    mark = "#" if render.plain() else "█"
    return mark * max(1, _BAR * value // most)


def _bars(
    heading: Column, names: Sequence[str], amounts: Sequence[int], *, counts: Sequence[int] = ()
) -> Table:
    columns = [
        heading,
        *([Column(_("Cases"), number=True)] if counts else []),
        Column(_("Amount, kr"), number=True),
        Column("", only="screen"),
    ]
    shown = Table("", columns)
    for place, (name, ore) in enumerate(zip(names, amounts, strict=True)):
        count = [str(counts[place])] if counts else []
        shown.rows.append((name, *count, kr(ore), bar(ore, max(amounts))))
    return shown


def _ageing(found: Report) -> Table:
    names = [str(text) for text in AGES]
    return _bars(Column(_("Left, by age")), names, found.ageing.total.amounts_ore)


def _debtors(found: Report) -> Table:
    columns = [
        Column(_("Owe the most"), wraps=True, in_file=_("Customer")),
        Column(_("Left, kr"), number=True),
        Column(_("Of it overdue"), number=True),
    ]
    shown = Table("", columns)
    for customer, row in found.debtors[:_DEBTORS]:
        shown.rows.append((customer.name, kr(row.total_ore), kr(row.overdue_ore)))
    return shown


def _stages(found: Report) -> Table:
    statistics = found.statistics
    stages = [stage for stage in Stage if stage in statistics.stages]
    outcomes = [outcome for outcome in OUTCOMES if outcome in statistics.outcomes]
    names = [str(STAGES[stage.value]) for stage in stages] + [str(OUTCOMES[x]) for x in outcomes]
    counts = [statistics.stages[stage].cases for stage in stages]
    counts += [statistics.outcomes[outcome].cases for outcome in outcomes]
    amounts = [statistics.stages[stage].balance_ore for stage in stages]
    amounts += [statistics.outcomes[outcome].principal_ore for outcome in outcomes]
    heading = Column(_("Cases"), in_file=_("Stage or outcome"))
    return _bars(heading, names, amounts, counts=counts)


def _by_stage(found: Report) -> Table:
    groups = found.statistics.by_stage
    columns = [
        Column(_("Solved at the stage")),
        Column(_("Came to it"), number=True),
        Column(_("Counted"), number=True),
        Column(_("Solved"), number=True),
        Column(_("Of cases"), number=True),
        Column(_("Of amount"), number=True),
        Column(_("Days"), number=True),
    ]
    shown = Table("", columns)
    for stage in (stage for stage in Stage if stage in groups):
        group = groups[stage]
        shown.rows.append(
            (
                str(STAGES[stage.value]),
                str(group.cases),
                str(group.counted),
                str(group.solved),
                _percent(group),
                _percent(group, amount=True),
                one_decimal(group.median_days),
            )
        )
    return shown


def _months(found: Report) -> Table:
    by_month, empty = found.statistics.by_month, Group()
    months = found.months
    most = max(month.amount_ore for _name, month in months)
    columns = [
        Column(_("By month"), in_file=_("Month")),
        Column(_("Cases sent"), number=True),
        Column(_("Solved"), number=True),
        Column(_("Money in, kr"), number=True),
        Column("", only="screen"),
    ]
    shown = Table("", columns)
    for name, month in months:
        group = by_month.get(name, empty)
        shown.rows.append(
            (
                name,
                str(group.cases),
                _percent(group),
                kr(month.amount_ore),
                bar(month.amount_ore, most),
            )
        )
    return shown


def _forecast(found: Report) -> Table:
    columns = [
        Column(_("Forecast, an estimate")),
        Column(_("Letters"), number=True),
        Column(_("Money in, kr"), number=True),
    ]
    shown = Table("", columns)
    for horizon in found.forecast.horizons:
        money = "–" if horizon.money_ore is None else kr(horizon.money_ore)
        shown.rows.append((_("within {n} days", n=horizon.days), str(horizon.letters), money))
    return shown


def _notes(found: Report) -> None:
    """What the panels do not say themselves."""
    if not found.invoices:
        render.answer(empty_note(found.as_of))
    elif not found.statistics.total.cases:
        render.answer(_("There are no cases yet. Open one with: remind send NUMBER"))
    else:
        render.answer(_("Counted are all but those that the firm cancelled or credited."))
        render.answer(_("How each figure is counted: the sheet Notes of report --xlsx FILE"))
    held = len(found.forecast.held)
    if held:
        render.answer(
            ngettext(
                "{n} letter more will be held unless something is done; why stands in the workbook.",
                "{n} letters more will be held unless something is done; why stands in the workbook.",
                held,
            )
        )
    if any(horizon.money_ore is None for horizon in found.forecast.horizons):
        render.answer(_("– too few cases have come that far to go by."))
