"""`remind deliver`: send the letters that wait."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Json, Limit, begin
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Send the letters that wait: by mail, or to the folder to print from.\n\n"
        "Example: remind deliver --limit 50"
    ),
)
def command(
    context: typer.Context,
    limit: Limit = None,
    now: Annotated[
        bool, typer.Option("--now", help=N_("Also letters whose next try has not come."))
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Deliver what waits."""
    from reminder_cli.cli import outboxing
    from reminder_cli.services.delivering import DeliverOptions, deliver
    from reminder_cli.services.delivery_preview import foresee

    session = begin(context, "deliver", json=json, csv=csv)
    if dry_run:
        found = foresee(session.world, DeliverOptions(limit=limit, now=now))
        render.report(
            session,
            lambda: outboxing.foreseen_data(found),
            lambda: outboxing.tell_foreseen(found),
        )
        return
    with outboxing.progress() as step:
        delivered = deliver(session.world, DeliverOptions(limit=limit, now=now, progress=step))

    def people() -> None:
        outboxing.tell_delivered(delivered)
        if delivered.is_silent:
            render.answer(_("No letter waits to be sent. See all with: remind outbox"))

    render.report(session, lambda: outboxing.delivered_data(delivered), people)
