"""Customers and invoices as they stand in the registers, and the drafts that importers make.

Values only; what may be done with them is decided elsewhere.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct


class CustomerKind(StrEnum):
    """Who the debtor is, which decides what may be charged."""

    CONSUMER = "consumer"
    BUSINESS = "business"
    PUBLIC_BODY = "public_body"


class InvoiceKind(StrEnum):
    """What the document is; only an invoice is a claim on credit."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    CASH_NOTE = "cash_note"


class CustomerDraft(NamedTuple):
    """A customer as a file states it. Empty text and None mean that the file does not say."""

    row: int
    name: str = ""
    number: str = ""
    org_number: str = ""
    kind: CustomerKind | None = None
    email: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    language: str = ""


class InvoiceDraft(NamedTuple):
    """An invoice as a file states it; one row. A tuple, because files hold a million of them.

    ``total_ore`` is the whole invoice with VAT; ``reduction_ore`` the part of it asked of
    Skatteverket (ROT, RUT, grön teknik), which is never the customer's. ``remaining_ore`` is
    what the file says is left for the *customer* to pay; None when it does not say. An empty
    ``currency``: the file has everything in kronor, as it was booked. Other empty
    text and None mean that the file does not say; then what is known already stands.
    """

    row: int
    number: str
    invoice_date: date
    due_date: date
    total_ore: int
    remaining_ore: int | None = None
    reduction_ore: int = 0
    currency: str = "SEK"
    kind: InvoiceKind = InvoiceKind.INVOICE
    customer: CustomerDraft = CustomerDraft(0)
    ocr: str = ""
    description: str = ""
    handled_elsewhere: bool = False
    credits_number: str = ""
    vat_ore: int | None = None
    sent_on: date | None = None
    fee_claimed_ore: int = 0
    reminded_on: date | None = None
    due_date_assumed: bool = False


def may_be_consumer(name: str, org_number: str) -> bool:
    """Whether this may be a private person, when no personnummer and no file says that it is.

    >>> may_be_consumer("Åsa Öberg", ""), may_be_consumer("Åsa Öberg", "556912-3473")
    (True, False)
    """
    # Only here, because most starts of the program ask nobody's kind.
    from reminder_cli.domain.identity import looks_like_personal_number
    from reminder_cli.domain.person_names import may_be_person

    return looks_like_personal_number(org_number) if org_number else may_be_person(name)


class Customer(Struct, frozen=True, kw_only=True):
    """A customer in the register. ``language`` is of the letters: sv or en.

    ``guardian_*`` is who is written to instead (förvaltare, god man, förmyndare); empty for nobody.
    ``kind_known``: a file or a person has said the kind; ``kind_by_hand``: a person has.
    """

    customer_id: int
    number: str
    name: str
    kind: CustomerKind
    org_number: str
    email: str
    street: str
    postal_code: str
    city: str
    country: str
    language: str
    guardian_name: str = ""
    guardian_street: str = ""
    guardian_postal_code: str = ""
    guardian_city: str = ""
    kind_known: bool = True
    kind_by_hand: bool = False

    @property
    def kind_is_unsure(self) -> bool:
        """Whether this may be a private person, taken for a business because nothing says otherwise.

        A personnummer makes a consumer, anything else a business; but a list without numbers has
        both, and the rules for firms must never meet a consumer by silence.
        """
        if self.kind_known or self.kind is not CustomerKind.BUSINESS:
            return False
        return may_be_consumer(self.name, self.org_number)

    @property
    def has_postal_address(self) -> bool:
        """Whether a letter can be posted: to a street or box, and a town.

        An authority may have a postal code of its own; of others, a postal code reaches nobody.
        """
        own_code = self.kind is CustomerKind.PUBLIC_BODY and self.postal_code
        return bool((self.street or own_code) and self.city)

    @property
    def is_swedish(self) -> bool:
        """Whether the debtor lives in Sweden as far as the register knows."""
        return self.country.casefold() in {"", "se", "sweden", "sverige"}


class Invoice(Struct, frozen=True, kw_only=True):
    """An invoice in the register, with the customer's part and what was paid when it came in.

    ``paid_before_ore`` is what the newest file says had been paid outside this ledger.
    """

    invoice_id: int
    number: str
    customer_id: int
    invoice_date: date
    due_date: date
    total_ore: int
    reduction_ore: int
    paid_before_ore: int
    currency: str
    kind: InvoiceKind
    ocr: str
    description: str
    handled_elsewhere: bool
    sent_on: date | None
    fee_claimed_ore: int
    reminded_on: date | None

    @property
    def customer_part_ore(self) -> int:
        """What the customer shall pay: the total less the part asked of Skatteverket."""
        return self.total_ore - self.reduction_ore


def plain_number(text: str) -> str:
    """A number of an invoice without blanks, signs, case and leading zeros.

    >>> plain_number("F-2024/0017"), plain_number("000104216")
    ('f20240017', '104216')
    """
    if not text.isdecimal():
        text = "".join(char for char in text.casefold() if char.isalnum())
    return text.lstrip("0")
