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
    "booking paid": {},
    "booking charged": {"booking": "charged"},
    "cash_method true": {"booking": "paid", "cash_method": "true"},
}
WORDS = {
    "en": {
        "booking paid": "With fees and interest when paid (`booking paid`)",
        "booking charged": "With fees and interest when charged (`booking charged`)",
        "cash_method true": "With the cash method (`cash_method true`)",
        "head": "| day | text | voucher |",
    },
    "sv": {
        "booking paid": "Med avgifter och ränta när de betalas (`booking paid`)",
        "booking charged": "Med avgifter och ränta när de krävs (`booking charged`)",
        "cash_method true": "Med kontantmetoden (`cash_method true`)",
        "head": "| dag | text | verifikation |",
    },
}


def tables(lang: str = "en") -> str:
    """One table for each way, by the commands that a user has, in a language."""
    words = WORDS[lang]
    with tempfile.TemporaryDirectory() as folder:
        _run(lang, "demo", folder)
        ledger = ("--ledger", str(Path(folder) / "demo.db"), "--today", "2026-04-24")
        parts = []
        for way, settings in WAYS.items():
            for key, value in settings.items():
                _run(lang, *ledger, "settings", "set", key, value)
            made = json.loads(_run(lang, *ledger, "export", "sie", "v.si", "--dry-run", "--json"))
            rows = "\n".join(_rows(made["data"]["vouchers"], "," if lang == "sv" else "."))
            parts.append(f"{words[way]}:\n\n{words['head']}\n|---|---|---|\n{rows}\n")
    return "\n" + "\n".join(parts) + "\n"


def _rows(vouchers: list[dict[str, Any]], mark: str) -> Iterator[str]:
    for voucher in vouchers:
        debit = ", ".join(
            _side("D", row["account"], row["debit"], mark)
            for row in voucher["rows"]
            if row["debit"] != "0.00"
        )
        credit = ", ".join(
            _side("K", row["account"], row["credit"], mark)
            for row in voucher["rows"]
            if row["credit"] != "0.00"
        )
        yield f"| {voucher['date']} | {voucher['text']} | {debit} / {credit} |"


def _side(side: str, account: str, amount: str, mark: str) -> str:
    kronor, ore = amount.split(".")
    return f"{side} {account} {int(kronor):,}".replace(",", " ") + mark + ore


def _run(lang: str, *words: str) -> str:
    env = {**os.environ, "NO_COLOR": "1", "REMIND_LANG": lang, "LC_ALL": "C.UTF-8"}
    env.pop("REMIND_TODAY", None)
    command = [sys.executable, "-m", "reminder_cli", *words]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=True).stdout
