"""What the user says of letters: it went out, it came back, send it again, undo it, print it.

Each takes the lock of `tick`, so that no letter is on its way while its fate is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.domain.case import Case
from reminder_cli.domain.events import Stage
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.sending import too_late
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import Text, _
from reminder_cli.ledger import letters
from reminder_cli.ledger.letters import Change, LetterRow, change_letter, unsent_letter
from reminder_cli.services.channels import EMAIL, PRINT
from reminder_cli.services.delivered import Delivered
from reminder_cli.services.delivering import DeliverOptions, deliver, release
from reminder_cli.services.delivery_preview import Foreseen, Outlook, foresee
from reminder_cli.services.facts import subjects_by_id
from reminder_cli.services.sent_day import Place, places_of, record_sent
from reminder_cli.services.taking_back import UNSENT, close_bare, issue_again, may_write, undo

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class SentReport(Struct, frozen=True, kw_only=True):
    """A letter's day was set. ``due_on`` is its term now; ``new_letter_id`` a demand made anew (0: none)."""

    letter: LetterRow
    on: date
    due_on: date
    new_letter_id: int = 0


class UndoReport(Struct, frozen=True, kw_only=True):
    """The letters that were undone, and the invoices whose case ended with them."""

    letters: tuple[LetterRow, ...]
    closed: tuple[str, ...]


def find(world: World, letter_id: int) -> LetterRow:
    """The letter of that number; refuses when there is none."""
    letter = letters.letter_by_id(world.ledger, letter_id)
    if letter is None:
        raise Refused(
            _("There is no letter {id}.", id=letter_id),
            fix=_("See the letters with: remind outbox"),
        )
    return letter


def mark_sent(world: World, letter_id: int, *, on: date, dry_run: bool = False) -> SentReport:
    """The letter went out on that day, whatever was thought before: its term counts from it.

    A demand that thereby left under eight days is issued again, without a second fee.
    """
    with world.ledger.running(wait=world.wait, dry_run=dry_run):
        if not dry_run:
            release(world)
        with world.writing(dry_run=dry_run):
            letter = find(world, letter_id)
            _check_day(world, letter, on)
            record_sent(world, letter, on)
            places = places_of(world, letter)
            late = letter.kind == LetterKind.DEMAND and may_write(world)
            late = late and too_late(LetterKind.DEMAND, letter.due_on, sent_on=on)
            late = late and _may_come_again(world, letter, places)
            new = None
            if late:
                why = Text("The one before it left under eight days.")
                new = issue_again(world, letter, places, with_fee=False, why=why, dry_run=dry_run)
            terms = (place.case.due_of(place.event) for place in places)
            due_on = max(terms, default=letter.due_on)
    if not dry_run:
        LetterFolders(world.letters_folder).take_back(letter.name)
        release(world)
    return SentReport(
        letter=letter, on=on, due_on=due_on, new_letter_id=new.letter_id if new else 0
    )


def _may_come_again(world: World, letter: LetterRow, places: Sequence[Place]) -> bool:
    """Whether the demand is still what its cases stand at, and nothing stops them."""
    if not places or not all(_is_newest_demand(place, letter) for place in places):
        return False
    subjects = subjects_by_id(world, [place.claim.invoice_id for place in places])
    return not any(
        subject.statuses or unsent_letter(world.ledger, subject.invoice.invoice_id) is not None
        for subject in subjects
    ) and not any(_is_stopped(place.case, world.today) for place in places)


def _is_newest_demand(place: Place, letter: LetterRow) -> bool:
    newest = place.case.last_letter(LetterKind.DEMAND)
    return (
        place.case.is_open
        and place.case.stage in {Stage.DEMAND, Stage.CHOOSE}
        and newest is not None
        and newest.letter_id == letter.letter_id
    )


def _is_stopped(case: Case, today: date) -> bool:
    on_hold = case.hold_until is not None and today <= case.hold_until
    return case.disputed or on_hold or case.plan is not None or case.application is not None


def _check_day(world: World, letter: LetterRow, on: date) -> None:
    if letter.state == "undone":
        raise Refused(
            _("Letter {id} was undone and is not to be sent.", id=letter.letter_id),
            fix=_("If it went out all the same, tell the debtor and look at: remind show NUMBER"),
        )
    if on > world.today:
        raise Refused(
            _("{day} has not come yet.", day=on),
            fix=_("Give the day on which it was posted."),
            again=Again(add="--on DATE"),
        )
    if on < letter.dated_on:
        raise Refused(
            _("Letter {id} is dated {day}.", id=letter.letter_id, day=letter.dated_on),
            fix=_("Give that day, or the later one on which it was posted."),
            again=Again(add="--on DATE"),
        )


