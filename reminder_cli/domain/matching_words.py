"""Finds in what a payer wrote the numbers that may name an invoice. Knows no invoice itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from reminder_cli.domain.invoice import plain_number
from reminder_cli.domain.matching_names import word_set
from reminder_cli.domain.payment import PaymentDraft


class Strength(IntEnum):
    """How plainly a number was meant as the number of an invoice."""

    DOUBTFUL = 0  # may as well be a date, a year or the amount
    BARE = 1  # a number alone, four digits or more
    NAMED = 2  # after a word such as faktura
    STRUCTURED = 3  # in a field of its own for references


class Mention(NamedTuple):
    """A number that was written: as :func:`plain_number` leaves it, and how plainly meant."""

    number: str
    strength: Strength


_TOKEN = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*|[:.,;=#|]|\S")
_INVOICE_WORDS = word_set(
    "faktura fakturor fakturan fakturanr fakturanummer fakturano fakt faktnr fak fnr fakturorna "
    "inv invoice invoices ocr ocrnr"
)
_OTHER_WORDS = word_set(
    "kund kundnr kundnummer knr customer kundid medlem medlemsnr medlemsnummer order ordernr "
    "ordernummer offert tel telefon mobil orgnr personnr pnr konto kontonr bg pg bankgiro plusgiro "
    "sek kr belopp summa totalt moms intern lgh lägenhet"
)
# They stand between the word and its number without breaking the tie.
_FILLERS = word_set("nr no nummer number num ref referens och and & + : . = # ,")
_DATE = re.compile(
    r"\b(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])\b"
    r"|\b(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.](?:19|20)?\d\d\b"
)
# With öre, in groups of three, or with kronor after it: an amount; with "st", a quantity.
_MONEY = re.compile(
    r"(?:(?<![\w.,])\d{1,3}(?:[ \u00a0]\d{3})*[.,]\d{2}|\b\d+[.,]\d{2})\b(?![.,\d])"
    r"(?:\s*(?:kr|sek|kronor)\b)?"
    r"|\b\d+\s*(?:kr|sek|kronor|st)\b",
    re.IGNORECASE,
)
_PREFIXED = re.compile(
    r"(?:f|fakt|faktnr|faktura|fakturanr|inv|ocr)(?P<number>\d{3,})", re.IGNORECASE
)
_CUSTOMER = re.compile(r"(?:k|kund|kundnr|knr)\d+", re.IGNORECASE)
_COMPACT_DATE = re.compile(r"(?:(?:19|20)\d\d|\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_YEAR = re.compile(r"(?:19|20)\d\d")


def mentions(payment: PaymentDraft) -> tuple[Mention, ...]:
    """Every number the payer may have meant, each once, as plainly as it was meant anywhere."""
    found: dict[str, Strength] = {}
    for reference in payment.references:
        number = plain_number(reference)
        if number:
            found[number] = Strength.STRUCTURED
    for text in payment.texts:
        for number, strength in in_text(text, payment.amount_ore):
            if text.strip().isdigit() and strength is Strength.BARE:
                # Nothing but the number: that is what the field was used for.
                strength = Strength.NAMED  # noqa: PLW2901
            found[number] = max(found.get(number, strength), strength)
    return tuple(Mention(number, strength) for number, strength in found.items())


def in_text(text: str, amount_ore: int) -> Iterator[Mention]:
    """The numbers in one text. ``amount_ore`` is the payment's, which people like to repeat.

    >>> [(m.number, m.strength.name) for m in in_text("faktura 146048 kund nr 88", 10000)]
    [('146048', 'NAMED')]
    >>> [(m.number, m.strength.name) for m in in_text("K10093 f145928", 10000)]
    [('145928', 'NAMED'), ('f145928', 'BARE')]
    """
    text = _MONEY.sub(" ; ", _DATE.sub(" ; ", text))
    tokens = [token.casefold() for token in _TOKEN.findall(text)]
    named: bool | None = None  # after a word for invoices, for something else, or neither
    for token in tokens:
        if token in _FILLERS:
            continue
        if not any(char.isdigit() for char in token):
            named = _meaning(token)
        elif named is False:
            named = None  # "kund 88 104216": the second number is not a customer's
        else:
            yield from _mentioned(token, named=bool(named), amount_ore=amount_ore)


def _meaning(word: str) -> bool | None:
    if word in _INVOICE_WORDS:
        return True
    return False if word in _OTHER_WORDS else None


def _mentioned(token: str, *, named: bool, amount_ore: int) -> Iterator[Mention]:
    """One token as a number, and its parts if it can be several numbers or one with a letter."""
    prefixed = _PREFIXED.fullmatch(token)
    if prefixed is not None:
        yield Mention(prefixed["number"].lstrip("0"), Strength.NAMED)
    # Only a stroke divides numbers; a hyphen stands within a giro or a personnummer.
    parts = token.split("/")
    several = len(parts) > 1 and all(part.isdigit() and len(part) >= 4 for part in parts)
    for written in (token, *parts) if several else (token,):
        strength = _strength(written, named=named, amount_ore=amount_ore)
        number = plain_number(written)
        if strength is not None and number:
            yield Mention(number, strength)


def _strength(token: str, *, named: bool, amount_ore: int) -> Strength | None:
    if named:
        return Strength.NAMED
    number = plain_number(token)
    if _CUSTOMER.fullmatch(token) or len(number) < 4:
        return None
    doubtful = number.isdigit() and (
        _COMPACT_DATE.fullmatch(token) or _YEAR.fullmatch(token) or _is_amount(number, amount_ore)
    )
    return Strength.DOUBTFUL if doubtful else Strength.BARE


def _is_amount(number: str, amount_ore: int) -> bool:
    return int(number) in {amount_ore, amount_ore // 100}
