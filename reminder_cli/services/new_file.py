"""Files that are written for the user go where nothing lies."""

from __future__ import annotations

from pathlib import Path

from reminder_cli.errors import AGAIN, Again, Refused
from reminder_cli.i18n import _


def must_be_new(path: Path) -> None:
    """Raises :class:`Refused` where something lies in that place, even a link to nothing."""
    if path.exists() or path.is_symlink():
        raise Refused(
            _("{path} exists already. Nothing was written.", path=path),
            fix=_("It may hold your notes. Name another file, or move it away."),
            again=Again(instead={path.name: "FILE"}),
        )


def must_have_folder(path: Path) -> None:
    """Raises :class:`Refused` where the folder that a file shall go to is not there."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise Refused(
            _("There is no folder {folder}. Nothing was written.", folder=folder),
            fix=_("Make it first, or name another file."),
            again=AGAIN,
        )
