"""Reads the versioned terms that the program carries; it chooses none."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from functools import cache
from typing import Any

from reminder_cli.domain.company import Collector
from reminder_cli.domain.money import parse_kronor
from reminder_cli.domain.terms import Terms
from reminder_cli.resources import data_path

_KRONOR = (
    "reminder_fee",
    "demand_fee",
    "plan_fee",
    "rest_waived",
    "commission_cap",
    "application_fee",
    "application_work",
    "enforcement_fee",
)
_PERCENT = ("interest_share_percent", "commission_percent", "vat_percent")


@cache
def carried_terms() -> tuple[Terms, ...]:
    """Every version of every collector's terms, from ``data/terms/``."""
    files = sorted(data_path("terms").glob("*.toml"))
    return tuple(_terms(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)


def _terms(values: dict[str, Any]) -> Terms:
    for key in _KRONOR:
        values[f"{key}_ore"] = parse_kronor(values.pop(key))
    for key in _PERCENT:
        values[key] = Fraction(values[key])
    values["collector"] = Collector(values["collector"])
    return Terms(**values)
