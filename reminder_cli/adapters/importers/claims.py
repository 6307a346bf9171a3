"""What both bookkeeping formats say of the accounts of customers' claims as a whole.

Whether an account adds up decides whether a file can be trusted; which invoices are open is
found elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reminder_cli.adapters.importers.base import ControlSum
from reminder_cli.domain.money import show_kronor
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import Text, _

CLAIMS = "151"  # the group of accounts for customers' claims in the BAS plan


def refuse_what_does_not_add_up(name: str, sums: Sequence[ControlSum]) -> None:
    """Raise for the first account whose rows do not give its closing balance."""
    for total in sums:
        if not total.holds:
            raise UnreadableFile(
                name,
                _(
                    "account {account} does not add up: opening balance and vouchers give {booked},"
                    " the file says {stated}.",
                    account=total.account,
                    booked=show_kronor(total.booked_ore),
                    stated=show_kronor(total.ledger_ore),
                ),
                fix=_("Export the whole year again. Reading it as it is takes --force."),
            )


def read_although(sums: Sequence[ControlSum]) -> Iterator[Text]:
    """For a file that was read because the user insisted."""
    for total in sums:
        if not total.holds:
            yield Text(
                "Account {account} does not add up: read because you asked for it.",
                {"account": total.account},
            )


def kept_apart(account: str, name: str, ore: int) -> Text:
    """An account of claims that nobody is reminded of, such as Skatteverket's part (1513)."""
    return Text(
        "Account {account} {name} ({amount} kr) is kept apart: nobody is reminded of it.",
        {"account": account, "name": name, "amount": show_kronor(ore)},
    )


def unexplained(ore: int) -> Text:
    """What the account holds beside the open invoices found."""
    return Text(
        "{amount} kr of the customers' account belongs to no invoice in the file, such as"
        " invoices of earlier years. Nobody is reminded of it.",
        {"amount": show_kronor(ore)},
    )
