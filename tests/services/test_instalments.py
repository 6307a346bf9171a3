"""Instalment plans through the real services: made, kept, missed, broken, paid, and refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import DisputeRaised, Outcome, Stage
from reminder_cli.domain.explain import explain_lines
from reminder_cli.domain.kronofogden_rules import Action
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import Refused
from reminder_cli.services.hold import HoldOrder, hold, release
from reminder_cli.services.instalments import (
    PlanReport,
    PlanWish,
    break_plan,
    make_plan,
    show_plan,
)
from reminder_cli.services.issuing import IssuedLetter
from reminder_cli.services.kronofogden import register
from reminder_cli.services.tick import tick
from reminder_cli.services.views import case_statuses
from tests.services.firm import FIRM, Firm, invoice_row

ONE, TWO = "4001", "4002"
MADE = date(2026, 3, 12)
FIRST = date(2026, 3, 31)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    """Two invoices of one consumer, 2 400.00 and 900.00, due 2 March, reminded of on the 10th."""
    made = Firm(tmp_path, date(2026, 3, 10))
    rows = [
        invoice_row(ONE, 2400_00, dated=date(2026, 1, 30), due=date(2026, 3, 2)),
        invoice_row(TWO, 900_00, dated=date(2026, 1, 30), due=date(2026, 3, 2)),
        invoice_row(
            "4003", 500_00, dated=date(2026, 1, 30), due=date(2026, 3, 2), customer="2",
            org_number=FIRM, kind="företag",
        ),
    ]  # fmt: skip
    made.take_in(rows)
    made.send(ONE, TWO, "4003")
    made.day = MADE
    return made


def plan(firm: Firm, *numbers: str, **wish: object) -> PlanReport:
    wished = {"first_on": FIRST, "months": 3} | wish
    with firm.world() as world:
        return make_plan(world, numbers, PlanWish(**wished))  # type: ignore[arg-type]


def run_until(firm: Firm, last: date) -> list[IssuedLetter]:
    """`tick` every day through ``last``; the letters about the first invoice."""
    letters: list[IssuedLetter] = []
    while firm.day < last:
        firm.day += timedelta(days=1)
        letters += firm.tick().letters
    return [letter for letter in letters if ONE in letter.invoices]


def check_lines(firm: Firm, number: str = ONE) -> None:
    subject = firm.subject(number)
    lines = explain_lines(subject.claim, subject.account, {})
    assert sum(line.amount_ore for line in lines) == subject.account.balance_ore


def amounts(report: PlanReport) -> list[int]:
    return [slip.amount_ore for slip in report.standing.slips]


# 2 400.00 + 60.00 + 10 days of interest at 10 %: 6.58
OWED = 2466_58


def test_the_plan_is_the_balance_of_its_day(firm: Firm) -> None:
    report = plan(firm, ONE)
    assert report.standing.plan.total_ore == OWED
    assert amounts(report) == [822_19, 822_19, 822_20]
    assert [slip.due_on for slip in report.standing.slips] == [
        FIRST,
        date(2026, 4, 30),
        date(2026, 6, 1),  # 31 May is a Sunday
    ]
    assert report.fee_ore == 0
    assert report.letter is not None
    assert (report.letter.kind, report.letter.total_ore) == (LetterKind.INSTALMENT_PLAN, OWED)
    assert report.delivered is not None
    assert len(report.delivered.printed) == 1


def test_by_amount_the_last_takes_the_rest(firm: Firm) -> None:
    report = plan(firm, ONE, months=None, amount_ore=1000_00)
    assert amounts(report) == [1000_00, 1000_00, 466_58]


def test_the_fee_only_when_made_together(firm: Firm) -> None:
    report = plan(firm, ONE, agreed_on=date(2026, 3, 11))
    assert report.fee_ore == 170_00
    assert sum(amounts(report)) == OWED + 170_00
    assert firm.account(ONE).owed_ore == OWED + 170_00
    check_lines(firm)


def test_kept_it_costs_no_interest_and_nothing_else_is_sent(firm: Firm) -> None:
    plan(firm, ONE)
    for day, ore in ((FIRST, 822_19), (date(2026, 4, 30), 822_19)):
        assert run_until(firm, day) == []
        firm.pay(ONE, ore)
    assert run_until(firm, date(2026, 6, 1)) == []
    assert firm.account(ONE).interest_total_ore == 6_58
    paid = firm.pay(ONE, 822_20)
    assert paid.closed
    assert firm.case(ONE).outcome is Outcome.PAID
    assert paid.after.account.interest_total_ore == 6_58
    assert paid.after.account.waivers == ()
    check_lines(firm)


def test_missed_reminded_of_without_fee_and_saved(firm: Firm) -> None:
    plan(firm, ONE)
    firm.day = FIRST
    firm.pay(ONE, 800_00)
    [letter] = run_until(firm, date(2026, 4, 9))
    assert (letter.kind, letter.sent_on) == (LetterKind.INSTALMENT_MISSED, date(2026, 4, 9))
    assert letter.due_on == date(2026, 4, 15)
    firm.day = date(2026, 4, 15)
    firm.pay(ONE, 22_19)
    assert run_until(firm, date(2026, 5, 7)) == []
    # The next instalment is missed too: it is reminded of on its own.
    [letter] = run_until(firm, date(2026, 5, 8))
    assert letter.kind is LetterKind.INSTALMENT_MISSED
    assert firm.account(ONE).fees_total_ore == 60_00


def test_broken_interest_runs_again_and_the_next_step_waits(firm: Firm) -> None:
    plan(firm, ONE)
    [missed, broken] = run_until(firm, date(2026, 4, 16))
    assert missed.kind is LetterKind.INSTALMENT_MISSED
    assert (broken.kind, broken.sent_on) == (LetterKind.PLAN_BROKEN, date(2026, 4, 16))
    assert broken.due_on == date(2026, 4, 27)  # ten days, from a Sunday to the Monday
    assert broken.total_ore == OWED
    assert firm.case(ONE).plan is None
    assert firm.account(ONE).interest_total_ore == 6_58
    firm.day = date(2026, 4, 17)
    lines = firm.account(ONE).interest
    assert (lines[-1].first, lines[-1].last) == (date(2026, 4, 17), date(2026, 4, 17))
    assert run_until(firm, date(2026, 4, 27)) == []
    [demand] = run_until(firm, date(2026, 4, 28))
    assert (demand.kind, demand.fees_ore) == (LetterKind.DEMAND, 240_00)
    check_lines(firm)


def test_the_rest_paid_in_its_new_term_closes_the_case(firm: Firm) -> None:
    plan(firm, ONE)
    run_until(firm, date(2026, 4, 24))
    paid = firm.pay(ONE, OWED)
    assert paid.closed
    assert sum(w.amount_ore for w in paid.after.account.waivers) > 0  # interest after the letter


def test_broken_after_the_demand_the_choice_comes_after_the_new_term(firm: Firm) -> None:
    run_until(firm, date(2026, 4, 8))
    assert firm.case(ONE).stage is Stage.CHOOSE
    plan(firm, ONE, first_on=date(2026, 4, 30))
    run_until(firm, date(2026, 5, 18))
    broken = firm.case(ONE).last_letter(LetterKind.PLAN_BROKEN)
    assert broken is not None
    run_until(firm, broken.due_on)
    assert firm.case(ONE).stage is Stage.CHOOSE
    with firm.world() as world:
        [status] = case_statuses(world, numbers=[ONE])
    assert str(broken.due_on) in str(status.why)


def test_money_known_only_after_the_plan_counts_towards_it(firm: Firm) -> None:
    """A payment booked before the plan and known after it counts as met."""
    plan(firm, ONE)
    firm.pay(ONE, 822_19, on=date(2026, 3, 9))
    report = shown(firm, ONE)
    assert report.standing.met_ore >= 822_19
    assert run_until(firm, date(2026, 4, 20)) == []


def shown(firm: Firm, number: str) -> PlanReport:
    with firm.world() as world:
        return show_plan(world, number)


def test_ended_by_the_user(firm: Firm) -> None:
    plan(firm, ONE)
    firm.day = date(2026, 3, 20)
    with firm.world() as world:
        report = break_plan(world, ONE)
    assert report.letter is not None
    assert report.letter.kind is LetterKind.PLAN_BROKEN
    assert not report.running
    assert firm.case(ONE).plan is None
    with firm.world() as world, pytest.raises(Refused, match="no instalment plan"):
        break_plan(world, ONE)


def test_a_case_cancelled_in_a_plan(firm: Firm) -> None:
    plan(firm, ONE)
    firm.cancel(ONE)
    assert not shown(firm, ONE).running
    assert run_until(firm, date(2026, 4, 20)) == []
    check_lines(firm)


# ---- several cases ----

BOTH = OWED + 900_00 + 60_00 + 2_47


def test_one_plan_over_both_cases(firm: Firm) -> None:
    report = plan(firm, TWO, ONE, agreed_on=MADE)
    total = BOTH + 170_00
    assert report.standing.plan.total_ore == total
    assert [member.invoice.number for member in report.members] == [ONE, TWO]
    first = report.parts_ore[0]
    assert first == [amounts(report)[0], 0]
    assert sum(row[0] for row in report.parts_ore) == OWED + 170_00
    assert report.letter is not None
    assert report.letter.invoices == (ONE, TWO)
    fees = [firm.account(number).fees_total_ore for number in (ONE, TWO)]
    assert fees == [230_00, 60_00]


def test_paid_on_either_case_it_is_kept(firm: Firm) -> None:
    report = plan(firm, ONE, TWO)
    first = amounts(report)[0]
    firm.day = FIRST
    firm.pay(TWO, 962_47)
    firm.pay(ONE, first - 962_47)
    assert firm.case(TWO).outcome is Outcome.PAID
    assert run_until(firm, date(2026, 5, 7)) == []
    [letter] = run_until(firm, date(2026, 5, 8))
    assert letter.invoices == (ONE,)


def test_missed_and_broken_in_one_letter_each(firm: Firm) -> None:
    report = plan(firm, ONE, TWO)
    firm.day = FIRST
    firm.pay(TWO, 900_00)  # two thirds of the instalment, and nearly all of the second case
    assert amounts(report)[0] > 900_00
    letters = run_until(firm, date(2026, 4, 16))
    assert [(x.kind, x.invoices) for x in letters] == [
        (LetterKind.INSTALMENT_MISSED, (ONE, TWO)),
        (LetterKind.PLAN_BROKEN, (ONE, TWO)),
    ]
    assert firm.case(ONE).plan is None
    assert firm.case(TWO).plan is None


def dispute(firm: Firm, number: str) -> None:
    """The debtor objects to one invoice."""
    case = firm.case(number)
    raised = DisputeRaised(
        invoice_id=case.opened.invoice_id, case_no=case.case_no, on=firm.day, number=1
    )
    with firm.world() as world, world.writing():
        world.record([raised])


def test_one_case_disputed_nothing_is_sent_for_any(firm: Firm) -> None:
    plan(firm, ONE, TWO)
    dispute(firm, TWO)
    assert run_until(firm, date(2026, 4, 20)) == []
    with firm.world() as world:
        [status] = case_statuses(world, numbers=[ONE])
    assert "disputed or on hold" in str(status.why)


def test_the_day_a_hold_on_one_is_lifted_the_plan_is_not_broken(firm: Firm) -> None:
    """The next step comes on the first banking day after the hold, for every case of the plan."""
    plan(firm, ONE, TWO)
    assert [x.kind for x in run_until(firm, date(2026, 4, 9))] == [LetterKind.INSTALMENT_MISSED]
    with firm.world() as world:
        hold(world, [TWO], HoldOrder(until=date(2026, 5, 29), reason="sjuk"))
    assert run_until(firm, date(2026, 4, 20)) == []
    firm.day = date(2026, 4, 21)
    with firm.world() as world:
        release(world, [TWO], reason="frisk")
    assert [x.kind for x in firm.tick().letters] == []
    [letter] = run_until(firm, date(2026, 4, 22))
    assert letter.kind is LetterKind.PLAN_BROKEN


def test_all_the_money_on_one_case_meets_the_others_of_the_plan(firm: Firm) -> None:
    """What is paid over the named invoice goes to the other cases of the plan's letter."""
    report = plan(firm, ONE, TWO)
    firm.day = FIRST
    firm.pay(TWO, report.standing.plan.total_ore)
    with firm.world() as world:
        [status] = case_statuses(world, numbers=[ONE])
    assert status.outcome == "paid"


