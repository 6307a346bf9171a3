"""Output VAT of an invoice by rate, where only its sum is known (mervärdesskattelagen 9 kap.)."""

from __future__ import annotations

from fractions import Fraction

RATES = (25, 12, 6)
_ROUNDING_ORE = 100  # lines and the total are rounded; more than that is another rate


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
        if abs(vat_ore - Fraction(total_ore * percent, 100 + percent)) <= _ROUNDING_ORE
    ]
    return ((fits[0], vat_ore),) if len(fits) == 1 else None
