"""What `doctor` and `verify` show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reminder_cli.cli import render
from reminder_cli.cli.render import Column, Table
from reminder_cli.i18n import _
from reminder_cli.services.verify import Check


def data(checks: Sequence[Check]) -> dict[str, Any]:
    """The checks as JSON."""
    return {
        "checks": [
            {"code": c.code, "ok": c.ok, "message": str(c.message), "fix": str(c.fix) or None}
            for c in checks
        ]
    }


def _table(checks: Sequence[Check]) -> Table:
    heads = (_("Check"), _("Well"), _("What"), _("What to do"))
    shown = Table("", [Column(head) for head in heads])
    for check in checks:
        fix = "" if check.ok else str(check.fix)
        shown.rows.append((check.code, _("yes") if check.ok else _("no"), str(check.message), fix))
    return shown


def tell(checks: Sequence[Check]) -> None:
    """The checks for people: what is well, and what to do about the rest."""
    render.file_table(_table(checks))
    for check in checks:
        mark = _("ok  ") if check.ok else _("LOOK")
        render.answer(f"{mark}  {check.message}")
        if not check.ok and str(check.fix):
            render.answer(f"      {check.fix}")
