"""Start-up is what a user feels most: no command loads what it does not need (decision 6)."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.cli.runs import Firm

RUN = """
import json, sys
from reminder_cli.cli.app import app
try:
    app(json.loads(sys.argv[1]))
except SystemExit as end:
    assert not end.code, end
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
HEAVY = {
    "babel",
    "holidays",
    "httpx",
    "openpyxl",
    "pydantic",
    "segno",
    "smtplib",
    "sqlite_utils",
    "textual",
    "typst",
    "urllib.request",
}
LETTERS = {"reminder_cli.adapters.letters", "reminder_cli.services.delivering"}
MATCHING = {"reminder_cli.domain.matching", "reminder_cli.services.payments_matching"}
RULES = {"reminder_cli.domain.account", "reminder_cli.domain.events", "reminder_cli.services.facts"}
#   command                     never loaded by it
SPARED = [
    (["--version"], HEAVY | LETTERS | MATCHING | RULES | {"rich", "sqlite3"}),
    (["--help"], HEAVY | LETTERS | MATCHING | RULES | {"reminder_cli.cli.commands.init"}),
    (["explain", "--help"], HEAVY | LETTERS | MATCHING | RULES),
    (["status", "--closed"], HEAVY | LETTERS | MATCHING | RULES),
    (["status"], HEAVY | LETTERS | MATCHING | {"reminder_cli.services.setup"}),
    (["explain", "1041"], HEAVY | LETTERS | MATCHING | {"reminder_cli.services.setup"}),
    (["show", "1041"], HEAVY | LETTERS | MATCHING | {"reminder_cli.services.setup"}),
    (["tick", "--quiet"], HEAVY | LETTERS | MATCHING | RULES),
]


@pytest.mark.parametrize(
    ("arguments", "spared"), SPARED, ids=[" ".join(arguments) for arguments, _ in SPARED]
)
def test_what_a_command_does_not_load(filled: Firm, arguments: list[str], spared: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(arguments)],
        env={**os.environ, **filled.env()},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert "reminder_cli.cli.app" in loaded
    assert loaded & spared == set()
