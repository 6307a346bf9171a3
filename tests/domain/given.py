"""What the tests of the domain start from: rates, banking days, and events with few words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from reminder_cli.adapters.holidays_se import swedish_calendar
from reminder_cli.adapters.rates import carried_rates
from reminder_cli.adapters.terms import carried_terms
from reminder_cli.domain import events as ev
from reminder_cli.domain import events_kronofogden as ek
from reminder_cli.domain.account import Account, basis_of
from reminder_cli.domain.case import Case, Claim, fold
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome, PaidTo, Stage
from reminder_cli.domain.events_instalments import PlanMade
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.replay import reckon
from reminder_cli.domain.resuming import renewed_due
from reminder_cli.domain.rules.fees import Act, BusinessCompensation
from reminder_cli.domain.rules.interest import DayCount
from reminder_cli.domain.terms import Terms

CALENDAR = swedish_calendar()
RATES = {rate.from_date: rate.percent for rate in carried_rates()}
INVOICE = 1


def terms_of(collector: Collector, version: int = 1) -> Terms:
    """One version of the carried terms."""
    return next(t for t in carried_terms() if (t.collector, t.version) == (collector, version))


OWN = terms_of(Collector.OWN)
PARTNER = terms_of(Collector.PARTNER, 2)


class History:
    """What has happened to one invoice, in the order it became known. Example C by default."""

    def __init__(self) -> None:
        self.events: list[ev.Event] = []
        self._letters = 0
        self._payments = 0

    def add(self, event: ev.Event) -> None:
        """Record an event: its place is the next one."""
        self.events.append(replace(event, seq=len(self.events) + 1))

    def open(
        self,
        on: date,
        principal_ore: int = 2400_00,
        *,
        due_on: date = date(2026, 3, 2),
        interest_from: date | None = date(2026, 3, 3),
        collector: Collector = Collector.OWN,
        kind: CustomerKind = CustomerKind.CONSUMER,
        compensation: BusinessCompensation = BusinessCompensation.FEES,
        contract_percent: Fraction | None = None,
        day_count: DayCount = DayCount.ACTUAL,
        fee_agreed: bool = True,
        fee_claimed_ore: int = 0,
        fee_claimed_on: date | None = None,
    ) -> None:
        """A case opens."""
        self.add(
            ev.CaseOpened(
                invoice_id=INVOICE,
                case_no=len(self.claim.cases) + 1,
                on=on,
                collector=collector,
                terms_version=1 if collector is Collector.OWN else 2,
                principal_ore=principal_ore,
                invoice_on=date(2026, 1, 30),
                due_on=due_on,
                interest_from=interest_from,
                contract_percent=contract_percent,
                day_count=day_count,
                customer_kind=kind,
                reminder_fee_agreed=fee_agreed,
                compensation=compensation,
                fee_claimed_ore=fee_claimed_ore,
                fee_claimed_on=fee_claimed_on,
            )
        )

    def letter(
        self,
        kind: LetterKind,
        on: date,
        due_on: date,
        *,
        fee_ore: int = 0,
        act: Act | None = None,
        starts: Stage | None = None,
    ) -> ev.LetterIssued:
        """A letter goes out, asking for what is owed that day and its own fee."""
        account = self.account(on)
        case = self.case
        self._letters += 1
        acts = {LetterKind.REMINDER: Act.REMINDER, LetterKind.DEMAND: Act.DEMAND}
        stages = {LetterKind.REMINDER: Stage.REMINDER, LetterKind.DEMAND: Stage.DEMAND}
        issued = ev.LetterIssued(
            invoice_id=INVOICE,
            case_no=case.case_no,
            on=on,
            letter=kind,
            number=len([x for x in case.letters if x.letter is kind]) + 1,
            letter_id=self._letters,
            due_on=due_on,
            fee_act=(act or acts.get(kind)) if fee_ore else None,
            fee_ore=fee_ore,
            total_ore=account.owed_ore + fee_ore,
            interest_ore=account.interest_left_ore,
            sha256="",
            starts=starts or stages.get(kind),
        )
        self.add(issued)
        return issued

    def reminder(self, on: date, due_on: date, *, fee_ore: int = 60_00) -> ev.LetterIssued:
        """A reminder with its fee."""
        return self.letter(LetterKind.REMINDER, on, due_on, fee_ore=fee_ore)

    def demand(self, on: date, due_on: date, *, fee_ore: int = 180_00) -> ev.LetterIssued:
        """A demand with its fee."""
        return self.letter(LetterKind.DEMAND, on, due_on, fee_ore=fee_ore)

    def pay(
        self,
        on: date,
        amount_ore: int,
        *,
        to: PaidTo = PaidTo.CREDITOR,
        paid_out_on: date | None = None,
        kept_ore: int | None = None,
    ) -> int:
        """Money was booked on a day; it becomes known now. Returns the payment's id."""
        self._payments += 1
        self.add(
            ev.PaymentReceived(
                invoice_id=INVOICE,
                on=on,
                payment_id=self._payments,
                amount_ore=amount_ore,
                to=to,
                paid_out_on=paid_out_on,
                kept_ore=kept_ore,
            )
        )
        return self._payments

    def unpay(self, on: date, payment_id: int) -> None:
        """A payment never counted."""
        new_due_on = self._new_due(on) if self.claim.open_case else None
        self.add(
            ev.PaymentReversed(
                invoice_id=INVOICE, on=on, payment_id=payment_id, new_due_on=new_due_on
            )
        )

    def repay(self, on: date, payment_id: int, amount_ore: int) -> None:
        """What was paid too much was paid back."""
        self.add(
            ev.OverpaymentRepaid(
                invoice_id=INVOICE,
                on=on,
                payment_id=payment_id,
                amount_ore=amount_ore,
                number=len(self.events),
            )
        )

    def unrepay(self, on: date, payment_id: int) -> None:
        """The newest repayment of a payment had not gone out."""
        numbers = [r.number for r in self.claim.repayments if r.payment_id == payment_id]
        self.add(
            ev.RepaymentReversed(
                invoice_id=INVOICE, on=on, payment_id=payment_id, number=numbers[-1]
            )
        )

    def credit(self, on: date, amount_ore: int) -> None:
        """The principal is lowered from the start."""
        number = len(self.claim.credits) + 1
        self.add(
            ev.PrincipalCredited(invoice_id=INVOICE, on=on, amount_ore=amount_ore, number=number)
        )

    def close(self, on: date, outcome: Outcome) -> None:
        """The case ends."""
        self.add(
            ev.CaseClosed(
                invoice_id=INVOICE,
                case_no=self.case.case_no,
                on=on,
                outcome=outcome,
                number=self.case.closings + 1,
            )
        )

    def reopen(self, on: date) -> None:
        """The case runs again."""
        new_due_on = self._new_due(on)
        self.add(ev.CaseReopened(**self._on(on), number=self.case.closings, new_due_on=new_due_on))

    def stage(self, on: date, stage: Stage) -> None:
        """The case comes to a stage without a letter."""
        case = self.case
        self.add(
            ev.StageEntered(
                invoice_id=INVOICE,
                case_no=case.case_no,
                on=on,
                stage=stage,
                number=case.stages_entered + 1,
            )
        )

    def hold(self, on: date, until: date, *, promise_ore: int = 0) -> None:
        """Nothing is sent through a day; perhaps because the debtor has promised to pay by it."""
        number = self.case.holds + 1
        self.add(ev.HoldPlaced(**self._on(on), until=until, number=number, promise_ore=promise_ore))

    def release(self, on: date) -> None:
        """The user lifts the hold."""
        self.add(ev.HoldReleased(**self._on(on), number=self.case.holds))

    def dispute(self, on: date) -> None:
        """The debtor objects."""
        self.add(ev.DisputeRaised(**self._on(on), number=self.case.disputes + 1))

    def resolve(self, on: date) -> None:
        """The objection has been answered."""
        new_due_on = self._new_due(on)
        number = self.case.disputes
        self.add(ev.DisputeResolved(**self._on(on), number=number, new_due_on=new_due_on))

    def take_back(self, on: date, letter_id: int) -> None:
        """A letter is taken back."""
        self.add(ev.LetterRetracted(**self._on(on), letter_id=letter_id))

    def plan(
        self, on: date, *slips: tuple[date, int], members: tuple[int, ...] = (INVOICE,)
    ) -> int:
        """An instalment plan and its letter. Returns the letter's id, which names the plan."""
        total = sum(ore for _, ore in slips)
        letter = self.letter(LetterKind.INSTALMENT_PLAN, on, slips[0][0])
        self.add(
            PlanMade(
                **self._on(on),
                letter_id=letter.letter_id,
                members=members,
                total_ore=total,
                share_ore=total,
                days=tuple(day.isoformat() for day, _ in slips),
                amounts_ore=tuple(ore for _, ore in slips),
            )
        )
        return letter.letter_id

    def applied(self, on: date, *, fee_ore: int = 300_00, work_ore: int = 380_00) -> None:
        """The creditor applied at Kronofogden."""
        number = len(self.case.applications) + 1
        self.add(
            ek.ApplicationMade(**self._on(on), number=number, fee_ore=fee_ore, work_ore=work_ore)
        )

    def objected(self, on: date) -> None:
        """Kronofogden told that the debtor objects."""
        self.add(ek.ApplicationObjected(**self._on(on), number=len(self.case.applications)))

    def utslag(self, on: date, **granted_ore: int | None) -> None:
        """Kronofogden decided; a part that is not named was granted as applied for."""
        self.add(ek.UtslagGiven(**self._on(on) | granted_ore, number=len(self.case.applications)))

    def enforced(self, on: date, *, fee_ore: int = 600_00) -> None:
        """Kronofogden charges for a year of enforcement."""
        year = len(self.case.applications[-1].enforcements) + 1
        number = len(self.case.applications)
        self.add(ek.EnforcementCharged(**self._on(on), number=number, fee_ore=fee_ore, year=year))

    def invoiced(
        self, on: date, amount_ore: int, *, invoice: str = "7788", by_partner: bool = False
    ) -> None:
        """Kronofogden invoiced what it could not take."""
        application = self.case.applications[-1]
        self.add(
            ek.CostInvoiced(
                **self._on(on),
                number=application.number,
                invoice=invoice,
                amount_ore=amount_ore,
                by_partner=by_partner,
                times=application.times_invoiced + 1,
            )
        )

    def withdrawn(self, on: date) -> None:
        """It ended at Kronofogden."""
        self.add(ek.ApplicationWithdrawn(**self._on(on), number=len(self.case.applications)))

    def _new_due(self, on: date) -> date | None:
        """The last day of the term that starts anew, as the services record it."""
        terms = OWN if self.case.opened.collector is Collector.OWN else PARTNER
        return renewed_due(self.case, on, terms=terms, calendar=CALENDAR)

    def _on(self, on: date) -> dict[str, Any]:
        """What every event of the newest case has."""
        return {"invoice_id": INVOICE, "case_no": self.case.case_no, "on": on}

    @property
    def claim(self) -> Claim:
        """The claim as the events made it."""
        return fold(INVOICE, self.events)

    @property
    def case(self) -> Case:
        """The newest case."""
        case = self.claim.case
        assert case is not None, "a case has been opened"
        return case

    def account(self, until: date) -> Account:
        """The account on a day."""
        return reckon(self.claim, basis_of(self.case.opened), until=until, rates=RATES)


A_PAID = date(2026, 1, 27)


def example_a_reminded() -> History:
    """Example A: a consumer's 999.50 kr, run by the partner, with its reminder."""
    history = History()
    history.open(
        date(2026, 1, 12),
        999_50,
        due_on=date(2025, 12, 29),
        interest_from=date(2025, 12, 30),
        collector=Collector.PARTNER,
    )
    history.reminder(date(2026, 1, 12), date(2026, 1, 26))
    return history


def example_a(to: PaidTo) -> History:
    """Example A, paid the day after its term and before the demand: closed as paid."""
    history = example_a_reminded()
    paid_out_on = date(2026, 1, 30) if to is PaidTo.PARTNER else None
    history.pay(A_PAID, 1063_33, to=to, paid_out_on=paid_out_on)
    history.close(A_PAID, Outcome.PAID)
    return history
