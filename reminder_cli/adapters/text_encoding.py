"""Finds out in which encoding a Swedish text file was written, from its bytes alone.

Statistics libraries answer cp1250 or cp775 for CP437; Swedish has six letters to count instead.
It never guesses from a file's name, and never changes a file.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from pathlib import Path

CHUNK_BYTES = 1 << 20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# å ä ö Å Ä Ö as bytes in each of the two single-byte encodings Swedish programs write.
_CP437_LETTERS = bytes([0x86, 0x84, 0x94, 0x8F, 0x8E, 0x99])
_LATIN_LETTERS = bytes([0xE5, 0xE4, 0xF6, 0xC5, 0xC4, 0xD6])
_NO_LETTERS = bytes(set(range(256)).difference(_CP437_LETTERS, _LATIN_LETTERS))


def single_byte_encoding(pieces: Iterable[bytes]) -> str | None:
    """``cp437`` or ``cp1252`` by which Swedish letters occur most; None when they tie.

    >>> single_byte_encoding(["Åsa".encode("cp437")]), single_byte_encoding(["Åsa".encode("cp1252")])
    ('cp437', 'cp1252')
    """
    dos = windows = 0
    for piece in pieces:
        letters = piece.translate(None, _NO_LETTERS)
        dos += sum(map(letters.count, _CP437_LETTERS))
        windows += sum(map(letters.count, _LATIN_LETTERS))
    if dos == windows:
        return None
    return "cp437" if dos > windows else "cp1252"


def pieces_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces, so that a large one is no burden."""
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def bom_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark at the start of ``head`` states."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    return None


def is_utf8(path: Path) -> bool:
    """Whether the whole file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces_of(path):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def table_encoding(path: Path) -> str:
    """The encoding of a table kept as text. Windows-1252 when nothing tells."""
    with path.open("rb") as file:
        head = file.read(CHUNK_BYTES)
    stated = bom_encoding(head)
    if stated is not None:
        return stated
    return "utf-8" if is_utf8(path) else single_byte_encoding([head]) or "cp1252"


def shown_encoding(encoding: str) -> str:
    """The name of an encoding as people know it.

    >>> shown_encoding("utf-8-sig"), shown_encoding("cp437")
    ('UTF-8 with BOM', 'CP437')
    """
    names = {
        "utf-8": "UTF-8",
        "utf-8-sig": "UTF-8 with BOM",
        "utf-16": "UTF-16",
        "cp1252": "Windows-1252",
        "cp437": "CP437",
    }
    return names[encoding]
