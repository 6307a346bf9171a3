"""`remind outbox`: the letters and what became of each, and what the user knows better."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command, Group
from reminder_cli.cli.options import Csv, DryRun, Json, Letter, begin
from reminder_cli.cli.parsing import parse_day
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session
    from reminder_cli.services.delivery_preview import Outlook

app = typer.Typer(
    add_completion=False,
    cls=Group,
    invoke_without_command=True,
    help=N_(
        "The letters: waiting, sent, failed or uncertain, and what to do about them.\n\n"
        "Examples: remind outbox; remind outbox --open"
    ),
)


@app.callback()
def show(
    context: typer.Context,
    open_only: Annotated[
        bool,
        typer.Option("--open", help=N_("Only letters that wait, also to be printed and posted.")),
    ] = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Show the outbox."""
    if context.invoked_subcommand:
        return
    from reminder_cli.cli import json_output, outboxing, tables
    from reminder_cli.ledger.letters import letters
    from reminder_cli.services.paper import clear_taken_back, open_letters, to_post

    session = begin(context, "outbox", json=json, csv=csv)
    clear_taken_back(session.world)
    lying = frozenset(letter.letter_id for letter in to_post(session.world))
    found = open_letters(session.world) if open_only else letters(session.world.ledger)

    def people() -> None:
        tables.outbox(found, lying)
        outboxing.tell_outbox(found, lying)

    render.report(session, lambda: json_output.outbox(found, lying), people)


@app.command(
    cls=Command,
    help=N_(
        "Say on which day a letter really went out; its term counts from that day.\n\n"
        "Example: remind outbox sent 17 --on 2026-01-14"
    ),
)
def sent(
    context: typer.Context,
    letter: Letter,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help=N_("The day it went out."))] = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Correct the day of a letter."""
    from reminder_cli.cli import outboxing
    from reminder_cli.services.outbox import mark_sent

    session = begin(context, "outbox sent", json=json)
    if not on:
        raise WrongValue(
            _("The day is missing."),
            fix=_("Give the day on which it was posted."),
            again=Again(add="--on DATE"),
        )
    day = parse_day(on, option="--on")
    report = mark_sent(session.world, letter, on=day, dry_run=dry_run)
    render.report(
        session,
        lambda: {
            "letter": letter,
            "sent_on": day.isoformat(),
            "due_on": report.due_on.isoformat(),
            "new_letter": report.new_letter_id or None,
        },
        lambda: outboxing.tell_sent(report, dry_run=dry_run),
    )


def _foreseen(session: Session, found: Sequence[Outlook]) -> None:
    from reminder_cli.cli import outboxing

    render.report(
        session, lambda: outboxing.foreseen_data(found), lambda: outboxing.tell_foreseen(found)
    )


@app.command(
    cls=Command,
    help=N_("A mail came back: print the letter instead.\n\nExample: remind outbox bounced 17"),
)
def bounced(
    context: typer.Context,
    letter: Letter,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Print a letter whose mail came back."""
    from reminder_cli.cli import outboxing
    from reminder_cli.services.outbox import foresee_bounced, mark_bounced

    session = begin(context, "outbox bounced", json=json, csv=csv)
    if dry_run:
        _foreseen(session, foresee_bounced(session.world, letter))
        return
    delivered = mark_bounced(session.world, letter)
    render.report(
        session,
        lambda: outboxing.delivered_data(delivered),
        lambda: outboxing.tell_delivered(delivered),
    )


@app.command(
    cls=Command,
    help=N_(
        "Send a letter again that you know did not arrive.\n\nExample: remind outbox resend 17"
    ),
)
def resend(
    context: typer.Context,
    letter: Letter,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Send an uncertain or failed letter again."""
    from reminder_cli.cli import outboxing
    from reminder_cli.services.outbox import foresee_resent
    from reminder_cli.services.outbox import resend as send_again

    session = begin(context, "outbox resend", json=json, csv=csv)
    if dry_run:
        _foreseen(session, foresee_resent(session.world, letter))
        return
    delivered = send_again(session.world, letter)
    render.report(
        session,
        lambda: outboxing.delivered_data(delivered),
        lambda: outboxing.tell_delivered(delivered),
    )


@app.command(
    cls=Command,
    help=N_(
        "Undo letters that have not gone out: those named, or all of the last run.\n\n"
        "Example: remind outbox undo 17 18"
    ),
)
def undo(
    context: typer.Context,
    letters: Annotated[
        list[int] | None,
        typer.Argument(metavar="ID…", help=N_("Numbers of letters; none: the last run's.")),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Undo letters."""
    from reminder_cli.cli import outboxing
    from reminder_cli.services.outbox import undo_letters

    session = begin(context, "outbox undo", json=json, csv=csv)
    report = undo_letters(session.world, letters or [], dry_run=dry_run)
    render.report(
        session,
        lambda: {
            "undone": [letter.letter_id for letter in report.letters],
            "closed": list(report.closed),
        },
        lambda: outboxing.tell_undone(report, dry_run=dry_run),
    )


@app.command(
    name="print",
    cls=Command,
    help=N_(
        "All letters that lie to be printed as one PDF, by postal code; they leave the folder.\n\n"
        "Example: remind outbox print today.pdf"
    ),
)
def print_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The PDF to write."))],
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """One PDF of all letters to print."""
    from reminder_cli.cli import outboxing
    from reminder_cli.services.outbox import foresee_printed, print_all

    session = begin(context, "outbox print", json=json, csv=csv)
    if dry_run:
        lying, waiting = foresee_printed(session.world, file)
        render.report(
            session,
            lambda: {"letters": [x.letter_id for x in lying], **outboxing.foreseen_data(waiting)},
            lambda: outboxing.tell_to_print(lying, waiting),
        )
        return
    report = print_all(session.world, file)
    render.report(
        session,
        lambda: {
            "file": str(file),
            "letters": [letter.letter_id for letter in report.letters],
            "pages": report.pages,
        },
        lambda: outboxing.tell_printed(report),
    )


@app.command(
    cls=Command,
    help=N_(
        "After a restore: let letters go out again, when those that went out since the backup are "
        "registered.\n\nExample: remind outbox resume --dry-run"
    ),
)
def resume(
    context: typer.Context,
    anyway: Annotated[
        bool,
        typer.Option("--anyway", help=N_("Although a letter that went out is not registered.")),
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take away the hold of a restore."""
    from reminder_cli.cli import keeping
    from reminder_cli.services.resuming_letters import resume as let_out

    session = begin(context, "outbox resume", json=json)
    report = let_out(session.world, anyway=anyway, dry_run=dry_run)
    render.report(
        session,
        lambda: keeping.resume_data(report),
        lambda: keeping.tell_resumed(report, dry_run=dry_run),
    )
