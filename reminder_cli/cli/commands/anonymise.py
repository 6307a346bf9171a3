"""`remind anonymise`: a copy of a file without anybody's names, to show when it cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Json, begin

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Copy a file with its layout and encoding, but with other names, numbers and amounts, so that "
        "you can send it to somebody who can help.\n\nExample: remind anonymise list.csv list-anonymous.csv"
    ),
)
def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The file to copy."))],
    out: Annotated[Path, typer.Argument(metavar="OUT", help=N_("Where to write the copy."))],
    json: Json = False,
) -> None:
    """Anonymise a file."""
    from reminder_cli.i18n import _
    from reminder_cli.services.anonymising import anonymise_file

    session = begin(context, "anonymise", json=json)
    size = anonymise_file(file, out)
    render.report(
        session,
        lambda: {"file": str(out), "bytes": size},
        lambda: render.answer(
            _("{out} is written. Look through it once before you send it.", out=out)
        ),
    )
