"""What a letter must say, as data. How it looks, and its words, are an adapter's business.

Inkassolagen (1974:182) 5 § lists what a demand must hold; product.md section 3 what a
reminder must not.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from msgspec import Struct

from reminder_cli.domain.letter_kind import LetterKind


class Party(Struct, frozen=True, kw_only=True):
    """Creditor, agent or debtor as a letter names them."""

    name: str
    org_number: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    number: str = ""  # customer number


class InterestPeriod(Struct, frozen=True, kw_only=True):
    """Interest of one period (inkassolagen 5 § 4): base, rate and amount each stated.

    ``first`` and ``last`` both count; ``percent`` is per year; ``amount_ore`` are the öre of
    this line, and the lines of a claim add up to its interest.
    """

    first: date
    last: date
    days: int
    base_ore: int
    percent: Fraction
    reference_percent: Fraction | None
    amount_ore: int


class FeeLine(Struct, frozen=True, kw_only=True):
    """A fee as the letter shows it: what for, the day of the act, öre, and its paragraph."""

    act: str  # reminder, demand, plan, late_payment, elsewhere
    on: date
    amount_ore: int
    law: str


class PaymentLine(Struct, frozen=True, kw_only=True):
    """A payment, credit or waiver that lowers the claim: the day, öre, and what it was.

    ``before`` is what had been paid through a day, on days that nobody here knows.
    """

    kind: str  # payment, before, credit, waived
    on: date
    amount_ore: int


class LetterClaim(Struct, frozen=True, kw_only=True):
    """One invoice in a letter. All amounts in öre; principal, interest and fees stand apart.

    ``invoiced_ore`` is the customer's part of the invoice from the start, ``principal_ore``
    what is left of it, ``interest_ore`` and ``fees_ore`` what is left to pay of each.
    """

    invoice_number: str
    invoice_date: date
    due_date: date
    description: str
    ocr: str
    invoiced_ore: int
    principal_ore: int
    interest_ore: int
    fees_ore: int
    interest: tuple[InterestPeriod, ...] = ()
    fees: tuple[FeeLine, ...] = ()
    payments: tuple[PaymentLine, ...] = ()

    @property
    def total_ore(self) -> int:
        """What is asked for on this invoice, in öre."""
        return self.principal_ore + self.interest_ore + self.fees_ore


class SlipLine(Struct, frozen=True, kw_only=True):
    """One instalment of a plan: its day and öre; ``number`` when not all of a plan are shown."""

    due_on: date
    amount_ore: int
    number: int = 0


class LetterData(Struct, frozen=True, kw_only=True):
    """One letter, whole. ``language`` is sv or en; ``number`` names the letter in the archive.

    ``agent`` is set when a partner acts for the creditor. ``giro`` is the number as written on
    a slip, ``giro_kind`` bankgiro or plusgiro. ``pay_interest_per_day`` is the exact öre a day
    that the principal costs after the letter's day.
    """

    kind: LetterKind
    language: str
    number: str
    dated_on: date
    due_on: date
    creditor: Party
    debtor: Party
    claims: tuple[LetterClaim, ...]
    giro: str
    giro_kind: str
    ocr: str
    agent: Party | None = None
    swish: str = ""
    slips: tuple[SlipLine, ...] = ()
    late_payment_compensation: bool = False  # fees claimed as förseningsersättning, 4 a §
    retracts: str = ""
    debtor_is_estate: bool = False
    guardian: Party | None = None  # who is written to for the debtor
    practice: bool = False  # made to try out: nothing is owed by it
    payee: Party | None = None  # who owns ``giro``; the agent, else the creditor, when not said

    @property
    def total_ore(self) -> int:
        """What is asked for in all, in öre."""
        return sum(claim.total_ore for claim in self.claims)
