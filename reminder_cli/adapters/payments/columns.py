"""What banks call the columns of their lists, and which bank a set of names gives away."""

from __future__ import annotations

from msgspec import Struct

from reminder_cli.adapters.payments.tables import plain_name

# Names as plain_name leaves them; the first in each list is preferred.
_DAY = (
    "bokföringsdag",
    "bokföringsdatum",
    "bokfdag",
    "bokfdatum",
    "bokförd",
    "reskontradatum",
    "reskontradag",
    "datum",
    "transaktionsdag",
    "transaktionsdatum",
    "transdag",
    "date",
    "bookingdate",
)
_AMOUNT = ("belopp", "insättninguttag", "beloppsek", "beloppkr", "amount", "insättning")
_CURRENCY = ("valuta", "currency")
_BALANCE = ("saldo", "bokförtsaldo", "balance")
_PAYER = ("namnpåmotpart", "motpart", "namn", "avsändarnamn", "betalare", "payer")
_ACCOUNT = ("kontonummer", "kontonr", "konto", "mottagarnummer", "iban")
_CLEARING = ("clearingnummer", "clnr")
_BANK_ID = ("orderreferens", "verifikationsnummer", "transaktionsid", "arkivreferens")
# A field that holds what the payer wrote and nothing else: digits alone in it are a reference.
_REFERENCE = ("referens", "meddelande", "ocr", "reference", "message")
_TEXT = (
    *_REFERENCE,
    "text",
    "textmottagare",
    "beskrivning",
    "rubrik",
    "ytterligaredetaljer",
    "transaktion",
    "description",
)
_PHONE = ("avsändare", "avsändaridswish", "avsändarnummer")

_SWISH = frozenset({"orderreferens", "meddelande", "avsändare"})
_BANKS = (
    ("Swish report", _SWISH),
    ("Swedbank statement", frozenset({"radnummer", "clearingnummer", "bokföringsdag"})),
    ("Swedbank statement", frozenset({"radnr", "clnr", "bokfdag"})),
    ("SEB statement", frozenset({"bokföringsdatum", "verifikationsnummer", "belopp"})),
    ("Handelsbanken statement, long", frozenset({"kontohavare", "reskontradag"})),
    ("Handelsbanken statement, short", frozenset({"reskontradatum", "transaktionsdatum"})),
    ("Nordea Plusgiro statement", frozenset({"bokföringsdag", "rubrik", "typ"})),
    ("Nordea statement", frozenset({"bokföringsdag", "belopp", "mottagare", "namn"})),
    ("ICA Banken statement", frozenset({"datum", "typ", "budgetgrupp"})),
)


class Columns(Struct, frozen=True):
    """Where in a row each thing stands; -1 when the file does not have it."""

    format: str
    day: int
    amount: int
    balance: int
    currency: int
    payer: int
    account: int
    clearing: int
    bank_id: int
    phone: int
    references: tuple[int, ...]
    texts: tuple[int, ...]

    @property
    def is_swish(self) -> bool:
        """Whether it is a report of Swish payments, not a bank statement."""
        return self.format == "Swish report"


def is_header(row: list[str]) -> bool:
    """Whether these cells are the names of columns of a list of payments."""
    names = [plain_name(cell) for cell in row]
    return _first(names, _DAY) >= 0 and _first(names, _AMOUNT) >= 0


def find_columns(header: tuple[str, ...]) -> Columns:
    """The columns of a header that :func:`is_header` accepted."""
    names = [plain_name(cell) for cell in header]
    held = frozenset(names)
    banks = [bank for bank, signature in _BANKS if signature <= held]
    is_swish = bool(banks) and banks[0] == "Swish report"
    # In a Swish report the receiver is the firm's own Swish number.
    account = ("mottagarnummer", "mottagare") if is_swish else _ACCOUNT
    return Columns(
        format=banks[0] if banks else "bank statement (columns recognised)",
        day=_first(names, _DAY),
        amount=_first(names, _AMOUNT),
        balance=_first(names, _BALANCE),
        currency=_first(names, _CURRENCY),
        payer=_first(names, _PAYER),
        account=_first(names, account),
        clearing=_first(names, _CLEARING),
        bank_id=_first(names, _BANK_ID),
        phone=_first(names, _PHONE),
        references=_every(names, _REFERENCE),
        texts=_every(names, _TEXT),
    )


def _first(names: list[str], wanted: tuple[str, ...]) -> int:
    return next((names.index(name) for name in wanted if name in names), -1)


def _every(names: list[str], wanted: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(place for place, name in enumerate(names) if name in wanted)
