"""What may be registered of a case at Kronofogden, and when it is refused; each with its way out.

Inkassolagen (1974:182) 6 §, lag (1990:746), förordning (1992:1094). It records nothing.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from reminder_cli.domain.account import Account
from reminder_cli.domain.case import Case
from reminder_cli.domain.decide_gates import LASTING
from reminder_cli.domain.events import Stage
from reminder_cli.domain.events_kronofogden import CostInvoiced
from reminder_cli.domain.gates import Gate
from reminder_cli.domain.invoice import plain_number
from reminder_cli.domain.kronofogden import SMALLEST_ENFORCED_ORE, Application
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.money import show_kronor
from reminder_cli.domain.resuming import needs_new_term
from reminder_cli.domain.rules.limitation import years_later
from reminder_cli.domain.terms import Terms
from reminder_cli.i18n import Text

# An instalment has a day of its own; every other letter's term must be out before Kronofogden.
_OF_A_PLAN = (LetterKind.INSTALMENT_PLAN, LetterKind.INSTALMENT_MISSED)
# To register what has been done at Kronofogden, and to write down a claim, sends no letter.
_ONLY_LETTERS = frozenset({"terms_not_accepted", "restored"})


class Action(StrEnum):
    """What the user registers."""

    APPLIED = "applied"
    OBJECTED = "objected"
    UTSLAG = "utslag"
    ENFORCEMENT = "enforcement"
    INVOICED = "invoiced"
    REPORT = "report"
    WITHDRAWN = "withdrawn"


class Refusal(Struct, frozen=True, kw_only=True):
    """Why something may not be done, and the way out."""

    code: str
    why: Text
    fix: Text


def at_kronofogden(case: Case) -> bool:
    """Whether the case is there: by its stage, or by an application that has not been withdrawn."""
    return case.stage is Stage.KRONOFOGDEN or case.application is not None


def not_ripe(case: Case, number: str, *, on: date) -> Refusal | None:
    """Why a case may not go to Kronofogden on a day: inkassolagen 6 §, after a demand and its term."""
    values: dict[str, object] = {"number": number}
    if case.last_letter(LetterKind.DEMAND) is None:
        return Refusal(
            code="no_demand",
            why=Text(
                "No inkassokrav has been sent for invoice {number}: Kronofogden may not be asked "
                "before one and its term (inkassolagen 6 §).",
                values,
            ),
            fix=Text(
                "It comes by itself with: remind tick. See when: remind status {number}", values
            ),
        )
    if case.plan is not None:
        return Refusal(
            code="instalments",
            why=Text("An instalment plan runs for invoice {number}, and is kept.", values),
            fix=Text("End it first, if it is to end: remind instalments {number} --break", values),
        )
    if needs_new_term(case):
        return _no_new_term(case, number)
    due_on = max(case.due_of(x) for x in case.live_letters if x.letter not in _OF_A_PLAN)
    if on <= due_on:
        return Refusal(
            code="term_running",
            why=Text(
                "The debtor of invoice {number} has until {day} to pay or object (inkassolagen 6 §).",
                {"number": number, "day": due_on},
            ),
            fix=Text(
                "Wait until the day after {day}. See how it stands with: remind status {number}",
                {"number": number, "day": due_on},
            ),
        )
    return None


def _no_new_term(case: Case, number: str) -> Refusal:
    return Refusal(
        code="term_not_begun",
        why=Text(
            "Invoice {number} was taken up again on {day}: the debtor is to have a letter with a new "
            "term first (inkassolagen 6 §).",
            {"number": number, "day": case.resolved_on},
        ),
        fix=Text(
            "It comes by itself with: remind tick. See when: remind status {number}",
            {"number": number},
        ),
    )


def blocking(gates: tuple[Gate, ...], overridden: frozenset[str]) -> tuple[Gate, ...]:
    """The gates that keep a claim from being written down for Kronofogden, all of them."""
    return tuple(
        gate
        for gate in gates
        if gate.code not in _ONLY_LETTERS and (gate.hard or gate.code not in overridden & LASTING)
    )


def gate_refusal(gates: tuple[Gate, ...], number: str) -> Refusal | None:
    """The first hard gate before Kronofogden, as a refusal; None when none stands."""
    for gate in gates:
        if gate.hard and gate.code not in _ONLY_LETTERS:
            values = {"number": number, "code": gate.code, "law": gate.law}
            fix = Text("The rule is {law} [{code}]. See: remind show {number}", values)
            return Refusal(code=gate.code, why=gate.message, fix=fix)
    return None


def application_refusal(
    case: Case,
    gates: tuple[Gate, ...],
    number: str,
    *,
    on: date,
) -> Refusal | None:
    """Why an application may not be registered on a day."""
    if case.application is not None:
        return Refusal(
            code="at_kronofogden",
            why=Text("Invoice {number} is at Kronofogden already.", {"number": number}),
            fix=Text(
                "Register what happens there: remind kronofogden {number} ACTION --on DATE",
                {"number": number},
            ),
        )
    early = not_ripe(case, number, on=on)
    return early or gate_refusal(gates, number)


def step_refusal(case: Case, action: Action, number: str, *, on: date) -> Refusal | None:
    """Why a step of the running application may not be registered on a day."""
    application = case.application
    if application is None:
        return _not_there(number)
    if on < application.last_on:
        return Refusal(
            code="out_of_order",
            why=Text(
                "Something of invoice {number} is registered at Kronofogden on {day}, which is later.",
                {"number": number, "day": application.last_on},
            ),
            fix=Text(
                "Give the day with --on, not before {day}: remind kronofogden {number} {action} --on DATE",
                {"number": number, "day": application.last_on, "action": action.value},
            ),
        )
    if action in {Action.OBJECTED, Action.UTSLAG}:
        return _after_utslag(application, action, number)
    return _before_utslag(application, number) if action is Action.ENFORCEMENT else None


def _not_there(number: str) -> Refusal:
    return Refusal(
        code="not_at_kronofogden",
        why=Text("Invoice {number} is not at Kronofogden.", {"number": number}),
        fix=Text(
            "Register the application first: remind kronofogden {number} applied --on DATE",
            {"number": number},
        ),
    )


def _after_utslag(application: Application, action: Action, number: str) -> Refusal | None:
    values: dict[str, object] = {"number": number}
    if application.utslag is not None:
        return Refusal(
            code="utslag_given",
            why=Text(
                "An utslag of {day} is registered for invoice {number}.",
                {"number": number, "day": application.utslag.on},
            ),
            fix=Text("What comes after it: remind kronofogden {number} enforcement", values),
        )
    if action is Action.OBJECTED and application.objected is not None:
        return Refusal(
            code="objected",
            why=Text("The objection of invoice {number} is registered already.", values),
            fix=Text("See what to do with: remind status {number}", values),
        )
    return None


def _before_utslag(application: Application, number: str) -> Refusal | None:
    if application.utslag is None:
        return no_utslag(number)
    return None


def no_utslag(number: str) -> Refusal:
    """Nothing is enforced or collected without an utslag (utsökningsbalken 3:1)."""
    return Refusal(
        code="no_utslag",
        why=Text(
            "There is no utslag for invoice {number}: nothing is enforced without one "
            "(utsökningsbalken 3:1).",
            {"number": number},
        ),
        fix=Text(
            "Register it first: remind kronofogden {number} utslag --on DATE", {"number": number}
        ),
    )


def fee_refusal(
    application: Application, account: Account, number: str, *, on: date
) -> Refusal | None:
    """Why Kronofogden charges no fee that day: one a year, and none when under 100 kr is left."""
    next_on = application.next_fee_on
    if next_on is not None and on < next_on:
        return Refusal(
            code="within_a_year",
            why=Text(
                "Kronofogden has charged for enforcement of invoice {number} and does so again on "
                "{day} (förordning (1992:1094) 6 §).",
                {"number": number, "day": next_on},
            ),
            fix=Text(
                "Register it then, if it still runs: remind kronofogden {number} enforcement --on {day}",
                {"number": number, "day": next_on},
            ),
        )
    if account.owed_ore < SMALLEST_ENFORCED_ORE:
        left = show_kronor(account.owed_ore)
        return Refusal(
            code="too_little_left",
            why=Text(
                "Only {left} kr is left of invoice {number}: under 100 kr Kronofogden charges no fee "
                "(förordning (1992:1094) 6 §).",
                {"number": number, "left": left},
            ),
            fix=Text(
                "Leave it out, and register what is collected: "
                "remind kronofogden {number} report AMOUNT --on DATE",
                {"number": number},
            ),
        )
    return None


class KronofogdensInvoice(Struct, frozen=True, kw_only=True):
    """Its invoice of what it could not take from the debtor: number, and öre (None: all of it).

    ``by_partner``: the partner pays it, for the creditor; None: as the case is run.
    """

    number: str
    amount_ore: int | None = None
    by_partner: bool | None = None


def invoice_refusal(
    application: Application | None,
    told: KronofogdensInvoice,
    *,
    open_ore: int,
    number: str,
    on: date,
) -> Refusal | None:
    """Why Kronofogden's invoice cannot be registered; ``open_ore`` is what it has yet to take."""
    values: dict[str, object] = {"number": number, "invoice": told.number}
    if application is None or application.utslag is None:
        return Refusal(
            code="no_utslag",
            why=Text(
                "There is no utslag for invoice {number}, so that Kronofogden has enforced nothing and "
                "charges nothing for it.",
                values,
            ),
            fix=Text(
                "The fee of the application is booked by itself. Else register the utslag first: "
                "remind kronofogden {number} utslag --on DATE",
                values,
            ),
        )
    if on < application.utslag.on:
        return Refusal(
            code="out_of_order",
            why=Text(
                "Something of invoice {number} is registered at Kronofogden on {day}, which is later.",
                {"number": number, "day": application.utslag.on},
            ),
            fix=Text(
                "Give the day with --on, not before {day}: "
                "remind kronofogden {number} invoiced --invoice {invoice} --on DATE",
                {**values, "day": application.utslag.on},
            ),
        )
    before = told_before(application, told.number)
    if told.amount_ore is None and (before is not None or not open_ore):
        return Refusal(
            code="no_sum",
            why=Text("What Kronofogden's invoice {invoice} comes to is not known.", values),
            fix=Text(
                "Give its sum: remind kronofogden {number} invoiced AMOUNT --invoice {invoice}",
                values,
            ),
        )
    same = before is not None and (before.amount_ore, before.by_partner) == (
        told.amount_ore,
        told.by_partner,
    )
    if same or (before is None and told.amount_ore == 0):
        return Refusal(
            code="registered",
            why=Text(
                "Kronofogden's invoice {invoice} is registered so already for invoice {number}.",
                values,
            )
            if same
            else Text("Kronofogden's invoice {invoice} is not registered.", values),
            fix=Text(
                "If its sum was wrong, give the right one; 0 takes it back: "
                "remind kronofogden {number} invoiced AMOUNT --invoice {invoice}",
                values,
            ),
        )
    return None


