"""What `demo` shows: each day as it is played, the tables at the end, and what to try next.

On a terminal it is a tour that stops where something is to be seen; elsewhere all comes at once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

from msgspec import Struct

from reminder_cli.cli import lists, render, tables
from reminder_cli.cli.asking import is_terminal
from reminder_cli.errors import LedgerExists, Refused
from reminder_cli.i18n import Text, _
from reminder_cli.services import demo
from reminder_cli.services.report import ReportChoice
from reminder_cli.services.report_workbook import write_workbook
from reminder_cli.services.views import ListChoice, case_statuses, explain, list_invoices
from reminder_cli.services.world import World


class Stop(Struct, frozen=True):
    """Where the tour stops: after which day, what is told there, and what is shown."""

    after: date
    tells: Text
    shows: Callable[[World], None]


def _all_invoices(world: World) -> None:
    lists.invoices(list_invoices(world, ListChoice(which="all")), "all")


def _cases(world: World) -> None:
    lists.cases(case_statuses(world), world.today)


def _every_ore(world: World) -> None:
    tables.explained(explain(world, "1041"))


STOPS = (
    Stop(
        date(2026, 3, 2),
        Text(
            "The firm was set up with remind init, the list fakturor.csv was taken in with remind import, "
            "and remind send --overdue sent a reminder for what is overdue. remind list says where "
            "everything stands, and why the rest was not sent:"
        ),
        _all_invoices,
    ),
    Stop(
        date(2026, 3, 13),
        Text(
            "Two customers have paid, one of them in part: remind pay. One got a credit note: remind "
            "cancel. Who pays gets no more letters. remind status shows the cases that are open:"
        ),
        _cases,
    ),
    Stop(
        date(2026, 3, 17),
        Text(
            "The ten banking days of the reminders are out, and remind tick has sent the inkassokrav by "
            "itself. Two invoices of one customer share a letter and its fee. remind explain 1041 shows "
            "every öre with its paragraph:"
        ),
        _every_ore,
    ),
    Stop(
        date(2026, 3, 30),
        Text(
            "The inkassokrav have run out. What comes now is yours to choose: monitoring with a letter a "
            "year, or Kronofogden. Until then nothing is sent:"
        ),
        _cases,
    ),
)


def show(folder: Path | None) -> None:
    """Play the demo into a folder and show how it ended, or where the person left the tour."""
    path = (folder or Path(tempfile.mkdtemp(prefix="remind-demo-"))) / "demo.db"
    if path.exists():
        raise LedgerExists(str(path))
    report = path.with_suffix(".xlsx")
    if report.exists():
        raise Refused(
            _("{path} exists already. Nothing was written.", path=report),
            fix=_("Name another folder: remind demo FOLDER"),
        )
    stops = {stop.after: stop for stop in STOPS} if is_terminal() else {}
    if stops:
        render.answer(_("A tour of an invented firm. Enter goes on, q and Enter ends it."))
        render.answer("")
    for happened in demo.play(path):
        for step in happened:
            render.answer(f"{step.on}  {step.what}")
        day = happened[0].on
        if day in stops and not _stop(stops[day], path):
            _next(path, day)
            return
    _end(path)


def _stop(stop: Stop, path: Path) -> bool:
    """Tell and show, and wait; False to end the tour."""
    from rich.console import Console

    render.answer("")
    Console(highlight=False, markup=False).print(str(stop.tells))
    render.answer("")
    world = demo.world_on(path, stop.after)
    with closing(world.ledger):
        stop.shows(world)
    render.answer("")
    try:
        answer = input(_("Enter goes on, q ends: "))
    except EOFError:
        return False
    render.answer("")
    return not answer.strip().casefold().startswith("q")


def _end(path: Path) -> None:
    world = demo.world_on(path, demo.LAST_DAY)
    with closing(world.ledger):
        render.answer("")
        _cases(world)
        render.answer("")
        _all_invoices(world)
        write_workbook(world, ReportChoice(), path.with_suffix(".xlsx"))
    _next(path, demo.LAST_DAY)


def _next(path: Path, day: date) -> None:
    folder = path.with_name(f"{path.stem}-letters")
    report = path.with_suffix(".xlsx")
    render.answer("")
    render.answer(_("The letters, as PDF: {folder}", folder=folder / "archive"))
    if report.exists():
        render.answer(_("The report, as a workbook: {file}", file=report))
    render.answer(_("Look around in it, for example:"))
    for command in ("status", "show 1046", "explain 1041", "list --all", "plan"):
        render.answer(f"  remind --ledger {path} --today {day} {command}")
    render.answer(_("Your own firm: remind init"))
