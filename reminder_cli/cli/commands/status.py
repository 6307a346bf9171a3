"""`remind status`: how each case stands."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Invoices, Json, begin
from reminder_cli.errors import WrongValue
from reminder_cli.i18n import _

app = typer.Typer()


@app.command(
    cls=Command,
    help=N_(
        "How the cases stand: stage, amounts, letters, the next step and its day.\n\n"
        "Examples: remind status; remind status 1042; remind status --closed"
    ),
)
def command(
    context: typer.Context,
    invoices: Invoices = None,
    is_open: Annotated[bool, typer.Option("--open", help=N_("Open cases (the default)."))] = False,
    closed: Annotated[bool, typer.Option("--closed", help=N_("Closed cases."))] = False,
    stage: Annotated[str, typer.Option("--stage", help=N_("Only cases at this stage."))] = "",
    json: Json = False,
) -> None:
    """Show how the cases stand."""
    from reminder_cli.services.views import case_statuses
    from reminder_cli.services.words import STAGES

    session = begin(context, "status", json=json)
    if stage and stage not in STAGES:
        raise WrongValue(
            _("--stage: {text} is not a stage.", text=stage),
            fix=_("Write one of: {choices}.", choices=", ".join(STAGES)),
        )
    which = "all" if closed and is_open else "closed" if closed else "open"
    found = case_statuses(session.world, numbers=invoices or (), which=which, stage=stage)

    def data() -> object:
        from reminder_cli.cli import json_output

        return json_output.statuses(found, session.today)

    def people() -> None:
        from reminder_cli.cli import tables

        tables.cases(found, session.today)

    render.report(session, data, people)
