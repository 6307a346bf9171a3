"""`remind outbox`: the letters and what became of each."""

from __future__ import annotations

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Json, begin

app = typer.Typer()


@app.command(
    cls=Command,
    help=N_("The letters: waiting, sent, failed or uncertain.\n\nExample: remind outbox"),
)
def command(context: typer.Context, json: Json = False) -> None:
    """Show the outbox."""
    from reminder_cli.cli import json_output, tables
    from reminder_cli.ledger.letters import letters

    session = begin(context, "outbox", json=json)
    found = letters(session.world.ledger)
    render.report(session, lambda: json_output.outbox(found), lambda: tables.outbox(found))
