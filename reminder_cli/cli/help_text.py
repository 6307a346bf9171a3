"""Help in the user's language: marked in English where it stands, translated when it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from typer.core import TyperCommand, TyperGroup

from reminder_cli.i18n import language as language_in_use
from reminder_cli.i18n import translate


def N_(msgid: str) -> str:  # noqa: N802 the field's name for a marked, not yet translated text
    """Mark a text for the catalogue."""
    return msgid


# Words of typer's own. What stands on the left is the name in typer.rich_utils.
_FRAME = {
    "ARGUMENTS_PANEL_TITLE": N_("Arguments"),
    "OPTIONS_PANEL_TITLE": N_("Options"),
    "COMMANDS_PANEL_TITLE": N_("Commands"),
    "DEFAULT_STRING": N_("[default: {}]"),
    "ENVVAR_STRING": N_("[env var: {}]"),
    "REQUIRED_LONG_STRING": N_("[required]"),
}
_USAGE = N_("Usage: ")
_PIECES = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."))
# What stands for something that is to be written; each of these words of a metavar is translated.
_STANDS_FOR = (
    N_("ACTION"),
    N_("AMOUNT"),
    N_("CODE"),
    N_("COLUMN"),
    N_("CREDIT"),
    N_("CUSTOMER"),
    N_("DATE"),
    N_("FIELD"),
    N_("FILE"),
    N_("FOLDER"),
    N_("HALF"),
    N_("INVOICE"),
    N_("KEY"),
    N_("KRONOR"),
    N_("NAME"),
    N_("NEW"),
    N_("NUMBER"),
    N_("OUT"),
    N_("PATH"),
    N_("PERCENT"),
    N_("STEP"),
    N_("VALUE"),
    N_("WHAT"),
    N_("YYYY"),
)
WORDS = "remind.words"  # where a context keeps what was written that is no option
_HELP = (N_("Show this message and exit."),)


@contextmanager
def _instead(thing: Any, name: str, text: str) -> Iterator[None]:
    """Let an attribute be another text meanwhile."""
    kept = getattr(thing, name)
    setattr(thing, name, text)
    try:
        yield
    finally:
        setattr(thing, name, kept)


@contextmanager
def translated_help(command: Any, context: Any) -> Iterator[None]:
    """Show a command's texts in the language in use, and leave them as they were."""
    from typer import rich_utils

    lang = language_in_use()
    things = [command, *command.get_params(context), *_subcommands(command, context)]
    with _translated_texts(things), ExitStack() as stack:
        for name, text in _FRAME.items():
            stack.enter_context(_instead(rich_utils, name, translate(text, lang)))
        yield


@contextmanager
def _translated_texts(things: list[Any]) -> Iterator[None]:
    with ExitStack() as stack:
        for thing in things:
            if text := getattr(thing, "help", None):
                translated = translate(text, language_in_use())
                stack.enter_context(_instead(thing, "help", translated))
            if metavar := getattr(thing, "metavar", None):
                stack.enter_context(_instead(thing, "metavar", stands_for(metavar)))
        yield


def _subcommands(command: Any, context: Any) -> list[Any]:
    if not isinstance(command, TyperGroup):
        return []
    return [command.get_command(context, name) for name in command.list_commands(context)]


def stands_for(metavar: str) -> str:
    """A metavar in the language in use."""
    lang = language_in_use()
    return re.sub(
        r"[A-Z]{2,}", lambda m: translate(m[0], lang) if m[0] in _STANDS_FOR else m[0], metavar
    )


class _Translated:
    """What commands and groups do alike: help in the user's language, and errors that know where."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Translate, then show."""
        with translated_help(self, ctx):
            super().format_help(ctx, formatter)  # type: ignore[misc]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The usage line."""
        lang = language_in_use()
        with _translated_texts(self.get_params(ctx)):  # type: ignore[attr-defined]
            pieces = [translate(piece, lang) for piece in self.collect_usage_pieces(ctx)]  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), translate(_USAGE, lang))

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """What the tab key offers, with a word on each."""
        things = [self, *self.get_params(ctx), *_subcommands(self, ctx)]  # type: ignore[attr-defined]
        with _translated_texts(things):
            return super().shell_complete(ctx, incomplete)  # type: ignore[misc]

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Parse; typer's error says which command it was in, for its words and its --help."""
        ctx.meta[WORDS] = [word for word in args if not word.startswith("-")]
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except Exception as error:
            if getattr(error, "ctx", ctx) is None:
                error.ctx = ctx  # type: ignore[attr-defined]
            raise


class Command(_Translated, TyperCommand):
    """A command whose help is shown in the user's language."""


class Group(_Translated, TyperGroup):
    """A group of commands whose help is shown in the user's language."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; a mistyped one is answered with what it may have been."""
        mistyped = args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx)
        if mistyped and not ctx.resilient_parsing:
            from reminder_cli.cli.usage_errors import no_such_command

            raise no_such_command(args[0], self.list_commands(ctx), ctx)
        return super().resolve_command(ctx, args)
