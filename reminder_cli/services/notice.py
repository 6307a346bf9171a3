"""Mails the firm when something new waits for it: once a day at most, never the same thing again.

The mail says how many and what to do, and names nobody. It is not worth a letter: whatever goes
wrong here is told as a code, and the `tick` that asked goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reminder_cli.adapters.data_folder import Place, places
from reminder_cli.adapters.delivery.address import usable_address
from reminder_cli.i18n import _
from reminder_cli.ledger import firm
from reminder_cli.services.attention import Need, attention, tick_failed
from reminder_cli.services.channels import may_mail
from reminder_cli.services.own_mail import mail_firm

if TYPE_CHECKING:
    from reminder_cli.services.tick import Held
    from reminder_cli.services.world import World

NOTICE = "notice"  # when the firm was last mailed, and what it has been told


CommandsFor = Callable[[str, Place], str]  # makes the commands of a sentence say which firm


def notify(world: World, held: Sequence[Held], commands_for: CommandsFor) -> str:
    """After a `tick`: tell what is new of all that waits. Returns why it could not, or nothing."""
    if not _is_wanted(world):
        return ""
    return _tell(world, attention(world, held), commands_for, forget=True)


def notify_of_failure(world: World, commands_for: CommandsFor) -> str:
    """After a `tick` that failed: tell that, and leave the rest for one that runs to its end."""
    need = tick_failed(world)
    if need is None or not _is_wanted(world):
        return ""
    return _tell(world, [need], commands_for, forget=False)


def _is_wanted(world: World) -> bool:
    return bool(usable_address(world.settings["notify_to"])) and may_mail(world)


def _tell(world: World, needs: Sequence[Need], commands_for: CommandsFor, *, forget: bool) -> str:
    """Mail what is new. ``forget`` what no longer waits: should it come again, it is new."""
    mark = firm.mark(world.ledger, NOTICE)
    last = json.loads(mark) if mark else {"day": "", "told": []}
    told, keys = set(last["told"]), {key for need in needs for key in need.keys}
    problem, today = "", world.today.isoformat()
    is_due = bool(keys - told) and last["day"] != today
    if is_due:
        problem = mail_firm(
            world,
            name=f"notice-{world.today}",
            recipient=world.settings["notify_to"],
            subject=_("remind: something waits at {firm}", firm=world.company.name),
            text=_words(world, needs, commands_for),
        )
    # A mail that failed counts as the day's: a server that is away is not asked every hour.
    known = told | keys if is_due and not problem else told
    now = {
        "day": today if is_due else last["day"],
        "told": sorted(known & keys if forget else known),
    }
    if now != last:
        with world.writing():
            firm.save_mark(world.ledger, NOTICE, json.dumps(now))
    return problem


def _words(world: World, needs: Sequence[Need], commands_for: CommandsFor) -> str:
    lines = [_("{firm}, {day}: this waits for you.", firm=world.company.name, day=world.today), ""]
    place = next((place for place in places() if place.path == world.path), None)
    for need in needs:
        fix = commands_for(str(need.fix), place) if place else str(need.fix)
        lines += [f"- {need.message}", f"  {fix}", ""]
    lines += [
        _("The ledger: {path}", path=world.path),
        _("You are mailed when something new waits, once a day at most."),
        _("To end these mails: remind settings set notify_to none"),
    ]
    return "\n".join(lines) + "\n"
