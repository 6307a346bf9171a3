"""A table as a terminal of some width can show it: what gives way first, and what is never cut."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reminder_cli.cli.render import Table, harmless

_GAP = 2  # between columns
_TIE = "\ue000"  # a space that Rich does not break at; no cell has one, see harmless
_INSIDE_AMOUNT = re.compile(r"(?<=\d) (?=\d{3}(?:\D|$))")
_BROKEN_FROM = 15  # letters of a word before it may be broken; one with a digit never is


def drawn(shown: Table, room: int, *, colour: bool) -> tuple[str, list[str]]:
    """The table, and the headings of the columns left out for want of room."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    kept, left_out = _fitting(shown, room)
    rich = RichTable(
        box=box.SIMPLE_HEAD,
        show_header=any(column.heading for column in shown.columns),
        show_edge=False,
        show_footer=bool(shown.totals),
        pad_edge=False,
        padding=(0, _GAP - 1, 0, 0),
    )
    for place, width in _widths(shown, kept, room).items():
        column = shown.columns[place]
        rich.add_column(
            column.heading,
            footer=Text(_tied(shown.totals[place])) if shown.totals else "",
            justify="right" if column.number else "left",
            no_wrap=not column.wraps,
            width=width,
            overflow="fold",
        )
    for row in shown.rows:
        rich.add_row(*(Text(_tied(row[place])) for place in kept))
    # Wider than the terminal if it must be: a line that runs over is read, an amount cut is not.
    console = Console(
        width=max(room, _width(shown, kept)),
        highlight=False,
        color_system="auto" if colour else None,
    )
    with console.capture() as captured:
        if shown.title:  # not the table's own, which is broken where the table ends
            console.print(Text(harmless(shown.title), style="bold"), crop=False)
        console.print(rich, crop=False)
    return captured.get().replace(_TIE, " "), left_out


def _tied(cell: str) -> str:
    """The text of a cell, in which no amount is broken in two."""
    return _INSIDE_AMOUNT.sub(_TIE, harmless(cell))


def _fitting(shown: Table, room: int) -> tuple[list[int], list[str]]:
    """The columns there is room for, by their places, and the headings of those left out."""
    kept = list(range(len(shown.columns)))
    left_out: list[str] = []
    for place in [p for p in kept if shown.columns[p].spare]:
        if _width(shown, kept) > room:
            kept.remove(place)
            left_out.append(shown.columns[place].heading)
    return kept, left_out


def _width(shown: Table, kept: Sequence[int]) -> int:
    return sum(_narrowest(shown, place) for place in kept) + _GAP * (len(kept) - 1)


def _widths(shown: Table, kept: Sequence[int], room: int) -> dict[int, int]:
    """How wide each column is: as its longest cell, or less where the widest must give way."""
    widths = {place: max(map(len, _cells(shown, place))) for place in kept}
    least = {place: _narrowest(shown, place) for place in kept}
    over = sum(widths.values()) + _GAP * (len(kept) - 1) - room
    while over > 0 and (loose := [place for place in kept if widths[place] > least[place]]):
        widths[max(loose, key=lambda place: widths[place])] -= 1
        over -= 1
    return widths


def _narrowest(shown: Table, place: int) -> int:
    """What a column needs at least: all of its longest cell, or its longest word if it wraps."""
    cells = _cells(shown, place)
    if not shown.columns[place].wraps:
        return max(map(len, cells))
    words = [word for cell in cells for word in cell.split()]
    whole = [len(word) for word in words if any(map(str.isdigit, word))]
    other = [min(len(word), _BROKEN_FROM) for word in words]
    return max([*whole, *other], default=0)


def _cells(shown: Table, place: int) -> list[str]:
    rows = [row[place] for row in shown.rows]
    return [shown.columns[place].heading, *map(_tied, [*rows, *shown.totals[place : place + 1]])]
