"""One firm's ledger: opening the file, the write lock, and the append-only events.

The registers have their own modules in this package; nothing outside the package speaks SQL.
"""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli import errors
from reminder_cli.ledger.open_claims import derive_open_claims
from reminder_cli.ledger.schema_version import APPLICATION_ID, MIGRATION_SET, MIGRATIONS

if TYPE_CHECKING:
    from reminder_cli.domain.events import Event

WAIT_SECONDS = 10.0  # how long a writer waits for another before it says that the ledger is busy


class CaseRow(Struct, frozen=True):
    """One row of the derived table; see :mod:`reminder_cli.ledger.case_state`."""

    case_no: int
    stage: str
    outcome: str | None
    disputed: bool
    hold_until: date | None
    opened_on: date
    sent_on: date | None
    closed_on: date | None
    look_on: date | None


_ALWAYS = "9999-12-31"


def _last_day(day: date | None) -> str:
    return day.isoformat() if day else _ALWAYS


# The state of every case of one invoice, always from all its events.
Project = Callable[[int, "Sequence[Event]"], "Iterable[CaseRow]"]


class Ledger:
    """A connection to one ledger file. ``project`` derives the rows of ``case_state``."""

    def __init__(self, path: Path, *, project: Project, wait: float = WAIT_SECONDS) -> None:
        self.path = path
        self._project = project
        self._pending: set[int] = set()
        self._locks = 0
        self._locked = False
        if not path.is_file():
            raise errors.NoLedger(str(path))
        self.db = _connect(path, wait)
        try:
            _check(self.db, path)
        except BaseException as error:
            self.db.close()
            if isinstance(error, sqlite3.DatabaseError):
                # Whatever else keeps a file from being opened, it is not a ledger of ours as it is.
                raise known_error(error, path) or errors.LedgerDamaged(str(path)) from error
            raise

    @staticmethod
    def create(path: Path) -> None:
        """Make an empty ledger that only its owner can read. Never writes over one."""
        if path.exists():
            raise errors.LedgerExists(str(path))
        try:
            make_private_folder(path.parent)
            make_private_file(path, os.O_EXCL)
        except OSError as error:
            raise errors.LedgerUnwritable(str(path)) from error
        db = sqlite3.connect(path)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA journal_mode = WAL")
        db.close()
        _migrate(path)

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock for the whole of a read-decide-append.

        A deferred transaction would fail at its first write when another had written since
        its first read, however long it waits; an immediate one waits its turn.
        """
        try:
            self.db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise _translated(error, self.path) from error
        self._locks, self._locked = self._locks + 1, True
        try:
            yield
            self._derive()
            self.db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            self._roll_back()
            raise _translated(error, self.path) from error
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._locked = False

    @property
    def moment(self) -> tuple[int, int] | None:
        """The same as long as nothing has been written; None without the lock, when others may write.

        For what is asked for each of many cases, and is the same for all.
        """
        return (self._locks, self.db.total_changes) if self._locked else None

    def _roll_back(self) -> None:
        self._pending.clear()
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    @contextmanager
    def running(self, *, wait: float = 0, dry_run: bool = False) -> Iterator[None]:
        """Be the only one that sends; see :func:`running`."""
        with running(self.path, wait=wait, dry_run=dry_run):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one that has the ledger open, to put another in its place.

        Raises :class:`LedgerBusy` while anybody else has it open, reading or writing.
        """
        self.db.execute("PRAGMA main.locking_mode = EXCLUSIVE")
        try:
            try:
                self.db.execute("BEGIN IMMEDIATE")
                self.db.execute("COMMIT")
            except sqlite3.OperationalError as error:
                raise _translated(error, self.path) from error
            yield
        finally:
            self.db.execute("PRAGMA main.locking_mode = NORMAL")
            with suppress(sqlite3.OperationalError):
                self.db.execute("SELECT 1 FROM mark").fetchone()  # the lock goes with the next look

    def append(
        self,
        events: Iterable[Event],
        *,
        now: datetime,
        notes: Mapping[str, str] | None = None,
        by: str = "",
    ) -> int:
        """Record what happened; returns how many were new. A known key is left as it is.

        ``by`` is who records it: a user of the computer, ``tick``, or nobody that is known.

        Must be called inside :meth:`writing`; the cases are derived anew before it commits.
        """
        from reminder_cli.ledger.event_codec import encode

        assert self.db.in_transaction, "events are appended under the write lock"
        stamp = now.isoformat(timespec="seconds")
        events = list(events)
        new = self.db.executemany(
            "INSERT INTO event (key, invoice_id, kind, counts_on, recorded_at, recorded_by, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            ((e.key, e.invoice_id, e.kind, e.on.isoformat(), stamp, by, encode(e)) for e in events),
        ).rowcount
        self._pending.update(event.invoice_id for event in events)
        for key, text in (notes or {}).items():
            self.db.execute(
                "INSERT OR IGNORE INTO note (event_key, text) VALUES (?, ?)", (key, text)
            )
        return new

    def events(self, invoice_id: int) -> list[Event]:
        """Everything that has happened to an invoice, in the order it became known."""
        return self.events_of([invoice_id])[invoice_id]

    def events_of(
        self,
        invoice_ids: Sequence[int],
        *,
        through: date | None = None,
        recorded_by: date | None = None,
    ) -> dict[int, list[Event]]:
        """The same for many invoices at once.

        With ``through`` only what counts on that day or before, with ``recorded_by`` only what
        had been recorded by the end of that day.

        Raises :class:`~reminder_cli.errors.EventUnreadable` for one that is damaged.
        """
        from reminder_cli.ledger.event_codec import decode

        found: dict[int, list[Event]] = {invoice_id: [] for invoice_id in invoice_ids}
        rows = self.db.execute(
            "SELECT invoice_id, seq, kind, counts_on, body FROM event"
            " WHERE invoice_id IN (SELECT value FROM json_each(?))"
            " AND counts_on <= ? AND substr(recorded_at, 1, 10) <= ? ORDER BY invoice_id, seq",
            (json.dumps(list(invoice_ids)), _last_day(through), _last_day(recorded_by)),
        )
        for invoice_id, seq, kind, on, body in rows:
            try:
                event = decode(kind, invoice_id=invoice_id, on=on, seq=seq, body=body)
            except (ValueError, KeyError) as error:
                raise errors.EventUnreadable(str(self.path), seq) from error
            found[invoice_id].append(event)
        return found

    def derive_again(self, invoice_id: int) -> None:
        """What is derived of this invoice is to be written anew before the transaction ends."""
        self._pending.add(invoice_id)

    def derive_all(self) -> None:
        """Write the derived tables anew for every invoice that has events."""
        self.db.execute("DELETE FROM case_state")
        derive_open_claims(self.db)
        rows = self.db.execute("SELECT DISTINCT invoice_id FROM event").fetchall()
        self._pending.update(row[0] for row in rows)

    def _derive(self) -> None:
        """Write the rows of the cases that got events, from a full fold of each."""
        if not self._pending:
            return
        derive_open_claims(self.db, self._pending)
        events_of = self.events_of(self._with_case(self._pending))
        self.db.executemany(
            "INSERT OR REPLACE INTO case_state (invoice_id, case_no, stage, outcome, disputed,"
            " hold_until, opened_on, sent_on, closed_on, look_on, customer_id) SELECT ?1, ?2, ?3,"
            " ?4, ?5, ?6, ?7, ?8, ?9, ?10, customer_id FROM invoice WHERE invoice_id = ?1",
            [
                (invoice_id, *columns(row))
                for invoice_id, events in events_of.items()
                for row in self._project(invoice_id, events)
            ],
        )
        self._pending.clear()

    def _with_case(self, invoice_ids: Iterable[int]) -> list[int]:
        """Those to which more than payments has happened; of the others there is nothing to derive."""
        rows = self.db.execute(
            "SELECT DISTINCT invoice_id FROM event WHERE kind NOT IN"
            " ('payment_received', 'payment_reversed', 'overpayment_repaid') AND invoice_id IN (SELECT value FROM json_each(?)) ORDER BY invoice_id",
            (json.dumps(list(invoice_ids)),),
        )
        return [row[0] for row in rows]


