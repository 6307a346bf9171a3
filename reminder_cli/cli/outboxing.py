"""What `outbox`, `deliver` and `retract` tell: what became of letters, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from reminder_cli.cli import file_tables, render, tables
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.money import decimal_string, show_kronor
from reminder_cli.i18n import Text, _, ngettext
from reminder_cli.ledger.letters import OPEN_STATES
from reminder_cli.services.delivery_preview import Foreseen
from reminder_cli.services.words import LETTERS, problem_words

if TYPE_CHECKING:
    from reminder_cli.ledger.letters import LetterRow
    from reminder_cli.services.delivered import Delivered
    from reminder_cli.services.delivering import Progress
    from reminder_cli.services.delivery_preview import Outlook
    from reminder_cli.services.facts import Subject
    from reminder_cli.services.outbox import PrintReport, SentReport, UndoReport
    from reminder_cli.services.retract import RetractReport
    from reminder_cli.services.world import World

MANY = 10  # from here on it is worth showing how far it has come


def progress() -> AbstractContextManager[Progress | None]:
    """A bar on stderr while many letters go out, where somebody is looking at it."""
    return render.steps(_("Sending letters"), over=MANY)


def tell_delivered(delivered: Delivered) -> None:
    """What was mailed and put out to print, and each letter that did not go out, with its why."""
    file_tables.delivered(delivered)
    n = len(delivered.mailed)
    if n:
        render.answer(ngettext("{n} letter mailed.", "{n} letters mailed.", n))
    n = len(delivered.printed)
    if n:
        render.answer(
            ngettext(
                "{n} letter to print and post: {folder}",
                "{n} letters to print and post: {folder}",
                n,
                folder=delivered.folder,
            )
        )
    _tell_troubles(delivered)
    for item in delivered.taken_back:
        render.answer(
            _("Letter {id} was not sent: {why}", id=item.letter_id, why=item.why)
            + (
                " " + _("Letter {id} was made in its place.", id=item.new_letter_id)
                if item.new_letter_id
                else ""
            )
        )
    if delivered.left:
        n = delivered.left
        render.answer(
            ngettext(
                "{n} letter is left. Send it with: remind deliver",
                "{n} letters are left. Send them with: remind deliver",
                n,
            )
        )


def _tell_troubles(delivered: Delivered) -> None:
    if delivered.refused:
        n = len(delivered.refused)
        render.answer(
            ngettext(
                "{n} letter could not be mailed and is printed instead.",
                "{n} letters could not be mailed and are printed instead.",
                n,
            )
        )
    _tell_postponed(delivered)
    for letter_id in delivered.uncertain:
        _ask(letter_id)
    for letter_id in delivered.broken:
        render.answer(
            _(
                "Letter {id} was not sent: its file is missing or changed. Restore it from a backup, "
                "then: remind outbox resend {id}. Or undo it: remind outbox undo {id}",
                id=letter_id,
            )
        )
    if delivered.held:
        n = delivered.held
        render.answer(
            ngettext(
                "{n} letter waits because its case is stopped. See: remind status",
                "{n} letters wait because their cases are stopped. See: remind status",
                n,
            )
        )
    _tell_waits(delivered)
    if delivered.copies_lost:
        n = delivered.copies_lost
        render.answer(
            ngettext(
                "{n} copy to mail_copy_to was not taken; the letter itself has gone out.",
                "{n} copies to mail_copy_to were not taken; the letters themselves have gone out.",
                n,
            )
        )


def _tell_waits(delivered: Delivered) -> None:
    """Each reason once, with the letters that it keeps."""
    by_why: dict[str, list[str]] = {}
    for item in delivered.waits:
        if item.why:
            by_why.setdefault(item.why, []).append(str(item.letter_id))
    for why, numbers in by_why.items():
        render.answer(_("Letter {id}: {why}", id=", ".join(numbers), why=why))


def _tell_postponed(delivered: Delivered) -> None:
    by_problem: dict[str, list[str]] = {}
    for item in delivered.postponed:
        by_problem.setdefault(item.problem, []).append(str(item.letter_id))
    for problem, numbers in by_problem.items():
        render.answer(
            ngettext(
                "{n} letter could not be mailed now: {why} It is tried again by the next runs.",
                "{n} letters could not be mailed now: {why} They are tried again by the next runs.",
                len(numbers),
                why=problem_words(problem),
            )
        )


_FORESEEN = {
    Foreseen.MAIL: Text("mailed"),
    Foreseen.PRINT: Text("put out to print"),
    Foreseen.WAIT: Text("waits"),
    Foreseen.LATER: Text("tried again later"),
    Foreseen.UNDO: Text("taken back"),
    Foreseen.AGAIN: Text("taken back and made anew"),
}


def tell_foreseen(found: Sequence[Outlook]) -> None:
    """What a delivery would do with each letter that waits."""
    columns = [
        Column(_("Letter"), number=True),
        Column(_("Kind"), wraps=True),
        Column(_("Invoices"), wraps=True),
        Column(_("To pay"), number=True),
        Column(_("Would be"), wraps=True),
        Column(_("Why"), wraps=True),
    ]
    none = _("No letter waits to be sent. See all with: remind outbox")
    shown = Table(_("What would happen to the letters"), columns, empty=none)
    for item in found:
        letter = item.letter
        cells = (
            str(letter.letter_id),
            str(LETTERS[letter.kind]),
            ", ".join(letter.invoices),
            show_kronor(letter.total_ore),
            str(_FORESEEN[item.foreseen]),
            item.why,
        )
        shown.rows.append(cells)
    render.table(shown)
    render.only_tried()


def tell_to_print(lying: Sequence[LetterRow], waiting: Sequence[Outlook]) -> None:
    """What would stand in the one file to print."""
    tables.outbox_for_file(lying)
    n = len(lying)
    if n:
        render.answer(
            ngettext(
                "{n} letter lies to be printed and would stand in the file.",
                "{n} letters lie to be printed and would stand in the file.",
                n,
            )
        )
    if waiting:
        tell_foreseen(waiting)
    else:
        render.only_tried()


def foreseen_data(found: Sequence[Outlook]) -> dict[str, Any]:
    """The same for a script."""
    return {
        "foreseen": [
            {
                "letter": item.letter.letter_id,
                "invoices": list(item.letter.invoices),
                "becomes": item.foreseen.value,
                "why": item.why,
            }
            for item in found
        ]
    }


def delivered_data(delivered: Delivered) -> dict[str, Any]:
    """The same for a script. Letters by their numbers."""
    return {
        "printed": [str(path) for path in delivered.printed],
        "mailed": delivered.mailed,
        "postponed": [
            {
                "letter": item.letter_id,
                "invoices": list(item.invoices),
                "problem": item.problem,
                "next_try_at": item.next_try_at.isoformat(timespec="seconds"),
            }
            for item in delivered.postponed
        ],
        "printed_instead": delivered.refused,
        "uncertain": delivered.uncertain,
        "failed": delivered.broken,
        "taken_back": [
            {
                "letter": item.letter_id,
                "invoices": list(item.invoices),
                "why": item.why,
                "new_letter": item.new_letter_id or None,
            }
            for item in delivered.taken_back
        ],
        "held": delivered.held,
        "left": delivered.left,
        "copies_lost": delivered.copies_lost,
    }


def tell_outbox(found: Sequence[LetterRow], lying: frozenset[int]) -> None:
    """What the letters that have not gone out wait for, below their table."""
    if lying:
        n = len(lying)
        render.answer(
            ngettext(
                "{n} letter lies to be printed. One PDF of it: remind outbox print FILE",
                "{n} letters lie to be printed. One PDF of them: remind outbox print FILE",
                n,
            )
        )
    for letter in found:
        if letter.state in OPEN_STATES and letter.problem:
            render.answer(
                _("Letter {id}: {why}", id=letter.letter_id, why=problem_words(letter.problem))
            )
        if letter.state == "uncertain":
            _ask(letter.letter_id)


def _ask(letter_id: int) -> None:
    render.answer(
        _(
            "Letter {id}: nobody knows whether it was mailed. Look in the mail server's log, then: "
            "remind outbox sent {id} --on DATE, or remind outbox resend {id}",
            id=letter_id,
        )
    )


def tell_sent(report: SentReport, *, dry_run: bool) -> None:
    """The letter's day and term, and the demand made anew, if one was."""
    render.answer(
        _(
            "Letter {id} went out on {on}; its term runs to {due}.",
            id=report.letter.letter_id,
            on=report.on,
            due=report.due_on,
        )
    )
    if report.new_letter_id and dry_run:
        render.answer(_("It left under eight days to pay: the inkassokrav would be issued again."))
    elif report.new_letter_id:
        render.answer(
            _(
                "It left under eight days to pay, so the inkassokrav is issued again without a second "
                "fee, as letter {id}. Send it with: remind deliver",
                id=report.new_letter_id,
            )
        )


