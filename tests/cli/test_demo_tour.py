"""`remind demo` is a tour on a terminal, and all at once elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reminder_cli.cli.demonstration import STOPS
from tests.cli.runs import Firm, Ran, clean_env, command, plain, talk_on_terminal


def tour(folder: Path, *typed: str, lang: str = "en") -> Ran:
    env = {**clean_env(), "REMIND_LANG": lang}
    return talk_on_terminal(typed, command(["demo", "my"]), env, folder)


def test_enter_goes_on_to_the_end(tmp_path: Path) -> None:
    ran = tour(tmp_path, *[""] * len(STOPS))
    assert ran.code == 0
    assert ran.out.count("Enter goes on, q ends: ") == len(STOPS) == 4
    assert "Cases on 2026-04-24" in plain(ran.out)
    assert (tmp_path / "my" / "demo.xlsx").exists()


@pytest.mark.parametrize(("lang", "way"), [("en", "Look around in it"), ("sv", "Se dig omkring")])
def test_q_ends_it_and_leaves_what_was_played(tmp_path: Path, lang: str, way: str) -> None:
    ran = tour(tmp_path, "", "q", lang=lang)
    assert ran.code == 0
    assert way in ran.out
    assert not re.search(r"^2026-03-17", ran.out, re.MULTILINE)
    assert "--today 2026-03-13 status" in ran.out
    assert not (tmp_path / "my" / "demo.xlsx").exists()
    left = Firm(tmp_path / "my")
    shown = left.run("--ledger", str(left.folder / "demo.db"), "show", "1046", day="2026-03-13")
    assert shown.code == 0


def test_an_input_that_ends_ends_it(tmp_path: Path) -> None:
    ran = tour(tmp_path)
    assert ran.code == 0
    assert "--today 2026-03-02 status" in ran.out


def test_nothing_waits_elsewhere(tmp_path: Path) -> None:
    ran = Firm(tmp_path).really("demo", "my")
    assert ran.code == 0
    assert "Enter" not in ran.out
    assert "Cases on 2026-04-24" in ran.out


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_what_it_tells_fits_the_terminal(tmp_path: Path, lang: str) -> None:
    ran = tour(tmp_path, *[""] * len(STOPS), lang=lang)
    for line in plain(ran.out).splitlines():
        # The last tables' paths and its long sentences are broken by the terminal.
        assert len(line) <= 80 or "demo" in line or "remind" in line, line
