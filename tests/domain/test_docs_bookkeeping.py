"""docs/bookkeeping.md is true: each row of its tables is booked here, and says the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from reminder_cli.domain.account import Waiver
from reminder_cli.domain.booking import (
    BookingRules,
    InvoicedCost,
    Loss,
    PaidCosts,
    RefusedReduction,
    VatParts,
)
from reminder_cli.domain.booking_claim import book
from reminder_cli.domain.booking_kronofogden import applications
from reminder_cli.domain.case import Case
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome, PaidTo
from tests.domain import test_kronofogden_invoice as invoice
from tests.domain import test_settlement as settlement
from tests.domain.example_b import enforced
from tests.domain.given import A_PAID, History, example_a, example_a_reminded
from tests.domain.test_booking import (
    ACCRUAL,
    CASH,
    CHARGED,
    FAR,
    OTHER_PROGRAM,
    booked,
    example_b,
    example_c,
    facts_of,
    own,
    vouchers,
)

PAGE = Path(__file__).parent.parent.parent / "docs" / "bookkeeping.md"
ROW = re.compile(r"\| (?P<event>[^|]+) \| (?P<voucher>(?:[DK] \d{4}|none)[^|]*) \|")
PART = re.compile(
    r"(?:(?P<side>[DK]) )(?P<account>\d{4}) (?P<kronor>\d{1,3}(?: \d{3})*)\.(?P<ore>\d\d)"
)
SWEDISH_ROW = re.compile(r"\| [^|]+ \| ((?:[DK] \d{4}|ingen)[^|]*) \|")
Amounts = dict[str, int]
NONE: Amounts = {}


def page() -> Iterator[tuple[str, str]]:
    """Every row of a voucher: what happened, and how the page says that it is booked."""
    text = PAGE.read_text(encoding="utf-8").partition("## The vouchers of the demo")[0]
    for match in ROW.finditer(text):
        yield match["event"].strip(), match["voucher"].strip()


def amounts(voucher: str) -> Amounts:
    if voucher == "none":
        return NONE
    found = {}
    for part in PART.finditer(voucher):
        ore = int(part["kronor"].replace(" ", "") + part["ore"])
        found[part["account"]] = ore if part["side"] == "D" else -ore
    said = len(re.findall(r"\b[DK] \d{4}", voucher))
    assert len(found) == said, f"every account has its amount: {voucher}"
    return found


def of(
    history: History, rules: BookingRules = ACCRUAL, *, place: int = 0, **known: object
) -> Amounts:
    """The voucher at a place among those of a claim; none when there is none."""
    made = vouchers(booked(history, rules, **known))
    return made[place][1] if made else NONE


def small_rest() -> Amounts:
    history = own()
    day = date(2026, 3, 30)
    history.pay(day, history.account(day).owed_ore - 4_50)
    history.close(day, Outcome.PAID)
    return of(history)


def without_a_case() -> Amounts:
    history = History()
    history.pay(date(2026, 3, 5), 500_00)
    history.open(date(2026, 3, 10))
    return of(history)


def own_at_kronofogden(place: int) -> Amounts:
    """Example B, run by the firm itself."""
    facts = example_b()
    opened = replace(facts.claim.cases[0].opened, collector=Collector.OWN)
    case: Case = replace(facts.claim.cases[0], opened=opened)
    facts = replace(
        facts,
        claim=replace(facts.claim, cases=(case,)),
        shares={1: Fraction(100)},
        costs_invoiced=(InvoicedCost(key="1/a", on=date(2025, 6, 16), amount_ore=300_00),),
        costs_paid={1: PaidCosts(application_ore=300_00, work_ore=380_00, kept_ore=600_00)},
    )
    return vouchers(book(facts, ACCRUAL, until=FAR))[place][1]


def invoiced_by_kronofogden(place: int) -> Amounts:
    history = invoice.own(enforced())
    history.invoiced(invoice.TOLD, 600_00)
    history.pay(invoice.LATER, 1000_00)
    return invoice.rows(history, share=100)[place]


def invoiced_in_a_partners_case(place: int) -> Amounts:
    history = enforced()
    history.invoiced(invoice.TOLD, 600_00)
    history.pay(invoice.LATER, 900_00, to=PaidTo.PARTNER)
    return invoice.rows(history, share=50)[place]


def laid_out_by_the_partner() -> Amounts:
    history, before = enforced(), settlement.Items()
    found = tuple(applications(history.claim))
    facts = settlement.facts_of(history, applications=found)
    settlement.remember(before, (settlement.settled(facts, date(2025, 11, 30), before),))
    history.invoiced(invoice.TOLD, 600_00, by_partner=True)
    facts = settlement.facts_of(history, applications=tuple(applications(history.claim)))
    return settlement.rows(settlement.settled(facts, date(2025, 12, 31), before))


def not_granted() -> Amounts:
    history = History()
    history.open(date(2026, 3, 10), 12_500_00)
    facts = facts_of(history, vat=((25, 2500_00),), total_ore=12_500_00)
    day = date(2026, 8, 14)
    waiver = Waiver(on=day, part="principal", amount_ore=2500_00, why="utslag")
    account = replace(facts.account, waivers=(waiver,))
    facts = replace(facts, account=account, losses=(Loss(key="1/u", on=day, why="utslag"),))
    return vouchers(book(facts, ACCRUAL, until=FAR))[0][1]


def fee_claimed_before() -> Amounts:
    history = History()
    history.open(
        date(2026, 3, 10),
        collector=Collector.PARTNER,
        interest_from=None,
        fee_claimed_ore=60_00,
        fee_claimed_on=date(2026, 3, 5),
    )
    history.demand(date(2026, 3, 25), date(2026, 4, 7))
    history.pay(date(2026, 4, 6), 2640_00, to=PaidTo.PARTNER)
    return of(history)


def too_much(to: PaidTo) -> Amounts:
    """Example A, with more than the 1 067.44 that were owed that day."""
    history = example_a_reminded()
    history.pay(A_PAID, 1100_00, to=to, paid_out_on=date(2026, 1, 30))
    history.close(A_PAID, Outcome.PAID)
    return of(history)


def settled(to: PaidTo, *, vat_registered: bool = True) -> Amounts:
    case = settlement.settled(settlement.facts_of(example_a(to)), date(2026, 1, 31))
    return settlement.rows(case, vat_registered=vat_registered)


def application(month: date) -> Amounts:
    facts, before = settlement.example_b_facts(), settlement.Items()
    june = settlement.settled(facts, date(2025, 6, 30), before)
    settlement.remember(before, (june,))
    return settlement.rows(june if month.month == 6 else settlement.settled(facts, month, before))


def commission() -> Amounts:
    history = settlement.monitored([(date(2025, 9, 15), 5000_00, PaidTo.PARTNER)])
    return settlement.rows(settlement.settled(settlement.facts_of(history), date(2025, 9, 30)))


def settled_and_taken_back() -> Amounts:
    history, before = example_a_reminded(), settlement.Items()
    paid = history.pay(date(2026, 1, 20), 1063_33, to=PaidTo.PARTNER)
    january = settlement.settled(settlement.facts_of(history), date(2026, 1, 31), before)
    settlement.remember(before, (january,))
    history.unpay(date(2026, 2, 5), paid)
    return settlement.rows(
        settlement.settled(settlement.facts_of(history), date(2026, 2, 28), before)
    )


def lost(
    total: int,
    vat: VatParts,
    *,
    outcome: Outcome = Outcome.WRITTEN_OFF,
    rules: BookingRules = ACCRUAL,
    allowance: int = 0,
) -> Amounts:
    history = History()
    history.open(date(2026, 3, 10), total)
    history.close(date(2026, 9, 1), outcome)
    return of(history, rules, vat=vat, total_ore=total, allowance_ore=allowance)


def recovered(rules: BookingRules = ACCRUAL) -> Amounts:
    history = History()
    history.open(date(2026, 3, 10))
    history.close(date(2026, 9, 1), Outcome.WRITTEN_OFF)
    history.pay(date(2026, 10, 1), 1000_00)
    return of(history, rules, place=-1)


def credited(*, by_note: bool = False, vat: VatParts = ((25, 480_00),)) -> Amounts:
    history = own()
    history.credit(date(2026, 3, 15), 400_00)
    history.events[-1] = replace(history.events[-1], by_note=by_note)
    return of(history, vat=vat)


def refused() -> Amounts:
    reduction = RefusedReduction(key="1/r", on=date(2026, 5, 4), amount_ore=1000_00)
    facts = replace(facts_of(own()), reductions_refused=(reduction,))
    return vouchers(book(facts, ACCRUAL, until=FAR))[0][1]


def dropped() -> Amounts:
    history = own(paid_ore=40_00)
    history.close(date(2026, 4, 1), Outcome.CANCELLED)
    return of(history, CHARGED, place=-1)


def partners_reminder() -> Amounts:
    return of(example_a_reminded(), CHARGED)


def cash_principal(ore: int = 500_00, *, vat: VatParts = ((25, 480_00),)) -> Amounts:
    history = History()
    history.pay(date(2026, 3, 5), ore)
    history.open(date(2026, 3, 10))
    return of(history, CASH, vat=vat)


# In the order of the page.
BOOKED: dict[str, Callable[[], Amounts]] = {
    "payment of 1 000.00: fee 60.00, interest 11.84, principal 928.16": lambda: of(example_c()),
    "1 700.00 paid, 46.15 too much": lambda: of(example_c(), place=1),
    "the overpayment is paid back": lambda: of(example_c(), place=2),
    "a small rest of 4.50 of the principal is waived (up to 10 kr)": small_rest,
    "500.00 on an invoice without a case": without_a_case,
    "you apply to Kronofogden, which invoices its 300.00": lambda: own_at_kronofogden(0),
    "Kronofogden collected 5 600.00, kept its 600.00, and pays out the rest": (
        lambda: own_at_kronofogden(1)
    ),
    "Kronofogden could not take its 600.00, and invoices you (`kronofogden … invoiced`)": (
        lambda: invoiced_by_kronofogden(1)
    ),
    "the debtor pays you 1 000.00 then": lambda: invoiced_by_kronofogden(2),
    "the utslag grants 10 000.00 of 12 500.00": not_granted,
    "1 063.33 paid to the partner on 27 January, paid out on the 30th": (
        lambda: of(example_a(PaidTo.PARTNER))
    ),
    "the same, paid to you": lambda: of(example_a(PaidTo.CREDITOR)),
    "Kronofogden collected 5 600.00 and kept 600.00": (
        lambda: vouchers(book(example_b(), ACCRUAL, until=FAR))[0][1]
    ),
    "2 640.00 paid to the partner, 60.00 of it a fee you claimed before the case": (
        fee_claimed_before
    ),
    "Kronofogden invoices its 600.00 to you, not to the partner (`invoiced … --to creditor`)": (
        lambda: invoiced_in_a_partners_case(0)
    ),
    "the debtor pays 900.00 to the partner then": lambda: invoiced_in_a_partners_case(1),
    "1 100.00 paid to the partner, 32.56 more than was owed": lambda: too_much(PaidTo.PARTNER),
    "1 100.00 paid to you, 32.56 more than was owed": lambda: too_much(PaidTo.CREDITOR),
    "fee of 60.00 that the debtor paid to the partner": lambda: settled(PaidTo.PARTNER),
    "the same, and 61.91 that you received": lambda: settled(PaidTo.CREDITOR),
    "application to Kronofogden": lambda: application(date(2025, 6, 30)),
    "Kronofogden could not take its 600.00, and invoiced the partner (`kronofogden … invoiced`)": (
        laid_out_by_the_partner
    ),
    "the debtor paid 620.00 of fees and the 300.00 of the application": (
        lambda: application(date(2025, 9, 30))
    ),
    "5 000.00 of principal paid at monitoring": commission,
    "a payment of 1 063.33 to the partner that was taken back": settled_and_taken_back,
    "the fee of 60.00, and you are not registered for VAT": (
        lambda: settled(PaidTo.PARTNER, vat_registered=False)
    ),
    "written off, 12 500.00 with 25 % VAT": lambda: lost(12_500_00, ((25, 2500_00),)),
    "the same, with 10 000.00 set aside before (`write-off --allowance`)": (
        lambda: lost(12_500_00, ((25, 2500_00),), allowance=10_000_00)
    ),
    "written off, 2 400.00 with 200.00 of 25 % and 79.25 of 6 % VAT": (
        lambda: lost(2400_00, ((25, 200_00), (6, 79_25)))
    ),
    "written off, 2 400.00 of export or reverse charge": lambda: lost(2400_00, ()),
    "ackord (composition) of 12 500.00": (
        lambda: lost(12_500_00, ((25, 2500_00),), outcome=Outcome.SETTLED)
    ),
    "1 000.00 comes in after the loss": recovered,
    "credit of 400.00": credited,
    "credit of 400.00, 12 % VAT": lambda: credited(vat=((12, 257_14),)),
    "a credit note of your program is set off": lambda: credited(by_note=True),
    "Skatteverket refuses 1 000.00 of ROT": refused,
    "reminder: fee 60.00, interest 5.26": lambda: of(example_c(), CHARGED),
    "1 000.00 paid ten days later, interest 11.84": lambda: of(example_c(), CHARGED, place=1),
    "demand: fee 180.00, interest 2.01 since": lambda: of(example_c(), CHARGED, place=2),
    "the case ends with 20.00 of the fee and 5.26 of interest unpaid": dropped,
    "a reminder in a partner's case": partners_reminder,
    "500.00 of principal, 25 % VAT": cash_principal,
    "1 200.00 of 2 400.00 with 200.00 of 25 % and 79.25 of 6 % VAT": (
        lambda: cash_principal(1200_00, vat=((25, 200_00), (6, 79_25)))
    ),
    "1 000.00 of example C: fee 60.00, interest 11.84": lambda: of(example_c(), CASH),
    "the same, and the VAT of the invoice is unknown": lambda: of(example_c(), CASH, vat=None),
    "written off": lambda: lost(2400_00, ((25, 480_00),), rules=CASH),
    "1 000.00 comes in after the loss, by the cash method": lambda: recovered(CASH),
    "1 000.00 paid, principal 928.16 booked elsewhere": lambda: of(example_c(), OTHER_PROGRAM),
}


def test_every_row_of_the_page_is_booked_here() -> None:
    assert [event for event, _voucher in page()] == list(BOOKED)


@pytest.mark.parametrize(("event", "voucher"), list(page()), ids=[event for event, _ in page()])
def test_the_page_says_what_is_booked(event: str, voucher: str) -> None:
    made = BOOKED[event]()
    assert made == amounts(voucher)
    assert sum(made.values()) == 0


def test_the_swedish_page_shows_the_same_vouchers() -> None:
    text = (PAGE.parent / "sv" / PAGE.name).read_text(encoding="utf-8")
    rows = SWEDISH_ROW.findall(text.partition("## Rundturens verifikationer")[0])
    plain = [row.strip().replace("ingen", "none") for row in rows]
    ours = [re.sub(r"(?<=\d),(?=\d\d\b)", ".", row) for row in plain]
    assert ours == [voucher for _event, voucher in page()]
