"""How a letter goes out, and in whose words: by mail or on paper, with ours or the firm's texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reminder_cli.adapters.delivery.address import is_loopback, usable_address
from reminder_cli.domain.invoice import Customer
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import AGAIN, Refused
from reminder_cli.i18n import Text, _
from reminder_cli.ledger import firm
from reminder_cli.services.agreements import wished_by

if TYPE_CHECKING:
    from reminder_cli.services.world import World

EMAIL, PRINT = "email", "print"
SHOWN_PROBLEMS = 10


def channel_for(world: World, kind: LetterKind, customer: Customer) -> str:
    """``email`` or ``print``: mail only where it is wished for and can be sent; else paper."""
    key = "channel_demand" if kind is LetterKind.DEMAND else "channel_reminder"
    wished = wished_by(world, key, customer.customer_id) == EMAIL
    return EMAIL if wished and usable_address(customer.email) and may_mail(world) else PRINT


def may_mail(world: World) -> bool:
    """Whether mail can be sent, and would not go to real people from a ledger that only tries out."""
    host = world.settings["smtp_host"]
    if not host or not usable_address(world.settings["mail_from"]):
        return False
    trial = world.trial or firm.mark(world.ledger, "trial") == "yes"
    return is_loopback(host) or not trial


def texts_folder(world: World) -> Path | None:
    """The folder of the firm's own texts, template and logo, if it has one."""
    folder = world.letters_folder / "texts"
    return folder if folder.is_dir() else None


def wrong_texts(folder: Path) -> list[Text]:
    """What is wrong with the firm's own texts; every sort of letter is tried."""
    from reminder_cli.adapters.letters.check import check_templates

    return check_templates(folder)


def own_texts(world: World) -> Path | None:
    """The folder of the firm's own texts, if it has one; refuses when a letter cannot be made of them."""
    folder = texts_folder(world)
    problems = wrong_texts(folder) if folder else []
    if problems:
        shown = "\n".join(f"  {problem}" for problem in problems[:SHOWN_PROBLEMS])
        raise Refused(
            _("The firm's own letter texts are not right. Nothing was sent.\n{shown}", shown=shown),
            fix=_("Correct the files in {folder}, or take them away.", folder=folder),
            again=AGAIN,
        )
    return folder
