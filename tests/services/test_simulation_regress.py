"""What the simulation found: each was a seed in which its books and the program differed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from reminder_cli.domain.events import Outcome, Stage
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import Refused
from reminder_cli.services.dispute import dispute, resolve
from reminder_cli.services.hold import HoldOrder, hold, release
from reminder_cli.services.instalments import PlanWish, break_plan, make_plan
from reminder_cli.services.invoice_life import write_off
from reminder_cli.services.retract import retract
from reminder_cli.services.tick import TickReport, tick
from tests.services.firm import Firm, invoice_row

ONE, TWO = "4001", "4002"
DUE = date(2026, 3, 2)
SENT = date(2026, 3, 10)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    """Two invoices of one consumer: 900 000.00, on which a day's interest is 246.58, and 900.00."""
    made = Firm(tmp_path, SENT)
    dated = date(2026, 1, 30)
    amounts = ((ONE, 900_000_00), (TWO, 900_00))
    made.take_in([invoice_row(number, ore, dated=dated, due=DUE) for number, ore in amounts])
    return made


def test_who_pays_in_time_what_a_letter_asks_is_quit_though_it_went_out_a_day_late(
    firm: Firm,
) -> None:
    firm.send(ONE, deliver=False)
    firm.day += timedelta(days=1)
    firm.tick()  # the letter goes out, and counts from this day
    [letter] = firm.case(ONE).letters
    assert letter.on == SENT + timedelta(days=1)
    firm.day = letter.due_on
    paid = firm.pay(ONE, letter.total_ore)
    assert paid.closed
    # Not a day's interest more than the letter had asked for: that was the fault.
    assert paid.allocation.interest_ore == letter.interest_ore
    assert firm.account(ONE).overpaid_ore == 0


def test_a_case_whose_only_letter_was_undone_ends_when_its_payment_is_taken_back(
    firm: Firm,
) -> None:
    firm.send(TWO, deliver=False)
    paid = firm.pay(TWO, 1000_00)
    assert paid.closed
    firm.day += timedelta(days=1)
    report = firm.tick()  # the letter is not sent: its case is over
    assert report.delivered is not None
    assert [item.invoices for item in report.delivered.taken_back] == [(TWO,)]
    firm.unpay(paid.payment_id)
    assert firm.case(TWO).outcome is Outcome.CANCELLED
    firm.day += timedelta(days=1)
    firm.tick()  # it stopped here before, for all cases of the firm
    assert [letter.invoices for letter in firm.send(TWO).letters] == [(TWO,)]


def test_a_letter_of_a_plan_waits_while_a_hold_on_one_of_its_cases_was_lifted_today(
    firm: Firm,
) -> None:
    firm.send(ONE, TWO)
    firm.day += timedelta(days=1)
    with firm.world() as world:
        make_plan(world, [ONE, TWO], PlanWish(first_on=date(2026, 3, 31), months=2))
    missed_on = date(2026, 4, 9)  # five banking days on: Easter is 3-6 April
    firm.day = missed_on
    with firm.world() as world:
        hold(world, [TWO], HoldOrder(until=missed_on + timedelta(days=9), reason="ringde"))
        release(world, [TWO])
    assert kinds(firm.tick()) == []
    firm.day += timedelta(days=1)
    assert kinds(firm.tick()) == [(LetterKind.INSTALMENT_MISSED, (ONE, TWO))]


def kinds(report: TickReport) -> list[tuple[LetterKind, tuple[str, ...]]]:
    return [(letter.kind, letter.invoices) for letter in report.letters]


def test_a_payment_may_go_whole_to_the_other_invoices_of_the_letter(firm: Firm) -> None:
    firm.send(ONE, TWO)
    firm.day += timedelta(days=1)
    with firm.world() as world:
        make_plan(world, [ONE, TWO], PlanWish(first_on=date(2026, 3, 31), months=2))
    # Before the case was opened: it meets the principal alone, and leaves fee and interest.
    early = SENT - timedelta(days=1)
    firm.pay(ONE, 900_000_00, on=early)
    paid = firm.pay(ONE, 500_00, on=early)
    assert (paid.allocation.payment.amount_ore, paid.allocation.over_ore) == (0, 0)
    [other] = paid.others
    assert (other.after.invoice.number, other.allocation.principal_ore) == (TWO, 500_00)


def test_a_letter_that_waited_for_a_hold_does_not_go_out_on_the_day_it_is_lifted(
    firm: Firm,
) -> None:
    """Product.md section 3: the next step comes on the first banking day after the hold."""
    firm.send(TWO, deliver=False)
    firm.day += timedelta(days=1)
    with firm.world() as world:
        hold(world, [TWO], HoldOrder(until=SENT + timedelta(days=9), reason="rang"))
    firm.day += timedelta(days=1)  # a Thursday
    with firm.world() as world:
        release(world, [TWO])
    report = firm.tick()
    assert report.delivered is not None
    [waits] = report.delivered.waits
    assert "lifted today" in waits.why
    firm.day += timedelta(days=1)
    sent = firm.tick().delivered
    assert sent is not None
    assert len(sent.printed) == 1


