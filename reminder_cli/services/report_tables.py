"""The sheets of the workbook that are made when all has been counted: ageing, payments, fees, shares."""

from __future__ import annotations

from collections.abc import Sequence

from reminder_cli.adapters.exporters.xlsx import Block, Book, Column, Kind, Setup, Sheet, Value
from reminder_cli.domain.ageing import Row
from reminder_cli.domain.events import PaidTo, Stage
from reminder_cli.domain.statistics import Group
from reminder_cli.domain.swedish_order import swedish_order
from reminder_cli.domain.takings import Day, Month
from reminder_cli.i18n import _
from reminder_cli.services.report import Report
from reminder_cli.services.report_words import AGES, KINDS, room_for
from reminder_cli.services.words import LETTERS, OUTCOMES, STAGES

_WHY_WIDTH = 60
_LABEL_WIDTH = 22  # of stages, outcomes and months
_ON_A_PAGE = 8  # rows of a table that may follow others on a printed page


def kronor(*headings: str) -> list[Column]:
    """Columns of amounts."""
    return [Column(heading, Kind.KRONOR, 15) for heading in headings]


def age_columns(name_width: int) -> list[Column]:
    """Of the sheet Ageing."""
    return [
        Column(_("Customer"), width=name_width),
        Column(_("Customer no.")),
        *kronor(*map(str, AGES)),
        *kronor(_("Overdue"), _("Total")),
    ]


def fill_ageing(sheet: Sheet, columns: Sequence[Column], found: Report) -> None:
    """What is left per customer and age, the greatest debt first."""
    rows: list[Sequence[Value]] = [
        (customer.name, customer.number, *_ages(row)) for customer, row in found.debtors
    ]
    sheet.table("Ageing", columns, rows, sums=(_("Sum"), None, *_ages(found.ageing.total)))


def _ages(row: Row) -> tuple[int, ...]:
    return (*row.amounts_ore, row.overdue_ore, row.total_ore)


def payment_columns() -> list[Column]:
    """Of the sheet Payments."""
    parts = (_("Principal"), _("Fees"), _("Interest"), _("Costs"), _("Too much"))
    to = (_("To the creditor"), _("To the partner"), _("To Kronofogden"))
    return [
        Column(_("Day"), Kind.DATE),
        Column(_("Payments"), Kind.WHOLE),
        *kronor(_("Amount"), *parts, *to),
    ]


def fill_payments(sheet: Sheet, columns: Sequence[Column], found: Report) -> None:
    """What came in, day by day."""
    takings = found.takings
    rows: list[Sequence[Value]] = [(on, *_paid(takings.days[on])) for on in sorted(takings.days)]
    sheet.table("Payments", columns, rows, sums=(_("Sum"), *_paid(takings.all_days)))


def _paid(day: Day) -> tuple[int, ...]:
    return (
        len(day.payments),
        day.amount_ore,
        day.principal_ore,
        day.fees_ore,
        day.interest_ore,
        day.costs_ore,
        day.over_ore,
        *(day.to_ore[to] for to in PaidTo),
    )


def fee_columns(account: str) -> list[Column]:
    """Of the sheet Fees and VAT; ``account`` is where the VAT is booked."""
    return [
        Column(_("Month"), width=10),
        *kronor(
            _("Fees charged"),
            _("Fees paid"),
            _("Of it the partner's"),
            _("VAT on fees {account}", account=account),
            _("Commission"),
            _("VAT on commission {account}", account=account),
            _("VAT in all {account}", account=account),
            _("Interest paid"),
            _("Of it the creditor's"),
            _("Of it the partner's interest"),
        ),
    ]


def fill_fees(sheet: Sheet, columns: Sequence[Column], found: Report) -> Block:
    """Fees, VAT, commission and interest, month by month."""
    takings = found.takings
    rows: list[Sequence[Value]] = [(name, *_month(month)) for name, month in takings.months.items()]
    return sheet.table("FeesAndVat", columns, rows, sums=(_("Sum"), *_month(takings.total)))


def _month(month: Month) -> tuple[int, ...]:
    return (
        month.fees_charged_ore,
        month.fees_paid_ore,
        month.partner_fees_ore,
        month.fee_vat_ore,
        month.commission_ore,
        month.commission_vat_ore,
        month.vat_ore,
        month.interest_paid_ore,
        month.own_interest_ore,
        month.partner_interest_ore,
    )


def group_columns(heading: str, width: int) -> list[Column]:
    """Of each table of shares."""
    return [
        Column(heading, width=width),
        Column(_("Cases"), Kind.WHOLE),
        Column(_("Counted"), Kind.WHOLE),
        Column(_("Solved"), Kind.WHOLE),
        Column(_("Solved, cases"), Kind.SHARE),
        *kronor(_("Principal"), _("Recovered")),
        Column(_("Solved, amount"), Kind.SHARE),
        Column(_("Median days"), Kind.DAYS),
    ]


