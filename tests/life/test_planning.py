"""The forecast is what the days then bring; a plan is done as shown or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from reminder_cli.errors import PlanChanged, Refused, WrongValue
from reminder_cli.ledger.letters import letters
from reminder_cli.services.cancel import cancel
from reminder_cli.services.hold import HoldOrder, hold
from reminder_cli.services.pay import pay
from reminder_cli.services.planning import forecast, plan, tick_as_planned
from reminder_cli.services.tick import tick
from tests.life.walk import ASA, Firm, row


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = Firm.with_invoices(
        tmp_path,
        row("1041", "12500.00"),
        row("1042", "999.50", customer=ASA),
        row("1043", "4000.00"),
    )
    firm.send("1041", "1042", "1043")
    return firm


def done(reports: list) -> list[object]:  # type: ignore[type-arg]
    return [
        (r.on, [(x.kind, x.invoices, x.total_ore, x.due_on) for x in r.letters], r.moved, r.closed)
        for r in reports
    ]


def test_the_forecast_is_what_the_days_bring(firm: Firm) -> None:
    until = date(2026, 6, 15)
    pay(firm.world, "1043", 4000_00, on=firm.today)
    hold(firm.world, ["1042"], HoldOrder(until=date(2026, 4, 1), reason="asked"))
    foreseen = forecast(firm.world, until)
    before = firm.letters("1041")
    assert before == [("2026-03-02", "reminder")], "nothing has happened in the ledger itself"
    assert done(firm.walk(until)) == done(foreseen.days)
    assert any(report.letters for report in foreseen.days)
    assert any(report.moved for report in foreseen.days)


@pytest.mark.parametrize("until", [date(2026, 3, 1), date(2099, 1, 1)])
def test_a_day_that_cannot_be_foreseen(firm: Firm, until: date) -> None:
    with pytest.raises(WrongValue) as refused:
        forecast(firm.world, until)
    assert "day" in refused.value.fix


def test_the_plan_that_was_shown_is_done(firm: Firm) -> None:
    firm.walk(date(2026, 3, 16))
    firm.today += timedelta(days=1)
    shown = plan(firm.world)
    assert len(shown.letters) == 2
    report = tick_as_planned(firm.world, shown.hash)
    assert report.hash == shown.hash
    assert firm.letters("1042")[-1] == ("2026-03-17", "demand")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda firm: pay(firm.world, "1042", 100_00), "changed: Inkassokrav 1042"),
        (
            lambda firm: cancel(firm.world, ["1042"], reason="no"),
            "fell away: Inkassokrav 1042",
        ),
        (
            lambda firm: hold(firm.world, ["1043"], HoldOrder(until=firm.today, reason="x")),
            "new: Inkassokrav 1041, ",
        ),
        (lambda firm: pay(firm.world, "1042", 1200_00), "fell away: Inkassokrav 1042"),
    ],
)
def test_a_changed_plan_is_refused_with_its_differences(
    firm: Firm, change: object, told: str
) -> None:
    firm.walk(date(2026, 3, 16))
    firm.today += timedelta(days=1)
    shown = plan(firm.world)
    assert callable(change)
    change(firm)
    with pytest.raises(Refused) as refused:
        tick_as_planned(firm.world, shown.hash)
    assert told in refused.value.message
    assert "remind plan" in refused.value.fix
    assert len(firm.letters("1041")) == 1, "nothing was done"


def test_a_plan_of_another_day_or_none(firm: Firm) -> None:
    shown = plan(firm.world)
    firm.walk(date(2026, 3, 16))
    firm.today += timedelta(days=1)
    with pytest.raises(Refused, match="It was for 2026-03-02; today is 2026-03-17"):
        tick_as_planned(firm.world, shown.hash)
    with pytest.raises(Refused, match="No plan abc has been shown"):
        tick_as_planned(firm.world, "abc")


def test_what_changes_under_the_lock_takes_all_back(firm: Firm) -> None:
    firm.walk(date(2026, 3, 16))
    firm.today += timedelta(days=1)
    firm.world.forecast = False
    with pytest.raises(PlanChanged):
        tick(firm.world, must_be="another", deliver_letters=False)
    assert len(firm.letters("1041")) == 1


def test_a_letter_that_waits_does_not_hold_the_forecast(firm: Firm) -> None:
    with firm.world.writing():
        firm.world.ledger.db.execute("UPDATE letter SET state = 'waiting', sent_on = NULL")
    days = [report.on for report in forecast(firm.world, date(2026, 3, 31)).days]
    assert days[0] == date(2026, 3, 17)
    states = {x.state for x in letters(firm.world.ledger)}
    assert states == {"waiting"}, "only in the copy have they gone out"
