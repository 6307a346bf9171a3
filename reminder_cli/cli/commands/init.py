"""`remind init`: set up a firm's ledger, by options or by questions on a terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing, render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import DryRun, Json, begin

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Set up the firm: who it is, where debtors pay, who collects, and what was agreed.\n\n"
        'Example: remind init --yes --name "Firman AB" --org-number 556036-0793 '
        "--bankgiro 5536-7742 --collector own --accept-terms"
    ),
)
def command(
    context: typer.Context,
    name: Annotated[str, typer.Option(help=N_("The firm's name."))] = "",
    org_number: Annotated[str, typer.Option(help=N_("Its org.nr, or personnummer."))] = "",
    street: Annotated[str, typer.Option(help=N_("Street or box."))] = "",
    postal_code: Annotated[str, typer.Option(help=N_("Postal code."))] = "",
    city: Annotated[str, typer.Option(help=N_("City."))] = "",
    email: Annotated[str, typer.Option(help=N_("E-mail that debtors may write to."))] = "",
    phone: Annotated[str, typer.Option(help=N_("Phone that debtors may call."))] = "",
    bankgiro: Annotated[str, typer.Option(help=N_("The bankgiro debtors pay to."))] = "",
    plusgiro: Annotated[str, typer.Option(help=N_("The plusgiro, if there is no bankgiro."))] = "",
    swish: Annotated[str, typer.Option(help=N_("The firm's Swish number, if any."))] = "",
    collector: Annotated[
        str,
        typer.Option(
            autocompletion=completing.one_of("own", "partner"),
            help=N_("Who runs the cases: own, or partner (a collection agency)."),
        ),
    ] = "own",
    partner_name: Annotated[str, typer.Option(help=N_("The partner's name."))] = "",
    partner_org_number: Annotated[str, typer.Option(help=N_("The partner's org.nr."))] = "",
    partner_bankgiro: Annotated[
        str, typer.Option(help=N_("The partner's bankgiro, if debtors pay there."))
    ] = "",
    accept_terms: Annotated[
        bool,
        typer.Option(
            "--accept-terms",
            help=N_("Accept the terms in force; with a partner, confirm the written agreement."),
        ),
    ] = False,
    vat_registered: Annotated[
        str, typer.Option(help=N_("Is the firm registered for VAT: true or false."))
    ] = "",
    due_dates_agreed: Annotated[
        str, typer.Option(help=N_("Are due dates agreed with customers: true or false."))
    ] = "",
    interest_notice: Annotated[
        str, typer.Option(help=N_("Do invoices say that late interest is charged: true or false."))
    ] = "",
    reminder_fee_agreed: Annotated[
        str, typer.Option(help=N_("Do terms of sale name a reminder fee: true or false."))
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help=N_("Ask nothing."))] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Set up a firm."""
    from reminder_cli.cli import setting_up
    from reminder_cli.cli.setting_up import Wish

    session = begin(context, "init", json=json)
    given = {key: value for key, value in locals().items() if isinstance(value, str) and value}
    wish = Wish(given=given, accept_terms=accept_terms, ask=not yes and not json, dry_run=dry_run)
    report = setting_up.set_up(session, wish)
    render.report(session, lambda: setting_up.data(report), lambda: setting_up.tell(report))
