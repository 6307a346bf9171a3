"""`remind tick`: bring every case up to today."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reminder_cli.cli import render, waiting_money
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Json, Limit, NoDeliver, begin
from reminder_cli.cli.watching import done, failing
from reminder_cli.i18n import _
from reminder_cli.services.due import held_before, nothing_due

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session
    from reminder_cli.services.import_payments import ImportReport
    from reminder_cli.services.payments_folder import FromFolder
    from reminder_cli.services.tick import TickReport

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Bring every case up to today and send what is due. For cron, as often as you like.\n\n"
        "Examples: remind tick --dry-run; remind tick --quiet; remind tick --payments ~/bank; "
        "remind tick --plan 1f0c2a9b3d4e; remind tick --all"
    ),
)
def command(
    context: typer.Context,
    dry_run: DryRun = False,
    no_deliver: NoDeliver = False,
    limit: Limit = None,
    payments: Annotated[
        Path | None,
        typer.Option(
            "--payments",
            metavar="FOLDER",
            help=N_("First take in what is new in this folder of the bank's files."),
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help=N_("Say nothing when there is nothing to say."))
    ] = False,
    plan: Annotated[
        str,
        typer.Option(
            "--plan", metavar="HASH", help=N_("Do exactly the plan that was shown, or nothing.")
        ),
    ] = "",
    all_firms: Annotated[
        bool, typer.Option("--all", help=N_("Every firm in the data folder, each by itself."))
    ] = False,
    no_notice: Annotated[bool, typer.Option("--no-notice", hidden=True)] = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Send what is due today."""
    session = begin(context, "tick", json=json, csv=csv)
    session.notices = not no_notice
    if all_firms:
        _all_firms(
            session,
            {"--payments": payments, "--plan": plan, "--limit": limit},
            dry_run=dry_run,
            no_deliver=no_deliver,
            quiet=quiet,
        )
        return
    if not dry_run:
        session.world.check_day()  # a wrong clock must not look like a quiet day
    with nullcontext() if dry_run or plan else failing(session):
        taken = _take_in(session, payments, dry_run=dry_run) if payments else None
        if not (taken or plan) and _is_idle(session):
            _nothing(session, dry_run=dry_run, quiet=quiet)
            return
        report = _carry_out(session, plan, taken, dry_run=dry_run, options=(not no_deliver, limit))
    told_before = frozenset() if dry_run else _done(session, report)
    if not (quiet and report.is_silent):
        _tell(session, report, taken, dry_run=dry_run, told_before=told_before)


def _nothing(session: Session, *, dry_run: bool, quiet: bool) -> None:
    if not dry_run:
        held_before(session.world, ())
        done(session)
    if not quiet:
        render.answer(_("Nothing is due on {day}.", day=session.today))
        waiting_money.tell(session.world)


def _done(session: Session, report: TickReport) -> frozenset[str]:
    """Leave the marks of a run; what the run before held too."""
    # On a closed day nothing was looked at.
    before = held_before(session.world, report.held) if report.banking_day else frozenset()
    done(session, report)
    return before


def _carry_out(
    session: Session,
    plan: str,
    taken: FromFolder | None,
    *,
    dry_run: bool,
    options: tuple[bool, int | None],
) -> TickReport:
    from reminder_cli.cli.outboxing import progress
    from reminder_cli.services.delivering import DeliverOptions
    from reminder_cli.services.planning import tick_as_planned

    deliver_letters, limit = options
    with progress() as step:
        return tick_as_planned(
            session.world,
            plan,
            dry_run=dry_run,
            deliver_letters=deliver_letters,
            options=DeliverOptions(limit=limit, progress=step),
            first=taken.try_out if taken and dry_run else None,
        )


def _all_firms(session: Session, refused: dict[str, object], **flags: bool) -> None:
    from reminder_cli.cli import bureau

    bureau.refuse_beside_all(session, [option for option, value in refused.items() if value])
    firms = bureau.tick_all(session, **flags)
    render.report(session, lambda: bureau.data(firms), lambda: bureau.tell(firms, **flags))
    if any(firm.state == "failed" for firm in firms):
        raise typer.Exit(1)


def _tell(
    session: Session,
    report: TickReport,
    taken: FromFolder | None,
    *,
    dry_run: bool,
    told_before: frozenset[str],
) -> None:
    from reminder_cli.cli import json_output, paying, ticking

    imported = taken.reports if taken else []

    def data() -> object:
        found = {**json_output.ticked(report), "unmatched": waiting_money.data(session.world)}
        if taken:
            found["imported"] = [paying.imported(item) for item in imported]
        return found

    def people() -> None:
        if dry_run or session.csv:  # else it was told when it was done
            _tell_imported(imported)
        ticking.tell(report, dry_run=dry_run, told_before=told_before)
        if not any(item.waiting for item in imported):  # else they stand above, one by one
            waiting_money.tell(session.world)

    render.report(session, data, people)


def _is_idle(session: Session) -> bool:
    """Whether there is nothing to do and nobody to tell it in JSON or CSV: cron asks every hour."""
    return (
        not (session.json or session.csv)
        and session.world.calendar.is_banking_day(session.today)
        and nothing_due(session.world)
    )


def _take_in(session: Session, folder: Path, *, dry_run: bool) -> FromFolder:
    """What is new in the folder, taken in; a dry run only reads it. A bad file ends the run here."""
    from reminder_cli.services.payments_folder import from_folder

    taken = from_folder(session.world, folder)
    if not dry_run:
        taken.take_in()
        if not (session.json or session.csv):
            _tell_imported(taken.reports)
    taken.refuse_letters()
    return taken


def _tell_imported(reports: list[ImportReport]) -> None:
    for report in reports:
        from reminder_cli.cli import paying

        paying.tell(report, dry_run=False)
