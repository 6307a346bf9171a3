"""`remind cancel`: close a case by the user's will."""

from __future__ import annotations

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Invoices, Json, Reason, begin
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Close a case: unpaid fees and interest are waived, what was paid stays paid.\n\n"
        'Example: remind cancel 1042 --reason "agreed by phone"'
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
    """Cancel cases."""
    from reminder_cli.cli import json_output, outboxing, tables
    from reminder_cli.services.cancel import cancel

    session = begin(context, "cancel", json=json, csv=csv)
    if not invoices:
        raise WrongValue(
            _("No invoice was named."), fix=_("Write: remind cancel NUMBER --reason TEXT")
        )
    if not reason:
        raise WrongValue(
            _("A case is cancelled only with a reason."),
            fix=_("Say why with --reason TEXT."),
            again=Again(add="--reason TEXT"),
        )
    found = cancel(session.world, invoices, reason=reason, dry_run=dry_run)

    def tell() -> None:
        tables.cancelled(found)
        outboxing.tell_not_to_post(session.world, found)

    render.report(
        session,
        lambda: {"cases": [{"invoice": s.invoice.number, **json_output.amounts(s)} for s in found]},
        tell,
    )
