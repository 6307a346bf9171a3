"""`remind backup`: a copy of everything, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import DryRun, Json, begin

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Copy the ledger with its letters into one new file, also while other commands run. The copy "
        "is checked. Keep it on another disk; whoever has it can read all of it.\n\n"
        "Example: remind backup remind-2026-01-31.db"
    ),
)
def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The file to write."))],
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Back up."""
    from reminder_cli.cli import keeping
    from reminder_cli.services.backup import back_up

    session = begin(context, "backup", json=json)
    report = back_up(session.world, file, dry_run=dry_run)
    render.report(
        session,
        lambda: keeping.backup_data(report),
        lambda: keeping.tell_backup(report, dry_run=dry_run),
    )
