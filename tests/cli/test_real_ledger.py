"""A real ledger is not made a trial by --today unless somebody agrees to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reminder_cli.resources import example_path
from tests.cli.runs import INIT, Firm, Ran, clean_env, command, plain, talk_on_terminal
from tests.delivery_firm import DAY, invoice, make_firm

NO_CONSENT = {"REMIND_TRIAL": ""}
FUTURE, PAST = "2099-03-02", DAY.isoformat()


@pytest.fixture
def real(tmp_path: Path) -> Firm:
    """A firm whose ledger was written on a real day."""
    make_firm(tmp_path, [invoice(1), invoice(2)])
    return Firm(tmp_path)


def marks(firm: Firm) -> dict[str, str]:
    with closing(sqlite3.connect(firm.ledger)) as db:
        return dict(db.execute("SELECT key, value FROM mark"))


def refused(ran: Ran) -> bool:
    return ran.code == 1 and "This ledger is a real one, and the day" in ran.out + ran.err


WRITES = [
    ["send", "1"],
    ["tick"],
    ["tick", "--quiet"],
    ["pay", "1", "100"],
    ["settings", "set", "tolerance", "20"],
    ["import", str(example_path("fakturor.csv"))],
]


@pytest.mark.parametrize("day", [FUTURE, PAST], ids=["future", "past"])
@pytest.mark.parametrize("line", WRITES, ids=" ".join)
def test_a_given_day_writes_nothing_in_a_real_ledger(real: Firm, line: list[str], day: str) -> None:
    before = marks(real)
    ran = _run(real, *line, day=day)
    assert refused(ran), ran
    assert "Leave out --today" in ran.err
    assert marks(real) == before


def _run(firm: Firm, *line: str, day: str) -> Ran:
    """In this process, without the consent that tests give."""
    from typer.testing import CliRunner

    from reminder_cli.cli.app import app

    env = {**firm.env(day), **NO_CONSENT}
    done = CliRunner().invoke(app, list(line), env=env)
    return Ran(done.exit_code, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "line",
    [["status"], ["list"], ["plan"], ["tick", "--dry-run"], ["report"]],
    ids=" ".join,
)
def test_who_only_looks_is_asked_nothing(real: Firm, line: list[str]) -> None:
    before = marks(real)
    assert _run(real, *line, day="2026-12-14").code == 0
    assert marks(real) == before


def test_the_error_as_json(real: Firm) -> None:
    ran = _run(real, "send", "1", "--json", day=FUTURE)
    assert ran.json["errors"][0]["code"] == "real_ledger"


def test_a_ledger_made_with_today_is_a_trial_from_the_start(tmp_path: Path) -> None:
    firm = Firm(tmp_path)
    assert _run(firm, *INIT, day=PAST).code == 0
    assert _run(firm, "settings", "set", "tolerance", "20", day=FUTURE).code == 0
    assert marks(firm)["trial"] == "yes"


def test_the_option_agrees(real: Firm) -> None:
    ran = _run(real, "--trial", "send", "1", day=PAST)
    assert ran.code == 0
    assert marks(real)["trial"] == "yes"
    assert _run(real, "send", "2", day=PAST).code == 0  # asked once, a trial for good


@pytest.mark.parametrize(
    ("lang", "answer", "code", "told"),
    [
        ("en", "n", 1, "the day 2099-03-02 was only given"),
        ("en", "", 1, "the day 2099-03-02 was only given"),
        ("en", "y", 0, "tolerance"),
        ("sv", "n", 1, "i dag är det inte 2099-03-02"),
        ("sv", "j", 0, "tolerance"),
    ],
)
def test_on_a_terminal_somebody_is_asked(
    real: Firm, lang: str, answer: str, code: int, told: str
) -> None:
    env = {**clean_env(), **real.env(FUTURE), "REMIND_LANG": lang, **NO_CONSENT}
    line = command(["settings", "set", "tolerance", "20"])
    ran = talk_on_terminal([answer], line, env, real.folder)
    assert ran.code == code
    assert told in " ".join(plain(ran.out).split())
    assert ("trial" in marks(real)) is (code == 0)
    assert max(map(len, plain(ran.out).splitlines())) <= 80
