"""SIE 4 as text: which encoding it really has, and the fields of a line.

Files say ``#FORMAT PC8`` (CP437) whatever they hold, so that the bytes decide. Nothing here
knows what a label means, and no more than a piece of a file is in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from reminder_cli.adapters.text_encoding import (
    bom_encoding,
    is_utf8,
    pieces_of,
    single_byte_encoding,
)

_PIECE = 1 << 18

# A few Latin-1 letters inside a file in CP437, as Visma Administration and BL write them: these
# signs arise in no other way inside a word.
_STRAY_SIGNS = "σΣ÷┼─╓"
_STRAY = str.maketrans(_STRAY_SIGNS, "åäöÅÄÖ")
_STRAY_IN_WORD = re.compile(r"(?<=[A-Za-zåäöÅÄÖé])[σΣ÷┼─╓]+|[σΣ÷┼─╓]+(?=[A-Za-zåäöÅÄÖé])")

_OBJECTS = r'\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}'
_FIELD = re.compile(rf'"((?:[^"\\]|\\.)*)"|({_OBJECTS})|([^\s{{}}"][^\s{{}}]*)|"(.*)$')
_OBJECT_PART = re.compile(r'"([^"]*)"|([^\s"]+)')


def encoding_of(path: Path) -> str:
    """The encoding found: byte order mark, UTF-8, or the letters that occur most."""
    with path.open("rb") as file:
        stated = bom_encoding(file.read(4))
    if stated is not None:
        return stated
    if is_utf8(path):
        return "utf-8"
    return single_byte_encoding(pieces_of(path)) or "cp437"


def pieces(path: Path, encoding: str) -> Iterator[str]:
    """Some whole lines at a time, each ended by a line feed, with repaired letters."""
    with path.open(encoding=encoding, errors="replace") as file:
        while piece := file.read(_PIECE):
            piece += file.readline()
            if encoding == "cp437" and any(map(piece.__contains__, _STRAY_SIGNS)):
                piece = _STRAY_IN_WORD.sub(lambda match: match[0].translate(_STRAY), piece)
            yield piece


def fields(line: str) -> list[str]:
    r"""The fields of a line: quoted or not, with blanks or tabs between, object lists whole.

    >>> fields('#VER A 1 20260120 "Kundfaktura \\"Ekdungen\\" (1043)"')
    ['#VER', 'A', '1', '20260120', 'Kundfaktura "Ekdungen" (1043)']
    >>> fields('#TRANS 1510 {1 "a b"} -5')
    ['#TRANS', '1510', '{1 "a b"}', '-5']
    """
    found = []
    for quoted, objects, plain, rest in _FIELD.findall(line):
        found.append(quoted.replace('\\"', '"') or objects or plain or rest)
    return found


def objects(text: str) -> dict[str, str]:
    """An object list as dimension -> object, both quoted or not.

    >>> objects('{"1" "1" 10 12}'), objects("{ }")
    ({'1': '1', '10': '12'}, {})
    """
    parts = [quoted or plain for quoted, plain in _OBJECT_PART.findall(text.strip("{}"))]
    return dict(zip(parts[::2], parts[1::2], strict=False))
