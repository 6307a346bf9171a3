"""Exports of overlapping periods, read from files in any order, count each payment once."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from reminder_cli.adapters.payments import bank_csv, bgmax
from reminder_cli.domain.matching_twins import change
from reminder_cli.domain.payment import Deposit, PaymentDraft
from tests.adapters.payments.files import Pay, Section
from tests.adapters.payments.files import bgmax as bgmax_file
from tests.adapters.payments.test_bank_csv import SHORT

FIRST = date(2026, 9, 1)
Rows = list[tuple[int, str, int]]  # day, text, kronor


def statement(rows: Rows, start: int, end: int) -> bytes:
    days = [row for row in rows if start <= row[0] <= end]
    lines = [
        f"{FIRST + timedelta(days=day)};{FIRST + timedelta(days=day)};{text};{kronor},00;0\n"
        for day, text, kronor in sorted(days, key=lambda row: -row[0])
    ]
    return (SHORT + "".join(lines)).encode()


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from(["Ek", "Berg", "1043"]), st.integers(1, 3)),
        max_size=12,
    ),
    periods=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6),
)
def test_statements_of_overlapping_periods(rows: Rows, periods: list[tuple[int, int]]) -> None:
    known: list[PaymentDraft] = []
    counted = 0
    for start, end in periods:
        result = bank_csv.read("list.csv", statement(rows, start, end))
        counted += sum(p.amount_ore for p in change(known, [], result.payments, []).new)
        known += result.payments
    covered = {day for start, end in periods for day in range(start, end + 1)}
    assert counted == sum(kronor * 100 for day, _text, kronor in rows if day in covered)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_bgmax_and_the_lines_of_the_bank(data: st.DataObject) -> None:
    """Deposits from Bankgirot, told in parts by BgMax and as sums by the bank's list."""
    sums = data.draw(st.lists(st.integers(2, 4), min_size=1, max_size=4))
    parts = [
        bgmax.read(
            "f",
            bgmax_file(
                Section([Pay(100, serial=9 * n), Pay(kronor * 100 - 100, serial=9 * n + 1)], n)
            ),
        )
        for n, kronor in enumerate(sums, 1)
    ]
    text = "".join(f"2026-09-28;2026-09-28;BG INSÄTTNING 1;{kronor},00;0\n" for kronor in sums)
    files = [*parts, bank_csv.read("list.csv", (SHORT + text).encode())]
    known: list[PaymentDraft] = []
    deposits: list[Deposit] = []
    counted: dict[str, int] = {}
    for result in data.draw(st.permutations(files)):
        found = change(known, deposits, result.payments, result.deposits)
        counted |= {draft.key: draft.amount_ore for draft in found.new}
        for key in found.withdrawn:
            del counted[key]
        known += result.payments
        deposits += result.deposits
    assert all(key.startswith("bgmax:") for key in counted)
    assert sum(counted.values()) == sum(sums) * 100
