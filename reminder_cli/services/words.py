"""The words for what the ledger names in code: stages, outcomes, letters, events.

One place, so that a table, a workbook and the story of a case say the same.
"""

from __future__ import annotations

from dataclasses import fields
from enum import StrEnum

from reminder_cli.domain.events import Event, LetterIssued
from reminder_cli.domain.money import show_kronor
from reminder_cli.i18n import Text

LETTERS = {
    "reminder": Text("Reminder"),
    "demand": Text("Inkassokrav"),
    "rest_notice": Text("Notice of a rest"),
    "resumed": Text("New term"),
    "instalment_plan": Text("Instalment plan"),
    "instalment_missed": Text("Missed instalment"),
    "plan_broken": Text("Broken plan"),
    "monitoring": Text("Yearly letter"),
    "retraction": Text("Letter taken back"),
}
STAGES = {
    "reminder": Text("Reminder sent"),
    "demand": Text("Inkassokrav sent"),
    "choose": Text("Choose action"),
    "monitoring": Text("Monitoring"),
    "kronofogden": Text("Kronofogden"),
    "closed": Text("Closed"),
}
OUTCOMES = {
    "paid": Text("Paid in full"),
    "cancelled": Text("Cancelled"),
    "credited": Text("Credited"),
    "written_off": Text("Written off"),
    "settled": Text("Settled"),
}
STATUSES = {
    "overdue": Text("Overdue"),
    "not_due": Text("Not due"),
    "paid": Text("Paid"),
    "credit_note": Text("Credit note"),
    "cash_note": Text("Cash note"),
    **{f"case_{stage}": text for stage, text in STAGES.items()},
    **{f"case_{outcome}": text for outcome, text in OUTCOMES.items()},
}
FLAGS = {
    "hold": Text("on hold"),
    "disputed": Text("disputed"),
    "bankrupt": Text("bankrupt"),
    "deceased": Text("deceased"),
    "minor": Text("minor"),
    "reconstruction": Text("reconstruction"),
    "debt_relief": Text("debt relief"),
}
STEPS = {
    "": Text(),
    "demand": Text("Inkassokrav"),
    "choose": Text("Choose action"),
    "monitoring": Text("Monitoring"),
    "rest_notice": Text("Notice of a rest"),
    "closed": Text("Closing"),
}
_EVENTS = {
    "case_opened": Text("Case opened, principal {principal_ore} kr"),
    "letter_issued": Text("{letter}, {total_ore} kr to pay by {due_on} (fee {fee_ore} kr)"),
    "stage_entered": Text("Came to: {stage}"),
    "case_closed": Text("Case closed: {outcome}"),
    "case_reopened": Text("Case opened again"),
    "gate_overridden": Text("Gate {code} passed by you"),
    "hold_placed": Text("On hold through {until}"),
    "hold_released": Text("Hold lifted"),
    "dispute_raised": Text("Disputed by the debtor"),
    "dispute_resolved": Text("Dispute answered"),
    "payment_received": Text("Payment {payment_id}: {amount_ore} kr"),
    "payment_reversed": Text("Payment {payment_id} taken back"),
    "overpayment_repaid": Text("Paid back {amount_ore} kr"),
    "principal_credited": Text("Credited {amount_ore} kr"),
    "letter_retracted": Text("Letter {letter_id} taken back"),
    "application_made": Text("Applied to Kronofogden: {fee_ore} kr and {work_ore} kr of costs"),
    "application_objected": Text("The debtor objected at Kronofogden"),
    "utslag_given": Text("Utslag"),
    "enforcement_charged": Text("Enforcement, year {year}: Kronofogden's fee {fee_ore} kr"),
    "application_withdrawn": Text("Ended at Kronofogden"),
}
_WORDS_OF = {"letter": LETTERS, "stage": STAGES, "outcome": OUTCOMES}


def happening(event: Event) -> Text:
    """What an event means, in a sentence."""
    values = {f.name: _shown(f.name, getattr(event, f.name)) for f in fields(event)}
    if isinstance(event, LetterIssued):
        values["letter"] = LETTERS[event.letter.value]
    return Text(_EVENTS[event.kind].msgid, values)


def _shown(name: str, value: object) -> object:
    if name.endswith("_ore") and isinstance(value, int):
        return show_kronor(value)
    if name in _WORDS_OF and isinstance(value, StrEnum):
        return _WORDS_OF[name][value.value]
    return value
