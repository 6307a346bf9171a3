"""`send --pick`: a list on the terminal to mark in."""

from __future__ import annotations

import pytest

from tests.cli.runs import Firm, clean_env, command, talk_on_terminal

MARKED = {
    "two rows": ("1 2", ["1042", "1043"]),
    "a range": ("2-3", ["1043", "1044"]),
    "none": ("", []),
    "a row that is not there": ("99", []),
}


@pytest.mark.parametrize(("typed", "sent"), MARKED.values(), ids=list(MARKED))
def test_what_is_marked_is_sent(filled: Firm, typed: str, sent: list[str]) -> None:
    before = {case["invoice"] for case in filled.answer("status")["cases"]}
    env = {**clean_env(), **filled.env()}
    ran = talk_on_terminal([typed, "y"], command(["send", "--pick"]), env, filled.folder)
    assert "1042" in ran.out, "the list"
    after = {case["invoice"] for case in filled.answer("status")["cases"]}
    assert sorted(after - before) == sent, ran.out
    assert ran.code == (0 if sent or not typed else 2), ran.out
