"""A letter as PDF: archival (PDF/A-3a), accessible (PDF/UA-1), the same bytes for the same data.

Values reach the template as JSON in an input of the engine, never as source: nothing a debtor
is called can be read as a command. The engine sees no clock and no fonts of the machine.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING, Literal

from msgspec import to_builtins

from reminder_cli.adapters.letters import glyphs
from reminder_cli.adapters.letters.logo import logo_svg
from reminder_cli.adapters.letters.qr import svg
from reminder_cli.adapters.letters.shown import Shown
from reminder_cli.adapters.letters.values import letter_values
from reminder_cli.domain.letter import LetterData
from reminder_cli.resources import data_path

if TYPE_CHECKING:
    from typst import Compiler, PDFStandard, TypstError

# Both at once: archived as it is for the ten years of a claim, and read aloud in order.
STANDARDS: tuple[PDFStandard, ...] = ("a-3a", "ua-1")
_PLACE = re.compile(r"letter\.typ:(\d+):")


class LayoutFailed(ValueError):
    """The engine could not set a page: what it says, and the line of the template (0: none is known)."""

    def __init__(self, error: TypstError) -> None:
        self.said = error.message
        found = _PLACE.search(error.diagnostic)
        self.line = int(found[1]) if found else 0
        super().__init__(f"the letter template failed: {self.said}")


def render_pdf(letter: LetterData, overrides: Path | None = None) -> bytes:
    """The letter as PDF. ``ValueError`` if its sums do not agree or the template is broken."""
    pages = _compiled(letter_values(letter, overrides), overrides, "pdf")
    return pages[0]


def render_png(letter: LetterData, overrides: Path | None = None, *, ppi: int = 110) -> list[bytes]:
    """Each page as a picture, for previews; ``ppi`` is pixels per inch."""
    return _compiled(letter_values(letter, overrides), overrides, "png", ppi=ppi)


def _compiled(
    shown: Shown, overrides: Path | None, kind: Literal["pdf", "png"], *, ppi: int = 110
) -> list[bytes]:
    from typst import TypstError

    data = to_builtins(shown)
    for box in data["payments"]:
        for code in box["codes"]:
            code["svg"] = svg(code["text"])
    compiler = _compiler(_template(overrides), get_ident())
    made = datetime(*shown.date, tzinfo=UTC)

    def compile_it(values: str) -> bytes | list[bytes] | None:
        return compiler.compile(
            format=kind,
            ppi=ppi,
            sys_inputs={"letter": values, "logo": logo_svg(overrides)},
            pdf_standards=list(STANDARDS) if kind == "pdf" else [],
            timestamp=made,
        )

    values = json.dumps(data, ensure_ascii=False)
    try:
        result = compile_it(values)
    except TypstError:
        # Mostly a character that no font has: nothing is asked of the fonts until it matters.
        try:
            result = compile_it(glyphs.without_missing(values))
        except TypstError as error:
            raise LayoutFailed(error) from error
    assert result is not None, "the engine returns bytes when no file is named"
    return [result] if isinstance(result, bytes) else result


def _template(overrides: Path | None) -> Path:
    if overrides is not None and (overrides / "letter.typ").is_file():
        return overrides / "letter.typ"
    return data_path("letters", "letter.typ")


@lru_cache(maxsize=8)
def _compiler(template: Path, _thread: int) -> Compiler:
    # A Compiler made from bytes fails when it compiles a second time; made from a file it does
    # not, and keeping it saves most of the time a letter takes. Two threads cannot use one.
    from typst import Compiler

    return Compiler(template, root=template.parent, ignore_system_fonts=True)
