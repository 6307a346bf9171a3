"""What has happened to an invoice. Past tense, frozen, and never changed once recorded.

Names, addresses and free text stay out: they may have to be erased, and an event may not.
``on`` is the day a thing counts; ``seq`` (set by the ledger) the order in which it was known.
``key`` says what "the same happening" means: a second one with the same key is not recorded.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from msgspec import Struct

from reminder_cli.domain.company import Collector
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.ocr_form import OcrForm
from reminder_cli.domain.rules.fees import Act, BusinessCompensation
from reminder_cli.domain.rules.interest import DayCount


class Stage(StrEnum):
    """Where a case stands (product.md section 3)."""

    REMINDER = "reminder"
    DEMAND = "demand"
    CHOOSE = "choose"
    MONITORING = "monitoring"
    KRONOFOGDEN = "kronofogden"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a case ended."""

    PAID = "paid"
    CANCELLED = "cancelled"
    CREDITED = "credited"
    WRITTEN_OFF = "written_off"
    SETTLED = "settled"


class PaidTo(StrEnum):
    """Who received the money."""

    CREDITOR = "creditor"
    PARTNER = "partner"
    KRONOFOGDEN = "kronofogden"


class Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every event has: the invoice, the day it counts, and its place in the order.

    Two are equal when they tell the same; the place in the order is not part of what they tell.
    """

    kind: ClassVar[str]
    invoice_id: int
    on: date
    seq: int = 0

    def _told(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__struct_fields__ if name != "seq")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._told() == other._told()

    def __hash__(self) -> int:
        return hash((self.kind, self._told()))

    @property
    def key(self) -> str:
        """What makes it the same happening."""
        raise NotImplementedError


class CaseEvent(Event, frozen=True, kw_only=True):
    """An event of one case; ``case_no`` counts the cases of an invoice from 1."""

    case_no: int

    @property
    def case(self) -> str:
        """The case, as keys name it."""
        return f"{self.invoice_id}/{self.case_no}"


class CaseOpened(CaseEvent, frozen=True, kw_only=True):
    """The user sent the invoice. Holds all that was agreed, so that later settings change nothing.

    ``principal_ore`` is the customer's part less what had been paid outside this ledger.
    """

    kind: ClassVar[str] = "case_opened"
    collector: Collector
    terms_version: int
    principal_ore: int
    invoice_on: date
    due_on: date  # already moved to a banking day
    interest_from: date | None
    contract_percent: Fraction | None
    day_count: DayCount
    customer_kind: CustomerKind
    reminder_fee_agreed: bool
    compensation: BusinessCompensation
    fee_claimed_ore: int = 0
    fee_claimed_on: date | None = None

    @property
    def key(self) -> str:
        """Once per case."""
        return f"{self.case}/opened"


class LetterIssued(CaseEvent, frozen=True, kw_only=True):
    """A letter was made and recorded; it counts as sent that day. ``number`` counts per kind.

    ``total_ore`` is what it asks for on this invoice and ``interest_ore`` the interest in it
    (what was left to pay, through the letter's day). ``fee_act`` and ``fee_ore`` are what it
    adds. ``sha256`` is of the bytes sent. ``made_ocr`` is the form of the OCR number that was made
    for it of the invoice's number; payments may bear that for as long as the claim lives.
    ``letter_id`` is 0 where the ledger has no document: of a letter that another sent, or of our
    own after an older ledger was restored (``document_lost``).
    """

    kind: ClassVar[str] = "letter_issued"
    letter: LetterKind
    number: int
    letter_id: int
    due_on: date
    fee_act: Act | None
    fee_ore: int
    total_ore: int
    interest_ore: int
    sha256: str
    starts: Stage | None = None  # the stage it begins, if any
    made_ocr: OcrForm | None = None
    document_lost: bool = False

    @property
    def is_anothers(self) -> bool:
        """Whether somebody else sent it, before the case was taken over."""
        return self.letter_id == 0 and not self.document_lost

    @property
    def key(self) -> str:
        """Once per case, kind and number."""
        return f"{self.case}/letter/{self.letter}/{self.number}"


class LetterSent(CaseEvent, frozen=True, kw_only=True):
    """A letter went out on another day than it is dated, and its term runs to ``due_on``.

    The newest of a letter counts; ``number`` counts them.
    """

    kind: ClassVar[str] = "letter_sent"
    letter_id: int
    due_on: date
    number: int

    @property
    def key(self) -> str:
        """Once per case, letter and correction."""
        return f"{self.case}/sent/{self.letter_id}/{self.number}"


class StageEntered(CaseEvent, frozen=True, kw_only=True):
    """A case came to a stage without a letter: choose, monitoring."""

    kind: ClassVar[str] = "stage_entered"
    stage: Stage
    number: int = 1

    @property
    def key(self) -> str:
        """Once per case, stage and number."""
        return f"{self.case}/stage/{self.stage}/{self.number}"


class CaseClosed(CaseEvent, frozen=True, kw_only=True):
    """The case ended; what is unpaid of fees and interest is waived by it."""

    kind: ClassVar[str] = "case_closed"
    outcome: Outcome
    number: int = 1  # a reopened case may close again

    @property
    def key(self) -> str:
        """Once per case and reopening."""
        return f"{self.case}/closed/{self.number}"


class CaseReopened(CaseEvent, frozen=True, kw_only=True):
    """A closed case runs again, because the payment that closed it was taken back."""

    kind: ClassVar[str] = "case_reopened"
    number: int
    new_due_on: date | None = None

    @property
    def key(self) -> str:
        """Once per closing."""
        return f"{self.case}/reopened/{self.number}"


class GateOverridden(CaseEvent, frozen=True, kw_only=True):
    """The user sent although a soft gate stood; the reason is a note beside the event."""

    kind: ClassVar[str] = "gate_overridden"
    code: str

    @property
    def key(self) -> str:
        """Once per case and gate."""
        return f"{self.case}/override/{self.code}"


class HoldPlaced(CaseEvent, frozen=True, kw_only=True):
    """Nothing is sent through ``until``; the case returns by itself.

    ``promise_ore`` is what the debtor has promised to pay by that day; 0 when nothing was.
    """

    kind: ClassVar[str] = "hold_placed"
    until: date
    number: int
    promise_ore: int = 0

    @property
    def key(self) -> str:
        """Once per case and number."""
        return f"{self.case}/hold/{self.number}"


class HoldReleased(CaseEvent, frozen=True, kw_only=True):
    """The user lifted a hold before its day."""

    kind: ClassVar[str] = "hold_released"
    number: int

    @property
    def key(self) -> str:
        """Once per hold."""
        return f"{self.case}/released/{self.number}"


class DisputeRaised(CaseEvent, frozen=True, kw_only=True):
    """The debtor objects (bestrider): everything stops, also fees."""

    kind: ClassVar[str] = "dispute_raised"
    number: int

    @property
    def key(self) -> str:
        """Once per case and number."""
        return f"{self.case}/dispute/{self.number}"


class DisputeResolved(CaseEvent, frozen=True, kw_only=True):
    """The objection has been answered; the case goes on.

    ``new_due_on`` is the last day of the newest letter's term, which starts anew; None when the
    term had run out, so that a letter must tell of a new one. So in all events that carry it.
    """

    kind: ClassVar[str] = "dispute_resolved"
    number: int
    new_due_on: date | None = None

    @property
    def key(self) -> str:
        """Once per dispute."""
        return f"{self.case}/resolved/{self.number}"


class PaymentReceived(Event, frozen=True, kw_only=True):
    """Money booked with creditor, partner or Kronofogden on ``on``; öre.

    ``paid_out_on`` is when the partner pays it out. One payment may meet several invoices.
    Money that Kronofogden collected is gross; ``kept_ore`` is what it kept for itself, None
    when it did not say (then its fees, as far as the money goes).
    """

    kind: ClassVar[str] = "payment_received"
    payment_id: int
    amount_ore: int
    to: PaidTo
    paid_out_on: date | None = None
    kept_ore: int | None = None

    @property
    def key(self) -> str:
        """Once per payment and invoice."""
        return f"payment/{self.payment_id}/{self.invoice_id}"


class PaymentReversed(Event, frozen=True, kw_only=True):
    """A payment was taken back or had been booked by mistake: it never counted."""

    kind: ClassVar[str] = "payment_reversed"
    payment_id: int
    new_due_on: date | None = None

    @property
    def key(self) -> str:
        """Once per payment and invoice."""
        return f"payment/{self.payment_id}/{self.invoice_id}/reversed"


class OverpaymentRepaid(Event, frozen=True, kw_only=True):
    """What was paid too much was paid back; öre."""

    kind: ClassVar[str] = "overpayment_repaid"
    payment_id: int
    amount_ore: int
    number: int

    @property
    def key(self) -> str:
        """Once per payment, invoice and number."""
        return f"payment/{self.payment_id}/{self.invoice_id}/repaid/{self.number}"


class RepaymentReversed(Event, frozen=True, kw_only=True):
    """A repayment that had been recorded by mistake: the money had never left the account.

    ``number`` is the repayment's own.
    """

    kind: ClassVar[str] = "repayment_reversed"
    payment_id: int
    number: int

    @property
    def key(self) -> str:
        """Once per repayment."""
        return f"payment/{self.payment_id}/{self.invoice_id}/repaid/{self.number}/reversed"


class PrincipalCredited(Event, frozen=True, kw_only=True):
    """The principal was credited, in öre; it lowers the claim from the start."""

    kind: ClassVar[str] = "principal_credited"
    amount_ore: int
    number: int
    by_note: bool = False  # by a credit note that the bookkeeping program has booked already

    @property
    def key(self) -> str:
        """Once per invoice and number."""
        return f"{self.invoice_id}/credit/{self.number}"


class LetterRetracted(CaseEvent, frozen=True, kw_only=True):
    """A letter was taken back: its fee and the interest it began are cancelled."""

    kind: ClassVar[str] = "letter_retracted"
    letter_id: int

    @property
    def key(self) -> str:
        """Once per letter and case."""
        return f"{self.case}/retracted/{self.letter_id}"


EVENT_TYPES: dict[str, type[Event]] = {
    event.kind: event
    for event in (
        CaseOpened,
        LetterIssued,
        LetterSent,
        StageEntered,
        CaseClosed,
        CaseReopened,
        GateOverridden,
        HoldPlaced,
        HoldReleased,
        DisputeRaised,
        DisputeResolved,
        PaymentReceived,
        PaymentReversed,
        OverpaymentRepaid,
        RepaymentReversed,
        PrincipalCredited,
        LetterRetracted,
    )
}
