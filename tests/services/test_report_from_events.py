"""The shares and days of the report, recomputed from the bare events by other means than its own.

Nothing of the program is used to count: rows of the ledger's file, and arithmetic.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import pytest

from reminder_cli.domain.company import Collector
from reminder_cli.services.report import ReportChoice, report
from reminder_cli.services.world import World
from tests.services.report_firm import LAST_DAY, make_firm

CLOSED = "closed"


class Happened(NamedTuple):
    """A row of the ledger: when it counts, its place, its kind and what it says."""

    on: date
    seq: int
    kind: str
    body: dict[str, Any]


class Told(NamedTuple):
    """One case as the rows tell it; öre."""

    opened_on: date
    principal_ore: int
    outcome: str
    came: dict[str, date]  # each stage it came to, and when first
    solved_at: str
    days: int | None


def rows(path: Path, until: date) -> dict[int, list[Happened]]:
    db = sqlite3.connect(path)
    found: dict[int, list[Happened]] = defaultdict(list)
    asked = "SELECT invoice_id, counts_on, seq, kind, body FROM event ORDER BY seq"
    for invoice_id, on, seq, kind, body in db.execute(asked):
        day = date.fromisoformat(on)
        if day <= until:
            found[invoice_id].append(Happened(day, seq, kind, json.loads(body)))
    db.close()
    return found


def told(happened: list[Happened]) -> Iterator[Told]:
    """Each case of an invoice; none of this firm's was opened again."""
    back = {h.body["payment_id"] for h in happened if h.kind == "payment_reversed"}
    paid = [
        h for h in happened if h.kind == "payment_received" and h.body["payment_id"] not in back
    ]
    for opened in (h for h in happened if h.kind == "case_opened"):
        mine = [h for h in happened if h.body.get("case_no") == opened.body["case_no"]]
        came = {"reminder": (opened.on, opened.seq)}
        outcome = ""
        for h in mine:
            stage = h.body.get("starts") or h.body.get("stage")
            if h.kind == "case_closed":
                stage, outcome = CLOSED, h.body["outcome"]
            if stage:
                came.setdefault(stage, (h.on, h.seq))
        end = came.get(CLOSED, (date.max, 0))
        within = [p for p in paid if (opened.on, opened.seq) <= (p.on, p.seq) < end]
        last = max(within, key=lambda p: (p.on, p.seq), default=None)
        solved_at, days = "", None
        if outcome == "paid" and last is not None:
            days = (last.on - opened.on).days
            before = {s: at for s, at in came.items() if at <= (last.on, last.seq)}
            solved_at = max(before, key=lambda s: before[s])
        yield Told(
            opened_on=opened.on,
            principal_ore=opened.body["principal_ore"],
            outcome=outcome,
            came={stage: at[0] for stage, at in came.items() if stage != CLOSED},
            solved_at=solved_at,
            days=days,
        )


@pytest.fixture(scope="module", params=list(Collector))
def firm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_firm(tmp_path_factory.mktemp(request.param), request.param)


@pytest.mark.parametrize(
    "until", [LAST_DAY, date(2026, 2, 15), date(2026, 1, 15), date(2025, 12, 1)], ids=str
)
def test_shares_stages_and_days_are_those_of_the_events(firm: World, until: date) -> None:
    cases = [case for happened in rows(firm.path, until).values() for case in told(happened)]
    counted = [case for case in cases if case.outcome not in {"cancelled", "credited"}]
    found = report(firm, ReportChoice(as_of=until)).statistics

    assert (found.total.cases, found.total.counted) == (len(cases), len(counted))
    solved = [case for case in counted if case.outcome == "paid"]
    assert found.total.solved_percent == Fraction(100 * len(solved), len(counted))
    assert found.total.principal_ore == sum(case.principal_ore for case in counted)
    days = [case.days for case in solved if case.days is not None]
    assert found.total.median_days == (median(days) if days else None)

    outcomes = Counter(case.outcome for case in cases if case.outcome)
    assert {name: standing.cases for name, standing in found.outcomes.items()} == outcomes
    by_month = Counter(f"{case.opened_on:%Y-%m}" for case in cases)
    assert {month: group.cases for month, group in found.by_month.items()} == by_month

    came = Counter(stage for case in counted for stage in case.came)
    assert {s.value: g.counted for s, g in found.by_stage.items()} == came
    solved_at = Counter(case.solved_at for case in solved)
    assert {s.value: g.solved for s, g in found.by_stage.items() if g.solved} == solved_at
