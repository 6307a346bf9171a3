"""`remind settings`: all settings with default, value and meaning; and changing one."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import completing, render
from reminder_cli.cli.help_text import N_, Command, Group
from reminder_cli.cli.options import Csv, DryRun, Json, begin

app = typer.Typer(
    add_completion=False,
    cls=Group,
    invoke_without_command=True,
    help=N_(
        "All settings with their default, value and meaning.\n\n"
        "Examples: remind settings; remind settings set grace_days 5"
    ),
)


@app.callback()
def show(context: typer.Context, json: Json = False, csv: Csv = False) -> None:
    """Show the settings."""
    if context.invoked_subcommand:
        return
    from reminder_cli.adapters.settings import SETTINGS
    from reminder_cli.cli import tables

    session = begin(context, "settings", json=json, csv=csv)
    values = session.world.settings
    render.report(
        session,
        lambda: {
            "settings": [
                {
                    "key": item.key,
                    "value": values.text(item.key),
                    "default": item.default,
                    "meaning": str(item.meaning),
                }
                for item in SETTINGS
            ]
        },
        lambda: tables.settings(values),
    )


@app.command(
    "set",
    cls=Command,
    help=N_(
        "Change one setting, for all or for one customer or invoice.\n\n"
        "Examples: remind settings set grace_days 5; remind settings set interest_notice false "
        "--customer 102"
    ),
)
def set_(
    context: typer.Context,
    key: Annotated[
        str, typer.Argument(autocompletion=completing.settings, help=N_("The setting's name."))
    ],
    value: Annotated[
        str, typer.Argument(autocompletion=completing.values, help=N_("Its new value."))
    ],
    customer: Annotated[
        str,
        typer.Option(
            "--customer",
            autocompletion=completing.customers,
            help=N_("Only for this customer: number, org.nr or name."),
        ),
    ] = "",
    invoice: Annotated[
        str,
        typer.Option(
            "--invoice", autocompletion=completing.invoices, help=N_("Only for this invoice.")
        ),
    ] = "",
    from_on: Annotated[
        str,
        typer.Option(
            "--from", metavar="DATE", help=N_("Only for invoices dated that day or later.")
        ),
    ] = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Change a setting."""
    from reminder_cli.cli.parsing import optional_day
    from reminder_cli.i18n import _
    from reminder_cli.services import chart
    from reminder_cli.services.agreements import agree
    from reminder_cli.services.setup import change_setting
    from reminder_cli.services.words import SETTING_VALUES

    session = begin(context, "settings set", json=json)
    if customer or invoice or from_on:
        day = optional_day(from_on, option="--from")
        stored = agree(
            session.world,
            key,
            value,
            customer=customer,
            invoice=invoice,
            from_on=day,
            dry_run=dry_run,
        ).value
    else:
        stored = change_setting(session.world, key, value, dry_run=dry_run)
    word = SETTING_VALUES.get(stored, stored)
    said = _("{key} is now {value}.", key=key, value=word)
    if dry_run:
        said = _("{key} would be {value}. Nothing was changed.", key=key, value=word)
    missing = chart.warning(session.world, [stored]) if key.startswith("account_") else None
    render.report(
        session,
        lambda: {
            "key": key,
            "value": stored,
            "customer": customer,
            "invoice": invoice,
            "warning": str(missing) if missing else None,
        },
        lambda: render.answer(f"{said} {missing}" if missing else said),
    )
