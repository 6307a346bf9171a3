"""`remind doctor`: everything that will hurt soon."""

from __future__ import annotations

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, Json, begin

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Look for what will hurt soon: missing rates, letters that wait, claims about to be lost.\n\n"
        "Example: remind doctor"
    ),
)
def command(context: typer.Context, json: Json = False, csv: Csv = False) -> None:
    """Check the set-up and the claims."""
    from reminder_cli.cli import checking
    from reminder_cli.services.doctor import doctor

    session = begin(context, "doctor", json=json, csv=csv)
    checks = doctor(session.world)
    render.report(session, lambda: checking.data(checks), lambda: checking.tell(checks))
    if not all(check.ok for check in checks):
        raise typer.Exit(1)
