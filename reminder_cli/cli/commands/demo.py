"""`remind demo`: an example firm played forward, and a ledger to look around in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import begin

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "An example firm with fourteen invoices, played forward over some months; leaves a ledger "
        "to look around in.\n\nExample: remind demo my-demo"
    ),
)
def command(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help=N_("Where to leave it; a new folder by default.")),
    ] = None,
) -> None:
    """Play the demo."""
    from reminder_cli.cli import demonstration

    begin(context, "demo")
    demonstration.show(folder)
