"""`remind list`: the invoices, and why one cannot be sent."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing, render
from reminder_cli.cli.asking import is_terminal
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import AsOf, Csv, Json, Known, begin, seen
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "The invoices with status and sent date, and why one cannot be sent.\n\n"
        "Examples: remind list; remind list --eligible; remind list --all --sort customer; remind list --pick"
    ),
)
def command(
    context: typer.Context,
    overdue: Annotated[
        bool, typer.Option("--overdue", help=N_("What is overdue or has a case (the default)."))
    ] = False,
    eligible: Annotated[bool, typer.Option("--eligible", help=N_("What may be sent now."))] = False,
    every: Annotated[bool, typer.Option("--all", help=N_("Every invoice."))] = False,
    pick: Annotated[bool, typer.Option("--pick", help=N_("Mark in a list what to send."))] = False,
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
    """List invoices; with ``--pick`` go on as `send --pick` does."""
    if pick:
        _pick(context, json=json, csv=csv, narrowed=overdue or every or bool(customer or as_of))
        return
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


def _pick(context: typer.Context, *, json: bool, csv: bool, narrowed: bool) -> None:
    """Mark in the list of what may be sent, and send it: what `send --pick` does."""
    from reminder_cli.cli import json_output, sending
    from reminder_cli.services.send import SendOptions

    session = begin(context, "send", json=json, csv=csv)
    if narrowed:
        raise WrongValue(
            _("--pick shows what may be sent today, and nothing else."),
            fix=_("Give it alone."),
            again=Again(without="--overdue --all --customer CUSTOMER --as-of DATE"),
        )
    if not is_terminal():
        raise WrongValue(
            _("--pick needs a terminal."),
            fix=_("See them with: remind list --eligible, then: remind send NUMBER"),
        )
    options = SendOptions()
    choice = sending.Choice(numbers=(), overdue=False, pick=True)
    report = sending.carry_out(session, choice, options)
    render.report(session, lambda: json_output.sent(report), lambda: sending.tell(report, options))
    if report.refused:
        raise typer.Exit(1)
