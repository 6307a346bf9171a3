"""Looks once more at letters that have waited: is each still right on the day it goes out?

A letter can wait because the user wished it or because a server was away. Meanwhile the debtor
may have paid or objected, and the day to pay may have come near. What is no longer right is
taken back and, where it can be, made again; nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.domain.decide_gates import LASTING
from reminder_cli.domain.gates import RESTORED, Gate, Step
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.limitation import prescribed_on
from reminder_cli.domain.sending import too_late
from reminder_cli.i18n import NO_TEXT, Text
from reminder_cli.ledger.letters import LetterRow
from reminder_cli.services.addressing import addressed
from reminder_cli.services.channels import PRINT
from reminder_cli.services.delivered import TakenBack, Waits
from reminder_cli.services.facts import Subject, gates_of, subjects_by_id
from reminder_cli.services.sent_day import Place, places_of
from reminder_cli.services.taking_back import begins_stage, close_bare, issue_again, undo

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class Todo(Enum):
    """What is to become of a letter that has waited."""

    SEND = "send"
    WAIT = "wait"
    UNDO = "undo"
    AGAIN = "again"


_PAID_SINCE = Text("Something was paid or credited after it was made.")
_CASE_OVER = Text("Its case has ended.")
_RELEASED = Text("The hold was lifted today; it goes out on the next banking day.")
_TOO_LATE = Text("It would leave too little time to pay.")
_ADDRESS_KNOWN = Text("Its mail did not arrive; now there is a postal address.")
_NO_ADDRESS = Text(
    "Its mail did not arrive, and no whole postal address is known. Take in a list that has it: remind import "
    "FILE, then: remind invoice readdress {number}. Or undo it: remind outbox undo {id}"
)
_AT_KRONOFOGDEN = Text("Its case is at Kronofogden.")
_PLAN_RUNS = Text("An instalment plan has been made since.")
_OF_PLAN = frozenset(
    {LetterKind.INSTALMENT_PLAN, LetterKind.INSTALMENT_MISSED, LetterKind.PLAN_BROKEN}
)
# A letter's case is open, its invoice was due when it was made, and payments are looked at apart.
_PASSED = frozenset({"has_case", "not_due", "paid"})
_ONLY_DEMAND = frozenset({"no_description", "no_id_number"})
_SOFT = frozenset({"unmatched_payment", "handled_elsewhere", "stale_payments"})


def look_again(
    world: World, waiting: Sequence[LetterRow]
) -> tuple[list[LetterRow], list[TakenBack], list[Waits]]:
    """The letters that are right as they are, those taken back or made again, and those that wait."""
    right: list[LetterRow] = []
    back: list[TakenBack] = []
    waits: list[Waits] = []
    for letter in waiting:
        todo, why = last_look(world, letter)
        if todo is Todo.SEND:
            right.append(letter)
        elif todo is Todo.WAIT:
            waits.append(Waits(letter.letter_id, str(why)))
        else:
            with world.writing():
                back += _take_back(world, letter, why, again=todo is Todo.AGAIN)
    return right, back, waits


def last_look(world: World, letter: LetterRow) -> tuple[Todo, Text]:
    """Whether a letter is still right today, and if not, why. It changes nothing."""
    if world.restored_from is not None:
        return Todo.WAIT, Text(RESTORED.msgid, {"day": world.restored_from})
    kind = LetterKind(letter.kind)
    if kind is LetterKind.RETRACTION:
        return Todo.SEND, NO_TEXT
    places = places_of(world, letter)
    if not places or any(not place.case.is_open for place in places):
        return Todo.UNDO, _CASE_OVER
    subjects = subjects_by_id(world, letter.invoice_ids)
    paid = any(_paid_since(place) for place in places)
    return (
        _overtaken(kind, places)
        or _stopped(world, letter, subjects, paid=paid)
        or _unreachable(world, letter, subjects, places)
        or _put_right(world, letter, paid=paid)
    )


def _stopped(
    world: World, letter: LetterRow, subjects: Sequence[Subject], *, paid: bool
) -> tuple[Todo, Text] | None:
    """What becomes of a letter that something stands in the way of."""
    if any(_is_stopped(world, subject) for subject in subjects):
        return Todo.WAIT, NO_TEXT
    if letter.dated_on < world.today and any(_just_released(world, s) for s in subjects):
        return Todo.WAIT, _RELEASED
    if paid and letter.kind != LetterKind.REMINDER:
        # The next step after a payment may be another one, so `tick` decides anew; a reminder
        # was the user's own choice and is only put right.
        return Todo.UNDO, _PAID_SINCE
    gate = next((g for subject in subjects for g in _standing(world, subject, letter)), None)
    return None if gate is None else (Todo.WAIT, gate.message)


def _unreachable(
    world: World, letter: LetterRow, subjects: Sequence[Subject], places: Sequence[Place]
) -> tuple[Todo, Text] | None:
    """A mail that came back or was refused, on paper that bears no address: nobody can post it, so it is not put out.

    It would count as sent, and the next step would come to a debtor who got nothing.
    """
    to, passed = letter.recipient, (place.case.overridden for place in places)
    if not letter.problem or (to.get("street") and to.get("city")):
        return None
    if letter.channel != PRINT or any("no_address" in codes for codes in passed):
        return None
    if addressed(world, subjects[0]).has_postal_address and all(map(begins_stage, places)):
        return Todo.AGAIN, _ADDRESS_KNOWN
    values = {"id": letter.letter_id, "number": subjects[0].invoice.number}
    return Todo.WAIT, Text(_NO_ADDRESS.msgid, values)


def _put_right(world: World, letter: LetterRow, *, paid: bool) -> tuple[Todo, Text]:
    """Nothing stands in its way: it goes out as it is, or is made anew."""
    if paid:
        return Todo.AGAIN, _PAID_SINCE
    if letter.kind == LetterKind.INSTALMENT_MISSED and letter.due_on <= world.today:
        return Todo.UNDO, _TOO_LATE  # `tick` decides anew which instalments it asks for
    if too_late(LetterKind(letter.kind), letter.due_on, sent_on=world.today):
        return Todo.AGAIN, _TOO_LATE
    return Todo.SEND, NO_TEXT


def _overtaken(kind: LetterKind, places: Sequence[Place]) -> tuple[Todo, Text] | None:
    """What becomes of a letter that Kronofogden or an instalment plan has come after."""
    for place in places:
        application = place.case.application
        if application is not None and place.event.seq < application.made.seq:
            # The letter that brought the case so far is not taken from under the application.
            return (Todo.WAIT if begins_stage(place) else Todo.UNDO), _AT_KRONOFOGDEN
    for place in places:
        plan = place.case.plan
        if plan is not None and kind not in _OF_PLAN and place.event.seq < plan.seq:
            return Todo.UNDO, _PLAN_RUNS
    return None


def _standing(world: World, subject: Subject, letter: LetterRow) -> Iterator[Gate]:
    """The gates that keep this letter from going out today, whatever stood when it was made."""
    case, kind = subject.open_case, LetterKind(letter.kind)
    if case is None:
        return
    step = Step.REMINDER if kind is LetterKind.REMINDER else Step.DEMAND
    passed = _PASSED if kind is LetterKind.DEMAND else _PASSED | _ONLY_DEMAND
    # What the user passed for the first letter, he did not pass for those after it.
    first = bool(case.live_letters) and case.live_letters[0].letter_id == letter.letter_id
    overridden = case.overridden if first else case.overridden & LASTING
    if kind is LetterKind.INSTALMENT_PLAN:
        overridden |= _SOFT  # the user made the plan knowing of them
    for gate in gates_of(world, subject, step):
        if gate.code not in passed and (gate.hard or gate.code in _SOFT - overridden):
            yield gate
    yield from _lost_without(world, subject, letter)


def _lost_without(world: World, subject: Subject, letter: LetterRow) -> Iterator[Gate]:
    """Limitation: the letter that has not gone out has not kept it away."""
    others = [
        x.on for c in subject.claim.cases for x in c.live_letters if x.letter_id != letter.letter_id
    ]
    lost_on = prescribed_on(
        subject.invoice.invoice_date,
        kind=subject.customer.kind,
        interrupted_on=[*others, *(p.on for p in subject.claim.live_payments)],
    )
    if world.today >= lost_on:
        text = Text("The claim was lost by limitation on {day}.", {"day": lost_on})
        law = "preskriptionslagen (1981:130) 2 §"
        yield Gate(code="prescribed", message=text, hard=True, law=law)


def may_go_out(world: World, letter: LetterRow) -> Waits | None:
    """None when the letter is still right at this moment; else why it waits. Under the write lock."""
    world.__dict__.pop("credit_notes", None)  # read anew: one may have come in during the run
    todo, why = last_look(world, letter)
    return None if todo is Todo.SEND else Waits(letter.letter_id, str(why))


def _is_stopped(world: World, subject: Subject) -> bool:
    case = subject.open_case
    held = case is not None and case.hold_until is not None and world.today <= case.hold_until
    disputed = case is not None and case.disputed
    return held or disputed or bool(subject.statuses) or bool(subject.account.missing_rate)


def _just_released(world: World, subject: Subject) -> bool:
    """The next step comes on the first banking day after a hold (product.md section 3)."""
    return subject.open_case is not None and world.today <= subject.open_case.quiet_until


def _paid_since(place: Place) -> bool:
    known = place.event.seq
    facts = (*place.claim.live_payments, *place.claim.credits)
    return any(fact.seq > known for fact in facts)


def _take_back(world: World, letter: LetterRow, why: Text, *, again: bool) -> list[TakenBack]:
    places = places_of(world, letter)
    if not undo(world, letter):
        return []
    # A run that died may have put it out already; nobody is to post it.
    LetterFolders(world.letters_folder).take_back(letter.name)
    new = issue_again(world, letter, places, with_fee=True, why=why) if again else None
    close_bare(world, letter.invoice_ids)
    return [
        TakenBack(
            letter_id=letter.letter_id,
            invoices=letter.invoices,
            why=str(why),
            new_letter_id=new.letter_id if new else 0,
        )
    ]
