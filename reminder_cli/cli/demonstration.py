"""What `demo` shows: each day as it is played, the tables at the end, and what to try next."""

from __future__ import annotations

import tempfile
from datetime import datetime, time
from pathlib import Path

from reminder_cli.cli import lists, render
from reminder_cli.errors import LedgerExists
from reminder_cli.i18n import _
from reminder_cli.services import demo
from reminder_cli.services.report import ReportChoice
from reminder_cli.services.report_workbook import write_workbook
from reminder_cli.services.views import ListChoice, case_statuses, list_invoices
from reminder_cli.services.world import World


def show(folder: Path | None) -> None:
    """Play the demo into a folder and show how it ended."""
    path = (folder or Path(tempfile.mkdtemp(prefix="remind-demo-"))) / "demo.db"
    if path.exists():
        raise LedgerExists(str(path))
    for step in demo.play(path):
        render.answer(f"{step.on}  {step.what}")
    last = datetime.combine(demo.LAST_DAY, time(12)).astimezone()
    world = World(path=path, today=demo.LAST_DAY, now=last, trial=True)
    render.answer("")
    lists.cases(case_statuses(world), world.today)
    render.answer("")
    lists.invoices(list_invoices(world, ListChoice(which="all")), "all")
    write_workbook(world, ReportChoice(), path.with_suffix(".xlsx"))
    world.ledger.close()
    _next(path)


def _next(path: Path) -> None:
    folder = path.with_name(f"{path.stem}-letters")
    render.answer("")
    render.answer(_("The letters, as PDF: {folder}", folder=folder / "archive"))
    render.answer(_("The report, as a workbook: {file}", file=path.with_suffix(".xlsx")))
    render.answer(_("Look around in it, for example:"))
    remind = f"remind --ledger {path} --today {demo.LAST_DAY}"
    for command in ("status", "show 1046", "explain 1041", "list --all", "plan"):
        render.answer(f"  {remind} {command}")
    render.answer(_("Your own firm: remind init"))
