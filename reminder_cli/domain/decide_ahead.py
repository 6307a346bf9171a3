"""What comes when a hold ends, and on which day. It looks one step ahead and decides nothing."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from reminder_cli.domain.calendar import BankingCalendar
from reminder_cli.domain.decide import decide
from reminder_cli.domain.decision import Decision, Hold, Situation

# What says something of today only: bank files that are old now may be new on the day.
OF_THE_DAY = frozenset({"stale_payments", "on_hold"})


def after_hold(
    situation: Situation, held: Hold, calendar: BankingCalendar
) -> tuple[Decision, date]:
    """What comes when a case is no longer on hold, if nothing else happens, and its day.

    The step comes on the later of its own day and the first banking day after the hold (product.md
    section 3), so it is asked for on that day, by the rules that `tick` goes by. ``ValueError`` when
    the hold has no end.
    """
    if held.until is None:
        raise ValueError("a hold without an end is followed by nothing")
    gates = tuple(gate for gate in situation.gates if gate.code not in OF_THE_DAY)
    then = decide(replace(situation, today=held.until, gates=gates), calendar)
    if isinstance(then, Hold) and then.until is not None:
        return then, then.until
    return then, held.until
