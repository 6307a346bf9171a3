"""`remind hold`: nothing is sent in a case until a day."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Invoices, Json, Reason, begin
from reminder_cli.cli.parsing import parse_amount, parse_day
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Send nothing in a case through a day; it goes on by itself afterwards. With --promise, "
        "the story says whether the debtor kept it.\n\n"
        'Examples: remind hold 1042 --until 2026-04-30 --reason "away until May"; '
        'remind hold 1042 --until 2026-04-30 --promise 500 --reason "called on Monday"'
    ),
)
def command(
    context: typer.Context,
    invoices: Invoices = None,
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help=N_("The last day of the hold."))
    ] = "",
    promise: Annotated[
        str,
        typer.Option(
            "--promise", metavar="AMOUNT", help=N_("What the debtor promised to pay by that day.")
        ),
    ] = "",
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Put cases on hold."""
    from reminder_cli.cli import standing
    from reminder_cli.services.hold import HoldOrder, hold

    session = begin(context, "hold", json=json, csv=csv)
    numbers = standing.named(invoices, "hold NUMBER --until DATE --reason TEXT")
    if not until:
        raise WrongValue(
            _("A hold has a last day."),
            fix=_("Give it with --until DATE; longer later is fine."),
            again=Again(add="--until DATE"),
        )
    order = HoldOrder(
        until=parse_day(until, option="--until"),
        reason=standing.with_reason(reason),
        promise_ore=parse_amount(promise, option="--promise") if promise else 0,
    )
    found = hold(session.world, numbers, order, dry_run=dry_run)
    standing.tell(
        session,
        found,
        _("On hold through {day}. Lift it earlier with: remind release NUMBER", day=order.until),
    )
