"""What `rates` shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reminder_cli.cli import render
from reminder_cli.cli.help_text import N_
from reminder_cli.cli.json_output import percent
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.money import show_percent
from reminder_cli.domain.rules.interest import half_year_name
from reminder_cli.domain.rules.reference_rate import ReferenceRate
from reminder_cli.i18n import _, ngettext
from reminder_cli.services.rates import Fetched

# What the list that comes with the program says of the rates that nobody has confirmed.
_SECONDARY = N_("secondary sources")


def data(rates: Sequence[ReferenceRate]) -> list[dict[str, Any]]:
    """Rates as JSON."""
    return [
        {
            "half": half_year_name(rate.from_date),
            "from": rate.from_date.isoformat(),
            "percent": percent(rate.percent),
            "source": rate.source,
            "confirmed": rate.confirmed,
        }
        for rate in rates
    ]


def tell(rates: Sequence[ReferenceRate]) -> None:
    """Rates as a table; unconfirmed ones are used, and marked."""
    columns = [
        Column(_("Half-year")),
        Column(_("From")),
        Column(_("Percent"), number=True),
        Column(_("Source"), wraps=True),
    ]
    shown = Table("", columns)
    for rate in rates:
        source = _(_SECONDARY) if rate.source == _SECONDARY else rate.source
        if not rate.confirmed:
            source = _("{source} (unconfirmed)", source=source)
        cells = (
            half_year_name(rate.from_date),
            rate.from_date.isoformat(),
            show_percent(rate.percent),
            source,
        )
        shown.rows.append(cells)
    render.table(shown)
    unconfirmed = [half_year_name(rate.from_date) for rate in rates if not rate.confirmed]
    if unconfirmed:
        render.answer(
            _(
                "Unconfirmed rates are used all the same: {halves}. Look them up at riksbank.se, then: "
                "remind rates fetch, or remind rates add",
                halves=", ".join(unconfirmed),
            )
        )


def tell_fetched(fetched: Fetched) -> None:
    """What a fetch changed."""
    if fetched.new:
        tell(fetched.new)
    n = len(fetched.new)
    render.answer(ngettext("{n} rate is new or corrected.", "{n} rates are new or corrected.", n))
