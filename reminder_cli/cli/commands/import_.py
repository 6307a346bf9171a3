"""`remind import`: take in invoices from files of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Json, Reason, begin

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Take in invoices from CSV, Excel, OpenDocument, SIE or JSON files. The same file twice "
        "changes nothing.\n\nExamples: remind import invoices.csv; remind import --dry-run year.se --terms-days 30"
    ),
)
def command(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help=N_("Files to take in."), readable=False),
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help=N_("Name the column of a field; kept for the next file with the same header."),
        ),
    ] = None,
    terms_days: Annotated[
        int | None,
        typer.Option(
            help=N_("Due this many days after the invoice date, where the file has no due date.")
        ),
    ] = None,
    skip_problems: Annotated[
        bool, typer.Option("--skip-problems", help=N_("Take the good rows and list the rest."))
    ] = False,
    other_company: Annotated[
        bool, typer.Option("--other-company", help=N_("The file may be of another firm."))
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help=N_("Take a file that does not add up; needs --reason."))
    ] = False,
    settle: Annotated[
        bool,
        typer.Option("--settle", help=N_("Book what the file shows as paid since the last one.")),
    ] = False,
    older: Annotated[
        bool,
        typer.Option("--older", help=N_("Take a file that seems older than one taken in before.")),
    ] = False,
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Take in invoices."""
    from reminder_cli.cli import importing, json_output
    from reminder_cli.services.import_invoices import import_files
    from reminder_cli.services.wrong_import import of_invoices

    session = begin(context, "import", json=json, csv=csv)
    options = importing.options(
        columns=columns or [],
        terms_days=terms_days,
        skip_problems=skip_problems,
        other_company=other_company,
        force=force,
        reason=reason,
        settle=settle,
        older=older,
        dry_run=dry_run,
    )
    with of_invoices(files):
        if not (json or csv) and not importing.agreed(session, files, options):
            return
        with importing.progress() as progress:
            reports = import_files(session.world, files, options, progress)
    render.report(
        session,
        lambda: json_output.imported(reports),
        lambda: importing.tell(reports, dry_run=dry_run),
    )
