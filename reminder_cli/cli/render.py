"""All that is printed: answers on stdout, talk on stderr; Rich on a terminal, plain text elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reminder_cli.errors import RemindError
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and whether it holds numbers, which stand to the right."""

    heading: str
    number: bool = False
    wraps: bool = False


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


def _rich_table(shown: Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    rich = RichTable(
        title=shown.title or None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_footer=bool(shown.totals),
        pad_edge=False,
        padding=(0, 1),
    )
    totals = shown.totals or [""] * len(shown.columns)
    for column, total in zip(shown.columns, totals, strict=True):
        rich.add_column(
            column.heading,
            footer=Text(harmless(total)),
            justify="right" if column.number else "left",
            no_wrap=not column.wraps,
            overflow="fold" if column.wraps else "ellipsis",
        )
    for row in shown.rows:
        rich.add_row(*(Text(harmless(cell)) for cell in row))
    Console(width=shutil.get_terminal_size().columns, highlight=False).print(rich)


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
