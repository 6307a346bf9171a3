"""Brings every case up to today: gather, decide, record, deliver. Running it twice changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, assert_never

from msgspec import Struct, field

from reminder_cli.domain.case import Case
from reminder_cli.domain.decision import Close, Decision, EnterStage, Hold, IssueLetter
from reminder_cli.domain.events import StageEntered
from reminder_cli.domain.money import decimal_string
from reminder_cli.errors import PlanChanged
from reminder_cli.ledger import cases
from reminder_cli.services.deciding import closing, decide_all
from reminder_cli.services.delivered import Delivered
from reminder_cli.services.delivering import (
    DeliverOptions,
    deliver_alone,
    ready,
    release,
)
from reminder_cli.services.facts import Subject, subjects_by_id
from reminder_cli.services.issuing import IssuedLetter, Issuer
from reminder_cli.services.joining import joined
from reminder_cli.services.many_objects import without_collecting
from reminder_cli.services.plan_standing import all_or_none, with_plan_mates

if TYPE_CHECKING:
    from reminder_cli.services.world import World


BY_ITSELF = "tick"  # as who recorded what no user did by hand


class Held(Struct, frozen=True, kw_only=True):
    """A case for which nothing is done, with the reason."""

    invoice: str
    customer: str
    code: str
    why: str
    until: date | None


class Moved(Struct, frozen=True, kw_only=True):
    """A case that came to a stage without a letter, or ended."""

    invoice: str
    customer: str
    to: str
    why: str


class TickReport(Struct, kw_only=True):
    """What was done today, or would be."""

    on: date
    banking_day: bool
    letters: list[IssuedLetter] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    closed: list[Moved] = field(default_factory=list)
    delivered: Delivered | None = None
    restored_from: date | None = None  # the backup that the ledger is, which holds every case
    waiting: int = 0  # letters made before, which are looked at again before they go out

    @property
    def is_silent(self) -> bool:
        """Whether nothing was done and nothing needs the user."""
        delivered = self.delivered is None or self.delivered.is_silent
        if self.restored_from is not None and self.held:
            return False  # cron would keep silent for weeks while nothing goes out
        return delivered and not (self.letters or self.moved or self.closed)

    @property
    def hash(self) -> str:
        """Names exactly these letters, steps and closings; a plan with another hash is another plan."""
        what = {
            "on": self.on.isoformat(),
            "letters": [
                [
                    *letter.invoices,
                    letter.kind,
                    letter.due_on.isoformat(),
                    decimal_string(letter.total_ore),
                ]
                for letter in self.letters
            ],
            "moved": [[item.invoice, item.to] for item in (*self.moved, *self.closed)],
        }
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:12]


def tick(
    world: World,
    *,
    dry_run: bool = False,
    deliver_letters: bool = True,
    options: DeliverOptions | None = None,
    must_be: str = "",
    first: Callable[[], object] | None = None,
) -> TickReport:
    """Everything that is due today. On a closed day nothing is done, and the report says so.

    With ``must_be`` only the plan of that hash is done, or :class:`PlanChanged` takes all back.
    ``first`` is done before a dry run looks, and taken back with it: payments that would come in.
    Raises :class:`~reminder_cli.errors.LedgerBusy` at once when another `tick` runs.
    """
    if not dry_run:
        world.check_day()
    report = TickReport(
        on=world.today,
        banking_day=world.calendar.is_banking_day(world.today),
        restored_from=world.restored_from,
    )
    if not report.banking_day:
        return report
    if dry_run or world.forecast:
        _bring_up(world, report, dry_run=dry_run, first=first)
        return report
    with world.ledger.running(), world.acting(BY_ITSELF):
        if deliver_letters:
            report.delivered = ready(world)
        else:
            release(world)
        if cases.to_look_at(world.ledger, world.today):
            _bring_up(world, report, dry_run=False, must_be=must_be)
        if deliver_letters:
            deliver_alone(world, options, report.delivered)
    return report


def _bring_up(
    world: World,
    report: TickReport,
    *,
    dry_run: bool,
    must_be: str = "",
    first: Callable[[], object] | None = None,
) -> None:
    with without_collecting(), world.writing(dry_run=dry_run):
        if first is not None:
            first()
        due = subjects_by_id(world, cases.to_look_at(world.ledger, world.today))
        # What came in a moment ago may have closed a case that the derived table has open still.
        running = [subject for subject in due if subject.open_case is not None]
        running = with_plan_mates(world, running)
        decided = all_or_none(list(zip(running, decide_all(world, running), strict=True)))
        for subject, decision in decided:
            _record(world, subject, decision, report)
        report.letters += Issuer(world, dry_run=dry_run).issue_all(joined(decided))
        if must_be and report.hash != must_be:
            raise PlanChanged  # within the lock, so that nothing of it is recorded


def _record(world: World, subject: Subject, decision: Decision, report: TickReport) -> None:
    case = subject.open_case
    assert case is not None, "only open cases are looked at"
    number, customer = subject.invoice.number, subject.customer.name
    match decision:
        case Hold():
            report.held.append(held_as(subject, decision))
        case EnterStage():
            world.record([_stage_event(subject, case, decision, world.today)])
            to = decision.stage.value
            report.moved.append(
                Moved(invoice=number, customer=customer, to=to, why=str(decision.why))
            )
        case Close():
            world.record([closing(subject, case, decision, world.today)])
            to = decision.outcome.value
            report.closed.append(
                Moved(invoice=number, customer=customer, to=to, why=str(decision.why))
            )
        case IssueLetter():
            pass  # letters are joined by debtor and issued together
        case _:
            assert_never(decision)


def held_as(subject: Subject, decision: Hold) -> Held:
    """A decision to do nothing, as it is told."""
    return Held(
        invoice=subject.invoice.number,
        customer=subject.customer.name,
        code=decision.code,
        why=str(decision.why),
        until=decision.until,
    )


def _stage_event(subject: Subject, case: Case, decision: EnterStage, today: date) -> StageEntered:
    return StageEntered(
        invoice_id=subject.invoice.invoice_id,
        case_no=case.case_no,
        on=today,
        stage=decision.stage,
        number=case.stages_entered + 1,
    )
