"""`remind erase`: a customer whose data need not be kept any longer."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing, render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import DryRun, Json, Yes, begin
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Erase who a customer was, when bookkeeping law no longer asks that it is kept: name, "
        "address, numbers, letters and notes. Amounts, days and vouchers stay.\n\n"
        "Example: remind erase 104 --dry-run"
    ),
)
def command(
    context: typer.Context,
    customer: Annotated[
        str,
        typer.Argument(
            metavar="CUSTOMER", autocompletion=completing.customers, help=N_("The customer.")
        ),
    ],
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Erase a customer."""
    from reminder_cli.cli import asking, keeping
    from reminder_cli.services.erase import erase

    session = begin(context, "erase", json=json)
    if not dry_run:
        if not yes and not json and asking.is_terminal():
            keeping.tell_erased(erase(session.world, customer, dry_run=True), dry_run=True)
        asking.confirm(session, _("Erase this customer? It cannot be taken back."), yes=yes)
    report = erase(session.world, customer, dry_run=dry_run)
    render.report(
        session,
        lambda: keeping.erase_data(report),
        lambda: keeping.tell_erased(report, dry_run=dry_run),
    )
