"""What the user looks at: invoices, cases, one claim explained. It reads and never writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.domain.case import Case, Claim
from reminder_cli.domain.decide_ahead import OF_THE_DAY, after_hold
from reminder_cli.domain.decide_gates import first_standing
from reminder_cli.domain.decide_rest import small_rest
from reminder_cli.domain.decision import Close, Decision, EnterStage, Hold, IssueLetter
from reminder_cli.domain.events import LetterIssued, Stage
from reminder_cli.domain.gates import Gate, Step
from reminder_cli.domain.invoice import InvoiceKind
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.interest import half_year_name
from reminder_cli.domain.swedish_order import swedish_order
from reminder_cli.i18n import NO_TEXT, Text
from reminder_cli.ledger import cases, invoices, letters
from reminder_cli.ledger.letters import unsent_letter
from reminder_cli.services.customers import find_customer
from reminder_cli.services.deciding import decide_for, situation_of
from reminder_cli.services.facts import (
    Subject,
    gates_of,
    paid_before,
    subjects,
    subjects_by_id,
    subjects_by_number,
)
from reminder_cli.services.references import Reference, reference_of

if TYPE_CHECKING:
    from reminder_cli.domain.explain import ExplainLine
    from reminder_cli.ledger.letters import LetterRow
    from reminder_cli.services.world import World


class ListedInvoice(Struct, frozen=True, kw_only=True):
    """An invoice in a list: its state in a word, and every gate that keeps it from being sent."""

    subject: Subject
    status: str
    stage: str
    sent_on: date | None
    gates: tuple[Gate, ...]

    @property
    def eligible(self) -> bool:
        """Whether it may be sent now, as it stands."""
        return not self.gates

    @property
    def remaining_ore(self) -> int:
        """What is left of the customer's part, in öre; below zero on a credit note."""
        return self.subject.remaining_ore

    @property
    def counts(self) -> bool:
        """Whether it belongs in a sum of what customers owe in kronor."""
        invoice = self.subject.invoice
        return invoice.currency == "SEK" and invoice.kind is InvoiceKind.INVOICE


class ListChoice(Struct, frozen=True, kw_only=True):
    """Which invoices to list, and in which order: due, amount, customer or number."""

    which: str = "overdue"  # overdue, eligible, all
    customer: str = ""
    sort: str = "due"


SORTS: dict[str, Callable[[ListedInvoice], object]] = {
    "due": lambda item: (item.subject.invoice.due_date, item.subject.invoice.number),
    "amount": lambda item: -item.remaining_ore,
    "customer": lambda item: (
        swedish_order(item.subject.customer.name),
        item.subject.invoice.due_date,
    ),
    "number": lambda item: (len(item.subject.invoice.number), item.subject.invoice.number),
}


def list_invoices(world: World, choice: ListChoice) -> list[ListedInvoice]:
    """The invoices with status, sent date, and why one cannot be sent."""
    only = find_customer(world, choice.customer).customer_id if choice.customer else 0
    # A due date that a later file moved was another one on a day that has passed.
    due_before = None if choice.which == "all" or world.in_past else world.today
    chosen = invoices.all_registered(world.ledger, due_before=due_before)
    if world.lookback is not None:
        chosen = (item for item in chosen if item.imported_on <= world.today)
    listed = [_listed(world, subject) for subject in subjects(world, chosen)]
    wanted = [item for item in listed if _wanted(item, choice, only)]
    return sorted(wanted, key=SORTS[choice.sort])  # type: ignore[arg-type]


def _listed(world: World, subject: Subject) -> ListedInvoice:
    case = subject.claim.case
    return ListedInvoice(
        subject=subject,
        status=status_word(world, subject),
        stage=case.stage.value if case else "",
        sent_on=case.live_letters[-1].on if case and case.live_letters else None,
        gates=gates_of(world, subject, Step.REMINDER),
    )


