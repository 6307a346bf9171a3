"""A line, at the end of other answers, on money that came in and is on no invoice yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reminder_cli.cli import render
from reminder_cli.domain.money import decimal_string, show_kronor
from reminder_cli.i18n import ngettext
from reminder_cli.ledger.waiting_money import waiting_money

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def tell(world: World) -> None:
    """What waits now, and what to type. Of a day that is looked back on it is not known."""
    n, ore = (0, 0) if world.lookback is not None else waiting_money(world.ledger)
    if n:
        render.answer(
            ngettext(
                "{n} payment, {amount} kr, is on no invoice yet. Say what it is for: remind payments "
                "list --unmatched",
                "{n} payments, {amount} kr, are on no invoice yet. Say what they are for: remind "
                "payments list --unmatched",
                n,
                amount=show_kronor(ore),
            )
        )


def data(world: World) -> dict[str, Any] | None:
    """The same for scripts; None of a day that is looked back on."""
    if world.lookback is not None:
        return None
    n, ore = waiting_money(world.ledger)
    return {"payments": n, "amount": decimal_string(ore)}
