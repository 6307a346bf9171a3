"""Takes over debts that were chased elsewhere, at the step where they stand. It sends nothing.

What was claimed there counts: nothing is charged twice, and the term runs from the day the letter
went out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reminder_cli.adapters.importers.adoptions import AdoptedRow, read_adoptions
from reminder_cli.domain.adopting import Adoption, split_fees
from reminder_cli.domain.case import fold
from reminder_cli.domain.events import CaseOpened, LetterIssued, Stage
from reminder_cli.domain.gates import Step
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.replay import reckon
from reminder_cli.domain.rules.due_dates import demand_due, reminder_due
from reminder_cli.domain.rules.fees import Act
from reminder_cli.errors import AGAIN, Refused, RejectedFile
from reminder_cli.i18n import _, ngettext
from reminder_cli.ledger import addresses, invoices
from reminder_cli.services.facts import Subject, basis_for, gates_of, subjects, subjects_by_number
from reminder_cli.services.missed_demand import case_without_it, fee_of, problems_of
from reminder_cli.services.send import opened_case, pass_gates
from reminder_cli.services.views import CaseStatus, case_statuses

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def adopt(
    world: World, numbers: Sequence[str], adoption: Adoption, *, dry_run: bool = False
) -> list[CaseStatus]:
    """Take these invoices over at one step; all of them or none, with every problem told."""
    with world.writing(dry_run=dry_run):
        chosen = subjects_by_number(world, numbers)
        problems = [
            f"  {subject.invoice.number}: {problem}"
            for subject in chosen
            for problem in _problems(world, subject, adoption)
        ]
        if problems:
            raise Refused(
                "\n".join([_("Nothing was taken over."), *problems]),
                fix=_("Put that right, and give the command again."),
                again=AGAIN,
            )
        for subject in chosen:
            _take_over(world, subject, adoption)
        return case_statuses(world, numbers=numbers)


def adopt_file(world: World, path: Path, *, dry_run: bool = False) -> list[CaseStatus]:
    """Take over all cases of a list, or none, with every problem of every row told at once."""
    file = read_adoptions(path)
    with world.writing(dry_run=dry_run):
        found = invoices.by_number(world.ledger, [row.number for row in file.rows])
        known = {s.invoice.number: s for s in subjects(world, found.values())}
        problems = [(problem.line, str(problem)) for problem in file.problems]
        seen: set[str] = set()
        for row in file.rows:
            problems += [(row.line, text) for text in _row_problems(world, row, known, seen)]
            seen.add(row.number)
        if problems or not file.rows:
            raise _rejected(path, [text for _line, text in sorted(problems)])
        for row in file.rows:
            _take_over(world, known[row.number], _adoption(row))
        return case_statuses(world, numbers=[row.number for row in file.rows])


def _rejected(path: Path, problems: list[str]) -> RejectedFile:
    if not problems:
        return RejectedFile(
            path.name, _("it has no cases."), fix=_("Write one case a row, after the headings.")
        )
    reason = ngettext(
        "{n} problem. Nothing was taken over.",
        "{n} problems. Nothing was taken over.",
        len(problems),
    )
    return RejectedFile(
        path.name, reason, fix=_("Correct the rows and give the file again."), problems=problems
    )


def _row_problems(
    world: World, row: AdoptedRow, known: dict[str, Subject], seen: set[str]
) -> Iterator[str]:
    if row.number in seen:
        yield _("line {line}: invoice {number} stands twice.", line=row.line, number=row.number)
    elif row.number not in known:
        yield _(
            "line {line}: no invoice has the number {number}. Import it first.",
            line=row.line,
            number=row.number,
        )
    else:
        for problem in _problems(world, known[row.number], _adoption(row)):
            yield _("line {line}: {problem}", line=row.line, problem=problem)


def _adoption(row: AdoptedRow) -> Adoption:
    return Adoption(step=row.step, sent_on=row.sent_on, fees_ore=row.fees_ore)


def _problems(world: World, subject: Subject, adoption: Adoption) -> Iterator[str]:
    running = case_without_it(world, subject, adoption)
    for gate in gates_of(world, subject, Step.REMINDER):
        # What went out after a backup is registered while it holds all letters.
        known = gate.code == "restored" or (gate.code == "has_case" and running is not None)
        if not known and (gate.hard or gate.code not in adoption.override):
            yield f"{gate.message} [{gate.code}]"
    if running is not None:
        yield from problems_of(world, running, adoption)
    elif subject.open_case is None:
        yield from _new_problems(world, subject, adoption)


def _new_problems(world: World, subject: Subject, adoption: Adoption) -> Iterator[str]:
    day = adoption.sent_on
    if day > world.today:
        yield _("{day} has not come yet.", day=day)
    elif day <= subject.account.basis.due_on:
        yield _("A letter of {day} came before it was overdue.", day=day)
    last = subject.claim.case
    if last is not None and last.closed_on is not None and day <= last.closed_on:
        yield _("Its last case ended on {day}, after that letter.", day=last.closed_on)
    if day <= world.today and _fees(world, subject, adoption) is None:
        yield _(
            "The fees are more than may be claimed (60 kr if agreed, 180 kr; lag (1981:739) 2, 4 §§)."
        )


def _fees(world: World, subject: Subject, adoption: Adoption) -> tuple[int, int] | None:
    opened = opened_case(world, subject)
    fees = adoption.fees_ore
    if fees is None:
        return opened.fee_claimed_ore, 0
    agreed = opened.reminder_fee_agreed
    try:
        return split_fees(Stage(adoption.step), fees, on=adoption.sent_on, reminder_agreed=agreed)
    except ValueError:
        return None


def _take_over(world: World, subject: Subject, adoption: Adoption) -> None:
    running = case_without_it(world, subject, adoption)
    if running is not None:
        fee = fee_of(running, adoption)
        assert fee is not None, "checked among the problems"
        opened = replace(running.opened, on=adoption.sent_on)
        letter = _letter(world, subject, opened, fee, Stage.DEMAND)
        # It is ours and its fee with it; only its document was lost with the newer ledger.
        _record(world, replace(letter, document_lost=True), subject.invoice.number)
        return
    fees = _fees(world, subject, adoption)
    assert fees is not None, "checked among the problems"
    opened = replace(
        opened_case(world, subject),
        on=adoption.sent_on,
        fee_claimed_ore=fees[0],
        fee_claimed_on=adoption.sent_on,
    )
    gates = gates_of(world, subject, Step.REMINDER)
    events, notes = pass_gates(world, opened, gates, adoption.reason)
    world.record([opened, *events], notes)
    addresses.keep(world.ledger, opened.invoice_id, opened.case_no, subject.customer)
    letter = _letter(world, subject, opened, fees[1], Stage(adoption.step))
    _record(world, letter, subject.invoice.number)


def _record(world: World, letter: LetterIssued, number: str) -> None:
    """Nobody may believe that a letter is registered when it is not: it would go out again."""
    if not world.record([letter]):
        raise Refused(
            _("The letter about invoice {number} is on record already.", number=number),
            fix=_("Nothing was taken over. See the case with: remind show {number}", number=number),
        )


def _letter(
    world: World, subject: Subject, opened: CaseOpened, fee_ore: int, stage: Stage
) -> LetterIssued:
    """The letter of the other program, without a document here (number 0)."""
    claim = fold(opened.invoice_id, world.ledger.events(opened.invoice_id))
    basis = basis_for(world, subject.registered, claim)
    account = reckon(claim, basis, until=opened.on, rates=world.rates)
    terms, demand = world.terms_of(opened.collector, opened.terms_version), stage is Stage.DEMAND
    calendar, kind = world.calendar, LetterKind.DEMAND if demand else LetterKind.REMINDER
    case = claim.case
    assert case is not None, "it was opened here, or runs"
    # Those taken back have a number too.
    same = [letter for letter in case.letters if letter.letter is kind]
    return LetterIssued(
        invoice_id=opened.invoice_id,
        case_no=opened.case_no,
        on=opened.on,
        letter=kind,
        number=len(same) + 1,
        letter_id=0,
        due_on=demand_due(opened.on, days=terms.demand_days, calendar=calendar)
        if demand
        else reminder_due(opened.on, banking_days=terms.reminder_banking_days, calendar=calendar),
        fee_act=Act.DEMAND if fee_ore else None,
        fee_ore=fee_ore,
        total_ore=account.owed_ore + fee_ore,
        interest_ore=account.interest_left_ore,
        sha256="",
        starts=stage,
    )
