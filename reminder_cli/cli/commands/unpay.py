"""`remind unpay`: take a payment back."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Json, Reason, begin
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Take a payment back that was booked by mistake or returned.\n\nExample: remind unpay 7 --reason returned"
    ),
)
def command(
    context: typer.Context,
    payment: Annotated[int, typer.Argument(metavar="ID", help=N_("The payment's number."))],
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Take a payment back."""
    from reminder_cli.cli import json_output, tables
    from reminder_cli.services.pay import unpay
    from reminder_cli.services.payments_waiting import money_after

    session = begin(context, "unpay", json=json, csv=csv)
    if not reason:
        raise WrongValue(
            _("A payment is taken back only with a reason."),
            fix=_("Say why with --reason TEXT."),
            again=Again(add="--reason TEXT"),
        )
    found = unpay(session.world, payment, reason=reason, dry_run=dry_run)
    money = money_after(session.world, payment)
    render.report(
        session,
        lambda: {
            "invoices": [{"invoice": s.invoice.number, **json_output.amounts(s)} for s in found],
            "waits_as": money.payment_id if money and money.waiting_ore else None,
        },
        lambda: tables.taken_back(payment, found, money),
    )
