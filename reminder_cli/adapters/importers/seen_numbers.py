"""Which invoice numbers a list has held so far, in fifty bytes a row however long they are.

A dict with the same in it takes four times the memory, which a list of a million invoices
feels. Knows nothing of what a row says.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

_SIZES = (1 << 13, 1 << 15, 1 << 18)  # then twice as many each time; at most half are taken


class SeenRow(NamedTuple):
    """Where a number stood, and a digest of the row."""

    line: int
    digest: int


class SeenNumbers:
    """A table of hashes with the next free place taken when one is taken already.

    Two numbers of a million have the same hash once in thirty million lists; hashes differ
    between runs, so that it would not happen again.
    """

    __slots__ = ("_digests", "_keys", "_lines", "_mask", "_room")

    def __init__(self) -> None:
        self._make_room(_SIZES[0])

    def look_up(self, number: str, line: int, digest: int) -> SeenRow | None:
        """The earlier row of the number; None, and this row is remembered, when there is none."""
        key = hash(number) or 1  # 0 is a free place
        keys, mask = self._keys, self._mask
        at = key & mask
        while keys[at]:
            if keys[at] == key:
                return SeenRow(self._lines[at], self._digests[at])
            at = (at + 1) & mask
        keys[at] = key
        self._lines[at] = line
        self._digests[at] = digest
        self._room -= 1
        if not self._room:
            self._grow()
        return None

    def _make_room(self, size: int) -> None:
        self._mask = size - 1
        self._room = size // 2
        self._keys, self._lines, self._digests = (array("q", bytes(8 * size)) for _ in range(3))

    def _grow(self) -> None:
        held = zip(self._keys, self._lines, self._digests, strict=True)
        size = len(self._keys)
        self._make_room(next((larger for larger in _SIZES if larger > size), 2 * size))
        for key, line, digest in held:
            if key:
                self._put(key, line, digest)

    def _put(self, key: int, line: int, digest: int) -> None:
        at = key & self._mask
        while self._keys[at]:
            at = (at + 1) & self._mask
        self._keys[at], self._lines[at], self._digests[at] = key, line, digest
        self._room -= 1
