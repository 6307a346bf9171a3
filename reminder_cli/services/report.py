"""The figures of a firm on a day: ageing, stages, solved shares, fees, VAT, payments, forecast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reminder_cli.domain.ageing import Ageing, Row
from reminder_cli.domain.company import Company
from reminder_cli.domain.invoice import Customer, InvoiceKind
from reminder_cli.domain.statistics import Statistics
from reminder_cli.domain.swedish_order import swedish_order
from reminder_cli.domain.takings import Takings
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _
from reminder_cli.ledger import report_queries
from reminder_cli.services.lookback import seen, world_on
from reminder_cli.services.reconciling import Reconciled, Reconciler
from reminder_cli.services.report_forecast import Forecast
from reminder_cli.services.report_lines import Line, lines

if TYPE_CHECKING:
    from reminder_cli.services.world import World

DSO_DAYS = 365


class ReportChoice(Struct, frozen=True, kw_only=True):
    """Which day, and which days for payments and fees; None is today, and the last twelve months.

    ``known``: by what had been recorded by then.
    """

    as_of: date | None = None
    known: bool = False
    first: date | None = None
    last: date | None = None


class Report(Struct, kw_only=True):
    """The figures. Öre. ``waiting`` are overdue invoices without a running case.

    ``reconciled`` is None when no bookkeeping file has been taken in to compare with.
    """

    as_of: date
    company: Company
    vat_account: str
    takings: Takings
    forecast: Forecast
    ageing: Ageing = field(default_factory=Ageing)
    statistics: Statistics = field(default_factory=Statistics)
    customers: dict[int, Customer] = field(default_factory=dict)
    invoices: int = 0
    foreign: int = 0
    invoiced_ore: int = 0
    waiting: int = 0
    waiting_ore: int = 0
    overpaid_ore: int = 0
    reconciled: Reconciled | None = None

    @property
    def dso(self) -> Fraction | None:
        """Days sales outstanding: what is left of all invoices, in days of the last year's invoicing."""
        if self.invoiced_ore <= 0:
            return None
        return Fraction(self.ageing.total.total_ore * DSO_DAYS, self.invoiced_ore)

    @property
    def debtors(self) -> list[tuple[Customer, Row]]:
        """The customers who owe something, the greatest debt first."""
        found = [(self.customers[i], row) for i, row in self.ageing.customers.items()]
        return sorted(
            found,
            key=lambda item: (
                -item[1].total_ore,
                swedish_order(item[0].name),
                item[0].customer_id,
            ),
        )

    def add(self, line: Line) -> None:
        """Count one invoice."""
        subject = line.subject
        customer_id = subject.customer.customer_id
        self.invoices += 1
        self.customers.setdefault(customer_id, subject.customer)
        if not line.in_sek:
            self.foreign += 1
            return
        if subject.invoice.kind is InvoiceKind.INVOICE:
            self._add_claim(line)
        self.statistics.add(customer_id, subject.account, line.cases)
        self.takings.add(subject.account, line.receipts)
        self.forecast.add(line)

    def _add_claim(self, line: Line) -> None:
        subject, account = line.subject, line.subject.account
        left, due_on = account.principal_left_ore, account.basis.due_on
        self.ageing.add(subject.customer.customer_id, left, due_on=due_on, as_of=self.as_of)
        self.overpaid_ore += account.overpaid_ore
        if self.as_of - timedelta(days=DSO_DAYS) < subject.invoice.invoice_date <= self.as_of:
            self.invoiced_ore += subject.invoice.customer_part_ore
        if subject.open_case is None and left > 0 and due_on < self.as_of:
            self.waiting += 1
            self.waiting_ore += left


def report(
    world: World, choice: ReportChoice, *, each: Callable[[Line], None] | None = None
) -> Report:
    """The figures as they were on a day. ``each`` is handed every invoice as it is counted."""
    there = seen(world, choice.as_of, known=choice.known)
    if there is world:
        there = world_on(world, world.today)
    first, last = _period(choice, there.today)
    found = Report(
        as_of=there.today,
        company=there.company,
        vat_account=vat_account(there),
        takings=Takings(first, last),
        forecast=Forecast(there),
    )
    with report_queries.one_view(there.ledger):
        reconciler = Reconciler(there)
        for line in lines(there):
            found.add(line)
            reconciler.add(line)
            if each is not None:
                each(line)
        found.reconciled = reconciler.done()
    return found


def vat_account(world: World) -> str:
    """Where the VAT on the partner's fees is booked: a firm outside VAT has it as a cost."""
    deducts = world.settings["vat_registered"]
    return str(world.settings["account_input_vat" if deducts else "account_collection_costs"])


def _period(choice: ReportChoice, as_of: date) -> tuple[date, date]:
    """The days asked for, none after the day of the report; else twelve months, with its own."""
    last = min(choice.last or as_of, as_of)
    year_before = date(last.year - 1, last.month, 1)
    first = choice.first or (year_before + timedelta(days=31)).replace(day=1)
    if first > last:
        raise WrongValue(
            _("The period from {first} to {last} has no days.", first=first, last=last),
            fix=_("Give --from a day that is not after --to or --as-of."),
            again=Again(add="--from DATE"),
        )
    return first, last
