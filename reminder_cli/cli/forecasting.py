"""What `plan --until` tells: the days on which letters will go out, and what else will happen."""

from __future__ import annotations

from typing import Any

from reminder_cli.cli import json_output, render
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.money import decimal_string, show_kronor
from reminder_cli.i18n import _
from reminder_cli.services.planning import Forecast
from reminder_cli.services.words import LETTERS, OUTCOMES, STAGES


def data(found: Forecast) -> dict[str, Any]:
    """One entry for each day with letters, as `tick` would report it; other steps with their day."""
    letters = [letter for report in found.days for letter in report.letters]
    return {
        "date": json_output.day(found.on),
        "until": json_output.day(found.until),
        "days": [json_output.ticked(report) for report in found.days if report.letters],
        "moved": [
            {"date": json_output.day(report.on), "invoice": m.invoice, "stage": m.to, "why": m.why}
            for report in found.days
            for m in report.moved
        ],
        "closed": [
            {"date": json_output.day(report.on), "invoice": m.invoice, "outcome": m.to}
            for report in found.days
            for m in report.closed
        ],
        "totals": {
            "letters": len(letters),
            "total": decimal_string(sum(letter.total_ore for letter in letters)),
        },
    }


def tell(found: Forecast) -> None:
    """A row for each letter and step, day by day."""
    columns = [
        Column(_("Day")),
        Column(_("Invoice")),
        Column(_("What happens")),
        Column(_("To pay"), number=True),
        Column(_("Pay by")),
    ]
    title = _("Until {day}, if nobody pays and nothing is changed", day=found.until)
    none = _("Nothing happens by itself until {day}.", day=found.until)
    shown = Table(title, columns, empty=none)
    for report in found.days:
        on = report.on.isoformat()
        for letter in report.letters:
            what = str(LETTERS[letter.kind.value])
            total, due = show_kronor(letter.total_ore), letter.due_on.isoformat()
            shown.rows.append((on, ", ".join(letter.invoices), what, total, due))
        for moved in report.moved:
            shown.rows.append((on, moved.invoice, str(STAGES[moved.to]), "", ""))
        for closed in report.closed:
            what = _("Closed, {outcome}", outcome=OUTCOMES[closed.to])
            shown.rows.append((on, closed.invoice, what, "", ""))
    render.table(shown)
    for held in found.last.held if found.last else ():
        render.answer(f"{held.invoice}: {held.why}")
