"""Which column holds what: words that Swedish and English lists use for each field.

Knows words and positions only; what stands in the cells is read elsewhere. The words come from
importers, help pages and API clients; they are no promise that a certain program was tested.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import _

MIN_FIELDS = 3  # a row with fewer known words is a title or data, not a header
HEADER_WITHIN = 50  # reports have 2-10 rows above the header; 50 leaves room
_SHOWN_COLUMNS = 70  # the widest list known, Bokio's, has 60

# Most telling word first: when two columns claim a field, the earlier word wins.
ALIASES: dict[str, str] = {
    "customer_name": (
        "kundnamn, kund, customername, customer, köpare, mottagare, kundens namn, fakturamottagare,"
        " gäldenär, debtor, namn, name"
    ),
    "customer_number": (
        "kundnummer, kundnr, kund nr, customer number, customer no, kundid, customer id"
    ),
    "org_number": (
        "organisationsnummer, org.nr, orgnr, orgnr/persnr, org-/personnummer, org.nr/pers.nr,"
        " organisationsnr, organisation number, organization number, organisationnumber,"
        " corporate identity number, receiver_orgnumber, personnummer, persnr, pers.nr,"
        " customer org number"
    ),
    "customer_kind": "kundtyp, customer type, customer is private person, privatperson",
    "email": (
        "e-post, epost, e-postadress, email, e-mail, mail, mejl, receiver_email, customer email,"
        " email address, e-mail address, email address to"
    ),
    "street": (
        "adress, gata, gatuadress, utdelningsadress, postadress, street, street 1, address, address1,"
        " receiver_street1, invoice address1, adress 1"
    ),
    "postal_code": (
        "postnummer, postnr, postal code, zip code, zip, receiver_postalcode, invoice postal code"
    ),
    "city": "ort, postort, stad, city, town, receiver_city, invoice city",
    "country": (
        "landskod, land, country, country code, country iso2, receiver_country,"
        " invoice country code"
    ),
    "language": "språk, language",
    "number": (
        "fakturanummer, fakturanr, fakt.nr, faktnr, invoice number, invoice no, document number,"
        " faktura nr, invoice, faktura, dokumentnummer, verifikatnr, löpnummer, löpnr, number, nr"
    ),
    "invoice_date": (
        "fakturadatum, fakt.datum, faktdatum, invoice date, utfärdad, utfärdandedatum,"
        " issue date, issued, datum, date"
    ),
    "due_date": (
        "förfallodatum, förfallodag, förf.datum, förfdatum, ff-datum, due date, deadline, förfaller, förfallo,"
        " betalas senast, sista betalningsdag, sista betaldag, due"
    ),
    "total": (
        "fakturabelopp, fakt.belopp, totalbelopp, belopp inkl moms, belopp inkl. moms, total inkl moms,"
        " totalt inkl moms, ursprungligt belopp, total sum, total amount,"
        " total amount invoice currency, total incl vat, invoice amount, total, totalt, belopp,"
        " amount, summa, total to pay, att betala"
    ),
    "remaining": (
        "kvar att betala, restbelopp, restsaldo, obetalt belopp, öppet belopp, öppet saldo,"
        " kvarvarande, kvarstående, kvarstående belopp, utestående, utestående belopp, obetalt,"
        " rest, kvar, saldo, remaining amount, remaining amount invoice currency, remaining,"
        " outstanding, amount due, balance due, open amount, balance"
    ),
    "paid": (
        "betalt belopp, inbetalt belopp, betalt, betalat, inbetalt, hittills betalt, sum received,"
        " amount paid, paid amount, paid"
    ),
    "paid_on": (
        "slutbetald, slutbetalt, slutbetalningsdatum, betaldatum, betalningsdatum, inbetalningsdatum,"
        " final pay date, payment date, paid on, paid date"
    ),
    "currency": "valuta, valutakod, val, currency, currency code, invoice currency code",
    "ocr": (
        "ocr, ocr-nummer, ocrnr, ocr-nr, ocr number, betalningsreferens, payment reference number,"
        " payment reference, referensnummer, referens"
    ),
    "status": "status, state, fakturastatus, makulerad, cancelled, canceled, betald",
    "kind": "fakturatyp, invoice type, dokumenttyp, document type, typ, type",
    "credit": "is credit invoice, kreditfaktura, kredit, credit",
    "credits_number": "krediterar, krediterad faktura, kredit av, credits, credit invoice reference",
    "description": "beskrivning, avser, benämning, specifikation, fakturatext, description, text",
    "reduction": (
        "skattereduktion, rot/rut, rot/rut-avdrag, rot-avdrag, rut-avdrag, rot, rut, husarbete,"
        " tax reduction, rot reduced invoicing amount, grön teknik"
    ),
    "handled_elsewhere": "nox finans, noxfinans, såld, inkasso, factoring, handled elsewhere",
    "vat": (
        "moms, momsbelopp, varav moms, vat, vat amount, vat amount invoice currency, total vat, tax"
    ),
    "sent_on": "skickad, skickad den, sänd, utskickad, sent on, sent date",
    "fee_claimed": "påminnelseavgift, avgift påminnelse, reminder fee",
    "reminded_on": (
        "senaste påminnelse, påmind, påminnelsedatum, last remind date, last reminder, reminded on"
    ),
}
CUSTOMER_FIELDS = (
    "customer_name", "customer_number", "org_number", "customer_kind", "email", "street",
    "postal_code", "city", "country", "language",
)  # fmt: skip
INVOICE_ONLY = frozenset(ALIASES) - frozenset(CUSTOMER_FIELDS) - {"kind", "status", "description"}

_PUNCTUATION = re.compile(r"[\s.:()\[\]_\-/'\"*\ufeff]+")
_UNIT = re.compile(r"(?:sek|kr|iöre|öre)$")
_ORE = re.compile(r"öre$")
_PLAIN_LETTERS = str.maketrans("åäöé", "aaoe")
_DAYS = r"\s*(?:dagar|dgr|dag|days|d)?"
_AGEING = re.compile(
    r"(?:ej\s*f[öo]rfall\w*|not\s*(?:yet\s*)?due"
    rf"|(?:f[öo]rfall\w*\s*)?\d{{1,3}}\s*[-–]\s*\d{{1,3}}{_DAYS}"
    rf"|(?:>=?|≥|över\s|over\s|mer än\s)\s*\d{{1,3}}{_DAYS}|\d{{1,3}}\s*\+{_DAYS}|\d{{1,3}}\s*[-–]{_DAYS})",
    re.IGNORECASE,
)


def normalised(word: str) -> str:
    """A column name without case, punctuation and blanks.

    >>> normalised(" Fakt. nr "), normalised("Belopp (SEK)")
    ('faktnr', 'beloppsek')
    """
    return _PUNCTUATION.sub("", word.casefold())


def _alias_table() -> dict[str, tuple[str, int]]:
    table: dict[str, tuple[str, int]] = {}
    for field, words in ALIASES.items():
        for rank, word in enumerate(words.split(",")):
            exact = normalised(word)
            table.setdefault(exact, (field, rank))
            table.setdefault(exact.translate(_PLAIN_LETTERS), (field, rank))
    return table


_KNOWN = _alias_table()


def field_of(word: str) -> tuple[str, int] | None:
    """The field a column name means, and how telling the word is (0 is most).

    >>> field_of("Förfallodatum"), field_of("forfallodatum"), field_of("Färg")
    (('due_date', 0), ('due_date', 0), None)
    """
    name = normalised(word)
    return _KNOWN.get(name) or _KNOWN.get(_UNIT.sub("", name))


class Layout(Struct, frozen=True):
    """Where each field stands, by index; ``header`` is the row as written, empty if there is none."""

    header: tuple[str, ...]
    columns: dict[str, int]
    ageing: tuple[int, ...] = ()

    @property
    def is_customer_list(self) -> bool:
        """Whether it describes customers and no invoices."""
        return "customer_name" in self.columns and not INVOICE_ONLY & self.columns.keys()

    @property
    def total_is_after_reduction(self) -> bool:
        """Whether the total is what the customer is asked for, Skatteverket's part taken off."""
        return normalised(self.name_of("total")) in {"totaltopay", "attbetala"}

    def name_of(self, field: str) -> str:
        """What the user calls the column: its header, or its number."""
        index = self.columns.get(field)
        if index is None:
            return field
        if index < len(self.header) and self.header[index].strip():
            return self.header[index].strip()
        return str(index + 1)

    def is_in_ore(self, field: str) -> bool:
        """Whether the header says that the amounts are in öre, as "Belopp (öre)" does."""
        return field in self.columns and bool(_ORE.search(normalised(self.name_of(field))))

    def mapping(self) -> dict[str, str]:
        """Field -> column as read, for a preview and for saving."""
        return {field: self.name_of(field) for field in self.columns}


