"""Takes in what is new in a folder of the bank's files, before `tick` writes any letter.

A file that cannot be taken moves nothing and stops the letters of the run: what it would have
told may be that somebody has paid.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reminder_cli.errors import RejectedFile
from reminder_cli.i18n import _
from reminder_cli.services.import_payments import ImportReport, PaymentImport, take_in
from reminder_cli.services.payments_files import Given, new_in, read_one

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class FromFolder(Struct):
    """The new files of a folder, those that could not be read, and what taking them in did."""

    world: World
    folder: str
    given: list[Given] = field(default_factory=list)
    rejected: list[RejectedFile] = field(default_factory=list)
    reports: list[ImportReport] = field(default_factory=list)

    def take_in(self) -> None:
        """Take in the files that could be read, all in one transaction."""
        if self.given:
            with self.world.writing():
                self.try_out()

    def try_out(self) -> None:
        """The same under a lock that is held already, for a dry run of `tick`."""
        if self.given:
            self.reports.append(take_in(self.world, self.given, PaymentImport()))

    def refuse_letters(self) -> None:
        """Raise for the files that were rejected, if any were."""
        if self.rejected:
            first = self.rejected[0]
            raise RejectedFile(
                self.folder,
                _("no letter goes out in this run, because a file of the bank was not taken."),
                fix=f"{first.fix} " + _("Or move the file away. Then run: remind tick"),
                problems=[error.message for error in self.rejected],
            )


def from_folder(world: World, folder: Path) -> FromFolder:
    """Read what is new in the folder; files already taken are skipped by their content."""
    found = FromFolder(world, folder.name or str(folder))
    for path in new_in(world, folder):
        try:
            found.given.append(read_one(world, path))
        except RejectedFile as error:
            found.rejected.append(error)
    return found
