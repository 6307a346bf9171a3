"""`remind tick`: bring every case up to today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import DryRun, Json, NoDeliver, begin
from reminder_cli.i18n import _
from reminder_cli.services.due import nothing_due

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session
    from reminder_cli.services.tick import TickReport

app = typer.Typer()


@app.command(
    cls=Command,
    help=N_(
        "Bring every case up to today and send what is due. For cron, as often as you like.\n\n"
        "Examples: remind tick --dry-run; remind tick --quiet; remind tick --plan 1f0c2a9b3d4e"
    ),
)
def command(
    context: typer.Context,
    dry_run: DryRun = False,
    no_deliver: NoDeliver = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help=N_("Say nothing when there is nothing to say."))
    ] = False,
    plan: Annotated[
        str,
        typer.Option(
            "--plan", metavar="HASH", help=N_("Do exactly the plan that was shown, or nothing.")
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Send what is due today."""
    session = begin(context, "tick", json=json)
    if not dry_run:
        session.world.check_day()  # a wrong clock must not look like a quiet day
    if (
        not json
        and not plan
        and session.world.calendar.is_banking_day(session.today)
        and nothing_due(session.world)
    ):
        if not quiet:
            render.answer(_("Nothing is due on {day}.", day=session.today))
        return
    report = _tick(session, plan, dry_run=dry_run, deliver_letters=not no_deliver)
    if quiet and not (report.letters or report.moved or report.closed):
        return

    def data() -> object:
        from reminder_cli.cli import json_output

        return json_output.ticked(report)

    def people() -> None:
        from reminder_cli.cli import ticking

        ticking.tell(report, dry_run=dry_run)

    render.report(session, data, people)


def _tick(session: Session, plan: str, *, dry_run: bool, deliver_letters: bool) -> TickReport:
    if plan:
        from reminder_cli.services.planning import tick_as_planned

        return tick_as_planned(
            session.world, plan, dry_run=dry_run, deliver_letters=deliver_letters
        )
    from reminder_cli.services.tick import tick

    return tick(session.world, dry_run=dry_run, deliver_letters=deliver_letters)
