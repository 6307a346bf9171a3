"""`remind customers`: the register of customers."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Json, begin
from reminder_cli.cli.render import report

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "The register of customers, with how many invoices and open cases each has. A personnummer "
        "is shown without its last four digits.\n\nExamples: remind customers; remind customers "
        "--unsure; remind customers --unsure --kind consumer"
    ),
)
def command(
    context: typer.Context,
    unsure: Annotated[
        bool,
        typer.Option(
            "--unsure",
            help=N_("Only those who may be private persons: a name without a number."),
        ),
    ] = False,
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            autocompletion=completing.one_of("consumer", "business", "public_body"),
            help=N_("With --unsure: what all of them are. consumer, business or public_body."),
        ),
    ] = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List the customers."""
    from reminder_cli.cli import debtor_view
    from reminder_cli.domain.swedish_order import swedish_order
    from reminder_cli.ledger import customers
    from reminder_cli.services import debtors

    session = begin(context, "customers", json=json, csv=csv)
    said = debtor_view.kind_of_unsure(kind, unsure=unsure)
    if said is not None:
        found = debtors.say_kind_of_unsure(session.world, said, dry_run=dry_run)
    elif unsure:
        found = debtors.unsure(session.world)
    else:
        found = customers.all_customers(session.world.ledger)
    found = sorted(found, key=lambda item: swedish_order(item.name))
    counts = customers.counts(session.world.ledger)
    today = session.today
    report(
        session,
        lambda: debtor_view.customers_data(found, counts, today),
        lambda: debtor_view.tell_customers(found, counts, today, unsure=unsure, said=said),
    )
