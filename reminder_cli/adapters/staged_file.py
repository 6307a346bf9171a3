"""A file written beside its place and renamed: nobody meets half of one."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import IO

from reminder_cli.errors import LedgerUnwritable

_PRIVATE = stat.S_IRUSR | stat.S_IWUSR


def stage(path: Path, content: bytes) -> None:
    """Write the bytes beside ``path``, safely on disk, for its owner only."""
    try:
        _fill(_beside(path), lambda file: file.write(content))
    except OSError as error:
        drop(path)
        raise LedgerUnwritable(str(path)) from error


def release(path: Path) -> None:
    """Put the staged file in its place."""
    try:
        _beside(path).replace(path)
    except OSError as error:
        raise LedgerUnwritable(str(path)) from error


def drop(path: Path) -> None:
    """Take a staged file away of which nothing became."""
    _beside(path).unlink(missing_ok=True)


def write(path: Path, content: bytes) -> None:
    """Stage and release at once: for a document that can be made again."""
    stage(path, content)
    release(path)


def put(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    """Let ``fill`` write beside ``path``, and put that in its place, or leave nothing. Raises OSError."""
    beside = _beside(path)
    try:
        _fill(beside, fill)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _fill(beside: Path, fill: Callable[[IO[bytes]], object]) -> None:
    handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, _PRIVATE)
    with os.fdopen(handle, "wb") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")
