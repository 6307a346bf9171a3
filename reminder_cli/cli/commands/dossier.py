"""`remind dossier`: what Kronofogden or an agent needs, in one zip."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import DryRun, Invoice, Json, begin
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from reminder_cli.services.dossier import DossierReport

app = typer.Typer(add_completion=False)


@app.command(
    cls=Command,
    help=N_(
        "Write what Kronofogden or an agent needs: claim, interest table, costs, and the letters as "
        "they were sent, in one zip that only you can read.\n\n"
        "Example: remind dossier 1042 1042.zip"
    ),
)
def command(
    context: typer.Context,
    invoice: Invoice,
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help=N_("Where to write it."))],
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Write the dossier."""
    from reminder_cli.services.dossier import write_dossier

    session = begin(context, "dossier", json=json)
    done = write_dossier(session.world, invoice, file, dry_run=dry_run)
    render.report(session, lambda: _data(done), lambda: _tell(done, dry_run=dry_run))


def _data(done: DossierReport) -> object:
    from reminder_cli.domain.money import decimal_string

    return {
        "invoice": done.invoice,
        "file": str(done.path),
        "on": done.on.isoformat(),
        "total": decimal_string(done.total_ore),
        "files": [{"name": name, "sha256": sha} for name, sha in done.files.items()],
    }


def _tell(done: DossierReport, *, dry_run: bool) -> None:
    from reminder_cli.domain.money import show_kronor

    total = show_kronor(done.total_ore)
    if dry_run:
        render.answer(_("{file} would be written; applied for: {total} kr.",
                        file=done.path, total=total))  # fmt: skip
    else:
        render.answer(_("{file} is written; applied for: {total} kr.",
                        file=done.path, total=total))  # fmt: skip
    for name in done.files:
        render.answer(f"  {name}")
    render.answer(
        _(
            "Key it into Kronofogden's e-service, then: remind kronofogden {number} applied --on DATE",
            number=done.invoice,
        )
    )
