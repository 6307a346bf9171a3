"""Makes a file that shows a bug and names nobody: same bytes in length and place, other contents.

Letters become letters of the same kind, digits digits; the same word or number becomes the
same one everywhere, so that invoices and payments still belong together. Kept are dates,
encoding, separators, labels, field names, accounts and the words that readers look for. Amounts
are replaced number by number, so that sums no longer agree. It works on text formats only.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator

from reminder_cli.adapters.importers.headers import MIN_FIELDS, match
from reminder_cli.adapters.text_encoding import bom_encoding, single_byte_encoding

# Letters that CP437, Windows-1252 and UTF-8 all hold, each set of one length in UTF-8.
_KINDS = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "åäö", "ÅÄÖ", "éüæ", "ÉÜÆ")
_STAND_INS = {1: "é", 2: "é", 3: "の", 4: "𐐀"}  # by length in UTF-8, for all other letters
_WORD = r"[^\W\d_]+"
_DATE = (
    r"(?:19[9]|20\d)\d[-/.](?:0[1-9]|1[0-2])[-/.](?:0[1-9]|[12]\d|3[01])"
    r"|(?:199|20\d)\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
# An identity number looks like a date at its start, so it is looked for before dates are.
_PART = re.compile(
    rf"(?P<keep>\\u[0-9a-fA-F]{{4}}|\\.|&#?\w+;)"
    rf"|(?P<identity>(?<!\d)\d{{6,8}}[-+]\d{{4}}(?!\d))"
    rf"|(?P<date>(?<!\d)(?:{_DATE})(?!\d))|(?P<digits>\d+)|(?P<word>{_WORD})"
)
_KEPT_WORDS = frozenset(
    [
        "kundfaktura",
        "kreditfaktura",
        "kundbet",
        "kundfakt",
        "kundfkt",
        "kundavtalsfkt",
        "kundkreditfkt",
        "kundräntefkt",
        "kundfakturor",
        "faktura",
        "fakturor",
        "inbetalning",
        "delinbetalning",
        "inbetalningsjournal",
        "fakturajournal",
        "betalad",
        "betalning",
        "betalt",
        "annullering",
        "faktnr",
        "fakt",
        "bet",
        "namn",
        "kund",
        "till",
        "från",
        "av",
        "för",
        "nr",
        "och",
        "be",
        "fa",
        "kn",
        "kr",
        "sek",
        "eur",
        "usd",
        "nok",
        "dkk",
        "true",
        "false",
        "null",
        "ja",
        "nej",
        "summa",
        "totalt",
        "total",
        "delsumma",
        "invoice",
        "credit",
        "paid",
        "published",
        "draft",
        "company",
        "individual",
        "cashinvoice",
        "makulerad",
        "betald",
        "kredit",
        "kreditnota",
        "ocr",
        "version",
        "utf",
        "encoding",
        "xml",
        "http",
        "https",
        "www",
        "se",
    ]
)
_ROUNDS = 6


def anonymise(data: bytes, *, salt: bytes) -> bytes:
    """The file with other names and numbers. ``salt`` makes the replacements; use a new one each
    time and forget it. Raises ``ValueError`` for a file that is not text.
    """
    encoding, bom = _encoding(data)
    text = data[len(bom) :].decode(encoding)
    wide = encoding.startswith("utf")
    changed = "".join(_lines(text, _Replacer(salt, wide=wide)))
    result = bom + changed.encode(encoding)
    assert len(result) == len(data), "every letter was replaced by one of the same length"
    return result


def _encoding(data: bytes) -> tuple[str, bytes]:
    stated = bom_encoding(data[:4])
    if stated == "utf-16":
        return ("utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be"), data[:2]
    if b"\x00" in data:
        raise ValueError("only text can be anonymised")
    bom = data[:3] if stated else b""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # Latin-1 and not Windows-1252, in which some bytes are no sign at all.
        return "cp437" if single_byte_encoding([data]) == "cp437" else "latin-1", b""
    return "utf-8", bom


class _Replacer:
    """Replaces words and digits, the same everywhere."""

    def __init__(self, salt: bytes, *, wide: bool) -> None:
        self._salt = salt
        self._wide = wide  # whether the encoding has letters of several lengths
        self._words: dict[str, str] = {}

    def text(self, text: str) -> str:
        """The text with all but dates and known words replaced."""
        return _PART.sub(self._part, text)

    def _part(self, found: re.Match[str]) -> str:
        kind, text = found.lastgroup, found[0]
        if kind == "word":
            return text if text.casefold() in _KEPT_WORDS else self._word(text)
        if kind == "digits":
            return self.number(text)
        if kind == "identity":
            return re.sub(r"\d+", lambda digits: self.number(digits[0]), text)
        if text.startswith("\\u"):
            return r"\u00e5"  # a letter written as its number, as JSON does
        return text

    def _word(self, word: str) -> str:
        if word not in self._words:
            stream = self._stream(word.casefold())
            self._words[word] = "".join(self._letter(letter, next(stream)) for letter in word)
        return self._words[word]

    def _letter(self, letter: str, chance: int) -> str:
        for kind in _KINDS:
            if letter in kind:
                return kind[chance % len(kind)]
        return _STAND_INS[len(letter.encode()) if self._wide else 1]

    def number(self, digits: str) -> str:
        """Other digits, as many; leading zeros stay, and two numbers never become one.

        A Feistel network: each round adds a keyed hash of one half to the other, so that it
        could be undone and therefore maps one to one.
        """
        plain = digits.lstrip("0")
        zeros = digits[: len(digits) - len(plain)]
        if not plain or not plain.isascii():
            return digits
        changed = self._permuted(plain)
        while changed[0] == "0":  # walk on until the number is as long as it was
            changed = self._permuted(changed)
        return zeros + changed

    def _permuted(self, digits: str) -> str:
        middle = len(digits) // 2
        left, right = digits[:middle], digits[middle:]
        for turn in range(_ROUNDS):
            width = len(left)
            shift = self._hash(f"{turn}:{len(digits)}:{right}")
            moved = str((int(left or "0") + shift) % 10**width).zfill(width) if width else ""
            left, right = right, moved
        if len(digits) == 1:  # no halves: turn the ring of ten
            return str((int(digits) + self._hash("one") % 9 + 1) % 10)
        return left + right

    def _hash(self, text: str) -> int:
        return int.from_bytes(hmac.digest(self._salt, text.encode(), "sha256")[:8], "big")

    def _stream(self, text: str) -> Iterator[int]:
        block = hmac.digest(self._salt, text.encode(), "sha256")
        while True:
            yield from block
            block = hashlib.sha256(block).digest()


# What is kept of a line, by format


def _lines(text: str, replacer: _Replacer) -> Iterator[str]:
    line_of = _format(text)
    for line in re.split(r"(\r\n|\r|\n)", text):
        yield line_of(line, replacer)


def _format(text: str) -> Callable[[str, _Replacer], str]:
    start = text.lstrip()
    if start.startswith("#"):
        return _sie_line
    if start.startswith("<"):
        return _xml_line
    if start.startswith(("{", "[")):
        return _json_line
    first = start.split("\n", 1)[0].rstrip("\r")
    return _fixed_line if re.match(r"\d\d", first) and len(first) >= 78 else _table_line


def _table_line(line: str, replacer: _Replacer) -> str:
    for separator in (";", ",", "\t", "|"):
        if len(match([cell.strip(' "') for cell in line.split(separator)])) >= MIN_FIELDS:
            return line  # the header
    return replacer.text(line)


_JSON_NAME = re.compile(r'"(?:[^"\\]|\\.)*"\s*:')
_XML_KEPT = re.compile(
    r"<\?xml[^>]*\?>|<Account id=\"\d+\"|\b(?:accountId|primaryAccountId|type)=\"\w+\""
    r"|<[?!/]?[\w:.-]+|\bxmlns(?::\w+)?=\"[^\"]*\"|[\w:.-]*[sS]chemaLocation=\"[^\"]*\""
    r"|[\w:.-]+(?==[\"'])"
)


def _json_line(line: str, replacer: _Replacer) -> str:
    return _all_but(_JSON_NAME, line, replacer)


def _xml_line(line: str, replacer: _Replacer) -> str:
    return _all_but(_XML_KEPT, line, replacer)


def _all_but(kept: re.Pattern[str], line: str, replacer: _Replacer) -> str:
    parts, at = [], 0
    for found in kept.finditer(line):
        parts += [replacer.text(line[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*parts, replacer.text(line[at:])])


# Labels of SIE that name nobody, with the number of fields to keep for the others.
_SIE_KEPT = re.compile(
    r"\s*(?:#(?:FLAGGA|PROGRAM|FORMAT|SIETYP|RAR|TAXAR|OMFATTN|KPTYP|VALUTA|KTYP|SRU"
    r"|KSUMMA|BKOD)\b.*|[{}]\s*|)",
    re.IGNORECASE,
)
_SIE_START = re.compile(
    r"\s*#(?:(?:IB|UB|RES)\s+\S+\s+\S+|(?:OIB|OUB)\s+\S+\s+\S+|(?:PSALDO|PBUDGET)\s+\S+\s+\S+\s+\S+"
    r"|(?:TRANS|RTRANS|BTRANS)\s+\S+|VER\s+(?:\"[^\"]*\"|\S+)|(?:KONTO|ENHET|DIM|UNDERDIM|OBJEKT)\s+\S+|\w+)",
    re.IGNORECASE,
)
_SIE_OBJECTS = re.compile(r'(?<=[{ \t"])(?:\d\d?)(?="?[ \t]+"?[^}]*\})')


def _sie_line(line: str, replacer: _Replacer) -> str:
    if _SIE_KEPT.fullmatch(line):
        return line
    found = _SIE_START.match(line)
    start = found.end() if found else 0
    return line[:start] + _all_but(_SIE_OBJECTS, line[start:], replacer)


# Where fields begin in the records of BgMax (0-based), so that neighbours are not one number.
_BGMAX_STARTS = {
    "01": (2, 22, 24, 44),
    "05": (2, 12, 22, 25),
    "15": (2, 37, 45, 50, 68, 71, 79),
    "20": (2, 12, 37, 55, 56, 57, 69, 70),
    "21": (2, 12, 37, 55, 56, 57, 69, 70, 71),
    "22": (2, 12, 37, 55, 56, 57, 69, 70),
    "23": (2, 12, 37, 55, 56, 57, 69, 70),
    "25": (2,),
    "26": (2, 37),
    "27": (2, 37, 46),
    "28": (2, 37, 72),
    "29": (2, 14),
}
_PAYMENT_KEPT = {55, 56, 69, 70}
_BGMAX_KEPT = {
    "01": {2, 22, 24, 44},
    "05": {22},
    "15": {37, 68, 79},
    "20": _PAYMENT_KEPT,
    "21": _PAYMENT_KEPT,
    "22": _PAYMENT_KEPT,
    "23": _PAYMENT_KEPT,
}


def _fixed_line(line: str, replacer: _Replacer) -> str:
    record = line[:2]
    starts = _BGMAX_STARTS.get(record)
    if starts is None:
        return line[:2] + replacer.text(line[2:]) if record not in {"70", "99"} else line
    ends = [*starts[1:], len(line)]
    kept = _BGMAX_KEPT.get(record, set())
    fields = (
        line[start:end] if start in kept else replacer.text(line[start:end])
        for start, end in zip(starts, ends, strict=True)
    )
    return record + "".join(fields)
