"""Sees the firm as it was on a day, over the same connection: what was so, or what was known."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import TYPE_CHECKING

from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import Text, _
from reminder_cli.ledger.histories import kept_since
from reminder_cli.services.world import Lookback

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def seen(world: World, as_of: date | None, *, known: bool = False) -> World:
    """The firm on a day that is not to come, or today as it is when none is named.

    By what is known now or, with ``known``, by what had been recorded by the end of that day.
    Raises :class:`WrongValue` for a day to come, and for ``known`` without a day.
    """
    if as_of is None:
        if known:
            raise WrongValue(
                _("--known: of which day?"),
                fix=_("Write for example: --as-of 2026-03-31 --known"),
                again=Again(add="--as-of DATE"),
            )
        return world
    if as_of > world.today:
        raise WrongValue(
            _("--as-of: {day} has not come yet.", day=as_of),
            fix=_("Give today or a day before; what will come stands under the forecast."),
            again=Again(add="--as-of DATE"),
        )
    return world_on(world, as_of, known=known)


def world_on(world: World, day: date, *, known: bool = False) -> World:
    """The firm on a day, seen back from today."""
    there = _moved(world, day)
    for name in _OF_A_DAY:
        vars(there).pop(name, None)
    there.lookback = Lookback(on=day, known=known, past=day < world.today)
    return there


def foreseen_on(world: World, day: date) -> World:
    """The firm on a day to come, if nothing happens until then and bank files go on coming."""
    there = _moved(world, day)
    there.foreseen_from = world.today
    return there


# What is read anew when one looks back on another day, or no longer.
_OF_A_DAY = (
    "_statuses_then",
    "registers_then",
    "company",
    "settings",
    "agreements",
    "made_ocrs",
    "accepted_version",
    "reference_rates",
    "rates",
)


def changes_lost(world: World) -> Text | None:
    """That names and the like are shown as they came to be later, on a day before they were kept."""
    seen, since = world.lookback, kept_since(world.ledger)
    if seen is None or since is None or seen.on >= since:
        return None
    return Text(
        "Names, addresses, settings and lifted statuses of {day} are shown as they stood on {since}: "
        "what changed before that was not kept.",
        {"day": seen.on, "since": since},
    )


def _moved(world: World, day: date) -> World:
    # The copy shares the connection, or there would be two and the other never closed.
    _opened = world.ledger
    there = copy(world)
    vars(there).update(vars(world))  # which a copy of a Struct leaves behind
    there.today = day
    return there
