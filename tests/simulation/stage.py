"""What a run is played on: a folder in memory, and letters that are not set into pages."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

import typst

from reminder_cli.adapters import holidays_se
from reminder_cli.adapters import rates as carried
from reminder_cli.adapters.letters import pdf, qr


class _Engine:
    """In place of the typesetter, which takes most of the time: the values, unset."""

    def __init__(self, *_args: object, **_options: object) -> None:
        pass

    def compile(self, *, sys_inputs: dict[str, str], **_options: object) -> bytes:
        return sys_inputs["letter"].encode()


@contextmanager
def unset_letters() -> Iterator[None]:
    """Letters are built and checked, but not set into pages, and bear no QR code."""
    pdf._compiler.cache_clear()
    with patch.object(typst, "Compiler", _Engine), patch.object(qr, "svg", lambda *_: "<svg/>"):
        yield
    pdf._compiler.cache_clear()


@contextmanager
def read_once() -> Iterator[None]:
    """The closed days and the rates are the same in every command of a run."""
    days, rates = cache(holidays_se.swedish_calendar), cache(carried.carried_rates)
    with (
        patch.object(holidays_se, "swedish_calendar", days),
        patch.object(carried, "carried_rates", rates),
    ):
        yield


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder on a disk of memory where there is one: a run waits for the disk most of its time."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)
