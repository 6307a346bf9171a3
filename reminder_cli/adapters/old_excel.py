"""Reads an old Excel file (BIFF, .xls) in a process of its own.

The reader trusts the sizes that such a file states: a damaged one can make it ask for more memory
than there is, which ends the process it runs in, or print its own error. So it runs in a child,
with bounded memory and time, that gives the rows as lines of JSON and is not listened to otherwise.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from reminder_cli.adapters.workbook_cells import Row, WorkbookUnread, sheets_of

_MEMORY_BYTES = 1_000_000_000
_CPU_SECONDS = 60


def old_sheets(path: Path) -> Iterator[list[Row]]:
    """The rows of one sheet after another.

    Raises :class:`~reminder_cli.adapters.workbook_cells.WorkbookUnread`, also in the middle.
    """
    for _sheet, rows in groupby(_lines(path), key=itemgetter(0)):
        yield [(line, cells) for _sheet, line, cells in rows]


def _lines(path: Path) -> Iterator[tuple[int, int, list[str]]]:
    command = [sys.executable, "-P", "-m", __name__, str(path)]
    with subprocess.Popen(  # noqa: S603 - ourselves
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None
        try:
            for text in child.stdout:
                found = json.loads(text)
                if isinstance(found, str):
                    raise WorkbookUnread(found)
                yield found
            child.wait()
        finally:
            child.kill()  # nobody may want the rest
    if child.returncode:
        raise WorkbookUnread("damaged")


def main(path: Path) -> None:
    """In the child: write every row of every sheet."""
    _bound()
    try:
        for number, sheet in enumerate(sheets_of(path)):
            for line, cells in sheet:
                print(json.dumps([number, line, cells]))  # noqa: T201 - to the parent
    except WorkbookUnread as error:
        print(json.dumps(error.why))  # noqa: T201


def _bound() -> None:
    """Take no more memory and time than any list needs, where the system can see to it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