def find_layout(
    name: str, rows: Sequence[Sequence[str]], wanted: dict[str, str]
) -> tuple[int, Layout]:
    """The index of the header row (-1 when there is none) and where the fields stand.

    The row with most known words is taken, the first of equals: a line of selections above
    the header ("Kund: alla, Datum: ...") may have known words too, but fewer.
    """
    _check_fields(name, wanted)
    best, columns = -1, dict[str, int]()
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        found = match(row)
        found.update(_named(row, wanted))
        if len(found) >= MIN_FIELDS and len(found) > len(columns):
            best, columns = index, found
    if best == -1:
        return -1, _by_number_only(name, rows, wanted)
    header = tuple(rows[best])
    for field, column in wanted.items():
        columns[field] = _index_of(name, column, header)
    return best, Layout(header, columns, _ageing(header, columns))


def score(rows: Sequence[Sequence[str]], wanted: dict[str, str]) -> int:
    """How many fields the best row of these names; 0 when none can be a header."""
    best = max((len(match(row) | _named(row, wanted)) for row in rows[:HEADER_WITHIN]), default=0)
    return best if best >= MIN_FIELDS else 0


def match(row: Sequence[str]) -> dict[str, int]:
    """Field -> index for the known words of a row; the most telling word wins, then the first.

    Bokio has ``Type`` twice: the first is the invoice's, the second the customer's.
    """
    ranks: dict[str, tuple[int, int]] = {}
    second_type = -1
    for index, word in enumerate(row):
        known = field_of(word) if word else None
        if known is None:
            continue
        field, rank = known
        if field == "kind" and field in ranks and ranks[field][0] == rank:
            second_type = index
        if field not in ranks or (rank, index) < ranks[field]:
            ranks[field] = (rank, index)
    if second_type >= 0 and "customer_kind" not in ranks:
        ranks["customer_kind"] = (0, second_type)
    return {field: index for field, (_rank, index) in ranks.items()}


