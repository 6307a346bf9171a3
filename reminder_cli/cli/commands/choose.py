"""`remind choose`: what to do after an unpaid inkassokrav."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Json, begin
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "After an unpaid inkassokrav: monitoring (a letter each year), kronofogden (says what to do "
        "next), or choose, which brings a case back from monitoring.\n\n"
        "Examples: remind choose 1042 monitoring; remind choose 1042 1043 kronofogden"
    ),
)
def command(
    context: typer.Context,
    invoices: Annotated[
        list[str],
        typer.Argument(
            metavar="INVOICE…",
            autocompletion=completing.invoices_then("monitoring", "kronofogden", "choose"),
            help=N_("Numbers of invoices."),
        ),
    ],
    what: Annotated[
        str,
        typer.Argument(metavar="WHAT", help=N_("One of: monitoring, kronofogden, choose.")),
    ],
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Choose."""
    from reminder_cli.cli import standing
    from reminder_cli.cli.choices import AFTER_DEMAND, chosen
    from reminder_cli.services.choose import choose

    session = begin(context, "choose", json=json, csv=csv)
    what = chosen(what, AFTER_DEMAND, _("{text} is not something to choose.", text=what))
    found = choose(session.world, invoices, what, dry_run=dry_run)
    standing.tell(session, found, _next(what, invoices[0]))


def _next(what: str, number: str) -> str:
    if what == "monitoring":
        return _(
            "A letter goes out each year. Back with: remind choose {number} choose", number=number
        )
    if what == "choose":
        return _("Choose anew: monitoring or kronofogden.")
    return _(
        "Nothing was entered yet. Make what Kronofogden needs with: remind dossier {number} "
        "FILE.zip, apply there, then: remind kronofogden {number} applied --on DATE",
        number=number,
    )
