"""What waits for the user in one firm: the same list for `companies` and for the mail of `tick`.

It reads and changes nothing, and names nobody: its sentences go into mails and logs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.i18n import Text
from reminder_cli.ledger import cases, firm, letters
from reminder_cli.services.due import FAILED, LAST_TICK, nothing_due

if TYPE_CHECKING:
    from reminder_cli.services.tick import Held
    from reminder_cli.services.world import World

TICK_LATE_DAYS = 4
# A hold without a day that is told of elsewhere, or that the user chose.
_TOLD_ELSEWHERE = frozenset({"users_turn", "letter_unsent", "on_hold"})


class Need(Struct, frozen=True, kw_only=True):
    """Something that waits for the user. ``keys`` tell what is new since it was last told."""

    code: str
    keys: tuple[str, ...]
    message: Text
    fix: Text


def attention(world: World, held: Sequence[Held] | None = None) -> list[Need]:
    """All that waits for the user, the worst first. ``held`` is what a `tick` of today has held."""
    if held is None:
        held = [] if nothing_due(world) else list(_holds(world))
    found = (
        tick_failed(world),
        tick_late(world),
        _doubtful_letters(world),
        to_print(world),
        unmatched(world),
        _to_choose(world),
        _held(held),
    )
    return [need for need in found if need is not None]


def tick_failed(world: World) -> Need | None:
    """The last `tick` ended with an error."""
    text = firm.mark(world.ledger, FAILED)
    if not text:
        return None
    failed = json.loads(text)
    return Need(
        code="tick_failed",
        keys=(f"tick_failed:{failed['code']}",),
        message=Text(
            "Tick has failed since {day}: {message}",
            {"day": failed["since"], "message": failed["message"]},
        ),
        fix=Text("Put it right, then run: remind tick"),
    )


def tick_late(world: World) -> Need | None:
    """Whether cron has stopped: cases are open, and `tick` has not run to its end for days."""
    last = firm.mark(world.ledger, LAST_TICK)
    since = (world.today - timedelta(days=TICK_LATE_DAYS)).isoformat()
    if last >= since or not cases.any_case(world.ledger, "open"):
        return None
    never = Text("Cases are open, and tick has never run.")
    late = Text("Cases are open, and tick has not run since {day}.", {"day": last})
    return Need(
        code="tick",
        keys=("tick_late",),
        message=late if last else never,
        fix=Text(
            "Let the computer run it: remind schedule install. How that stands: remind schedule "
            "show. Or run it every day: remind tick"
        ),
    )


def _doubtful_letters(world: World) -> Need | None:
    found = letters.letters(world.ledger, states=["failed", "uncertain"])
    if not found:
        return None
    return Need(
        code="letters",
        keys=tuple(f"letter:{letter.letter_id}" for letter in found),
        message=Text(
            "Letters that could not be sent, or of which nobody knows whether they arrived: {n}",
            {"n": len(found)},
        ),
        fix=Text("See them with: remind outbox --open"),
    )


def to_print(world: World) -> Need | None:
    """Letters that count as sent from the day they were put out, and have to be posted by a person."""
    lying = LetterFolders(world.letters_folder).lying()
    if not lying:
        return None
    return Need(
        code="to_print",
        keys=tuple(f"print:{name}" for name in lying),
        message=Text("Letters to print and post: {n}", {"n": len(lying)}),
        fix=Text("Put them in one file with: remind outbox print letters.pdf"),
    )


def unmatched(world: World) -> Need | None:
    """Money that came in and is on no invoice yet."""
    from reminder_cli.ledger import payment_queries  # most runs tell nobody, and need none of it

    waiting = payment_queries.waiting(world.ledger)
    if not waiting:
        return None
    return Need(
        code="unmatched",
        keys=tuple(f"payment:{payment.payment_id}" for payment in waiting),
        message=Text("Payments that are on no invoice yet: {n}", {"n": len(waiting)}),
        fix=Text("Say what they are for: remind payments list --unmatched"),
    )


def _to_choose(world: World) -> Need | None:
    found = cases.with_cases(world.ledger, open_cases=True, closed_cases=False, stage="choose")
    if not found:
        return None
    return Need(
        code="choose",
        keys=tuple(f"choose:{invoice_id}" for invoice_id in found),
        message=Text(
            "Cases whose inkassokrav was not paid, where you choose what comes next: {n}",
            {"n": len(found)},
        ),
        fix=Text("See them with: remind status --stage choose"),
    )


def _held(held: Sequence[Held]) -> Need | None:
    waiting = [x for x in held if x.until is None and x.code not in _TOLD_ELSEWHERE]
    if not waiting:
        return None
    return Need(
        code="held",
        keys=tuple(f"held:{x.code}:{x.invoice}" for x in waiting),
        message=Text(
            "Cases that are held and do not go on by themselves: {n}", {"n": len(waiting)}
        ),
        fix=Text("See why with: remind plan"),
    )


def _holds(world: World) -> Iterator[Held]:
    # The rules are imported only where a case is to be looked at.
    from reminder_cli.domain.decision import Hold
    from reminder_cli.services.deciding import decide_for
    from reminder_cli.services.facts import subjects_by_id
    from reminder_cli.services.tick import held_as

    for subject in subjects_by_id(world, cases.to_look_at(world.ledger, world.today)):
        if subject.open_case is not None:
            decision = decide_for(world, subject)
            if isinstance(decision, Hold):
                yield held_as(subject, decision)
