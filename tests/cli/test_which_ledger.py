"""A command that is shown names the ledger that was named, so that pasting it acts in the same one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reminder_cli.cli.which_ledger import for_ledger
from reminder_cli.resources import example_path
from tests.cli.bureau import Bureau
from tests.cli.runs import INIT, Firm, plain

SHOWN = {
    "See it with: remind list --all": "See it with: remind --company bygg list --all",
    "remind tick, remind plan": "remind --company bygg tick, remind --company bygg plan",
    "`remind write-off 1 --reason x`": "`remind --company bygg write-off 1 --reason x`",
    "See the firms with: remind companies": "See the firms with: remind companies",
    "remind --ledger NEW restore FILE": "remind --ledger NEW restore FILE",
    "the reminder; remind made it": "the reminder; remind made it",
    "See how it is written with: remind payments import --help": (
        "See how it is written with: remind payments import --help"
    ),
    "": "",
}


@pytest.mark.parametrize("text", SHOWN, ids=list(SHOWN))
def test_a_text(text: str) -> None:
    pointed = for_ledger(text, "--company bygg")
    assert pointed == SHOWN[text]
    assert for_ledger(pointed, "--company bygg") == pointed  # twice is once
    assert for_ledger(text, "") == text


def commands(text: str) -> list[str]:
    """The commands in what was shown."""
    return re.findall(r"remind (?:--\w+ \S+ )?[a-z-]+", " ".join(plain(text).split()))


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_every_command_shown_names_the_ledger(tmp_path: Path, lang: str) -> None:
    """On a terminal, from the set-up to a refusal."""
    firm = Firm(tmp_path)
    before = ("--ledger", "min liggare.db", "--lang", lang)
    lines = [
        INIT,
        ["import", str(example_path("fakturor.csv"))],
        ["list"],
        ["send", "1041"],
        ["send", "99999"],
        ["status"],
        ["tick"],
        ["lista"],
        ["doctor"],
    ]
    shown = ""
    for line in lines:
        ran = firm.on_terminal(*before, *line, typed=["y"], REMIND_LEDGER="")
        shown += re.sub(r"remind( [a-z]+)* --help", "", ran.out)
    found = [c for c in commands(shown) if not c.endswith((" made", " companies"))]
    assert len(found) > 8
    for command in found:
        assert command.startswith("remind --ledger ") or command == "remind lista", command


def test_what_the_environment_says_is_not_said_again(firm: Firm) -> None:
    assert "See the numbers with: remind list --all" in firm.run("send", "99").err


def test_a_firm_by_its_name(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path)
    bureau.make("åkeri söner")
    told = bureau.run("--company", "åkeri söner", "send", "99").err
    assert "remind --company 'åkeri söner' list --all" in told
    told = bureau.run("send", "99").err  # it was not named, and another run's name is forgotten
    assert "åkeri söner" not in told
