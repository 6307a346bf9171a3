"""`remind release`: lift a hold before its day."""

from __future__ import annotations

import typer

from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Invoices, Json, Reason, begin
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_("Lift a hold; the next step comes from the day after.\n\nExample: remind release 1042"),
)
def command(
    context: typer.Context,
    invoices: Invoices = None,
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Lift holds."""
    from reminder_cli.cli import standing
    from reminder_cli.services.hold import release

    session = begin(context, "release", json=json, csv=csv)
    numbers = standing.named(invoices, "release NUMBER")
    found = release(session.world, numbers, reason=reason, dry_run=dry_run)
    standing.tell(session, found, _("The hold is lifted. See what comes with: remind plan"))
