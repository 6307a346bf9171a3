"""What an instalment plan makes of its case: while it is kept nothing else is sent (product.md section 3)."""

from __future__ import annotations

from reminder_cli.domain.calendar import ONE_DAY, BankingCalendar
from reminder_cli.domain.decide_gates import ONLY_DEMAND, gated
from reminder_cli.domain.decision import Decision, Hold, IssueLetter, Situation
from reminder_cli.domain.instalments import PlanAct, PlanStep, Slip, plan_step
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.money import show_kronor
from reminder_cli.domain.rules.due_dates import demand_due
from reminder_cli.i18n import Text

WAITS_FOR_MATE = Hold(
    code="instalments",
    why=Text("Another case of the same instalment plan is disputed or on hold."),
)


def by_plan(situation: Situation, calendar: BankingCalendar) -> Decision | None:
    """What an instalment plan asks for; while it is kept nothing else is sent."""
    standing, terms, today = situation.plan, situation.terms, situation.today
    if standing is None:
        return _after_plan(situation, calendar)
    grace, broken = terms.instalment_grace_banking_days, terms.instalment_broken_banking_days
    step = plan_step(standing, calendar, grace=grace, broken=broken, today=today)
    if step.act is PlanAct.WAIT:
        return _plan_waits(situation, step)
    if standing.blocked:
        return WAITS_FOR_MATE
    return gated(situation, only_demand=ONLY_DEMAND) or _plan_letter(situation, step, calendar)


def _plan_waits(situation: Situation, step: PlanStep) -> Hold:
    assert situation.plan is not None, "a plan runs"
    left = sum(slip.amount_ore for slip in situation.plan.unmet())
    if step.on is None and left:
        why = Text(
            "Only {left} kr is missing of the instalment plan, and sums up to {tolerance} kr are not "
            "chased (setting: tolerance). Waive it with: remind cancel {number} --reason TEXT",
            {
                "left": show_kronor(left),
                "tolerance": show_kronor(situation.plan.tolerance_ore),
                "number": situation.number,
            },
        )
        return Hold(code="instalments", why=why)
    if step.on is None:
        why = Text(
            "All instalments are met, but not every case of the plan. See where the money went with: "
            "remind payments list"
        )
        return Hold(code="instalments", why=why)
    if step.missed:
        values = {"day": step.missed[0].due_on, "next": step.on}
        why = Text("The instalment of {day} is missing; the next step comes on {next}.", values)
        return Hold(code="instalments", why=why, until=step.on)
    why = Text("The instalment plan is kept; while it is, nothing else is sent.")
    return Hold(code="instalments", why=why, until=step.on)


def _plan_letter(situation: Situation, step: PlanStep, calendar: BankingCalendar) -> IssueLetter:
    assert situation.plan is not None, "a step is of a plan"
    terms, today = situation.terms, situation.today
    if step.act is PlanAct.BREAK:
        why = Text("An instalment did not come.")
        return broken_plan(situation, calendar, why=why, missed=step.missed)
    # The day before the plan is broken is the last on which it can be saved.
    days = max(terms.instalment_broken_banking_days - 1, 1)
    return IssueLetter(
        kind=LetterKind.INSTALMENT_MISSED,
        due_on=calendar.add_banking_days(today, count=days),
        fee_act=None,
        fee_ore=0,
        starts=None,
        why=Text("The instalment of {day} is missing.", {"day": step.missed[0].due_on}),
        slips=step.missed,
        plan_letter=situation.plan.plan.letter_id,
    )


def broken_plan(
    situation: Situation, calendar: BankingCalendar, *, why: Text, missed: tuple[Slip, ...] = ()
) -> IssueLetter:
    """The letter that breaks a plan: the whole rest is due after a new term, without fee.

    Only where instalments were ``missed`` may it say so: the user may end a plan for another reason.
    """
    assert situation.plan is not None, "a plan runs"
    return IssueLetter(
        kind=LetterKind.PLAN_BROKEN,
        due_on=demand_due(situation.today, days=situation.terms.resumed_days, calendar=calendar),
        fee_act=None,
        fee_ore=0,
        starts=None,
        why=why,
        slips=missed,
        plan_letter=situation.plan.plan.letter_id,
    )


def _after_plan(situation: Situation, calendar: BankingCalendar) -> Hold | None:
    """The term of the letter that broke a plan runs out before anything else comes."""
    letter = situation.case.last_letter()
    if letter is None or letter.letter is not LetterKind.PLAN_BROKEN:
        return None
    due_on = situation.case.due_of(letter)
    if situation.today > due_on:
        return None
    why = Text(
        "The plan was broken on {sent}; the whole rest is to be paid by {due}.",
        {"sent": letter.on, "due": due_on},
    )
    until = calendar.on_or_after(due_on + ONE_DAY)
    return Hold(code="term_running", why=why, until=until)
