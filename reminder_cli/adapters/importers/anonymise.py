"""Makes a file that shows a bug and names nobody: same bytes in length and place, other contents.

Letters become letters of the same kind, digits digits; the same word or number becomes the
same one everywhere, so that invoices and payments still belong together. Kept are dates,
encoding, separators, labels, field names, accounts and the words that readers look for. Amounts
become others that add up where theirs did, so that a reader finds what it found. It works on text
formats only.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from reminder_cli.adapters.importers.anonymise_amounts import (
    Times,
    Within,
    amount_in_sie,
    sie_amounts,
)
from reminder_cli.adapters.importers.anonymise_xml import XML_AMOUNT, xml_amounts
from reminder_cli.adapters.importers.headers import MIN_FIELDS, field_of, match
from reminder_cli.adapters.payments.columns import is_header
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
KEPT_WORDS = frozenset(
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
            return text if text.casefold() in KEPT_WORDS else self._word(text)
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

    def chance(self, text: str) -> int:
        """A large number for a text, the same for the same."""
        return self._hash(text)

    def _hash(self, text: str) -> int:
        return int.from_bytes(hmac.digest(self._salt, text.encode(), "sha256")[:8], "big")

    def _stream(self, text: str) -> Iterator[int]:
        block = hmac.digest(self._salt, text.encode(), "sha256")
        while True:
            yield from block
            block = hashlib.sha256(block).digest()


# What is kept of a line, by format


_Line = Callable[[str], str]


def _lines(text: str, replacer: _Replacer) -> Iterator[str]:
    parts = re.split(r"(\r\n|\r|\n)", text)
    yield from map(_format(text, parts, replacer), parts)


def _format(text: str, lines: list[str], replacer: _Replacer) -> _Line:
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("#"):
        return _SieLine(replacer, lines)
    if start.startswith("<"):
        return _XmlLine(replacer, text)
    if start.startswith(("{", "[")):
        return _JsonLine(replacer)
    first = start.split("\n", 1)[0].rstrip("\r")
    if re.match(r"\d\d", first) and len(first) >= 78:
        return _FixedLine(replacer, _TOTAL_IN if first[36:39] == "TL1" else _BGMAX)
    return _TableLine(replacer)


class _TableLine:
    """Lists: amounts stand in columns that are called so, or have a decimal mark."""

    def __init__(self, replacer: _Replacer) -> None:
        self._replacer = replacer
        self._within = Within(replacer.chance)
        self._separator = ""
        self._amounts: frozenset[int] = frozenset()

    def __call__(self, line: str) -> str:
        for separator in (";", ",", "\t", "|"):
            names = [cell.strip(' "') for cell in line.split(separator)]
            if len(match(names)) >= MIN_FIELDS or is_header(names):
                self._separator = separator
                self._amounts = frozenset(n for n, name in enumerate(names) if _is_amount(name))
                return line  # the header
        if not self._separator:
            return self._replacer.text(line)
        cells = re.findall(
            rf'((?:"[^"]*"|[^{self._separator}"])*)({re.escape(self._separator)}|$)', line
        )
        return "".join(self._cell(n, cell) + after for n, (cell, after) in enumerate(cells))

    def _cell(self, number: int, cell: str) -> str:
        plain = cell.strip('" ')
        if plain in _BANK_WORDS or _PENDING_DAY.fullmatch(plain):
            return cell
        if number not in self._amounts and not _DECIMALS.fullmatch(plain):
            return self._replacer.text(cell)
        place = cell.find(plain)
        return cell[:place] + self._within(plain) + cell[place + len(plain) :]


_DECIMALS = re.compile(r"[-+?\u2212]?\d[\d \u00a0\u202f]*[.,]\d{2,3}(?:\s*kr)?")
_BANK_WORDS = frozenset({"Reserverat", "Reserverad", "*", ""})
_PENDING_DAY = re.compile(r"PREL-? *-?")
_AMOUNT_FIELDS = frozenset({"total", "remaining", "paid", "vat", "reduction", "fee_claimed"})


def _is_amount(name: str) -> bool:
    known = field_of(name)
    return (known is not None and known[0] in _AMOUNT_FIELDS) or "saldo" in name.casefold()


_JSON_NAME = re.compile(r'"(?:[^"\\]|\\.)*"\s*:')
_XML_KEPT = re.compile(
    r"<\?xml[^>]*\?>|<(?:\w+:)?(?:Cd|CdtDbtInd|Sts|Prtry|Ccy|RvslInd)>(?:[A-Z]{2,4}|true|false)(?=<)|<(?:\w+:)?NbOf\w+>\d+(?=<)|<Account id=\"\d+\"|\b(?:accountId|primaryAccountId|type)=\"\w+\""
    r"|<(?:\w+:)?SoftwareProduct\b[^<>]*>|<[?!/]?[\w:.-]+|\bxmlns(?::\w+)?=\"[^\"]*\""
    r"|[\w:.-]+(?==[\"'])"
)


class _JsonLine:
    """JSON: names stay, and a value is an amount when its name says so."""

    def __init__(self, replacer: _Replacer) -> None:
        self._replacer = replacer
        self._within = Within(replacer.chance)

    def __call__(self, line: str) -> str:
        parts, at, is_amount = [], 0, False
        for found in _JSON_NAME.finditer(line):
            parts += [self._value(line[at : found.start()], is_amount=is_amount), found[0]]
            at, is_amount = found.end(), _is_amount(found[0].rstrip(": \t").strip('"'))
        return "".join([*parts, self._value(line[at:], is_amount=is_amount)])

    def _value(self, text: str, *, is_amount: bool) -> str:
        found = _JSON_NUMBER.search(text) if is_amount else None
        if found is None:
            return self._replacer.text(text)
        return (
            text[: found.start()]
            + self._within(found[0])
            + self._replacer.text(text[found.end() :])
        )


_JSON_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class _XmlLine:
    """XML: names and accounts stay, amounts are changed together."""

    def __init__(self, replacer: _Replacer, text: str) -> None:
        self._replacer = replacer
        self._amounts = xml_amounts(text, replacer.chance)

    def __call__(self, line: str) -> str:
        parts, at = [], 0
        for found in XML_AMOUNT.finditer(line):
            parts += [self._rest(line[at : found.start(1)]), next(self._amounts)]
            at = found.end(1)
        return "".join([*parts, self._rest(line[at:])])

    def _rest(self, text: str) -> str:
        return _all_but(_XML_KEPT, text, self._replacer)


def _all_but(kept: re.Pattern[str], line: str, replacer: _Replacer) -> str:
    parts, at = [], 0
    for found in kept.finditer(line):
        parts += [replacer.text(line[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*parts, replacer.text(line[at:])])


def _places(line: str) -> list[int]:
    """The column of each letter; a tab, which somebody's editor made, leads to the next eighth."""
    places, at = [], 0
    for letter in line:
        places.append(at)
        at = at // 8 * 8 + 8 if letter == "\t" else at + 1
    return places


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