def _ageing(header: Sequence[str], columns: dict[str, int]) -> tuple[int, ...]:
    taken = set(columns.values())
    found = tuple(
        index
        for index, word in enumerate(header)
        if index not in taken and _AGEING.fullmatch(word.strip())
    )
    return found if len(found) >= 2 else ()  # a single one is a number of days, or a remark


def _named(row: Sequence[str], wanted: dict[str, str]) -> dict[str, int]:
    names = {normalised(word): index for index, word in reversed(list(enumerate(row))) if word}
    return {
        field: names[normalised(column)]
        for field, column in wanted.items()
        if normalised(column) in names
    }


def _index_of(name: str, column: str, header: Sequence[str]) -> int:
    found = _named(header, {"it": column})
    if found:
        return found["it"]
    if column.isascii() and column.isdigit() and 1 <= int(column) <= len(header):
        return int(column) - 1
    raise UnreadableFile(
        name,
        _("there is no column called {column}.", column=repr(column)),
        fix=_("The columns are: {columns}", columns=shown(header)),
    )


def _check_fields(name: str, wanted: dict[str, str]) -> None:
    for field in wanted:
        if field not in ALIASES:
            raise UnreadableFile(
                name,
                _("there is no field called {field} to put a column in.", field=repr(field)),
                fix=_("The fields are: {fields}", fields=", ".join(ALIASES)),
            )


def _by_number_only(name: str, rows: Sequence[Sequence[str]], wanted: dict[str, str]) -> Layout:
    """A list without a header can be read when the user gives every column by its number."""
    width = max((len(row) for row in rows), default=0)
    numbers = {
        field: int(column) - 1
        for field, column in wanted.items()
        if column.isascii() and column.isdigit() and 1 <= int(column) <= width
    }
    if {"number", "invoice_date", "total"} <= numbers.keys() and len(numbers) == len(wanted):
        return Layout((), numbers)
    raise UnreadableFile(
        name,
        _("no row was found with the names of at least three columns of an invoice list."),
        fix=_(
            "Give a list with a header such as Fakturanummer; Kund; Fakturadatum; Förfallodatum;"
            " Belopp, or say which column is what: --map number=1 --map invoice_date=2 --map total=3"
        ),
    )


def shown(header: Sequence[str]) -> str:
    """The names of the columns, for a message."""
    return ", ".join(word.strip() for word in header[:_SHOWN_COLUMNS] if word.strip())