# ---- refusals ----


def test_refused_when_disputed(firm: Firm) -> None:
    dispute(firm, ONE)
    with pytest.raises(Refused, match="disputes") as refused:
        plan(firm, ONE)
    assert "remind resolve 4001" in refused.value.fix


def test_refused_while_a_hard_gate_stands(firm: Firm) -> None:
    firm.day = date(2030, 3, 1)
    with pytest.raises(Refused, match="limitation") as refused:
        plan(firm, ONE, first_on=date(2030, 4, 1))
    assert "prescribed" in refused.value.fix


def test_refused_for_several_debtors(firm: Firm) -> None:
    with pytest.raises(Refused, match="one debtor"):
        plan(firm, ONE, "4003")


def test_refused_without_a_case(firm: Firm) -> None:
    firm.cancel(ONE)
    with pytest.raises(Refused, match="no open case") as refused:
        plan(firm, ONE)
    assert "remind send 4001" in refused.value.fix


def test_refused_while_one_runs(firm: Firm) -> None:
    plan(firm, ONE)
    with pytest.raises(Refused, match="already") as refused:
        plan(firm, ONE)
    assert "--break" in refused.value.fix


def test_refused_at_kronofogden_and_the_other_way_round(firm: Firm) -> None:
    run_until(firm, date(2026, 4, 8))
    plan(firm, TWO, first_on=date(2026, 4, 30))
    with firm.world() as world:
        with pytest.raises(Refused, match="plan runs"):
            register(world, TWO, Action.APPLIED)
        register(world, ONE, Action.APPLIED)
    with pytest.raises(Refused, match="at Kronofogden"):
        plan(firm, ONE, first_on=date(2026, 4, 30))


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"first_on": MADE}, "has passed"),
        ({"agreed_on": MADE + timedelta(days=1)}, "not come yet"),
        ({"months": 121}, "divided"),
        ({"months": None, "amount_ore": 20_00}, "divided"),
    ],
    ids=["first day", "agreed", "months", "amount"],
)
def test_refused_for_what_was_asked(firm: Firm, wish: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        plan(firm, ONE, **wish)
    assert refused.value.fix


def test_a_dry_run_changes_nothing(firm: Firm) -> None:
    assert plan(firm, ONE, dry_run=True).standing.plan.total_ore == OWED
    assert firm.case(ONE).plan is None
    assert firm.account(ONE).fees_total_ore == 60_00


def test_under_a_partner_the_money_goes_to_the_principal_first(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10), collector=Collector.PARTNER)
    firm.take_in([invoice_row(ONE, 2400_00, dated=date(2026, 1, 30), due=date(2026, 3, 2))])
    firm.send(ONE)
    firm.day = MADE
    report = plan(firm, ONE)
    for slip in report.standing.slips:
        assert run_until(firm, slip.due_on) == []
        firm.pay(ONE, slip.amount_ore)
    assert firm.case(ONE).outcome is Outcome.PAID
    assert firm.account(ONE).interest_total_ore == 6_58


