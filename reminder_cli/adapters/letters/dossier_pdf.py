"""The dossier as PDF (PDF/A-3a, PDF/UA-1): sections of pairs, paragraphs and a table each.

Values reach the template as JSON, never as source. It is the same bytes for the same data.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from reminder_cli.adapters.letters import glyphs
from reminder_cli.adapters.letters.clean import clean
from reminder_cli.adapters.letters.pdf import STANDARDS
from reminder_cli.resources import data_path

if TYPE_CHECKING:
    from typst import Compiler


_IN_AMOUNT = re.compile(r"(?<=\d) (?=\d{3}\b)")  # an amount stays on one line


class Sheet(Struct, frozen=True, kw_only=True):
    """A table: headings, rows, the columns that hold numbers, widths (0: as wide as it must)."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()


class Section(Struct, frozen=True, kw_only=True):
    """A part of the document under its heading."""

    heading: str
    pairs: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    table: Sheet | None = None


class Document(Struct, frozen=True, kw_only=True):
    """The whole of it; ``running`` stands at the foot of each page."""

    title: str
    author: str
    running: str
    page: str
    date: tuple[int, int, int]
    sections: tuple[Section, ...]


def render_dossier(document: Document) -> bytes:
    """The document as PDF; what others have written is text and nothing else."""
    from typst import TypstError

    values = json.dumps(_cleaned(to_builtins(document)), ensure_ascii=False)
    try:
        return _compiled(values, document)
    except TypstError:
        # Mostly a character that no font has.
        return _compiled(glyphs.without_missing(values), document)


def _compiled(values: str, document: Document) -> bytes:
    made = _compiler().compile(
        format="pdf",
        sys_inputs={"dossier": values},
        pdf_standards=list(STANDARDS),
        timestamp=datetime(*document.date, tzinfo=UTC),
    )
    assert isinstance(made, bytes), "one document, and no file named"
    return made


@cache
def _compiler() -> Compiler:
    from typst import Compiler

    template = data_path("letters", "dossier.typ")
    return Compiler(template, root=template.parent, ignore_system_fonts=True)


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return _IN_AMOUNT.sub("\u00a0", clean(value))
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_cleaned(item) for item in value]
    return value
