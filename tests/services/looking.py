"""What can be seen of a firm on an evening, to be compared with what `--as-of` tells of it later."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from reminder_cli.services.views import ListChoice, case_statuses, list_invoices, show
from reminder_cli.services.world import World


def picture(world: World) -> dict[str, Any]:
    """What the lists say of every invoice: nothing of what is to be done next."""
    return _lists(world) | {
        "firm": (world.company, world.accepted_version, world.rates),
        "letters": {
            (letter.letter_id, letter.state == "undone")
            for number in _numbers(world)
            for letter in show(world, number).letters
        },
    }


def _numbers(world: World) -> list[str]:
    listed = list_invoices(world, ListChoice(which="all", sort="number"))
    return [item.subject.invoice.number for item in listed]


def _lists(world: World) -> dict[str, Any]:
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
