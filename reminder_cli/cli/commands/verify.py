"""`remind verify`: every invariant of the ledger."""

from __future__ import annotations

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, Json, begin

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Check that the ledger is whole: the file, the sums, and every letter as it was sent.\n\n"
        "Example: remind verify"
    ),
)
def command(context: typer.Context, json: Json = False, csv: Csv = False) -> None:
    """Check the ledger."""
    from reminder_cli.cli import checking
    from reminder_cli.services.verify import verify

    session = begin(context, "verify", json=json, csv=csv)
    checks = verify(session.world)
    render.report(session, lambda: checking.data(checks), lambda: checking.tell(checks))
    if not all(check.ok for check in checks):
        raise typer.Exit(1)
