"""Whether `tick` has anything to do at all, answered without the rules: cron asks every hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminder_cli.ledger import cases

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def nothing_due(world: World) -> bool:
    """Whether no case is to be looked at today and no letter waits to be released or delivered."""
    return not cases.any_to_look_at(world.ledger, world.today) and not cases.any_letter_waits(
        world.ledger
    )


def heartbeat(world: World) -> None:
    """Remember that `tick` ran today, once a day, so that `doctor` sees when cron has stopped."""
    from reminder_cli.ledger import firm

    if firm.mark(world.ledger, "last_tick") != world.today.isoformat():
        with world.writing():
            firm.save_mark(world.ledger, "last_tick", world.today.isoformat())
