"""Writes the manual page from the commands' own help, in English and Swedish; --check only looks.

python scripts/manual.py            write man/remind.1 and man/sv/remind.1
python scripts/manual.py --check    say which is not what the help says; change nothing
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from reminder_cli import __version__
from reminder_cli.cli.app import app
from reminder_cli.i18n import speaking, translate

ROOT = Path(__file__).parent.parent
PAGES = {"en": ROOT / "man" / "remind.1", "sv": ROOT / "man" / "sv" / "remind.1"}

WORDS = {
    "en": {
        "name": "NAME",
        "what": "reminders and inkassokrav for a small Swedish firm",
        "synopsis": "SYNOPSIS",
        "description": "DESCRIPTION",
        "options": "OPTIONS OF ALL COMMANDS",
        "commands": "COMMANDS",
        "environment": "ENVIRONMENT",
        "exit": "EXIT STATUS",
        "files": "FILES",
        "ledger": "The ledger, unless --ledger or --company says another; its letters lie beside it in ledger-letters/.",
        "more": "SEE ALSO",
        "docs": "The guides in docs/, in English and Swedish.",
    },
    "sv": {
        "name": "NAMN",
        "what": "påminnelser och inkassokrav för det lilla svenska företaget",
        "synopsis": "ÖVERSIKT",
        "description": "BESKRIVNING",
        "options": "FLAGGOR FÖR ALLA KOMMANDON",
        "commands": "KOMMANDON",
        "environment": "MILJÖVARIABLER",
        "exit": "SLUTSTATUS",
        "files": "FILER",
        "ledger": "Liggaren, om inte --ledger eller --company anger en annan; breven ligger bredvid i ledger-letters/.",
        "more": "SE ÄVEN",
        "docs": "Handledningarna i docs/, på svenska i docs/sv/.",
    },
}
EXITS = {
    "en": (
        "Done.",
        "Refused or failed; the message says why and what to do.",
        "Wrong usage.",
        "A file was rejected; nothing of it was taken.",
        "The ledger is busy.",
    ),
    "sv": (
        "Gjort.",
        "Avvisat eller misslyckat; meddelandet säger varför och vad som kan göras.",
        "Kommandot är felskrivet.",
        "En fil avvisades; inget av den lästes in.",
        "Liggaren är upptagen.",
    ),
}


def roff(text: str) -> str:
    """Text that roff takes for nothing else: no command at a line's start, no hyphen for a minus."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in {".", "'"} else line for line in plain.split("\n"))


def page(lang: str) -> str:
    """The whole page."""
    words = WORDS[lang]
    root: Any = typer.main.get_command(app)
    with speaking(lang), root.make_context("remind", [], resilient_parsing=True) as context:
        lines = [
            f'.TH REMIND 1 "" "remind {__version__}"',
            f".SH {words['name']}",
            f"remind \\- {roff(words['what'])}",
            f".SH {words['synopsis']}",
            *_usage(root, context, lang),
            f".SH {words['description']}",
            *_paragraphs(root, lang),
            f".SH {words['options']}",
            *_options(root, context, lang),
            f".SH {words['commands']}",
            *_commands(root, context, lang),
            f".SH {words['environment']}",
            *_environment(root, context, lang),
            f".SH {words['exit']}",
        ]
        for status, text in enumerate(EXITS[lang]):
            lines += [".TP", f"\\fB{status}\\fR", roff(text)]
        lines += [f".SH {words['files']}", ".TP", "\\fI~/.local/share/remind/ledger.db\\fR"]
        lines += [roff(words["ledger"]), f".SH {words['more']}", roff(words["docs"])]
    return "\n".join(lines) + "\n"


def _commands(group: Any, context: Any, lang: str) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        within: Any = typer.Context(command, info_name=name, parent=context)  # type: ignore[arg-type]
        yield f".SS {roff(within.command_path)}"
        yield from _usage(command, within, lang)
        yield from _paragraphs(command, lang)
        yield from _options(command, within, lang)
        if hasattr(command, "list_commands"):
            yield from _commands(command, within, lang)


def _usage(command: Any, context: Any, lang: str) -> Iterator[str]:
    pieces = " ".join(translate(piece, lang) for piece in command.collect_usage_pieces(context))
    yield f"\\fB{roff(context.command_path)}\\fR {roff(pieces)}".rstrip()


def _paragraphs(command: Any, lang: str) -> Iterator[str]:
    for paragraph in translate(command.help or "", lang).split("\n\n"):
        yield ".PP"
        yield roff(paragraph)


def _options(command: Any, context: Any, lang: str) -> Iterator[str]:
    for param in command.get_params(context):
        if param.name == "help":
            continue
        yield ".TP"
        if param.param_type_name == "argument":
            yield f"\\fI{roff(param.human_readable_name)}\\fR"
        else:
            value = "" if param.is_flag else f" \\fI{roff(param.make_metavar(ctx=context))}\\fR"
            yield f"\\fB{roff(', '.join(param.opts))}\\fR{value}"
        yield roff(translate(param.help or "", lang))


def _environment(root: Any, context: Any, lang: str) -> Iterator[str]:
    for param in root.get_params(context):
        if isinstance(param.envvar, str):
            yield ".TP"
            yield f"\\fB{param.envvar}\\fR"
            yield roff(f"{param.opts[0]}: {translate(param.help, lang)}")


def main() -> int:
    """Write the pages, or say which is not in order."""
    stale = 0
    for lang, path in PAGES.items():
        text = page(lang)
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path.relative_to(ROOT)} is not what the help says: run scripts/manual.py")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
