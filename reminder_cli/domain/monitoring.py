"""When the yearly letter of monitoring (efterbevakning) goes out. It writes no letter."""

from __future__ import annotations

from datetime import date, timedelta

from reminder_cli.domain.calendar import BankingCalendar
from reminder_cli.domain.case import Case, Claim
from reminder_cli.domain.rules.limitation import prescribed_on, years_later

# A letter must reach the debtor before the claim is lost (preskriptionslagen (1981:130) 5 §).
_MARGIN = timedelta(days=30)


def lost_on(claim: Claim, case: Case) -> date:
    """The first day on which the claim is lost, by its letters and payments (preskriptionslagen)."""
    letters = [letter.on for each in claim.cases for letter in each.live_letters]
    payments = [payment.on for payment in claim.live_payments]
    return prescribed_on(
        case.opened.invoice_on,
        kind=case.opened.customer_kind,
        interrupted_on=[*letters, *payments],
    )


def first_letter_day(claim: Claim, case: Case) -> date:
    """A year after the last letter, or a month before the claim is lost when that comes first.

    May be a closed day: the letter goes out on the banking day that :func:`letter_day` says.
    """
    letter = case.last_letter()
    yearly = years_later(letter.on if letter else case.stage_on, 1)
    # A day with a month to spare: moving it to a banking day never passes the limit.
    return min(yearly, lost_on(claim, case) - _MARGIN)


def letter_day(claim: Claim, case: Case, calendar: BankingCalendar) -> date:
    """The banking day of the next yearly letter."""
    return calendar.on_or_after(first_letter_day(claim, case))
