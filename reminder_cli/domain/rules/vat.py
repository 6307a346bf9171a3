"""Output VAT of an invoice by rate, where only its sum is known (mervärdesskattelagen 9 kap.)."""

from __future__ import annotations

from fractions import Fraction

from reminder_cli.domain.money import parse_kronor, rounded

RATES = (25, 12, 6)
ROUNDING_ORE = 100  # lines and the total are rounded; more than that is another rate


def vat_parts(total_ore: int, vat_ore: int | None) -> tuple[tuple[int, int], ...] | None:
    """The VAT as (percent, öre) when it is all of one rate; None when that cannot be told.

    No VAT at all (export, reverse charge, exempt) is no part. Several rates on one invoice are
    not told apart by their sum: nothing is guessed.

    >>> vat_parts(1250_00, 250_00), vat_parts(1060_00, 60_00), vat_parts(1000_00, 0)
    (((25, 25000),), ((6, 6000),), ())
    >>> vat_parts(1000_00, 150_00), vat_parts(1000_00, None)
    (None, None)
    """
    if vat_ore is None:
        return None
    if vat_ore == 0:
        return ()
    fits = [
        percent
        for percent in RATES
        if abs(vat_ore - Fraction(total_ore * percent, 100 + percent)) <= ROUNDING_ORE
    ]
    return ((fits[0], vat_ore),) if len(fits) == 1 else None


def stated_parts(total_ore: int, text: str) -> tuple[tuple[int, int], ...]:
    """The VAT as a user says it: kronor of one rate, a rate, 0 for none, or kronor for each of several.

    Kronor that fit a rate are kronor. Raises ``ValueError`` for what is neither, or more VAT than
    the rate can give.

    >>> stated_parts(1250_00, "250,00"), stated_parts(1250_00, "25 %"), stated_parts(1250_00, "0")
    (((25, 25000),), ((25, 25000),), ())
    >>> stated_parts(2400_00, "25=200,00 6=79,25")
    ((25, 20000), (6, 7925))
    """
    if text in {"0", "0%"}:
        return ()
    if "=" not in text:
        if not text.endswith("%"):
            of_one_rate = vat_parts(total_ore, parse_kronor(text))
            if of_one_rate is not None:
                return of_one_rate
        percent = _rate(text)
        return ((percent, rounded(Fraction(total_ore * percent, 100 + percent))),)
    said = [part.partition("=") for part in text.split()]
    parts = tuple((_rate(rate), parse_kronor(amount)) for rate, _, amount in said)
    net = sum(Fraction(ore * (100 + percent), percent) for percent, ore in parts)
    if min(ore for _, ore in parts) <= 0 or net > total_ore + ROUNDING_ORE:
        raise ValueError("more VAT than the invoice can hold")
    return parts


def _rate(text: str) -> int:
    digits = text.removesuffix("%").strip()
    percent = int(digits) if digits.isascii() and digits.isdigit() else 0
    if percent not in RATES:
        raise ValueError("not a rate of output VAT")
    return percent
