"""How large a file may be, and a look at it before anything else opens it.

The limits stand between a user and a computer without memory; a list of a small firm is far
below each of them.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import _

# A million invoices as CSV are about 150 MB.
MAX_FILE_BYTES = 200_000_000
# Unpacked. 400,000 rows of a dozen columns are about 250 MB of XML.
MAX_UNPACKED_BYTES = 300_000_000
MAX_MEMBERS = 1000  # parts of a workbook, or files of an export

_CHUNK = 1 << 20
_OVERLAP = 256
# The reader of workbooks takes memory for the whole rectangle up to the outermost cell with
# something in it, and dies when there is none left. So a cell beyond column BZ or row 399,999
# (where no list has any) is refused before. Empty cells with a colour are harmless.
_FAR_CELL = re.compile(
    rb"""\br=["'](?:(?:[A-Za-z]{3}|[C-Zc-z][A-Za-z])\d{1,7}|[A-Za-z]{1,2}(?:\d{7,}|[4-9]\d{5}))["'](?:[^>/]|/(?!>))*>"""
    rb"""|<(?:\w+:)?row\b[^>]{0,200}?\br=["'](?:\d{7,}|[4-9]\d{5})["'](?:[^>/]|/(?!>))*>"""
)
# The same in an OpenDocument sheet: something repeated sideways, or far beyond empty cells.
_FAR_REPEAT = re.compile(
    rb"number-columns-repeated=\"\d{3,}\"[^>]*value-type"
    rb"|value-type[^>]*number-columns-repeated=\"\d{3,}\""
    rb"|number-columns-repeated=\"\d{3,}\"[^>]*/>\s*<table:table-cell[^>]*value-type"
)


def check_size(path: Path) -> None:
    """Refuse an empty file and one that is too large to be a list of invoices."""
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(
            path.name, _("the file is empty."), fix=_("Export it again and try once more.")
        )
    if size > MAX_FILE_BYTES:
        raise UnreadableFile(
            path.name,
            _("the file is larger than {limit} MB.", limit=MAX_FILE_BYTES // 1_000_000),
            fix=_("Export fewer invoices at a time, such as those that are open."),
        )


def damaged(name: str) -> UnreadableFile:
    """The error for a file whose beginning is right and the rest is not."""
    return UnreadableFile(
        name,
        _("the file is damaged or incomplete."),
        fix=_("Export or download it again, or save it as CSV."),
    )


def check_zip(name: str, path: Path) -> list[str]:
    """The names in a zip file, after unpacking every part once to see that it is bounded.

    The sizes a zip file states may be lies, so that they are only the first question.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or _stated(members) > MAX_UNPACKED_BYTES:
                raise _too_much(name)
            left = MAX_UNPACKED_BYTES
            for member in members:
                left -= _unpacked_size(name, archive, member, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise damaged(name) from error
    except (OSError, ValueError, IndexError) as error:  # an offset outside the file, odd times
        raise damaged(name) from error
    return [member.filename for member in members]


def _stated(members: list[zipfile.ZipInfo]) -> int:
    return sum(member.file_size for member in members)


def _unpacked_size(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    size, tail = 0, b""
    for piece in _pieces(archive, member, left):
        size += len(piece)
        if size > left:
            raise _too_much(name)
        seen = tail + piece
        if member.filename.startswith("xl/worksheets/") and _FAR_CELL.search(seen):
            raise _too_wide(name)
        if member.filename == "content.xml" and _FAR_REPEAT.search(seen):
            raise _too_wide(name)
        tail = seen[-_OVERLAP:]
    return size


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> Iterator[bytes]:
    member.file_size = left + _CHUNK  # else reading stops at the stated size without a word
    with archive.open(member) as part:
        while piece := part.read(_CHUNK):
            yield piece


def _too_much(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        _(
            "the file unpacks to more than {limit} MB.",
            limit=MAX_UNPACKED_BYTES // 1_000_000,
        ),
        fix=_("Save the sheet with the invoices as CSV and give that file."),
    )


def _too_wide(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        _("the sheet has cells beyond column BZ or row 400,000."),
        fix=_("Save only the rows and columns of the invoices, or save the sheet as CSV."),
    )
