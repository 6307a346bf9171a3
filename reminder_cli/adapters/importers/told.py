"""Gathers what is to be told of many invoices into one sentence each, with a few numbers shown.

It stops nothing: what is told here was read, or left out for a reason that needs no answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from reminder_cli.i18n import Text

_SHOWN = 5

_SENTENCES = {
    "cancelled": Text("Cancelled invoices, left out ({count}): {numbers}"),
    "not issued": Text("Drafts that were never issued, left out ({count}): {numbers}"),
    "repeated": Text("Rows that stand in the file twice, read once ({count}): {numbers}"),
    "negative": Text("Negative invoices, read as credit notes ({count}): {numbers}"),
    "overpaid": Text("Invoices paid with more than their amount ({count}): {numbers}"),
    "reduction": Text(
        "What remains held Skatteverket's part, which was taken off ({count}): {numbers}"
    ),
    "ocr": Text(
        "The check digit of the OCR number is wrong for these invoices ({count}): {numbers}"
    ),
    "org_number": Text(
        "The check digit of the organisation number is wrong for these customers ({count}): {numbers}"
    ),
    "earlier": Text("Payments on invoices of earlier years ({count}): {numbers}"),
    "foreign": Text(
        "Invoices in another currency, here in kronor as they were booked ({count}): {numbers}"
    ),
    "unbalanced": Text("Vouchers that do not balance ({count}): {numbers}"),
}


class Told:
    """Remembers how many and the first few of each kind, however many there are."""

    __slots__ = ("_counts", "_first")

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, list[str]] = defaultdict(list)

    def add(self, kind: str, *numbers: str) -> None:
        """One or more invoices (or customers) of which that is to be said."""
        self._counts[kind] += len(numbers)
        room = _SHOWN - len(self._first[kind])
        self._first[kind] += numbers[:room]

    def texts(self) -> Iterator[Text]:
        """The sentences, in a fixed order."""
        for kind, sentence in _SENTENCES.items():
            count = self._counts[kind]
            if count:
                more = ", …" if count > _SHOWN else ""
                numbers = ", ".join(self._first[kind]) + more
                yield Text(sentence.msgid, {"count": count, "numbers": numbers})


def told(kind: str, numbers: Sequence[str]) -> Iterator[Text]:
    """The sentence on these, when there are any."""
    remembered = Told()
    remembered.add(kind, *numbers)
    return remembered.texts()
