"""What was meant by words that a command has no place for, where that can be told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from reminder_cli.cli.help_text import WORDS
from reminder_cli.errors import Again, WrongUsage
from reminder_cli.i18n import _

_MONTHS = (
    ("januari", "january"), ("februari", "february"), ("mars", "march"), ("april",), ("maj", "may"),
    ("juni", "june"), ("juli", "july"), ("augusti", "august"), ("september",),
    ("oktober", "october"), ("november",), ("december",),
)  # fmt: skip
_EVERY = ("all", "alla", "allt")


def too_much(extra: Sequence[str], context: Any) -> WrongUsage:
    """Words too many: with the command that has a place for them, or the line without them."""
    command, line = context.command_path, " ".join(extra)
    message = _("There is too much on the line: {text}", text=line)
    name = command.partition(" ")[2]
    if name == "settle" and (month := month_meant(line, _today(context))):
        return _meant(message, command, f"remind settle --period {month}")
    if name == "list" and line.casefold() in _EVERY:
        return _meant(message, command, "remind list --all")
    if name == "list" and any(c.isdigit() for c in line):
        return _meant(message, command, f"remind show {line}")
    if name == "tick" and any(c.isdigit() for c in line):
        return _meant(message, command, f"remind send {line}")
    if all(re.fullmatch(r"\d{3}([.,]\d{1,2})?", word) for word in extra):
        hint = _('What has spaces in it is written in quotation marks, as "1 063,33".')
        return WrongUsage(message, command, hint=hint, again=_in_quotes(extra, context))
    instead = dict.fromkeys(extra, "")
    return WrongUsage(message, command, again=Again(instead=instead))


def _in_quotes(extra: Sequence[str], context: Any) -> Again | None:
    """The words too many are the end of an amount, whose first part stands before them."""
    words = context.meta.get(WORDS, [])
    first = words[-len(extra) - 1] if len(words) > len(extra) else ""
    if not first.isdecimal() or words.count(first) > 1:
        return None
    return Again(instead={first: f'"{first} {" ".join(extra)}"', **dict.fromkeys(extra, "")})


def below_zero(context: Any) -> WrongUsage:
    """An amount with a minus sign is taken for an option."""
    command = context.command_path
    message = _("An amount is not written with a minus sign: what begins with - is an option.")
    hint = (
        _("To take a payment back: remind unpay ID --reason TEXT")
        if command == "remind pay"
        else ""
    )
    return WrongUsage(message, command, hint=hint)


def month_meant(text: str, today: date) -> str:
    """A month as YYYY-MM: written so, or by its name, when it is the last such one that has begun."""
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return text
    name, _space, year = text.casefold().partition(" ")
    for number, names in enumerate(_MONTHS, start=1):
        if len(name) > 2 and any(full.startswith(name) for full in names):
            if not re.fullmatch(r"\d{4}", year):
                year = str(today.year if number <= today.month else today.year - 1)
            return f"{year}-{number:02}"
    return ""


def _meant(message: str, command: str, line: str) -> WrongUsage:
    return WrongUsage(message, command, hint=_("Did you mean: {near}?", near=line))


def _today(context: Any) -> date:
    session = context.find_root().obj
    return session.today if session else date.max
