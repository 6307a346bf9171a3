"""The files beside a ledger that belong to it: its letters, and the firm's own texts and logo.

A name from outside is one of ours or is not taken: no path in it leads elsewhere.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from reminder_cli.adapters import staged_file

# What lies in `to-print` is a copy of what lies in the archive.
_LETTER = re.compile(r"(archive|staging)/[0-9A-Za-z][0-9A-Za-z._-]{0,200}\.(pdf|txt)")
_TEXT = re.compile(r"texts/(sv/|en/)?[0-9A-Za-z][0-9A-Za-z._-]{0,100}\.(toml|typ|svg|png)")
_LARGEST = 50_000_000  # bytes; no letter or logo comes near
_FOLDER, _FILE = stat.S_IRWXU, stat.S_IRUSR | stat.S_IWUSR


def is_letter(name: str) -> bool:
    """Whether this can be the name of a letter's file."""
    return _LETTER.fullmatch(name) is not None


def is_text(name: str) -> bool:
    """Whether this can be the name of one of the firm's own texts, or of its logo."""
    return _TEXT.fullmatch(name) is not None


def kept_files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file that belongs to a ledger, by name. Links are not followed."""
    names = sorted(
        path.relative_to(root).as_posix()
        for folder in ("archive", "staging", "texts")
        for path in (root / folder).rglob("*")
        if path.is_file() and not path.is_symlink()
    )
    for name in names:
        if is_letter(name) or is_text(name):
            content = _read(root, name)
            if content is not None:
                yield name, content


def _read(root: Path, name: str) -> bytes | None:
    """The bytes; a letter may have moved from staging to the archive a moment ago."""
    for at in (root / name, root / "archive" / Path(name).name):
        try:
            if at.stat().st_size <= _LARGEST:
                return at.read_bytes()
        except FileNotFoundError:
            continue
    return None


def put(root: Path, name: str, content: bytes) -> None:
    """Write a file whole or not at all, for its owner only."""
    path = root / name
    for folder in reversed(
        path.parents[: len(Path(name).parts)]
    ):  # the root too, not what it lies in
        folder.mkdir(mode=_FOLDER, exist_ok=True)
    staged_file.put(path, lambda file: file.write(content))
