"""What is left after a payment: when it settles the case, and the one notice of a small rest."""

from __future__ import annotations

from reminder_cli.domain.account import Account
from reminder_cli.domain.calendar import ONE_DAY, BankingCalendar
from reminder_cli.domain.decide_gates import ONLY_DEMAND, gated
from reminder_cli.domain.decide_letters import reminder_term
from reminder_cli.domain.decision import Decision, Hold, IssueLetter, Situation
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.terms import Terms
from reminder_cli.i18n import Text


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
    if account.paid_ore <= 0 and account.credited_ore <= 0:
        return False
    charged = account.fees_total_ore + account.interest_total_ore - account.interest_waived_ore
    return account.owed_ore <= charged + account.costs_total_ore


def rest(situation: Situation, calendar: BankingCalendar) -> Decision:
    """The notice of a small rest, once and without fee; then the user decides (product.md section 5)."""
    letter = situation.case.last_letter()
    if letter is not None and situation.today <= (due_on := situation.case.due_of(letter)):
        why = Text("The letter of {sent} runs to {due}.", {"sent": letter.on, "due": due_on})
        until = calendar.on_or_after(due_on + ONE_DAY)
        return Hold(code="term_running", why=why, until=until)
    if situation.case.last_letter(LetterKind.REST_NOTICE) is not None:
        why = Text(
            "Only a small rest is left and its notice has been sent. Waive it with: remind cancel "
            "{number} --reason TEXT, or register the payment.",
            {"number": situation.number},
        )
        return Hold(code="small_rest", why=why)
    return gated(situation, only_demand=ONLY_DEMAND) or IssueLetter(
        kind=LetterKind.REST_NOTICE,
        due_on=reminder_term(situation, calendar),
        fee_act=None,
        fee_ore=0,
        starts=None,
        why=Text("Only a rest is left after the payment; it is told of once, without fee."),
    )
