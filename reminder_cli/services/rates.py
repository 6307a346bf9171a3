"""The reference rates: which are known, adding one, and fetching them from Riksbanken."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.rules.reference_rate import ReferenceRate, half_year_start
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _
from reminder_cli.ledger import firm, histories

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_HALF = re.compile(r"(\d{4})-?[Hh]([12])")
_PERCENT = re.compile(r"-?\d{1,2}(?:[.,]\d{1,2})?")


class Fetched(Struct, frozen=True, kw_only=True):
    """What a fetch changed: the rates that are new here or were known otherwise."""

    new: tuple[ReferenceRate, ...]
    known: int


def add_rate(
    world: World, half: str, percent: str, *, source: str, dry_run: bool = False
) -> ReferenceRate:
    """Add the rate of a half-year, or correct it; the next letter counts with it."""
    if not source.strip():
        raise WrongValue(
            _("A rate needs its source."),
            fix=_("Say where it stands with --source TEXT."),
            again=Again(add="--source TEXT"),
        )
    rate = ReferenceRate(_first_day(half), _read_percent(percent), source.strip(), confirmed=True)
    with world.writing(dry_run=dry_run):
        _save(world, rate)
    forget(world)
    return rate


def _save(world: World, rate: ReferenceRate) -> None:
    """Write a rate, and what stood there before: a letter of then was counted with that."""
    added = {held.from_date: held for held in firm.added_rates(world.ledger)}
    before = added.get(rate.from_date)
    change = (firm.rate_text(before) if before else "", firm.rate_text(rate))
    field = f"{histories.RATE}{rate.from_date.isoformat()}"
    histories.record(world.ledger, histories.SETTING, {field: change}, now=world.now)
    firm.save_rate(world.ledger, rate, now=world.now)


def _first_day(half: str) -> date:
    match = _HALF.fullmatch(half.strip())
    if match is None:
        raise WrongValue(
            _("{text} is not a half-year.", text=half),
            fix=_("Write it as 2027-H1 or 2027-H2."),
            again=Again(instead={half: "HALF"}),
        )
    return date(int(match[1]), 1 if match[2] == "1" else 7, 1)


def _read_percent(text: str) -> Fraction:
    if _PERCENT.fullmatch(text.strip()) is None:
        raise WrongValue(
            _("{text} is not a rate in percent.", text=text),
            fix=_("Write it as 2,50 or -0.50."),
            again=Again(instead={text: "PERCENT"}),
        )
    percent = Fraction(text.strip().replace(",", "."))
    if percent % Fraction(1, 2):
        # 9 §: rounded up to a half percentage point, so anything else is a slip of the finger.
        raise WrongValue(
            _("{text} is not a reference rate: it is always a whole or half percent.", text=text),
            fix=_("Look it up at riksbank.se, Referensränta."),
            again=Again(instead={text: "PERCENT"}),
        )
    return percent


def fetch(world: World, base_url: str = "", *, dry_run: bool = False) -> Fetched:
    """Fetch the rates from Riksbanken's open interface and keep those not known as they are."""
    from reminder_cli.adapters.rates import fetch_rates

    found = fetch_rates(base_url) if base_url else fetch_rates()
    known = {rate.from_date: rate for rate in world.reference_rates}
    new = tuple(rate for rate in found if not _same(rate, known.get(rate.from_date)))
    with world.writing(dry_run=dry_run):
        for rate in new:
            _save(world, rate)
    forget(world)
    return Fetched(new=new, known=len(found) - len(new))


def _same(rate: ReferenceRate, known: ReferenceRate | None) -> bool:
    return known is not None and known.confirmed and known.percent == rate.percent


def forget(world: World) -> None:
    """Have the rates read anew by the next who asks."""
    world.__dict__.pop("reference_rates", None)
    world.__dict__.pop("rates", None)


def missing_next(world: World) -> date | None:
    """The first day of the coming half-year if its rate should be known by now and is not.

    Riksbanken announces it in the last days of the half-year before (räntelagen 9 §).
    """
    start = half_year_start(world.today)
    coming = date(start.year, 7, 1) if start.month == 1 else date(start.year + 1, 1, 1)
    near = (coming - world.today).days <= 14
    for day in (start, coming) if near else (start,):
        if day not in world.rates:
            return day
    return None
