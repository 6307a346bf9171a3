"""What a command is handed: where the ledger is, which day it is, and the world when it asks."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reminder_cli.errors import (
    FirmNotNamed,
    LedgerUnwritable,
    NoLedger,
    NoRoom,
    RemindError,
    UnknownCompany,
)
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminder_cli.services.world import World


def user() -> str:
    """Who is logged in, for the record of what was done; empty where nobody can be told."""
    import getpass

    with suppress(KeyError, ImportError, OSError):  # by the version of Python
        return getpass.getuser()
    return ""


# The disk is full, the user's part of it is, or no file may grow so large.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Session(Struct, dict=True):
    """One run of the program. ``json`` and ``csv`` say whether the answer is for a program."""

    path: Path
    today: date
    now: datetime
    trial: bool = False
    day_given: bool = False
    trial_agreed: bool = False  # a real ledger may be written on a given day, and be a trial then
    debug: bool = False
    json: bool = False
    csv: bool = False
    dry_run: bool = False
    notices: bool = True  # off where the bureau is told of all its firms in one mail
    command: str = ""
    company: str = ""
    named_by: str = ""  # what said which ledger: --ledger, REMIND_LEDGER, --company; empty: nothing
    _world: list[World] = field(default_factory=list)

    @classmethod
    def before_options(cls, arguments: Sequence[str]) -> Session:
        """A session for errors that come before there is one, told the rest of the command line."""
        return cls(
            path=Path(),
            today=date.min,
            now=datetime.min.replace(tzinfo=UTC),
            json="--json" in arguments,
            command=arguments[0] if arguments else "",
        )

    def continues(self) -> bool:
        """A ledger for practice goes on where it was left when no day was given, and says so."""
        if self.day_given:
            return False
        from reminder_cli.ledger.practice import left_on

        day = left_on(self.path)
        if day is None or day == self.today:
            return False
        self.today, self.trial = day, True
        self.now = datetime.combine(day, time(12), self.now.tzinfo)
        return True

    @cached_property
    def world(self) -> World:
        """The firm's world; the ledger opens when it is first used."""
        from reminder_cli.services.world import World

        world = World(
            path=self.path,
            today=self.today,
            now=self.now,
            trial=self.trial,
            before_trial=self.ask_for_trial,
            actor=user(),
        )
        self._world.append(world)
        return world

    def ask_for_trial(self) -> None:
        """A real ledger is about to become a trial: refused unless somebody agrees, once."""
        from reminder_cli.cli.asking import agree_to_trial

        self.trial_agreed = self.trial_agreed or agree_to_trial(self)

    def close(self) -> None:
        """Let go of the ledger, if it was opened."""
        for world in self._world:
            if "ledger" in world.__dict__:
                world.ledger.close()

    def let_go(self) -> None:
        """Close the ledger and forget what was read; asked again, it is opened anew."""
        self.close()
        self._world.clear()
        self.__dict__.pop("world", None)

    def advised(self, error: RemindError) -> RemindError:
        """The same error; when no ledger was found, with the firms that there are."""
        if not isinstance(error, NoLedger) or error.path != str(self.path):
            return error
        if self.named_by in {"--ledger", "REMIND_LEDGER"}:
            return error
        from reminder_cli.adapters.data_folder import places
        from reminder_cli.services.companies import names_like

        firms = [place for place in places() if place.company]
        if self.company:
            return UnknownCompany(self.company, near=names_like(self.company, firms))
        return FirmNotNamed(error.path, [place.company for place in firms]) if firms else error

    def translated(self, error: Exception) -> RemindError | None:
        """An error from below as a sentence, if it is one a user can do something about."""
        if isinstance(error, FileNotFoundError):
            return RemindError(
                _("{path} is missing.", path=error.filename or self.path),
                fix=_(
                    "Put it back with: remind restore FILE, or give the right path with --ledger."
                ),
            )
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return NoRoom(str(error.filename or ""))
        if isinstance(error, (PermissionError, NotADirectoryError)) or (
            isinstance(error, OSError) and error.errno == errno.EROFS
        ):
            return LedgerUnwritable(str(error.filename or self.path))
        from reminder_cli.ledger.ledger import known_error

        return known_error(error, self.path)


def unexpected(error: Exception) -> RemindError:
    """An error nobody foresaw, as a sentence."""
    # The type only: the text of an unforeseen error may hold somebody's name.
    return RemindError(
        _(
            "Something went wrong inside remind ({type}). What was not finished was not done.",
            type=type(error).__name__,
        ),
        fix=_("Run it again with: remind --debug … and report what it prints."),
    )


def system_language() -> str:
    """The language of the locale: Swedish when it says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "sv" if value.casefold().startswith("sv") else "en"
    return "en"
