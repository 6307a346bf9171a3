"""The partner's settlement of a month: shown as often as wanted, made final once.

Final is a period whose invoice from the partner has come: its voucher goes with the next export,
and what became known later falls in the next period.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from reminder_cli.domain.company import Collector
from reminder_cli.domain.settlement import SettledCase, Totals, settle, settlement_rows, totals
from reminder_cli.domain.settlement_case import case_sums
from reminder_cli.domain.voucher import Voucher
from reminder_cli.errors import Again, Refused, WrongValue
from reminder_cli.i18n import Text, _
from reminder_cli.ledger import books
from reminder_cli.ledger.books import SettlementRow
from reminder_cli.services.booking_facts import accounts, batches, settlement_facts

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_PERIOD = re.compile(r"(\d{4})-(\d{2})")


class Settlement(Struct, frozen=True, kw_only=True):
    """A settlement. ``invoice`` is the partner's, once it is final; ``voucher`` None when nothing
    is owed either way. ``nothing`` says why there is no settlement at all.
    """

    period: str
    partner: str
    cases: tuple[SettledCase, ...]
    totals: Totals
    voucher: Voucher | None
    invoice: str = ""
    invoiced_on: date | None = None
    nothing: Text | None = None

    @property
    def final(self) -> bool:
        """Whether the period is closed."""
        return bool(self.invoice)


class PartnerInvoice(Struct, frozen=True, kw_only=True):
    """The invoice of the partner that a settlement is checked against: its number and date."""

    number: str
    on: date


def settlement(
    world: World,
    period: str = "",
    *,
    invoice: PartnerInvoice | None = None,
    dry_run: bool = False,
) -> Settlement:
    """The settlement of a month (the last one that has ended, when none is named).

    With the partner's invoice it is final: recorded, and its voucher ready to be exported.
    """
    period = period or _last_month(world.today)
    last_day = period_end(period)
    if invoice is None:
        return _settled_before(world, period) or _reckoned(world, period, last_day, None)
    _check_invoice(world, last_day, invoice)
    with world.writing(dry_run=dry_run):
        earlier = _settled_before(world, period)
        if earlier is not None:
            raise Refused(
                _(
                    "{period} is settled already, with the invoice {number}.",
                    period=period,
                    number=earlier.invoice,
                ),
                fix=_(
                    "What became known since falls in the next period: "
                    "remind settle --period YYYY-MM"
                ),
            )
        made = _reckoned(world, period, last_day, invoice)
        if made.nothing is None:
            _check_of_this_period(world, made, invoice)
            books.record_settlement(
                world.ledger, _row(made, invoice), on=world.today, now=world.now
            )
    return made


def period_end(period: str) -> date:
    """The last day of a month written YYYY-MM; :class:`WrongValue` when it is none."""
    match = _PERIOD.fullmatch(period)
    try:
        if match is None:
            raise ValueError(period)
        return date(int(match[1]), int(match[2]), 1) + relativedelta(months=1) - timedelta(days=1)
    except ValueError:
        raise WrongValue(
            _("--period: {text} is not a month.", text=period),
            fix=_("Write it as 2026-01."),
            again=Again(instead={period: "YYYY-MM"}),
        ) from None


def _last_month(today: date) -> str:
    return (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")


def _check_invoice(world: World, last_day: date, invoice: PartnerInvoice) -> None:
    if last_day >= world.today:
        raise Refused(
            _("The month ends on {day}; it can be settled after that.", day=last_day),
            fix=_("See how it stands with: remind settle --period {p}", p=f"{last_day:%Y-%m}"),
        )
    if invoice.on > world.today:
        raise Refused(
            _("{day} has not come yet.", day=invoice.on),
            fix=_("Give the date that stands on the partner's invoice: --on DATE"),
            again=Again(add="--on DATE"),
        )


def _check_of_this_period(world: World, made: Settlement, invoice: PartnerInvoice) -> None:
    """A settled month is never opened again: the invoice has to be of it."""
    if not made.cases:
        raise Refused(
            _("There is nothing to settle through {period}.", period=made.period),
            fix=_("Is the month right? See it with: remind settle --period YYYY-MM"),
        )
    other = books.settled_with(world.ledger, invoice.number, invoice.on)
    if other:
        raise Refused(
            _(
                "Invoice {number} of {day} has settled {period} already.",
                number=invoice.number,
                day=invoice.on,
                period=other,
            ),
            fix=_("Give the number and date of the partner's other invoice."),
            again=Again(add="--invoice NUMBER --on DATE"),
        )


def _by(world: World) -> date | None:
    """Until when a settlement counts as made: always, or the day that is looked back on."""
    return world.lookback.on if world.lookback else None


def _settled_before(world: World, period: str) -> Settlement | None:
    row = books.settlement(world.ledger, period, by=_by(world))
    if row is not None:
        return Settlement(
            period=row.period,
            partner=row.partner,
            cases=row.cases,
            totals=totals(row.cases),
            voucher=row.voucher,
            invoice=row.invoice,
            invoiced_on=row.invoiced_on,
        )
    newest = books.last_settled(world.ledger, by=_by(world))
    if period < newest:
        raise Refused(
            _("{newest} is settled, and {period} with it.", newest=newest, period=period),
            fix=_("See it with: remind settle --period {newest}", newest=newest),
        )
    return None


def _reckoned(
    world: World, period: str, last_day: date, invoice: PartnerInvoice | None
) -> Settlement:
    before = books.settled_items(world.ledger, by=_by(world))
    cases: list[SettledCase] = []
    for ids in batches(world):
        for facts in settlement_facts(world, ids):
            cases += settle(case_sums(facts, through=last_day), before)
    sums, partner = totals(cases), world.company.partner_name
    rows = settlement_rows(sums, accounts(world), vat_registered=world.settings["vat_registered"])
    text = str(_text(period, partner, invoice))
    return Settlement(
        period=period,
        partner=partner,
        cases=tuple(cases),
        totals=sums,
        voucher=Voucher(last_day, text, rows) if rows else None,
        invoice=invoice.number if invoice else "",
        invoiced_on=invoice.on if invoice else None,
        nothing=_why_nothing(world, cases),
    )


def _why_nothing(world: World, cases: Sequence[SettledCase]) -> Text | None:
    if cases or world.company.collector is Collector.PARTNER:
        return None
    return Text(
        "There is nothing to settle: the firm runs its cases itself, and fees and interest are "
        "its own. Export the vouchers with: remind export sie FILE"
    )


def _text(period: str, partner: str, invoice: PartnerInvoice | None) -> Text:
    if invoice is None:
        return Text("Settlement {period}, {partner}", {"period": period, "partner": partner})
    values = {"period": period, "partner": partner, "number": invoice.number, "day": invoice.on}
    # The number comes before the name: many programs cut the text.
    return Text("Settlement {period}, invoice {number} of {day}, {partner}", values)


def _row(made: Settlement, invoice: PartnerInvoice) -> SettlementRow:
    return SettlementRow(
        period=made.period,
        partner=made.partner,
        invoice=invoice.number,
        invoiced_on=invoice.on,
        cases=made.cases,
        voucher=made.voucher,
    )
