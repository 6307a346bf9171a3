"""What `companies` shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reminder_cli.adapters.data_folder import data_folder
from reminder_cli.cli import render
from reminder_cli.cli.render import Column, Table
from reminder_cli.cli.which_ledger import for_firm
from reminder_cli.i18n import _
from reminder_cli.services.companies import FirmState


def data(firms: Sequence[FirmState]) -> dict[str, Any]:
    """The firms as JSON; ``company`` is empty for the ledger that needs no ``--company``."""
    return {
        "folder": str(data_folder()),
        "companies": [
            {
                "company": firm.place.company,
                "ledger": str(firm.place.path),
                "name": firm.name or None,
                "org_number": firm.org_number or None,
                "open_cases": firm.open_cases,
                "last_tick": firm.last_tick or None,
                "attention": [
                    {
                        "code": need.code,
                        "count": len(need.keys),
                        "message": str(need.message),
                        "fix": str(need.fix),
                    }
                    for need in firm.needs
                ],
                "problem": firm.problem or None,
            }
            for firm in firms
        ],
    }


def tell(firms: Sequence[FirmState]) -> None:
    """One line a firm, then what waits in each."""
    if not firms:
        render.answer(_("There is no firm in {folder}.", folder=data_folder()))
        render.answer(_("Make one with: remind init, or with a name: remind --company NAME init"))
        return
    columns = [
        Column("--company"),
        Column(_("Firm"), wraps=True),
        Column(_("Org.nr"), spare=True),
        Column(_("Open cases"), number=True),
        Column(_("Last tick")),
        Column(_("Waits for you"), number=True),
    ]
    table = Table(_("Firms"), columns)
    for firm in firms:
        table.rows.append(
            (
                firm.place.company or "–",
                firm.name or "–",
                firm.org_number,
                "–" if firm.problem else str(firm.open_cases),
                firm.last_tick or "–",
                "–" if firm.problem else str(len(firm.needs)),
            )
        )
    render.table(table)
    for firm in firms:
        _tell_needs(firm)


def _tell_needs(firm: FirmState) -> None:
    name = firm.name or firm.place.company or str(firm.place.path)
    if firm.problem:
        render.answer(f"{name}: {firm.problem}")
    for need in firm.needs:
        render.answer(f"{name}: {need.message}")
        render.answer(f"  {for_firm(str(need.fix), firm.place)}")