def test_a_reminder_taken_back_beside_a_plan_stops_no_other_case(firm: Firm) -> None:
    """Of the case only the letters of the plan are left: the user is asked, and `tick` goes on."""
    firm.send(ONE, TWO)
    firm.day += timedelta(days=1)
    with firm.world() as world:
        make_plan(world, [TWO], PlanWish(first_on=SENT + timedelta(days=10), months=1))
    firm.day += timedelta(days=1)
    with firm.world() as world:
        retract(world, firm.case(TWO).letters[0].letter_id, reason="fel", with_letter=False)
    reports: list[TickReport] = []
    while firm.day < date(2026, 5, 4):
        firm.day += timedelta(days=1)
        reports.append(firm.tick())
    kinds = [letter.kind for report in reports for letter in report.letters]
    assert kinds.count(LetterKind.DEMAND) == 1  # of the other case
    assert reports[-1].held[0].code == "retracted"
    assert "took the reminder back" in reports[-1].held[0].why


def test_a_plan_taken_back_after_it_was_broken_leaves_the_interest_as_it_was(firm: Firm) -> None:
    firm.send(ONE)
    firm.day += timedelta(days=1)
    with firm.world() as world:
        make_plan(world, [ONE], PlanWish(first_on=SENT + timedelta(days=10), months=1))
        break_plan(world, ONE)
    firm.day += timedelta(days=1)
    with firm.world() as world:
        plan = next(x for x in firm.case(ONE).letters if x.letter is LetterKind.INSTALMENT_PLAN)
        retract(world, plan.letter_id, reason="fel", with_letter=False)
    days = sum(line.days for line in firm.account(ONE).interest)
    assert days == (firm.day - DUE).days  # each since it was due, once


def test_a_letter_of_a_claim_that_was_lost_and_recovered_can_be_taken_back(firm: Firm) -> None:
    firm.send(TWO)
    firm.cancel(TWO)
    with firm.world() as world:
        write_off(world, TWO, reason="utmätning gav inget", vat="25%")
    firm.pay(TWO, 100_00)
    [letter] = firm.case(TWO).letters
    with firm.world() as world:
        report = retract(world, letter.letter_id, reason="fel")
    assert report.notice is not None
    assert report.notice.total_ore == 0


@pytest.mark.parametrize("answered_after", [2, 30], ids=["in its term", "when its term was over"])
def test_an_inkassokrav_that_waited_through_a_dispute_is_not_what_comes_after_it(
    firm: Firm, answered_after: int
) -> None:
    """Product.md section 3: after `resolve` the debtor first has a new term, without fee."""
    firm.send(TWO)
    firm.day = date(2026, 3, 25)
    with firm.world() as world:
        report = tick(world, deliver_letters=False)
    assert [letter.kind for letter in report.letters] == [LetterKind.DEMAND]
    with firm.world() as world:
        dispute(world, [TWO], reason="fel färg")
    firm.day += timedelta(days=answered_after)
    with firm.world() as world:
        resolve(world, [TWO], reason="svarat")
    while not (letters := firm.tick().letters):
        firm.day += timedelta(days=1)
    assert [letter.kind for letter in letters] == [LetterKind.RESUMED]
    assert firm.account(TWO).fees_left_ore == 60_00


def test_no_letter_asks_for_a_claim_that_is_lost_without_the_one_taken_back(firm: Firm) -> None:
    """Preskriptionslagen 5 §: the letter had kept limitation away; what tells of it asks for money."""
    firm.take_in([invoice_row("4003", 900_00, dated=date(2023, 3, 15), due=date(2023, 4, 14))])
    firm.send("4003")
    firm.day = date(2026, 3, 17)
    [letter] = firm.case("4003").letters
    with firm.world() as world, pytest.raises(Refused, match="lost by limitation"):
        retract(world, letter.letter_id, reason="fel")
    with firm.world() as world:
        retract(world, letter.letter_id, reason="fel", with_letter=False)
    assert firm.case("4003").outcome is Outcome.CANCELLED


def test_a_letter_taken_back_at_monitoring_ends_a_case_that_is_paid_without_its_fee(
    firm: Firm,
) -> None:
    """Monitoring is looked at once a year: the case stood open with nothing owed until then."""
    firm.send(TWO)
    while firm.case(TWO).stage is not Stage.MONITORING:
        firm.day += timedelta(days=1)
        firm.tick()
    demand = firm.case(TWO).letters[1]
    firm.pay(TWO, firm.account(TWO).owed_ore - demand.fee_ore)
    assert firm.case(TWO).is_open
    with firm.world() as world:
        retract(world, demand.letter_id, reason="fel")
    assert firm.account(TWO).owed_ore == 0
    assert firm.case(TWO).outcome is Outcome.PAID


def test_no_letter_is_taken_back_while_another_waits(tmp_path: Path) -> None:
    """Inkassolagen 5 §: the time that a letter gives to pay is over before the next is sent.

    An inkassokrav that waited went out within the term of the letter of retraction.
    """
    firm = Firm(tmp_path, date(2026, 3, 18))
    firm.take_in([invoice_row("1", 1200_00, dated=date(2026, 1, 24), due=date(2026, 2, 24))])
    firm.send("1")
    firm.day = date(2026, 4, 2)
    with firm.world() as world:
        tick(world, deliver_letters=False)
    with (
        firm.world() as world,
        pytest.raises(Refused, match="Letter 2 of invoice 1 has not gone out"),
    ):
        retract(world, 1, reason="fel")
