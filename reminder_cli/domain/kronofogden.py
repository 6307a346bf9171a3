"""An application at Kronofogden as its events have made it, and what its days mean.

It decides no letter and counts no money. Lag (1990:746); utsökningsbalken; förordning (1992:1094).
"""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.domain import events_kronofogden as ek
from reminder_cli.domain.rules.limitation import years_later
from reminder_cli.i18n import Text

TRANSFER_WITHIN = timedelta(weeks=4)  # lag (1990:746) 34 §
WARNED_BEFORE = timedelta(days=7)
SMALLEST_ENFORCED_ORE = 100_00  # förordning (1992:1094) 6 §: no fee when less is left


class Application(Struct, frozen=True, kw_only=True):
    """One application (ansökan om betalningsföreläggande) and what became of it."""

    made: ek.ApplicationMade
    objected: ek.ApplicationObjected | None = None
    utslag: ek.UtslagGiven | None = None
    enforcements: tuple[ek.EnforcementCharged, ...] = ()
    invoiced: tuple[ek.CostInvoiced, ...] = ()  # as said last of each of its invoices
    tellings: tuple[ek.CostInvoiced, ...] = ()  # all that was said of them
    withdrawn: ek.ApplicationWithdrawn | None = None

    @property
    def number(self) -> int:
        """Which application of the case it is, from 1."""
        return self.made.number

    @property
    def times_invoiced(self) -> int:
        """How often an invoice of Kronofogden's was told of."""
        return len(self.tellings)

    def parts_of(self, invoice: ek.CostInvoiced) -> tuple[ek.CostInvoiced, ...]:
        """What an invoice comes to now, each part as it was told of first: what has been asked for
        and paid stays so when the sum is put right, and only what is more is new.
        """
        parts, told_of = [], 0
        for told in (x for x in self.tellings if x.invoice == invoice.invoice):
            part = min(told.amount_ore, invoice.amount_ore) - told_of
            if part > 0:
                parts.append(replace(told, amount_ore=part, by_partner=invoice.by_partner))
            told_of = max(told_of, told.amount_ore)
        return tuple(parts)

    @property
    def runs(self) -> bool:
        """Whether the case is at Kronofogden by it."""
        return self.withdrawn is None

    @property
    def last_on(self) -> date:
        """The day of the last thing registered."""
        steps = (self.objected, self.utslag, *self.enforcements, self.withdrawn)
        return max([self.made.on, *(step.on for step in steps if step is not None)])

    @property
    def transfer_by(self) -> date | None:
        """The last day to ask for transfer to the district court, while that can be asked.

        Lag (1990:746) 34 §: four weeks from the notice of the objection. Not moved from a closed
        day, though lag (1930:173) 2 § may allow it: a day too early costs nothing.
        """
        if self.objected is None or self.utslag is not None:
            return None
        return self.objected.on + TRANSFER_WITHIN

    @property
    def next_fee_on(self) -> date | None:
        """The day from which Kronofogden charges for another year of enforcement."""
        return years_later(self.enforcements[-1].on, 1) if self.enforcements else None

    def covers(self, day: date) -> bool:
        """Whether the claim was at Kronofogden that day."""
        return self.made.on <= day and (self.withdrawn is None or day < self.withdrawn.on)

    def fell_by(self, day: date) -> bool:
        """Whether its costs have fallen: it ended without an utslag (lag (1990:746) 46 §)."""
        ended = self.withdrawn is not None and self.withdrawn.on <= day
        return ended and self.utslag is None


def registered(
    applications: tuple[Application, ...], event: ek.KronofogdenEvent
) -> tuple[Application, ...]:
    """The applications of a case with what was registered last."""
    if isinstance(event, ek.ApplicationMade):
        assert not (applications and applications[-1].runs), "one application runs at a time"
        return (*applications, Application(made=event))
    return (*applications[:-1], _with(applications[-1], event))


def _with(application: Application, event: ek.KronofogdenEvent) -> Application:
    assert event.number == application.number, "what happens, happens to the newest application"
    match event:
        case ek.ApplicationObjected():
            return replace(application, objected=event)
        case ek.UtslagGiven():
            return replace(application, utslag=event)
        case ek.EnforcementCharged():
            return replace(application, enforcements=(*application.enforcements, event))
        case ek.CostInvoiced():
            others = tuple(x for x in application.invoiced if x.invoice != event.invoice)
            tellings = (*application.tellings, event)
            return replace(application, invoiced=(*others, event), tellings=tellings)
        case ek.ApplicationWithdrawn():
            return replace(application, withdrawn=event)
        case _:
            raise AssertionError(f"an event that Kronofogden does not know: {event.kind}")


class Waiting(Struct, frozen=True, kw_only=True):
    """Why nothing happens by itself at Kronofogden: a code, a sentence, and a day to mind."""

    code: str
    why: Text
    until: date | None = None


def waiting_at(application: Application, number: str, *, today: date) -> Waiting:
    """What is waited for; ``number`` is the invoice's, for the commands that are named."""
    last_day, fee_on = application.transfer_by, application.next_fee_on
    values = {"number": number, "day": last_day or fee_on}
    if last_day is not None and today <= last_day:
        why = Text(
            "The debtor objected. Ask Kronofogden by {day} to hand it over to the district court, "
            "or let it end: remind kronofogden {number} withdrawn --on DATE",
            values,
        )
        return Waiting(code="objected", why=why, until=last_day)
    if last_day is not None:
        why = Text(
            "The debtor objected, and the time to ask for the district court ran out {day}. Register "
            "a judgment as utslag, or its end: remind kronofogden {number} withdrawn --on DATE",
            values,
        )
        return Waiting(code="objected", why=why)
    if fee_on is not None and fee_on <= today:
        why = Text(
            "Kronofogden charges for another year from {day}, if 100 kr or more is left: "
            "remind kronofogden {number} enforcement --on {day}",
            values,
        )
        return Waiting(code="yearly_fee", why=why)
    why = Text(
        "It is at Kronofogden. Register what happens there with: remind kronofogden {number} ACTION --on DATE",
        values,
    )
    return Waiting(code="at_kronofogden", why=why, until=fee_on)


def look_at(application: Application) -> date | None:
    """The first day on which the user should be reminded of something, if there is one."""
    if application.transfer_by is not None:
        return application.transfer_by - WARNED_BEFORE
    return application.next_fee_on
