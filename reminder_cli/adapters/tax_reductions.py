"""Reads the percentages and caps of tax reductions that the program carries."""

from __future__ import annotations

import tomllib
from functools import cache

from reminder_cli.domain.rules.tax_reduction import ReductionRule
from reminder_cli.resources import data_path


@cache
def carried_reductions() -> tuple[ReductionRule, ...]:
    """Every rule of ``data/tax_reductions.toml``."""
    text = data_path("tax_reductions.toml").read_text(encoding="utf-8")
    return tuple(
        ReductionRule(
            kind=rule["kind"],
            from_date=rule["from"],
            percent=rule["percent"],
            cap_ore=rule["cap"] * 100,
            source=rule["source"],
        )
        for rule in tomllib.loads(text)["rule"]
    )
