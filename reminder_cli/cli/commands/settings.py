"""`remind settings`: all settings with default, value and meaning; and changing one."""

from __future__ import annotations

from typing import Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command, Group
from reminder_cli.cli.options import Json, begin

app = typer.Typer(
    cls=Group,
    invoke_without_command=True,
    help=N_("All settings with their default, value and meaning."),
)


@app.callback()
def show(context: typer.Context, json: Json = False) -> None:
    """Show the settings."""
    if context.invoked_subcommand:
        return
    from reminder_cli.adapters.settings import SETTINGS
    from reminder_cli.cli import tables

    session = begin(context, "settings", json=json)
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
    help=N_("Change one setting.\n\nExample: remind settings set grace_days 5"),
)
def set_(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help=N_("The setting's name."))],
    value: Annotated[str, typer.Argument(help=N_("Its new value."))],
    json: Json = False,
) -> None:
    """Change a setting."""
    from reminder_cli.i18n import _
    from reminder_cli.services.setup import change_setting

    session = begin(context, "settings set", json=json)
    stored = change_setting(session.world, key, value)
    render.report(
        session,
        lambda: {"key": key, "value": stored},
        lambda: render.answer(_("{key} is now {value}.", key=key, value=stored)),
    )
