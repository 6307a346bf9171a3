"""What to do after an unpaid inkassokrav, when the user chooses: monitoring, or back to choosing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reminder_cli.domain.case import Case
from reminder_cli.domain.decision import Hold
from reminder_cli.domain.events import Stage, StageEntered
from reminder_cli.domain.gates import Step
from reminder_cli.domain.kronofogden_rules import not_ripe
from reminder_cli.errors import Refused
from reminder_cli.i18n import _
from reminder_cli.services.deciding import decide_for
from reminder_cli.services.facts import Subject, gates_of, subjects_by_number
from reminder_cli.services.running import all_sent, own_case
from reminder_cli.services.views import CaseStatus, case_statuses

if TYPE_CHECKING:
    from reminder_cli.services.world import World

CHOICES = ("monitoring", "kronofogden", "choose")


def choose(
    world: World, numbers: Sequence[str], choice: str, *, dry_run: bool = False
) -> list[CaseStatus]:
    """Carry out a choice for these cases, all of them or none.

    ``kronofogden`` enters nothing: a case is there when the application has been registered.
    """
    assert choice in CHOICES, "checked by the caller"
    with world.writing(dry_run=dry_run):
        for subject in subjects_by_number(world, numbers):
            case = own_case(subject)
            _not_disputed(subject, case)
            if choice == "kronofogden":
                _ready_for_kronofogden(world, subject, case)
            else:
                _enter(world, subject, case, Stage(choice))
        return case_statuses(world, numbers=numbers)


def _not_disputed(subject: Subject, case: Case) -> None:
    number = subject.invoice.number
    if case.disputed:
        raise Refused(
            _(
                "Invoice {number} is disputed: everything stops until it is answered.",
                number=number,
            ),
            fix=_("When it has been: remind resolve {number} --reason TEXT", number=number),
        )


def _enter(world: World, subject: Subject, case: Case, stage: Stage) -> None:
    number = subject.invoice.number
    comes_from = Stage.CHOOSE if stage is Stage.MONITORING else Stage.MONITORING
    if case.stage is stage:
        raise Refused(
            _("Invoice {number} is there already.", number=number),
            fix=_("See how it stands with: remind status {number}", number=number),
        )
    if case.stage is not comes_from:
        raise _too_early(world, subject)
    entered = StageEntered(
        invoice_id=subject.invoice.invoice_id,
        case_no=case.case_no,
        on=world.today,
        stage=stage,
        number=case.stages_entered + 1,
    )
    world.record([entered])


def _too_early(world: World, subject: Subject) -> Refused:
    """There is nothing to choose before the term of an inkassokrav has run out."""
    number, decision = subject.invoice.number, decide_for(world, subject)
    if isinstance(decision, Hold):
        fix = _("{why} Then: remind tick", why=decision.why)
    else:
        fix = _("First run: remind tick")
    return Refused(
        _("There is nothing to choose for {number} yet. Nothing was done.", number=number), fix=fix
    )


def _ready_for_kronofogden(world: World, subject: Subject, case: Case) -> None:
    """Refuse what may not be applied for yet (inkassolagen (1974:182) 6 §)."""
    number = subject.invoice.number
    early = not_ripe(case, number, on=world.today)
    if early is not None:
        raise Refused(str(early.why), fix=str(early.fix))
    all_sent(world, subject)
    standing = [gate for gate in gates_of(world, subject, Step.KRONOFOGDEN) if gate.hard]
    if standing:
        raise Refused(
            _(
                "Invoice {number} cannot go to Kronofogden: {why}",
                number=number,
                why=standing[0].message,
            ),
            fix=_("Put that right first. See all with: remind show {number}", number=number),
        )
