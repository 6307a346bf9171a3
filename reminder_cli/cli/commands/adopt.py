"""`remind adopt`: take over the open cases of another program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Json, begin
from reminder_cli.i18n import ngettext

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Take over the open cases of another program from a list with the columns "
        "number;step;date;fees. The step is reminder or demand, the date the day that letter went "
        "out, the fees all that was claimed so far. All rows are taken or none.\n\n"
        "Example: remind adopt cases.csv --dry-run"
    ),
)
def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The list, as CSV."))],
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Take over cases."""
    from reminder_cli.cli import standing
    from reminder_cli.services.adopting import adopt_file

    session = begin(context, "adopt", json=json, csv=csv)
    found = adopt_file(session.world, file, dry_run=dry_run)
    n = len(found)
    sentence = ngettext(
        "{n} case taken over; nothing was sent. From here on, run every day: remind tick",
        "{n} cases taken over; nothing was sent. From here on, run every day: remind tick",
        n,
    )
    standing.tell(session, found, sentence)
