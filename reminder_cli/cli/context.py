"""What a command is handed: where the ledger is, which day it is, and the world when it asks."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reminder_cli.errors import LedgerUnwritable, RemindError
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminder_cli.services.world import World


@dataclass
class Session:
    """One run of the program. ``json`` and ``csv`` say whether the answer is for a program."""

    path: Path
    today: date
    now: datetime
    trial: bool = False
    debug: bool = False
    json: bool = False
    csv: bool = False
    command: str = ""
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

    @cached_property
    def world(self) -> World:
        """The firm's world; the ledger opens when it is first used."""
        from reminder_cli.services.world import World

        world = World(path=self.path, today=self.today, now=self.now, trial=self.trial)
        self._world.append(world)
        return world

    def close(self) -> None:
        """Let go of the ledger, if it was opened."""
        for world in self._world:
            if "ledger" in world.__dict__:
                world.ledger.close()

    def translated(self, error: Exception) -> RemindError | None:
        """An error from below as a sentence, if it is one a user can do something about."""
        if isinstance(error, FileNotFoundError):
            return RemindError(
                _("{path} is missing.", path=error.filename or self.path),
                fix=_("Put it back from a backup, or give the right path."),
            )
        if isinstance(error, (PermissionError, NotADirectoryError)):
            return LedgerUnwritable(str(error.filename or self.path))
        from reminder_cli.ledger.ledger import known_error

        return known_error(error, self.path)


def default_ledger(company: str) -> Path:
    """The ledger in the user's data folder; a named one has a folder of its own."""
    import re

    from platformdirs import user_data_path

    folder = user_data_path("remind", appauthor=False)
    safe = re.sub(r"[^\w-]+", "-", company).strip("-").casefold()
    return folder / "companies" / safe / "ledger.db" if safe else folder / "ledger.db"


def system_language() -> str:
    """The language of the locale: Swedish when it says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "sv" if value.casefold().startswith("sv") else "en"
    return "en"
