"""`remind plan`: what tick would do today."""

from __future__ import annotations

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Json, begin

app = typer.Typer()


@app.command(
    cls=Command,
    help=N_(
        "What `remind tick` would do today: each letter, its amount, why, and why not.\n\n"
        "Example: remind plan"
    ),
)
def command(context: typer.Context, json: Json = False) -> None:
    """Show what tick would do."""
    from reminder_cli.cli import json_output, ticking
    from reminder_cli.services.tick import tick

    session = begin(context, "plan", json=json)
    report = tick(session.world, dry_run=True)
    render.report(
        session, lambda: json_output.ticked(report), lambda: ticking.tell(report, dry_run=True)
    )