def status_word(world: World, subject: Subject) -> str:
    """The state of an invoice in a word; the table translates it."""
    if subject.invoice.kind is not InvoiceKind.INVOICE:
        return subject.invoice.kind.value
    case = subject.claim.case
    if case is not None and (case.is_open or case.outcome is not None):
        word = case.stage.value if case.is_open else str(case.outcome)
        return f"case_{word}"
    if subject.account.principal_left_ore <= 0:
        return "paid"
    return "overdue" if world.today > subject.account.basis.due_on else "not_due"


def _wanted(item: ListedInvoice, choice: ListChoice, only: int) -> bool:
    if only and item.subject.customer.customer_id != only:
        return False
    if choice.which == "all":
        return True
    if choice.which == "eligible":
        return item.eligible
    # A cancelled invoice is still owed; only its case has ended.
    owed = item.status == "case_cancelled" and item.remaining_ore > 0
    return item.status == "overdue" or owed or item.stage not in {"", Stage.CLOSED.value}


class CaseStatus(Struct, frozen=True, kw_only=True):
    """How a case stands: stage, amounts, letters, the next step and its day, and why it waits.

    ``held_by`` is the code of what holds it today; ``in_the_way`` will stop its next letter when
    the term has run out, if it stays as it is.
    """

    subject: Subject
    stage: Stage
    flags: tuple[str, ...]
    outcome: str
    reminder: LetterIssued | None
    demand: LetterIssued | None
    next_step: str
    next_on: date | None
    why: Text
    held_by: str
    in_the_way: Gate | None


def case_statuses(
    world: World,
    *,
    numbers: Sequence[str] = (),
    which: str = "open",
    stage: str = "",
) -> list[CaseStatus]:
    """The cases: those of the named invoices, or the open or closed ones, at a stage if named."""
    chosen = subjects_by_number(world, numbers) if numbers else _with_cases(world, which, stage)
    return [_case_status(world, subject) for subject in chosen if subject.claim.case is not None]


def _with_cases(world: World, which: str, stage: str) -> list[Subject]:
    if world.lookback is None:
        ids = cases.with_cases(
            world.ledger,
            open_cases=which in {"open", "all"},
            closed_cases=which in {"closed", "all"},
            stage=stage,
        )
        return subjects_by_id(world, ids)
    # The derived table knows of now only; what was so on another day is folded from the events.
    ids = cases.with_cases(world.ledger, open_cases=True, closed_cases=True)
    return [
        subject
        for subject in subjects_by_id(world, ids)
        if (case := subject.claim.case) is not None
        and which in {"all", "open" if case.is_open else "closed"}
        and stage in {"", case.stage.value}
    ]


_NEXT = {
    LetterKind.DEMAND: "demand",
    LetterKind.REST_NOTICE: "rest_notice",
    LetterKind.MONITORING: "monitoring_letter",
}


def _case_status(world: World, subject: Subject) -> CaseStatus:
    case = subject.claim.case
    assert case is not None, "only invoices with a case have a status"
    decision = None if subject.open_case is None else decide_for(world, subject)
    step, on, why = _as_step(world, subject, decision)
    held_by = decision.code if isinstance(decision, Hold) else ""
    return CaseStatus(
        subject=subject,
        stage=case.stage,
        flags=flags_of(subject, case, world.today),
        outcome=case.outcome.value if case.outcome else "",
        reminder=case.last_letter(LetterKind.REMINDER),
        demand=case.last_letter(LetterKind.DEMAND),
        next_step=step,
        next_on=on,
        why=why,
        held_by=held_by,
        in_the_way=_in_the_way(world, subject, case) if held_by in _BEFORE_A_LETTER else None,
    )


_BEFORE_A_LETTER = frozenset({"term_running", "on_hold"})


def _in_the_way(world: World, subject: Subject, case: Case) -> Gate | None:
    """What would stop the demand, of which somebody can be told while the reminder's term runs."""
    if case.stage is not Stage.REMINDER:
        return None
    gates = gates_of(world, subject, Step.DEMAND)
    return first_standing(case, gates, not_counted=OF_THE_DAY)


