"""The words of the full screen that are no sentence about an invoice: names of choices, keys."""

from __future__ import annotations

from reminder_cli.i18n import Text, _

WHICH_NAMES = {
    "overdue": Text("overdue"),
    "eligible": Text("may be sent"),
    "all": Text("all"),
    "open": Text("open"),
    "closed": Text("closed"),
}
SORT_NAMES = {
    "due": Text("due date"),
    "amount": Text("amount"),
    "customer": Text("customer"),
    "number": Text("number"),
    "next": Text("next step"),
}
_KEYS = (
    ("1  2", Text("invoices; cases")),
    ("↑ ↓", Text("go to another row")),
    (Text("Space  a"), Text("mark the row; all rows")),
    ("Enter", Text("all of the invoice: amounts, debtor, story, letters")),
    ("e", Text("explain every öre")),
    ("p", Text("read the letter that comes next, before it goes")),
    ("s", Text("send the reminders of the marked invoices, after a question")),
    ("h  r", Text("put cases on hold; lift the hold")),
    ("c", Text("close cases, and waive fees and interest")),
    ("/", Text("filter by number or name; Enter goes back to the list")),
    ("f  o", Text("show others; another order")),
    ("u", Text("read the ledger again")),
    ("Esc", Text("take filter and marks away")),
    ("q", Text("end")),
)


def keys_text() -> str:
    """The two lines of keys at the bottom."""
    return "\n".join(
        (
            _("Space mark  a all  s send  h hold  r lift hold  c close  e explain"),
            _("p letter  1 invoices  2 cases  / filter  f show others  o order  ? help  q end"),
        )
    )


def help_text() -> str:
    """What each key does, and what never happens."""
    lines = [f"  {key!s:<14} {text}" for key, text in _KEYS]
    lines += [
        "",
        _("Without a mark a key is about the row under the cursor."),
        _("Nothing is sent or changed before you have answered a question with y."),
    ]
    return "\n".join(lines)
