"""A setting means what was written, also after it has been stored."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from reminder_cli.adapters.settings import SETTINGS, Settings, check_setting
from reminder_cli.errors import WrongValue
from reminder_cli.services.setup import change_setting
from reminder_cli.services.world import World
from tests.ledger.worlds import MONDAY, dump, firm, later


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path)
    yield made
    made.ledger.close()


@pytest.mark.parametrize(
    ("key", "written", "stored", "means"),
    [
        ("tolerance", "25", "25.00", 25_00),
        ("tolerance", "25,50", "25.50", 25_50),
        ("tolerance", "1 000", "1000.00", 1000_00),
        ("tolerance", "0", "0.00", 0),
        ("contract_rate", "8,5", "8.5", Fraction(17, 2)),
        ("contract_rate", "24", "24", Fraction(24)),
        ("contract_rate", "12.125", "12.125", Fraction(97, 8)),
        ("contract_rate", "0,05", "0.05", Fraction(1, 20)),
        ("contract_rate", "None", "none", None),
        ("after_demand_days", "never", "never", None),
        ("after_demand_days", "Aldrig", "never", None),
        ("after_demand_days", "0", "0", 0),
        ("grace_days", "5", "5", 5),
        ("cash_method", "ja", "true", True),
        ("cash_method", "NO", "false", False),
        ("default_description", "none", "none", ""),
        (
            "default_description",
            "Arbete enligt avtal",
            "Arbete enligt avtal",
            "Arbete enligt avtal",
        ),
        ("business_compensation", "none", "none", "none"),
        ("day_count", "actual/365", "actual/365", "actual/365"),
    ],
)
def test_stored_as_it_was_meant(
    world: World, key: str, written: str, stored: str, means: object
) -> None:
    assert change_setting(world, key, written) == stored
    again = later(world, MONDAY)
    assert again.settings[key] == means
    assert again.settings.text(key) == stored
    again.ledger.close()


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_a_default_can_be_set(world: World, setting: object) -> None:
    key, default = setting.key, setting.default  # type: ignore[attr-defined]
    stored = check_setting(key, default)
    assert Settings({key: stored})[key] == Settings({})[key]
    assert check_setting(key, stored) == stored


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tolerance", "-1"),
        ("tolerance", "ten"),
        ("tolerance", "1.250,00x"),
        ("contract_rate", "-8"),
        ("contract_rate", "8 %"),
        ("contract_rate", "1000"),
        ("after_demand_days", "soon"),
        ("after_demand_days", "-1"),
        ("grace_days", "1.5"),
        ("grace_days", ""),
        ("cash_method", "maybe"),
        ("day_count", "30/360"),
        ("booking", "later"),
        ("account_bank", "193"),
        ("account_bank", "bank"),
        ("smtp_security", "ssl3"),
    ],
)
def test_what_it_cannot_be(world: World, key: str, value: str) -> None:
    before = dump(world.path)
    with pytest.raises(WrongValue) as caught:
        change_setting(world, key, value)
    assert key in caught.value.message
    assert caught.value.fix.startswith("Write ")
    assert dump(world.path) == before


@pytest.mark.parametrize(
    ("key", "fix"),
    [
        ("tolerence", "Did you mean tolerance? See all with: remind settings"),
        ("xyzzy", "See all with: remind settings"),
    ],
)
def test_no_such_setting(world: World, key: str, fix: str) -> None:
    with pytest.raises(WrongValue, match=f"no setting {key}") as caught:
        change_setting(world, key, "1")
    assert caught.value.fix == fix


@pytest.mark.parametrize("key", ["default_description", "smtp_user", "smtp_host"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\x1b[2J", "\u2028"], ids=repr)
def test_a_text_is_one_line(key: str, end: str) -> None:
    """A line end in a setting would go on into headers of mails and into letters."""
    with pytest.raises(WrongValue):
        check_setting(key, f"ett{end}två")
