"""The gates that stand before a letter of a running case, and which of them the user has passed."""

from __future__ import annotations

from reminder_cli.domain.decision import Hold, Situation

# What the user may pass once for the whole case. A payment that may have come in since, or a bank
# file that has grown old, is asked about anew before each letter.
LASTING = frozenset({"no_address", "handled_elsewhere"})
# What only a demand needs; a notice of a rest goes out without it.
ONLY_DEMAND = frozenset({"no_description", "no_id_number"})


def gated(situation: Situation, *, only_demand: frozenset[str] = frozenset()) -> Hold | None:
    """Why no letter may go out, if a gate says so; ``only_demand`` are codes that do not count."""
    standing = [
        gate
        for gate in situation.gates
        if (gate.hard or gate.code not in situation.case.overridden & LASTING)
        and gate.code not in only_demand
    ]
    if not standing:
        return None
    first = min(standing, key=lambda gate: not gate.hard)
    return Hold(code=first.code, why=first.message)
