"""The words of letters, read from TOML: Swedish and English, and a firm's own.

Placeholders are names in braces and nothing more: no format codes, no attributes, so that a
text can neither reach into the program nor be reached by what stands in a customer's name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.resources import data_path

LANGUAGES = ("sv", "en")
# An amount stays with its unit where a line breaks, and a number with its paragraph sign.
_BOUND = re.compile(r"(?<=[\d}]) (?=(?:kr|%)(?!\w))|(?<=SEK) (?=[\d{])|(?<=[\da§]) (?=§)")
_PLACE = re.compile(r"\{([^{}]*)\}")


class Run(Struct, frozen=True):
    """A piece of a paragraph, bold or not."""

    text: str
    bold: bool = False


class Paragraph(Struct, frozen=True):
    """A paragraph of a letter, with its heading if it has one."""

    title: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The paragraph without its bold."""
        return "".join(run.text for run in self.runs)


class Draft(Struct, frozen=True):
    """A paragraph as it stands in the file; it is used when all of ``when`` is true."""

    text: str
    title: str
    when: frozenset[str]


class Wording(Struct, frozen=True):
    """All words of one kind of letter in one language."""

    heading: str
    opening: tuple[Draft, ...]
    closing: tuple[Draft, ...]
    notes: tuple[Draft, ...]
    labels: Mapping[str, str]
    fees: Mapping[str, str]
    laws: Mapping[str, str]
    payments: Mapping[str, str]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values where their names stand; ``ValueError`` names a place that is not known.

    >>> fill("{a} kr", {"a": "{b}"}) == "{b}\\u00a0kr"
    True
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise ValueError(f"{{{match[1]}}} is not known; known are {', '.join(sorted(values))}")
        return values[match[1]]

    return _PLACE.sub(value, _BOUND.sub("\u00a0", text))


def paragraphs(
    drafts: tuple[Draft, ...], values: Mapping[str, str], facts: frozenset[str]
) -> tuple[Paragraph, ...]:
    """The paragraphs whose conditions hold, with their values."""
    return tuple(
        Paragraph(fill(draft.title, values), _runs(draft.text, values))
        for draft in drafts
        if draft.when <= facts
    )


def _runs(text: str, values: Mapping[str, str]) -> tuple[Run, ...]:
    # Stars are read before values are put in: a name with stars stays a name with stars.
    parts = text.split("**")
    if len(parts) % 2 == 0:
        raise ValueError(f"bold that begins and does not end: {text}")
    return tuple(
        Run(fill(part, values), bold=place % 2 == 1) for place, part in enumerate(parts) if part
    )


def wording(kind: LetterKind, language: str, overrides: Path | None = None) -> Wording:
    """The words of a kind of letter, the firm's own before ours.

    An own file may hold only what it changes. ``ValueError`` if a file cannot be understood.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no letters in {language!r}")
    common = _merged(Path(language, "common.toml"), overrides)
    own = _merged(Path(language, f"{kind.value}.toml"), overrides)
    return Wording(
        heading=_text(own, "heading"),
        opening=_drafts(own, "opening"),
        closing=_drafts(own, "closing"),
        notes=_drafts(common, "notes"),
        labels=_texts(common, "labels"),
        fees=_texts(common, "fees"),
        laws=_texts(common, "laws"),
        payments=_texts(common, "payments"),
    )


def _merged(name: Path, overrides: Path | None) -> dict[str, object]:
    merged = dict(_read(data_path("letters") / name))
    if overrides is None or not (overrides / name).is_file():
        return merged
    for key, value in _read(overrides / name).items():
        ours = merged.get(key)
        if ours is None:
            raise ValueError(f"{name}: {key!r} is not known; known are {', '.join(merged)}")
        merged[key] = (
            {**ours, **value} if isinstance(ours, dict) and isinstance(value, dict) else value
        )
    return merged


def _read(path: Path) -> dict[str, object]:
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _parsed(path: Path, _changed_ns: int) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path.parent.name}/{path.name}: {error}") from error


def _text(table: Mapping[str, object], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key!r} must be a text")
    return value


def _texts(table: Mapping[str, object], key: str) -> dict[str, str]:
    value = table.get(key)
    # The shape of a file is a user's matter, so ValueError and not TypeError.
    names = value if isinstance(value, dict) else {}
    if not names:
        raise ValueError(f"[{key}] must be a table of texts")
    return {name: _text(names, name) for name in names}


def _drafts(table: Mapping[str, object], key: str) -> tuple[Draft, ...]:
    value = table.get(key)
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise ValueError(f"[[{key}]] must be tables with a text")
    return tuple(_draft(entry) for entry in value)


def _draft(entry: Mapping[str, object]) -> Draft:
    when = entry.get("when", [])
    unknown = set(entry) - {"text", "title", "when"}
    if unknown or not isinstance(when, list) or not set(when) <= FACTS:
        raise ValueError(f"a paragraph has text, title and when ({', '.join(sorted(FACTS))})")
    return Draft(_text(entry, "text"), str(entry.get("title", "")), frozenset(when))


# What a paragraph can hang on.
FACTS = frozenset(
    {
        *("agent", "own", "one", "several", "remains", "settled", "compensation", "plan_fee"),
        *("interest", "missed", "ended", "paid", "unpaid"),
    }
)
