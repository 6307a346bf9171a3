"""Opens Excel and OpenDocument workbooks (xlsx, xls, ods) for all who read lists.

What is too large or hides something is refused before it is opened; an old Excel file is opened in
a process of its own. It knows no columns.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reminder_cli.adapters.file_limits import check_zip, damaged
from reminder_cli.adapters.old_excel import old_sheets
from reminder_cli.adapters.workbook_cells import Row, WorkbookUnread, sheets_of
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import _

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK, _OVERLAP = 1 << 20, 512
_UNCOUNTED = re.compile(
    rb"<c\b([^<>]*)><f\b(?:[^<>]*/>|[^<>]*>[^<>]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_WORKBOOK_PARTS = frozenset({"xl/workbook.xml", "content.xml"})


def is_workbook(head: bytes) -> bool:
    """Whether these bytes open a zip file, as xlsx and ods are, or an old Excel file."""
    return head.startswith((ZIP_MAGIC, OLE_MAGIC))


def read_sheets(name: str, path: Path) -> Iterator[Iterator[Row]]:
    """The rows of one sheet after another, the name as a refusal says it.

    Raises :class:`~reminder_cli.errors.UnreadableFile`, also in the middle.
    """
    with _refusals(name):
        with path.open("rb") as file:
            is_zip = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
        if is_zip and not _WORKBOOK_PARTS & set(check_zip(name, path)):
            raise UnreadableFile(
                name,
                _("this zip file is not an Excel or OpenDocument workbook."),
                fix=_("Unpack it and give the file with the invoices, saved as xlsx or CSV."),
            )
        yield from sheets_of(path) if is_zip else map(iter, old_sheets(path))


def has_unread_formulas(path: Path) -> bool:
    """Whether an xlsx that has been let in has formulas without values: no program counted them yet.

    Their cells look empty. A formula that gave an empty text says so.
    """
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_has_uncounted(archive, name) for name in parts)


def _has_uncounted(archive: zipfile.ZipFile, name: str) -> bool:
    tail = b""
    with archive.open(name) as part:
        while piece := part.read(_CHUNK):
            if any(b't="str"' not in found[1] for found in _UNCOUNTED.finditer(tail + piece)):
                return True
            tail = piece[-_OVERLAP:]
    return False


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    try:
        yield
    except WorkbookUnread as error:
        if error.why == "damaged":
            raise damaged(name) from error
        raise UnreadableFile(
            name,
            _("the workbook is protected with a password."),
            fix=_("Save it without a password and give that file."),
        ) from error
