"""What `terms` shows: the price list in force, and what a new version changes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from reminder_cli.cli import render
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.company import Collector
from reminder_cli.domain.money import decimal_string, show_kronor, show_percent
from reminder_cli.domain.terms import Terms
from reminder_cli.i18n import Text, _
from reminder_cli.services.setup import TermsView

_MEANINGS = {
    "reminder_fee_ore": Text("Fee of a reminder, kr"),
    "demand_fee_ore": Text("Fee of an inkassokrav, kr"),
    "plan_fee_ore": Text("Fee of an instalment plan, kr"),
    "reminder_banking_days": Text("Term of a reminder, banking days"),
    "demand_after_days": Text("Days from reminder to inkassokrav, at least"),
    "demand_days": Text("Term of an inkassokrav, days"),
    "rest_waived_ore": Text("Small rest that is waived, kr"),
    "interest_share_percent": Text("The firm's share of late interest, %"),
    "commission_percent": Text("Commission at monitoring, % excluding VAT"),
    "commission_cap_ore": Text("Commission at most, kr a case"),
    "vat_percent": Text("VAT on the partner's fees, %"),
    "application_fee_ore": Text("Kronofogden: application, kr"),
    "application_work_ore": Text("Kronofogden: work with the application, kr"),
    "enforcement_fee_ore": Text("Kronofogden: enforcement, kr"),
    "instalment_grace_banking_days": Text("Banking days before a missed instalment is told of"),
    "instalment_broken_banking_days": Text("Banking days after that before the plan is broken"),
    "resumed_days": Text("Term of a letter that resumes a case, days"),
}


# What only a partner takes part in.
_PARTNERS = {"interest_share_percent", "commission_percent", "commission_cap_ore", "vat_percent"}


def data(view: TermsView) -> dict[str, Any]:
    """The answer of `terms` as JSON."""
    now, accepted = view.in_force, view.accepted
    return {
        "in_force": _values(now) if now else None,
        "accepted": _values(accepted) if accepted else None,
        "to_accept": now is not None and (accepted is None or accepted.version < now.version),
        "changes": [
            {"field": name.removesuffix("_ore"), "old": old, "new": new}
            for name, old, new in _changes(view)
        ],
    }


def _values(terms: Terms) -> dict[str, Any]:
    values: dict[str, Any] = {
        "collector": terms.collector.value,
        "version": terms.version,
        "in_force_from": terms.in_force_from.isoformat(),
        "source": terms.source,
    }
    for name in _MEANINGS:
        values[name.removesuffix("_ore")] = _plain(name, getattr(terms, name))
    return values


def _plain(name: str, value: object) -> str | int:
    if name.endswith("_ore") and isinstance(value, int):
        return decimal_string(value)
    return show_percent(value) if isinstance(value, Fraction) else int(str(value))


def _shown(name: str, terms: Terms) -> str:
    value = getattr(terms, name)
    if name.endswith("_ore"):
        return show_kronor(value)
    return show_percent(value) if isinstance(value, Fraction) else str(value)


def _changes(view: TermsView) -> list[tuple[str, str, str]]:
    if view.in_force is None or view.accepted is None or view.in_force == view.accepted:
        return []
    names = [name for name in Terms.__struct_fields__ if name in _MEANINGS]
    return [
        (name, _shown(name, view.accepted), _shown(name, view.in_force))
        for name in names
        if getattr(view.accepted, name) != getattr(view.in_force, name)
    ]


def tell(view: TermsView) -> None:
    """The price list for people, and what to do about a new version."""
    now, accepted = view.in_force, view.accepted
    if now is None:
        render.answer(_("No terms are in force today."))
        return
    price_list(now)
    if accepted is not None and accepted.version == now.version:
        render.answer(_("You have accepted them."))
        return
    changes = _changes(view)
    if changes:
        columns = [
            Column(_("What changes"), wraps=True),
            Column(_("Now"), number=True),
            Column(_("New"), number=True),
        ]
        rows = [(str(_MEANINGS[name]), old, new) for name, old, new in changes]
        render.table(Table("", columns, list(rows)))
    render.answer(
        _("They are not accepted. Until then no letter goes out; accept with: remind terms accept")
    )


_WHOSE = {Collector.OWN: Text("own"), Collector.PARTNER: Text("partner")}


def price_list(terms: Terms) -> None:
    """One version of the terms as a table."""
    title = _(
        "Terms of collector {collector}, version {version}, in force from {day}",
        collector=_WHOSE[terms.collector],
        version=terms.version,
        day=terms.in_force_from,
    )
    columns = [Column(_("What"), wraps=True), Column(_("Value"), number=True)]
    rows = [
        (str(text), _shown(name, terms))
        for name, text in _MEANINGS.items()
        if terms.collector is Collector.PARTNER or name not in _PARTNERS
    ]
    render.table(Table(title, columns, list(rows)))
    render.answer(terms.source)


def tell_accepted(terms: Terms, *, dry_run: bool) -> None:
    """That a version was accepted, or would be."""
    if dry_run:
        render.answer(_("Version {version} of the terms would be accepted.", version=terms.version))
        return
    render.answer(_("Version {version} of the terms is accepted.", version=terms.version))
    render.answer(_("Running cases keep the terms they were opened under."))
