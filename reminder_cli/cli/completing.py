"""What the tab key offers: numbers from the ledger, names of settings and firms, and choices.

A shell evaluates what it is offered, and names and numbers come from files: only harmless ones
are shown to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import typer

from reminder_cli.errors import RemindError

Offers = list[tuple[str, str]]  # what is put on the line, and what is said of it
_PLAIN = re.compile(r"[\w.+/-]+")


def invoices(context: typer.Context, incomplete: str) -> Offers:
    """Numbers of invoices, without those that stand on the line already."""
    from reminder_cli.ledger import glance

    typed = _typed(context)
    found = glance.invoices(_ledger(context), incomplete)
    return [offer for offer in _harmless(found) if offer[0] not in typed]


def credit_notes(context: typer.Context, incomplete: str) -> Offers:
    """Numbers of credit notes."""
    from reminder_cli.ledger import glance

    return _harmless(glance.invoices(_ledger(context), incomplete, credit_notes=True))


def customers(context: typer.Context, incomplete: str) -> Offers:
    """Numbers of customers."""
    from reminder_cli.ledger import glance

    return _harmless(glance.customers(_ledger(context), incomplete))


def settings(incomplete: str) -> Offers:
    """Names of settings with their meaning."""
    from reminder_cli.adapters.settings import SETTINGS

    return [(s.key, str(s.meaning)) for s in SETTINGS if s.key.startswith(incomplete)]


def values(context: typer.Context, incomplete: str) -> Offers:
    """The values of the setting that was named, where they are few."""
    from reminder_cli.adapters.settings import SETTINGS

    key = context.params.get("key")
    yes_no = any(s.key == key and s.default in {"true", "false"} for s in SETTINGS)
    return [(word, "") for word in ("true", "false") if yes_no and word.startswith(incomplete)]


def companies(incomplete: str) -> Offers:
    """Names of firms in the data folder."""
    from reminder_cli.adapters.data_folder import places

    found = [(place.company, "") for place in places() if place.company.startswith(incomplete)]
    return _harmless(found)


def stages(incomplete: str) -> Offers:
    """The stages of a case."""
    from reminder_cli.services.words import STAGES

    return [(name, str(text)) for name, text in STAGES.items() if name.startswith(incomplete)]


def one_of(*choices: str) -> Callable[[str], list[str]]:
    """Some words to choose from."""

    def offers(incomplete: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(incomplete)]

    return offers


def invoices_then(*choices: str) -> Callable[[typer.Context, str], Offers]:
    """Numbers of invoices, and once one stands on the line a word to end with."""

    def offers(context: typer.Context, incomplete: str) -> Offers:
        words = [(choice, "") for choice in choices if choice.startswith(incomplete)]
        return invoices(context, incomplete) + (words if _typed(context) else [])

    return offers


def _typed(context: typer.Context) -> list[str]:
    """The numbers on the line; the last may for now stand where the ending word will."""
    return [*(context.params.get("invoices") or ()), *filter(None, [context.params.get("what")])]


def _ledger(context: typer.Context) -> Path:
    from reminder_cli.cli.which_ledger import ledger_path

    try:
        return ledger_path(context.find_root())
    except RemindError:  # what is wrong is said when the command runs
        return Path()


def _harmless(found: Iterable[tuple[str, str]]) -> Offers:
    return [
        (number, re.sub(r"[^\w .,&/+-]+", " ", name))
        for number, name in found
        if _PLAIN.fullmatch(number)
    ]