def flags_of(subject: Subject, case: Case, today: date) -> tuple[str, ...]:
    """What stands beside the stage of a case: the debtor's status, a dispute, a hold."""
    flags = [status.value for status in sorted(subject.statuses)]
    if case.disputed:
        flags.append("disputed")
    if case.hold_until is not None and case.hold_until >= today:
        flags.append("hold")
    if case.plan is not None:
        flags.append("instalments")
    return tuple(flags)


_STEP_AFTER = {
    Stage.REMINDER: "demand",
    Stage.DEMAND: "choose",
    Stage.CHOOSE: "monitoring",
    Stage.MONITORING: "monitoring_letter",
}


_WAITS = frozenset({"term_running", "users_turn", "monitoring"})
_LETTERS = frozenset({"demand", "monitoring_letter"})
_RESTS = (Stage.REMINDER, Stage.DEMAND)


def next_step(world: World, subject: Subject) -> tuple[str, date | None, Text]:
    """What comes next for an invoice, when, and why not before."""
    return _as_step(world, subject, decide_for(world, subject) if subject.open_case else None)


def _as_step(
    world: World, subject: Subject, decision: Decision | None
) -> tuple[str, date | None, Text]:
    case = subject.open_case
    if case is None or decision is None:
        return "", None, Text()
    day = world.calendar.on_or_after(world.today)
    if isinstance(decision, Hold):
        if decision.code == "on_hold" and decision.until is not None:
            return _past_hold(world, subject, case, decision)
        return _while_held(world, subject, case, decision)
    return _named(decision), day, decision.why


def _named(decision: IssueLetter | EnterStage | Close) -> str:
    """The step in a word, as lists and scripts have it."""
    match decision:
        case IssueLetter():
            return _NEXT.get(decision.kind, decision.kind.value)
        case EnterStage():
            return decision.stage.value
        case Close():
            return "closed"


def _past_hold(
    world: World, subject: Subject, case: Case, held: Hold
) -> tuple[str, date | None, Text]:
    """The step after a hold and its day, the same that `plan` and `tick` come to."""
    if unsent_letter(world.ledger, subject.invoice.invoice_id) is not None:
        return "", held.until, held.why  # it goes out first, and its term counts from then
    situation = situation_of(world, subject)
    then, on = after_hold(situation, held, world.calendar)
    if not isinstance(then, Hold):
        return _named(then), on, held.why
    gate = next((g for g in situation.gates if g.code == then.code), None)
    if gate is not None and gate.code not in subject.statuses:
        return _STEP_AFTER.get(case.stage, ""), on, held.why  # told of beside the step
    step, day, why = _while_held(world, subject, case, then)
    return step, day, held.why if day else why


def _while_held(
    world: World, subject: Subject, case: Case, held: Hold
) -> tuple[str, date | None, Text]:
    """What comes when what holds a case is over; nothing that a gate or a rest will keep away."""
    if held.code not in _WAITS or held.until is None:
        return "", held.until, held.why
    step, on = _STEP_AFTER.get(case.stage, ""), held.until
    if held.code == "on_hold" and (look := world.look_on(subject.claim, case)) is not None:
        on = max(on, world.calendar.on_or_after(look))  # the end of a hold hurries no step
    if subject.statuses and step in _LETTERS:
        gates = (g for g in gates_of(world, subject, Step.DEMAND) if g.code in subject.statuses)
        return "", None, next(gates).message
    if small_rest(subject.account) and case.stage in _RESTS:
        told = case.last_letter(LetterKind.REST_NOTICE) is not None
        return ("", None, held.why) if told else ("rest_notice", on, held.why)
    return step, on, held.why


class Explained(Struct, frozen=True, kw_only=True):
    """A claim with every öre of it, and what happens next.

    ``unconfirmed`` are the half-years of its interest whose reference rate nobody has confirmed.
    """

    subject: Subject
    lines: list[ExplainLine]
    next_step: str
    next_on: date | None
    why: Text
    unconfirmed: tuple[str, ...]


