"""`remind report`: the key figures, on the terminal and as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reminder_cli.cli import render, waiting_money
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import AsOf, Csv, Json, Known, begin, seen
from reminder_cli.cli.parsing import optional_day

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Ageing, stages, solved share, days to pay, fees, VAT, payments and forecast.\n\n"
        "Examples: remind report; remind report --xlsx report.xlsx;"
        " remind report --as-of 2026-03-31 --from 2026-01-01 --to 2026-03-31"
    ),
)
def command(
    context: typer.Context,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="FILE", help=N_("Write a workbook with every list too.")),
    ] = None,
    as_of: AsOf = "",
    known: Known = False,
    first: Annotated[
        str,
        typer.Option("--from", metavar="DATE", help=N_("First day of payments and fees.")),
    ] = "",
    last: Annotated[
        str, typer.Option("--to", metavar="DATE", help=N_("Last day of payments and fees."))
    ] = "",
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Report."""
    from reminder_cli.services.report import ReportChoice, report

    session = begin(context, "report", json=json, csv=csv)
    there = seen(session, as_of, known=known)  # which says what is not known of that day
    choice = ReportChoice(
        as_of=optional_day(as_of, option="--as-of"),
        known=known,
        first=optional_day(first, option="--from"),
        last=optional_day(last, option="--to"),
    )
    if xlsx is None:
        found = report(session.world, choice)
    else:
        from reminder_cli.services.report_workbook import write_workbook

        found = write_workbook(session.world, choice, xlsx)

    def data() -> object:
        from reminder_cli.cli import reporting_json

        return {**reporting_json.reported(found), "unmatched": waiting_money.data(there)}

    def people() -> None:
        from reminder_cli.cli import reporting

        reporting.tell(found, xlsx)
        waiting_money.tell(there)

    render.report(session, data, people)
