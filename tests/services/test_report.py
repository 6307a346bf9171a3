"""The report's figures, each counted again here by hand or from the bare events."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from reminder_cli.cli.reporting_json import reported
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Stage
from reminder_cli.errors import WrongValue
from reminder_cli.services.report import ReportChoice, report
from reminder_cli.services.views import explain
from reminder_cli.services.world import World
from tests.services.report_firm import LAST_DAY, make_firm


@pytest.fixture(scope="module")
def partner(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_firm(tmp_path_factory.mktemp("partner"))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_firm(tmp_path_factory.mktemp("own"), Collector.OWN)


def _payments(path: Path) -> dict[str, int]:
    """What was paid per day and not taken back, from the rows of the file."""
    db = sqlite3.connect(path)
    back = {
        json.loads(body)["payment_id"]
        for (body,) in db.execute("SELECT body FROM event WHERE kind = 'payment_reversed'")
    }
    days: dict[str, int] = defaultdict(int)
    rows = db.execute("SELECT counts_on, body FROM event WHERE kind = 'payment_received'")
    for on, body in rows:
        if json.loads(body)["payment_id"] not in back:
            days[on] += json.loads(body)["amount_ore"]
    db.close()
    return dict(days)


def test_payments_are_those_of_the_events(partner: World) -> None:
    found = report(partner, ReportChoice())
    days = {on.isoformat(): day.amount_ore for on, day in found.takings.days.items()}
    assert days == _payments(partner.path)
    assert found.takings.all_days.amount_ore == sum(_payments(partner.path).values())
    for day in (*found.takings.days.values(), found.takings.all_days):
        parts = day.principal_ore + day.fees_ore + day.interest_ore + day.costs_ore + day.over_ore
        assert parts == day.amount_ore == sum(day.to_ore.values())


def test_ageing_by_hand(partner: World) -> None:
    ageing = report(partner, ReportChoice()).ageing
    # 1008 is due on 23 March; 1009 was on 6 February, 24 days ago; 1006 on 2 January, 59 days
    # ago (31 December is no banking day); 1001 has 3 500 left and 1004 all of its 25 000.
    assert ageing.total.amounts_ore == [640_00, 2_222_00, 3_100_00, 0, 3_500_00 + 25_000_00]
    assert ageing.total.overdue_ore == 33_822_00
    by_column = [sum(c) for c in zip(*(r.amounts_ore for r in ageing.customers.values()))]  # noqa: B905
    assert by_column == ageing.total.amounts_ore


def test_fees_and_vat_of_a_partner_by_hand(partner: World) -> None:
    takings = report(partner, ReportChoice()).takings
    # 1002 paid its reminder fee in October, 1003 both fees in December, 1005 one in February.
    fees = {name: month.fees_paid_ore for name, month in takings.months.items()}
    assert {n: f for n, f in fees.items() if f} == {
        "2025-10": 60_00,
        "2025-12": 240_00,
        "2026-02": 60_00,
    }
    assert takings.total.partner_fees_ore == 360_00
    assert takings.total.fee_vat_ore == 90_00
    # 4 000 kr of 1001 came at monitoring: 15 % and its VAT.
    assert takings.months["2026-01"].commission_ore == 600_00
    assert takings.months["2026-01"].commission_vat_ore == 150_00
    assert takings.total.vat_ore == 240_00
    # 4 300,50 × 10 % × 38/365 and 1 250 × 10 % × 75/365; half of each, half up, is the creditor's.
    assert takings.total.interest_paid_ore == 44_77 + 25_68
    assert takings.total.own_interest_ore == 22_39 + 12_84
    assert takings.total.fees_charged_ore == 6 * 60_00 + 3 * 180_00


def test_own_cases_have_no_vat_and_all_the_interest(own: World) -> None:
    total = report(own, ReportChoice()).takings.total
    assert total.fees_paid_ore > 0
    assert (total.vat_ore, total.partner_fees_ore, total.commission_ore) == (0, 0, 0)
    assert total.own_interest_ore == total.interest_paid_ore > 0


def test_statistics_by_hand(partner: World) -> None:
    found = report(partner, ReportChoice())
    statistics = found.statistics
    assert statistics.total.cases == 6
    assert statistics.total.counted == 5  # 1006 was cancelled
    assert statistics.total.solved_percent == 60  # 1002, 1003, 1005
    sent = 12_500_00 + 800_00 + 4_300_50 + 25_000_00 + 1_250_00
    came = 9_000_00 + 800_00 + 4_300_50 + 1_250_00
    assert statistics.total.recovered_percent == Fraction(100 * came, sent)
    assert statistics.total.median_days == 28  # of 12, 28 and 70
    assert {s.value: g.solved for s, g in statistics.by_stage.items()} == {
        "reminder": 2,
        "demand": 1,
        "choose": 0,
        "monitoring": 0,
    }
    assert statistics.by_stage[Stage.DEMAND].median_days == 13  # 25 November to 8 December
    assert {m: g.cases for m, g in statistics.by_month.items()} == {
        "2025-10": 2,
        "2025-11": 2,
        "2025-12": 1,
        "2026-01": 1,
    }
    invoiced = sent + 3_100_00 + 640_00 + 2_222_00
    # The first invoice is of 1 September: 183 days with 2 March, not a year.
    assert found.dso == Fraction(34_462_00 * 183, invoiced)
    assert (found.waiting, found.waiting_ore) == (2, 3_100_00 + 2_222_00)
    assert found.foreign == 1
    assert found.overpaid_ore == 14_73 + 364_32


def test_a_day_gone_by_is_told_as_it_was(partner: World) -> None:
    """What happened later is not there, and the amounts are those `explain` gives for the day."""
    day = date(2025, 12, 1)
    found = report(partner, ReportChoice(as_of=day))
    standing = {s.value: v.cases for s, v in found.statistics.stages.items()}
    assert standing == {"reminder": 1, "demand": 1, "monitoring": 1}
    running = [explain(partner, n, as_of=day).subject.account for n in ("1001", "1004")]
    # 1003 has been paid since; then it was owed with 31 days of interest and both fees.
    paid_since = 4_300_50 + 240_00 + 36_52
    owed = sum(account.owed_ore for account in running) + paid_since
    assert found.statistics.balance_ore == owed
    assert found.takings.last == day
    assert found.takings.all_days.amount_ore == 5_860_00
    assert [(x.on, x.kind, x.invoice) for x in found.forecast.letters] == [
        (date(2025, 12, 5), "demand", "1004")
    ]


def test_a_payment_taken_back_is_not_there(partner: World) -> None:
    found = report(partner, ReportChoice(as_of=date(2025, 12, 29)))
    assert found.takings.months["2025-12"].amount_ore == 4_600_00


def test_nothing_had_been_imported_yet(partner: World) -> None:
    found = report(partner, ReportChoice(as_of=date(2025, 10, 1)))
    assert (found.invoices, found.ageing.total.total_ore, found.dso) == (0, 0, None)


def test_the_period_bounds_payments_and_fees_only(partner: World) -> None:
    choice = ReportChoice(first=date(2025, 12, 1), last=date(2025, 12, 31))
    found, whole = report(partner, choice), report(partner, ReportChoice())
    assert list(found.takings.months) == ["2025-12"]
    assert found.takings.total.fees_paid_ore == 240_00
    assert found.statistics.total == whole.statistics.total


def test_the_period_is_twelve_months_unless_said(partner: World) -> None:
    takings = report(partner, ReportChoice()).takings
    assert (takings.first, takings.last) == (date(2025, 4, 1), LAST_DAY)
    assert len(takings.months) == 12


@pytest.mark.parametrize(
    "choice",
    [
        ReportChoice(as_of=date(2026, 3, 3)),
        ReportChoice(first=date(2026, 2, 2), last=date(2026, 2, 1)),
    ],
)
def test_days_that_cannot_be(partner: World, choice: ReportChoice) -> None:
    with pytest.raises(WrongValue):
        report(partner, choice)


def test_forecast_says_nothing_with_too_little_to_go_by(partner: World) -> None:
    found = report(partner, ReportChoice(as_of=date(2025, 12, 1)))
    assert [h.money_ore for h in found.forecast.horizons] == [None, None, None]


@pytest.mark.usefixtures("own")
def test_json_is_what_scripts_rely_on(partner: World) -> None:
    data = reported(report(partner, ReportChoice()))
    for name in ("as_of", "ageing", "stages", "statistics", "fees", "vat", "payments", "forecast"):
        assert name in data
    for name in ("cases", "solved_share", "days_to_pay", "recovered", "written_off"):
        assert name in data["statistics"]
    assert data["vat"]["account"] == "2641"
    assert data["vat"]["total"] == "240.00"
    assert data["statistics"]["solved_share"] == {"cases": "60.00", "amount": "35.01"}
    assert json.loads(json.dumps(data)) == data
