"""`remind companies`: the firms in the data folder, and what waits in each."""

from __future__ import annotations

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, Json, begin

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "The firms in the data folder: open cases, when tick last ran, and what waits for you. One "
        "more is made with --company NAME before init.\n\n"
        "Example: remind companies"
    ),
)
def command(context: typer.Context, json: Json = False, csv: Csv = False) -> None:
    """List the firms."""
    from reminder_cli.adapters.data_folder import places
    from reminder_cli.cli import companies_view
    from reminder_cli.services.companies import overview

    session = begin(context, "companies", json=json, csv=csv)
    firms = overview(places(), today=session.today, now=session.now)
    render.report(session, lambda: companies_view.data(firms), lambda: companies_view.tell(firms))