def told_before(application: Application, invoice: str) -> CostInvoiced | None:
    """What was said last of an invoice of Kronofogden's, however its number was written."""
    name = plain_number(invoice)
    return next((x for x in application.invoiced if plain_number(x.invoice) == name), None)


def sum_refusal(
    application: Application,
    told: KronofogdensInvoice,
    *,
    open_ore: int,
    number: str,
    on: date,
    terms: Terms,
) -> Refusal | None:
    """Why an invoice is more than Kronofogden can have: more than what is open, and than a fee of
    enforcement for each year begun since the utslag with that of an application.
    """
    assert application.utslag is not None, "nothing is invoiced before it"
    before = told_before(application, told.number)
    earlier = before.amount_ore if before else 0
    others = sum(x.amount_ore for x in application.invoiced) - earlier
    years = 1
    while years_later(application.utslag.on, years) <= on:
        years += 1
    by_law = years * terms.enforcement_fee_ore + terms.application_fee_ore - others
    most = max(open_ore + earlier, by_law)
    if told.amount_ore is None or told.amount_ore <= most:
        return None
    values: dict[str, object] = {
        "number": number,
        "invoice": told.number,
        "given": show_kronor(told.amount_ore),
        "open": show_kronor(open_ore),
        "most": show_kronor(most),
    }
    return Refusal(
        code="too_much",
        why=Text(
            "Kronofogden's invoice {invoice} cannot be {given} kr: of its fees {open} kr is open for "
            "invoice {number}, and it can invoice {most} kr at most (förordning (1992:1094) 6 §).",
            values,
        ),
        fix=Text(
            "Give the sum that stands on it. If a fee of enforcement is not registered, register it "
            "first: remind kronofogden {number} enforcement --on DATE",
            values,
        ),
    )


def utslag_refusal(account: Account, given: dict[str, int | None], number: str) -> Refusal | None:
    """Why the amounts of an utslag cannot be: none may be above what is owed; öre by part."""
    owed = {
        "principal": account.principal_left_ore,
        "interest": account.interest_left_ore,
        "fees": account.fees_left_ore,
        "costs": account.costs_left_ore,
    }
    for part, ore in given.items():
        if ore is None or 0 <= ore <= owed[part]:
            continue
        values: dict[str, object] = {
            "number": number,
            "option": f"--{part}",
            "given": show_kronor(ore),
            "owed": show_kronor(owed[part]),
        }
        return Refusal(
            code="above_the_claim",
            why=Text(
                "{option} {given} kr is not within what is owed on invoice {number} that day, {owed} "
                "kr: an utslag gives no more than was asked for (lag (1990:746)).",
                values,
            ),
            fix=Text(
                "Leave {option} out if it is as applied for; see what is owed with: "
                "remind explain {number}",
                values,
            ),
        )
    return None


def never_there(case: Case | None) -> bool:
    """Whether no utslag was ever given for a case, so that nothing can have been collected."""
    return case is None or all(application.utslag is None for application in case.applications)
