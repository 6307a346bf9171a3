"""Reads files of payments, all or nothing, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.payments.base import ReadPayments
from reminder_cli.adapters.payments.registry import read_payments
from reminder_cli.errors import Again, RejectedFile, UnreadableFile
from reminder_cli.i18n import _, ngettext
from reminder_cli.ledger import payment_queries
from reminder_cli.services.payments_accounts import check_accounts

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class Given(Struct, frozen=True):
    """A file as it was given: its name, the hash of its bytes, and what it holds."""

    name: str
    sha256: str
    read: ReadPayments


def read_all(world: World, paths: Iterable[Path], *, any_account: bool = False) -> list[Given]:
    """Every file, read; raises :class:`RejectedFile` for the first that may not be taken in."""
    return [read_one(world, path, any_account=any_account) for path in paths]


def read_one(world: World, path: Path, *, any_account: bool = False) -> Given:
    """One file, read; raises :class:`RejectedFile` if it does not hold together.

    It does so too when the file is of an account that is not the firm's, unless ``any_account``.
    """
    read = read_payments(path)
    if read.problems:
        raise RejectedFile(
            path.name,
            ngettext(
                "{n} place could not be read. Nothing was taken.",
                "{n} places could not be read. Nothing was taken.",
                len(read.problems),
            ),
            fix=_("Fetch the file from the bank again, or ask for BgMax or camt instead."),
            problems=[str(problem) for problem in read.problems],
        )
    last = max((payment.on for payment in read.payments), default=world.today)
    if last > world.today:
        raise RejectedFile(
            path.name,
            _("it tells of payments on {day}, which has not come yet.", day=last),
            fix=_("Check the computer's date. Nothing was taken."),
        )
    given = Given(path.name, _sha256(path), read)
    if not any_account and payment_queries.file_known(world.ledger, given.sha256) is None:
        check_accounts(world, path.name, read)
    return given


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def new_in(world: World, folder: Path) -> Iterator[Path]:
    """The files of a folder that were not taken in yet, by name. Hidden ones are left alone."""
    try:
        listed = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise UnreadableFile(
            folder.name,
            _("It is not a folder that can be read."),
            fix=_("Give the folder in which the bank's files lie."),
            again=Again(instead={folder.name: "FOLDER"}),
        ) from error
    for path in listed:
        if path.name.startswith((".", "~")):
            continue
        if payment_queries.file_known(world.ledger, _sha256(path)) is None:
            yield path
