"""Which ledger a command line means: what was written on it goes before the environment."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

from reminder_cli.adapters.data_folder import Place, ledger_of
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

_OF_NO_LEDGER = ("companies", "demo")


def named_by(context: Any) -> str:
    """What says which ledger: --ledger, --company, REMIND_LEDGER; empty: nothing.

    ``context`` is the root's. Raises :class:`WrongValue` when two say so, or a name is empty.
    """
    ledger, company = (context.get_parameter_source(name) for name in ("ledger", "company"))
    written = [
        option
        for option, source in (("--ledger", ledger), ("--company", company))
        if source is not None and source.name == "COMMANDLINE"
    ]
    if len(written) > 1:
        raise WrongValue(
            _("--ledger and --company both say which ledger. Nothing was done."),
            fix=_("Give one of them."),
            again=Again(without="--company NAME"),
        )
    if "--company" in written and not context.params["company"].strip():
        raise WrongValue(
            _("--company: no name was given. Nothing was done."),
            fix=_("See the firms with: remind companies"),
        )
    in_environment = ledger is not None and ledger.name == "ENVIRONMENT"
    return written[0] if written else "REMIND_LEDGER" if in_environment else ""


def written_before(context: Any) -> str:
    """What was written before the command to say which ledger, as it is written again; or nothing."""
    for name in ("ledger", "company"):
        source, value = context.get_parameter_source(name), context.params.get(name)
        if value and source is not None and source.name == "COMMANDLINE":
            return f"--{name} {quoted(str(value))}"
    return ""


def company_option(place: Place) -> str:
    """What names a firm of the data folder; nothing for the one that has no name."""
    return f"--company {quoted(place.company)}" if place.company else ""


def quoted(word: str) -> str:
    """As a shell takes it; a letter of any language needs no quotes."""
    return word if re.fullmatch(r"[\w@%+=:,./-]+", word) else shlex.quote(word)


def for_ledger(text: str, option: str) -> str:
    """A text whose commands say which ledger they are for, so that none is done in another one."""
    if not option or "remind " not in text:
        return text
    from reminder_cli.cli.summaries import SUMMARIES

    names = "|".join(name for name in SUMMARIES if name not in _OF_NO_LEDGER)
    # What is a help text only is left as it is short.
    return re.sub(rf"\bremind (?=(?:{names})\b(?!-)(?![\w -]*--help))", f"remind {option} ", text)


def for_firm(text: str, place: Place) -> str:
    """The same for a firm of the data folder."""
    return for_ledger(text, company_option(place))


def ledger_path(context: Any) -> Path:
    """The file, whether it exists or not."""
    ledger = context.params.get("ledger")
    if ledger and named_by(context) != "--company":
        return Path(ledger)
    return ledger_of(context.params.get("company") or "")
