"""The commands by what they are for, and what `remind --help` says of them."""

from __future__ import annotations

from typing import Any

import typer

from reminder_cli.cli.help_text import N_, Group
from reminder_cli.i18n import _, language, translate

# Each command's module; it is imported when it is asked for: start-up is what a user feels most.
GROUPS = {
    N_("To begin with"): {
        "demo": "demo",
        "init": "init",
        "import": "import_",
        "adopt": "adopt",
        "schedule": "schedule",
        "companies": "companies",
    },
    N_("Every day"): {
        "list": "list_",
        "view": "view",
        "send": "send",
        "status": "status",
        "show": "show",
        "explain": "explain",
        "plan": "plan",
        "tick": "tick",
    },
    N_("Money"): {
        "pay": "pay",
        "payments": "payments",
        "unpay": "unpay",
        "credit": "credit",
        "write-off": "write_off",
    },
    N_("A case, an invoice, a customer"): {
        "cancel": "cancel",
        "hold": "hold",
        "release": "release",
        "dispute": "dispute",
        "resolve": "resolve",
        "instalments": "instalments",
        "choose": "choose",
        "kronofogden": "kronofogden",
        "dossier": "dossier",
        "invoice": "invoice",
        "debtor": "debtor",
        "customers": "customers",
        "erase": "erase",
    },
    N_("Letters"): {"deliver": "deliver", "outbox": "outbox", "retract": "retract"},
    N_("The books"): {"report": "report", "settle": "settle", "export": "export"},
    N_("The firm"): {"terms": "terms", "settings": "settings", "rates": "rates"},
    N_("Safety"): {
        "doctor": "doctor",
        "verify": "verify",
        "backup": "backup",
        "restore": "restore",
        "anonymise": "anonymise",
    },
}
_ROOM = 80  # columns
COMMANDS = {name: module for group in GROUPS.values() for name, module in group.items()}


def first_screen(about: str) -> str:
    """What `remind` alone shows, of 24 lines at most: what it is about, what there is, and where to begin."""
    import textwrap

    lang = language()
    titles = {title: translate(title, lang) for title in GROUPS}
    width = max(map(len, titles.values())) + 2
    rows = (
        textwrap.fill(
            ", ".join(group),
            _ROOM,
            initial_indent=f"  {titles[title]:{width}}",
            subsequent_indent=" " * (width + 2),
            break_on_hyphens=False,
        )
        for title, group in GROUPS.items()
    )
    begin = _("To look around: remind demo. Your own firm: remind init")
    more = _("What each does: remind --help. More on one, with examples: remind COMMAND --help")
    paragraphs = (textwrap.fill(text, _ROOM) for text in (translate(about, lang), begin, more))
    return "{}\n\n{rows}\n\n{}\n{}".format(*paragraphs, rows="\n".join(rows))


def overview(root: Group, context: Any, formatter: Any) -> None:
    """What the program is for, the commands in groups with a line each, and the common options.

    The frames that typer draws around the help of one command take longer to load than all else.
    """
    from reminder_cli.cli.summaries import SUMMARIES

    _paragraph(formatter, translate(root.help or "", language()))
    for title, group in GROUPS.items():
        rows = [(name, first_sentence(translate(SUMMARIES[name], language()))) for name in group]
        _section(formatter, translate(title, language()), rows)
    _section(formatter, _("Options"), [_option(one, context) for one in root.get_params(context)])
    _paragraph(formatter, _("More on one of them, with examples: remind COMMAND --help"))


def _option(parameter: Any, context: Any) -> tuple[str, str]:
    written, _help = parameter.get_help_record(context)
    meaning = translate(parameter.help, language())
    if parameter.envvar:
        meaning += " " + _("[env var: {}]").format(parameter.envvar)
    return written, meaning


def first_sentence(text: str) -> str:
    """What a help text begins with, up to its first full stop, or the colon of a longer list."""
    return text.split("\n", maxsplit=1)[0].split(". ", maxsplit=1)[0].rstrip(".")


def _paragraph(formatter: Any, text: str) -> None:
    formatter.write_paragraph()
    formatter.write_text(text)


def _section(formatter: Any, title: str, rows: list[tuple[str, str]]) -> None:
    with formatter.section(typer.style(title, bold=True)):
        formatter.write_dl(rows)
