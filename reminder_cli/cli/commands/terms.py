"""`remind terms`: the terms in force, what a new version changes, and accepting it."""

from __future__ import annotations

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command, Group
from reminder_cli.cli.options import Csv, DryRun, Json, begin

app = typer.Typer(
    add_completion=False,
    cls=Group,
    invoke_without_command=True,
    help=N_(
        "The terms in force with their price list, and what a new version changes.\n\n"
        "Example: remind terms"
    ),
)


@app.callback()
def show(context: typer.Context, json: Json = False, csv: Csv = False) -> None:
    """Show the terms."""
    if context.invoked_subcommand:
        return
    from reminder_cli.cli import terms_view
    from reminder_cli.services import setup

    session = begin(context, "terms", json=json, csv=csv)
    view = setup.terms_view(session.world)
    render.report(session, lambda: terms_view.data(view), lambda: terms_view.tell(view))


@app.command(
    cls=Command,
    help=N_("Accept the version of the terms that is in force.\n\nExample: remind terms accept"),
)
def accept(context: typer.Context, dry_run: DryRun = False, json: Json = False) -> None:
    """Accept the terms."""
    from reminder_cli.cli import terms_view
    from reminder_cli.services import setup

    session = begin(context, "terms accept", json=json)
    terms = setup.accept(session.world, dry_run=dry_run)
    view = setup.terms_view(session.world)
    render.report(
        session,
        lambda: terms_view.data(view),
        lambda: terms_view.tell_accepted(terms, dry_run=dry_run),
    )
