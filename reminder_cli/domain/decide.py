"""What to do with a case today: exactly one decision, with its reason. Facts in, decision out.

It reads no clock, no ledger and no stored state; the same facts always give the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from reminder_cli.domain.account import Account
from reminder_cli.domain.calendar import BankingCalendar
from reminder_cli.domain.case import Case, Claim
from reminder_cli.domain.events import LetterIssued, Outcome, Stage
from reminder_cli.domain.gates import Gate
from reminder_cli.domain.instalments import PlanAct, PlanStep, Slip, Standing, plan_look, plan_step
from reminder_cli.domain.kronofogden import look_at, waiting_at
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.monitoring import first_letter_day
from reminder_cli.domain.resuming import new_term, term_had_run_out, waits_for_new_term
from reminder_cli.domain.rules.due_dates import demand_due, demand_not_before, reminder_due
from reminder_cli.domain.rules.fees import Act, BusinessCompensation, FeeFacts, fee_for
from reminder_cli.domain.terms import Terms
from reminder_cli.i18n import Text

ONE_DAY = timedelta(days=1)
# What the user may pass once for the whole case. A payment that may have come in since, or a bank
# file that has grown old, is asked about anew before each letter.
LASTING = frozenset({"no_address", "handled_elsewhere"})
# What only a demand needs; a notice of a rest goes out without it.
_ONLY_DEMAND = frozenset({"no_description", "no_id_number"})
_ASKING = (
    LetterKind.REMINDER,
    LetterKind.REST_NOTICE,
    LetterKind.RESUMED,
    LetterKind.RETRACTION,  # it gives the right amount and a day to pay it by
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Nothing is done; ``until`` is the first day on which that can change by itself, if known."""

    code: str
    why: Text
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLetter:
    """A letter goes out today, with this term and this fee (öre)."""

    kind: LetterKind
    due_on: date
    fee_act: Act | None
    fee_ore: int
    starts: Stage | None
    why: Text
    slips: tuple[Slip, ...] = ()
    plan_letter: int = 0  # names the instalment plan it is about, whose cases share the letter


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterStage:
    """The case comes to a stage without a letter."""

    stage: Stage
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """The case ends."""

    outcome: Outcome
    why: Text


Decision = Hold | IssueLetter | EnterStage | Close

