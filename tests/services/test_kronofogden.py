"""A case at Kronofogden through the real services: example B to the öre, and every refusal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome, PaidTo, Stage
from reminder_cli.domain.explain import explain_lines
from reminder_cli.domain.kronofogden_rules import Action
from reminder_cli.errors import Refused
from reminder_cli.services.kronofogden import Decided, Registered, register, report
from reminder_cli.services.pay import PaymentReport
from reminder_cli.services.tick import tick
from reminder_cli.services.views import case_statuses
from tests.services.firm import FIRM, Firm, invoice_row

B = "2001"
OTHER = "2002"


def step(
    firm: Firm, action: Action, on: date, decided: Decided | None = None, *, dry_run: bool = False
) -> Registered:
    """Register a step the day it happened, unless the firm is later already."""
    firm.day = max(firm.day, on)
    with firm.world() as world:
        return register(world, B, action, on=on, decided=decided, dry_run=dry_run)


def collected(firm: Firm, ore: int, on: date, *, kept: int | None = None) -> PaymentReport:
    firm.day = max(firm.day, on)
    with firm.world() as world:
        return report(world, B, ore, on=on, kept_ore=kept)


def parts(paid: PaymentReport) -> tuple[int, int, int, int, int]:
    met = paid.allocation
    return met.costs_ore, met.fees_ore, met.interest_ore, met.principal_ore, met.over_ore


def check_lines(firm: Firm) -> None:
    """The lines of `explain` add up to the balance."""
    subject = firm.subject(B)
    lines = explain_lines(subject.claim, subject.account, {})
    assert sum(line.amount_ore for line in lines) == subject.account.balance_ore


def make(folder: Path, collector: Collector, *, org_number: str = FIRM) -> Firm:
    """Due on 30 April 2025, sent on 12 May."""
    firm = Firm(folder, date(2025, 5, 12), collector=collector)
    row = invoice_row(
        B, 12_500_00, dated=date(2025, 3, 31), due=date(2025, 4, 30), org_number=org_number,
        kind="företag",
    )  # fmt: skip
    firm.take_in([row])
    firm.send(B)
    return firm


def demanded(firm: Firm) -> Firm:
    """Its inkassokrav of 27 May ran to 9 June."""
    for day in (date(2025, 5, 27), date(2025, 6, 10)):
        firm.day = day
        firm.tick()
    return firm


@pytest.fixture
def b(tmp_path: Path) -> Firm:
    return demanded(make(tmp_path, Collector.PARTNER))


@pytest.fixture
def applied(b: Firm) -> Firm:
    step(b, Action.APPLIED, date(2025, 6, 16))
    return b


@pytest.fixture
def decided(applied: Firm) -> Firm:
    step(applied, Action.UTSLAG, date(2025, 8, 15))
    return applied


# ---- example B ----


def test_b_to_the_ore(b: Firm) -> None:
    done = step(b, Action.APPLIED, date(2025, 6, 16))
    account = done.after.account
    assert b.case(B).stage is Stage.KRONOFOGDEN
    assert [(c.kind.value, c.amount_ore) for c in account.costs] == [
        ("application", 300_00),
        ("application_work", 380_00),
    ]
    assert account.costs_left_ore == 680_00
    step(b, Action.UTSLAG, date(2025, 8, 15))
    done = step(b, Action.ENFORCEMENT, date(2025, 8, 15))
    assert done.after.account.kronofogdens_ore == 600_00
    assert done.after.account.costs_left_ore == 680_00  # the 600 are not the creditor's

    paid = collected(b, 5600_00, date(2025, 9, 15))
    assert parts(paid) == (600_00 + 680_00, 240_00, 493_49, 3586_51, 0)
    costs = paid.allocation.costs
    assert (costs.kept_ore, costs.application_ore, costs.work_ore) == (600_00, 300_00, 380_00)
    assert paid.after.account.principal_left_ore == 8913_49
    assert paid.after.account.owed_ore == 8913_49
    check_lines(b)

    b.day = date(2025, 11, 28)
    assert b.account(B).owed_ore == 9094_21
    paid = b.pay(B, 9094_21, to=PaidTo.PARTNER)
    assert parts(paid) == (0, 0, 180_72, 8913_49, 0)
    assert paid.after.account.interest_total_ore == 674_21
    assert paid.closed
    assert b.case(B).outcome is Outcome.PAID
    assert paid.after.account.waivers == ()
    check_lines(b)


def test_no_letter_goes_out_there(applied: Firm) -> None:
    for day in (date(2025, 7, 16), date(2025, 12, 15), date(2026, 6, 15)):
        applied.day = day
        assert applied.tick().letters == []
    assert applied.case(B).stage is Stage.KRONOFOGDEN


@pytest.mark.parametrize("to", [PaidTo.CREDITOR, PaidTo.PARTNER])
def test_paid_straight_to_us_costs_come_first_and_the_600_are_not_ours(
    decided: Firm, to: PaidTo
) -> None:
    step(decided, Action.ENFORCEMENT, date(2025, 8, 15))
    decided.day = date(2025, 9, 15)
    paid = decided.pay(B, 1000_00, to=to)
    assert parts(paid) == (680_00, 240_00, 80_00, 0, 0)
    assert paid.after.account.kronofogdens_ore == 600_00
    check_lines(decided)


def test_a_small_rest_is_not_waived_there(applied: Firm) -> None:
    applied.day = date(2025, 6, 20)
    owed = applied.account(B).owed_ore
    paid = applied.pay(B, owed - 1)
    assert not paid.closed
    assert paid.after.account.owed_ore == 1
    paid = applied.pay(B, 1)
    assert paid.closed


# ---- what Kronofogden says it kept ----


@pytest.mark.parametrize(
    ("kept", "costs", "left_to_keep"),
    [(None, 1280_00, 0), (600_00, 1280_00, 0), (0, 680_00, 600_00), (850_00, 1530_00, 0)],
    ids=["not said", "its 600", "nothing yet", "more than its 600"],
)
def test_what_it_kept(decided: Firm, kept: int | None, costs: int, left_to_keep: int) -> None:
    step(decided, Action.ENFORCEMENT, date(2025, 8, 15))
    paid = collected(decided, 5600_00, date(2025, 9, 15), kept=kept)
    assert paid.allocation.costs_ore == costs
    assert sum(parts(paid)) == 5600_00
    assert paid.after.account.kronofogdens_ore == left_to_keep
    check_lines(decided)


def test_less_than_its_fee_is_all_kept(decided: Firm) -> None:
    step(decided, Action.ENFORCEMENT, date(2025, 8, 15))
    before = decided.account(B).principal_left_ore
    paid = collected(decided, 250_00, date(2025, 9, 15))
    assert parts(paid) == (250_00, 0, 0, 0, 0)
    assert paid.after.account.principal_left_ore == before
    assert paid.after.account.kronofogdens_ore == 350_00


def test_collected_money_taken_back(decided: Firm) -> None:
    step(decided, Action.ENFORCEMENT, date(2025, 8, 15))
    paid = collected(decided, 5600_00, date(2025, 9, 15))
    decided.unpay(paid.payment_id)
    account = decided.account(B)
    assert (account.costs_left_ore, account.fees_left_ore) == (680_00, 240_00)
    assert account.kronofogdens_ore == 600_00
    check_lines(decided)


# ---- the utslag ----


def test_lower_amounts_of_the_utslag_waive_the_rest(applied: Firm) -> None:
    given = Decided(principal_ore=12_000_00, interest_ore=300_00, fees_ore=180_00, costs_ore=300_00)
    account = step(applied, Action.UTSLAG, date(2025, 8, 15), given).after.account
    assert account.principal_left_ore == 12_000_00
    assert account.interest_left_ore == 300_00
    assert account.fees_left_ore == 180_00
    assert account.costs_left_ore == 300_00
    assert {w.why for w in account.waivers} == {"utslag"}
    assert {w.part for w in account.waivers} == {"principal", "interest", "fee", "cost"}
    check_lines(applied)
    # Interest runs on the principal that was granted.
    applied.day = date(2025, 8, 16)
    assert applied.account(B).interest_left_ore == 300_00 + 3_29


@pytest.mark.parametrize(
    ("part", "option"),
    [
        (Decided(principal_ore=12_500_01), "--principal"),
        (Decided(interest_ore=1000_00), "--interest"),
        (Decided(fees_ore=240_01), "--fees"),
        (Decided(costs_ore=680_01), "--costs"),
        (Decided(costs_ore=-1), "--costs"),
    ],
    ids=["principal", "interest", "fees", "costs", "below zero"],
)
def test_higher_amounts_are_refused(applied: Firm, part: Decided, option: str) -> None:
    with pytest.raises(Refused, match=option) as refused:
        step(applied, Action.UTSLAG, date(2025, 8, 15), part)
    assert "remind explain" in refused.value.fix


# ---- it ends there ----


def test_withdrawn_the_costs_fall_and_the_user_chooses(applied: Firm) -> None:
    step(applied, Action.WITHDRAWN, date(2025, 7, 1))
    case, account = applied.case(B), applied.account(B)
    assert (case.stage, case.stage_on) == (Stage.CHOOSE, date(2025, 7, 1))
    assert account.costs_left_ore == 0
    assert not case.disputed
    assert applied.account(B, as_of=date(2025, 6, 30)).costs_left_ore == 680_00
    check_lines(applied)


def test_what_had_met_costs_that_fall_meets_the_rest(applied: Firm) -> None:
    applied.day = date(2025, 6, 20)
    assert parts(applied.pay(B, 700_00)) == (680_00, 20_00, 0, 0, 0)
    account = step(applied, Action.WITHDRAWN, date(2025, 7, 1)).after.account
    assert (account.costs_left_ore, account.fees_left_ore) == (0, 0)
    assert account.allocations[0].costs_ore == 0
    check_lines(applied)


def test_after_an_utslag_its_costs_stand(decided: Firm) -> None:
    step(decided, Action.WITHDRAWN, date(2025, 10, 1))
    assert decided.case(B).stage is Stage.CHOOSE
    assert decided.account(B).costs_left_ore == 680_00


def test_objected_then_ended_the_objection_stands(applied: Firm) -> None:
    done = step(applied, Action.OBJECTED, date(2025, 7, 2))
    assert done.application.transfer_by == date(2025, 7, 30)
    applied.day = date(2025, 7, 23)
    [held] = applied.tick().held
    assert (held.code, held.until) == ("objected", date(2025, 7, 30))
    assert "2025-07-30" in held.why
    step(applied, Action.WITHDRAWN, date(2025, 7, 30))
    assert applied.case(B).disputed
    assert applied.account(B).costs_left_ore == 0
    applied.day = date(2025, 9, 15)
    assert applied.tick().moved == []


def test_after_the_four_weeks_the_hold_says_so(applied: Firm) -> None:
    step(applied, Action.OBJECTED, date(2025, 7, 2))
    applied.day = date(2025, 7, 31)
    with applied.world() as world:
        [status] = case_statuses(world, numbers=[B])
    assert "ran out 2025-07-30" in str(status.why)


def test_it_may_be_applied_for_again(applied: Firm) -> None:
    step(applied, Action.WITHDRAWN, date(2025, 7, 1))
    account = step(applied, Action.APPLIED, date(2025, 8, 1)).after.account
    assert account.costs_left_ore == 680_00
    assert [c.fell for c in account.costs] == ["no_utslag", "no_utslag", "", ""]
    assert applied.case(B).applications[-1].number == 2
    check_lines(applied)


# ---- the yearly fee ----


def test_another_600_after_a_year(decided: Firm) -> None:
    step(decided, Action.ENFORCEMENT, date(2025, 8, 15))
    decided.day = date(2026, 8, 14)
    assert decided.tick().held == []
    decided.day = date(2026, 8, 17)  # 15 August is a Saturday
    [held] = decided.tick().held
    assert held.code == "yearly_fee"
    assert "2026-08-15" in held.why
    step(decided, Action.ENFORCEMENT, date(2026, 8, 15))
    assert decided.account(B).kronofogdens_ore == 1200_00
    paid = collected(decided, 1300_00, date(2026, 8, 17))
    assert paid.allocation.costs_ore == 1300_00


def test_not_twice_within_a_year(decided: Firm) -> None:
    step(decided, Action.ENFORCEMENT, date(2025, 8, 15))
    with pytest.raises(Refused, match="2026-08-15"):
        step(decided, Action.ENFORCEMENT, date(2026, 8, 14))


def test_no_fee_under_100_kronor(decided: Firm) -> None:
    decided.day = date(2025, 8, 20)
    decided.pay(B, decided.account(B).owed_ore - 99_99)
    with pytest.raises(Refused, match="under 100 kr"):
        step(decided, Action.ENFORCEMENT, date(2025, 8, 20))


# ---- refusals ----


def test_refused_before_a_demand(tmp_path: Path) -> None:
    firm = make(tmp_path, Collector.OWN)
    with pytest.raises(Refused, match="6 §") as refused:
        step(firm, Action.APPLIED, date(2025, 5, 20))
    assert "remind status" in refused.value.fix


@pytest.mark.parametrize("day", [date(2025, 5, 28), date(2025, 6, 9)])
def test_refused_within_the_term_of_the_demand(tmp_path: Path, day: date) -> None:
    firm = make(tmp_path, Collector.OWN)
    firm.day = date(2025, 5, 27)
    firm.tick()
    with pytest.raises(Refused, match="2025-06-09"):
        step(firm, Action.APPLIED, day)
    assert step(firm, Action.APPLIED, date(2025, 6, 10)).after.account.costs_left_ore == 680_00


def test_refused_when_prescribed(b: Firm) -> None:
    with pytest.raises(Refused, match="limitation"):
        step(b, Action.APPLIED, date(2046, 1, 2))


def test_refused_without_an_open_case(b: Firm) -> None:
    b.cancel(B)
    with pytest.raises(Refused, match="no open case"):
        step(b, Action.APPLIED, date(2025, 6, 16))


@pytest.mark.parametrize(
    "action", [Action.OBJECTED, Action.UTSLAG, Action.ENFORCEMENT, Action.WITHDRAWN]
)
def test_refused_when_it_is_not_there(b: Firm, action: Action) -> None:
    with pytest.raises(Refused, match="not at Kronofogden") as refused:
        step(b, action, date(2025, 6, 16))
    assert "applied --on" in refused.value.fix


def test_refused_out_of_order(applied: Firm) -> None:
    with pytest.raises(Refused, match="2025-06-16"):
        step(applied, Action.OBJECTED, date(2025, 6, 15))
    with pytest.raises(Refused, match="already"):
        step(applied, Action.APPLIED, date(2025, 6, 17))
    with pytest.raises(Refused, match="no utslag"):
        step(applied, Action.ENFORCEMENT, date(2025, 6, 17))
    with pytest.raises(Refused, match="no utslag"):
        collected(applied, 100_00, date(2025, 6, 17))
    step(applied, Action.OBJECTED, date(2025, 6, 18))
    with pytest.raises(Refused, match="already"):
        step(applied, Action.OBJECTED, date(2025, 6, 18))
    step(applied, Action.UTSLAG, date(2025, 8, 15))
    for action in (Action.UTSLAG, Action.OBJECTED):
        with pytest.raises(Refused, match="2025-08-15"):
            step(applied, action, date(2025, 8, 16))


def test_refused_in_the_future(applied: Firm) -> None:
    with applied.world() as world, pytest.raises(Refused, match="not come yet"):
        register(world, B, Action.UTSLAG, on=date(2025, 8, 15))


def test_more_deducted_than_collected_is_refused(decided: Firm) -> None:
    with pytest.raises(Refused, match="deducted"):
        collected(decided, 100_00, date(2025, 9, 1), kept=100_01)


def test_cancel_is_refused_there(applied: Firm) -> None:
    with pytest.raises(Refused, match="Kronofogden"):
        applied.cancel(B)


def test_a_dry_run_changes_nothing(b: Firm) -> None:
    done = step(b, Action.APPLIED, date(2025, 6, 16), dry_run=True)
    assert done.after.account.costs_left_ore == 680_00
    assert b.case(B).stage is Stage.CHOOSE
    assert b.account(B).costs_left_ore == 0


def test_the_letter_after_it_counts_the_costs(decided: Firm) -> None:
    """A rest told of after Kronofogden names the costs that stand, and adds up."""
    step(decided, Action.WITHDRAWN, date(2025, 10, 1))
    decided.day = date(2025, 10, 2)
    account = decided.account(B)
    decided.pay(B, account.owed_ore - 500_00)
    with decided.world() as world:
        [letter] = tick(world).letters
    assert letter.total_ore == 500_00
