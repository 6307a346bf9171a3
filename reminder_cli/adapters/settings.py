"""The firm's settings: their defaults, how a value is read, and what each means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any

from msgspec import Struct

from reminder_cli.adapters.delivery.address import usable_address
from reminder_cli.domain.money import decimal_string, parse_kronor
from reminder_cli.domain.ocr_form import OcrForm
from reminder_cli.domain.rules.fees import BusinessCompensation
from reminder_cli.domain.rules.interest import DayCount
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import Text, _

NONE = "none"
# Asked for when one is set: what was stored before that is still read.
_NOT_IN_A_LINE = {"Cc", "Cs", "Zl", "Zp"}
_ADDRESS = Text("an e-mail address, or none")


class Setting(Struct, frozen=True):
    """One setting. ``read`` turns the text into a value or raises ``ValueError``."""

    key: str
    default: str
    read: Callable[[str], Any]
    accepts: Text
    meaning: Text

    def written(self, text: str) -> str:
        """The text in its stored form, which :attr:`read` reads as the same value."""
        if self.accepts is _ADDRESS and text != NONE and not usable_address(text):
            raise ValueError(text)
        if any(unicodedata.category(char) in _NOT_IN_A_LINE for char in text):
            raise ValueError(text)  # a line end would go on into headers of mails, and more
        value = self.read(text)
        return _WRITERS.get(self.read, str)(value)


def _yes_no(text: str) -> bool:
    values = {"true": True, "yes": True, "ja": True, "1": True}
    values |= {"false": False, "no": False, "nej": False, "0": False}
    if text.casefold() not in values:
        raise ValueError(text)
    return values[text.casefold()]


def _true_false(value: bool) -> str:  # noqa: FBT001 the value of a setting
    return "true" if value else "false"


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days <= 3650:
        raise ValueError(text)
    return days


def _month(text: str) -> int:
    month = int(text)
    if not 1 <= month <= 12:
        raise ValueError(text)
    return month


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise ValueError(text)
    return port


def _days_or_never(text: str) -> int | None:
    return None if text.casefold() in {"never", "aldrig"} else _days(text)


def _or_never(days: int | None) -> str:
    return "never" if days is None else str(days)


def _percent(text: str) -> Fraction | None:
    if text.casefold() == NONE:
        return None
    if not re.fullmatch(r"\d{1,3}([.,]\d{1,3})?", text):
        raise ValueError(text)
    return Fraction(text.replace(",", "."))


def _decimal(percent: Fraction | None) -> str:
    if percent is None:
        return NONE
    whole, thousandths = divmod(int(percent * 1000), 1000)
    return f"{whole}.{thousandths:03}".rstrip("0").rstrip(".")


def _kronor(text: str) -> int:
    ore = parse_kronor(text)
    if ore < 0:
        raise ValueError(text)
    return ore


def _account(text: str) -> str:
    if not re.fullmatch(r"\d{4}", text):
        raise ValueError(text)
    return text


_YES_OR_NO = {"ja", "nej", "j", "n", "y", "yes", "no", "true", "false"}


def _host(text: str) -> str:
    import ipaddress

    with suppress(ValueError):
        return str(ipaddress.ip_address(text))
    if text not in {"", NONE} and (
        text.casefold() in _YES_OR_NO or not re.fullmatch(r"[\w-]+(\.[\w-]+)*", text)
    ):
        raise ValueError(text)
    return _text(text)


def _text(text: str) -> str:
    return "" if text == NONE else text


def _text_or_none(text: str) -> str:
    return text or NONE


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return read


def _compensation(text: str) -> BusinessCompensation:
    return BusinessCompensation(text)


def _ocr_form(text: str) -> OcrForm:
    return OcrForm(text)


def _day_count(text: str) -> DayCount:
    return DayCount(text)


# What is not simply ``str`` of the value, by the reader whose text it becomes.
_WRITERS: dict[Callable[[str], Any], Callable[[Any], str]] = {
    _yes_no: _true_false,
    _days_or_never: _or_never,
    _percent: _decimal,
    _kronor: decimal_string,
    _text: _text_or_none,
}

_BOOL = Text("true or false")
_WHOLE_DAYS = Text("a number of days")
_ANY_TEXT = Text("a text in one line, or none")
_FOUR_DIGITS = Text("an account of four digits")

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "due_dates_agreed",
        "true",
        _yes_no,
        _BOOL,
        Text(
            "our due dates are agreed with the customer; else interest runs from 30 days after sending"
        ),
    ),
    Setting(
        "interest_notice",
        "true",
        _yes_no,
        _BOOL,
        Text("our invoices say that late interest is charged; else consumers pay none"),
    ),
    Setting(
        "reminder_fee_agreed",
        "true",
        _yes_no,
        _BOOL,
        Text("our terms of sale name a reminder fee; else none is charged"),
    ),
    Setting(
        "contract_rate",
        NONE,
        _percent,
        Text("percent per year, or none"),
        Text("late interest by contract; none means the Interest Act's reference rate + 8"),
    ),
    Setting(
        "grace_days",
        "0",
        _days,
        _WHOLE_DAYS,
        Text("days after the due date before an invoice may be sent"),
    ),
    Setting("tolerance", "10.00", _kronor, Text("kronor"), Text("sums up to this are not chased")),
    Setting(
        "payments_max_age",
        "5",
        _days,
        Text("a number of banking days"),
        Text("how old the newest bank file may be when letters go out"),
    ),
    Setting(
        "business_compensation",
        "fees",
        _compensation,
        Text("fees, late_payment_450 or none"),
        Text("what businesses are charged beside interest"),
    ),
    Setting(
        "after_demand_days",
        "30",
        _days_or_never,
        Text("a number of days, or never"),
        Text("days at the choice after an unpaid inkassokrav before monitoring begins by itself"),
    ),
    Setting(
        "day_count",
        "actual/actual",
        _day_count,
        Text("actual/actual or actual/365"),
        Text("how many days a year has when interest is counted"),
    ),
    Setting(
        "book_principal",
        "true",
        _yes_no,
        _BOOL,
        Text("false when another program books the payments"),
    ),
    Setting("cash_method", "false", _yes_no, _BOOL, Text("no rows on 1510 before payment")),
    Setting(
        "booking",
        "paid",
        _one_of("paid", "charged"),
        Text("paid or charged"),
        Text("when fees and interest are booked"),
    ),
    Setting(
        "fiscal_year_month",
        "1",
        _month,
        Text("a month, 1 to 12"),
        Text("the month in which the fiscal year begins"),
    ),
    Setting("vat_registered", "true", _yes_no, _BOOL, Text("the firm is registered for VAT")),
    Setting(
        "default_description",
        NONE,
        _text,
        _ANY_TEXT,
        Text("what invoices are for, when the file does not say"),
    ),
    Setting(
        "make_ocr",
        "none",
        _ocr_form,
        Text("none, checksum or length"),
        Text(
            "an OCR number made from the invoice's number when it has none: with check digit, or with "
            "length digit too, as your account's OCR control asks for"
        ),
    ),
    Setting(
        "smtp_host",
        NONE,
        _host,
        Text("the name of a mail server, as smtp.firman.se, or none; its port is smtp_port"),
        Text("the mail server; none prints every letter"),
    ),
    Setting("smtp_port", "587", _port, Text("a port number"), Text("the mail server's port")),
    Setting(
        "smtp_security",
        "starttls",
        _one_of("starttls", "tls", "none"),
        Text("starttls, tls or none"),
        Text("how the connection to the mail server is protected"),
    ),
    Setting(
        "smtp_user", NONE, _text, _ANY_TEXT, Text("the name to log in to the mail server with")
    ),
    Setting("mail_from", NONE, _text, _ADDRESS, Text("the address letters are mailed from")),
    Setting(
        "mail_copy_to", NONE, _text, _ADDRESS, Text("an address that gets a copy of each mail")
    ),
    Setting(
        "notify_to",
        NONE,
        _text,
        _ADDRESS,
        Text("an address that tick mails, once a day at most, when something new waits for you"),
    ),
    Setting(
        "channel_reminder",
        "email",
        _one_of("email", "print"),
        Text("email or print"),
        Text("how reminders go out when there is an e-mail address"),
    ),
    Setting(
        "channel_demand",
        "print",
        _one_of("email", "print"),
        Text("email or print"),
        Text("how inkassokrav go out"),
    ),
    *(
        Setting(f"account_{name}", number, _account, _FOUR_DIGITS, meaning)
        for name, number, meaning in (
            ("claims", "1510", Text("account of claims on customers")),
            ("tax_reduction", "1513", Text("account of claims on Skatteverket (ROT, RUT)")),
            ("allowance", "1519", Text("account of what is set aside for doubtful claims")),
            ("bank", "1930", Text("account of the bank")),
            ("suppliers", "2440", Text("account of debts to suppliers")),
            ("input_vat", "2641", Text("account of input VAT")),
            ("partner", "2890", Text("account of debts to the partner")),
            ("overpayments", "2420", Text("account of overpayments")),
            ("sales", "3001", Text("account of sales: credits, and payments by the cash method")),
            ("sales_12", "3002", Text("account of sales with 12 % VAT")),
            ("sales_6", "3003", Text("account of sales with 6 % VAT")),
            ("sales_free", "3004", Text("account of sales without VAT")),
            ("fees", "3990", Text("account of fees")),
            ("collection_costs", "6062", Text("account of inkasso and Kronofogden costs")),
            ("loss", "6351", Text("account of confirmed losses")),
            ("expected_loss", "6352", Text("account of expected losses")),
            ("output_vat", "2611", Text("account of output VAT, 25 %")),
            ("output_vat_12", "2621", Text("account of output VAT, 12 %")),
            ("output_vat_6", "2631", Text("account of output VAT, 6 %")),
            ("recovered", "3950", Text("account of recovered losses")),
            ("interest", "8313", Text("account of late interest")),
            ("rounding", "3740", Text("account of rounding")),
        )
    ),
)
_BY_KEY = {setting.key: setting for setting in SETTINGS}
# A firm that sells on an account of its own sells all on it, until it says otherwise.
_AS_SALES = {"account_sales_12", "account_sales_6", "account_sales_free"}


class Settings:
    """All settings with their values, read."""

    def __init__(self, stored: Mapping[str, str]) -> None:
        self._stored = stored
        self._read: dict[str, Any] = {}

    def text(self, key: str) -> str:
        """The value as the user writes it."""
        if key in _AS_SALES and key not in self._stored:
            sales, bas = self.text("account_sales"), _BY_KEY["account_sales"].default
            return _BY_KEY[key].default if sales == bas else sales
        return self._stored.get(key, _BY_KEY[key].default)

    def __getitem__(self, key: str) -> Any:
        if key not in self._read:
            self._read[key] = _BY_KEY[key].read(self.text(key))
        return self._read[key]


def read_setting(key: str, text: str) -> Any:
    """The value of a setting from its stored text."""
    return _BY_KEY[key].read(text)


def check_setting(key: str, value: str, *, typed: str = "") -> str:
    """The value in its stored form; raises :class:`WrongValue` with what the setting accepts.

    ``typed`` is how it was written, when that was another word for it.
    """
    typed = typed or value
    setting = _BY_KEY.get(key)
    if setting is None:
        from difflib import get_close_matches

        near = get_close_matches(key, _BY_KEY, n=3)
        raise WrongValue(
            _("There is no setting {key}.", key=key),
            fix=_("Did you mean {near}? See all with: remind settings", near=", ".join(near))
            if near
            else _("See all with: remind settings"),
        )
    try:
        return setting.written(value)
    except ValueError:
        raise WrongValue(
            _("{value} is not a value for {key}.", value=typed, key=key),
            fix=_("Write {accepts}.", accepts=setting.accepts),
            again=Again(instead={typed: "VALUE"}),
        ) from None
