"""`remind dispute`: the debtor objects, and everything stops."""

from __future__ import annotations

import typer

from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Invoices, Json, Reason, begin
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "The debtor objects: no letter and no fee until it has been answered; interest is still "
        'counted.\n\nExample: remind dispute 1042 --reason "says the work was never done"'
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
    """Register objections."""
    from reminder_cli.cli import standing
    from reminder_cli.services.dispute import dispute

    session = begin(context, "dispute", json=json, csv=csv)
    numbers = standing.named(invoices, "dispute NUMBER --reason TEXT")
    found = dispute(session.world, numbers, reason=standing.with_reason(reason), dry_run=dry_run)
    standing.tell(
        session,
        found,
        _("Everything has stopped. Answer the debtor, then: remind resolve NUMBER --reason TEXT"),
    )
