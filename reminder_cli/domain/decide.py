"""What to do with a case today: exactly one decision, with its reason. Facts in, decision out.

It reads no clock, no ledger and no stored state; the same facts always give the same answer.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

from reminder_cli.domain.calendar import ONE_DAY, BankingCalendar
from reminder_cli.domain.case import Case
from reminder_cli.domain.decide_gates import ONLY_DEMAND, gated
from reminder_cli.domain.decide_letters import demand
from reminder_cli.domain.decide_plan import by_plan
from reminder_cli.domain.decide_rest import rest, settles, small_rest
from reminder_cli.domain.decision import (
    Close,
    Decision,
    EnterStage,
    Hold,
    IssueLetter,
    Situation,
)
from reminder_cli.domain.events import Outcome, Stage
from reminder_cli.domain.kronofogden import waiting_at
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.money import show_kronor
from reminder_cli.domain.resuming import needs_new_term, new_term
from reminder_cli.domain.rules.due_dates import demand_due, demand_not_before
from reminder_cli.i18n import Text

_ASKING = (
    LetterKind.REMINDER,
    LetterKind.REST_NOTICE,
    LetterKind.RESUMED,
    LetterKind.RETRACTION,  # it gives the right amount and a day to pay it by
)


def decide(situation: Situation, calendar: BankingCalendar) -> Decision:
    """Exactly one decision per case and day, with its reason (product.md section 3)."""
    if settles(situation.account, situation.terms):
        return Close(outcome=Outcome.PAID, why=Text("It is paid."))
    held = _held_by_flag(situation, calendar) or by_plan(situation, calendar)
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
        case Stage.KRONOFOGDEN | Stage.CLOSED:
            return Hold(code="users_turn", why=Text("Nothing happens by itself at this stage."))
        case _:
            assert_never(situation.case.stage)


def _held_by_flag(situation: Situation, calendar: BankingCalendar) -> Hold | None:
    case = situation.case
    if case.disputed:
        return Hold(code="disputed", why=Text("The debtor disputes it."))
    if case.hold_until is not None and situation.today <= case.hold_until:
        why = _on_hold_why(case, case.hold_until)
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


def _on_hold_why(case: Case, until: date) -> Text:
    if not case.promised_ore:
        return Text("It is on hold through {day}.", {"day": until})
    values = {"day": until, "amount": show_kronor(case.promised_ore)}
    return Text("It is on hold through {day}; {amount} kr is promised by then.", values)


def _after_resolve(situation: Situation, calendar: BankingCalendar) -> Decision | None:
    """After an answered dispute, and when a payment that had closed the case was taken back, the last
    letter's term starts anew (product.md section 3).

    Where it had run out, the debtor must be told of the new one: by a letter without fee.
    """
    case, terms = situation.case, situation.terms
    if small_rest(situation.account):
        return None
    letter = case.last_letter()
    due_on = case.due_of(letter) if letter is not None else date.min
    if letter is not None and letter.due_on < due_on and situation.today <= due_on:
        values = {"day": case.resolved_on, "due": due_on}
        why = Text("It was taken up again on {day}; the term runs anew to {due}.", values)
        until = calendar.on_or_after(due_on + ONE_DAY)
        return Hold(code="term_running", why=why, until=until)
    if not needs_new_term(case):
        return None
    return gated(situation, only_demand=ONLY_DEMAND) or IssueLetter(
        kind=LetterKind.RESUMED,
        due_on=new_term(case.stage, situation.today, terms=terms, calendar=calendar),
        fee_act=None,
        fee_ore=0,
        starts=None,
        why=Text("It is taken up again; the debtor gets a new term, without fee."),
    )


def _after_reminder(situation: Situation, calendar: BankingCalendar) -> Decision:
    letter = situation.case.last_letter(*_ASKING)
    if letter is None:
        # It was taken back, and letters of a plan are left: the case is not bare.
        why = Text(
            "You took the reminder back, and no inkassokrav comes by itself. End the case with: "
            "remind cancel {number} --reason TEXT. If it is to be asked for again, then: "
            "remind send {number}",
            {"number": situation.number},
        )
        return Hold(code="retracted", why=why)
    terms, today = situation.terms, situation.today
    due_on = situation.case.due_of(letter)
    ripe_on = demand_not_before(letter.on, due_on, days=terms.demand_after_days, calendar=calendar)
    if situation.demand_taken_back:
        return _taken_back(situation, due_on)
    if today < ripe_on:
        why = Text(
            "The reminder of {sent} runs to {due}; the inkassokrav comes on {next}.",
            {"sent": letter.on, "due": due_on, "next": ripe_on},
        )
        return Hold(code="term_running", why=why, until=ripe_on)
    if small_rest(situation.account):
        return rest(situation, calendar)
    return gated(situation) or demand(situation, calendar)


def _taken_back(situation: Situation, due_on: date) -> Hold:
    """A demand that had gone out and was taken back is not made again; what the debtor was told to pay
    instead, it has until that letter's day to pay.
    """
    values: dict[str, object] = {"number": situation.number}
    if situation.today <= due_on:
        why = Text(
            "You took the inkassokrav back, and no new one comes by itself. What is left can be paid"
            " through {due}. If it is not, end the case with: remind cancel {number} --reason TEXT."
            " If it is to be asked for again, then: remind send {number}",
            {**values, "due": due_on},
        )
        return Hold(code="retracted", why=why)
    why = Text(
        "You took the inkassokrav back, and no new one comes by itself. End the case with: "
        "remind cancel {number} --reason TEXT. If it is to be asked for again, then: "
        "remind send {number}",
        values,
    )
    return Hold(code="retracted", why=why)


def _after_demand(situation: Situation, calendar: BankingCalendar) -> Decision:
    letter = situation.case.last_letter()
    assert letter is not None, "a case at demand has a demand"
    due_on = situation.case.due_of(letter)
    if situation.today <= due_on:
        why = Text("The inkassokrav of {sent} runs to {due}.", {"sent": letter.on, "due": due_on})
        return Hold(code="term_running", why=why, until=calendar.on_or_after(due_on + ONE_DAY))
    if small_rest(situation.account):
        return rest(situation, calendar)
    return EnterStage(stage=Stage.CHOOSE, why=Text("The term of the inkassokrav has run out."))


def _at_choose(situation: Situation, calendar: BankingCalendar) -> Decision:
    if small_rest(situation.account):
        return rest(situation, calendar)
    days = situation.after_demand_days
    if days is None:
        return Hold(code="users_turn", why=Text("You choose: monitoring or Kronofogden."))
    ripe_on = calendar.on_or_after(situation.case.stage_on + timedelta(days=days))
    letter = situation.case.last_letter()
    if letter is not None and (due_on := situation.case.due_of(letter)) >= ripe_on:
        ripe_on = calendar.on_or_after(due_on + ONE_DAY)  # a new term after a dispute
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
        return rest(situation, calendar)
    day, today = situation.monitoring_on, situation.today
    if day is None:
        return Hold(code="users_turn", why=Text("Nothing happens by itself at this stage."))
    if today < day:
        why = Text("It is monitored; the next yearly letter comes on {day}.", {"day": day})
        return Hold(code="monitoring", why=why, until=day)
    return gated(situation, only_demand=ONLY_DEMAND) or IssueLetter(
        kind=LetterKind.MONITORING,
        due_on=demand_due(today, days=situation.terms.resumed_days, calendar=calendar),
        fee_act=None,
        fee_ore=0,
        starts=None,
        why=Text("A year has passed since the last letter."),
    )
