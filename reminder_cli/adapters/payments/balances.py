"""Compares the amounts of a list with its balances, the only control that such lists have."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reminder_cli.adapters.payments.tables import parse_amount

# Fewer rows say nothing; more breaks than this and the list was searched, not cut.
_FEWEST, _MOST_BREAKS = 4, 2


def first_break(booked: Sequence[tuple[int, str, str]], *, three_decimals: bool) -> int | None:
    """The first line whose balance does not follow from its neighbour's, or None.

    Rows are line, amount and balance, newest or oldest first. None also when balances are
    missing, or when so many do not follow that the rows cannot be all of the account's.
    """
    rows = []
    for line, amount, balance in booked:
        try:
            rows.append(
                (
                    line,
                    parse_amount(amount, three_decimals=three_decimals),
                    parse_amount(balance, three_decimals=three_decimals),
                )
            )
        except ValueError:
            return None
    if len(rows) < _FEWEST:
        return None
    newest_first = [
        second[0] for first, second in pairwise(rows) if first[2] - second[2] != first[1]
    ]
    oldest_first = [
        second[0] for first, second in pairwise(rows) if second[2] - first[2] != second[1]
    ]
    breaks = min(newest_first, oldest_first, key=len)
    return breaks[0] if 0 < len(breaks) <= min(_MOST_BREAKS, len(rows) // 3) else None
