"""`remind send`: make cases of invoices and send their reminders."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing, render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Invoices, Json, NoDeliver, Reason, Yes, begin

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Send the reminder of each invoice; from then on `remind tick` takes the case on.\n\n"
        "Examples: remind send 1042 1043; remind send --overdue --dry-run; remind send --pick; "
        "remind send 1042 --adopt demand --sent-on 2026-03-02 --fee 240"
    ),
)
def command(
    context: typer.Context,
    invoices: Invoices = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help=N_("All that is overdue and may be sent."))
    ] = False,
    pick: Annotated[bool, typer.Option("--pick", help=N_("Mark in a list what to send."))] = False,
    override: Annotated[
        list[str] | None,
        typer.Option("--override", metavar="CODE", help=N_("Pass a soft gate; needs --reason.")),
    ] = None,
    reason: Reason = "",
    start: Annotated[
        str,
        typer.Option(
            "--start",
            autocompletion=completing.one_of("reminder", "demand"),
            help=N_("The first letter: reminder, or demand at once."),
        ),
    ] = "reminder",
    adopt: Annotated[
        str,
        typer.Option(
            "--adopt",
            metavar="STEP",
            autocompletion=completing.one_of("reminder", "demand"),
            help=N_("Sent elsewhere: go on from reminder or demand."),
        ),
    ] = "",
    sent_on: Annotated[
        str, typer.Option("--sent-on", metavar="DATE", help=N_("With --adopt: the letter's day."))
    ] = "",
    fee: Annotated[
        str,
        typer.Option("--fee", metavar="AMOUNT", help=N_("With --adopt: all fees claimed so far.")),
    ] = "",
    no_deliver: NoDeliver = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Send reminders."""
    from reminder_cli.cli import json_output, sending
    from reminder_cli.services.send import SendOptions
    from reminder_cli.services.words import GATES, code_of

    session = begin(context, "send", json=json, csv=csv)
    if adopt or sent_on or fee:
        said = sending.AdoptSaid(step=adopt, sent_on=sent_on, fee=fee)
        sending.take_over(session, invoices, said, override or (), reason, dry_run=dry_run)
        return
    options = SendOptions(
        override=frozenset(code_of(word, GATES) for word in override or ()),
        reason=reason,
        deliver=not no_deliver,
        dry_run=dry_run,
        start=sending.first_step(start),
    )
    choice = sending.Choice(numbers=tuple(invoices or ()), overdue=overdue, pick=pick, yes=yes)
    report = sending.carry_out(session, choice, options)
    render.report(session, lambda: json_output.sent(report), lambda: sending.tell(report, options))
    if report.refused and not overdue:
        raise typer.Exit(1)
