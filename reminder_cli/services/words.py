"""The words for what the ledger names in code: stages, outcomes, letters, events.

One place, so that a table, a workbook and the story of a case say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from reminder_cli.domain.events import Event, HoldPlaced, LetterIssued
from reminder_cli.domain.events_life import FeeMoved
from reminder_cli.domain.money import show_kronor
from reminder_cli.i18n import Text, translate

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
# What a file says of an invoice or a customer: as a change, and as a column of a list.
FIELDS = {
    "number": Text("invoice number"),
    "customer": Text("customer"),
    "customer_name": Text("customer's name"),
    "customer_number": Text("customer no."),
    "customer_kind": Text("kind of customer"),
    "invoice_date": Text("invoice date"),
    "due_date": Text("due date"),
    "total": Text("amount"),
    "reduction": Text("tax reduction"),
    "remaining": Text("left to pay"),
    "paid": Text("paid"),
    "paid_on": Text("day of payment"),
    "status": Text("status"),
    "vat": Text("the VAT"),
    "currency": Text("currency"),
    "kind": Text("kind"),
    "credit": Text("credit note"),
    "credits_number": Text("invoice credited"),
    "ocr": Text("OCR number"),
    "description": Text("description"),
    "handled_elsewhere": Text("handled elsewhere"),
    "sent_on": Text("day sent"),
    "fee_claimed": Text("fee already claimed"),
    "reminded_on": Text("day reminded"),
    "name": Text("name"),
    "org_number": Text("org.nr"),
    "email": Text("e-mail"),
    "street": Text("street"),
    "postal_code": Text("postal code"),
    "city": Text("city"),
    "country": Text("country"),
    "language": Text("language"),
}
CUSTOMER_KINDS = {
    "consumer": Text("consumer"),
    "business": Text("business"),
    "public_body": Text("public body"),
}
INVOICE_KINDS = {
    "invoice": Text("invoice"),
    "credit_note": Text("credit note"),
    "cash_note": Text("cash note"),
}
LANGUAGES = {"sv": Text("Swedish"), "en": Text("English")}
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
# Codes of what stops a letter. In English a code is its own word.
GATES = {
    "not_due": Text("not_due"),
    "handled_elsewhere": Text("handled_elsewhere"),
    "unmatched_payment": Text("unmatched_payment"),
    "stale_payments": Text("stale_payments"),
    "on_hold": Text("on_hold"),
    "no_address": Text("no_address"),
    "not_sek": Text("not_sek"),
    "paid": Text("paid"),
    "credit_note": Text("credit_note"),
    "cash_note": Text("cash_note"),
    "has_case": Text("has_case"),
    "terms_not_accepted": Text("terms_not_accepted"),
    "restored": Text("restored"),
    "prescribed": Text("prescribed"),
    "disputed": Text("disputed"),
    "bankrupt": Text("bankrupt"),
    "deceased": Text("deceased"),
    "minor": Text("minor"),
    "reconstruction": Text("reconstruction"),
    "debt_relief": Text("debt_relief"),
    "no_description": Text("no_description"),
    "no_id_number": Text("no_id_number"),
    "no_reference_rate": Text("no_reference_rate"),
    "unknown_kind": Text("unknown_kind"),
    "was_business": Text("was_business"),
    "term_running": Text("term_running"),
    "users_turn": Text("users_turn"),
    "letter_unsent": Text("letter_unsent"),
    "retracted": Text("retracted"),
    "sent_today": Text("sent_today"),
    "instalments": Text("instalments"),
}
# Values of settings that are words; what is stored is the English one.
SETTING_VALUES = {
    "true": Text("true"),
    "false": Text("false"),
    "none": Text("none"),
    "never": Text("never"),
    "email": Text("email"),
    "print": Text("print"),
    "firm": Text("firm"),
}
FLAGS = {
    "hold": Text("on hold"),
    "disputed": Text("disputed"),
    "instalments": Text("instalments"),
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
    "resumed": Text("New term"),
    "monitoring_letter": Text("Yearly letter"),
}
_PROBLEMS = {
    "timeout": Text("the mail server does not answer."),
    "connection_refused": Text("nothing answers at smtp_host and smtp_port."),
    "connection_lost": Text("the mail server hung up or cannot be reached."),
    "no_secure_connection": Text(
        "the mail server gives no safe connection; look at smtp_security and smtp_host."
    ),
    "login_refused": Text("the mail server refuses the login; look at smtp_user and the password."),
    "no_password": Text("there is no password: put it in the keyring or in REMIND_SMTP_PASSWORD."),
    "password_in_clear": Text(
        "the password would be sent unprotected; set smtp_security to starttls or tls."
    ),
    "not_ascii": Text(
        "smtp_host, smtp_user or the password has a character that cannot be sent to a mail server."
    ),
    "bounced": Text("the mail came back."),
    "restored": Text("it waited when the backup was made that the ledger is."),
    "no_address": Text("there is no address that mail can be sent to."),
    "not_allowed": Text("a ledger written with --today mails only to a server on this computer."),
    "no_file": Text("the letter's file is missing or changed."),
    "interrupted": Text("the run was interrupted while it was being mailed."),
}
_EVENTS = {
    "case_opened": Text("Case opened, principal {principal_ore} kr"),
    "letter_issued": Text("{letter}, {total_ore} kr to pay by {due_on} (fee {fee_ore} kr)"),
    "letter_sent": Text("Letter {letter_id} went out on {on}; its term runs to {due_on}"),
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
    "repayment_reversed": Text(
        "What was recorded as paid back of payment {payment_id} had not gone out"
    ),
    "principal_credited": Text("Credited {amount_ore} kr"),
    "letter_retracted": Text("Letter {letter_id} taken back"),
    "credit_used": Text("Set off {amount_ore} kr; that much of the credit note is used up"),
    "credit_left": Text("The credit note is of no open invoice; it stops no letter"),
    "written_off": Text("Written off as a loss: {amount_ore} kr"),
    "fee_moved": Text("Bears the fee of letter {letter_id}: {fee_ore} kr"),
    "plan_made": Text("Instalment plan, {total_ore} kr"),
    "application_made": Text("Applied to Kronofogden: {fee_ore} kr and {work_ore} kr of costs"),
    "application_objected": Text("The debtor objected at Kronofogden"),
    "utslag_given": Text("Utslag"),
    "enforcement_charged": Text("Enforcement, year {year}: Kronofogden's fee {fee_ore} kr"),
    "cost_invoiced": Text("Kronofogden's invoice {invoice}: {amount_ore} kr"),
    "application_withdrawn": Text("Ended at Kronofogden"),
}
_WORDS_OF = {"letter": LETTERS, "stage": STAGES, "outcome": OUTCOMES}


def gate_word(code: str) -> str:
    """The word for what stops a letter."""
    return str(GATES.get(code, code))


def code_of(text: str, words: Mapping[str, Text]) -> str:
    """The code that a person has written, or whose word in either language; else the text itself."""
    plain = _plain(text)
    for code, word in words.items():
        if plain in {_plain(code), _plain(word.msgid), _plain(translate(word.msgid, "sv"))}:
            return code
    return text


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip().casefold())


def happening(event: Event) -> Text:
    """What an event means, in a sentence."""
    values = {name: _shown(name, getattr(event, name)) for name in event.__struct_fields__}
    if isinstance(event, HoldPlaced) and event.promise_ore:
        return Text("On hold through {until}: {promise_ore} kr promised by then", values)
    if isinstance(event, FeeMoved) and event.away:
        return Text("The fee of letter {letter_id}, {fee_ore} kr, moved to another invoice", values)
    if isinstance(event, LetterIssued):
        values["letter"] = LETTERS[event.letter.value]
        if not event.fee_ore:  # one that was claimed elsewhere stands in no letter of ours
            return Text("{letter}, {total_ore} kr to pay by {due_on}", values)
    return Text(_EVENTS[event.kind].msgid, values)


def problem_words(code: str) -> Text:
    """Why a letter did not go out, from the code in the ledger."""
    if code.startswith("smtp_"):
        return Text("the mail server answered {code}.", {"code": code.removeprefix("smtp_")})
    return _PROBLEMS.get(code, Text("{code}.", {"code": code}))


def _shown(name: str, value: object) -> object:
    if name.endswith("_ore") and isinstance(value, int):
        return show_kronor(value)
    if name in _WORDS_OF and isinstance(value, StrEnum):
        return _WORDS_OF[name][value.value]
    return value
