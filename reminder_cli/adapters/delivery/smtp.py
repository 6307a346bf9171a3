"""Hands mails to a mail server, one connection for all of them, and says what became of each.

It knows no letter and no ledger, and it never tries twice by itself once a mail may have been
taken. What a server says is reduced to its code: the words may hold somebody's address.
"""

from __future__ import annotations

import smtplib
import ssl
from enum import StrEnum
from types import TracebackType

from msgspec import Struct

from reminder_cli.adapters.delivery.address import is_loopback

TIMEOUT_SECONDS = 30.0


class Fate(StrEnum):
    """What became of a mail."""

    ACCEPTED = "accepted"  # the server answers for it from here on
    LATER = "later"  # certainly not taken; may be tried again
    REFUSED = "refused"  # certainly not taken, and it never will be
    UNKNOWN = "unknown"  # the content was on its way when the line went dead


class Answer(Struct, frozen=True):
    """What became of a mail, why (a code without names), and whether the line was lost."""

    fate: Fate
    problem: str = ""
    lost: bool = False


class MailServer(Struct, frozen=True, kw_only=True):
    """Where and how to hand mails in. ``security`` is starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""
    timeout: float = TIMEOUT_SECONDS

    def __repr__(self) -> str:
        """Without user and password, so that no message can ever hold them."""
        return f"MailServer(host={self.host!r}, port={self.port!r}, security={self.security!r})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        """The same where Rich shows a traceback."""
        return [("host", self.host), ("port", self.port), ("security", self.security)]

    @property
    def is_loopback(self) -> bool:
        """Whether the server is this computer."""
        return is_loopback(self.host)


class MailUnavailable(Exception):
    """No mail can be handed in now; the text is a code without names."""


class Mailer:
    """A connection that is made when first needed and kept for all mails of a run."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Mailer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._hang_up()

    def connect(self) -> None:
        """Be connected and logged in; raises :class:`MailUnavailable`. Does nothing when it is."""
        if self._line is not None:
            return
        server = self._server
        if server.user and server.security == "none" and not server.is_loopback:
            raise MailUnavailable("password_in_clear")
        try:
            self._line = self._dial()
            self._log_in()
        except MailUnavailable:
            self._hang_up()
            raise
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            self._hang_up()
            raise MailUnavailable(_code(error)) from None

    def send(self, sender: str, recipient: str, content: bytes) -> Answer:
        """Hand in one mail. The line must be open; after an answer that says ``lost`` it is not."""
        assert self._line is not None, "connect first"
        began = False
        try:
            for step in (self._line.mail(sender), self._line.rcpt(recipient)):
                if step[0] not in {250, 251}:
                    return self._refused(step[0])
            ready = self._line.docmd("DATA")[0]
            if ready != 354:
                return self._refused(ready)
            began = True
            self._line.send(_dotted(content))
            code = self._line.getreply()[0]
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            # Once the content has begun to flow nobody but the server knows how much of it came.
            return Answer(Fate.UNKNOWN if began else Fate.LATER, _code(error), lost=True)
        return Answer(Fate.ACCEPTED) if code == 250 else self._refused(code)

    def _dial(self) -> smtplib.SMTP:
        server = self._server
        # Reading the certificates of all authorities takes longer than a mail.
        context = None if server.security == "none" else ssl.create_default_context()
        if server.security == "tls":
            return smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout, context=context
            )
        line = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        if server.security == "starttls":
            try:
                line.starttls(context=context)
            except BaseException:
                line.close()
                raise
        return line

    def _log_in(self) -> None:
        server = self._server
        assert self._line is not None, "dialled before"
        self._line.ehlo_or_helo_if_needed()
        if not server.user:
            return
        if not server.password:
            raise MailUnavailable("no_password")
        self._line.login(server.user, server.password)

    def _refused(self, code: int) -> Answer:
        """A step was answered with no: for good (5xx) or for now. 421 closes the line as well."""
        assert self._line is not None, "an answer came over it"
        if code == 421:
            self._hang_up()
            return Answer(Fate.LATER, "smtp_421", lost=True)
        try:
            self._line.rset()
        except (smtplib.SMTPException, OSError):
            self._hang_up()
        fate = Fate.REFUSED if 500 <= code < 600 else Fate.LATER
        return Answer(fate, f"smtp_{code}", lost=self._line is None)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _dotted(content: bytes) -> bytes:
    """The content with its end, a dot alone on a line; a dot of its own is doubled (RFC 5321 4.5.2)."""
    body = content.replace(b"\r\n.", b"\r\n..")
    body = b"." + body if body.startswith(b".") else body
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


_CODES: tuple[tuple[type[Exception], str], ...] = (
    (UnicodeError, "not_ascii"),
    (smtplib.SMTPAuthenticationError, "login_refused"),
    (smtplib.SMTPNotSupportedError, "no_secure_connection"),
    (ssl.SSLError, "no_secure_connection"),
    (TimeoutError, "timeout"),
    (ConnectionRefusedError, "connection_refused"),
)


def _code(error: Exception) -> str:
    for kind, code in _CODES:
        # What goes wrong within an answer, smtplib reports as hung up, with the cause behind it.
        if isinstance(error, kind) or isinstance(error.__context__, kind):
            return code
    if isinstance(error, smtplib.SMTPResponseException):
        return f"smtp_{error.smtp_code}"
    return "connection_lost"
