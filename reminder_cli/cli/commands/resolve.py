"""`remind resolve`: an objection has been answered, and the case goes on."""

from __future__ import annotations

import typer

from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Invoices, Json, Reason, begin
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "An objection has been answered: the debtor gets the last letter's term anew, by a letter "
        'without fee where it had run out.\n\nExample: remind resolve 1042 --reason "sent photos"'
    ),
)
def command(
    context: typer.Context,
    invoices: Invoices = None,
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Register that objections were answered."""
    from reminder_cli.cli import standing
    from reminder_cli.services.dispute import resolve

    session = begin(context, "resolve", json=json, csv=csv)
    numbers = standing.named(invoices, "resolve NUMBER --reason TEXT")
    found = resolve(session.world, numbers, reason=standing.with_reason(reason), dry_run=dry_run)
    standing.tell(session, found, _("The case goes on. See what comes with: remind plan"))
