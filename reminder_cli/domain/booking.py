"""From what happened to a claim to the vouchers of the creditor's books: each fact at most one.

Pure: facts and rules in, vouchers out (product.md section 6). It knows neither what was exported
before (:mod:`reminder_cli.domain.booking_correction`) nor any file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from msgspec import Struct, field

from reminder_cli.domain.account import Account, Allocation
from reminder_cli.domain.case import Claim
from reminder_cli.domain.money import rounded
from reminder_cli.domain.rules.vat import ROUNDING_ORE
from reminder_cli.domain.voucher import Voucher, VoucherRow
from reminder_cli.i18n import Text


class Accounts(Struct, frozen=True, kw_only=True):
    """The numbers of the accounts, BAS by default; settings ``account_*`` change them."""

    claims: str = "1510"
    tax_reduction: str = "1513"
    allowance: str = "1519"
    bank: str = "1930"
    overpayments: str = "2420"
    suppliers: str = "2440"
    output_vat: str = "2611"
    output_vat_12: str = "2621"
    output_vat_6: str = "2631"
    input_vat: str = "2641"
    partner: str = "2890"
    sales: str = "3001"
    sales_12: str = "3002"
    sales_6: str = "3003"
    sales_free: str = "3004"
    rounding: str = "3740"
    recovered: str = "3950"
    fees: str = "3990"
    collection_costs: str = "6062"
    loss: str = "6351"
    expected_loss: str = "6352"
    interest: str = "8313"

    def output_vat_of(self, percent: int) -> str:
        """The account of output VAT of a rate."""
        return {12: self.output_vat_12, 6: self.output_vat_6}.get(percent, self.output_vat)

    def sales_of(self, percent: int) -> str:
        """The account of sales of a rate; 0 is sold without VAT, which is another box of the return."""
        special = {12: self.sales_12, 6: self.sales_6, 0: self.sales_free}
        return special.get(percent, self.sales)


class BookingRules(Struct, frozen=True, kw_only=True):
    """How the firm keeps its books.

    ``when_charged``: fees and interest are booked when a letter asks for them, else when paid.
    ``principal``: false when another program books the payments of the principal.
    ``vat_registered``: whether output VAT was declared at all; None where it was not kept.
    """

    accounts: Accounts = field(default_factory=Accounts)
    cash_method: bool = False
    principal: bool = True
    when_charged: bool = False
    vat_registered: bool | None = None

    @property
    def charges(self) -> bool:
        """Whether a charge is a voucher of its own; by the cash method nothing is before payment."""
        return self.when_charged and not self.cash_method


# The VAT of a whole invoice by rate: (percent, öre). Empty: export, reverse charge, no VAT.
VatParts = tuple[tuple[int, int], ...]


class PaidCosts(Struct, frozen=True, kw_only=True):
    """What of one payment went to costs at Kronofogden, in öre.

    ``application_ore`` (300) and ``work_ore`` (380) were the debtor's to pay on the application;
    ``enforcement_ore`` is what Kronofogden had invoiced the creditor and the debtor has now paid,
    ``laid_out_ore`` what it had invoiced the partner. ``kept_ore`` is what Kronofogden took for itself before it paid out: it was never ours.
    """

    application_ore: int = 0
    work_ore: int = 0
    enforcement_ore: int = 0
    laid_out_ore: int = 0
    kept_ore: int = 0

    @property
    def total_ore(self) -> int:
        """All of it, which is the costs of the allocation."""
        return self.outlays_ore + self.work_ore + self.enforcement_ore + self.kept_ore

    @property
    def outlays_ore(self) -> int:
        """What the partner had laid out of it in a case of its own."""
        return self.application_ore + self.laid_out_ore


class InvoicedCost(Struct, frozen=True, kw_only=True):
    """Kronofogden has invoiced the creditor (its 300 or 600); öre. ``key`` names the happening.

    ``invoice`` is the number of its invoice, where it was told. Not for what the partner lays out
    and settles.
    """

    key: str
    on: date
    amount_ore: int
    invoice: str = ""


class Loss(Struct, frozen=True, kw_only=True):
    """Principal that was lost on a day other than by the end of a case.

    ``why`` is the code of the account's waiver: written_off (an invoice without an open case) or
    utslag (what it did not grant).
    """

    key: str
    on: date
    why: str = "written_off"


class RefusedReduction(Struct, frozen=True, kw_only=True):
    """Skatteverket refused a part of ROT, RUT or grön teknik; the customer owes it now. Öre."""

    key: str
    on: date
    amount_ore: int


class ClaimFacts(Struct, frozen=True, kw_only=True):
    """Everything about one claim that its vouchers rest on.

    ``shares`` is the creditor's share of the interest by case number, in percent. ``vat`` is None
    when the VAT of the invoice is not known. ``total_ore`` is the whole invoice with VAT.
    ``allowance_ore``: what had been set aside for the claim (befarad förlust) before it was lost.
    """

    number: str
    claim: Claim
    account: Account
    shares: Mapping[int, Fraction]
    total_ore: int
    vat: VatParts | None = None
    allowance_ore: int = 0
    costs_paid: Mapping[int, PaidCosts] = field(default_factory=dict)
    costs_invoiced: tuple[InvoicedCost, ...] = ()
    reductions_refused: tuple[RefusedReduction, ...] = ()
    losses: tuple[Loss, ...] = ()

    def not_owed_ore(self, allocation: Allocation) -> int:
        """What of a payment met nothing that was owed that day; a loss may yet be recovered by it."""
        return allocation.over_ore + allocation.recovered_ore

    def vat_in(self, amount_ore: int) -> list[tuple[int, int]]:
        """The VAT in a part of the invoice, by rate, in proportion and half up; öre."""
        assert self.vat is not None, "asked for only where the VAT is known"
        return [
            (percent, rounded(Fraction(amount_ore * vat, self.total_ore)))
            for percent, vat in self.vat
        ]

    def vat_between(self, before_ore: int, after_ore: int) -> list[tuple[int, int]]:
        """The VAT of what comes next of the invoice, cumulative, so that the parts add up."""
        return _between(self.vat_in(before_ore), self.vat_in(after_ore))

    def sales_in(self, amount_ore: int) -> list[tuple[int, int]]:
        """A part of the invoice without its VAT, by rate, 0 for what was sold without; öre."""
        assert self.vat is not None, "asked for only where the VAT is known"
        first, *others = _sold(self.total_ore, self.vat)
        parts = [
            (percent, rounded(Fraction(amount_ore * net, self.total_ore)))
            for percent, net in others
        ]
        rest = amount_ore - sum(ore for _, ore in (*self.vat_in(amount_ore), *parts))
        return [(first[0], rest), *parts]

    def sales_between(self, before_ore: int, after_ore: int) -> list[tuple[int, int]]:
        """What comes next of the invoice without its VAT, cumulative."""
        return _between(self.sales_in(before_ore), self.sales_in(after_ore))


def _between(before: list[tuple[int, int]], after: list[tuple[int, int]]) -> list[tuple[int, int]]:
    pairs = zip(before, after, strict=True)
    return [(percent, later - sooner) for (percent, sooner), (_, later) in pairs]


def _sold(total_ore: int, vat: VatParts) -> list[tuple[int, int]]:
    """What an invoice comes to without VAT by rate; what no rate accounts for was sold without.

    The VAT of a rate is right to a krona (:mod:`reminder_cli.domain.rules.vat`), and so is less
    than what a krona of it may stand for.
    """
    sold = [(percent, rounded(Fraction(ore * 100, percent))) for percent, ore in vat]
    free = total_ore - sum(ore for _, ore in (*vat, *sold))
    may_be_off = sum(Fraction(ROUNDING_ORE * (100 + percent), percent) for percent, _ in vat)
    if not sold or free > may_be_off:
        sold.append((0, free))
    return sold


class BookedFact(Struct, frozen=True, kw_only=True):
    """The voucher that one fact comes to. ``key`` is the fact's own, so that it counts once."""

    key: str
    on: date
    text: Text
    rows: tuple[VoucherRow, ...]

    def voucher(self) -> Voucher:
        """As a voucher with its text in the language in use."""
        return Voucher(self.on, str(self.text), self.rows)


