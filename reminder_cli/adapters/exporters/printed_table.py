"""A table ready to be put on a page or a sheet: its words are chosen, its amounts still öre."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

Cell = int | str  # an amount in öre, or a text


class PrintedTable(Struct, frozen=True, kw_only=True):
    """A title, headings, rows, and a last row of sums; an ``int`` is an amount in öre."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] = ()

    @property
    def numbers(self) -> list[bool]:
        """Which columns hold amounts."""
        example = self.rows[0] if self.rows else self.totals
        return [isinstance(cell, int) for cell in example] or [False] * len(self.heads)


class PrintedDocument(Struct, frozen=True, kw_only=True):
    """A document of tables: heading, who made it, a sentence that sums it up, and the tables."""

    title: str
    author: str
    facts: Sequence[tuple[str, str]]
    summary: str
    tables: Sequence[PrintedTable]
    footer: str
