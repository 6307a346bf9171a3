"""`remind report`: on a terminal of 80 columns, through a pipe, as JSON, and as a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reminder_cli.cli.app import app
from tests.cli.runs import Firm, plain
from tests.services.report_firm import LAST_DAY, make_firm


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = make_firm(tmp_path_factory.mktemp("firm"))
    world.ledger.close()
    return world.path


def _run(ledger: Path, *arguments: str, code: int = 0) -> tuple[str, str]:
    before = ["--lang", "en", "--today", LAST_DAY.isoformat()]
    env = {"REMIND_LEDGER": str(ledger)}
    result = CliRunner().invoke(app, [*before, "report", *arguments], env=env)
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


def test_plain_text_fits_80_columns_and_has_no_colour(ledger: Path) -> None:
    out, _err = _run(ledger)
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80
    for text in ("Not due", "Over 90 days", "Solved at the stage", "within 90 days", "####"):
        assert text in out


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_pictures(
    ledger: Path, golden: Callable[[str, str], None], language: str, columns: int
) -> None:
    """The panels as a terminal shows them, beside each other where there is room."""
    ran = Firm(ledger.parent).on_terminal(
        "report", day=LAST_DAY.isoformat(), columns=columns, REMIND_LANG=language
    )
    assert ran.code == 0
    shown = "\n".join(line.rstrip() for line in plain(ran.out).splitlines())
    assert max(map(len, shown.splitlines())) <= columns
    golden(f"report/terminal-{language}-{columns}.txt", shown + "\n")


def test_no_colour_means_no_panels(ledger: Path) -> None:
    ran = Firm(ledger.parent).on_terminal("report", day=LAST_DAY.isoformat(), NO_COLOR="1")
    assert "\x1b" not in ran.out
    assert "╭" not in ran.out
    assert "####" in ran.out


def test_json(ledger: Path) -> None:
    out, _err = _run(ledger, "--json", "--from", "2025-12-01", "--to", "20251231")
    envelope = json.loads(out)
    assert (envelope["version"], envelope["command"], envelope["errors"]) == (1, "report", [])
    data = envelope["data"]
    assert (data["from"], data["to"]) == ("2025-12-01", "2025-12-31")
    assert data["fees"]["paid"] == "240.00"


def test_a_workbook_beside_the_figures(ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    out, _err = _run(ledger, "--xlsx", str(path))
    assert str(path) in out
    assert path.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["--as-of", "2026-03-03"], 2, "has not come yet"),
        (["--as-of", "2026-02-30"], 2, "is not a day"),
        (["--from", "2026-02-02", "--to", "2026-02-01"], 2, "has no days"),
        (["--xlsx", "/no/such/folder/report.xlsx"], 1, "There is no folder"),
    ],
)
def test_what_cannot_be_done_is_said(
    ledger: Path, arguments: list[str], code: int, word: str
) -> None:
    _out, err = _run(ledger, *arguments, code=code)
    assert word in err
    assert "Traceback" not in err


def test_settlement_as_csv(ledger: Path) -> None:
    """Three tables, an empty line between two, and nothing of the sentences around them."""
    before = ["--ledger", str(ledger), "--lang", "en", "--today", LAST_DAY.isoformat()]
    done = CliRunner().invoke(app, [*before, "settle", "--period", "2026-01", "--csv"])
    assert done.exit_code == 0, done.output
    tables = done.stdout.removeprefix("\ufeff").replace("\r\n", "\n").split("\n\n")
    assert len(tables) == 3
    for table in tables:
        widths = {line.count(";") for line in table.strip().splitlines()}
        assert len(widths) == 1
    assert "2641" in tables[2]


def test_what_was_known_on_a_day(ledger: Path) -> None:
    """4 000 kr on 1001 was booked on 2026-01-09 and registered on the 12th."""
    so, known_then = (
        json.loads(_run(ledger, "--as-of", "2026-01-10", *k, "--json")[0])["data"]["payments"]
        for k in ((), ("--known",))
    )
    assert float(so["amount"]) - float(known_then["amount"]) == 4000


@pytest.mark.parametrize(
    "command", ["list", "status", "show 1001", "explain 1001", "settle", "report"]
)
def test_every_command_that_looks_back(ledger: Path, command: str) -> None:
    before = ["--ledger", str(ledger), "--lang", "en", "--today", LAST_DAY.isoformat()]
    words = [*before, *command.split()]
    for more in (["--as-of", "2026-01-10"], ["--as-of", "2026-01-10", "--known"]):
        done = CliRunner().invoke(app, [*words, *more])
        assert done.exit_code == 0, done.output
        assert "can be sent now" not in done.stdout
    assert CliRunner().invoke(app, [*words, "--known"]).exit_code == 2
