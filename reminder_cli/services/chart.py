"""Whether the accounts of our vouchers are in the chart of accounts that a SIE file gave.

Only told, never refused: some programs put only the accounts in use into the file, and most offer
to add those that are missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reminder_cli.domain.booking import Accounts
from reminder_cli.domain.company import Collector
from reminder_cli.i18n import Text
from reminder_cli.ledger import stated_books

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_ALWAYS = ("claims", "bank", "overpayments", "fees", "interest", "rounding")
_WITH_PARTNER = ("claims", "bank", "overpayments", "interest", "partner", "suppliers")


def not_in_chart(world: World, accounts: Iterable[str]) -> tuple[str, ...]:
    """Those of the accounts that the newest bookkeeping file does not have; none without one."""
    chart = stated_books.chart(world.ledger)
    return tuple(sorted({account for account in accounts if chart and account not in chart}))


def main_accounts(world: World) -> tuple[str, ...]:
    """The accounts that almost every firm's vouchers come to use, by who runs its cases."""
    settings = world.settings
    names: tuple[str, ...] = _ALWAYS
    if world.company.collector is Collector.PARTNER:
        vat = "input_vat" if settings["vat_registered"] else "collection_costs"
        names = (*_WITH_PARTNER, vat)
    return tuple(settings[f"account_{name}"] for name in names)


def warning(world: World, accounts: Iterable[str]) -> Text | None:
    """The sentence on accounts that are missing, with the settings that name them."""
    missing = not_in_chart(world, accounts)
    if not missing:
        return None
    keys = [
        f"account_{name}"
        for name in Accounts.__struct_fields__
        if world.settings[f"account_{name}"] in missing
    ]
    if not keys:
        return Text(
            "Not in the chart of accounts of your SIE file: {accounts}. Is the number right?",
            {"accounts": ", ".join(missing)},
        )
    return Text(
        "Not in the chart of accounts of your SIE file: {accounts}. Add them in your bookkeeping "
        "program, or name others with: remind settings set KEY NUMBER ({keys})",
        {"accounts": ", ".join(missing), "keys": ", ".join(keys)},
    )
