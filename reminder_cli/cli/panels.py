"""Tables in panels, side by side where the terminal has room; as plain tables everywhere else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.cli import render
from reminder_cli.cli.render import Table

_FRAME = 4  # of a panel: a line and a space on each side
_BETWEEN = 1


class _Box(Struct, frozen=True, kw_only=True):
    """A table as it is drawn, with the name that stands in its frame."""

    name: str
    lines: str
    width: int
    height: int


def show(tables: Sequence[Table]) -> None:
    """Each table that has rows, in a panel named as its first column."""
    shown = [table for table in tables if table.rows]
    if render.for_file():
        for table in tables:
            render.table(table)
    elif render.plain():
        for table in shown:
            render.answer("")
            render.table(table)
    else:
        _draw(shown)


def _draw(tables: Sequence[Table]) -> None:
    from rich.console import Console
    from rich.panel import Panel
    from rich.table import Table as Grid
    from rich.text import Text

    room = shutil.get_terminal_size().columns
    console = Console(width=room, highlight=False)
    for row in _rows([_box(table, room) for table in tables], room):
        height = max(box.height for box in row) + 2
        grid = Grid.grid(padding=(0, _BETWEEN, 0, 0), pad_edge=False)
        grid.add_row(
            *(
                Panel(
                    Text.from_ansi(box.lines),
                    title=Text(box.name, style="bold"),
                    title_align="left",
                    width=box.width,
                    height=height,
                )
                for box in row
            )
        )
        console.print(grid)


def _box(table: Table, room: int) -> _Box:
    from rich.text import Text

    from reminder_cli.cli.rich_table import drawn

    first, *others = table.columns
    bare = replace(table, columns=[replace(first, heading=""), *others])
    text, _left_out = drawn(bare, room - _FRAME, colour=True)
    lines = Text.from_ansi(text.rstrip("\n")).split("\n")
    name = render.harmless(first.heading)
    width = max(*(line.cell_len for line in lines), len(name) + 2) + _FRAME
    return _Box(name=name, lines=text.rstrip("\n"), width=width, height=len(lines))


def _rows(boxes: Sequence[_Box], room: int) -> Iterator[list[_Box]]:
    """The panels in their order, as many beside each other as there is room for."""
    row: list[_Box] = []
    for box in boxes:
        if row and sum(b.width + _BETWEEN for b in row) + box.width > room:
            yield row
            row = []
        row.append(box)
    if row:
        yield row
