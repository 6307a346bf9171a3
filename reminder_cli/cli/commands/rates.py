"""`remind rates`: the reference rates, adding one, fetching them."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command, Group
from reminder_cli.cli.options import Csv, DryRun, Json, begin

app = typer.Typer(
    add_completion=False,
    cls=Group,
    invoke_without_command=True,
    help=N_(
        "The reference rates that late interest is counted with (räntelagen 9 §).\n\n"
        "Example: remind rates"
    ),
)


@app.callback()
def show(context: typer.Context, json: Json = False, csv: Csv = False) -> None:
    """Show the rates."""
    if context.invoked_subcommand:
        return
    from reminder_cli.cli import rating

    session = begin(context, "rates", json=json, csv=csv)
    rates = session.world.reference_rates
    render.report(session, lambda: {"rates": rating.data(rates)}, lambda: rating.tell(rates))


@app.command(
    cls=Command,
    help=N_(
        "Add the rate of a half-year, or correct one.\n\n"
        'Example: remind rates add 2027-H1 2,00 --source "riksbank.se 2027-01-02"'
    ),
)
def add(
    context: typer.Context,
    half: Annotated[str, typer.Argument(metavar="HALF", help=N_("As 2027-H1."))],
    percent: Annotated[str, typer.Argument(metavar="PERCENT", help=N_("As 2,50."))],
    source: Annotated[str, typer.Option("--source", help=N_("Where it stands."))] = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Add a rate."""
    from reminder_cli.cli import rating
    from reminder_cli.services.rates import add_rate

    session = begin(context, "rates add", json=json, csv=csv)
    rate = add_rate(session.world, half, percent, source=source, dry_run=dry_run)

    def people() -> None:
        rating.tell([rate])
        if dry_run:
            render.only_tried()

    render.report(session, lambda: {"rates": rating.data([rate])}, people)


@app.command(
    cls=Command,
    help=N_("Fetch the rates from Riksbanken's open interface.\n\nExample: remind rates fetch"),
)
def fetch(
    context: typer.Context, dry_run: DryRun = False, json: Json = False, csv: Csv = False
) -> None:
    """Fetch the rates."""
    from reminder_cli.cli import rating
    from reminder_cli.services.rates import fetch as fetch_all

    session = begin(context, "rates fetch", json=json, csv=csv)
    fetched = fetch_all(session.world, dry_run=dry_run)

    def people() -> None:
        rating.tell_fetched(fetched)
        if dry_run:
            render.only_tried()

    render.report(
        session, lambda: {"rates": rating.data(fetched.new), "known": fetched.known}, people
    )
