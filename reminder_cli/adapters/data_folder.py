"""Where the ledgers lie: one in the user's data folder, and one for each firm that was given a name.

It knows folders and names only; it opens no ledger.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from msgspec import Struct

from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

LONGEST = 60  # letters; as UTF-8 well within the 255 bytes that file systems allow


class Place(Struct, frozen=True):
    """A ledger in the data folder; ``company`` is what ``--company`` calls it, empty for the unnamed."""

    company: str
    path: Path


def data_folder() -> Path:
    """The user's data folder of this program."""
    from platformdirs import user_data_path

    return user_data_path("remind", appauthor=False)


def ledger_of(company: str) -> Path:
    """The ledger of a firm by its name, whether it exists or not; the unnamed one for no name.

    Raises :class:`WrongValue` for a name of which no folder can be made.
    """
    if not company:
        return data_folder() / "ledger.db"
    return data_folder() / "companies" / folder_name(company) / "ledger.db"


def folder_name(company: str) -> str:
    """The name as a folder: letters and digits, so that none leads out of the data folder.

    Case, spaces and how an å is written do not tell two firms apart.

    >>> folder_name("Åkeri & Söner AB"), folder_name("../../etc")
    ('åkeri-söner-ab', 'etc')
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", company).casefold())
    name = re.sub(r"\W+", "-", plain).strip("-_")
    if not name or len(name) > LONGEST:
        raise WrongValue(
            _("--company: no folder can be named after {name}.", name=repr(company)),
            fix=_("Write letters and digits, at most {n}.", n=LONGEST),
            again=Again(instead={name: "NAME"}),
        )
    return name


def places() -> list[Place]:
    """Every ledger in the data folder: the unnamed one first, then the others by name."""
    unnamed = ledger_of("")
    found = [Place("", unnamed)] if unnamed.is_file() else []
    named = (
        Place(unicodedata.normalize("NFC", path.parent.name), path)
        for path in data_folder().glob("companies/*/ledger.db")
        if path.is_file()
    )
    return found + sorted(named, key=lambda place: place.company)
