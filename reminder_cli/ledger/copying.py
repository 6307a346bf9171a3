"""A copy of a ledger to try things out in; the ledger itself is only read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from reminder_cli.ledger.ledger import Ledger, connect_to_copy


@contextmanager
def copied(ledger: Ledger) -> Iterator[Path]:
    """A temporary copy of the whole ledger, in a folder only its owner can read; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="remind-") as folder:
        path = Path(folder) / "ledger.db"
        with closing(connect_to_copy(path)) as copy:
            ledger.db.backup(copy)
        yield path
