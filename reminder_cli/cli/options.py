"""Options that several commands share, each written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reminder_cli.cli import completing
from reminder_cli.cli.context import Session
from reminder_cli.cli.help_text import N_
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from reminder_cli.services.world import World

Json = Annotated[bool, typer.Option("--json", help=N_("The answer as JSON, for scripts."))]
Csv = Annotated[
    bool,
    typer.Option("--csv", help=N_("The tables as CSV, for a spreadsheet: ; and decimal comma.")),
]
AsOf = Annotated[str, typer.Option("--as-of", metavar="DATE", help=N_("What was so on that day."))]
Known = Annotated[
    bool, typer.Option("--known", help=N_("With --as-of: only what had been recorded by then."))
]
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
Yes = Annotated[bool, typer.Option("--yes", help=N_("Ask nothing."))]
Reason = Annotated[str, typer.Option("--reason", help=N_("Why; it is kept."))]


_OF_NO_LEDGER = ("companies", "demo")


def begin(
    context: typer.Context, command: str, *, json: bool = False, csv: bool = False
) -> Session:
    """The session, told which command runs and whether a program is asking."""
    session: Session = context.obj
    session.command, session.json, session.csv = command, json, csv
    session.dry_run = bool(context.params.get("dry_run"))
    if json and csv:
        raise WrongValue(
            _("--json and --csv exclude each other."),
            fix=_("Give one of them."),
            again=Again(without="--csv"),
        )
    of_one_firm = command not in _OF_NO_LEDGER and not context.params.get("all_firms")
    if of_one_firm and session.continues():
        _say(
            _(
                "A trial ledger: the day is {day}, where it was left. Another day: "
                "remind --today DATE …",
                day=session.today,
            )
        )
    elif session.trial:
        _say(_("Trying out: the day is {day}.", day=session.today))
    return session


def _say(text: str) -> None:
    from reminder_cli.cli.render import talk

    talk(text)


def seen(session: Session, as_of: str, *, known: bool) -> World:
    """The firm as it is or, with `--as-of`, as it was."""
    from reminder_cli.cli.parsing import optional_day
    from reminder_cli.services import lookback

    there = lookback.seen(session.world, optional_day(as_of, option="--as-of"), known=known)
    tell_lost(there)
    return there


def tell_lost(there: World) -> None:
    """Beside the answer: what is not known of the day that is looked back on."""
    from reminder_cli.services import lookback

    lost = lookback.changes_lost(there)
    if lost is not None:
        from reminder_cli.cli.render import talk

        talk(str(lost))
