"""`remind plan`: what tick would do today."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, Json, begin
from reminder_cli.cli.parsing import parse_day

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "What `remind tick` would do today: each letter, its amount, why, and why not; or day by day "
        "until a day, if nobody pays and nothing is changed.\n\n"
        "Examples: remind plan; remind plan --until 2026-12-31; remind tick --plan HASH"
    ),
)
def command(
    context: typer.Context,
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help=N_("Look ahead through this day."))
    ] = "",
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Show what tick would do."""
    session = begin(context, "plan", json=json, csv=csv)
    if until:
        _ahead(session, parse_day(until, option="--until"))
        return
    from reminder_cli.cli import json_output, ticking
    from reminder_cli.services.planning import plan

    report = plan(session.world)
    render.report(
        session, lambda: json_output.ticked(report), lambda: ticking.tell(report, dry_run=True)
    )


def _ahead(session: Session, until: date) -> None:
    from reminder_cli.cli import forecasting
    from reminder_cli.services.planning import forecast

    found = forecast(session.world, until)
    render.report(session, lambda: forecasting.data(found), lambda: forecasting.tell(found))
