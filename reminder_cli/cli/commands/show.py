"""`remind show`: everything about one invoice."""

from __future__ import annotations

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import AsOf, Csv, Invoice, Json, Known, begin, seen

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "One invoice: amounts, debtor, case, history and letters.\n\nExample: remind show 1042"
    ),
)
def command(
    context: typer.Context,
    invoice: Invoice,
    as_of: AsOf = "",
    known: Known = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Show one invoice."""
    from reminder_cli.cli import json_output, tables
    from reminder_cli.services.views import show

    session = begin(context, "show", json=json, csv=csv)
    world = seen(session, as_of, known=known)
    found = show(world, invoice)
    past = world.today if world.in_past else None
    render.report(
        session, lambda: json_output.shown(found), lambda: tables.one_invoice(found, past=past)
    )