def _group(group: Group) -> tuple[Value, ...]:
    return (
        group.cases,
        group.counted,
        group.solved,
        group.solved_percent,
        group.principal_ore,
        group.recovered_ore,
        group.recovered_percent,
        group.median_days,
    )


def statistics_sheet(book: Book, found: Report, *, width: int, head: str) -> None:
    """The tables of shares that are short, one below the other; the longest last."""
    statistics, width = found.statistics, max(width, _LABEL_WIDTH)
    widths = [column.needed for column in group_columns("", width)]
    sheet = book.sheet(_("Statistics"), Setup(widths=widths, head=head))
    stages = [stage for stage in Stage if stage in statistics.by_stage]
    tables: list[tuple[str, str, str, list[tuple[str, Group]]]] = [
        (
            _("By stage: solved while there"),
            _("Stage"),
            "ByStage",
            [(str(STAGES[stage.value]), statistics.by_stage[stage]) for stage in stages],
        ),
        (
            _("By kind of customer"),
            _("Kind"),
            "ByKind",
            [(str(KINDS[kind.value]), group) for kind, group in sorted(statistics.by_kind.items())],
        ),
        (
            _("By month of sending"),
            _("Month"),
            "ByMonth",
            sorted(statistics.by_month.items()),
        ),
    ]
    _outcomes(sheet, found, width)
    for title, heading, name, groups in tables:
        if len(groups) > _ON_A_PAGE:
            sheet.break_page()
        sheet.line((title, Kind.SECTION))
        rows = [(label, *_group(group)) for label, group in groups]
        sums = (_("All"), *_group(statistics.total)) if name != "ByStage" else ()
        sheet.table(name, group_columns(heading, width), rows, sums=sums)
        sheet.line()


def customer_columns(width: int) -> list[Column]:
    """Of the sheet with the shares by customer."""
    name, *figures = group_columns(_("Customer"), width)
    return [name, Column(_("Customer no.")), *figures]


def fill_customers(sheet: Sheet, columns: Sequence[Column], found: Report) -> None:
    """The shares by customer, the greatest principal first."""
    groups, known = found.statistics.by_customer, found.customers
    order = sorted(
        groups, key=lambda i: (-groups[i].principal_ore, swedish_order(known[i].name), i)
    )
    rows: list[Sequence[Value]] = [
        (known[i].name, known[i].number, *_group(groups[i])) for i in order
    ]
    sums = (_("All"), None, *_group(found.statistics.total))
    sheet.table("ByCustomer", columns, rows, sums=sums)


def _outcomes(sheet: Sheet, found: Report, width: int) -> None:
    sheet.line((_("By outcome"), Kind.SECTION))
    columns = [
        Column(_("Outcome"), width=width),
        Column(_("Cases"), Kind.WHOLE),
        Column(_("Principal"), Kind.KRONOR),
    ]
    outcomes = found.statistics.outcomes
    rows = [
        (str(text), outcomes[name].cases, outcomes[name].principal_ore)
        for name, text in OUTCOMES.items()
        if name in outcomes
    ]
    sheet.table("ByOutcome", columns, rows)
    sheet.line()


def forecast_sheet(book: Book, found: Report, *, width: int, head: str) -> Block:
    """What may come, stated as an estimate, and the letters to come."""
    columns = [
        Column(_("Day"), Kind.DATE, 22),
        Column(_("Letter"), width=room_for(LETTERS)),
        Column(_("Invoice"), width=14),
        Column(_("Customer"), width=width),
        Column(_("Owed now"), Kind.KRONOR),
    ]
    why = Column(_("Why"), Kind.LONG_TEXT, _WHY_WIDTH)
    shown = [*columns, why] if found.forecast.held else columns
    sheet = book.sheet(_("Forecast"), Setup(widths=[c.needed for c in shown], head=head))
    sheet.line((_("Forecast, an estimate"), Kind.TITLE))
    sheet.line((_("From the firm's own past; nobody has promised it."), Kind.NOTE))
    short = [Column(_("Within")), Column(_("Letters"), Kind.WHOLE), *kronor(_("Money in"))]
    rows = [(_("{n} days", n=h.days), h.letters, h.money_ore) for h in found.forecast.horizons]
    block = sheet.table("Forecast", short, rows)
    sheet.line()
    sheet.line((_("Letters that will go out if nothing is paid"), Kind.SECTION))
    letters = [
        (x.on, str(LETTERS[x.kind]), x.invoice, x.customer, x.owed_ore)
        for x in found.forecast.letters
    ]
    sheet.table("ComingLetters", columns, letters)
    if found.forecast.held:
        sheet.line()
        sheet.line((_("Letters that will be held unless something is done"), Kind.SECTION))
        held = [
            (x.on, str(LETTERS[x.kind]), x.invoice, x.customer, x.owed_ore, str(x.why))
            for x in found.forecast.held
        ]
        sheet.table("HeldLetters", shown, held)
    return block
