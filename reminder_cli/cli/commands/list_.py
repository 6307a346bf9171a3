"""`remind list`: the invoices, and why one cannot be sent."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing, render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import AsOf, Csv, Json, Known, begin, seen
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "The invoices with status and sent date, and why one cannot be sent.\n\n"
        "Examples: remind list; remind list --eligible; remind list --all --sort customer"
    ),
)
def command(
    context: typer.Context,
    overdue: Annotated[
        bool, typer.Option("--overdue", help=N_("What is overdue or has a case (the default)."))
    ] = False,
    eligible: Annotated[bool, typer.Option("--eligible", help=N_("What may be sent now."))] = False,
    every: Annotated[bool, typer.Option("--all", help=N_("Every invoice."))] = False,
    customer: Annotated[
        str,
        typer.Option(
            "--customer",
            autocompletion=completing.customers,
            help=N_("Only this customer: number, org.nr or name."),
        ),
    ] = "",
    sort: Annotated[
        str,
        typer.Option(
            "--sort",
            autocompletion=completing.one_of("due", "amount", "customer", "number"),
            help=N_("Order: due, amount, customer or number."),
        ),
    ] = "due",
    as_of: AsOf = "",
    known: Known = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List invoices."""
    from reminder_cli.cli import json_output, lists
    from reminder_cli.cli.choices import SORTS, chosen
    from reminder_cli.services.views import ListChoice, list_invoices

    session = begin(context, "list", json=json, csv=csv)
    sort = chosen(sort, SORTS, _("--sort: {text} is not an order.", text=sort))
    which = "all" if every else "eligible" if eligible else "overdue"
    if overdue and (every or eligible):
        raise WrongValue(
            _("--overdue, --eligible and --all exclude each other."),
            fix=_("Give one of them."),
            again=Again(without="--overdue --eligible --all", add="--all"),
        )
    world = seen(session, as_of, known=known)
    found = list_invoices(world, ListChoice(which=which, customer=customer, sort=sort))
    past = world.today if world.in_past else None
    render.report(
        session,
        lambda: json_output.listed(found, world.today),
        lambda: lists.invoices(found, which, past=past),
    )
