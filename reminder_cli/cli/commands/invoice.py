"""`remind invoice`: undo, set off, send elsewhere, and a tax reduction that was refused."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing
from reminder_cli.cli.help_text import N_, Command, Group
from reminder_cli.cli.options import Csv, DryRun, Invoice, Json, Reason, begin
from reminder_cli.cli.parsing import parse_amount, parse_day
from reminder_cli.domain.money import show_kronor
from reminder_cli.i18n import _

app = typer.Typer(
    add_completion=False,
    cls=Group,
    no_args_is_help=True,
    help=N_("The rest of an invoice's life.\n\nExample: remind invoice set-off 1048 1047"),
)


@app.command(
    cls=Command,
    help=N_(
        "The invoice should never have been: all of it is credited. Cancel an open case first.\n\n"
        'Example: remind invoice undo 1042 --reason "sent twice"'
    ),
)
def undo(
    context: typer.Context,
    invoice: Invoice,
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Credit all of it."""
    from reminder_cli.cli import invoice_view, standing
    from reminder_cli.services import invoice_life

    session = begin(context, "invoice undo", json=json, csv=csv)
    found = invoice_life.undo(
        session.world, invoice, reason=standing.with_reason(reason), dry_run=dry_run
    )
    invoice_view.tell(session, found)


@app.command(
    "set-off",
    cls=Command,
    help=N_(
        "Set a credit note off against an invoice of the same customer.\n\n"
        "Example: remind invoice set-off 1048 1047"
    ),
)
def set_off(
    context: typer.Context,
    invoice: Invoice,
    credit: Annotated[
        str,
        typer.Argument(
            metavar="CREDIT",
            autocompletion=completing.credit_notes,
            help=N_("The credit note's number."),
        ),
    ],
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Use a credit note."""
    from reminder_cli.cli import invoice_view
    from reminder_cli.services import invoice_life

    session = begin(context, "invoice set-off", json=json, csv=csv)
    found, amount = invoice_life.set_off(session.world, invoice, credit, dry_run=dry_run)
    invoice_view.tell(
        session,
        found,
        _("Set off: {amount} kr of {credit}.", amount=show_kronor(amount), credit=credit),
    )


@app.command(
    cls=Command,
    help=N_(
        "A credit note is of no open invoice, or was paid back: it stops no letter of its customer "
        'any more.\n\nExample: remind invoice leave 1047 --reason "paid back"'
    ),
)
def leave(
    context: typer.Context,
    credit: Annotated[
        str,
        typer.Argument(
            metavar="CREDIT",
            autocompletion=completing.credit_notes,
            help=N_("The credit note's number."),
        ),
    ],
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """A credit note that stops nothing."""
    from reminder_cli.cli import invoice_view, standing
    from reminder_cli.services import invoice_life

    session = begin(context, "invoice leave", json=json, csv=csv)
    found = invoice_life.leave(
        session.world, credit, reason=standing.with_reason(reason), dry_run=dry_run
    )
    said = _("Credit note {number} stops no letter any more.", number=credit)
    invoice_view.tell(session, found, said)


@app.command(
    cls=Command,
    help=N_(
        "Send the letters of a running case to the customer's present address from now on.\n\n"
        "Example: remind invoice readdress 1042"
    ),
)
def readdress(
    context: typer.Context,
    invoice: Invoice,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Take the present address."""
    from reminder_cli.cli import invoice_view
    from reminder_cli.services import invoice_life

    session = begin(context, "invoice readdress", json=json, csv=csv)
    found = invoice_life.readdress(session.world, invoice, dry_run=dry_run)
    invoice_view.tell(session, found, _("The next letters go to the customer's present address."))


@app.command(
    "refused-reduction",
    cls=Command,
    help=N_(
        "Skatteverket refused a tax reduction (ROT, RUT): the customer owes the missing amount, on "
        "a claim with its own number and due date.\n\n"
        "Example: remind invoice refused-reduction 1043 9000 --due 2026-05-04"
    ),
)
def refused_reduction(
    context: typer.Context,
    invoice: Invoice,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help=N_("Kronor, as 1234,50."))],
    due: Annotated[
        str, typer.Option("--due", metavar="DATE", help=N_("When the customer shall pay it."))
    ],
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Claim what was refused."""
    from reminder_cli.cli import invoice_view
    from reminder_cli.services.tax_reduction import refused_reduction as claim

    session = begin(context, "invoice refused-reduction", json=json, csv=csv)
    found = claim(
        session.world,
        invoice,
        parse_amount(amount, option="AMOUNT"),
        due_on=parse_day(due, option="--due"),
        dry_run=dry_run,
    )
    invoice_view.tell(session, found)
