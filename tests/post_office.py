"""A real mail server for tests: takes, refuses at each step, hangs up, or is slow, as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

# What the server does at a step, for one recipient or for all: an answer, or a deed.
Rule = Callable[[str], str]


def accept(_who: str) -> str:
    return "250 OK"


@dataclass
class PostOffice:
    """The handler, and all that it took: each mail with its envelope recipient."""

    mail: Rule = accept
    rcpt: Rule = accept
    data: Rule = accept
    connect: str = ""
    slow_seconds: float = 0.0
    slow_to_listen: float = 0.0  # when a mail is announced and nothing of it is known
    slow_to_answer: float = 0.0  # when the mail is taken already
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    connections: int = 0
    announced: int = 0  # mails that were begun, as far as the sender's address
    begun: int = 0  # contents that have come in, taken or not
    step: str = ""  # of the mail that is being handed in: "mail", "content", or none is
    host: str = "127.0.0.1"
    port: int = 0

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.announced += 1
        self.step = "mail"
        if self.slow_to_listen:
            await asyncio.sleep(self.slow_to_listen)
        answer = self.mail(address)
        if answer == "hang up":
            return _hang_up(server)
        envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt(address)
        self.step = self.step if answer.startswith("250") else ""
        if answer == "hang up":
            return _hang_up(server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        self.begun += 1
        self.step = "content"
        if self.slow_seconds:
            await asyncio.sleep(self.slow_seconds)
        answer = self.data(recipient)
        if answer == "hang up":
            return _hang_up(server)
        if answer.startswith("250") or answer == "take and hang up":
            content = envelope.original_content or b""
            message = message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            self.taken.append((recipient, message))
            await asyncio.sleep(self.slow_to_answer)
        self.step = ""
        return _hang_up(server) if answer == "take and hang up" else answer

    def ids(self) -> list[str]:
        """The Message-IDs of all mails that were taken."""
        return [str(message["Message-ID"]) for _, message in self.taken]


def _hang_up(server: SMTP) -> str:
    assert server.transport is not None
    server.transport.close()
    return "421 gone"


class _Server(SMTP):
    def __init__(self, office: PostOffice, *args: Any, **kwargs: Any) -> None:
        super().__init__(office, *args, **kwargs)
        self._office = office

    def connection_made(self, transport: Any) -> None:
        self._office.connections += 1
        super().connection_made(transport)

    async def _handle_client(self) -> None:
        if self._office.connect:
            await self.push(self._office.connect)
            assert self.transport is not None
            self.transport.close()
            return
        await super()._handle_client()


class _Controller(Controller):
    def __init__(self, office: PostOffice, **kwargs: Any) -> None:
        self._office = office
        context = kwargs.pop("ssl_context", None)
        self._server_kwargs = kwargs
        super().__init__(office, hostname="127.0.0.1", port=0, ssl_context=context)

    def factory(self) -> SMTP:
        return _Server(self._office, hostname="post.test", **self._server_kwargs)

    def _trigger_server(self) -> None:
        """Wait until the port listens; which one it is, is only known then."""
        server = self.server
        assert server is not None
        self.port = server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def post_office(**kwargs: Any) -> Iterator[PostOffice]:
    """A mail server on this computer while the block runs."""
    office = PostOffice()
    controller = _Controller(office, **kwargs)
    controller.start()
    office.port, office.connections = controller.port, 0
    try:
        yield office
    finally:
        controller.stop()
