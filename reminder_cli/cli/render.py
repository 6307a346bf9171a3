"""All that is printed: answers on stdout, talk on stderr; Rich on a terminal, plain text elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reminder_cli.errors import RemindError
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from rich.progress import Progress

    from reminder_cli.cli.context import Session


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and whether it holds numbers, which stand to the right.

    On a narrow terminal one that ``wraps`` gets narrower, and one that is ``spare`` is left out;
    what stands in the others is never cut.
    """

    heading: str
    number: bool = False
    wraps: bool = False
    spare: bool = False


@dataclass(slots=True)
class Table:
    """A table as data. ``totals`` is a last row set apart."""

    title: str
    columns: Sequence[Column]
    rows: list[Sequence[str]] = field(default_factory=list)
    totals: Sequence[str] = ()


def plain() -> bool:
    """Whether to print plain text: through a pipe, or where colour is not wanted."""
    return bool(os.environ.get("NO_COLOR")) or not sys.stdout.isatty()


def answer(text: str) -> None:
    """The answer, on stdout."""
    print(harmless(text))


def only_tried() -> None:
    """What ends the answer of every dry run that has no better word for it."""
    answer(_("Nothing was changed: this was a dry run."))


def talk(text: str) -> None:
    """What is said beside the answer, on stderr."""
    print(harmless(text), file=sys.stderr)


def harmless(text: str) -> str:
    """Without control characters, which a name in a file could use to take over a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"}
    )


def table(shown: Table) -> None:
    """A table: ruled on a terminal, aligned and uncut elsewhere."""
    if plain():
        _plain_table(shown)
    else:
        _rich_table(shown)


def _plain_table(shown: Table) -> None:
    if shown.title:
        answer(shown.title)
    heads = [column.heading for column in shown.columns]
    rows = [[harmless(cell) for cell in row] for row in (heads, *shown.rows)]
    if shown.totals:
        rows.append([harmless(cell) for cell in shown.totals])
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    for row in rows:
        cells = (
            cell.rjust(width) if column.number else cell.ljust(width)
            for cell, width, column in zip(row, widths, shown.columns, strict=True)
        )
        answer("  ".join(cells).rstrip())


_GAP = 2  # between columns
_TIE = "\ue000"  # a space that Rich does not break at; no cell has one, see harmless
_INSIDE_AMOUNT = re.compile(r"(?<=\d) (?=\d{3}(?:\D|$))")
_BROKEN_FROM = 14  # letters of a word before it may be broken; one with a digit never is


def _rich_table(shown: Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    room = shutil.get_terminal_size().columns
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
    console = Console(width=max(room, _width(shown, kept)), highlight=False)
    with console.capture() as drawn:
        if shown.title:  # not the table's own, which is broken where the table ends
            console.print()
            console.print(Text(harmless(shown.title), style="bold"))
        console.print(rich, crop=False)
    print(drawn.get().replace(_TIE, " "), end="")
    if left_out:
        talk(_("Left out for want of room: {columns}.", columns=", ".join(left_out)))


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


def failure(error: RemindError, session: Session) -> None:
    """An error: as JSON where the answer is for a script, else as a sentence with its remedy."""
    if session.json:
        problem = {"code": error.code, "message": error.message, "fix": error.fix}
        _print_json(session.command, None, [problem])
    else:
        _error(error)


def error(problem: RemindError) -> None:
    """An error met before there is a session."""
    _error(problem)


def _error(problem: RemindError) -> None:
    talk(_("Error: {message}", message=problem.message))
    if problem.fix:
        talk(problem.fix)


def report(session: Session, data: Callable[[], Any], people: Callable[[], None]) -> None:
    """The answer of a command: JSON for a script, else for people."""
    if session.json:
        _print_json(session.command, data(), [])
    else:
        people()


def _print_json(command: str, data: Any, errors: list[dict[str, str]]) -> None:
    import json

    envelope = {"version": 1, "command": command, "data": data, "errors": errors}
    print(json.dumps(envelope, ensure_ascii=False, indent=2))


@contextmanager
def bar(*, counts: bool = False) -> Iterator[Progress | None]:
    """How far long work has come, on stderr and only where somebody is looking at it.

    ``counts`` is for work whose end is not known: how many so far instead of a bar.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Shown
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    so_far = TextColumn("{task.description} {task.completed:,.0f}")
    columns = (SpinnerColumn(), so_far, TimeElapsedColumn()) if counts else ()
    with Shown(*columns, console=Console(stderr=True), transient=True) as shown:
        yield shown
