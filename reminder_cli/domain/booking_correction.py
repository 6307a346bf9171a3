"""What is to be exported next: facts not exported yet, and what has changed of those that were.

A voucher that has left is never changed (bokföringslagen 5 kap. 5 §): a back-dated payment or one
taken back gives a new voucher for the difference, dated the day it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from reminder_cli.domain.booking import BookedFact, by_account
from reminder_cli.domain.voucher import Voucher, VoucherRow
from reminder_cli.i18n import Text


class Exported(Struct, frozen=True, kw_only=True):
    """What has been exported of one fact: its first text, and the sum on each account in öre."""

    text: str
    amounts: Mapping[str, int]


class ToExport(Struct, frozen=True, kw_only=True):
    """A voucher to export, and the fact it is of; ``corrects`` an earlier one."""

    key: str
    voucher: Voucher
    corrects: bool


def to_export(
    facts: Iterable[BookedFact], exported: Mapping[str, Exported], *, today: date
) -> Iterator[ToExport]:
    """The vouchers that bring what was exported to what is true, in the order of the facts."""
    seen = set()
    for fact in facts:
        seen.add(fact.key)
        before = exported.get(fact.key)
        if before is None:
            yield ToExport(key=fact.key, voucher=fact.voucher(), corrects=False)
        else:
            yield from _correction(fact.key, before, by_account(fact.rows), today)
    for key, before in exported.items():
        if key not in seen:
            yield from _correction(key, before, {}, today)


def _correction(
    key: str, before: Exported, now: Mapping[str, int], today: date
) -> Iterator[ToExport]:
    accounts = dict.fromkeys((*before.amounts, *now))
    rows = tuple(
        VoucherRow(account, change)
        for account in accounts
        if (change := now.get(account, 0) - before.amounts.get(account, 0))
    )
    if rows:
        text = str(Text("Correction: {text}", {"text": before.text}))
        yield ToExport(key=key, voucher=Voucher(today, text, rows), corrects=True)
