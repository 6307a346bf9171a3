"""`remind debtor`: what is known of a debtor, and what has come to be known."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Json, begin
from reminder_cli.cli.render import report

app = typer.Typer(add_completion=False)
_DAY = "DATE"


@app.command(
    cls=Command,
    help=N_(
        "Show a debtor with its cases, or register bankruptcy, death, a guardian and the like: all "
        "its open cases follow. CUSTOMER is a number, an org.nr or a name that only one has.\n\n"
        "Examples: remind debtor 104; remind debtor 104 --bankrupt 2026-03-02; "
        "remind debtor 104 --clear bankrupt"
    ),
)
def command(
    context: typer.Context,
    customer: Annotated[
        str,
        typer.Argument(
            metavar="CUSTOMER", autocompletion=completing.customers, help=N_("The customer.")
        ),
    ],
    bankrupt: Annotated[
        str, typer.Option("--bankrupt", metavar=_DAY, help=N_("Bankrupt since this day."))
    ] = "",
    estate: Annotated[
        str, typer.Option("--estate", metavar=_DAY, help=N_("Died on this day."))
    ] = "",
    minor: Annotated[
        bool, typer.Option("--minor", help=N_("Was under 18 when the debt arose."))
    ] = False,
    reconstruction: Annotated[
        str, typer.Option("--reconstruction", metavar=_DAY, help=N_("Under reconstruction since."))
    ] = "",
    debt_relief: Annotated[
        str, typer.Option("--debt-relief", metavar=_DAY, help=N_("Debt relief begun on this day."))
    ] = "",
    guardian: Annotated[
        str,
        typer.Option(
            "--guardian",
            metavar="TEXT",
            help=N_("Who is written to: name; street; postal code and city."),
        ),
    ] = "",
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            autocompletion=completing.one_of("consumer", "business", "public_body"),
            help=N_("consumer, business or public_body; for new cases."),
        ),
    ] = "",
    language: Annotated[
        str,
        typer.Option(
            "--language",
            autocompletion=completing.one_of("sv", "en"),
            help=N_("Of the letters: sv or en."),
        ),
    ] = "",
    clear: Annotated[
        list[str] | None,
        typer.Option("--clear", metavar="STATUS", help=N_("A status that has ended, or guardian.")),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Show or change a debtor."""
    from reminder_cli.cli import debtor_view
    from reminder_cli.services.debtors import debtor

    session = begin(context, "debtor", json=json, csv=csv)
    dated = {
        "bankrupt": bankrupt,
        "deceased": estate,
        "minor": session.today.isoformat() if minor else "",
        "reconstruction": reconstruction,
        "debt_relief": debt_relief,
    }
    changes = debtor_view.changes(
        dated, guardian=guardian, kind=kind, language=language, clear=clear or ()
    )
    found = debtor(session.world, customer, changes, dry_run=dry_run)
    report(session, lambda: debtor_view.data(found), lambda: debtor_view.tell(found, session.today))
