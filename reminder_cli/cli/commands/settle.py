"""`remind settle`: what the partner's invoice of a month has to come to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import AsOf, Csv, DryRun, Json, Known, begin, seen
from reminder_cli.cli.parsing import parse_day
from reminder_cli.cli.usage_guesses import month_meant
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "The partner's settlement of a month: VAT on its fees, commission, outlays, and the voucher.\n\n"
        "Examples: remind settle --period 2026-01 --pdf january.pdf;"
        " remind settle --period 2026-01 --invoice 4711 --on 2026-02-03"
    ),
)
def command(
    context: typer.Context,
    period: Annotated[
        str,
        typer.Option("--period", metavar="YYYY-MM", help=N_("The month; else the last one ended.")),
    ] = "",
    invoice: Annotated[
        str,
        typer.Option("--invoice", metavar="NUMBER", help=N_("The partner's invoice: final.")),
    ] = "",
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help=N_("The date of the partner's invoice."))
    ] = "",
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", help=N_("Write it as PDF too."))
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE", help=N_("Write a workbook too."))
    ] = None,
    as_of: AsOf = "",
    known: Known = False,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Show the settlement of a month, or make it final."""
    from reminder_cli.cli import booking
    from reminder_cli.services.settle import PartnerInvoice, settlement
    from reminder_cli.services.settlement_documents import check_names, write_documents

    session = begin(context, "settle", json=json, csv=csv)
    if bool(invoice) != bool(on):
        raise WrongValue(
            _("A settlement is final with both number and date of the partner's invoice."),
            fix=_("Give both."),
            again=Again(add="--on DATE" if invoice else "--invoice NUMBER"),
        )
    if invoice and as_of:
        raise WrongValue(
            _("--as-of looks back, and --invoice settles."),
            fix=_("Give one of them."),
            again=Again(without="--as-of DATE"),
        )
    _check_period(period, session.today)
    check_names(pdf, xlsx)
    world = seen(session, as_of, known=known)
    partner = PartnerInvoice(number=invoice, on=parse_day(on, option="--on")) if invoice else None
    made = settlement(world, period, invoice=partner, dry_run=dry_run)
    written: list[Path] = []
    if made.nothing is None:
        written = write_documents(world, made, pdf=pdf, xlsx=xlsx)
    render.report(
        session,
        lambda: booking.settled_json(made),
        lambda: booking.settled(made, written, dry_run=dry_run),
    )


def _check_period(period: str, today: date) -> None:
    """A month by its name is asked about: of which year it is, is a guess."""
    meant = month_meant(period, today)
    if meant != period and meant:
        raise WrongValue(
            _("--period: {text} is not a month.", text=period),
            fix=_("Did you mean {near}? {fix}", near=meant, fix=_("Write it as 2026-01.")),
            again=Again(instead={period: meant}),
        )
