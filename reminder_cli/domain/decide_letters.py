"""The reminder and the demand: their terms and their fees. Whether they may go out, others say."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from reminder_cli.domain.account import Account
from reminder_cli.domain.calendar import BankingCalendar
from reminder_cli.domain.case import Case
from reminder_cli.domain.decision import IssueLetter, Situation
from reminder_cli.domain.events import Stage
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.due_dates import demand_due, reminder_due
from reminder_cli.domain.rules.fees import Act, BusinessCompensation, FeeFacts, fee_for
from reminder_cli.i18n import Text


def first_reminder(
    situation: Situation, calendar: BankingCalendar, *, facts: FeeFacts
) -> IssueLetter:
    """The reminder that opens a case; whether it may be sent, the gates have said."""
    act, fee = fee_for(
        Act.REMINDER, situation.terms.reminder_fee_ore, facts=facts, done_on=situation.today
    )
    return IssueLetter(
        kind=LetterKind.REMINDER,
        due_on=reminder_term(situation, calendar),
        fee_act=act if fee else None,
        fee_ore=fee,
        starts=Stage.REMINDER,
        why=Text("You sent it."),
    )


def first_demand(situation: Situation, calendar: BankingCalendar) -> IssueLetter:
    """A demand that opens a case: the law wants no reminder first (inkassolagen 5 §)."""
    return replace(demand(situation, calendar), why=Text("You sent it."))


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


def demand(situation: Situation, calendar: BankingCalendar) -> IssueLetter:
    """The inkassokrav of a running case, with its fee if one may be charged (lag (1981:739) 3 §)."""
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


def reminder_term(situation: Situation, calendar: BankingCalendar) -> date:
    """The last day to pay what is asked for today in banking days, as in a reminder."""
    days = situation.terms.reminder_banking_days
    return reminder_due(situation.today, banking_days=days, calendar=calendar)