class _SieLine:
    """SIE: labels, accounts and dimensions stay; amounts are changed together."""

    def __init__(self, replacer: _Replacer, lines: list[str]) -> None:
        self._replacer = replacer
        self._amounts = sie_amounts(lines, replacer.chance)

    def __call__(self, line: str) -> str:
        if _SIE_KEPT.fullmatch(line):
            return line
        place = amount_in_sie(line)
        if place is None:
            return self._rest(line)
        return (
            self._rest(line[: place[0]])
            + next(self._amounts)
            + self._replacer.text(line[place[1] :])
        )

    def _rest(self, line: str) -> str:
        found = _SIE_START.match(line)
        start = found.end() if found else 0
        return line[:start] + _all_but(_SIE_OBJECTS, line[start:], self._replacer)


# Records of 80 characters: where fields begin (0-based), so that neighbours are not one number; which
# of them stay, and which are amounts.


class _Record(Struct, frozen=True):
    starts: tuple[int, ...] = (2,)
    kept: frozenset[int] = frozenset()
    amounts: frozenset[int] = frozenset()


_PAID = _Record(
    (2, 12, 37, 55, 56, 57, 69, 70, 71), frozenset({55, 56, 69, 70, 71}), frozenset({37})
)
_BGMAX = {
    "01": _Record((2, 22, 24, 44), frozenset({2, 22, 24, 44})),
    "05": _Record((2, 12, 22, 25), frozenset({22})),
    "15": _Record((2, 37, 45, 50, 68, 71, 79), frozenset({37, 68, 71, 79}), frozenset({50})),
    "20": _PAID,
    "21": _PAID,
    "22": _PAID,
    "23": _PAID,
    "25": _Record(),
    "26": _Record((2, 37)),
    "27": _Record((2, 37, 46)),
    "28": _Record((2, 37, 72)),
    "29": _Record((2, 14)),
}
_TOTAL_IN = {
    "00": _Record((2, 14), frozenset({14})),
    "10": _Record((2, 38, 41), frozenset({38, 41})),
    "20": _Record((2, 37, 52, 69, 77), frozenset({77}), frozenset({37})),
    "25": _Record((2, 37, 52, 69), frozenset({69}), frozenset({37})),
    **{number: _Record((2, 37)) for number in ("30", "40", "50", "51", "61", "62", "63")},
    "52": _Record((2, 11, 46), frozenset({46})),
    "60": _Record((2, 38, 39)),
    "70": _Record((2, 37, 52, 55, 67), frozenset({52}), frozenset({37, 55})),
    "90": _Record((2, 10, 27), frozenset({2}), frozenset({10})),
}


class _FixedLine:
    def __init__(self, replacer: _Replacer, records: Mapping[str, _Record]) -> None:
        self._replacer = replacer
        self._records = records
        self._times = Times(replacer.chance)

    def __call__(self, line: str) -> str:
        record = self._records.get(line[:2])
        if record is None:
            return line  # counts, and the file's own head and end
        places = _places(line)
        begins = [bisect_left(places, start) for start in record.starts]
        return line[:2] + "".join(
            self._field(record, start, line[begin:end])
            for start, begin, end in zip(
                record.starts, begins, [*begins[1:], len(line)], strict=True
            )
        )

    def _field(self, record: _Record, start: int, text: str) -> str:
        if start in record.kept:
            return text
        if start in record.amounts and text.isascii() and text.isdigit():
            return self._times(text)
        return self._replacer.text(text)
