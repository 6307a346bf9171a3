"""`remind status`: how each case stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from reminder_cli.cli import completing, render, waiting_money
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import AsOf, Csv, Invoices, Json, Known, begin, seen
from reminder_cli.i18n import _
from reminder_cli.ledger.cases import any_case

if TYPE_CHECKING:
    from reminder_cli.services.views import CaseStatus
    from reminder_cli.services.world import World

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "How the cases stand: stage, amounts, letters, the next step and its day.\n\n"
        "Examples: remind status; remind status 1042; remind status --closed"
    ),
)
def command(
    context: typer.Context,
    invoices: Invoices = None,
    is_open: Annotated[bool, typer.Option("--open", help=N_("Open cases (the default)."))] = False,
    closed: Annotated[bool, typer.Option("--closed", help=N_("Closed cases."))] = False,
    stage: Annotated[
        str,
        typer.Option(
            "--stage", autocompletion=completing.stages, help=N_("Only cases at this stage.")
        ),
    ] = "",
    as_of: AsOf = "",
    known: Known = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Show how the cases stand."""
    session = begin(context, "status", json=json, csv=csv)
    which = "all" if closed and is_open else "closed" if closed else "open"
    world = seen(session, as_of, known=known)
    found = _found(world, invoices or (), which, stage)

    def data() -> object:
        from reminder_cli.cli import json_output

        return {
            **json_output.statuses(found, world.today),
            "unmatched": waiting_money.data(world),
        }

    def people() -> None:
        if not found and not session.csv:
            render.answer(_no_case(invoices or ()))
        else:
            from reminder_cli.cli import lists

            lists.cases(found, world.today, none=_no_case(invoices or ()))
        waiting_money.tell(world)

    render.report(session, data, people)


def _no_case(numbers: Sequence[str]) -> str:
    if numbers:
        return _(
            "There is no case of {numbers}. Open one with: remind send NUMBER",
            numbers=", ".join(numbers),
        )
    return _(
        "There are no such cases. See what can be sent with: remind list, then: remind send NUMBER"
    )


def _found(world: World, numbers: Sequence[str], which: str, stage: str) -> list[CaseStatus]:
    now = world.lookback is None
    if now and not numbers and not stage and not any_case(world.ledger, which):
        return []  # without the rules, which take longer to import than this takes to say
    from reminder_cli.cli.choices import chosen
    from reminder_cli.services.views import case_statuses
    from reminder_cli.services.words import STAGES

    if stage:
        stage = chosen(stage, STAGES, _("--stage: {text} is not a stage.", text=stage))
    return case_statuses(world, numbers=numbers, which=which, stage=stage)
