"""`remind schedule`: have the computer run `tick` by itself, see how that stands, end it."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command, Group
from reminder_cli.cli.options import DryRun, Json, begin

app = typer.Typer(
    add_completion=False,
    cls=Group,
    invoke_without_command=True,
    help=N_(
        "Have the computer run tick by itself on the mornings of working days; alone, what is "
        "scheduled.\n\n"
        "Examples: remind schedule install; remind schedule show; remind schedule remove"
    ),
)


@app.callback()
def schedule(context: typer.Context, json: Json = False) -> None:
    """Show what is scheduled, when nothing else is asked."""
    if not context.invoked_subcommand:
        _show(context, json=json)


@app.command(
    cls=Command,
    help=N_(
        "Schedule tick: a line in your crontab, or a timer of your own systemd. Twice is once; all "
        "other lines stay as they are.\n\n"
        "Examples: remind schedule install --dry-run; remind schedule install --all"
    ),
)
def install(
    context: typer.Context,
    all_firms: Annotated[
        bool,
        typer.Option(
            "--all", help=N_("Every firm in the data folder; so without it when there are several.")
        ),
    ] = False,
    systemd: Annotated[
        bool, typer.Option("--systemd", help=N_("A systemd timer, also where there is cron."))
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Schedule it."""
    from reminder_cli.cli import scheduling_view as view

    session = begin(context, "schedule install", json=json)
    done = view.install(session, all_firms=all_firms, wants_systemd=systemd, dry_run=dry_run)
    render.report(
        session,
        lambda: view.installed_data(session, done),
        lambda: view.tell_installed(session, done, dry_run=dry_run),
    )


@app.command(
    cls=Command,
    help=N_(
        "What is scheduled, its exact line, and when it runs next.\n\nExample: remind schedule show"
    ),
)
def show(context: typer.Context, json: Json = False) -> None:
    """Show what is scheduled."""
    _show(context, json=json)


def _show(context: typer.Context, *, json: bool) -> None:
    from reminder_cli.cli import scheduling_view as view
    from reminder_cli.services.scheduling import installed

    session = begin(context, "schedule show", json=json)
    found = installed()
    render.report(
        session, lambda: view.entries_data(session, found), lambda: view.tell(session, found)
    )


@app.command(
    cls=Command,
    help=N_(
        "End the schedule: that of a firm named with --company or --ledger, else every one of "
        "remind's.\n\nExample: remind schedule remove"
    ),
)
def remove(context: typer.Context, dry_run: DryRun = False, json: Json = False) -> None:
    """Take it away."""
    from reminder_cli.cli import scheduling_view as view
    from reminder_cli.services.scheduling import absolute
    from reminder_cli.services.scheduling import remove as take_away

    session = begin(context, "schedule remove", json=json)
    target = absolute(session.path) if session.named_by else None
    gone = take_away(target, dry_run=dry_run)
    render.report(
        session,
        lambda: view.entries_data(session, gone),
        lambda: view.tell_removed(gone, dry_run=dry_run),
    )
