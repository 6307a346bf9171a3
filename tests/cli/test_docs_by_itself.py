"""Every command that docs/by-itself.md shows is run, in the order it stands there, in both languages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.runs import INIT, ROOT
from tests.cli.test_schedule import CRONTAB, Computer, script

PAGES = ("docs/by-itself.md", "docs/sv/by-itself.md")


def commands(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_the_page(tmp_path: Path, page: str) -> None:
    computer = Computer(tmp_path)
    computer.has("crontab", script(CRONTAB))
    computer.make("")
    for line in commands(page):
        program, *words = shlex.split(line)
        assert program == "remind"
        if words[-1] == "init":
            words += INIT[1:]  # what its guide asks for on a terminal
        ran = computer.run(*words)
        # The doctor has something to say of a firm that was made a moment ago.
        assert ran.code == (1 if words == ["doctor"] else 0), f"{line}: {ran.err}"


def test_both_languages_show_the_same() -> None:
    english, swedish = PAGES
    assert commands(english) == commands(swedish)
    assert len(commands(english)) == 11
