"""One mail to a bureau after `tick --all`: a line a firm, and what waits for a person in each.

The bureau's address is the one to which several firms have ``notify_to`` set; those firms mail it
nothing of their own in that run. It is mailed when there is something new, once a day at most; the
mail names firms, and no debtor. It goes through the mail server of the first of them that has one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.data_folder import Place
from reminder_cli.adapters.delivery.address import usable_address
from reminder_cli.errors import RemindError
from reminder_cli.i18n import _, ngettext
from reminder_cli.ledger import firm as register
from reminder_cli.services.channels import may_mail
from reminder_cli.services.companies import FirmState
from reminder_cli.services.own_mail import mail_firm

if TYPE_CHECKING:
    from reminder_cli.services.world import World

BUREAU_NOTICE = "bureau_notice"  # when the bureau was last mailed, and what it has been told
_SEVERAL = 2

WorldOf = Callable[[Place], "World"]


class FirmsDay(Struct, frozen=True, kw_only=True):
    """How the run of one firm went: what it did, how it stands now, and what ended it."""

    state: FirmState
    name: str
    letters: int
    held: int
    closed: int
    failed: str = ""  # a code
    message: str = ""

    @property
    def keys(self) -> set[str]:
        """What there is to tell; the same thing has the same key on another day."""
        place = self.state.place.company
        found = {f"{place}/{key}" for need in self.state.needs for key in need.keys}
        if self.failed:
            found.add(f"{place}/failed:{self.failed}")
        return found


def bureaus(places: Sequence[Place], world_of: WorldOf) -> dict[str, list[Place]]:
    """The addresses to which several firms have their notices sent, each with those firms.

    A firm whose ledger cannot be read is told of where most firms are: that is the bureau.
    """
    addresses = {place: _notify_to(place, world_of) for place in places}
    found: dict[str, list[Place]] = {}
    for place, address in addresses.items():
        if address:
            found.setdefault(address, []).append(place)
    several = {address: firms for address, firms in found.items() if len(firms) >= _SEVERAL}
    if several:
        largest = max(several.values(), key=len)
        largest += [place for place, address in addresses.items() if address is None]
    return several


def _notify_to(place: Place, world_of: WorldOf) -> str | None:
    """The address; empty when there is none, None when the ledger cannot be read."""
    try:
        world = world_of(place)
        with closing(world.ledger):
            return usable_address(world.settings["notify_to"]).casefold()
    except Exception:  # what is wrong with it is told by its run
        return None


def tell_bureau(
    address: str,
    days: Sequence[FirmsDay],
    world_of: WorldOf,
    commands_for: Callable[[str, Place], str],
) -> str:
    """Mail the day if something in it is new. Returns why it could not, or nothing.

    ``commands_for`` makes the commands of a sentence say which firm they are for.
    """
    for day in days:
        try:
            world = world_of(day.state.place)
            with closing(world.ledger):
                if may_mail(world):
                    return _tell(world, address, days, commands_for)
        except RemindError:
            continue  # this one cannot send; its own trouble is in the mail of the next
    return ""


def _tell(
    world: World, address: str, days: Sequence[FirmsDay], commands_for: Callable[[str, Place], str]
) -> str:
    if not world.calendar.is_banking_day(world.today):
        return ""
    mark = register.mark(world.ledger, BUREAU_NOTICE)
    last = json.loads(mark) if mark else {"day": "", "told": []}
    today = world.today.isoformat()
    keys = {key for day in days for key in day.keys}
    is_new = bool(keys - set(last["told"])) or any(day.letters or day.closed for day in days)
    if last["day"] == today or not is_new:
        return ""
    problem = mail_firm(
        world,
        name=f"bureau-{today}",
        recipient=address,
        subject=_subject(days),
        text="\n".join(_lines(world, days, commands_for)) + "\n",
    )
    # A mail that failed counts as the day's: a server that is away is not asked every hour.
    told = sorted(set(last["told"]) & keys if problem else keys)
    with world.writing():
        register.save_mark(world.ledger, BUREAU_NOTICE, json.dumps({"day": today, "told": told}))
    return problem


def _subject(days: Sequence[FirmsDay]) -> str:
    failed = sum(bool(day.failed) for day in days)
    waiting = sum(bool(day.state.needs) for day in days)
    if failed:
        return ngettext(
            "remind: the run of {n} firm failed", "remind: the runs of {n} firms failed", failed
        )
    if waiting:
        return ngettext(
            "remind: something waits at {n} firm", "remind: something waits at {n} firms", waiting
        )
    return _("remind: the day's letters of your firms")


def _lines(
    world: World, days: Sequence[FirmsDay], commands_for: Callable[[str, Place], str]
) -> Iterator[str]:
    yield _("{day}: how it went with your {n} firms.", day=world.today, n=len(days))
    yield ""
    for day in sorted(days, key=lambda day: (not day.failed, not day.state.needs)):
        yield from _of_firm(day, commands_for)
    yield ""
    yield _("You are mailed when there is something new, once a day at most.")
    yield _("To end it for a firm: remind --company NAME settings set notify_to none")


def _of_firm(day: FirmsDay, commands_for: Callable[[str, Place], str]) -> Iterator[str]:
    counts = _(
        "letters {letters}, held {held}, closed {closed}",
        letters=day.letters,
        held=day.held,
        closed=day.closed,
    )
    yield f"- {day.name}: " + (_("failed") + f". {day.message}" if day.failed else counts)
    for need in day.state.needs:
        if not (day.failed and need.code == "tick_failed"):
            yield f"    {need.message}"
            yield f"      {commands_for(str(need.fix), day.state.place)}"