def tell_not_to_post(world: World, subjects: Sequence[Subject]) -> None:
    """Letters that lie to be printed although their case is over."""
    from reminder_cli.services.lying_letters import not_to_post

    ids = [s.invoice.invoice_id for s in subjects if s.open_case is None]
    for letter_id, path in not_to_post(world, ids):
        render.answer(
            _(
                "Letter {id} still lies to be printed. Do not post it; take it away: {path}",
                id=letter_id,
                path=path,
            )
        )


def tell_undone(report: UndoReport, *, dry_run: bool) -> None:
    """The letters that were undone, and the cases that ended with them."""
    tables.outbox_for_file(report.letters)
    for letter in report.letters:
        values: dict[str, object] = {
            "id": letter.letter_id,
            "kind": LETTERS[letter.kind],
            "invoices": ", ".join(letter.invoices),
        }
        render.answer(
            _("Would be undone: letter {id}, {kind}, {invoices}", **values)
            if dry_run
            else _("Undone: letter {id}, {kind}, {invoices}", **values)
        )
    if report.closed and not dry_run:
        render.answer(
            _(
                "Their cases are closed. Send them again with: remind send {numbers}",
                numbers=" ".join(report.closed),
            )
        )


def tell_printed(report: PrintReport) -> None:
    """The file, and how to print it."""
    tables.outbox_for_file(report.letters)
    n = len(report.letters)
    render.answer(
        ngettext(
            "{n} letter on {pages} pages: {path}",
            "{n} letters on {pages} pages: {path}",
            n,
            pages=report.pages,
            path=report.path,
        )
    )
    render.answer(_("Print it on both sides; each letter begins on a sheet of its own."))


