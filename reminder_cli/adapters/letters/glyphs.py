"""Replaces the characters that no font of ours can show, which PDF/A and PDF/UA both forbid.

Only when a letter has failed is the engine asked, a character at a time; the text version of
the letter keeps every character.
"""

from __future__ import annotations

from functools import cache, lru_cache
from threading import get_ident
from typing import TYPE_CHECKING

from reminder_cli.resources import data_path

if TYPE_CHECKING:
    from typst import Compiler

REPLACEMENT = "\ufffd"


def without_missing(text: str) -> str:
    """The text with U+FFFD for what cannot be shown; ASCII and Latin-1 always can."""
    missing = {ord(char): REPLACEMENT for char in set(text) if char > "\xff" and not shows(char)}
    return text.translate(missing)


@cache
def shows(char: str) -> bool:
    """Whether the fonts of the engine have a glyph for the character."""
    from typst import TypstError

    try:
        _probe(get_ident()).compile(format="pdf", pdf_standards=["ua-1"], sys_inputs={"char": char})
    except TypstError:
        return False
    return True


@lru_cache(maxsize=8)
def _probe(_thread: int) -> Compiler:
    from typst import Compiler

    return Compiler(data_path("letters", "probe.typ"), ignore_system_fonts=True)
