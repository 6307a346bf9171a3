"""All that is printed: answers on stdout, talk on stderr; Rich on a terminal, plain text elsewhere."""

from __future__ import annotations

import io
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TextIO

from msgspec import Struct, field
from msgspec.structs import replace

from reminder_cli.errors import RemindError
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from rich.progress import Progress

    from reminder_cli.cli.context import Session


class Column(Struct, frozen=True):
    """A column: its heading, and whether it holds numbers, which stand to the right.

    On a narrow terminal one that ``wraps`` gets narrower, and one that is ``spare`` is left out;
    what stands in the others is never cut. ``only`` "screen" keeps a column out of ``--csv``, and
    "file" is for what a terminal has no room for. ``in_file`` is its heading there, where the
    screen needs none.
    """

    heading: str
    number: bool = False
    wraps: bool = False
    spare: bool = False
    only: str = ""
    in_file: str = ""


class Table(Struct):
    """A table as data. ``totals`` is a last row set apart; ``empty`` is said when there is no row."""

    title: str
    columns: Sequence[Column]
    rows: list[Sequence[str]] = field(default_factory=list)
    totals: Sequence[str] = ()
    empty: str = ""


def day(value: date | None) -> str:
    """A day as a cell."""
    return value.isoformat() if value else ""


# Where tables go when the answer is to be CSV; None when they are shown.
_for_file: ContextVar[list[Table] | None] = ContextVar("for_file", default=None)

# How wide a text is that is asked for as text; None when the answer is printed.
_text_width: ContextVar[int | None] = ContextVar("width", default=None)


# Whether the answer has said that it was a dry run.
_said_tried: ContextVar[bool] = ContextVar("said_tried", default=False)


# What a command that is shown must say of the ledger it is for, such as "--company bygg".
_which_ledger: ContextVar[str] = ContextVar("which_ledger", default="")


def point_at(option: str) -> None:
    """From now on the commands that are shown say this of their ledger; empty: nothing."""
    _which_ledger.set(option)


def _pointed(text: str) -> str:
    option = _which_ledger.get()
    if not option:
        return text
    from reminder_cli.cli.which_ledger import for_ledger

    return for_ledger(text, option)


def plain() -> bool:
    """Whether to print plain text: through a pipe, or where colour is not wanted."""
    if _text_width.get() is not None:
        return False
    return bool(os.environ.get("NO_COLOR")) or not sys.stdout.isatty()


def for_file() -> bool:
    """Whether the tables go to a file and not to people."""
    return _for_file.get() is not None


def answer(text: str, *, indent: int = 0) -> None:
    """The answer, on stdout; beside the tables of a CSV it is talk.

    ``indent`` is where its lines after the first begin, where it takes more than one.
    """
    _print(text, sys.stdout if _for_file.get() is None else sys.stderr, indent)


def only_tried() -> None:
    """What ends the answer of every dry run."""
    answer(_("Nothing was changed: this was a dry run."))
    _said_tried.set(True)


def _print(text: str, file: TextIO, indent: int = 0) -> None:
    """On a terminal lines end between words: a command that is cut in a word is hard to copy."""
    text = _pointed(harmless(text))
    if file.isatty() and not os.environ.get("NO_COLOR"):
        width = shutil.get_terminal_size().columns
        text = "\n".join(_wrapped(line, width, indent) for line in text.split("\n"))
    print(text, file=file)


