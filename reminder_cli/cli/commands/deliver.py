"""`remind deliver`: send the letters that wait."""

from __future__ import annotations

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Json, begin

app = typer.Typer()


@app.command(
    cls=Command, help=N_("Send the letters that wait in the outbox.\n\nExample: remind deliver")
)
def command(context: typer.Context, json: Json = False) -> None:
    """Deliver what waits."""
    from reminder_cli.cli import ticking
    from reminder_cli.services.delivering import deliver

    session = begin(context, "deliver", json=json)
    delivered = deliver(session.world)
    render.report(
        session,
        lambda: {"printed": [str(path) for path in delivered.printed]},
        lambda: ticking.tell_delivered(delivered),
    )
