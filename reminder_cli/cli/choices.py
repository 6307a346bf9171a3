"""Words to choose from on the command line: each by its code, or as the user's language says it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import Text, _, language
from reminder_cli.services.words import CUSTOMER_KINDS, FLAGS, STAGES, code_of

Words = Mapping[str, Text]

SORTS = {
    "due": Text("due date"),
    "amount": Text("amount"),
    "customer": Text("customer"),
    "number": Text("number"),
}
WHO = {"creditor": Text("the creditor"), "partner": Text("the partner")}
COLLECTORS = {"own": Text("by itself"), "partner": Text("by a partner")}
FIRST_LETTERS = {"reminder": Text("Reminder"), "demand": Text("Inkassokrav")}
AFTER_DEMAND = {
    "monitoring": STAGES["monitoring"],
    "kronofogden": STAGES["kronofogden"],
    "choose": Text("choose"),
}
AT_KRONOFOGDEN = {
    "applied": Text("applied"),
    "objected": Text("objected"),
    "utslag": Text("utslag"),
    "enforcement": Text("enforcement"),
    "invoiced": Text("invoiced"),
    "report": Text("report"),
    "withdrawn": Text("withdrawn"),
}
LANGUAGES = {"sv": Text("Swedish"), "en": Text("English")}
KINDS = CUSTOMER_KINDS
CLEARED = {
    **{
        code: text
        for code, text in FLAGS.items()
        if code not in {"hold", "disputed", "instalments"}
    },
    "guardian": Text("guardian"),
}


def chosen(text: str, words: Words, problem: str, *, stands_for: str = "WHAT") -> str:
    """The code of what was written; :class:`WrongValue` with ``problem`` and what may be written.

    ``stands_for`` is what is to be filled in where nothing is like it.
    """
    code = code_of(text, words)
    if code in words:
        return code
    near = get_close_matches(text.casefold(), [*map(str.casefold, shown(words)), *words], n=1)
    fix = _("Write one of: {choices}.", choices=", ".join(shown(words)))
    raise WrongValue(
        problem,
        fix=_("Did you mean {near}? {fix}", near=near[0], fix=fix) if near else fix,
        again=Again(instead={text: near[0] if near else stands_for}),
    )


def shown(words: Words) -> list[str]:
    """The words as they are best written: in Swedish those of the language, in English the codes."""
    if language() == "en":
        return [*words]
    return [str(text).casefold().replace(" ", "_") for text in words.values()]
