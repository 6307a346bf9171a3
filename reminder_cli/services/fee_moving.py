"""The one fee of a joined demand moves when the case that bears it falls (product.md section 3).

It counts on the letter's day and is never charged twice: the case it left never bears it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.account import FeeState
from reminder_cli.domain.case import Case
from reminder_cli.domain.decide_letters import fee_facts
from reminder_cli.domain.events import LetterIssued, Outcome
from reminder_cli.domain.events_life import FeeMoved
from reminder_cli.domain.kronofogden_rules import at_kronofogden
from reminder_cli.domain.replay import lost_fee
from reminder_cli.domain.rules.fees import Act
from reminder_cli.ledger.joined import invoices_of_letter
from reminder_cli.services.facts import Subject, subjects_by_id

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_FELL = (Outcome.CANCELLED, Outcome.CREDITED, Outcome.WRITTEN_OFF)


class _Fallen(Struct, frozen=True, kw_only=True):
    """A fee that is not owed any more where it stands, and has not been paid."""

    case: Case
    letter_id: int
    act: Act
    fee_ore: int


def move_fees(world: World, invoice_id: int) -> None:
    """Move what has fallen on this invoice to the next open case of the same letter, if there is one.

    Must be called under the write lock, after what made the case fall has been recorded.
    """
    subject = subjects_by_id(world, [invoice_id])[0]
    for fallen in list(_fallen(subject)):
        others = [i for i in invoices_of_letter(world.ledger, fallen.letter_id) if i != invoice_id]
        for other in subjects_by_id(world, others):
            letter = _letter_that_can_bear(world, other, fallen)
            if letter is not None:
                _move(world, subject, other, fallen, letter)
                break


def _fallen(subject: Subject) -> Iterator[_Fallen]:
    for case in subject.claim.cases:
        for letter_id, act, fee_ore in _borne(case):
            state = next((fee for fee in subject.account.fees if fee.letter_id == letter_id), None)
            if state is not None and _fell(state, case):
                yield _Fallen(case=case, letter_id=letter_id, act=act, fee_ore=fee_ore)


def _borne(case: Case) -> Iterator[tuple[int, Act, int]]:
    """The fees of letters that this case bears: its own, and those that moved here."""
    for letter in case.letters:
        # A letter of another program (number 0) was never joined here.
        stands = letter.letter_id and letter.letter_id not in case.fees_moved_away
        if stands and letter.fee_act is not None and letter.fee_ore:
            yield letter.letter_id, letter.fee_act, letter.fee_ore
    for moved in case.moved_fees:
        if not moved.away and moved.letter_id not in case.fees_moved_away:
            yield moved.letter_id, moved.act, moved.fee_ore


def _fell(fee: FeeState, case: Case) -> bool:
    """Crossed by a payment, or waived whole when the case ended. Paid in part it stays where it is."""
    if fee.lost == "crossed":
        return True
    return case.outcome in _FELL and fee.waived_ore == fee.amount_ore > 0


def _letter_that_can_bear(world: World, other: Subject, fallen: _Fallen) -> LetterIssued | None:
    case = other.open_case
    if case is None or case.disputed or at_kronofogden(case):
        return None
    found = [x for x in case.live_letters if x.letter_id == fallen.letter_id]
    if not found or lost_fee(other.claim, found[0], case):
        return None
    charged = fee_facts(case, other.account, today=world.today).charged
    return None if fallen.act in charged else found[0]


def _move(
    world: World, subject: Subject, other: Subject, fallen: _Fallen, letter: LetterIssued
) -> None:
    here, there = subject.invoice.invoice_id, other.invoice.invoice_id
    world.record(
        [
            FeeMoved(
                invoice_id=invoice_id,
                case_no=case_no,
                on=letter.on,
                letter_id=fallen.letter_id,
                act=fallen.act,
                fee_ore=fallen.fee_ore,
                other_id=other_id,
                away=away,
            )
            for invoice_id, case_no, other_id, away in (
                (here, fallen.case.case_no, there, True),
                (there, letter.case_no, here, False),
            )
        ]
    )
