"""`remind tick`: bring every case up to today."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import DryRun, Json, Limit, NoDeliver, begin
from reminder_cli.i18n import _
from reminder_cli.services.due import nothing_due

app = typer.Typer()


@app.command(
    cls=Command,
    help=N_(
        "Bring every case up to today and send what is due. For cron, as often as you like.\n\n"
        "Examples: remind tick --dry-run; remind tick --quiet"
    ),
)
def command(
    context: typer.Context,
    dry_run: DryRun = False,
    no_deliver: NoDeliver = False,
    limit: Limit = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help=N_("Say nothing when there is nothing to say."))
    ] = False,
    json: Json = False,
) -> None:
    """Send what is due today."""
    session = begin(context, "tick", json=json)
    if not dry_run:
        session.world.check_day()  # a wrong clock must not look like a quiet day
    if (
        not json
        and session.world.calendar.is_banking_day(session.today)
        and nothing_due(session.world)
    ):
        if not quiet:
            render.answer(_("Nothing is due on {day}.", day=session.today))
        return
    from reminder_cli.cli.outboxing import progress
    from reminder_cli.services.delivering import DeliverOptions
    from reminder_cli.services.tick import tick

    with progress() as step:
        options = DeliverOptions(limit=limit, progress=step)
        report = tick(
            session.world, dry_run=dry_run, deliver_letters=not no_deliver, options=options
        )
    if quiet and report.is_silent:
        return

    def data() -> object:
        from reminder_cli.cli import json_output

        return json_output.ticked(report)

    def people() -> None:
        from reminder_cli.cli import ticking

        ticking.tell(report, dry_run=dry_run)

    render.report(session, data, people)
