"""A voucher of the books (verifikation, bokföringslagen 5 kap. 6 §) as a value. It books nothing."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class VoucherRow(Struct, frozen=True):
    """One row: öre, debit positive and credit negative."""

    account: str
    amount_ore: int
    text: str = ""


class Voucher(Struct, frozen=True):
    """A voucher whose rows add up to nothing; ``ValueError`` if they do not, or there is none."""

    on: date
    text: str
    rows: tuple[VoucherRow, ...]

    def __post_init__(self) -> None:
        if len(self.rows) < 2 or not self.balanced:
            raise ValueError("a voucher has at least two rows, and they add up to nothing")

    @property
    def balanced(self) -> bool:
        """Whether debit and credit are the same to the öre."""
        return sum(row.amount_ore for row in self.rows) == 0