def tell_retracted(report: RetractReport, *, dry_run: bool) -> None:
    """What is owed before and after, and the letter that says so."""
    number = report.letter.letter_id
    columns = [
        Column(_("Invoice")),
        Column(_("Owed before"), number=True),
        Column(_("Owed after"), number=True),
        Column(_("To pay back"), number=True),
    ]
    title = (
        _("Letter {id} would be taken back", id=number)
        if dry_run
        else _("Letter {id} is taken back", id=number)
    )
    table = Table(title, columns)
    for before, after in zip(report.before, report.after, strict=True):
        table.rows.append(
            (
                after.invoice.number,
                show_kronor(before.account.owed_ore),
                show_kronor(after.account.owed_ore),
                show_kronor(after.account.overpaid_ore),
            )
        )
    render.table(table)
    if report.lay_to_print:
        render.answer(
            _("Its PDF would be taken out of the folder to print from.")
            if dry_run
            else _(
                "Its PDF was taken out of the folder to print from. If it has been printed, do not post it."
            )
        )
    _tell_ended(report)
    if report.notice is None and report.lay_to_print:
        render.answer(_("No letter says so. If it was posted, tell the debtor yourself."))
    elif report.notice is None:
        render.answer(_("No letter says so: tell the debtor yourself."))
    elif not dry_run:
        total = show_kronor(report.notice.total_ore)
        render.answer(
            _(
                "Letter {id} tells the debtor; it asks for {total} kr.",
                id=report.notice.letter_id,
                total=total,
            )
        )
    if report.delivered:
        tell_delivered(report.delivered)
    elif report.notice is not None and not dry_run:
        render.answer(_("It waits. Send it with: remind deliver"))


def _tell_ended(report: RetractReport) -> None:
    """The cases that no letter is left of: with them what was unpaid of interest falls, too."""
    for before, after in zip(report.before, report.after, strict=True):
        if before.open_case is not None and after.open_case is None:
            render.answer(
                _(
                    "Invoice {number}: its case is closed, and what was unpaid of fees and interest is "
                    "waived.",
                    number=after.invoice.number,
                )
            )


def retracted_data(report: RetractReport) -> dict[str, Any]:
    """The same for a script."""
    return {
        "letter": report.letter.letter_id,
        "invoices": [
            {
                "invoice": after.invoice.number,
                "before": _amounts(before),
                "after": _amounts(after),
            }
            for before, after in zip(report.before, report.after, strict=True)
        ],
        "notice": report.notice.letter_id if report.notice else None,
    }


def _amounts(subject: Subject) -> dict[str, str]:
    account = subject.account
    return {
        "principal": decimal_string(account.principal_left_ore),
        "fees": decimal_string(account.fees_left_ore),
        "interest": decimal_string(account.interest_left_ore),
        "owed": decimal_string(account.owed_ore),
        "overpaid": decimal_string(account.overpaid_ore),
    }