def mark_bounced(world: World, letter_id: int) -> Delivered:
    """A mail came back: the letter goes to print, and its term counts from the day it is posted."""
    with world.ledger.running(wait=world.wait), world.writing():
        _bounce(world, letter_id)
    return deliver(world, _just(letter_id))


def foresee_bounced(world: World, letter_id: int) -> list[Outlook]:
    """What :func:`mark_bounced` would do; it refuses the same."""
    with world.ledger.running(wait=world.wait, dry_run=True), world.writing(dry_run=True):
        _bounce(world, letter_id)
        return foresee(world, _just(letter_id))


def _just(letter_id: int) -> DeliverOptions:
    return DeliverOptions(only=frozenset({letter_id}), now=True)


def _bounce(world: World, letter_id: int) -> None:
    letter = find(world, letter_id)
    if letter.channel != EMAIL or letter.state not in {"sent", "uncertain"}:
        raise Refused(
            _("Letter {id} was not mailed; it cannot have come back.", id=letter_id),
            fix=_(
                "A letter that came back on paper: correct the address, then take it back with: "
                "remind retract {id} --reason TEXT",
                id=letter_id,
            ),
        )
    _check_not_at_kronofogden(world, letter)
    change = Change(state="waiting", channel=PRINT, problem="bounced")
    change_letter(world.ledger, letter_id, change)


def _check_not_at_kronofogden(world: World, letter: LetterRow) -> None:
    for subject in subjects_by_id(world, letter.invoice_ids):
        case, number = subject.open_case, subject.invoice.number
        if case is not None and case.application is not None:
            raise Refused(
                _(
                    "Invoice {number} is at Kronofogden: letter {id} is not sent again beside it.",
                    number=number,
                    id=letter.letter_id,
                ),
                fix=_(
                    "If the debtor never got it, withdraw the application and register that: "
                    "remind kronofogden {number} withdrawn --on DATE",
                    number=number,
                ),
            )


def resend(world: World, letter_id: int) -> Delivered:
    """Send a letter again that did not arrive, because the user says so."""
    with world.ledger.running(wait=world.wait), world.writing():
        _put_back(world, letter_id)
    return deliver(world, _just(letter_id))


def foresee_resent(world: World, letter_id: int) -> list[Outlook]:
    """What :func:`resend` would do; it refuses the same."""
    with world.ledger.running(wait=world.wait, dry_run=True), world.writing(dry_run=True):
        _put_back(world, letter_id)
        return foresee(world, _just(letter_id))


def _put_back(world: World, letter_id: int) -> None:
    letter = find(world, letter_id)
    if letter.state == "recorded":
        return  # it has not been released, and goes out for the first time
    if letter.state not in {"uncertain", "failed", "waiting"}:
        raise Refused(
            _("Letter {id} has gone out, or was undone. It is not sent again.", id=letter_id),
            fix=_("If a mail came back: remind outbox bounced {id}", id=letter_id),
        )
    change_letter(world.ledger, letter_id, Change(state="waiting"))


def undo_letters(world: World, letter_ids: Sequence[int], *, dry_run: bool = False) -> UndoReport:
    """Undo letters that have not gone out; without numbers, all of the newest run that have not."""
    with world.ledger.running(wait=world.wait, dry_run=dry_run):
        if not dry_run:
            release(world)
        with world.writing(dry_run=dry_run):
            chosen = [find(world, n) for n in dict.fromkeys(letter_ids)] or _last_run(world)
            for letter in chosen:
                _check_unsent(world, letter)
            for letter in chosen:
                undo(world, letter)
            ids = [invoice_id for letter in chosen for invoice_id in letter.invoice_ids]
            closed = close_bare(world, list(dict.fromkeys(ids)))
    if not dry_run:
        folders = LetterFolders(world.letters_folder)
        for letter in chosen:
            folders.take_back(letter.name)
    return UndoReport(
        letters=tuple(chosen), closed=tuple(subject.invoice.number for subject in closed)
    )


