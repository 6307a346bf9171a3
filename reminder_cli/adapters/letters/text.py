"""A letter as plain text, 72 columns wide: for e-mail and for previews.

What others have written never shares a line with an amount, so that no script that runs from
right to left can change how the amount reads.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reminder_cli.adapters.letters.shown import (
    ClaimShown,
    InterestTable,
    Pair,
    PaymentBox,
    Shown,
    SlipTable,
)
from reminder_cli.adapters.letters.values import letter_values
from reminder_cli.adapters.letters.wording import Paragraph
from reminder_cli.domain.letter import LetterData

WIDTH = 72


def render_text(letter: LetterData, overrides: Path | None = None) -> str:
    """The letter as text. Lines end in a newline; amounts have no-break spaces."""
    return text_of(letter_values(letter, overrides))


def text_of(shown: Shown) -> str:
    """The text of a letter whose values are made already."""
    return "\n".join(line.rstrip() for line in _lines(shown)).strip("\n") + "\n"


def _lines(shown: Shown) -> Iterator[str]:
    if shown.practice:
        yield from ("*" * WIDTH, *_wrapped(shown.practice), "*" * WIDTH, "")
    for line in (*shown.sender, "", *shown.recipient, ""):
        yield from _wrapped(line)
    yield from _pairs(shown.facts)
    yield from ("", shown.heading.upper(), "=" * len(shown.heading))
    yield from _paragraphs(shown.opening)
    yield from _overview(shown)
    for claim in shown.claims:
        yield from _claim(claim, shown)
    yield from _paragraphs(shown.notes)
    if shown.slips:
        yield from _slips(shown.slips, shown.labels)
    yield from _paragraphs(shown.closing)
    for box in shown.payments:
        yield from _payment(box)
    yield from ("", "-" * WIDTH)
    for column in shown.footer:
        for line in column:
            yield from _wrapped(line)


def _wrapped(text: str, indent: str = "") -> list[str]:
    # Only the spaces between words may break: an invoice number with a hyphen stays whole.
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
    ) or [""]


def _spread(label: str, amount: str) -> str:
    return label + amount.rjust(WIDTH - len(label))


def _paragraphs(paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield ""
        if paragraph.title:
            yield paragraph.title
        yield from _wrapped(paragraph.text)


def _pairs(pairs: Sequence[Pair]) -> Iterator[str]:
    widest = max(len(label) for label, _ in pairs) + 2
    for label, value in pairs:
        yield from textwrap.wrap(
            value,
            WIDTH,
            initial_indent=f"{label}:".ljust(widest),
            subsequent_indent=" " * widest,
            break_on_hyphens=False,
        )


def _overview(shown: Shown) -> Iterator[str]:
    if not shown.overview:
        return
    labels = shown.labels
    yield from ("", labels["all_claims"], "-" * WIDTH)
    for invoice, due_on, ocr, amount in shown.overview:
        yield from _wrapped(f"{labels['invoice_number']} {invoice}")
        reference = f", {labels['reference']} {ocr}" if ocr else ""
        yield _spread(f"  {labels['due_date']} {due_on}{reference}", amount)
    yield from ("=" * WIDTH, _spread(*shown.total), "=" * WIDTH)


def _claim(claim: ClaimShown, shown: Shown) -> Iterator[str]:
    yield ""
    yield from _wrapped(claim.title)
    yield from _pairs(claim.about)
    yield from ("", _spread(shown.labels["item"], shown.labels["amount"]), "-" * WIDTH)
    for label, law, amount in claim.rows:
        yield from _row(label, law, amount)
    if shown.overview:
        yield from ("-" * WIDTH, _spread(shown.labels["claim_total"], claim.total))
    else:
        yield from ("=" * WIDTH, _spread(*shown.total), "=" * WIDTH)
    if claim.left:
        yield from _wrapped(claim.left)
    if claim.interest:
        yield from _interest(claim.interest, shown.labels)


def _interest(table: InterestTable, labels: Mapping[str, str]) -> Iterator[str]:
    names = ("from", "through", "days", "base", "rate_short", "interest_amount")
    yield from ("", labels["interest_table"])
    yield _interest_row([labels[name] for name in names])
    yield "-" * WIDTH
    yield from (_interest_row(row) for row in table.rows)
    yield from _wrapped(table.note)


def _row(label: str, law: str, amount: str) -> Iterator[str]:
    if not law:
        yield _spread(label, amount)
    elif len(label) + len(law) + len(amount) + 6 <= WIDTH:
        yield _spread(f"{label} ({law})", amount)
    else:
        yield _spread(label, amount)
        yield from _wrapped(f"({law})", "  ")


def _interest_row(row: Sequence[str]) -> str:
    first, last, days, base, rate, amount = row
    return f"{first:<13}{last:<12}{days:>6}{base:>15}{rate:>12}{amount:>14}"


def _slips(table: SlipTable, labels: Mapping[str, str]) -> Iterator[str]:
    yield from ("", table.title)
    yield _slip_row(labels["slip_number"], labels["pay_by"], labels["amount"])
    yield "-" * WIDTH
    yield from (_slip_row(*row) for row in table.rows)
    yield from ("-" * WIDTH, _spread(labels["claim_total"], table.total))


def _slip_row(number: str, due_on: str, amount: str) -> str:
    return f"{number:>3}   {due_on:<16}{amount:>50}"


def _payment(box: PaymentBox) -> Iterator[str]:
    yield from ("", box.title.upper(), "-" * WIDTH)
    yield from _pairs((*box.rows, box.amount))