def words_of(firm: Firm, letter: IssuedLetter) -> str:
    with firm.world() as world:
        path = world.letters_folder / "archive" / f"{letter.name}.txt"
        return " ".join(path.read_text(encoding="utf-8").split())


def test_a_letter_says_that_an_instalment_is_missing_only_when_one_is(firm: Firm) -> None:
    plan(firm, ONE)
    with firm.world() as world:
        ended = break_plan(world, ONE).letter
    assert ended is not None
    assert "uteblivit" not in words_of(firm, ended)
    assert "Amorteringsplanen gäller inte längre. Hela restbeloppet" in words_of(firm, ended)
    plan(firm, TWO)
    firm.day = date(2026, 4, 8)
    broken = [x for x in run_all(firm, date(2026, 4, 16)) if x.kind is LetterKind.PLAN_BROKEN]
    assert len(broken) == 1
    assert "En delbetalning har uteblivit" in words_of(firm, broken[0])


def run_all(firm: Firm, last: date) -> list[IssuedLetter]:
    letters: list[IssuedLetter] = []
    while firm.day < last:
        firm.day += timedelta(days=1)
        letters += firm.tick().letters
    return letters


def test_a_reminder_of_an_instalment_that_waited_past_its_day_is_made_anew(firm: Firm) -> None:
    plan(firm, ONE)
    firm.day = date(2026, 4, 9)
    with firm.world() as world:
        [old] = [x for x in tick(world, deliver_letters=False).letters if ONE in x.invoices]
    assert (old.kind, old.due_on) == (LetterKind.INSTALMENT_MISSED, date(2026, 4, 15))
    firm.day = date(2026, 4, 16)
    report = firm.tick()
    [new] = [x for x in report.letters if ONE in x.invoices]
    assert (new.kind, new.due_on) == (LetterKind.INSTALMENT_MISSED, date(2026, 4, 22))
    assert report.delivered is not None
    assert old.letter_id in [back.letter_id for back in report.delivered.taken_back]
    assert [path.stem for path in report.delivered.printed if ONE in path.stem] == [new.name]
