"""What somebody may have meant who named an invoice or a customer that the ledger does not know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from reminder_cli.errors import Again, UnknownInvoice
from reminder_cli.i18n import _
from reminder_cli.ledger import customers, invoices

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_NEAR = 3


def unknown_invoice(world: World, unknown: Sequence[str]) -> UnknownInvoice:
    """The refusal, with the numbers that are like the first one, or what else it may be."""
    text = unknown[0]
    known = invoices.numbers_like(world.ledger)
    several = [part for part in re.split(r"[,;\s]+", text) if part]
    if len(several) > 1 and set(several) <= set(known):
        meant = " ".join(several)
        return UnknownInvoice(
            unknown,
            fix=_("Numbers are written with a space between. Did you mean {near}?", near=meant),
            again=Again(instead={text: meant}),
        )
    near = get_close_matches(text, known, n=_NEAR, cutoff=0.7)
    near.sort(key=lambda number: sorted(number) != sorted(text))  # two digits that changed places
    if not near and re.search(r"[^\W\d_]{3}", text) and _names_like(world, text):
        fix = _(
            "It is like the name of a customer. See the numbers with: remind list --all --customer {name}",
            name=text if text.isalnum() else f'"{text}"',
        )
        return UnknownInvoice(unknown, fix=fix)
    again = Again(instead={text: near[0]}) if len(near) == 1 else None
    return UnknownInvoice(unknown, near=near, again=again)


def customers_like(world: World, text: str) -> list[str]:
    """Names of customers that are like a text, whole or by one of their words."""
    wanted = text.casefold()
    words = {
        word: customer.name
        for customer in customers.all_customers(world.ledger)
        for word in (customer.name.casefold(), *customer.name.casefold().split())
    }
    found = get_close_matches(wanted, words, n=_NEAR, cutoff=0.75)
    return list(dict.fromkeys(words[word] for word in found))


def _names_like(world: World, text: str) -> bool:
    wanted = text.casefold()
    return any(wanted in c.name.casefold() for c in customers.all_customers(world.ledger))
