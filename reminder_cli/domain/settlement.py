"""The partner's settlement of a period: what the creditor owes it, and it the creditor.

It is the underlag against which the partner's invoice is checked, not an invoice. What was settled
before comes as plain sums; a settlement is the difference (product.md section 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from reminder_cli.domain.booking import Accounts, Rows
from reminder_cli.domain.money import share
from reminder_cli.domain.settlement_case import CaseSums
from reminder_cli.domain.voucher import VoucherRow

# What was settled of each case before: (invoice, case number) -> item -> öre.
Settled = Mapping[tuple[int, int], Mapping[str, int]]

_NOTHING: Mapping[str, int] = {}


class SettledAct(Struct, frozen=True, kw_only=True):
    """Something the partner did, or a fee of it that was paid in the period; öre.

    ``vat_ore`` is on what was paid in the period, ``outlay_ore`` what was laid out in it, less what
    the debtor paid of it. ``is_new`` says that it is told of first here.
    """

    on: date
    what: str
    fee_ore: int
    paid_ore: int
    vat_ore: int
    is_new: bool
    outlay_ore: int = 0


class SettledCase(Struct, frozen=True, kw_only=True):
    """What a case comes to in one settlement, in öre; ``items`` is what to remember as settled."""

    number: str
    invoice_id: int
    case_no: int
    acts: tuple[SettledAct, ...]
    fees_paid_ore: int
    vat_ore: int
    commission_ore: int
    outlays_ore: int
    received_ore: int
    interest_share_ore: int
    items: Mapping[str, int]


class Totals(Struct, frozen=True, kw_only=True):
    """The sums of a settlement, in öre. ``owed_ore`` to the partner; negative: it owes us."""

    fees_paid_ore: int
    vat_ore: int
    commission_ore: int
    outlays_ore: int
    received_ore: int
    interest_share_ore: int

    @property
    def owed_ore(self) -> int:
        """What the partner's invoice comes to."""
        return self.vat_ore + self.commission_ore + self.outlays_ore + self.received_ore


def settle(cases: Iterable[CaseSums], before: Settled) -> tuple[SettledCase, ...]:
    """What each case comes to beyond what was settled before; cases with nothing new are left out."""
    settled = (_settled(c, before.get((c.invoice_id, c.case_no), _NOTHING)) for c in cases)
    return tuple(case for case in settled if case.items)


def totals(cases: Iterable[SettledCase]) -> Totals:
    """The sums of the cases."""
    listed = list(cases)
    return Totals(
        fees_paid_ore=sum(case.fees_paid_ore for case in listed),
        vat_ore=sum(case.vat_ore for case in listed),
        commission_ore=sum(case.commission_ore for case in listed),
        outlays_ore=sum(case.outlays_ore for case in listed),
        received_ore=sum(case.received_ore for case in listed),
        interest_share_ore=sum(case.interest_share_ore for case in listed),
    )


def _settled(sums: CaseSums, before: Mapping[str, int]) -> SettledCase:
    """VAT on the fees paid and the commission: cumulative per case, half up."""
    fees_before = sum(ore for item, ore in before.items() if item.startswith("paid/"))
    base = fees_before + before.get("commission", 0)
    fees = sum(act.paid_ore for act in sums.acts)
    now = {
        **{f"told/{act.key}": 1 for act in sums.acts if act.stands},
        **{f"paid/{act.key}": act.paid_ore for act in sums.acts},
        **{f"outlay/{act.key}": act.outlay_ore for act in sums.acts},
        "commission": sums.commission_ore,
        "outlays": sums.outlays_ore,
        "received": sums.received_ore,
        "interest_share": sums.interest_share_ore,
        "vat": share(fees + sums.commission_ore, percent=sums.terms.vat_percent),
    }
    # A fee that was settled, and whose letter is dated later now, is settled back.
    gone = (item for item in before if item.startswith("paid/") and item not in now)
    seen = {**_outlays_by_act(sums, before), **before}
    items = {item: now.get(item, 0) - seen.get(item, 0) for item in (*now, *gone)}
    # What is remembered beside something new has the outlays by act from now on.
    kept = (
        {item: now.get(item, 0) - before.get(item, 0) for item in items}
        if any(items.values())
        else {}
    )
    return SettledCase(
        number=sums.number,
        invoice_id=sums.invoice_id,
        case_no=sums.case_no,
        acts=tuple(_acts(sums, items, base)),
        fees_paid_ore=fees - fees_before,
        vat_ore=items["vat"],
        commission_ore=items["commission"],
        outlays_ore=items["outlays"],
        received_ore=items["received"],
        interest_share_ore=items["interest_share"],
        items={item: ore for item, ore in kept.items() if ore},
    )


def _outlays_by_act(sums: CaseSums, before: Mapping[str, int]) -> dict[str, int]:
    """What was settled of each act's outlay while only their sum was kept.

    That of each act told of is what it is now; what has been paid back since, the first had.
    """
    if any(item.startswith("outlay/") for item in before):
        return {}
    found = {
        f"outlay/{act.key}": act.outlay_ore
        for act in sums.acts
        if f"told/{act.key}" in before and not act.key.startswith("letter/")
    }
    if found:
        found[next(iter(found))] += before.get("outlays", 0) - sum(found.values())
    return found


def _acts(sums: CaseSums, items: Mapping[str, int], base: int) -> Iterator[SettledAct]:
    percent = sums.terms.vat_percent
    for act in sums.acts:
        paid, outlay = items[f"paid/{act.key}"], items[f"outlay/{act.key}"]
        is_new = bool(items.get(f"told/{act.key}", 0))
        if paid or outlay or is_new:
            vat = share(base + paid, percent=percent) - share(base, percent=percent)
            base += paid
            yield SettledAct(
                on=act.on,
                what=act.what,
                fee_ore=act.fee_ore,
                paid_ore=paid,
                vat_ore=vat,
                is_new=is_new,
                outlay_ore=outlay,
            )


def settlement_rows(
    sums: Totals, accounts: Accounts, *, vat_registered: bool
) -> tuple[VoucherRow, ...]:
    """The rows of its voucher; none when nothing is owed either way.

    Who is not registered for VAT cannot deduct it (mervärdesskattelagen 13 kap. 6 §): then it is
    a cost.
    """
    rows = Rows()
    rows.debit(accounts.input_vat if vat_registered else accounts.collection_costs, sums.vat_ore)
    rows.debit(accounts.collection_costs, sums.commission_ore + sums.outlays_ore)
    rows.debit(accounts.partner, sums.received_ore)
    rows.credit(accounts.suppliers, sums.owed_ore)
    return rows.done()