def explain(world: World, number: str, *, as_of: date | None = None) -> Explained:
    """Every amount of one invoice, line by line; on a day to come if nothing happens until then."""
    from reminder_cli.domain.explain import Before, explain_lines

    subject = subjects_by_number(world, [number], as_of=as_of)[0]
    sources = {rate.from_date: rate.source for rate in world.reference_rates}
    before_ore = paid_before(subject)
    before = (
        Before(
            invoiced_ore=subject.invoice.customer_part_ore,
            paid_ore=before_ore,
            through=subject.registered.imported_on,
        )
        if before_ore == subject.invoice.paid_before_ore > 0
        else None
    )
    step, on, why = next_step(world, subject)
    if subject.open_case is None:
        why = _why_no_case(world, subject)
    if world.in_past:
        step, on, why = "", None, NO_TEXT  # what to do is said of today alone
    lines = explain_lines(subject.claim, subject.account, sources, before=before)
    return Explained(
        subject=subject,
        lines=lines,
        next_step=step,
        next_on=on,
        why=why,
        unconfirmed=_unconfirmed(world, lines),
    )


def _unconfirmed(world: World, lines: Sequence[ExplainLine]) -> tuple[str, ...]:
    known = {half_year_name(rate.from_date): rate.confirmed for rate in world.reference_rates}
    used = [half_year_name(x.first) for x in lines if x.reference_percent is not None]
    return tuple(half for half in dict.fromkeys(used) if not known.get(half, True))


def _why_no_case(world: World, subject: Subject) -> Text:
    gates = gates_of(world, subject, Step.REMINDER)
    if gates:
        return gates[0].message
    return Text("It can be sent: remind send {number}", {"number": subject.invoice.number})


class Happening(Struct, frozen=True, kw_only=True):
    """One thing in the story of an invoice: the day it counts, when it was recorded, what it was.

    ``recorded_by`` is a user of the computer, or ``tick`` by itself.
    ``letter_id`` and ``amount_ore`` are those of the letter, payment or fee, where there is one.
    """

    on: date
    recorded_at: str
    kind: str
    what: Text
    note: str
    letter_id: int | None = None
    amount_ore: int | None = None
    recorded_by: str = ""


class Shown(Struct, frozen=True, kw_only=True):
    """Everything about one invoice."""

    subject: Subject
    listed: ListedInvoice
    reference: Reference
    story: list[Happening]
    letters: list[LetterRow]
    letter_folder: str


def show(world: World, number: str) -> Shown:
    """One invoice with its debtor, case, story and letters."""
    from reminder_cli.services.story import story_of

    subject = subjects_by_number(world, [number])[0]
    invoice_id = subject.invoice.invoice_id
    return Shown(
        subject=subject,
        listed=_listed(world, subject),
        reference=reference_of(world, subject),
        story=story_of(world, subject),
        letters=_letters_then(
            world, subject.claim, letters.letters(world.ledger, invoice_id=invoice_id)
        ),
        letter_folder=str(world.letters_folder),
    )


def _letter_then(letter: LetterRow, claim: Claim, day: date) -> LetterRow:
    undone = letter.state == "undone" and any(letter.letter_id in c.retracted for c in claim.cases)
    if undone or (letter.state != "undone" and (letter.sent_on is None or letter.sent_on <= day)):
        return letter
    return replace(letter, state="waiting", sent_on=None)


def _letters_then(world: World, claim: Claim, found: Sequence[LetterRow]) -> list[LetterRow]:
    """The letters that had been made by the day that is seen; one that went out later, or was undone
    later, waits. ``claim`` is seen on that day.
    """
    seen = world.lookback
    if seen is None:
        return list(found)
    return [
        _letter_then(letter, claim, seen.on)
        for letter in found
        if letter.dated_on <= seen.on
        and (not seen.known or letter.recorded_at[:10] <= seen.on.isoformat())
    ]
