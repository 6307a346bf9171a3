"""A command line that cannot be understood, told in the user's language with what to write instead.

Typer has words of its own for this, in English only; here its errors are read as data. Their
classes have no public name, so they are told apart by what they are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from reminder_cli.cli.help_text import WORDS, stands_for
from reminder_cli.cli.usage_guesses import below_zero, too_much
from reminder_cli.errors import Again, WrongUsage
from reminder_cli.i18n import _, translate
from reminder_cli.i18n import language as language_in_use

_NEAR = 3  # suggestions at most
_VALUE = re.compile(r"^'?(?P<text>.*?)'? is not (?:a valid|in the range) ", re.DOTALL)
_EXTRA = re.compile(r"^Got unexpected extra argument\(s\) \((?P<extra>.*)\)$", re.DOTALL)


def wrong_usage(error: Any, context: Any) -> WrongUsage:
    """Typer's error as one of ours. Without a message when a bare group has shown its help."""
    context = error.ctx or context
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _no_such_option(error.option_name, context)
    if extra := _EXTRA.match(error.message):
        return too_much(extra["extra"].split(), context)
    if kind == "MissingParameter":
        return _missing(error.param, context)
    return WrongUsage(_message(kind, error), context.command_path)


def _message(kind: str, error: Any) -> str:
    match kind:
        case "NoArgsIsHelpError":
            return ""
        case "BadOptionUsage":
            return _badly_given(error)
        case "BadParameter" if error.param is not None:
            return _bad_value(error)
    said: str = error.format_message()
    return _("A command is missing.") if said == "Missing command." else said


# What somebody writes who thinks in Swedish, and the commands that do it.
_IN_SWEDISH = {
    "ångra": ("unpay", "retract", "undo"),
    "avbetalning": ("instalments",),
    "avskriv": ("write-off",),
    "avsluta": ("cancel",),
    "betala": ("pay",),
    "betalning": ("pay", "payments"),
    "betalningar": ("payments",),
    "bestrid": ("dispute",),
    "brev": ("outbox", "deliver"),
    "exportera": ("export",),
    "fakturor": ("list",),
    "företag": ("companies",),
    "förklara": ("explain",),
    "inställningar": ("settings",),
    "installera": ("install",),
    "kredit": ("credit",),
    "kreditera": ("credit",),
    "kund": ("debtor", "customers"),
    "kunder": ("customers",),
    "läs": ("import",),
    "lista": ("list",),
    "pausa": ("hold",),
    "påminn": ("send",),
    "påminnelse": ("send",),
    "påminnelser": ("send",),
    "rapport": ("report",),
    "räntor": ("rates",),
    "säkerhetskopia": ("backup",),
    "schema": ("schedule",),
    "skicka": ("send",),
    "starta": ("init",),
    "villkor": ("terms",),
    "skriv": ("print",),
    "skrivut": ("print",),
    "ta": ("remove",),
    "visa": ("show", "view"),
    "ärenden": ("status",),
    "återställ": ("restore",),
}


def no_such_command(name: str, among: Iterable[str], context: Any) -> WrongUsage:
    """A mistyped command, with those it may have been."""
    there = list(among)
    meant = [word for word in _IN_SWEDISH.get(name.casefold(), ()) if word in there]
    if "." in name and "import" in there:  # a file
        meant = ["import"]
    near = meant or get_close_matches(name, there, n=_NEAR, cutoff=0.5)
    full = [f"{context.command_path} {word}" for word in near]
    hint = _("Did you mean: {near}?", near=", ".join(full)) if full else ""
    if not full and context.parent is not None:
        hint = _("There is: {commands}", commands=", ".join(there))
    return WrongUsage(_("There is no command {name}.", name=name), context.command_path, hint=hint)


# The same for options.
_OPTIONS_IN_SWEDISH = {
    "--alla": "--all",
    "--anledning": "--reason",
    "--belopp": "--amount",
    "--datum": "--on",
    "--den": "--on",
    "--fil": "--xlsx",
    "--från": "--from",
    "--förfallna": "--overdue",
    "--kund": "--customer",
    "--månader": "--months",
    "--orsak": "--reason",
    "--prova": "--dry-run",
    "--sortera": "--sort",
    "--till": "--until",
    "--välj": "--pick",
}


def _no_such_option(option: str, context: Any) -> WrongUsage:
    message = _("There is no option {option} here.", option=option)
    command, root = context.command_path, context.find_root()
    if re.fullmatch(r"-\d", option):
        return below_zero(context)
    there, meant = _options(context), _OPTIONS_IN_SWEDISH.get(option.casefold(), "")
    if meant in there:
        return WrongUsage(
            message,
            command,
            hint=_("Did you mean: {near}?", near=meant),
            again=Again(instead={option: meant}),
        )
    if context is not root and option in _options(root):
        before = f"{root.command_path} {option} … {command.partition(' ')[2]}"
        hint = _("It goes before the command: {example}", example=before)
        return WrongUsage(message, command, hint=hint)
    near = get_close_matches(option, there, n=_NEAR, cutoff=0.6)
    hint = _("Did you mean: {near}?", near=", ".join(near)) if near else ""
    again = Again(instead={option: near[0]}) if len(near) == 1 else None
    return WrongUsage(message, command, hint=hint, again=again)


def _options(context: Any) -> list[str]:
    params = context.command.get_params(context)
    return [name for param in params for name in param.opts if name.startswith("-")]


def _missing(param: Any, context: Any) -> WrongUsage:
    """Where several invoices come first and one word was written, it is the last one that is missing."""
    wanted = [x for x in context.command.get_params(context) if x.required]
    written = context.meta.get(WORDS, [])
    only_last = param.nargs == -1 and bool(written) and param is not wanted[-1]
    if only_last:
        param = wanted[-1]
    is_option = param.param_type_name == "option"
    name = stands_for(param.opts[0] if is_option else param.human_readable_name)
    meaning = translate(getattr(param, "help", "") or "", language_in_use())
    message = _("{name} is missing. {meaning}", name=name, meaning=meaning).strip()
    if is_option:
        return WrongUsage(message, context.command_path)
    names = [stands_for(x.human_readable_name) for x in wanted if x.param_type_name == "argument"]
    usage = " ".join([context.command_path, *([*written, names[-1]] if only_last else names)])
    return WrongUsage(message, context.command_path, hint=_("Write: {command}", command=usage))


def _badly_given(error: Any) -> str:
    if "does not take a value" in error.message:
        return _("{option} takes no value.", option=error.option_name)
    return _("{option} must be followed by a value.", option=error.option_name)


def _bad_value(error: Any) -> str:
    param = error.param
    name = param.opts[0] if param.param_type_name == "option" else param.human_readable_name
    found = _VALUE.match(error.message)
    if found is None:
        return f"{name}: {error.message}"
    least = getattr(param.type, "min", None)
    if least is not None:
        return _(
            "{name}: {text} is no whole number from {least} up.",
            name=name,
            text=found["text"],
            least=least,
        )
    return _("{name}: {text} is not a whole number.", name=name, text=found["text"])
