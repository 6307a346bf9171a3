"""`send --pick`, `list --pick`: a list on the terminal to mark in."""

from __future__ import annotations

import pytest

from tests.cli.runs import Firm, clean_env, command, talk_on_terminal

MARKED = {
    "two rows": ("1 2", ["1042", "1043"]),
    "a range": ("2-3", ["1043", "1044"]),
    "none": ("", []),
    "a row that is not there": ("99", []),
}


@pytest.mark.parametrize("name", ["send", "list"])
@pytest.mark.parametrize(("typed", "sent"), MARKED.values(), ids=list(MARKED))
def test_what_is_marked_is_sent(filled: Firm, typed: str, sent: list[str], name: str) -> None:
    before = {case["invoice"] for case in filled.answer("status")["cases"]}
    env = {**clean_env(), **filled.env()}
    ran = talk_on_terminal([typed, "y"], command([name, "--pick"]), env, filled.folder)
    assert "1042" in ran.out, "the list"
    after = {case["invoice"] for case in filled.answer("status")["cases"]}
    assert sorted(after - before) == sent, ran.out
    assert ran.code == (0 if sent or not typed else 2), ran.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--pick"], "--pick needs a terminal."),
        (["--pick", "--all"], "what may be sent today, and nothing else"),
        (["--pick", "--customer", "101"], "what may be sent today, and nothing else"),
    ],
    ids=" ".join,
)
def test_list_pick_is_refused(filled: Firm, words: list[str], says: str) -> None:
    ran = filled.run("list", *words)
    assert ran.code == 2
    assert says in ran.err
