"""Whether `tick` has anything to do at all, answered without the rules, and the marks it leaves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from reminder_cli.errors import LedgerBusy, LedgerUnwritable
from reminder_cli.ledger import cases

if TYPE_CHECKING:
    from reminder_cli.errors import RemindError
    from reminder_cli.services.tick import Held
    from reminder_cli.services.world import World

LAST_TICK = "last_tick"  # the last day on which `tick` ran to its end
HELD = "tick_held"  # what the last run of `tick` held
FAILED = "tick_failed"  # since when it fails, and with what; empty when it does not


def nothing_due(world: World) -> bool:
    """Whether no case is to be looked at today and no letter waits to be released or delivered."""
    return not cases.any_to_look_at(world.ledger, world.today) and not cases.any_letter_waits(
        world.ledger
    )


def heartbeat(world: World) -> bool:
    """Remember that `tick` ran today, so that `doctor` sees when cron has stopped.

    Returns whether it is the first of the day; only that one writes, for cron runs it often.
    """
    from reminder_cli.ledger import firm

    is_first = firm.mark(world.ledger, LAST_TICK) != world.today.isoformat()
    has_failed = bool(firm.mark(world.ledger, FAILED))
    if is_first or has_failed:
        with world.writing():
            firm.save_mark(world.ledger, LAST_TICK, world.today.isoformat())
            firm.save_mark(world.ledger, FAILED, "")
    return is_first


def held_before(world: World, held: Sequence[Held]) -> frozenset[str]:
    """What the run before held too, of what this one holds; it is remembered for the next.

    So that who runs `tick` every day hears what is new. What cannot be noted is told again.
    """
    from reminder_cli.ledger import firm

    now = {held_key(item) for item in held}
    mark = firm.mark(world.ledger, HELD)
    before = set(json.loads(mark)) if mark else set()
    if now != before:
        with suppress(LedgerBusy, LedgerUnwritable), world.writing():
            firm.save_mark(world.ledger, HELD, json.dumps(sorted(now)))
    return frozenset(now & before)


def held_key(item: Held) -> str:
    """What makes it the same news: the invoice, what holds it, and until when."""
    return f"{item.invoice}/{item.code}/{item.until or ''}"


def remember_failure(world: World, error: RemindError) -> None:
    """Remember that `tick` failed, since when, and with what. No error of ours names a person."""
    from reminder_cli.ledger import firm

    before = firm.mark(world.ledger, FAILED)
    known = json.loads(before) if before else {}
    since = known["since"] if known.get("code") == error.code else world.today.isoformat()
    # The lines after the first quote the file that was not taken, and may hold names.
    sentence = error.message.partition("\n")[0]
    failed = {"since": since, "code": error.code, "message": sentence}
    if failed != known:
        with world.writing():
            firm.save_mark(world.ledger, FAILED, json.dumps(failed, ensure_ascii=False))
