"""Writes a zip that is the same for the same members, for the owner's eyes only.

Names of members come from the program, never from data; no clock is read.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
_PRIVATE = stat.S_IRUSR | stat.S_IWUSR
_UNIX = 3


def write_private_zip(path: Path, members: Mapping[str, bytes]) -> None:
    """Write beside the place and rename: nobody meets half of it. Raises ``OSError``."""
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE)
    try:
        with os.fdopen(handle, "wb") as file:
            _fill(file, members)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _fill(file: object, members: Mapping[str, bytes]) -> None:
    # Stored: PDFs are compressed already, and packing differs between versions of zlib.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.create_system = _UNIX
            info.external_attr = (stat.S_IFREG | _PRIVATE) << 16
            archive.writestr(info, members[name])
