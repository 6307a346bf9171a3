"""Writes a copy of a file without anybody's names, numbers and amounts."""

from __future__ import annotations

import secrets
from pathlib import Path

from reminder_cli.adapters.file_limits import check_size
from reminder_cli.adapters.importers.anonymise import anonymise
from reminder_cli.errors import Again, Refused, UnreadableFile
from reminder_cli.i18n import _


def anonymise_file(source: Path, target: Path) -> int:
    """Copy ``source`` to ``target``, which must not exist; returns its size in bytes."""
    if not source.is_file():
        raise UnreadableFile(
            source.name,
            _("there is no such file."),
            fix=_("Give the path of the file."),
            again=Again(instead={source.name: "FILE"}),
        )
    if target.exists():
        raise Refused(
            _("{path} exists already.", path=target),
            fix=_("Give another name for the copy."),
            again=Again(instead={str(target): "OUT"}),
        )
    check_size(source)
    try:
        content = anonymise(source.read_bytes(), salt=secrets.token_bytes(16))
    except ValueError:
        raise UnreadableFile(
            source.name,
            _("this is not a text file, so it cannot be made anonymous."),
            fix=_("Save it as CSV first, then run the command on that."),
        ) from None
    target.write_bytes(content)
    return len(content)
