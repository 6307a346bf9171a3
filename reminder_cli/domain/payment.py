"""A payment as a bank's file states it; matching it to a claim is a later step."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class PaymentDraft(NamedTuple):
    """One incoming payment. Öre; ``on`` is the day the bank booked it.

    ``key`` names the money itself, the same in every file that tells of it (bankgiro, day,
    deposit and serial number, or account and the bank's own reference), so that it counts
    once. ``deposit_key`` names the sum on the bank statement it was a part of, if any.
    ``references`` are structured references (OCR, invoice numbers), ``texts`` free text;
    ``splits`` say how many öre are meant for each reference, where the payer said so. What
    the bank takes back is a reversal, and its amount is negative, so that sums come out.
    ``is_deposit_sum``: a line of a statement that is the sum of payments another file tells.
    """

    row: int
    key: str
    on: date
    amount_ore: int
    account: str = ""
    references: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    payer: str = ""
    payer_giro: str = ""
    payer_org_number: str = ""
    deposit_key: str = ""
    is_reversal: bool = False
    splits: tuple[tuple[str, int], ...] = ()
    is_deposit_sum: bool = False


class Deposit(NamedTuple):
    """A sum that a bank put on an account for a number of payments: its key, day and öre."""

    key: str
    on: date
    amount_ore: int
    account: str
    payments: int
