"""`remind retract`: take back a letter that has gone out."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Json, Letter, Reason, begin
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Take back a letter that has gone out: its fee falls, and a letter says so.\n\n"
        'Example: remind retract 17 --reason "wrong customer"'
    ),
)
def command(
    context: typer.Context,
    letter: Letter,
    reason: Reason = "",
    no_letter: Annotated[
        bool, typer.Option("--no-letter", help=N_("Send no letter about it; tell them yourself."))
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Take a letter back."""
    from reminder_cli.cli import outboxing
    from reminder_cli.services.retract import retract

    session = begin(context, "retract", json=json, csv=csv)
    if not reason:
        raise WrongValue(
            _("A letter is taken back only with a reason."),
            fix=_("Say why with --reason TEXT."),
            again=Again(add="--reason TEXT"),
        )
    report = retract(
        session.world, letter, reason=reason, with_letter=not no_letter, dry_run=dry_run
    )
    render.report(
        session,
        lambda: outboxing.retracted_data(report),
        lambda: outboxing.tell_retracted(report, dry_run=dry_run),
    )