WAITS_FOR_MATE = Hold(
    code="instalments",
    why=Text("Another case of the same instalment plan is disputed or on hold."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a decision rests on. ``gates`` are those that stand before a demand."""

    case: Case
    account: Account
    terms: Terms
    gates: tuple[Gate, ...]
    after_demand_days: int | None
    today: date
    monitoring_on: date | None = None  # the day of the next yearly letter
    number: str = ""  # the invoice's, for the commands that a reason names
    plan: Standing | None = None
    demand_taken_back: bool = False  # one that had gone out; not one undone before it did


def decide(situation: Situation, calendar: BankingCalendar) -> Decision:
    """Exactly one decision per case and day, with its reason (product.md section 3)."""
    if settles(situation.account, situation.terms):
        return Close(outcome=Outcome.PAID, why=Text("It is paid."))
    held = _held_by_flag(situation, calendar) or _by_plan(situation, calendar)
    held = held or _after_resolve(situation, calendar)
    return _once_a_day(situation, held or _by_stage(situation, calendar), calendar)


def _once_a_day(situation: Situation, decision: Decision, calendar: BankingCalendar) -> Decision:
    """Never two letters of one case on one day, whatever came between them.

    One that was undone before it went out is none.
    """
    sent_today = any(letter.on == situation.today for letter in situation.case.live_letters)
    if not isinstance(decision, IssueLetter) or not sent_today:
        return decision
    until = calendar.on_or_after(situation.today + ONE_DAY)
    return Hold(code="sent_today", why=Text("A letter has gone out today already."), until=until)


def _by_stage(situation: Situation, calendar: BankingCalendar) -> Decision:
    match situation.case.stage:
        case Stage.REMINDER:
            return _after_reminder(situation, calendar)
        case Stage.DEMAND:
            return _after_demand(situation, calendar)
        case Stage.CHOOSE:
            return _at_choose(situation, calendar)
        case Stage.MONITORING:
            return _at_monitoring(situation, calendar)
        case Stage.KRONOFOGDEN | Stage.CLOSED:  # pragma: no branch - all stages
            return Hold(code="users_turn", why=Text("Nothing happens by itself at this stage."))


def _held_by_flag(situation: Situation, calendar: BankingCalendar) -> Hold | None:
    case = situation.case
    if case.disputed:
        return Hold(code="disputed", why=Text("The debtor disputes it."))
    if case.hold_until is not None and situation.today <= case.hold_until:
        why = Text("It is on hold through {day}.", {"day": case.hold_until})
        until = calendar.on_or_after(case.hold_until + ONE_DAY)
        return Hold(code="on_hold", why=why, until=until)
    if case.released_on is not None and situation.today <= case.released_on:
        why = Text("The hold was lifted on {day}.", {"day": case.released_on})
        until = calendar.on_or_after(case.released_on + ONE_DAY)
        return Hold(code="on_hold", why=why, until=until)
    if case.application is not None:
        waiting = waiting_at(case.application, situation.number, today=situation.today)
        return Hold(code=waiting.code, why=waiting.why, until=waiting.until)
    return None


def _after_resolve(situation: Situation, calendar: BankingCalendar) -> Decision | None:
    """After an answered dispute, and when a payment that had closed the case was taken back, the last
    letter's term starts anew (product.md section 3).

    Where it had run out, the debtor must be told of the new one: by a letter without fee.
    """
    case, terms = situation.case, situation.terms
    if not waits_for_new_term(case) or small_rest(situation.account):
        return None
    assert case.resolved_on is not None, "it waits for a term because it was resolved"
    if not term_had_run_out(case):
        due_on = new_term(case.stage, case.resolved_on, terms=terms, calendar=calendar)
        if situation.today > due_on:
            return None
        values = {"day": case.resolved_on, "due": due_on}
        why = Text("It was taken up again on {day}; the term runs anew to {due}.", values)
        until = calendar.on_or_after(due_on + ONE_DAY)
        return Hold(code="term_running", why=why, until=until)
    return _gated(situation, only_demand=_ONLY_DEMAND) or IssueLetter(
        kind=LetterKind.RESUMED,
        due_on=new_term(case.stage, situation.today, terms=terms, calendar=calendar),
        fee_act=None,
        fee_ore=0,
        starts=None,
        why=Text("It is taken up again; the debtor gets a new term, without fee."),
    )


def settles(account: Account, terms: Terms) -> bool:
    """Whether what is left is nothing, or a small rest that the terms waive (product.md section 5)."""
    if account.owed_ore == 0:
        return True
    if account.at_kronofogden:
        return False  # what an utslag gives is collected to the last öre
    if account.paid_ore == 0 and account.credited_ore == 0:
        return False
    if account.principal_left_ore and not terms.rest_of_principal:
        return False
    limit = terms.rest_waived_ore
    return account.owed_ore <= limit if terms.rest_inclusive else account.owed_ore < limit


def small_rest(account: Account) -> bool:
    """Whether only a rest that is not above the fees and interest charged is left after payments or credits.

    For such a rest nothing harder than one notice goes out (god inkassosed, inkassolagen 4 §).
    """
    charged = account.fees_total_ore + account.interest_total_ore - account.interest_waived_ore
    charged += account.costs_total_ore
    lowered = account.paid_ore > 0 or account.credited_ore > 0
    return lowered and account.owed_ore <= charged


def first_reminder(
    situation: Situation, calendar: BankingCalendar, *, facts: FeeFacts
) -> IssueLetter:
    """The reminder that opens a case; whether it may be sent, the gates have said."""
    act, fee = fee_for(
        Act.REMINDER, situation.terms.reminder_fee_ore, facts=facts, done_on=situation.today
    )
    return IssueLetter(
        kind=LetterKind.REMINDER,
        due_on=_reminder_term(situation, calendar),
        fee_act=act if fee else None,
        fee_ore=fee,
        starts=Stage.REMINDER,
        why=Text("You sent it."),
    )


def first_demand(situation: Situation, calendar: BankingCalendar) -> IssueLetter:
    """A demand that opens a case: the law wants no reminder first (inkassolagen 5 §)."""
    return replace(_demand(situation, calendar), why=Text("You sent it."))


def fee_facts(case: Case, account: Account, *, today: date) -> FeeFacts:
    """What decides the next fee of a running case."""
    charged: dict[Act, int] = {}
    for fee in account.fees:
        act = Act.REMINDER if fee.act == "elsewhere" else Act(fee.act)
        # A waived fee may be charged anew, a paid one never (product.md section 5).
        standing = not fee.lost and fee.waived_ore < fee.amount_ore
        if standing or fee.lost == "moved":  # borne by another case of the same letter
            charged[act] = charged.get(act, 0) + fee.amount_ore
    opened = case.opened
    return FeeFacts(
        kind=opened.customer_kind,
        reminder_agreed=opened.reminder_fee_agreed,
        compensation=BusinessCompensation(opened.compensation),
        charged=charged,
        interest_runs=opened.interest_from is not None and opened.interest_from <= today,
    )


def _reminder_term(situation: Situation, calendar: BankingCalendar) -> date:
    days = situation.terms.reminder_banking_days
    return reminder_due(situation.today, banking_days=days, calendar=calendar)


def _after_reminder(situation: Situation, calendar: BankingCalendar) -> Decision:
    letter = situation.case.last_letter(*_ASKING)
    assert letter is not None, "a case at reminder has a reminder"
    terms, today = situation.terms, situation.today
    ripe_on = demand_not_before(
        letter.on, letter.due_on, days=terms.demand_after_days, calendar=calendar
    )
    if today < ripe_on:
        why = Text(
            "The reminder of {sent} runs to {due}; the inkassokrav comes on {next}.",
            {"sent": letter.on, "due": letter.due_on, "next": ripe_on},
        )
        return Hold(code="term_running", why=why, until=ripe_on)
    if situation.demand_taken_back:
        why = Text(
            "You took the inkassokrav back, and no new one comes by itself. End the case with: "
            "remind cancel {number} --reason TEXT. If it is to be asked for again, then: "
            "remind send {number}",
            {"number": situation.number},
        )
        return Hold(code="retracted", why=why)
    if small_rest(situation.account):
        return _rest(situation, calendar)
    return _gated(situation) or _demand(situation, calendar)


def _gated(situation: Situation, *, only_demand: frozenset[str] = frozenset()) -> Hold | None:
    standing = [
        gate
        for gate in situation.gates
        if (gate.hard or gate.code not in situation.case.overridden & LASTING)
        and gate.code not in only_demand
    ]
    if not standing:
        return None
    first = min(standing, key=lambda gate: not gate.hard)
    return Hold(code=first.code, why=first.message)


def _rest(situation: Situation, calendar: BankingCalendar) -> Decision:
    letter = situation.case.last_letter()
    if letter is not None and situation.today <= letter.due_on:
        why = Text("The letter of {sent} runs to {due}.", {"sent": letter.on, "due": letter.due_on})
        until = calendar.on_or_after(letter.due_on + ONE_DAY)
        return Hold(code="term_running", why=why, until=until)
    if situation.case.last_letter(LetterKind.REST_NOTICE) is not None:
        why = Text(
            "Only a small rest is left and its notice has been sent. Waive it with: remind cancel "
            "{number} --reason TEXT, or register the payment.",
            {"number": situation.number},
        )
        return Hold(code="small_rest", why=why)
    return _gated(situation, only_demand=_ONLY_DEMAND) or IssueLetter(
        kind=LetterKind.REST_NOTICE,
        due_on=_reminder_term(situation, calendar),
        fee_act=None,
        fee_ore=0,
        starts=None,
        why=Text("Only a rest is left after the payment; it is told of once, without fee."),
    )


def _demand(situation: Situation, calendar: BankingCalendar) -> IssueLetter:
    today = situation.today
    facts = fee_facts(situation.case, situation.account, today=today)
    act, fee = fee_for(Act.DEMAND, situation.terms.demand_fee_ore, facts=facts, done_on=today)
    return IssueLetter(
        kind=LetterKind.DEMAND,
        due_on=demand_due(today, days=situation.terms.demand_days, calendar=calendar),
        fee_act=act if fee else None,
        fee_ore=fee,
        starts=Stage.DEMAND,
        why=Text("The term of the reminder has run out."),
    )


def _after_demand(situation: Situation, calendar: BankingCalendar) -> Decision:
    letter = situation.case.last_letter()
    assert letter is not None, "a case at demand has a demand"
    if situation.today <= letter.due_on:
        why = Text(
            "The inkassokrav of {sent} runs to {due}.", {"sent": letter.on, "due": letter.due_on}
        )
        return Hold(
            code="term_running", why=why, until=calendar.on_or_after(letter.due_on + ONE_DAY)
        )
    if small_rest(situation.account):
        return _rest(situation, calendar)
    return EnterStage(stage=Stage.CHOOSE, why=Text("The term of the inkassokrav has run out."))


def _at_choose(situation: Situation, calendar: BankingCalendar) -> Decision:
    if small_rest(situation.account):
        return _rest(situation, calendar)
    days = situation.after_demand_days
    if days is None:
        return Hold(code="users_turn", why=Text("You choose: monitoring or Kronofogden."))
    ripe_on = calendar.on_or_after(situation.case.stage_on + timedelta(days=days))
    letter = situation.case.last_letter()
    if letter is not None and letter.due_on >= ripe_on:
        ripe_on = calendar.on_or_after(letter.due_on + ONE_DAY)  # a new term after a dispute
    if situation.today < ripe_on:
        why = Text(
            "You choose: monitoring or Kronofogden. Monitoring begins by itself on {day}.",
            {"day": ripe_on},
        )
        return Hold(code="users_turn", why=why, until=ripe_on)
    return EnterStage(stage=Stage.MONITORING, why=Text("{days} days at choose.", {"days": days}))


def _at_monitoring(situation: Situation, calendar: BankingCalendar) -> Decision:
    """A letter each year, without fee, so that the claim is not lost by limitation."""
    if small_rest(situation.account):
        return _rest(situation, calendar)
    day, today = situation.monitoring_on, situation.today
    if day is None:
        return Hold(code="users_turn", why=Text("Nothing happens by itself at this stage."))
    if today < day:
        why = Text("It is monitored; the next yearly letter comes on {day}.", {"day": day})
        return Hold(code="monitoring", why=why, until=day)
    return _gated(situation, only_demand=_ONLY_DEMAND) or IssueLetter(
        kind=LetterKind.MONITORING,
        due_on=demand_due(today, days=situation.terms.resumed_days, calendar=calendar),
        fee_act=None,
        fee_ore=0,
        starts=None,
        why=Text("A year has passed since the last letter."),
    )


def _by_plan(situation: Situation, calendar: BankingCalendar) -> Decision | None:
    """What an instalment plan asks for; while it is kept nothing else is sent."""
    standing, terms, today = situation.plan, situation.terms, situation.today
    if standing is None:
        return _after_plan(situation, calendar)
    grace, broken = terms.instalment_grace_banking_days, terms.instalment_broken_banking_days
    step = plan_step(standing, calendar, grace=grace, broken=broken, today=today)
    if step.act is PlanAct.WAIT:
        return _plan_waits(step)
    if standing.blocked:
        return WAITS_FOR_MATE
    return _gated(situation, only_demand=_ONLY_DEMAND) or _plan_letter(situation, step, calendar)


def _plan_waits(step: PlanStep) -> Hold:
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
        return broken_plan(situation, calendar, why=Text("An instalment did not come."))
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


def broken_plan(situation: Situation, calendar: BankingCalendar, *, why: Text) -> IssueLetter:
    """The letter that breaks a plan: the whole rest is due after a new term, without fee."""
    assert situation.plan is not None, "a plan runs"
    return IssueLetter(
        kind=LetterKind.PLAN_BROKEN,
        due_on=demand_due(situation.today, days=situation.terms.resumed_days, calendar=calendar),
        fee_act=None,
        fee_ore=0,
        starts=None,
        why=why,
        plan_letter=situation.plan.plan.letter_id,
    )


def _after_plan(situation: Situation, calendar: BankingCalendar) -> Hold | None:
    """The term of the letter that broke a plan runs out before anything else comes."""
    letter = situation.case.last_letter()
    if letter is None or letter.letter is not LetterKind.PLAN_BROKEN:
        return None
    if situation.today > letter.due_on:
        return None
    why = Text(
        "The plan was broken on {sent}; the whole rest is to be paid by {due}.",
        {"sent": letter.on, "due": letter.due_on},
    )
    until = calendar.on_or_after(letter.due_on + ONE_DAY)
    return Hold(code="term_running", why=why, until=until)


def next_look(
    claim: Claim,
    case: Case,
    terms: Terms,
    calendar: BankingCalendar,
    *,
    after_demand_days: int | None,
) -> date | None:
    """The first day on which something may have to be done with a case; None when never by itself.

    For choosing which cases to look at. It may be early, never late: what is done then,
    :func:`decide` says.
    """
    if not case.is_open or case.disputed:
        return None
    if case.plan is not None:
        day = plan_look(claim, case, case.plan, terms, calendar)
    else:
        day = _stage_look(case, terms, calendar, after_demand_days)
    if case.stage is Stage.CHOOSE and claim.live_payments:
        day = case.stage_on  # a payment may have left a small rest, which is told of at once
    if day is None and case.stage is Stage.MONITORING:
        day = first_letter_day(claim, case)
    if day is not None and case.released_on is not None:
        day = max(day, case.released_on + ONE_DAY)
    if day is not None and case.hold_until is not None:
        return max(day, case.hold_until + ONE_DAY)
    return day


def _stage_look(
    case: Case, terms: Terms, calendar: BankingCalendar, after_demand_days: int | None
) -> date | None:
    letter = case.last_letter()
    if letter is None:
        return case.opened.on
    if case.application is not None:
        return look_at(case.application)
    if waits_for_new_term(case) and term_had_run_out(case):
        return case.resolved_on
    return _letter_look(case, letter, terms, calendar, after_demand_days)


def _letter_look(
    case: Case,
    letter: LetterIssued,
    terms: Terms,
    calendar: BankingCalendar,
    after_demand_days: int | None,
) -> date | None:
    match case.stage:
        case Stage.REMINDER:
            broken = letter.letter is LetterKind.PLAN_BROKEN
            days = 0 if broken else terms.demand_after_days
            return demand_not_before(letter.on, letter.due_on, days=days, calendar=calendar)
        case Stage.DEMAND:
            return letter.due_on + ONE_DAY
        case Stage.CHOOSE if after_demand_days is not None:
            return case.stage_on + timedelta(days=after_demand_days)
        case _:
            return None
