"""Finds the customer a user means: by number, by org.nr, or by a name that only one has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reminder_cli.domain.invoice import Customer
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import customers

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_SHOWN = 5


def find_customer(world: World, text: str) -> Customer:
    """The customer meant; :class:`Refused` with the candidates when it is none or several."""
    everyone = customers.all_customers(world.ledger)
    wanted = text.strip().casefold()
    digits = re.sub(r"\D", "", text)[-10:]
    by_number = [c for c in everyone if c.number.casefold() == wanted]
    by_id = [c for c in everyone if len(digits) == 10 and _digits(c) == digits]
    by_name = [c for c in everyone if c.name.casefold() == wanted]
    partly = [c for c in everyone if wanted and wanted in c.name.casefold()]
    for found in (by_number, by_id, by_name, partly):
        if len(found) == 1:
            return found[0]
        if found:
            raise Refused(
                _("{text} may be several customers.", text=text),
                fix=_("Give the customer number: {names}", names=_named(found)),
                again=Again(instead={text: "CUSTOMER"}),
            )
    from reminder_cli.services.unknown import customers_like

    fix = _("See the customers with: remind customers")
    if near := customers_like(world, text):
        fix = _("Did you mean {near}? {fix}", near=", ".join(near), fix=fix)
    raise Refused(_("There is no customer {text}.", text=text), fix=fix)


def _digits(customer: Customer) -> str:
    return re.sub(r"\D", "", customer.org_number)[-10:]


def _named(found: list[Customer]) -> str:
    names = [f"{c.number or '–'} {c.name}" for c in found[:_SHOWN]]
    return ", ".join(names) + (" …" if len(found) > _SHOWN else "")