@contextmanager
def running(ledger: Path, *, wait: float = 0, dry_run: bool = False) -> Iterator[None]:
    """Be the only one that sends: a second is told that the ledger is busy, after ``wait`` seconds.

    The lock is a database of its own, so that it goes away with the process that held it. Where it
    is not there nobody sends, and a dry run, which leaves no file, makes none.
    """
    path = ledger.with_name(f"{ledger.name}.running")
    if dry_run and not path.exists():
        yield
        return
    try:
        make_private_file(path)
    except OSError as error:
        raise errors.LedgerUnwritable(str(path)) from error
    lock = sqlite3.connect(path, timeout=wait, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise _translated(error, ledger) from error
    try:
        yield
    finally:
        lock.close()


def columns(row: CaseRow) -> tuple[object, ...]:
    return (
        row.case_no,
        row.stage,
        row.outcome,
        int(row.disputed),
        _written(row.hold_until),
        row.opened_on.isoformat(),
        _written(row.sent_on),
        _written(row.closed_on),
        _written(row.look_on),
    )


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _connect(path: Path, wait: float) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=wait, isolation_level=None)
    db.row_factory = sqlite3.Row
    return db


def connect_to_copy(path: Path) -> sqlite3.Connection:
    """A new database to copy a ledger into; it need not survive a loss of power."""
    return sqlite3.connect(path, isolation_level=None)


