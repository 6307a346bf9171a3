"""Reference rates: those carried with the program, and those Riksbanken's open API states.

It decides nothing: whether a fetched rate is taken over is the caller's question.
"""

from __future__ import annotations

import csv
import json
from datetime import date
from fractions import Fraction

from reminder_cli.domain.rules.reference_rate import ReferenceRate, half_year_start
from reminder_cli.errors import RemindError
from reminder_cli.i18n import _
from reminder_cli.resources import data_path

# SWEA, the Riksbank's interest and exchange rates: no key is asked for, five calls a minute.
# SECBREFEFF is the reference rate of räntelagen 9 §; the policy rate is SECBREPOEFF.
SWEA = "https://api.riksbank.se/swea/v1"
SERIES = "SECBREFEFF"
FIRST_DAY = date(2002, 7, 1)
TIMEOUT_SECONDS = 10.0
# One observation is some 40 bytes and a year holds some 250: this is a hundred years.
MAX_BYTES = 1_000_000
# No half-year has been near these; a number outside them is another series or a broken answer.
LOWEST, HIGHEST = Fraction(-5), Fraction(50)


def carried_rates() -> tuple[ReferenceRate, ...]:
    """The rates of ``data/rates``, oldest first. Percent per year."""
    text = data_path("rates", "reference_rates.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(
        ReferenceRate(
            date.fromisoformat(row["from_date"]),
            Fraction(row["rate_percent"]),
            row["source"],
            row["confirmed"] == "yes",
        )
        for row in csv.DictReader(lines)
    )


def fetch_rates(
    base_url: str = SWEA, *, since: date = FIRST_DAY, timeout: float = TIMEOUT_SECONDS
) -> tuple[ReferenceRate, ...]:
    """What Riksbanken states from ``since`` until now, one rate per half-year, oldest first.

    Raises :class:`~reminder_cli.errors.RemindError` when there is no usable answer.
    """
    # Without an end date the API answers until its newest observation: no clock is needed.
    return _one_per_half_year(
        _observations(_get(f"{base_url}/Observations/{SERIES}/{since.isoformat()}", timeout))
    )


def _get(url: str, timeout: float) -> bytes:
    # Every run reads the carried rates and few fetch, so what fetches is imported here.
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    if not url.startswith(("https://", "http://")):
        raise ValueError("rates are fetched over http")
    request = Request(url, headers={"Accept": "application/json"})  # noqa: S310 - checked above
    try:
        with urlopen(request, timeout=timeout) as answer:  # noqa: S310 - checked above
            body: bytes = answer.read(MAX_BYTES + 1)
    except HTTPError as error:
        error.close()  # it holds the connection
        raise _no_answer(f"HTTP {error.code}") from error
    except URLError as error:
        raise _no_answer(str(error.reason)) from error
    except (OSError, HTTPException) as error:  # a timeout or a break while the body is read
        raise _no_answer(type(error).__name__) from error
    if len(body) > MAX_BYTES:
        raise _unusable()
    return body


def _observations(body: bytes) -> list[tuple[date, Fraction]]:
    try:
        # A JSON number goes from its digits straight to a fraction: 2.1 as a float is not 2.1.
        rows = json.loads(body, parse_float=Fraction, parse_int=Fraction, parse_constant=_refuse)
        found = [(date.fromisoformat(row["date"]), row["value"]) for row in rows]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _unusable() from error
    if not found or not all(
        isinstance(value, Fraction) and LOWEST <= value <= HIGHEST for _day, value in found
    ):
        raise _unusable()
    return sorted(found)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a rate")


def _one_per_half_year(observations: list[tuple[date, Fraction]]) -> tuple[ReferenceRate, ...]:
    rates: dict[date, Fraction] = {}
    for day, percent in observations:
        start = half_year_start(day)
        if rates.setdefault(start, percent) != percent:
            raise RemindError(
                _("Riksbanken states two reference rates for the half-year from {day}.", day=start),
                fix=_("Look at riksbank.se, then add the right one with: remind rates add"),
            )
    return tuple(
        ReferenceRate(start, percent, f"Riksbanken SWEA {SERIES}", confirmed=True)
        for start, percent in rates.items()
    )


def _no_answer(reason: str) -> RemindError:
    return RemindError(
        _("Riksbanken did not answer: {reason}.", reason=reason),
        fix=_("Try again later, or add the rate by hand with: remind rates add"),
    )


def _unusable() -> RemindError:
    return RemindError(
        _("The answer from Riksbanken was not a list of reference rates."),
        fix=_("Try again later, or add the rate by hand with: remind rates add"),
    )
