"""What a review found: letters and steps that should not have come. Each through the real services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from reminder_cli.domain.events import Stage, StageEntered
from reminder_cli.domain.events_kronofogden import ApplicationMade
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.domain.kronofogden_rules import Action
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import Refused
from reminder_cli.services.cancel import cancel
from reminder_cli.services.choose import choose
from reminder_cli.services.debtors import Changes, debtor
from reminder_cli.services.dispute import dispute, resolve
from reminder_cli.services.dossier import write_dossier
from reminder_cli.services.hold import HoldOrder, hold, release
from reminder_cli.services.instalments import PlanWish, break_plan, make_plan, show_plan
from reminder_cli.services.kronofogden import register
from reminder_cli.services.outbox import undo_letters
from reminder_cli.services.retract import retract
from reminder_cli.services.tick import tick
from reminder_cli.services.views import case_statuses
from reminder_cli.services.world import World
from tests.services.firm import Firm, invoice_row

ONE = "4001"
AT_CHOOSE = date(2026, 4, 8)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    """An invoice of 2 400.00, due 2 March, reminded of on the 10th."""
    made = Firm(tmp_path, date(2026, 3, 10))
    made.take_in([invoice_row(ONE, 2400_00, dated=date(2026, 1, 30), due=date(2026, 3, 2))])
    made.send(ONE)
    return made


def run_until(firm: Firm, last: date) -> list[str]:
    """`tick` every day through ``last``; the kinds of its letters."""
    kinds: list[str] = []
    while firm.day < last:
        firm.day += timedelta(days=1)
        kinds += [letter.kind.value for letter in firm.tick().letters]
    return kinds


Step = Callable[[World, Path], object]


def applied(world: World, _folder: Path) -> object:
    return register(world, ONE, Action.APPLIED)


def chosen(world: World, _folder: Path) -> object:
    return choose(world, [ONE], "kronofogden")


def dossier(world: World, folder: Path) -> object:
    return write_dossier(world, ONE, folder / "underlag.zip")


TO_KRONOFOGDEN = pytest.mark.parametrize("step", [applied, chosen, dossier])


# ---- 1: to Kronofogden only after a letter that went out, and its term ----


@TO_KRONOFOGDEN
def test_not_to_kronofogden_while_a_letter_has_not_gone_out(firm: Firm, step: Step) -> None:
    """The demand was made and never delivered; its term would be out long since."""
    day = firm.day
    while firm.case(ONE).last_letter(LetterKind.DEMAND) is None:
        day += timedelta(days=1)
        firm.day = day
        with firm.world() as world:
            tick(world, deliver_letters=False)
    firm.day = date(2026, 6, 1)
    with firm.world() as world, pytest.raises(Refused, match="has not gone out") as refused:
        step(world, firm.folder)
    assert "remind deliver" in refused.value.fix
    assert firm.case(ONE).application is None


@TO_KRONOFOGDEN
def test_after_a_dispute_a_letter_with_a_new_term_comes_first(firm: Firm, step: Step) -> None:
    run_until(firm, AT_CHOOSE)
    with firm.world() as world:
        dispute(world, [ONE], reason="fel vara")
    firm.day = date(2026, 4, 20)
    with firm.world() as world:
        resolve(world, [ONE], reason="rätt vara")
    with firm.world() as world, pytest.raises(Refused, match="taken up again"):
        step(world, firm.folder)
    assert run_until(firm, date(2026, 4, 21)) == ["resumed"]
    resumed = firm.case(ONE).last_letter(LetterKind.RESUMED)
    assert resumed is not None
    firm.day = resumed.due_on
    with firm.world() as world, pytest.raises(Refused, match=f"until {resumed.due_on}"):
        step(world, firm.folder)
    firm.day += timedelta(days=1)
    with firm.world() as world:
        step(world, firm.folder)


@TO_KRONOFOGDEN
def test_after_a_dispute_within_the_term_it_runs_anew(firm: Firm, step: Step) -> None:
    while firm.case(ONE).stage is not Stage.DEMAND:
        run_until(firm, firm.day + timedelta(days=1))
    demand = firm.case(ONE).last_letter(LetterKind.DEMAND)
    assert demand is not None
    firm.day = demand.due_on
    with firm.world() as world:
        dispute(world, [ONE], reason="fel vara")
        resolve(world, [ONE], reason="rätt vara")
    firm.day = demand.due_on + timedelta(days=3)
    with firm.world() as world, pytest.raises(Refused, match="has until"):
        step(world, firm.folder)
    run_until(firm, demand.due_on + timedelta(days=20))
    with firm.world() as world:
        step(world, firm.folder)


# ---- 2: an application keeps a case at Kronofogden, whatever its stage ----


def test_what_is_refused_at_kronofogden_is_so_by_the_application(firm: Firm) -> None:
    run_until(firm, date(2026, 3, 12))
    case = firm.case(ONE)
    made = ApplicationMade(
        invoice_id=case.opened.invoice_id, case_no=1, on=firm.day, number=1, fee_ore=300_00,
        work_ore=380_00,
    )  # fmt: skip
    with firm.world() as world, world.writing():
        world.record([made])
        # As an older ledger may have it: the letter that began the stage was taken back after.
        world.record([_entered(case.opened.invoice_id, firm.day)])
    assert firm.case(ONE).stage is Stage.CHOOSE
    assert firm.case(ONE).application is not None
    wish = PlanWish(first_on=date(2026, 5, 4), months=3)
    steps: list[Callable[[World], object]] = [
        lambda world: cancel(world, [ONE], reason="x"),
        lambda world: hold(world, [ONE], HoldOrder(until=date(2026, 5, 4), reason="x")),
        lambda world: dispute(world, [ONE], reason="x"),
        lambda world: make_plan(world, [ONE], wish),
        lambda world: choose(world, [ONE], "monitoring"),
    ]
    for step in steps:
        with firm.world() as world, pytest.raises(Refused, match="at Kronofogden"):
            step(world)
    assert run_until(firm, date(2026, 5, 4)) == []


def _entered(invoice_id: int, on: date) -> StageEntered:
    return StageEntered(invoice_id=invoice_id, case_no=1, on=on, stage=Stage.CHOOSE, number=1)


# ---- 3-5: instalment plans ----

WISH = PlanWish(first_on=date(2026, 3, 31), months=3)


def test_no_plan_while_a_letter_has_not_gone_out(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2026, 3, 10))
    firm.take_in([invoice_row(ONE, 2400_00, dated=date(2026, 1, 30), due=date(2026, 3, 2))])
    firm.send(ONE, deliver=False)
    with firm.world() as world, pytest.raises(Refused, match="has not gone out") as refused:
        make_plan(world, [ONE], WISH)
    assert "remind outbox undo 1" in refused.value.fix
    assert firm.case(ONE).plans == ()


def test_no_plan_on_hold_and_none_is_ended_on_hold(firm: Firm) -> None:
    order = HoldOrder(until=date(2026, 3, 25), reason="semester")
    with firm.world() as world:
        hold(world, [ONE], order)
        with pytest.raises(Refused, match="on hold through 2026-03-25") as refused:
            make_plan(world, [ONE], WISH)
        assert refused.value.fix == "Lift the hold first: remind release 4001"
        release(world, [ONE])
    firm.day = date(2026, 3, 11)
    with firm.world() as world:
        make_plan(world, [ONE], WISH)
        hold(world, [ONE], order)
        with pytest.raises(Refused, match="on hold"):
            break_plan(world, ONE)
    assert firm.case(ONE).plan is not None


@pytest.mark.parametrize("paid_ore", [0, 1000_00])
def test_a_plan_that_ended_is_met_only_by_what_was_paid(firm: Firm, paid_ore: int) -> None:
    firm.day = date(2026, 3, 12)
    with firm.world() as world:
        total = make_plan(world, [ONE], WISH).standing.plan.total_ore
    firm.day = date(2026, 3, 20)
    if paid_ore:
        firm.pay(ONE, paid_ore)
    with firm.world() as world:
        ended, shown = break_plan(world, ONE), show_plan(world, ONE)
    for report in (ended, shown):
        assert not report.running
        assert report.standing.met_ore == paid_ore
        assert sum(slip.amount_ore for slip in report.standing.unmet()) == total - paid_ore


def test_a_cancelled_case_has_not_met_its_plan(firm: Firm) -> None:
    firm.day = date(2026, 3, 12)
    with firm.world() as world:
        make_plan(world, [ONE], WISH)
        cancel(world, [ONE], reason="överenskommet")
        report = show_plan(world, ONE)
    assert sum(slip.amount_ore for slip in report.standing.unmet()) >= 2400_00


def test_after_a_dispute_a_missed_instalment_is_told_of_before_the_plan_is_broken(
    firm: Firm,
) -> None:
    firm.day = date(2026, 3, 12)
    with firm.world() as world:
        make_plan(world, [ONE], WISH)
    assert run_until(firm, date(2026, 4, 10)) == ["instalment_missed"]
    with firm.world() as world:
        dispute(world, [ONE], reason="fel vara")
    assert run_until(firm, date(2026, 6, 15)) == []
    with firm.world() as world:
        resolve(world, [ONE], reason="rätt vara")
    assert run_until(firm, date(2026, 6, 16)) == []
    while not (kinds := run_until(firm, firm.day + timedelta(days=1))):
        assert firm.day < date(2026, 7, 15)
    assert kinds == ["instalment_missed"]
    told = firm.day
    while not (kinds := run_until(firm, firm.day + timedelta(days=1))):
        assert firm.day < date(2026, 8, 15)
    assert kinds == ["plan_broken"]
    assert firm.day - told >= timedelta(days=7)


# ---- 6: a letter taken back ----


def demanded(firm: Firm) -> int:
    """The demand has gone out; its number."""
    while firm.case(ONE).stage is not Stage.DEMAND:
        run_until(firm, firm.day + timedelta(days=1))
    letter = firm.case(ONE).last_letter(LetterKind.DEMAND)
    assert letter is not None
    firm.day += timedelta(days=1)
    return letter.letter_id


def is_bankrupt(world: World) -> None:
    debtor(world, "1", Changes(statuses={DebtorStatus.BANKRUPT: world.today}))


def is_disputed(world: World) -> None:
    dispute(world, [ONE], reason="fel vara")


def is_on_hold(world: World) -> None:
    hold(world, [ONE], HoldOrder(until=world.today + timedelta(days=20), reason="x"))


def is_in_a_plan(world: World) -> None:
    make_plan(world, [ONE], PlanWish(first_on=date(2026, 4, 30), months=3))


def has_terms_not_accepted(world: World) -> None:
    with world.writing():
        world.ledger.db.execute("DELETE FROM terms_accepted")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (is_bankrupt, "bankrupt"),
        (is_disputed, "disputes"),
        (is_on_hold, "on hold"),
        (is_in_a_plan, "instalment plan runs"),
        (has_terms_not_accepted, "not accepted"),
    ],
)
def test_taken_back_without_a_letter_where_none_may_go_out(
    firm: Firm, state: Callable[[World], None], words: str
) -> None:
    letter_id = demanded(firm)
    with firm.world() as world:
        state(world)
    letters = firm.case(ONE).live_letters
    with firm.world() as world, pytest.raises(Refused, match=words) as refused:
        retract(world, letter_id, reason="fel")
    assert "--no-letter" in refused.value.fix
    assert firm.case(ONE).live_letters == letters, "nothing was done"
    with firm.world() as world:
        assert retract(world, letter_id, reason="fel", with_letter=False).notice is None
    assert letter_id in firm.case(ONE).retracted


@pytest.mark.parametrize("with_letter", [True, False])
def test_a_demand_taken_back_is_not_made_anew_by_itself(firm: Firm, with_letter: bool) -> None:
    letter_id = demanded(firm)
    with firm.world() as world:
        retract(world, letter_id, reason="fel", with_letter=with_letter)
    assert run_until(firm, date(2026, 6, 1)) == []
    assert firm.account(ONE).fees_total_ore == 60_00
    with firm.world() as world:
        [status] = case_statuses(world, numbers=[ONE])
    assert "took the inkassokrav back" in str(status.why)
    firm.cancel(ONE)
    firm.day = date(2026, 6, 2)
    assert [letter.kind for letter in firm.send(ONE).letters] == [LetterKind.REMINDER]
    assert run_until(firm, date(2026, 7, 1))[0] == "demand"


def test_a_demand_undone_before_it_went_out_is_made_again(firm: Firm) -> None:
    firm.day = date(2026, 3, 30)
    with firm.world() as world:
        tick(world, deliver_letters=False)
        undo_letters(world, [])
    assert firm.case(ONE).stage is Stage.REMINDER
    assert run_until(firm, date(2026, 4, 1)) == ["demand"]
