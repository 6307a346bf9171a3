"""Reads what a user writes on the command line: days and amounts as Swedes write them."""

from __future__ import annotations

import re
from datetime import date

from reminder_cli.cli.help_text import stands_for
from reminder_cli.domain.money import parse_kronor
from reminder_cli.errors import WrongValue
from reminder_cli.i18n import _

_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def parse_day(text: str, *, option: str) -> date:
    """A day as 2026-11-24 or 20261124; :class:`WrongValue` names the option."""
    match = _DAY.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError(text)
        return date(*map(int, match.groups()))
    except ValueError:
        raise WrongValue(
            _("{option}: {text} is not a day.", option=option, text=text),
            fix=_("Write it as 2026-11-24 or 20261124."),
        ) from None


def optional_day(text: str, *, option: str) -> date | None:
    """The same, or None where nothing was written."""
    return parse_day(text, option=option) if text else None


def parse_amount(text: str, *, option: str) -> int:
    """An amount in kronor, as öre; :class:`WrongValue` names the option."""
    try:
        return parse_kronor(text)
    except ValueError:
        raise WrongValue(
            _("{option}: {text} is not an amount in kronor.", option=stands_for(option), text=text),
            fix=_("Write it as 1234,50 or 1234.50."),
        ) from None
