"""Options that several commands share, each written once."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing
from reminder_cli.cli.context import Session
from reminder_cli.cli.help_text import N_

Json = Annotated[bool, typer.Option("--json", help=N_("The answer as JSON, for scripts."))]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=N_("Show what would happen; change nothing."))
]
Invoice = Annotated[
    str,
    typer.Argument(
        metavar="INVOICE", autocompletion=completing.invoices, help=N_("The invoice's number.")
    ),
]
Invoices = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="INVOICE…", autocompletion=completing.invoices, help=N_("Numbers of invoices.")
    ),
]
NoDeliver = Annotated[
    bool, typer.Option("--no-deliver", help=N_("Leave the letters waiting; send them later."))
]
Limit = Annotated[
    int | None, typer.Option("--limit", min=1, help=N_("Send so many letters at most."))
]
Letter = Annotated[int, typer.Argument(metavar="ID", help=N_("The letter's number."))]
Reason = Annotated[str, typer.Option("--reason", help=N_("Why; it is kept."))]


def begin(context: typer.Context, command: str, *, json: bool = False) -> Session:
    """The session, told which command runs and whether a script is asking."""
    session: Session = context.obj
    session.command, session.json = command, json
    if session.trial:
        from reminder_cli.cli.render import talk
        from reminder_cli.i18n import _

        talk(_("Trying out: the day is {day}.", day=session.today))
    return session
