"""The carried rates, and the API as a small local server imitates it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from reminder_cli.adapters import rates
from reminder_cli.adapters.rates import carried_rates, fetch_rates
from reminder_cli.domain.rules.reference_rate import half_year_start
from reminder_cli.errors import RemindError

GOOD = b"""[{"date":"2025-01-02","value":3.0},{"date":"2025-06-30","value":3.00},
{"date":"2025-07-01","value":2.1},{"date":"2026-01-02","value":2}]"""

Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    release = threading.Event()
    running: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def start(body: bytes, *, status: int = 200, hang: bool = False, length: int = -1) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if hang:
                    release.wait(5)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body) if length < 0 else length))
                self.send_header("X-Path", self.path)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    self.close_connection = True  # the client had waited long enough

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                paths.append(self.path)

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}/swea/v1"

    paths: list[str] = []
    start.paths = paths  # type: ignore[attr-defined]
    yield start
    release.set()
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_carried_rates_are_every_half_year_without_a_gap() -> None:
    carried = carried_rates()
    assert [rate.from_date for rate in carried] == [
        date(year, month, 1)
        for year in range(2002, 2027)
        for month in (1, 7)
        if (year, month) != (2002, 1)
    ]
    assert carried[0].percent == Fraction(9, 2)
    assert {rate.from_date.year for rate in carried if not rate.confirmed} == {2026}
    assert {rate.from_date: rate.percent for rate in carried}[date(2016, 7, 1)] == Fraction(-1, 2)


def test_one_rate_per_half_year_exact(serve: Serve) -> None:
    found = fetch_rates(serve(GOOD), timeout=5)
    assert [(rate.from_date, rate.percent) for rate in found] == [
        (date(2025, 1, 1), Fraction(3)),
        (date(2025, 7, 1), Fraction(21, 10)),
        (date(2026, 1, 1), Fraction(2)),
    ]
    assert all(rate.confirmed and "SECBREFEFF" in rate.source for rate in found)
    assert serve.paths == ["/swea/v1/Observations/SECBREFEFF/2002-07-01"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        pytest.param(b"", 500, "did not answer", id="server error"),
        pytest.param(b"", 429, "did not answer", id="too many calls"),
        pytest.param(b"", 204, "not a list", id="no content"),
        pytest.param(b"[]", 200, "not a list", id="nothing known"),
        pytest.param(b"<html>", 200, "not a list", id="a web page"),
        pytest.param(b"\xff\xfe\x00", 200, "not a list", id="garbage"),
        pytest.param(b'{"date":"2025-01-02"}', 200, "not a list", id="an object"),
        pytest.param(b'[{"date":"2025-13-02","value":1.0}]', 200, "not a list", id="no such day"),
        pytest.param(b'[{"date":"2025-01-02","value":"1"}]', 200, "not a list", id="text"),
        pytest.param(b'[{"date":"2025-01-02","value":true}]', 200, "not a list", id="true"),
        pytest.param(b'[{"date":"2025-01-02","value":NaN}]', 200, "not a list", id="not a number"),
        pytest.param(b'[{"date":"2025-01-02","value":900}]', 200, "not a list", id="absurd"),
        pytest.param(b"[" * 100_000, 200, "not a list", id="deep nesting"),
        pytest.param(
            b'[{"date":"2025-01-02","value":3.0},{"date":"2025-02-02","value":2.0}]',
            200,
            "two reference rates",
            id="a half-year with two rates",
        ),
    ],
)
def test_a_bad_answer_is_a_sentence(serve: Serve, body: bytes, status: int, says: str) -> None:
    with pytest.raises(RemindError, match=says) as caught:
        fetch_rates(serve(body, status=status), timeout=5)
    assert caught.value.fix


def test_a_flood_is_cut_off(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MAX_BYTES", 50)
    with pytest.raises(RemindError, match="not a list"):
        fetch_rates(serve(GOOD), timeout=5)


def test_silence_ends_in_a_sentence(serve: Serve) -> None:
    with pytest.raises(RemindError, match="did not answer"):
        fetch_rates(serve(GOOD, hang=True), timeout=0.1)


def test_an_answer_that_breaks_off_is_not_taken(serve: Serve) -> None:
    with pytest.raises(RemindError):
        fetch_rates(serve(GOOD[:-30], length=len(GOOD)), timeout=1)


def test_nobody_there_is_a_sentence() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(RemindError, match="did not answer"):
        fetch_rates(f"http://127.0.0.1:{port}", timeout=1)


def test_only_http_is_spoken() -> None:
    with pytest.raises(ValueError, match="http"):
        fetch_rates("file:///etc")


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 6, 30), date(2026, 1, 1)),
        (date(2026, 12, 31), date(2026, 7, 1)),
    ],
)
def test_half_year_start(day: date, start: date) -> None:
    assert half_year_start(day) == start
