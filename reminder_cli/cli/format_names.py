"""What a format is called for people. In JSON it keeps the reader's own name, which scripts know."""

from __future__ import annotations

from reminder_cli.cli.help_text import N_
from reminder_cli.i18n import _

_PHRASES = (
    N_("invoice list"),
    N_("customer list"),
    N_("JSON list of invoices"),
    N_("bank statement"),
    N_("Swish report"),
    N_("Fortnox invoices"),
    N_("Spiris customer ledger"),
    N_("Spiris customer invoices"),
    N_("columns recognised"),
    N_("field names of its interface"),
    N_("checked against its column list"),
    N_("dimension 10"),
    N_("pattern"),
    N_("UTF-8 with BOM"),
)
_STATEMENT = " statement"


def format_name(name: str) -> str:
    """The name in the language in use; what is a name of its own stays.

    >>> format_name("SIE 4E, Mamut (pattern)")
    'SIE 4E, Mamut (pattern)'
    """
    what, bracket, how = name.partition(" (")
    shown = _(what)
    if shown == what and _STATEMENT in what:
        bank, _statement, rest = what.partition(_STATEMENT)
        shown = _("{bank} statement", bank=bank) + rest
    return f"{shown} ({_(how.removesuffix(')'))})" if bracket else shown
