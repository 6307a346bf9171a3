"""`remind credit`: lower the principal of an invoice."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Invoice, Json, Reason, begin
from reminder_cli.cli.parsing import optional_day, parse_amount

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Credit a part of an invoice: its principal is lower from the start. Cancel an open case "
        'first.\n\nExample: remind credit 1042 500 --reason "wrong paint"'
    ),
)
def command(
    context: typer.Context,
    invoice: Invoice,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help=N_("Kronor, as 1234,50."))],
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help=N_("The day of the credit; else today."))
    ] = "",
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Credit a part."""
    from reminder_cli.cli import invoice_view, standing
    from reminder_cli.services.invoice_life import credit

    session = begin(context, "credit", json=json, csv=csv)
    found = credit(
        session.world,
        invoice,
        parse_amount(amount, option="AMOUNT"),
        on=optional_day(on, option="--on"),
        reason=standing.with_reason(reason),
        dry_run=dry_run,
    )
    invoice_view.tell(session, found)
