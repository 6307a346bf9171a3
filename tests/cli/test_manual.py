"""The manual page: every command and option stands in it, and man can show it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from tests.cli.runs import ROOT, clean_env
from tests.cli.test_help import ALL

PAGES = ["man/remind.1", "man/sv/remind.1"]


def test_it_is_what_the_help_says() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/manual.py", "--check"], check=False, cwd=ROOT, env=clean_env()
    )
    assert done.returncode == 0


@pytest.mark.parametrize("page", PAGES)
def test_every_command_stands_in_it(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8").replace("\\-", "-")
    assert re.findall(r"^\.SS remind (.*)$", text, re.MULTILINE) == list(ALL)
    for word in ("--dry-run", "REMIND_LEDGER", "REMIND_LANG", "REMIND_TODAY"):
        assert word in text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not here")
def test_groff_has_nothing_to_say_against_it(page: str) -> None:
    done = subprocess.run(
        ["groff", "-ww", "-Kutf8", "-man", "-Tutf8", page],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=ROOT,
    )
    assert done.stderr == ""
    assert "remind schedule install" in done.stdout.replace("\x1b[1m", "").replace("\x1b[0m", "")
