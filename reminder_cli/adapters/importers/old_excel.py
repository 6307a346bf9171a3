"""Reads an old Excel file (BIFF, .xls) in a process of its own.

The reader trusts the sizes that such a file states: a damaged one can make it ask for more memory
than there is, which ends the process it runs in, or print its own error. So it runs in a child,
with bounded memory and time, that gives the rows as lines of JSON and is not listened to otherwise.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from reminder_cli.adapters.importers.base import ReadOptions
from reminder_cli.adapters.importers.limits import damaged

_MEMORY_BYTES = 1_000_000_000
_CPU_SECONDS = 60

OldRow = tuple[int, list[str]]  # line in the sheet, cells


def old_rows(path: Path, columns: Mapping[str, str]) -> Iterator[OldRow]:
    """The rows of the best sheet, one at a time; ``columns`` as the user named them.

    Raises :class:`~reminder_cli.errors.UnreadableFile`, also in the middle, when the file is damaged.
    """
    command = [sys.executable, "-P", "-m", __name__, str(path), json.dumps(dict(columns))]
    with subprocess.Popen(  # noqa: S603 - ourselves
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None
        try:
            for text in child.stdout:
                found = json.loads(text)
                if isinstance(found, str):
                    raise _refused(path, found)
                yield found[0], found[1]
        finally:
            child.kill()  # nobody may want the rest
    if child.returncode:
        raise damaged(path)


def _refused(path: Path, why: str) -> Exception:
    from reminder_cli.adapters.importers.spreadsheet import empty, protected

    return {"protected": protected, "empty": empty}[why](path)


def main(path: Path, columns: Mapping[str, str]) -> None:
    """In the child: write every row of the best sheet."""
    from reminder_cli.adapters.importers.spreadsheet import NoSheet, best_sheet, sheet_rows

    _bound()
    try:
        sheet = best_sheet(path, ReadOptions(columns=dict(columns)))
    except NoSheet as error:
        print(json.dumps(error.why))  # noqa: T201 - to the parent
        return
    for line, cells in sheet_rows(sheet):
        print(json.dumps([line, cells]))  # noqa: T201


def _bound() -> None:
    """Take no more memory and time than any list needs, where the system can see to it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
