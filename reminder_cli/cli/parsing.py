"""Reads what a user writes on the command line: days and amounts as Swedes write them."""

from __future__ import annotations

import re
from datetime import date

from reminder_cli.cli.help_text import stands_for
from reminder_cli.domain.money import parse_kronor
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

_GROUPED = re.compile(
    r"(?P<kronor>\d{1,3}(?P<sign>[.,])\d{3}(?:(?P=sign)\d{3})*)(?:(?!(?P=sign))[.,](?P<ore>\d{2}))?"
    r"\s*(?:kr|sek|:-)?\.?",
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def parse_day(text: str, *, option: str) -> date:
    """A day as 2026-11-24 or 20261124; :class:`WrongValue` names the option."""
    match = _DAY.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError(text)
        return date(*map(int, match.groups()))
    except ValueError:
        meant = _day_meant(text)
        fix = _("Write it as 2026-11-24 or 20261124.")
        raise WrongValue(
            _("{option}: {text} is not a day.", option=option, text=text),
            fix=_("Did you mean {near}? {fix}", near=meant, fix=fix) if meant else fix,
            again=Again(instead={text: meant or "DATE"}),
        ) from None


def _day_meant(text: str) -> str:
    """The day of a text in another order or with other signs, as 24/11-26; nothing when none is sure."""
    digits = [part for part in re.split(r"[^0-9]+", text.strip()) if part]
    if len(digits) != 3 or re.search(r"[^\W\d_]", text):
        return ""
    if len(digits[0]) < 4:
        digits.reverse()  # the day stands first
    year = digits[0] if len(digits[0]) == 4 else f"20{digits[0]}"
    try:
        return date(int(year), int(digits[1]), int(digits[2])).isoformat()
    except ValueError:
        return ""


def optional_day(text: str, *, option: str) -> date | None:
    """The same, or None where nothing was written."""
    return parse_day(text, option=option) if text else None


def parse_amount(text: str, *, option: str) -> int:
    """An amount in kronor, as öre; :class:`WrongValue` names the option."""
    try:
        return parse_kronor(text)
    except ValueError:
        meant = _amount_meant(text)
        fix = _("Write it as 1234,50 or 1234.50.")
        raise WrongValue(
            _("{option}: {text} is not an amount in kronor.", option=stands_for(option), text=text),
            fix=_("Did you mean {near}? {fix}", near=meant, fix=fix) if meant else fix,
            again=Again(instead={text: meant or "AMOUNT"}),
        ) from None


def _amount_meant(text: str) -> str:
    """An amount whose thousands are set apart with points or commas, as 1.234,50 kr; else nothing."""
    match = _GROUPED.fullmatch(text.strip())
    if match is None:
        return ""
    ore = f",{match['ore']}" if match["ore"] else ""
    return re.sub(r"[.,]", "", match["kronor"]) + ore
