"""A letter as an e-mail: the text to read, the PDF to keep. It connects to nothing.

Names and addresses come from files and are hostile until shown otherwise: none may add a line
to a header or a second recipient.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from msgspec import Struct
from msgspec.structs import replace

# In the customer's language. Nothing of the debt or of whom it concerns: a subject is shown
# on locked screens and kept in the logs of servers.
_SUBJECTS = {"sv": "Brev nr {number} från {sender}", "en": "Letter no. {number} from {sender}"}
_COPY = {"sv": "Kopia: ", "en": "Copy: "}
_FILES = {"sv": "brev", "en": "letter"}
# Before the subject of a letter that was made to try out: it reaches only a server of one's own.
PRACTICE = {"sv": "PROV: ", "en": "TEST: "}


class Mail(Struct, frozen=True, kw_only=True):
    """One letter to one recipient; ``number`` names it in the archive."""

    number: str
    message_id: str
    sender_name: str
    sender: str
    reply_to: str
    recipient_name: str
    recipient: str
    language: str
    text: str
    pdf: bytes
    sent_at: datetime
    prefix: str = ""


class Note(Struct, frozen=True, kw_only=True):
    """A mail to the firm itself, in plain text."""

    message_id: str
    sender: str
    recipient: str
    language: str
    subject: str
    text: str
    sent_at: datetime


def message_id(name: str, *, ledger_id: str, sender: str) -> str:
    """The Message-ID of a letter: the same however often it is tried."""
    return f"<{name}.{ledger_id}@{sender.rpartition('@')[2]}>"


def build(mail: Mail) -> bytes:
    """The bytes of the mail, lines ended as SMTP wants them."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(mail.sender_name, mail.sender)
    message["To"] = _address(mail.recipient_name, mail.recipient)
    if mail.reply_to:
        message["Reply-To"] = _address("", mail.reply_to)
    message["Subject"] = mail.prefix + _SUBJECTS[mail.language].format(
        number=mail.number, sender=_one_line(mail.sender_name)
    )
    message["Date"] = format_datetime(mail.sent_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_attachment(
        mail.pdf,
        maintype="application",
        subtype="pdf",
        filename=f"{_FILES[mail.language]}-{mail.number}.pdf",
    )
    message["Content-Language"] = mail.language  # last: an attachment would take it along
    return message.as_bytes()


def build_note(note: Note) -> bytes:
    """The bytes of a mail to the firm itself."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address("remind", note.sender)
    message["To"] = _address("", note.recipient)
    message["Subject"] = _one_line(note.subject)
    message["Date"] = format_datetime(note.sent_at)
    message["Message-ID"] = note.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(note.text, cte="quoted-printable")
    message["Content-Language"] = note.language  # after the content, which takes such headers away
    return message.as_bytes()


def copy_of(mail: Mail, recipient: str) -> Mail:
    """The same letter for the firm's own records: a mail of its own, with an id of its own."""
    return replace(
        mail,
        message_id=f"<copy.{mail.message_id[1:]}",
        recipient_name="",
        recipient=recipient,
        reply_to="",
        prefix=_COPY[mail.language] + mail.prefix,
    )


def _address(name: str, address: str) -> Address:
    shown = _one_line(name)
    try:
        return Address(display_name=shown, addr_spec=address)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise ValueError("an address that no mail can be sent to") from error


def _one_line(text: str) -> str:
    """Without line breaks, control characters and marks that turn the direction of writing.

    "=?" begins an encoded word (RFC 2047). In a name it would be taken for one, and decoded when
    the header is folded: a line break and a header of the sender's choice may stand in it.
    """
    spaced = "".join(" " if char.isspace() else char for char in text)
    kept = "".join(char for char in spaced if unicodedata.category(char)[0] != "C")
    return " ".join(kept.split()).replace("=?", "= ?")
