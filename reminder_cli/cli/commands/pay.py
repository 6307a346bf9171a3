"""`remind pay`: register a payment by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing, render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Invoice, Json, begin
from reminder_cli.cli.parsing import optional_day, parse_amount
from reminder_cli.domain.events import PaidTo

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Register that money came in for an invoice; the letters stop by themselves.\n\n"
        'Examples: remind pay 1042 12500; remind pay 1042 "1 063,33" --on 2026-01-27'
    ),
)
def command(
    context: typer.Context,
    invoice: Invoice,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help=N_("Kronor, as 1234,50."))],
    on: Annotated[
        str,
        typer.Option("--on", metavar="DATE", help=N_("The day the bank booked it; else today.")),
    ] = "",
    to: Annotated[
        str,
        typer.Option(
            "--to",
            autocompletion=completing.one_of("creditor", "partner"),
            help=N_("Who got the money: creditor or partner."),
        ),
    ] = "creditor",
    paid_out: Annotated[
        str, typer.Option("--paid-out", metavar="DATE", help=N_("The day the partner paid it out."))
    ] = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Register a payment."""
    from reminder_cli.cli import json_output, outboxing, tables
    from reminder_cli.cli.paying import paid_to
    from reminder_cli.services.pay import pay

    session = begin(context, "pay", json=json, csv=csv)
    report = pay(
        session.world,
        invoice,
        parse_amount(amount, option="AMOUNT"),
        on=optional_day(on, option="--on"),
        to=paid_to(to) or PaidTo.CREDITOR,
        paid_out_on=optional_day(paid_out, option="--paid-out"),
        dry_run=dry_run,
    )

    def tell() -> None:
        tables.payment(report)
        paid = [report.after, *(other.after for other in report.others)]
        outboxing.tell_not_to_post(session.world, paid)

    render.report(session, lambda: json_output.paid(report), tell)
