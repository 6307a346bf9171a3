"""The gates that stand before a letter of a running case, and which of them the user has passed."""

from __future__ import annotations

from collections.abc import Iterable

from reminder_cli.domain.case import Case
from reminder_cli.domain.decision import Hold, Situation
from reminder_cli.domain.gates import Gate

# What the user may pass once for the whole case. A payment that may have come in since, or a bank
# file that has grown old, is asked about anew before each letter.
LASTING = frozenset({"no_address", "handled_elsewhere"})
# What only a demand needs; a notice of a rest goes out without it.
ONLY_DEMAND = frozenset({"no_description", "no_id_number"})


def gated(situation: Situation, *, only_demand: frozenset[str] = frozenset()) -> Hold | None:
    """Why no letter may go out, if a gate says so; ``only_demand`` are codes that do not count."""
    first = first_standing(situation.case, situation.gates, not_counted=only_demand)
    return Hold(code=first.code, why=first.message) if first else None


def first_standing(
    case: Case, gates: Iterable[Gate], *, not_counted: frozenset[str] = frozenset()
) -> Gate | None:
    """The gate that stops a letter of this case, a hard one first; none: it may go."""
    standing = [
        gate
        for gate in gates
        if (gate.hard or gate.code not in case.overridden & LASTING)
        and gate.code not in not_counted
    ]
    return min(standing, key=lambda gate: not gate.hard, default=None)
