"""`remind explain`: every öre of one invoice."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, Invoice, Json, Known, begin, seen
from reminder_cli.cli.parsing import optional_day

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Every amount line by line, with rate, days, base and paragraph, and what comes next.\n\n"
        "Examples: remind explain 1042; remind explain 1042 --as-of 2026-03-31"
    ),
)
def command(
    context: typer.Context,
    invoice: Invoice,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help=N_("On this day, past or to come."))
    ] = "",
    known: Known = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Explain one invoice."""
    from reminder_cli.cli import json_output, tables
    from reminder_cli.services.views import explain

    session = begin(context, "explain", json=json, csv=csv)
    day = optional_day(as_of, option="--as-of")
    # Of a day to come it is told what will be owed if nothing happens until then.
    ahead = day is not None and day > session.today and not known
    world = session.world if ahead else seen(session, as_of, known=known)
    found = explain(world, invoice, as_of=day)
    render.report(session, lambda: json_output.explained(found), lambda: tables.explained(found))