class LeftOut(Struct, frozen=True, kw_only=True):
    """A fact, or a part of one, that is not booked here, and why; the user has to see to it."""

    key: str
    on: date
    why: Text


class Booked(Struct, frozen=True, kw_only=True):
    """The vouchers of a claim in the order of their days, and what was left out."""

    facts: tuple[BookedFact, ...]
    left_out: tuple[LeftOut, ...]


class Rows:
    """Gathers the rows of one voucher: one row an account, in the order they were first named."""

    def __init__(self) -> None:
        self._amounts: dict[str, int] = {}

    def debit(self, account: str, amount_ore: int) -> None:
        """Add to the debit side; a negative amount is credit."""
        self._amounts[account] = self._amounts.get(account, 0) + amount_ore

    def credit(self, account: str, amount_ore: int) -> None:
        """Add to the credit side."""
        self.debit(account, -amount_ore)

    def balance_on(self, account: str) -> None:
        """Put on ``account``, as the first row, what makes the rows add up to nothing."""
        amount = self._amounts.pop(account, 0) - sum(self._amounts.values())
        self._amounts = {account: amount, **self._amounts}

    def done(self) -> tuple[VoucherRow, ...]:
        """The rows that are not nothing."""
        return tuple(VoucherRow(account, ore) for account, ore in self._amounts.items() if ore)


def fact(key: str, on: date, text: Text, rows: Rows) -> Iterator[BookedFact]:
    """The fact's voucher, unless nothing of it is to be booked."""
    done = rows.done()
    if done:
        yield BookedFact(key=key, on=on, text=text, rows=done)


def by_account(rows: Iterable[VoucherRow]) -> dict[str, int]:
    """What rows come to on each account, in öre, debit positive."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.account] = sums.get(row.account, 0) + row.amount_ore
    return {account: ore for account, ore in sums.items() if ore}