def _wrapped(line: str, width: int, hanging: int = 0) -> str:
    if len(line) <= width:
        return line
    import re
    import textwrap

    indent = " " * (len(line) - len(line.lstrip(" ")))
    # The space within an amount is no place to end a line at.
    tied = re.sub(r"(?<=\d) (?=\d{3}(?:\D|$))", "\xa0", line.strip(" "))
    lines = textwrap.wrap(
        tied,
        width,
        initial_indent=indent,
        subsequent_indent=indent + " " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace("\xa0", " ")


def talk(text: str) -> None:
    """What is said beside the answer, on stderr."""
    _print(text, sys.stderr)


def harmless(text: str) -> str:
    """Without control characters, which a name in a file could use to take over a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"}
    )


def table(shown: Table) -> None:
    """A table: ruled on a terminal, aligned and uncut elsewhere; without rows it is not shown."""
    file = _for_file.get()
    if file is not None:
        file.append(shown)
    elif not shown.rows:
        if shown.empty:
            answer(shown.empty)
    elif plain():
        _plain_table(_on_screen(shown))
    else:
        _rich_table(_on_screen(shown))


def file_table(shown: Table) -> None:
    """A table for ``--csv`` alone, of what is told in sentences to people."""
    file = _for_file.get()
    if file is not None:
        file.append(shown)


def screen_table(shown: Table) -> None:
    """A table for people alone: a file has more of it."""
    if _for_file.get() is None:
        table(shown)


def _on_screen(shown: Table) -> Table:
    """Without the columns that are for a file."""
    kept = [place for place, column in enumerate(shown.columns) if column.only != "file"]
    return replace(
        shown,
        columns=[shown.columns[place] for place in kept],
        rows=[[_pointed(row[place]) for place in kept] for row in shown.rows],
        totals=[shown.totals[place] for place in kept] if shown.totals else (),
    )


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


def _rich_table(shown: Table) -> None:
    from reminder_cli.cli.rich_table import drawn

    width = _text_width.get()
    room = width or shutil.get_terminal_size().columns
    text, left_out = drawn(shown, room, colour=width is None)
    if shown.title:
        print()
    print(text, end="")
    if left_out:
        talk(_("Left out for want of room: {columns}.", columns=", ".join(left_out)))


def failure(error: RemindError, session: Session) -> None:
    """An error: as JSON where the answer is for a script, else as a sentence with its remedy."""
    if session.json:
        from reminder_cli.cli.again import fix_of

        problem = {"code": error.code, "message": error.message, "fix": fix_of(error)}
        _print_json(session.command, None, [problem])
    else:
        _error(error)


def error(problem: RemindError) -> None:
    """An error met before there is a session."""
    _error(problem)


def _error(problem: RemindError) -> None:
    from reminder_cli.cli.again import fix_of

    talk(_("Error: {message}", message=problem.message))
    if fix := fix_of(problem):
        talk(fix)


def report(session: Session, data: Callable[[], Any], people: Callable[[], None]) -> None:
    """The answer of a command: JSON for a script, CSV for a spreadsheet, else for people."""
    if session.json:
        _print_json(session.command, data(), [])
    elif session.csv:
        _print_csv(people)
    else:
        _said_tried.set(False)
        people()
        if session.dry_run and not _said_tried.get():
            only_tried()


def as_text(people: Callable[[], None], *, width: int) -> str:
    """What would be printed for people, as text so many characters wide, without colour."""
    mark, out = _text_width.set(width), io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(io.StringIO()):
            people()
    finally:
        _text_width.reset(mark)
    return out.getvalue()


def _print_csv(people: Callable[[], None]) -> None:
    """The tables that people would see; what is said around them goes to stderr."""
    from reminder_cli.cli.csv_output import written

    tables: list[Table] = []
    mark = _for_file.set(tables)
    try:
        people()
    finally:
        _for_file.reset(mark)
    sys.stdout.flush()
    sys.stdout.buffer.write(written(tables))  # as bytes: the same in every locale
    sys.stdout.buffer.flush()


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


@contextmanager
def steps(label: str, *, over: int) -> Iterator[Callable[[int, int], None] | None]:
    """A bar that is told how many of how many are done; it shows where there are more than ``over``."""
    with bar() as shown:
        if shown is None:
            yield None
            return
        task = shown.add_task(label, visible=False)

        def step(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total, visible=total > over)

        yield step
