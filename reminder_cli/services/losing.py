"""What would be lost by going back to a backup, in words. Names of customers stay out."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import TYPE_CHECKING

from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.money import decimal_string
from reminder_cli.i18n import _, ngettext
from reminder_cli.services.words import LETTERS

if TYPE_CHECKING:
    from reminder_cli.ledger.replacing import GoneOut, Missing

_SHOWN = 20
# These have a word of their own; the rest is told as one number.
_NAMED = ("event", "letter", "payment", "invoice")


def loss_lines(lost: Missing) -> list[str]:
    """How much, since when, and each letter that has gone out: it would be in no ledger."""
    return [*_counts(lost), *letter_lines(lost)]


def _counts(lost: Missing) -> Iterator[str]:
    if lost.since:
        yield _("Since {day}:", day=lost.since)
    n = lost.rows.get("event", 0)
    if n:
        yield ngettext("{n} event", "{n} events", n)
    n = lost.rows.get("letter", 0)
    if n:
        yield ngettext("{n} letter, new or changed", "{n} letters, new or changed", n)
    n = lost.rows.get("payment", 0)
    if n:
        yield ngettext("{n} payment, new or changed", "{n} payments, new or changed", n)
    n = lost.rows.get("invoice", 0)
    if n:
        yield ngettext("{n} invoice, new or changed", "{n} invoices, new or changed", n)
    n = sum(rows for table, rows in lost.rows.items() if table not in _NAMED)
    if n:
        yield ngettext("{n} other row", "{n} other rows", n)


def letter_lines(lost: Missing) -> Iterator[str]:
    """Each letter that went out and that the backup does not know of."""
    for letter in lost.letters[:_SHOWN]:
        yield _letter(letter)
        yield from (f"  {command}" for command in registering(letter))
    n = len(lost.letters) - _SHOWN
    if n > 0:
        yield ngettext("and {n} more", "and {n} more", n)


def registering(letter: GoneOut) -> Iterator[str]:
    """The commands that register a letter in the restored ledger, where there are such."""
    if letter.sent_on is None or letter.kind not in {LetterKind.REMINDER, LetterKind.DEMAND}:
        return
    for number, fees_ore in zip(letter.invoices, letter.fees_ore, strict=True):
        fee = decimal_string(fees_ore).removesuffix(".00")
        yield (
            f"remind send {quote(number)} --adopt {letter.kind} --sent-on {letter.sent_on} --fee {fee}"
        )


def stopping(letter: GoneOut, number: str) -> str:
    """What to do about a letter on an invoice that no command registers as it is."""
    values = {"letter": _letter(letter), "number": quote(number), "step": letter.kind}
    if letter.kind in {LetterKind.REMINDER, LetterKind.DEMAND}:
        return _(
            "{letter}. Find out. If it did: remind send {number} --adopt {step} --sent-on DATE",
            **values,
        )
    return _(
        "{letter}. It cannot be registered; first stop its case: remind hold {number} --until DATE "
        "--reason TEXT, or: remind cancel {number} --reason TEXT",
        **values,
    )


def _letter(letter: GoneOut) -> str:
    values: dict[str, object] = {
        "id": letter.letter_id,
        "kind": LETTERS[letter.kind],
        "invoices": ", ".join(letter.invoices),
        "day": letter.sent_on,
    }
    if letter.sent_on is None:
        return _("Letter {id}, {kind}, {invoices}: nobody knows whether it went out", **values)
    return _("Letter {id}, {kind}, {invoices}: went out on {day}", **values)
