"""The folders letters lie in: staged until they are recorded, archived, and put out to print.

A file is written beside its place and renamed, so that nobody meets half of one. What is in
``staging`` was never sent; what is in ``archive`` is on record in the ledger.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable
from pathlib import Path

from reminder_cli.adapters import staged_file
from reminder_cli.errors import LedgerUnwritable

PRIVATE_FOLDER = stat.S_IRWXU
PRIVATE_FILE = stat.S_IRUSR | stat.S_IWUSR
SUFFIXES = (".pdf", ".txt")


class LetterFolders:
    """The folders of one ledger's letters; made when first needed, for the owner's eyes only."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.staging = root / "staging"
        self.archive = root / "archive"
        self.print = root / "to-print"

    def stage(self, name: str, *, pdf: bytes, text: str) -> None:
        """Put a letter aside under a name that is made from case and step: a rerun writes over it."""
        _write(self.staging / f"{name}.pdf", pdf)
        _write(self.staging / f"{name}.txt", text.encode())

    def release(self, name: str) -> None:
        """Move a recorded letter from staging to the archive. Done twice, it is done once."""
        _make(self.archive)
        for suffix in SUFFIXES:
            staged = self.staging / f"{name}{suffix}"
            if staged.exists():
                staged.replace(self.archive / f"{name}{suffix}")

    def archived(self, name: str) -> Path:
        """Where the bytes of a letter lie."""
        return self.archive / f"{name}.pdf"

    def read(self, name: str, *, sha256: str) -> tuple[bytes, str] | None:
        """The PDF and text of an archived letter; None when they are gone or the PDF is another."""
        try:
            pdf = self.archived(name).read_bytes()
            text = (self.archive / f"{name}.txt").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        return (pdf, text) if hashlib.sha256(pdf).hexdigest() == sha256 else None

    def to_print(self, name: str) -> Path | None:
        """Where a letter lies to be printed; None when it was taken from there."""
        path = self.print / f"{name}.pdf"
        return path if path.is_file() else None

    def lying(self) -> list[str]:
        """The names of the letters that lie to be printed."""
        return sorted(path.stem for path in self.print.glob("*.pdf"))

    def put_out(self, name: str) -> Path:
        """Copy a letter to the folder that people print from; returns where it lies."""
        path = self.print / f"{name}.pdf"
        _write(path, self.archived(name).read_bytes())
        return path

    def take_back(self, name: str) -> None:
        """Take a letter that was not sent out of the folder to print from."""
        (self.print / f"{name}.pdf").unlink(missing_ok=True)

    def forget(self, names: Iterable[str], *, dry_run: bool) -> int:
        """Take away every file of these letters; how many there were."""
        places = [
            folder / name for name in names for folder in (self.staging, self.archive, self.print)
        ]
        files = [place.with_name(place.name + ending) for place in places for ending in SUFFIXES]
        found = [file for file in files if file.is_file()]
        if not dry_run:
            for file in found:
                file.unlink()
        return len(found)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    except OSError as error:
        raise LedgerUnwritable(str(folder)) from error


def _write(path: Path, content: bytes) -> None:
    _make(path.parent.parent)
    _make(path.parent)
    try:
        staged_file.put(path, lambda file: file.write(content))
    except OSError as error:
        raise LedgerUnwritable(str(path)) from error