def _last_run(world: World) -> list[LetterRow]:
    unsent = letters.letters(world.ledger, states=UNSENT)
    if not unsent:
        raise Refused(
            _("No letter is waiting: nothing can be undone."),
            fix=_("A letter that has gone out is taken back with: remind retract ID --reason TEXT"),
        )
    newest = max(letter.recorded_at for letter in unsent)
    return [letter for letter in unsent if letter.recorded_at == newest]


def _check_unsent(world: World, letter: LetterRow) -> None:
    number = letter.letter_id
    if letter.state in UNSENT:
        return
    if letter.state == "sent" and LetterFolders(world.letters_folder).to_print(letter.name):
        raise Refused(
            _(
                "Letter {id} was put out to be printed, and counts as sent from that day. Nothing was "
                "undone.",
                id=number,
            ),
            fix=_(
                "If you have not posted it: remind retract {id} --no-letter --reason TEXT. If you have: "
                "remind retract {id} --reason TEXT",
                id=number,
            ),
        )
    if letter.state == "sent":
        raise Refused(
            _("Letter {id} has gone out. Nothing was undone.", id=number),
            fix=_("Take it back with: remind retract {id} --reason TEXT", id=number),
        )
    if letter.state == "undone":
        raise Refused(
            _("Letter {id} is undone already. Nothing was undone.", id=number),
            fix=_("See the letters with: remind outbox"),
        )
    raise Refused(
        _("Nobody knows whether letter {id} has gone out. Nothing was undone.", id=number),
        fix=_(
            "Look in the mail server's log, then: remind outbox sent {id} --on DATE, or "
            "remind outbox resend {id}",
            id=number,
        ),
    )


class PrintReport(Struct, frozen=True, kw_only=True):
    """One file to print, with so many letters and pages."""

    path: Path
    letters: tuple[LetterRow, ...]
    pages: int
    delivered: Delivered


def print_all(world: World, path: Path) -> PrintReport:
    """All letters that lie to be printed, as one PDF, by postal code and name.

    They leave the folder to print from: what stands in the file must not be posted twice.
    """
    from reminder_cli.adapters.delivery.print_batch import write_batch

    _check_new(path)
    delivered = deliver(world, _to_print(world))
    folders = LetterFolders(world.letters_folder)
    lying = _lying(world, folders)
    if not lying:
        raise _none_lies(folders)
    pages = write_batch(path, [folders.archived(letter.name) for letter in lying])
    for letter in lying:
        folders.take_back(letter.name)
    return PrintReport(path=path, letters=tuple(lying), pages=pages, delivered=delivered)


def foresee_printed(world: World, path: Path) -> tuple[list[LetterRow], list[Outlook]]:
    """The letters that lie to be printed, and what would become of those that wait; refuses the same."""
    _check_new(path)
    folders = LetterFolders(world.letters_folder)
    lying, waiting = _lying(world, folders), foresee(world, _to_print(world))
    if not lying and all(item.foreseen is not Foreseen.PRINT for item in waiting):
        raise _none_lies(folders)
    return lying, waiting


def _check_new(path: Path) -> None:
    if path.exists():
        raise Refused(
            _("{path} exists already; it may hold letters that are not posted yet.", path=path),
            fix=_("Give another name, or remove the file first."),
            again=Again(instead={path.name: "FILE"}),
        )


def _to_print(world: World) -> DeliverOptions:
    waiting = letters.letters(world.ledger, states=["recorded", "waiting"])
    wanted = frozenset(letter.letter_id for letter in waiting if letter.channel == PRINT)
    return DeliverOptions(only=wanted, now=True)


def _lying(world: World, folders: LetterFolders) -> list[LetterRow]:
    sent = letters.letters(world.ledger, states=["sent"])
    lying = [x for x in sent if x.channel == PRINT and folders.to_print(x.name)]
    return sorted(lying, key=_postal_order)


def _none_lies(folders: LetterFolders) -> Refused:
    return Refused(
        _("No letter lies to be printed."),
        fix=_(
            "What has been printed before lies in {folder}. See all letters with: remind outbox",
            folder=folders.archive,
        ),
    )


def _postal_order(letter: LetterRow) -> tuple[str, str, str, int]:
    """Letters abroad last; then by postal code, so that they can be posted as they come."""
    to = letter.recipient
    country = to.get("country", "").casefold()
    abroad = "" if country in {"", "se", "sweden", "sverige"} else country
    code = "".join(to.get("postal_code", "").split())
    return abroad, code, to.get("name", "").casefold(), letter.letter_id
