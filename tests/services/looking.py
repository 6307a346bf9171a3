"""What can be seen of a firm on an evening, to be compared with what `--as-of` tells of it later."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from reminder_cli.services.views import ListChoice, case_statuses, list_invoices
from reminder_cli.services.world import World


def picture(world: World) -> dict[str, Any]:
    """What the lists say of every invoice: nothing of what is to be done next."""
    listed = list_invoices(world, ListChoice(which="all", sort="number"))
    return {
        item.subject.invoice.number: (
            item.status,
            item.stage,
            item.sent_on,
            item.remaining_ore,
            replace(item.subject.account, until=date.min),
            item.subject.customer,
            item.subject.invoice,
        )
        for item in listed
    } | {
        f"case {item.subject.invoice.number}": (item.stage, item.flags, item.outcome)
        for item in case_statuses(world, which="all")
    }
