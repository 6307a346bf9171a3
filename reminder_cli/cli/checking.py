"""What `doctor` and `verify` show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reminder_cli.cli import render
from reminder_cli.cli.render import Column, Table
from reminder_cli.i18n import Text, _
from reminder_cli.services.verify import Check

# What a check says of how it stands, in a word.
_LEVELS = {"ok": Text("ok"), "note": Text("NOTE"), "wrong": Text("LOOK")}


def data(checks: Sequence[Check]) -> dict[str, Any]:
    """The checks as JSON."""
    return {
        "checks": [
            {
                "code": c.code,
                "ok": c.ok,
                "level": c.level,
                "message": str(c.message),
                "fix": str(c.fix) or None,
            }
            for c in checks
        ]
    }


def _table(checks: Sequence[Check]) -> Table:
    heads = (_("Check"), _("State"), _("What"), _("What to do"))
    shown = Table("", [Column(head) for head in heads])
    for check in checks:
        fix = "" if check.level == "ok" else str(check.fix)
        shown.rows.append((check.code, str(_LEVELS[check.level]), str(check.message), fix))
    return shown


def tell(checks: Sequence[Check]) -> None:
    """The checks for people: what is well, and what to do about the rest."""
    render.file_table(_table(checks))
    room = max(len(str(word)) for word in _LEVELS.values())
    for check in checks:
        render.answer(f"{str(_LEVELS[check.level]).ljust(room)}  {check.message}", indent=room + 2)
        if check.level != "ok" and str(check.fix):
            render.answer(f"{' ' * room}  {check.fix}")
