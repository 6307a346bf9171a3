"""`remind customers`: the register of customers."""

from __future__ import annotations

import typer

from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, Json, begin
from reminder_cli.cli.render import report

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "The register of customers, with how many invoices and open cases each has. A personnummer "
        "is shown without its last four digits.\n\nExample: remind customers"
    ),
)
def command(context: typer.Context, json: Json = False, csv: Csv = False) -> None:
    """List the customers."""
    from reminder_cli.cli import debtor_view
    from reminder_cli.domain.swedish_order import swedish_order
    from reminder_cli.ledger import customers

    session = begin(context, "customers", json=json, csv=csv)
    found = sorted(
        customers.all_customers(session.world.ledger), key=lambda item: swedish_order(item.name)
    )
    counts = customers.counts(session.world.ledger)
    today = session.today
    report(
        session,
        lambda: debtor_view.customers_data(found, counts, today),
        lambda: debtor_view.tell_customers(found, counts, today),
    )
