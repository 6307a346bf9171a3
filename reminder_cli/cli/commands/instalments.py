"""`remind instalments`: an instalment plan for the cases of one debtor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Invoices, Json, NoDeliver, begin
from reminder_cli.cli.parsing import optional_day, parse_amount, parse_day
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from reminder_cli.services.instalments import PlanWish

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Make an instalment plan and send it: no interest runs and nothing else is sent while it is "
        "kept.\n\n"
        "Examples: remind instalments 1042 --months 6 --first 2026-12-30; "
        "remind instalments 1042 1043 --amount 500 --first 2026-12-30 --agreed-on 2026-11-24; "
        "remind instalments 1042 --show; remind instalments 1042 --break"
    ),
)
def command(
    context: typer.Context,
    invoices: Invoices = None,
    months: Annotated[
        int | None, typer.Option("--months", help=N_("How many monthly instalments."))
    ] = None,
    amount: Annotated[
        str, typer.Option("--amount", help=N_("Or how much a month; the last takes the rest."))
    ] = "",
    first: Annotated[
        str, typer.Option("--first", metavar="DATE", help=N_("The day of the first instalment."))
    ] = "",
    agreed_on: Annotated[
        str,
        typer.Option(
            "--agreed-on",
            metavar="DATE",
            help=N_("The day it was made together with the debtor: only then is its fee charged."),
        ),
    ] = "",
    show: Annotated[bool, typer.Option("--show", help=N_("Show how the plan stands."))] = False,
    end: Annotated[
        bool, typer.Option("--break", help=N_("End the plan: the whole rest falls due."))
    ] = False,
    no_deliver: NoDeliver = False,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Make, show or end a plan."""
    from reminder_cli.cli import plan_view
    from reminder_cli.services.instalments import break_plan, make_plan, show_plan

    session = begin(context, "instalments", json=json, csv=csv)
    if not invoices:
        raise WrongValue(
            _("No invoice was named."),
            fix=_("Write: remind instalments NUMBER --months N --first DATE"),
        )
    if show:
        found = show_plan(session.world, invoices[0])
    elif end:
        found = break_plan(session.world, invoices[0], deliver=not no_deliver, dry_run=dry_run)
    else:
        wish = _wish(months, amount, first, agreed_on, deliver=not no_deliver, dry_run=dry_run)
        found = make_plan(session.world, invoices, wish)
    render.report(session, lambda: plan_view.data(found), lambda: plan_view.tell(found))


def _wish(
    months: int | None, amount: str, first: str, agreed_on: str, *, deliver: bool, dry_run: bool
) -> PlanWish:
    from reminder_cli.services.instalments import PlanWish

    if (months is None) == (not amount):
        raise WrongValue(
            _("A plan is by months or by amount: give one of them."),
            fix=_("Write --months N or --amount KRONOR."),
            again=Again(add="--months N", without="--amount AMOUNT"),
        )
    if not first:
        raise WrongValue(
            _("The day of the first instalment is missing."),
            fix=_("Give it with --first DATE."),
            again=Again(add="--first DATE"),
        )
    return PlanWish(
        first_on=parse_day(first, option="--first"),
        months=months,
        amount_ore=parse_amount(amount, option="--amount") if amount else None,
        agreed_on=optional_day(agreed_on, option="--agreed-on"),
        deliver=deliver,
        dry_run=dry_run,
    )
