"""What every service stands on: the ledger, today, and what is read from data and settings.

It is handed the day and the moment; it never reads the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli import errors
from reminder_cli.ledger.ledger import WAIT_SECONDS, CaseRow, Ledger

# What a run with nothing to do does not need is imported where it is used: cron runs it every hour.
if TYPE_CHECKING:
    from reminder_cli.adapters.settings import Settings
    from reminder_cli.domain.calendar import BankingCalendar
    from reminder_cli.domain.case import Case, Claim
    from reminder_cli.domain.company import Collector, Company
    from reminder_cli.domain.events import Event
    from reminder_cli.domain.gates import DebtorStatus
    from reminder_cli.domain.made_ocr import MadeOcrs
    from reminder_cli.domain.rules.reference_rate import ReferenceRate
    from reminder_cli.domain.terms import Terms
    from reminder_cli.ledger.agreements import Agreement
    from reminder_cli.ledger.invoices import CreditNote
    from reminder_cli.services.payments_gate import WaitingDebtors
    from reminder_cli.services.registers_then import RegistersThen


class Lookback(Struct, frozen=True, kw_only=True):
    """A day to be seen as it was: by what is known now or, with ``known``, by what was known then.

    ``past`` says whether it lies before the real day.
    """

    on: date
    known: bool
    past: bool


class World(Struct, dict=True):
    """One firm on one day. ``trial`` is set when the day was given and is not the real one.

    In a ``forecast`` letters are recorded, in a copy of the ledger, and neither made nor delivered.
    ``foreseen_from`` is the day from which one looks ahead to ``today``. ``lookback`` leaves out
    what was not so, or not known, on a day that has passed; nothing is written then.
    ``actor`` is who acts: a user of the computer, ``tick`` by itself, or nobody that is known.
    ``before_trial`` is called before a real ledger is written on a given day; what it raises stops
    the writing.
    """

    path: Path
    today: date
    now: datetime
    trial: bool = False
    wait: float = WAIT_SECONDS
    forecast: bool = False
    foreseen_from: date | None = None
    lookback: Lookback | None = None
    actor: str = ""
    before_trial: Callable[[], None] | None = None

    @contextmanager
    def acting(self, actor: str) -> Iterator[None]:
        """What is recorded meanwhile is recorded by this actor."""
        before, self.actor = self.actor, actor
        try:
            yield
        finally:
            self.actor = before

    @property
    def _known_by(self) -> date | None:
        """The day by whose end a thing must have been recorded to be seen; None where it need not."""
        return self.lookback.on if self.lookback is not None and self.lookback.known else None

    @property
    def in_past(self) -> bool:
        """Whether the day lies before the real one: what waits to be done now says nothing of it."""
        return self.lookback is not None and self.lookback.past

    def events_of(self, invoice_ids: Sequence[int]) -> dict[int, list[Event]]:
        """What has happened to these invoices, as far as it is seen: the one place to ask."""
        seen = self.lookback
        if seen is None:
            return self.ledger.events_of(invoice_ids)
        return self.ledger.events_of(invoice_ids, through=seen.on, recorded_by=self._known_by)

    def statuses(self, customer_ids: Iterable[int]) -> dict[int, frozenset[DebtorStatus]]:
        """What stops the letters of these debtors, as far as it is seen."""
        from reminder_cli.ledger import customers

        if self.lookback is None:
            return customers.statuses_of(self.ledger, set(customer_ids))
        return {i: self._statuses_then.get(i, frozenset()) for i in customer_ids}

    @cached_property
    def _statuses_then(self) -> dict[int, frozenset[DebtorStatus]]:
        from reminder_cli.ledger import customers

        seen = self.lookback
        assert seen is not None, "asked for when looking back"
        return customers.statuses_on(self.ledger, seen.on, recorded_by=self._known_by)

    @cached_property
    def registers_then(self) -> RegistersThen:
        """What the registers held on the day that is looked back on."""
        from reminder_cli.services.registers_then import RegistersThen

        assert self.lookback is not None, "asked for when looking back"
        return RegistersThen.read(self.ledger, self.lookback.on, known=self.lookback.known)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, opened when it is first needed."""
        return Ledger(self.path, project=self._project, wait=self.wait)

    @property
    def letters_folder(self) -> Path:
        """Where the letters of this ledger lie, beside it."""
        return self.path.with_name(f"{self.path.stem}-letters")

    @cached_property
    def company(self) -> Company:
        """The firm."""
        from reminder_cli.ledger import firm

        found = firm.company(self.ledger)
        if self.lookback is None:
            return found
        from reminder_cli.ledger.histories import firm_then

        then: dict[str, Any] = {**firm_then(self.ledger, self.lookback.on)}
        return replace(found, **then)

    @cached_property
    def settings(self) -> Settings:
        """The firm's settings."""
        from reminder_cli.adapters.settings import Settings
        from reminder_cli.ledger import firm

        stored = firm.settings(self.ledger)
        if self._known_by is not None:
            from reminder_cli.ledger.histories import settings_then

            stored |= settings_then(self.ledger, self._known_by)
        return Settings(stored)

    @cached_property
    def agreements(self) -> list[Agreement]:
        """What was agreed with one customer, on one invoice, or from a day on."""
        from reminder_cli.ledger.agreements import all_agreements

        return all_agreements(self.ledger, recorded_by=self._known_by)

    @cached_property
    def credit_notes(self) -> dict[int, list[CreditNote]]:
        """The credit notes that may still lower what a customer owes, by customer."""
        from reminder_cli.ledger.invoices import open_credit_notes

        found: dict[int, list[CreditNote]] = {}
        for note in open_credit_notes(self.ledger):
            found.setdefault(note.customer_id, []).append(note)
        return found

    @cached_property
    def calendar(self) -> BankingCalendar:
        """Swedish banking days."""
        from reminder_cli.adapters.holidays_se import swedish_calendar

        return swedish_calendar()

    @cached_property
    def reference_rates(self) -> tuple[ReferenceRate, ...]:
        """All known reference rates, oldest first; those the user added go before carried ones."""
        from reminder_cli.adapters.rates import carried_rates
        from reminder_cli.ledger import firm

        by = self._known_by
        rates = {rate.from_date: rate for rate in carried_rates()}
        rates |= {rate.from_date: rate for rate in firm.added_rates(self.ledger, recorded_by=by)}
        if by is not None:
            from reminder_cli.ledger.histories import rates_then

            then = rates_then(self.ledger, by)
            rates |= {day: firm.rate_of_text(day, text) for day, text in then.items() if text}
        return tuple(rates[day] for day in sorted(rates))

    @cached_property
    def rates(self) -> dict[date, Fraction]:
        """The reference rates by the first day of their half-year, percent per year."""
        return {rate.from_date: rate.percent for rate in self.reference_rates}

    def terms_of(self, collector: Collector, version: int) -> Terms:
        """One version of the terms, as carried in the program's data."""
        from reminder_cli.adapters.terms import carried_terms

        for terms in carried_terms():
            if terms.collector is collector and terms.version == version:
                return terms
        raise errors.Refused(
            f"terms {collector} {version}",
            fix="Install the newest version of remind.",
            again=errors.AGAIN,
        )

    def terms_in_force(self) -> Terms | None:
        """The newest terms of the firm's collector that are in force today."""
        from reminder_cli.adapters.terms import carried_terms
        from reminder_cli.domain.terms import in_force

        return in_force(carried_terms(), collector=self.company.collector, on=self.today)

    @cached_property
    def waiting_debtors(self) -> WaitingDebtors:
        """Whom the payments that wait may concern."""
        from reminder_cli.services.payments_gate import WaitingDebtors

        return WaitingDebtors()

    @cached_property
    def made_ocrs(self) -> MadeOcrs | None:
        """Makes OCR numbers for invoices that have none; None unless the firm asks for it."""
        from reminder_cli.domain.made_ocr import MadeOcrs
        from reminder_cli.domain.ocr_form import OcrForm

        form = self.settings["make_ocr"]
        if form is OcrForm.NONE:
            return None
        from reminder_cli.services.references import bearers

        return MadeOcrs(form, bearers(self))

    @cached_property
    def accepted_version(self) -> int:
        """The newest version of the terms that the firm has accepted; 0 when none."""
        from reminder_cli.ledger import firm

        seen = self.lookback
        return firm.accepted_terms(
            self.ledger,
            self.company.collector,
            through=seen.on if seen else None,
            recorded_by=self._known_by,
        )

    @cached_property
    def restored_from(self) -> date | None:
        """The day of the backup that the ledger is, until the user lets letters go out; None: it is none."""
        from reminder_cli.ledger import firm

        day = firm.mark(self.ledger, firm.RESTORED_FROM)
        return date.fromisoformat(day) if day else None

    @contextmanager
    def writing(self, *, dry_run: bool = False) -> Iterator[None]:
        """Hold the write lock; refuse a day before the last recorded one. A dry run takes all back."""
        from reminder_cli.ledger import firm

        assert self.lookback is None, "who looks back writes nothing"
        if not dry_run:
            self._check_trial()  # before the lock: somebody may have to be asked
        try:
            with self.ledger.writing():
                last = firm.mark(self.ledger, "last_day")
                if not dry_run:
                    self._check_last_day()
                if last != self.today.isoformat():
                    firm.save_mark(self.ledger, "last_day", self.today.isoformat())
                if self.trial:
                    firm.save_mark(self.ledger, "trial", "yes")
                yield
                if dry_run:
                    raise _TakeBack
        except _TakeBack:
            return

    def check_day(self) -> None:
        """Refuse a day on which nothing may be written: see :meth:`writing`."""
        self._check_trial()
        self._check_last_day()

    def _check_trial(self) -> None:
        """A real ledger becomes a trial, and stays one, only when somebody wants it."""
        from reminder_cli.ledger import firm

        if not self.trial or self.forecast or self.before_trial is None:
            return
        if firm.mark(self.ledger, "last_day") and not firm.mark(self.ledger, "trial"):
            self.before_trial()

    def _check_last_day(self) -> None:
        """Refuse a day before the last recorded one: a clock set back, or a forgotten --today."""
        from reminder_cli.ledger import firm

        last = firm.mark(self.ledger, "last_day")
        if last and self.today.isoformat() < last:
            trial = bool(firm.mark(self.ledger, "trial"))
            raise errors.DayBeforeLast(self.today, last, trial=trial)

    def record(self, events: Sequence[Event], notes: dict[str, str] | None = None) -> int:
        """Append events at this moment; see :meth:`Ledger.append`."""
        return self.ledger.append(events, now=self.now, notes=notes, by=self.actor)

    def _project(self, invoice_id: int, events: Sequence[Event]) -> Iterable[CaseRow]:
        from reminder_cli.domain.case import fold

        return self.case_rows(fold(invoice_id, events))

    def case_rows(self, claim: Claim) -> list[CaseRow]:
        """The derived state of every case of a claim, as the ledger keeps it for lists."""
        return [self._row(claim, case) for case in claim.cases]

    def look_on(self, claim: Claim, case: Case) -> date | None:
        """The first day on which something may have to be done with a case; None when never by itself."""
        from reminder_cli.domain.next_look import next_look

        return next_look(
            claim,
            case,
            self.terms_of(case.opened.collector, case.opened.terms_version),
            self.calendar,
            after_demand_days=self.settings["after_demand_days"],
            tolerance_ore=self.settings["tolerance"],
        )

    def _row(self, claim: Claim, case: Case) -> CaseRow:
        opened = case.opened
        return CaseRow(
            case_no=case.case_no,
            stage=case.stage.value,
            outcome=case.outcome.value if case.outcome else None,
            disputed=case.disputed,
            hold_until=case.hold_until,
            opened_on=opened.on,
            sent_on=case.live_letters[-1].on if case.live_letters else None,
            closed_on=case.closed_on,
            look_on=self.look_on(claim, case),
        )


class _TakeBack(Exception):
    """Ends a dry run: the transaction is rolled back and nothing has happened."""
