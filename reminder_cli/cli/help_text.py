"""Help in the user's language: marked in English where it stands, translated when it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from typer.core import TyperCommand, TyperGroup

from reminder_cli.i18n import language as language_in_use
from reminder_cli.i18n import translate


def N_(msgid: str) -> str:  # noqa: N802 the field's name for a marked, not yet translated text
    """Mark a text for the catalogue."""
    return msgid


@contextmanager
def translated_help(command: Any) -> Iterator[None]:
    """Show a command's texts in the language in use, and leave them as they were."""
    lang = language_in_use()
    kept = command.help, [(param, getattr(param, "help", None)) for param in command.params]
    command.help = translate(command.help, lang) if command.help else command.help
    for param, text in kept[1]:
        if text:
            param.help = translate(text, lang)
    try:
        yield
    finally:
        command.help = kept[0]
        for param, text in kept[1]:
            if text:
                param.help = text


class Command(TyperCommand):
    """A command whose help is shown in the user's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Translate, then show."""
        with translated_help(self):
            super().format_help(ctx, formatter)


class Group(TyperGroup):
    """A group of commands whose help is shown in the user's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Translate what it says and what it lists, then show."""
        with ExitStack() as shown:
            for one in (self, *self.commands.values()):
                shown.enter_context(translated_help(one))
            super().format_help(ctx, formatter)
