"""Kills a deed at its n-th write, as kill -9 does: nothing of the program runs after it.

A write is a statement that changes the ledger, a BEGIN or a COMMIT, and a file that is opened for
writing, renamed or removed. The deed runs in a process of its own; what it left is on the disk.
"""

from __future__ import annotations

import itertools
import os
import signal
import sqlite3
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reminder_cli.ledger import ledger as ledger_module

_WRITES = ("INSERT", "UPDATE", "DELETE", "BEGIN", "COMMIT")
_FILE_WRITES = frozenset({"os.rename", "os.remove"})


def killed(deed: Callable[[], object], *, folder: Path, at: int) -> bool:
    """Do it, and die before the write number ``at``, from 1. False when it ended before that."""
    with warnings.catch_warnings():
        # The mail server's thread stays with us; the child only speaks to its port.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _do(deed, folder, at)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "it failed before its time"
    return False


def _do(deed: Callable[[], object], folder: Path, at: int) -> None:
    writes = itertools.count(1)

    def write() -> None:
        if next(writes) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        _watch_files(folder, write)
        _watch_ledger(write)
        deed()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _watch_files(folder: Path, write: Callable[[], None]) -> None:
    inside = str(folder)

    def hook(event: str, values: tuple[Any, ...]) -> None:
        if event == "open":
            path, _mode, flags = values
            writes = bool((flags or 0) & (os.O_WRONLY | os.O_RDWR))
        elif event in _FILE_WRITES:
            path, writes = values[0], True
        else:
            return
        if writes and str(path).startswith(inside):
            write()

    sys.addaudithook(hook)


def _watch_ledger(write: Callable[[], None]) -> None:
    connect = ledger_module._connect

    def watched(path: Path, wait: float) -> sqlite3.Connection:
        db = connect(path, wait)
        db.set_trace_callback(lambda sql: write() if sql.lstrip().startswith(_WRITES) else None)
        return db

    ledger_module._connect = watched
