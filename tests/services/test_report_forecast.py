"""The forecast's words on letters and money, where they are not plain."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from reminder_cli.domain.events import Stage
from reminder_cli.domain.forecast import HORIZONS, Came
from reminder_cli.services.report_forecast import Forecast
from reminder_cli.services.world import World


def _there() -> World:
    day = date(2026, 3, 2)
    return World(path=Path("none"), today=day, now=datetime.combine(day, time(12), UTC))


def _forecast(*came_ore: int) -> Forecast:
    """Where of 100 kr that were left so much had come in within 30, 60 and 90 days."""
    forecast = Forecast(_there())
    forecast.owed[Stage.DEMAND, 0] = 100_00
    for days, ore in zip(HORIZONS, came_ore, strict=False):
        forecast.experience.seen[Stage.DEMAND, 0, days] = Came(5, 100_00, ore)
    return forecast


def test_a_longer_time_never_says_less() -> None:
    """Fewer cases have come ninety days than thirty; they may have paid worse, or be too few."""
    assert [h.money_ore for h in _forecast(40_00, 30_00, 50_00).horizons] == [4000, 4000, 5000]
    assert [h.money_ore for h in _forecast(40_00).horizons] == [4000, 4000, 4000]
    assert [h.money_ore for h in _forecast().horizons] == [None, None, None]


def test_no_running_cases_bring_nothing() -> None:
    horizons = Forecast(_there()).horizons
    assert [(h.letters, h.money_ore) for h in horizons] == [(0, 0)] * 3
