"""`remind restore`: a backup in the place of the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import DryRun, Json, Yes, begin
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Put a backup in the place of the ledger. The file is checked first; the ledger that was "
        "there is kept beside it; and no letter goes out until you have looked at what may have gone "
        "out since the backup.\n\nExample: remind restore remind-2026-01-31.db --dry-run"
    ),
)
def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The backup."), readable=False)],
    discard_newer: Annotated[
        bool,
        typer.Option(
            "--discard-newer", help=N_("Go back although the ledger has what the backup lacks.")
        ),
    ] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Restore."""
    from reminder_cli.cli import asking, keeping
    from reminder_cli.services.restore import RestoreOptions, restore

    session = begin(context, "restore", json=json)
    options = RestoreOptions(
        discard_newer=discard_newer, dry_run=dry_run, practice=session.trial_agreed
    )
    question = _("Put the backup in the place of the ledger?")
    if not dry_run and not yes and not json and asking.is_terminal():
        look = restore(session.world, file, replace(options, look=True))
        keeping.tell_restored(look, dry_run=True)
        options = replace(options, expected=look.lost, practice=True)
        if look.staged.trial and look.before != "readable" and not session.trial:
            question = _(
                "It is a trial ledger: it mails no customer, and cannot become a real one. "
                "Put it there all the same?"
            )
    if not dry_run:
        asking.confirm(session, question, yes=yes)
    report = restore(session.world, file, options)
    render.report(
        session,
        lambda: keeping.restore_data(report),
        lambda: keeping.tell_restored(report, dry_run=dry_run),
    )
