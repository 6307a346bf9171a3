"""The vouchers of the demo as tables for docs/bookkeeping.md, by each way of keeping books."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WAYS: dict[str, dict[str, str]] = {
    "fees and interest when paid (`booking paid`)": {},
    "fees and interest when charged (`booking charged`)": {"booking": "charged"},
    "the cash method (`cash_method true`)": {"booking": "paid", "cash_method": "true"},
}


def tables() -> str:
    """One table for each way, by the commands that a user has."""
    with tempfile.TemporaryDirectory() as folder:
        _run("demo", folder)
        ledger = ("--ledger", str(Path(folder) / "demo.db"), "--today", "2026-04-24")
        parts = []
        for title, settings in WAYS.items():
            for key, value in settings.items():
                _run(*ledger, "settings", "set", key, value)
            made = json.loads(_run(*ledger, "export", "sie", "v.si", "--dry-run", "--json"))
            rows = "\n".join(_rows(made["data"]["vouchers"]))
            parts.append(f"With {title}:\n\n| day | text | voucher |\n|---|---|---|\n{rows}\n")
    return "\n" + "\n".join(parts) + "\n"


def _rows(vouchers: list[dict[str, Any]]) -> Iterator[str]:
    for voucher in vouchers:
        debit = ", ".join(
            _side("D", row["account"], row["debit"])
            for row in voucher["rows"]
            if row["debit"] != "0.00"
        )
        credit = ", ".join(
            _side("K", row["account"], row["credit"])
            for row in voucher["rows"]
            if row["credit"] != "0.00"
        )
        yield f"| {voucher['date']} | {voucher['text']} | {debit} / {credit} |"


def _side(side: str, account: str, amount: str) -> str:
    kronor, ore = amount.split(".")
    return f"{side} {account} {int(kronor):,}.{ore}".replace(",", " ")


def _run(*words: str) -> str:
    env = {**os.environ, "NO_COLOR": "1", "REMIND_LANG": "en", "LC_ALL": "C.UTF-8"}
    env.pop("REMIND_TODAY", None)
    command = [sys.executable, "-m", "reminder_cli", *words]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=True).stdout
