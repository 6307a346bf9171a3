"""Whether a file is older than one that was taken in before, by what it says of itself.

An older list shows as unpaid what has been paid since, so that a debtor would be dunned for nothing.
It is refused until the user says that it is right; signs that are weak are only told.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reminder_cli.adapters.importers.base import ReadFile, StatedBooks
from reminder_cli.errors import RejectedFile
from reminder_cli.i18n import Text, _, ngettext
from reminder_cli.ledger import file_signs
from reminder_cli.ledger.file_signs import FileSigns, KnownFile

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_BOOKS = "bookkeeping"
_NAMED_DAY = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


class FileAge:
    """The signs of one file beside those of the files of its shape that were taken in before."""

    def __init__(self, world: World, name: str, paths: Sequence[Path], read: ReadFile) -> None:
        self._world = world
        self._name = name
        self._books = read.books
        self.shape = _shape(read)
        said_on = read.said_on if read.said_on and read.said_on <= world.today else None
        self._said_on = said_on
        self._newest_on = read.books.through_on if read.books else None
        saved = max(path.stat().st_mtime for path in paths)
        self._saved_on = datetime.fromtimestamp(saved, tz=UTC).date()

    @cached_property
    def _known(self) -> list[KnownFile]:
        return list(file_signs.known_files(self._world.ledger, self.shape)) if self.shape else []

    @property
    def is_news(self) -> bool:
        """Whether a list says that it is of a later day than those before: that is worth keeping."""
        if self._said_on is None or self._books is not None:
            return False
        before = [known.signs.said_on for known in self._known if known.signs.said_on]
        return bool(before) and self._said_on > max(before)

    def signs(self, newest_on: date | None) -> FileSigns:
        """What is remembered of the file; ``newest_on`` is the day of its newest invoice."""
        return FileSigns(
            shape=self.shape,
            said_on=self._said_on,
            newest_on=self._newest_on or newest_on,
            saved_on=self._saved_on,
        )

    def refuse_older(self) -> None:
        """Raise :class:`RejectedFile` when its own words make it older, before anything is taken."""
        for known in self._known:
            if self._books is not None:
                self._compare_books(known, self._books)
            elif self._said_on and known.signs.said_on and self._said_on < known.signs.said_on:
                raise self._older(
                    known,
                    _(
                        "it says that it is of {day}, and that one was of {later}.",
                        day=self._said_on,
                        later=known.signs.said_on,
                    ),
                )

    def _compare_books(self, known: KnownFile, books: StatedBooks) -> None:
        made, before = self._said_on, known.signs.said_on
        if made and before and made < before:
            why = _("it was made on {day}, and that one on {later}.", day=made, later=before)
            raise self._older(known, why)
        reached = known.signs.newest_on
        if reached is None or books.through_on >= reached:
            return
        same_year = books.first_on == known.first_on
        if same_year and made and before and made > before:
            return  # made later: a voucher with a late day has been taken out
        why = _(
            "its vouchers end on {day}, and those of that one on {later}.",
            day=books.through_on,
            later=reached,
        )
        raise self._older(known, why)

    def refuse_older_list(
        self, newest_on: date | None, families: Collection[int], *, odd: int
    ) -> None:
        """Raise :class:`RejectedFile` when a later list of its family had newer invoices than this.

        ``odd``: of how many invoices it says what the later one no longer did: they were unknown, or
        more was left of them.
        """
        known = self._later_list(newest_on, families)
        if known is not None:
            why = _(
                "its newest invoice is of {day}, and that one's of {later}.",
                day=newest_on,
                later=known.signs.newest_on,
            )
            if odd:
                why += " " + ngettext(
                    "Of {n} invoice it says what that one no longer did.",
                    "Of {n} invoices it says what that one no longer did.",
                    odd,
                )
            raise self._older(known, why)

    def _later_list(self, newest_on: date | None, families: Collection[int]) -> KnownFile | None:
        """A list of the same family whose newest invoice is newer, unless this one is dated later."""
        if newest_on is None or self._books is not None:
            return None
        for known in self._known:
            if known.family not in families:
                continue
            said, before = self._said_on, known.signs.said_on
            dated_later = said is not None and before is not None and said > before
            if known.signs.newest_on and newest_on < known.signs.newest_on and not dated_later:
                return known
        return None

    def _older(self, known: KnownFile, why: str) -> RejectedFile:
        reason = _(
            "it seems to be older than {file}, which was taken in on {day}: {why}",
            file=known.name,
            day=known.imported_on,
            why=why,
        )
        fix = _(
            "Some of what it shows as unpaid may be paid. Give the newest export. If this is the "
            "newest all the same, say --older."
        )
        if self._books is not None:
            fix = _(
                "Some of what it shows as unpaid may be paid. Give the newest export, or this one "
                "and the newer one together. If this is right all the same, say --older."
            )
        return RejectedFile(self._name, reason, fix=fix)

    def weak_signs(self, newest_on: date | None, families: Collection[int]) -> Iterator[Text]:
        """What only hints that the file is an older one."""
        other = self._later_list(newest_on, families)
        if other is not None:
            yield Text(
                "The newest invoice in {file} is of {day}, and {other}, which was taken in already, had "
                "one of {later}. Is it an older list? Then what it leaves out is not paid.",
                {
                    "file": self._name,
                    "day": newest_on,
                    "other": other.name,
                    "later": other.signs.newest_on,
                },
            )
            return
        for known in self._known:
            day, later = _named_day(self._name), _named_day(known.name)
            if day is None or later is None:
                day, later = self._saved_on, known.signs.saved_on
            if later is not None and day < later:
                yield Text(
                    "{file} is of {day} by its name or by when it was saved, before {other} of {later}, "
                    "which was taken in already. Is it an older list? Then some of it may be paid.",
                    {"file": self._name, "day": day, "other": known.name, "later": later},
                )
                return


def _shape(read: ReadFile) -> str:
    """What files must have in common to be compared; empty when they cannot be."""
    if read.books is not None:
        return f"{_BOOKS}:{re.sub(r'[^0-9]', '', read.org_number)[-10:]}"
    if not read.header or "number" not in read.mapping:
        return ""
    words = json.dumps(read.header, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _named_day(name: str) -> date | None:
    """The day in the name of a file, when there is just one.

    >>> _named_day("kundfakturor-2026-03-01.csv"), _named_day("fakturor.csv")
    (datetime.date(2026, 3, 1), None)
    """
    found = _NAMED_DAY.findall(name)
    if len(found) != 1:
        return None
    year, _sign, month, day = found[0]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
