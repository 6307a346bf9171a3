"""What the adapter says of a mail, at each step and in each way to fail; TLS and login for real."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from reminder_cli.adapters.delivery.smtp import Fate, Mailer, MailServer, MailUnavailable
from tests.post_office import PostOffice, post_office

CONTENT = b"Subject: x\r\n\r\n.one\r\n..two\r\nend"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as server:
        yield server


def plain(office: PostOffice, **changes: object) -> MailServer:
    values: dict[str, object] = {"host": office.host, "port": office.port, "security": "none"}
    return MailServer(**(values | {"timeout": 2.0} | changes))  # type: ignore[arg-type]


def send(server: MailServer) -> tuple[Fate, str, bool]:
    with Mailer(server) as mailer:
        mailer.connect()
        answer = mailer.send("a@example.se", "b@example.se", CONTENT)
        return answer.fate, answer.problem, answer.lost


def test_lines_that_begin_with_a_dot_arrive_as_they_are(office: PostOffice) -> None:
    assert send(plain(office)) == (Fate.ACCEPTED, "", False)
    assert office.taken[0][1].get_content().splitlines() == [".one", "..two", "end"]


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("451 later", (Fate.LATER, "smtp_451", False)),
        ("550 never", (Fate.REFUSED, "smtp_550", False)),
        ("421 closing", (Fate.LATER, "smtp_421", True)),
    ],
)
def test_a_no_at_each_step(
    office: PostOffice, step: str, answer: str, expected: tuple[Fate, str, bool]
) -> None:
    setattr(office, step, lambda _who: answer)
    assert send(plain(office)) == expected


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_a_line_lost_before_the_content_is_certain(office: PostOffice, step: str) -> None:
    setattr(office, step, lambda _who: "hang up")
    assert send(plain(office)) == (Fate.LATER, "connection_lost", True)


def test_a_line_lost_after_the_content_is_not(office: PostOffice) -> None:
    office.data = lambda _who: "hang up"
    assert send(plain(office)) == (Fate.UNKNOWN, "connection_lost", True)


def test_no_answer_to_the_content_is_not_certain(office: PostOffice) -> None:
    office.slow_seconds = 1.0
    assert send(plain(office, timeout=0.2)) == (Fate.UNKNOWN, "timeout", True)


def test_the_next_mail_goes_over_the_same_line_after_a_no(office: PostOffice) -> None:
    answers = iter(["550 never", "250 OK"])
    office.rcpt = lambda _who: next(answers)
    with Mailer(plain(office)) as mailer:
        for expected in (Fate.REFUSED, Fate.ACCEPTED):
            mailer.connect()
            assert mailer.send("a@example.se", "b@example.se", CONTENT).fate is expected
    assert office.connections == 1


@pytest.mark.parametrize("greeting", ["554 go away", "421 busy"])
def test_a_server_that_takes_nobody(office: PostOffice, greeting: str) -> None:
    office.connect = greeting
    with pytest.raises(MailUnavailable, match=f"smtp_{greeting[:3]}"), Mailer(plain(office)) as m:
        m.connect()


def test_nobody_there() -> None:
    server = MailServer(host="127.0.0.1", port=1, security="none")
    with pytest.raises(MailUnavailable, match="connection_refused"), Mailer(server) as mailer:
        mailer.connect()


@pytest.mark.parametrize("changes", [{"host": "a..b"}, {"user": "u", "password": "lösen"}])
def test_what_smtp_cannot_say(office: PostOffice, changes: dict[str, object]) -> None:
    with pytest.raises(MailUnavailable, match=r"not_ascii|no_secure_connection"):
        send(plain(office, **changes))


def test_a_password_is_never_sent_in_clear() -> None:
    server = MailServer(host="192.0.2.1", port=25, security="none", user="u", password="p")
    with pytest.raises(MailUnavailable, match="password_in_clear"), Mailer(server) as mailer:
        mailer.connect()


def test_no_message_can_hold_a_password() -> None:
    server = MailServer(
        host="mail.example.se", port=587, security="starttls", user="u", password="p!w"
    )
    assert "p!w" not in repr(server) + repr(list(server.__rich_repr__()))


def test_a_user_without_a_password(office: PostOffice) -> None:
    with (
        pytest.raises(MailUnavailable, match="no_password"),
        Mailer(plain(office, user="u")) as mailer,
    ):
        mailer.connect()


def test_a_server_without_encryption_is_refused_where_it_was_asked_for(office: PostOffice) -> None:
    for security in ("starttls", "tls"):
        with (
            pytest.raises(MailUnavailable, match=r"no_secure_connection|connection_lost"),
            Mailer(plain(office, security=security)) as mailer,
        ):
            mailer.connect()
    assert office.taken == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that only this test trusts."""
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    made = subprocess.run(
        [
            *command.split(),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", "key.pem", "-out", "cert.pem"),
        ],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl is not on this machine")
    return folder


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


def check(_server: object, _session: object, _envelope: object, _kind: str, data: object) -> object:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=data.password == b"right", handled=False)


@pytest.mark.parametrize("password", ["right", "wrong"])
def test_starttls_and_login(trusted: ssl.SSLContext, password: str) -> None:
    kwargs = {"tls_context": trusted, "require_starttls": True, "authenticator": check}
    with post_office(auth_required=True, **kwargs) as office:
        server = plain(office, security="starttls", user="u", password=password)
        if password == "right":
            assert send(server)[0] is Fate.ACCEPTED
        else:
            with pytest.raises(MailUnavailable, match="login_refused"):
                send(server)


def test_tls_from_the_start(trusted: ssl.SSLContext) -> None:
    with post_office(ssl_context=trusted) as office:
        assert send(plain(office, security="tls"))[0] is Fate.ACCEPTED


def test_a_certificate_that_nobody_trusts(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with post_office(tls_context=context) as office, pytest.raises(MailUnavailable) as refused:
        send(plain(office, security="starttls"))
    assert str(refused.value) == "no_secure_connection"
