"""Which ledger a command line means: what was written on it goes before the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reminder_cli.adapters.data_folder import ledger_of
from reminder_cli.errors import WrongValue
from reminder_cli.i18n import _


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
        )
    if "--company" in written and not context.params["company"].strip():
        raise WrongValue(
            _("--company: no name was given. Nothing was done."),
            fix=_("See the firms with: remind companies"),
        )
    in_environment = ledger is not None and ledger.name == "ENVIRONMENT"
    return written[0] if written else "REMIND_LEDGER" if in_environment else ""


def ledger_path(context: Any) -> Path:
    """The file, whether it exists or not."""
    ledger = context.params.get("ledger")
    if ledger and named_by(context) != "--company":
        return Path(ledger)
    return ledger_of(context.params.get("company") or "")
