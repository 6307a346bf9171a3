"""Takes back a letter that has gone out: its fee falls to the öre, and a letter says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.domain.decision import IssueLetter
from reminder_cli.domain.gates import DebtorStatus, Step
from reminder_cli.domain.kronofogden_rules import at_kronofogden
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.due_dates import reminder_due
from reminder_cli.errors import Refused
from reminder_cli.i18n import Text, _
from reminder_cli.ledger.letters import LetterRow
from reminder_cli.services.delivered import Delivered
from reminder_cli.services.delivering import DeliverOptions, deliver_or_leave, release
from reminder_cli.services.facts import Subject, gates_of, subjects_by_id
from reminder_cli.services.issuing import IssuedLetter, Issuer
from reminder_cli.services.outbox import find
from reminder_cli.services.payments_effects import close_if_settled
from reminder_cli.services.running import all_sent
from reminder_cli.services.sent_day import Place, places_of
from reminder_cli.services.taking_back import close_bare, retract_events

if TYPE_CHECKING:
    from reminder_cli.services.world import World

# What keeps any letter that asks for money from going out.
_AGAINST_A_LETTER = frozenset(
    {
        *("terms_not_accepted", "restored", "prescribed", "disputed", "on_hold"),
        *(s.value for s in DebtorStatus),
    }
)


class RetractReport(Struct, frozen=True, kw_only=True):
    """What was owed on each of the letter's invoices before and after, and the letter that says so.

    ``lay_to_print`` says that the letter's PDF lay to be printed; it does not any more.
    """

    letter: LetterRow
    before: tuple[Subject, ...]
    after: tuple[Subject, ...]
    notice: IssuedLetter | None
    delivered: Delivered | None
    lay_to_print: bool = False


def retract(
    world: World, letter_id: int, *, reason: str, with_letter: bool = True, dry_run: bool = False
) -> RetractReport:
    """Take a sent letter back in all its cases. A case that no letter is left of is cancelled."""
    if not dry_run:
        release(world)
    with world.writing(dry_run=dry_run):
        letter = find(world, letter_id)
        places = places_of(world, letter)
        before = subjects_by_id(world, letter.invoice_ids)
        _check(letter, places, before, with_letter=with_letter)
        for subject in before:
            # One that waits rests on this letter, and would go out within the new term.
            all_sent(world, subject)
        retract_events(world, letter, reason=reason)
        close_bare(world, letter.invoice_ids)
        for subject in subjects_by_id(world, letter.invoice_ids):
            close_if_settled(world, subject)  # without its fee, what was paid may be enough
        after = subjects_by_id(world, letter.invoice_ids)
        if with_letter:
            _check_notice(world, letter, before, after)
        notice = _notice(world, letter, after, dry_run=dry_run) if with_letter else None
    delivered = None
    folders = LetterFolders(world.letters_folder)
    lay_to_print = folders.to_print(letter.name) is not None
    if lay_to_print and not dry_run:
        folders.take_back(letter.name)  # or somebody would post it today
    if notice is not None and not dry_run:
        only = frozenset({notice.letter_id})
        delivered = deliver_or_leave(world, DeliverOptions(only=only))
    return RetractReport(
        letter=letter,
        before=tuple(before),
        after=tuple(after),
        notice=notice,
        delivered=delivered,
        lay_to_print=lay_to_print,
    )


def _notice(
    world: World, letter: LetterRow, subjects: list[Subject], *, dry_run: bool
) -> IssuedLetter:
    terms = world.terms_in_force()
    assert terms is not None, "a firm has terms"
    days = terms.reminder_banking_days
    made = IssueLetter(
        kind=LetterKind.RETRACTION,
        due_on=reminder_due(world.today, banking_days=days, calendar=world.calendar),
        fee_act=None,
        fee_ore=0,
        starts=None,
        why=Text("You took letter {id} back.", {"id": letter.letter_id}),
    )
    named = f"{letter.letter_id} ({letter.dated_on})"
    return Issuer(world, dry_run=dry_run).issue([(s, made) for s in subjects], retracts=named)


def _check_notice(
    world: World, letter: LetterRow, before: list[Subject], after: list[Subject]
) -> None:
    """The letter that says so asks for what is left: refused where nothing may be asked for."""
    for was, now in zip(before, after, strict=True):
        why = _no_notice(world, was, now)
        if why is not None:
            raise Refused(
                _(
                    "Invoice {number}: {why} No letter about it may go out, and nothing was done.",
                    number=was.invoice.number,
                    why=why,
                ),
                fix=_(
                    "Take the letter back without one, and tell the debtor yourself: "
                    "remind retract {id} --reason TEXT --no-letter",
                    id=letter.letter_id,
                ),
            )


def _no_notice(world: World, was: Subject, now: Subject) -> Text | None:
    if now.open_case is not None and now.open_case.plan is not None:
        return Text("An instalment plan runs.")
    # Without the letter the claim may be lost by limitation: it had kept that away.
    for gate in (*gates_of(world, was, Step.REMINDER), *gates_of(world, now, Step.REMINDER)):
        if gate.code in _AGAINST_A_LETTER:
            return gate.message
    return None


def _check(
    letter: LetterRow, places: list[Place], subjects: list[Subject], *, with_letter: bool
) -> None:
    number = letter.letter_id
    if letter.state != "sent":
        raise Refused(
            _("Letter {id} has not gone out. Nothing was taken back.", id=number),
            fix=_("See what became of it with: remind outbox; undo it with: remind outbox undo"),
        )
    if not places or letter.kind == LetterKind.RETRACTION:
        raise Refused(
            _("Letter {id} is a retraction, or is taken back already.", id=number),
            fix=_("See it with: remind show {invoice}", invoice=letter.invoices[0]),
        )
    if any(place.case is not place.claim.case for place in places):
        raise Refused(
            _("Letter {id} belongs to a case that is over. Nothing was taken back.", id=number),
            fix=_("See the case that runs with: remind show {invoice}", invoice=letter.invoices[0]),
        )
    if any(at_kronofogden(place.case) for place in places):
        raise Refused(
            _("The case is at Kronofogden. Nothing was taken back.", id=number),
            fix=_(
                "Withdraw it there first, then: remind kronofogden {invoice} withdrawn --on DATE",
                invoice=letter.invoices[0],
            ),
        )
    missing = next((s.account.missing_rate for s in subjects if s.account.missing_rate), "")
    if missing and with_letter:
        raise Refused(
            _("No reference rate is known for {half}: no letter can be made.", half=missing),
            fix=_("Add it with: remind rates add, or take the letter back with --no-letter."),
        )
