"""`remind export`: the vouchers that have not left for the books yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reminder_cli.cli import render, waiting_money
from reminder_cli.cli.help_text import N_, Command, Group
from reminder_cli.cli.options import Csv, DryRun, Json, begin
from reminder_cli.cli.parsing import optional_day

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session

app = typer.Typer(
    add_completion=False,
    cls=Group,
    no_args_is_help=True,
    help=N_(
        "Vouchers for the bookkeeping program: each fact once, as SIE or CSV.\n\n"
        "Examples: remind export sie vouchers.si; remind export csv vouchers.csv"
    ),
)
File = Annotated[Path, typer.Argument(metavar="FILE", help=N_("The file to write."))]
First = Annotated[
    str, typer.Option("--from", metavar="DATE", help=N_("Only vouchers from this day on."))
]
Last = Annotated[
    str, typer.Option("--to", metavar="DATE", help=N_("Only vouchers through this day."))
]
Redo = Annotated[
    int,
    typer.Option("--redo", metavar="ID", help=N_("Write the file of an earlier export again.")),
]


@app.command(
    "sie",
    cls=Command,
    help=N_(
        "Vouchers not exported yet as SIE 4I, one file per fiscal year.\n\n"
        "Examples: remind export sie vouchers.si; remind export sie jan.si --to 2026-01-31"
    ),
)
def sie(
    context: typer.Context,
    file: File,
    first: First = "",
    last: Last = "",
    redo: Redo = 0,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Export as SIE 4I."""
    session = begin(context, "export", json=json, csv=csv)
    _export(session, "sie", file, (first, last), redo=redo, dry_run=dry_run)


@app.command(
    "csv",
    cls=Command,
    help=N_(
        "Vouchers not exported yet as CSV, for a program that does not read SIE.\n\n"
        "Example: remind export csv vouchers.csv"
    ),
)
def csv(
    context: typer.Context,
    file: File,
    first: First = "",
    last: Last = "",
    redo: Redo = 0,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Export as CSV."""
    session = begin(context, "export", json=json, csv=csv)
    _export(session, "csv", file, (first, last), redo=redo, dry_run=dry_run)


def _export(
    session: Session,
    kind: str,
    path: Path,
    days: tuple[str, str],
    *,
    redo: int,
    dry_run: bool,
) -> None:
    from reminder_cli.cli import booking
    from reminder_cli.services import export

    if redo:
        files = export.redo(session.world, redo, path, kind=kind)
        render.report(
            session,
            lambda: {"export": redo, "files": booking.files_json(files)},
            lambda: booking.written_again(files),
        )
        return
    wanted = export.Wanted(
        kind=kind,
        first=optional_day(days[0], option="--from"),
        last=optional_day(days[1], option="--to"),
        dry_run=dry_run,
    )
    report = export.export(session.world, path, wanted)

    def data() -> object:
        return {**booking.exported_json(report), "unmatched": waiting_money.data(session.world)}

    def people() -> None:
        booking.exported(report, kind)
        waiting_money.tell(session.world)

    render.report(session, data, people)
