"""Every sentence a person meets passes through here: English msgids, Swedish catalogue.

It knows nothing of what the sentences are about. The catalogue is read when the first
sentence is shown in Swedish, so that start-up does not pay for it.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from gettext import NullTranslations

LANGUAGES = ("sv", "en")
_LOCALE = Path(__file__).parent / "locale"


class _Active:
    language = "en"


def set_language(language: str) -> None:
    """Choose the language of everything shown from now on: ``sv`` or ``en``."""
    _Active.language = language if language in LANGUAGES else "en"


def language() -> str:
    """The language in use: ``sv`` or ``en``."""
    return _Active.language


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Say everything in that language meanwhile: for a document whose reader is known."""
    before = language()
    set_language(lang)
    try:
        yield
    finally:
        set_language(before)


@cache
def _catalogue(lang: str) -> NullTranslations:
    import gettext

    return gettext.translation("remind", _LOCALE, [lang], fallback=True)


def translate(msgid: str, lang: str) -> str:
    """The sentence in that language, without its values."""
    if lang == "en" or not msgid:
        return msgid
    return _catalogue(lang).gettext(msgid)


def _(msgid: str, /, **values: object) -> str:
    """The sentence in the language in use, with its values put in.

    Values are put in with :meth:`str.format`, which reads only the sentence: braces in a
    customer's name are left alone.
    """
    sentence = translate(msgid, _Active.language)
    return sentence.format(**values) if values else sentence


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """As :func:`_`, with ``{n}`` and the form that fits it."""
    if _Active.language == "en":
        sentence = singular if n == 1 else plural
    else:
        sentence = _catalogue(_Active.language).ngettext(singular, plural, n)
    return sentence.format(n=n, **values)


class Text(Struct, frozen=True):
    """A sentence as data: made where the fact is known, translated where it is shown.

    >>> str(Text("due on {day}", {"day": "2026-01-31"}))
    'due on 2026-01-31'
    """

    msgid: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(self.msgid, **self.values)


NO_TEXT = Text()  # where nothing is to be said
