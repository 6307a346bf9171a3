"""The same money counts once, whatever files it came in and in what order."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.matching_twins import all_money, change, distinct_at_least
from reminder_cli.domain.payment import Deposit, PaymentDraft

DAY = date(2026, 9, 28)
BG = "bg:9912346:2026:00056"


def row(
    key: str,
    ore: int = 100,
    *,
    deposit: str = "",
    is_sum: bool = False,
    ref: str = "",
    payer: str = "",
) -> PaymentDraft:
    return PaymentDraft(
        row=1,
        key=key,
        on=DAY,
        amount_ore=ore,
        references=(ref,) if ref else (),
        payer=payer,
        deposit_key=deposit,
        is_deposit_sum=is_sum,
    )


def deposit(key: str, ore: int) -> Deposit:
    return Deposit(key, DAY, ore, "a", 2)


PARTS = [row("bgmax:1", 60, deposit=BG), row("bgmax:2", 40, deposit=BG)]
CAMT_PARTS = [row("camt:1", 60, deposit=BG), row("camt:2", 40, deposit=BG)]
SUM = deposit(BG, 100)
NAMED_LINE = row("csv:named", 100, deposit=BG, is_sum=True)
PLAIN_LINE = row("csv:plain", 100, is_sum=True)
ENTRY_LINE = row("camt:entry", 100, deposit="camt:entry")
ENTRY_PARTS = [row("camt:p1", 30, deposit="camt:entry"), row("camt:p2", 70, deposit="camt:entry")]
SWISH = row("swish:1", 50, deposit="swish:x")
SWISH_LINE = row("csv:swish", 50, deposit="swish:x")


@pytest.mark.parametrize(
    ("rows", "deposits", "counted"),
    [
        pytest.param([*PARTS, NAMED_LINE], [SUM], {"bgmax:1", "bgmax:2"}, id="Swedbank's line"),
        pytest.param([*PARTS, PLAIN_LINE], [SUM], {"bgmax:1", "bgmax:2"}, id="Nordea's line"),
        pytest.param([NAMED_LINE], [], {"csv:named"}, id="a line alone"),
        pytest.param(
            [ENTRY_LINE],
            [deposit("camt:entry", 100)],
            {"camt:entry"},
            id="an entry whose one part has its reference",
        ),
        pytest.param(
            [*PARTS, PLAIN_LINE, row("csv:again", 100, is_sum=True)],
            [SUM],
            {"bgmax:1", "bgmax:2", "csv:plain"},
            id="two lines, one deposit",
        ),
        pytest.param(
            [*PARTS, NAMED_LINE, PLAIN_LINE],
            [SUM],
            {"bgmax:1", "bgmax:2", "csv:plain"},
            id="a named line and another",
        ),
        pytest.param([*PARTS, *CAMT_PARTS], [SUM], {"bgmax:1", "bgmax:2"}, id="BgMax and camt"),
        pytest.param(
            [*PARTS, CAMT_PARTS[0]], [SUM], {"bgmax:1", "bgmax:2", "camt:1"}, id="sums differ"
        ),
        pytest.param(
            [ENTRY_LINE, *ENTRY_PARTS],
            [deposit("camt:entry", 100)],
            {"camt:p1", "camt:p2"},
            id="053 without parts, 054 with them",
        ),
        pytest.param([ENTRY_LINE], [], {"camt:entry"}, id="053 alone"),
        pytest.param([SWISH, SWISH_LINE], [], {"swish:1"}, id="Swish and the statement"),
        pytest.param([SWISH_LINE], [], {"csv:swish"}, id="the statement alone"),
        pytest.param([row("bgmax:1"), row("bgmax:1")], [], {"bgmax:1"}, id="the same file twice"),
    ],
)
def test_each_krona_once(
    rows: list[PaymentDraft], deposits: list[Deposit], counted: set[str]
) -> None:
    for order in itertools.islice(itertools.permutations(rows), 24):
        assert set(all_money(order, deposits).counted) == counted


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param(row("bgmax:1", ref="104216"), row("csv:1", ref="104216"), True, id="number"),
        pytest.param(row("bgmax:1", payer="Bo Ek"), row("csv:1", payer="BO EK"), True, id="payer"),
        pytest.param(row("bgmax:1"), row("csv:1"), True, id="nothing said"),
        pytest.param(row("bgmax:1", ref="104216"), row("csv:1", ref="104224"), False, id="others"),
        pytest.param(row("csv:1", ref="104216"), row("csv:2", ref="104216"), False, id="one kind"),
        pytest.param(row("bgmax:1", 5), row("csv:1", 6), False, id="amounts"),
    ],
)
def test_what_may_be_one_is_for_a_person(
    one: PaymentDraft, other: PaymentDraft, alike: bool
) -> None:
    money = all_money([one, other], [])
    assert len(money.counted) == 2
    assert bool(money.lookalikes) is alike
    assert change([one], [], [other], []).uncertain == (frozenset({other.key}) if alike else set())


BG_1, BG_2 = row("bgmax:1", ref="104216"), row("bgmax:2", ref="104216")
CAMT_1, CSV_1 = row("camt:1", ref="104216"), row("csv:1", ref="104216")


@pytest.mark.parametrize(
    ("group", "files", "least"),
    [
        pytest.param([BG_1, CAMT_1], [{1}, {2}], 1, id="one in each file"),
        pytest.param([BG_1, BG_2, CAMT_1], [{1}, {1}, {2}], 2, id="two in one file are two"),
        pytest.param([BG_1, BG_2, CAMT_1], [{1}, {3}, {2}], 1, id="one in each of two BgMax"),
        pytest.param([BG_1, BG_2, CAMT_1], [{1, 3}, {3}, {2}], 2, id="a file with both came later"),
        pytest.param([BG_1, BG_2, CAMT_1, CSV_1], [{1}, {1}, {2}, {3}], 2, id="three kinds"),
        pytest.param([BG_1, row("bgmax:2"), CAMT_1], [{1}, {1}, {2}], 1, id="one says nothing"),
        pytest.param(
            [BG_1, BG_2, row("camt:1", ref="104224")], [{1}, {1}, {2}], 1, id="another number"
        ),
        pytest.param(
            [BG_1, BG_2, row("camt:1", 101, ref="104216")], [{1}, {1}, {2}], 1, id="another amount"
        ),
    ],
)
def test_a_group_is_at_least_so_many(
    group: list[PaymentDraft], files: list[set[int]], least: int
) -> None:
    told = [frozenset(some) for some in files]
    assert distinct_at_least(list(zip(group, told, strict=True))) == least


def test_a_line_that_differs_from_its_deposit_is_for_a_person() -> None:
    line = NAMED_LINE._replace(amount_ore=101)
    assert all_money([*PARTS, line], [SUM]).lookalikes == (("csv:named", "bgmax:1"),)


def test_the_parts_take_the_place_of_a_line() -> None:
    found = change([NAMED_LINE], [], PARTS, [SUM])
    assert [draft.key for draft in found.new] == ["bgmax:1", "bgmax:2"]
    assert found.withdrawn == {"csv:named": BG}


def test_a_line_after_its_parts_brings_nothing() -> None:
    found = change(PARTS, [SUM], [NAMED_LINE], [])
    assert not found.new
    assert not found.withdrawn
    assert found.known == {"csv:named"}


def test_a_row_that_comes_with_another_amount_is_disputed() -> None:
    found = change([row("bgmax:1", 5)], [], [row("bgmax:1", 6)], [])
    assert not found.new
    assert found.uncertain == {"bgmax:1"}


FILES: list[tuple[list[PaymentDraft], list[Deposit]]] = [
    (PARTS, [SUM]),
    (CAMT_PARTS, [SUM]),
    ([NAMED_LINE], []),
    ([PLAIN_LINE, SWISH_LINE], []),
    ([PLAIN_LINE, row("csv:again", 100, is_sum=True)], []),
    ([ENTRY_LINE], []),
    (ENTRY_PARTS, [deposit("camt:entry", 100)]),
    ([SWISH, row("swish:2", 7)], []),
    ([row("bgmax:9", 50, ref="104216")], []),
]


@given(st.data())
def test_order_and_overlap_of_files_change_nothing(data: st.DataObject) -> None:
    """Files arrive one by one, in any order, some of them several times."""
    chosen = data.draw(st.lists(st.integers(0, len(FILES) - 1), min_size=1, max_size=12))
    rows: list[PaymentDraft] = []
    deposits: list[Deposit] = []
    counted: set[str] = set()
    for number in chosen:
        file_rows, file_deposits = FILES[number]
        found = change(rows, deposits, file_rows, file_deposits)
        counted = (counted - found.withdrawn.keys()) | {draft.key for draft in found.new}
        rows += file_rows
        deposits += file_deposits
    whole = sorted(set(chosen))
    at_once = all_money(
        [draft for number in whole for draft in FILES[number][0]],
        [one for number in whole for one in FILES[number][1]],
    )
    assert counted == set(at_once.counted)
