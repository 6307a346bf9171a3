"""The numbers of a list, remembered without keeping them: against a dict, and how much room it takes."""

from __future__ import annotations

import sys
from array import array

from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.adapters.importers.seen_numbers import SeenNumbers, SeenRow


@given(st.lists(st.tuples(st.integers(0, 30).map(str), st.integers()), max_size=200))
def test_the_first_row_of_each_number_is_told(rows: list[tuple[str, int]]) -> None:
    seen = SeenNumbers()
    expected: dict[str, SeenRow] = {}
    for line, (number, content) in enumerate(rows, start=2):
        earlier = expected.get(number)
        assert seen.look_up(number, line, hash(content)) == earlier
        expected.setdefault(number, SeenRow(line, hash(content)))


def test_a_long_list() -> None:
    """Past each size of the table; every number is found again with its own line."""
    seen = SeenNumbers()
    count = 300_000
    assert all(seen.look_up(str(n), n, -n) is None for n in range(1, count))
    assert all(seen.look_up(str(n), 0, 0) == (n, -n) for n in range(1, count, 7))
    tables = [part for part in map(seen.__getattribute__, seen.__slots__) if type(part) is array]
    assert sum(map(sys.getsizeof, tables)) < 90 * count
