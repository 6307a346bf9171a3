"""`remind write-off`: what is left of an invoice is a confirmed loss."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Invoice, Json, Reason, begin
from reminder_cli.cli.parsing import parse_amount

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Write an invoice off as a confirmed loss: its VAT comes back in proportion, and the case "
        'ends.\n\nExample: remind write-off 1042 --reason "no assets, says Kronofogden"'
    ),
)
def command(
    context: typer.Context,
    invoice: Invoice,
    vat: Annotated[
        str,
        typer.Option(
            "--vat",
            metavar="AMOUNT",
            help=N_(
                "The VAT of the whole invoice, where no file has said it: kronor, its rate, or both "
                'for several rates, "25=200,00 6=79,25".'
            ),
        ),
    ] = "",
    allowance: Annotated[
        str,
        typer.Option(
            "--allowance",
            metavar="AMOUNT",
            help=N_("What had been set aside for it as an expected loss, without VAT."),
        ),
    ] = "",
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Write off."""
    from reminder_cli.cli import invoice_view, standing
    from reminder_cli.services.invoice_life import write_off

    session = begin(context, "write-off", json=json, csv=csv)
    loss = write_off(
        session.world,
        invoice,
        reason=standing.with_reason(reason),
        vat=vat,
        allowance_ore=parse_amount(allowance, option="--allowance") if allowance else 0,
        dry_run=dry_run,
    )
    invoice_view.tell_loss(session, loss)
