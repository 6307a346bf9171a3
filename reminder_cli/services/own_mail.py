"""A mail to the firm itself, in plain text: that something waits, or that mail works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminder_cli.adapters.delivery.address import usable_address
from reminder_cli.i18n import _, language
from reminder_cli.services.channels import may_mail

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def send_test(world: World) -> str:
    """Mail the firm's own address once. Returns why it was not taken, as a code, or nothing."""
    if not may_mail(world):
        return "not_allowed"
    return mail_firm(
        world,
        name=f"test-{world.now:%Y%m%d%H%M%S}",
        recipient=world.settings["mail_from"],
        subject=_("remind: a test mail"),
        text=_(
            "This mail was sent by remind with the mail settings of {firm}. It works.",
            firm=world.company.name,
        )
        + "\n",
    )


def mail_firm(world: World, *, name: str, recipient: str, subject: str, text: str) -> str:
    """Hand one mail in; ``name`` makes its Message-ID. Returns why it was not taken, or nothing."""
    from reminder_cli.adapters.delivery.message import Note, build_note, message_id
    from reminder_cli.adapters.delivery.smtp import Fate, Mailer, MailUnavailable
    from reminder_cli.services.mailing import ledger_id, mail_server

    sender = usable_address(world.settings["mail_from"])
    note = Note(
        message_id=message_id(name, ledger_id=ledger_id(world), sender=sender),
        sender=sender,
        recipient=usable_address(recipient),
        language=language(),
        subject=subject,
        text=text,
        sent_at=world.now,
    )
    try:
        with Mailer(mail_server(world)) as mailer:
            mailer.connect()
            answer = mailer.send(note.sender, note.recipient, build_note(note))
    except MailUnavailable as error:
        return str(error)
    return "" if answer.fate is Fate.ACCEPTED else answer.problem or answer.fate.value
