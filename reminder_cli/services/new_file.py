"""Files that are written for the user go where nothing lies."""

from __future__ import annotations

from pathlib import Path

from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import _


def must_be_new(path: Path) -> None:
    """Raises :class:`Refused` where something lies in that place, even a link to nothing."""
    if path.exists() or path.is_symlink():
        raise Refused(
            _("{path} exists already. Nothing was written.", path=path),
            fix=_("It may hold your notes. Name another file, or move it away."),
            again=Again(instead={path.name: "FILE"}),
        )
