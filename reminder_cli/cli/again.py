"""The command line to type next after a refusal: the one that was typed, changed as the error says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path

from reminder_cli.cli.help_text import stands_for
from reminder_cli.cli.which_ledger import quoted
from reminder_cli.errors import AGAIN, Again, RemindError
from reminder_cli.i18n import _

_typed: ContextVar[tuple[str, ...]] = ContextVar("typed", default=())


def remember(line: Sequence[str]) -> None:
    """What was typed after the program's name."""
    _typed.set(tuple(line))


def fix_of(error: RemindError) -> str:
    """What to do about an error, ending with the command to type where it names none itself."""
    line = _typed.get()
    if error.again is None or not line:
        return error.fix
    if error.again == AGAIN and "remind " in error.fix:
        return error.fix  # it says itself what comes next
    same = " ".join(map(quoted, line))
    command = retyped(line, error.again)
    if command == same:
        then = _("Then run it again: {command}", command=f"remind {command}")
    else:
        then = _("Write: {command}", command=f"remind {command}")
    return f"{error.fix}\n{then}" if error.fix else then


def retyped(line: Sequence[str], again: Again) -> str:
    """The line as a shell takes it; a word in capitals is for the reader to fill in."""
    words = [*line]
    for option in (*_options(again.without), *_options(again.add)):
        words = _without(words, option)
    for found, wanted in again.instead.items():
        words = [_put(word, found, wanted) for word in words]
    fill_in = set(again.instead.values())
    written = [stands_for(word) if word in fill_in else quoted(word) for word in words]
    return " ".join(filter(None, [*written, stands_for(again.add)]))


def _options(text: str) -> Iterator[list[str]]:
    """Each option with what follows it."""
    for part in text.split("--")[1:]:
        name, *value = part.split()
        yield [f"--{name}", *value]


def _without(words: list[str], option: list[str]) -> list[str]:
    name, takes_value = option[0], len(option) > 1
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word == name:
            skip = takes_value
        elif not word.startswith(f"{name}="):
            kept.append(word)
    return kept


def _put(word: str, found: str, wanted: str) -> str:
    option, equals, value = word.partition("=")
    if _is(word, found):
        return wanted
    if equals and option.startswith("--") and _is(value, found):
        return f"{option}={wanted}"
    return word


def _is(word: str, found: str) -> bool:
    """Whether a word is what was found: as it was typed, a path by its name, a day in either way."""
    return found in {word, str(Path(word)), Path(word).name} or (
        word.isdecimal() and word == found.replace("-", "")
    )
