"""The file of a workbook: a zip without the clock in it, and what is cleared away afterwards."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can state


def _undated(name: str) -> ZipInfo:
    part = ZipInfo(name, _DATE)
    part.compress_type = ZIP_DEFLATED
    part.external_attr = 0o600 << 16
    part.create_system = 3  # or it would tell on which system it was made
    return part


class UndatedZip(ZipFile):
    """As ``ZipFile``, for one who writes; the parts are compressed and undated."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Add a part."""
        super().writestr(_undated(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Add a part from a file, piece by piece."""
        with open(filename, "rb") as source, self.open(_undated(str(arcname)), "w") as part:  # noqa: PTH123 the name may be a path or a handle
            shutil.copyfileobj(source, part)


def abandon(workbook: Any) -> None:
    """Clear away what the sheets of a workbook that was not saved have written so far."""
    for worksheet in workbook.worksheets:
        if not worksheet.closed:
            worksheet.close()
            Path(worksheet._writer.out).unlink(missing_ok=True)