def _check(db: sqlite3.Connection, path: Path) -> None:
    """Refuse what is not ours, migrate what is older, and set what SQLite leaves to each connection."""
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA recursive_triggers = ON")  # so that INSERT OR REPLACE meets the triggers
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise errors.LedgerDamaged(str(path))
    applied = applied_steps(db)
    if not applied <= set(MIGRATIONS):
        raise errors.LedgerTooNew(str(path))
    if applied != set(MIGRATIONS):
        if applied:
            _back_up(db, path)
        _migrate(path)


def applied_steps(db: sqlite3.Connection) -> set[str]:
    """The names of the schema's steps that a file has been through."""
    table = "SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"
    if db.execute(table).fetchone() is None:
        return set()
    rows = db.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (MIGRATION_SET,)
    )
    return {row[0] for row in rows}


def _back_up(db: sqlite3.Connection, path: Path) -> None:
    """A copy of the file as it was before its schema changes, named after its newest step.

    It gets its name when it is whole: one that a killed process left half made has another.
    """
    import tempfile

    handle, part = tempfile.mkstemp(prefix=f".{path.name}.before-", dir=path.parent)
    os.close(handle)
    try:
        db.execute("VACUUM INTO ?", (part,))
        sync(Path(part))
        Path(part).rename(_free(path.with_name(f"{path.name}.before-{MIGRATIONS[-1]}")))
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _free(path: Path) -> Path:
    """A name that no file has: an earlier copy is never written over."""
    names = itertools.chain(
        [path], (path.with_name(f"{path.name}-{n}") for n in itertools.count(2))
    )
    return next(name for name in names if not name.exists())


def _migrate(path: Path) -> None:
    from reminder_cli.ledger.migrations import migrate

    migrate(path)


def make_private_folder(folder: Path) -> None:
    """A folder that only its owner can look into, where there is none; those it lies in as well."""
    for missing in reversed([at for at in (folder, *folder.parents) if not at.exists()]):
        missing.mkdir(mode=stat.S_IRWXU, exist_ok=True)
        missing.chmod(stat.S_IRWXU)  # a umask may have taken away the owner's own rights


def make_private_file(path: Path, flags: int = 0) -> None:
    """A file that only its owner can read, whatever the umask; never a moment readable by others."""
    mode = stat.S_IRUSR | stat.S_IWUSR
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | flags, mode))
    path.chmod(mode)  # a umask may have taken away the owner's own rights


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, safely on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _translated(error: sqlite3.DatabaseError, path: Path) -> Exception:
    """SQLite's words as ours; an error that only a mistake of ours can cause stays as it is."""
    return known_error(error, path) or error


def known_error(error: Exception, path: Path) -> errors.RemindError | None:
    """What SQLite says about a file, as a sentence; None for what a user can do nothing about."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return errors.LedgerBusy()
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR")):
        return errors.LedgerUnwritable(str(path))
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return errors.LedgerDamaged(str(path))
    return None
