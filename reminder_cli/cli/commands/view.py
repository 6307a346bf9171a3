"""`remind view`: invoices and cases on the full screen."""

from __future__ import annotations

import typer

from reminder_cli.cli.asking import is_terminal
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import begin
from reminder_cli.errors import WrongValue
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Invoices and cases on the full screen: filter, mark, send, hold, close, explain, and read a "
        "letter before it goes. ? shows the keys. Nothing happens before you answer y.\n\n"
        "Example: remind view"
    ),
)
def command(context: typer.Context) -> None:
    """Show the full screen."""
    session = begin(context, "view")
    if not is_terminal():
        raise WrongValue(
            _("The full screen needs a terminal."),
            fix=_("Elsewhere: remind list, remind status"),
        )
    # Imported here: no other command pays for the library that draws.
    from reminder_cli.cli.app import now_in_sweden
    from reminder_cli.cli.view.app import View
    from reminder_cli.cli.view.desk import Desk

    View(Desk(session, now_in_sweden)).run()
