"""The shapes of a letter ready to be set: plain texts only, which become JSON for the PDF.

Amounts are already text with no-break spaces (U+00A0), dates are ISO. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from reminder_cli.adapters.letters.wording import Paragraph

Pair = tuple[str, str]


class Code(Struct, frozen=True, kw_only=True):
    """A QR code: what it holds, what stands under it, and what is read aloud for it."""

    text: str
    caption: str
    alt: str


class PaymentBox(Struct, frozen=True, kw_only=True):
    """How to pay one amount: rows of label and value, the amount, and codes."""

    title: str
    rows: tuple[Pair, ...]
    amount: Pair
    codes: tuple[Code, ...]


class InterestTable(Struct, frozen=True, kw_only=True):
    """From, through, days, base, rate and amount of each period (inkassolagen 5 § 4)."""

    rows: tuple[tuple[str, str, str, str, str, str], ...]
    note: str


class ClaimShown(Struct, frozen=True, kw_only=True):
    """One invoice: what it is, its lines of (label, law, amount), their sum, the interest."""

    title: str
    about: tuple[Pair, ...]
    rows: tuple[tuple[str, str, str], ...]
    total: str
    left: str
    interest: InterestTable | None


class SlipTable(Struct, frozen=True, kw_only=True):
    """Instalments: number, day and amount, and their total."""

    title: str
    rows: tuple[tuple[str, str, str], ...]
    total: str


class Shown(Struct, frozen=True, kw_only=True):
    """A whole letter as text, in the order of the page.

    ``practice`` and ``stamp`` stand on a letter that was made to try out, and are empty on others.
    """

    language: str
    title: str
    author: str
    date: tuple[int, int, int]
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    facts: tuple[Pair, ...]
    heading: str
    practice: str
    stamp: str
    running: str
    opening: tuple[Paragraph, ...]
    overview: tuple[tuple[str, str, str, str], ...]
    claims: tuple[ClaimShown, ...]
    total: Pair
    notes: tuple[Paragraph, ...]
    slips: SlipTable | None
    closing: tuple[Paragraph, ...]
    payments: tuple[PaymentBox, ...]
    footer: tuple[tuple[str, ...], ...]
    labels: Mapping[str, str]
