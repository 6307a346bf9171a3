"""SIE 4 as text: which encoding it really has, and the fields of a line.

Files say ``#FORMAT PC8`` (CP437) whatever they hold, so that the bytes decide. Nothing here
knows what a label means.
"""

from __future__ import annotations

import re

from reminder_cli.adapters.text_encoding import bom_encoding, single_byte_encoding

# A few Latin-1 letters inside a file in CP437, as Visma Administration and BL write them: these
# signs arise in no other way inside a word.
_STRAY_SIGNS = "σΣ÷┼─╓"
_STRAY = str.maketrans(_STRAY_SIGNS, "åäöÅÄÖ")
_STRAY_IN_WORD = re.compile(r"(?<=[A-Za-zåäöÅÄÖé])[σΣ÷┼─╓]+|[σΣ÷┼─╓]+(?=[A-Za-zåäöÅÄÖé])")

_OBJECTS = r'\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}'
_FIELD = re.compile(rf'"((?:[^"\\]|\\.)*)"|({_OBJECTS})|([^\s{{}}"][^\s{{}}]*)|"(.*)$')
_OBJECT_PART = re.compile(r'"([^"]*)"|([^\s"]+)')


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding found: byte order mark, UTF-8, or the letters that occur most.

    >>> decode("Åsa Öberg".encode("cp437")), decode("Åsa".encode())
    (('Åsa Öberg', 'cp437'), ('Åsa', 'utf-8'))
    """
    encoding = bom_encoding(data[:4])
    if encoding is None:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            encoding = single_byte_encoding(data) or "cp437"
    text = data.decode(encoding, errors="replace")
    if encoding == "cp437" and any(map(text.__contains__, _STRAY_SIGNS)):
        text = _STRAY_IN_WORD.sub(lambda match: match[0].translate(_STRAY), text)
    return text, encoding


def lines(text: str) -> list[str]:
    """The lines, ended as SIE files end them. ``splitlines`` would split at more than that."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


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
