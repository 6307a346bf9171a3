"""The first sheet of the workbook: key figures, what the charts show, and the charts beside them."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.adapters.exporters.xlsx import Block, Chart, Column, Kind, Setup, Sheet, Value
from reminder_cli.domain.events import Stage
from reminder_cli.domain.statistics import Group
from reminder_cli.i18n import _
from reminder_cli.services.report import Report
from reminder_cli.services.report_words import AGES, empty_note, foreign_note
from reminder_cli.services.words import OUTCOMES, STAGES

_FEW = 10  # bars that leave room for their figures
_PLACES = [(column, row) for row in (3, 20, 37) for column in (5, 11)]  # column F, row 4 and on
_ACROSS, _DOWN = 5, 16  # cells of a chart
_LAST_ROW = 54
_GREEN, _RED, _AMBER, _PALE = "2E7D5B", "B5483A", "C58B2A", "8FB8A5"
_WIDTHS = (40, 16, 14, 16)
SETUP = Setup(widths=(*_WIDTHS, 3, *[12] * 5, 2, *[12] * 5), one_page=True)


class Blocks(Struct, frozen=True, kw_only=True):
    """Tables on other sheets that charts of the summary show."""

    fees: Block
    forecast: Block


def fill_summary(sheet: Sheet, found: Report, blocks: Blocks) -> None:
    """The whole sheet."""
    sheet.line((found.company.name, Kind.TITLE))
    takings = found.takings
    sheet.line(
        (
            _(
                "As of {day}. Payments, fees and VAT from {first} through {last}. Amounts in kronor.",
                day=found.as_of,
                first=takings.first,
                last=takings.last,
            ),
            Kind.NOTE,
        )
    )
    sheet.line()
    sheet.line((_("Key figures"), Kind.HEADING), ("", Kind.HEADING), height=17)
    for label, value, kind in key_figures(found):
        sheet.line((label, Kind.TEXT), (value, kind))
    if found.foreign:
        sheet.line((foreign_note(found.foreign), Kind.NOTE))
    if not found.invoices:
        sheet.line((empty_note(found.as_of), Kind.NOTE))
    sheet.line()
    ages = _ages(sheet, found)
    sheet.line()
    stages = _stages(sheet, found)
    sheet.line()
    months = _months(sheet, found)
    # The same months as beside it, of a sheet that has all of the period.
    fees = replace(blocks.fees, head_row=blocks.fees.last_row - len(found.months))
    tables = {"ages": ages, "stages": stages, "months": months, "fees": fees}
    _charts(sheet, found, tables, blocks.forecast)
    # Below the charts, or the last of them would be cut where the printed page ends.
    while sheet.rows < _LAST_ROW:
        sheet.line()
    sheet.line((_("How each figure is counted is told on the sheet Notes."), Kind.NOTE))


def key_figures(found: Report) -> list[tuple[str, Value, Kind]]:
    """Each key figure with what it is counted in."""
    statistics, takings = found.statistics, found.takings
    total, sums = statistics.total, statistics.sums
    return [
        (_("Left of all invoices"), found.ageing.total.total_ore, Kind.KRONOR),
        (_("Of it overdue"), found.ageing.total.overdue_ore, Kind.KRONOR),
        (_("Overdue and not sent"), found.waiting_ore, Kind.KRONOR),
        (_("Cases sent"), total.cases, Kind.WHOLE),
        (_("Cases running"), statistics.open_cases, Kind.WHOLE),
        (_("Owed in running cases"), statistics.balance_ore, Kind.KRONOR),
        (_("Solved, of cases"), total.solved_percent, Kind.SHARE),
        (_("Solved, of the amount"), total.recovered_percent, Kind.SHARE),
        (_("Days from reminder to payment, median"), total.median_days, Kind.DAYS),
        (_("Days sales outstanding"), found.dso, Kind.DAYS),
        (_("Recovered in cases"), sums.recovered_ore, Kind.KRONOR),
        (_("Of it principal"), sums.principal_ore, Kind.KRONOR),
        (_("Principal written off"), sums.written_off_ore, Kind.KRONOR),
        (_("Paid in the period"), takings.all_days.amount_ore, Kind.KRONOR),
        (_("Fees paid in the period"), takings.total.fees_paid_ore, Kind.KRONOR),
        (_("Interest paid in the period"), takings.total.interest_paid_ore, Kind.KRONOR),
        (_("Commission for the period"), takings.total.commission_ore, Kind.KRONOR),
        (
            _("VAT on {account} for the period", account=found.vat_account),
            takings.total.vat_ore,
            Kind.KRONOR,
        ),
        (_("To pay back to customers"), found.overpaid_ore, Kind.KRONOR),
    ]


def _ages(sheet: Sheet, found: Report) -> Block:
    columns = [Column(_("Left, by age"), width=_WIDTHS[0]), Column(_("Amount"), Kind.KRONOR)]
    rows = [
        (str(text), ore) for text, ore in zip(AGES, found.ageing.total.amounts_ore, strict=True)
    ]
    return sheet.table("SummaryAgeing", columns, rows, filters=False)


def _stages(sheet: Sheet, found: Report) -> Block:
    statistics = found.statistics
    columns = [
        Column(_("Stage or outcome"), width=_WIDTHS[0]),
        Column(_("Cases"), Kind.WHOLE, _WIDTHS[1]),
        Column(_("Amount"), Kind.KRONOR),
    ]
    rows: list[tuple[Value, ...]] = [
        (
            str(STAGES[stage.value]),
            statistics.stages[stage].cases,
            statistics.stages[stage].balance_ore,
        )
        for stage in Stage
        if stage in statistics.stages
    ]
    rows += [
        (str(text), statistics.outcomes[name].cases, statistics.outcomes[name].principal_ore)
        for name, text in OUTCOMES.items()
        if name in statistics.outcomes
    ]
    return sheet.table("SummaryStages", columns, rows, filters=False)


def _months(sheet: Sheet, found: Report) -> Block:
    columns = [
        Column(_("Month"), width=_WIDTHS[0]),
        Column(_("Cases sent"), Kind.WHOLE, _WIDTHS[1]),
        Column(_("Solved"), Kind.SHARE, _WIDTHS[2]),
        Column(_("Money in"), Kind.KRONOR),
    ]
    by_month, empty = found.statistics.by_month, Group()
    rows = [
        (
            name,
            by_month.get(name, empty).cases,
            by_month.get(name, empty).solved_percent,
            month.amount_ore,
        )
        for name, month in found.months
    ]
    return sheet.table("SummaryMonths", columns, rows, filters=False)


def _drawn(found: Report) -> list[bool]:
    """Which of the charts have something to show: one of nothing looks broken."""
    by_month, months = found.statistics.by_month, found.months
    return [
        any(found.ageing.total.amounts_ore),
        bool(found.statistics.total.cases),
        any(month.amount_ore for _name, month in months),
        any(name in by_month for name, _month in months),
        any(month.fees_paid_ore for _name, month in months),
        any(horizon.money_ore for horizon in found.forecast.horizons),
    ]


def _charts(sheet: Sheet, found: Report, tables: dict[str, Block], forecast: Block) -> None:
    charts = [
        ("column", _("What is left, by age (kr)"), tables["ages"], 1, Kind.KRONOR, _RED),
        (
            "bar",
            _("Cases by stage and outcome (number)"),
            tables["stages"],
            1,
            Kind.WHOLE,
            "1F3A4D",
        ),
        ("column", _("Money in per month (kr)"), tables["months"], 3, Kind.KRONOR, _GREEN),
        (
            "line",
            _("Solved share, by month of sending (%)"),
            tables["months"],
            2,
            Kind.SHARE,
            "1F3A4D",
        ),
        ("column", _("Fees paid per month (kr)"), tables["fees"], 2, Kind.KRONOR, _AMBER),
        ("column", _("Money that may come in, estimate (kr)"), forecast, 2, Kind.KRONOR, _PALE),
    ]
    shown = [chart for chart, is_drawn in zip(charts, _drawn(found), strict=True) if is_drawn]
    for (left, top), (shape, title, block, column, kind, colour) in zip(
        _PLACES, shown, strict=False
    ):
        sheet.chart(
            Chart(
                shape=shape,
                title=title,
                block=block,
                value_column=column,
                kind=kind,
                first_cell=(left, top),
                last_cell=(left + _ACROSS, top + _DOWN),
                colour=colour,
                labels=block.last_row - block.head_row < _FEW,
            )
        )
