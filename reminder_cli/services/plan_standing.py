"""Gathers how an instalment plan stands over all its cases. It decides nothing and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reminder_cli.domain.case import Case
from reminder_cli.domain.decide_plan import WAITS_FOR_MATE
from reminder_cli.domain.decision import Decision, Hold, IssueLetter
from reminder_cli.domain.events_instalments import PlanMade
from reminder_cli.domain.instalments import Standing, paid_since, reminded_on
from reminder_cli.services.facts import Subject, subjects_by_id

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def standing_of(world: World, subject: Subject) -> Standing | None:
    """How the plan of this invoice's case stands, if one runs."""
    case = subject.open_case
    if case is None or case.plan is None:
        return None
    members = [subject] if len(case.plan.members) == 1 else members_of(world, case.plan)
    return standing(case, case.plan, members, tolerance_ore=world.settings["tolerance"])


def members_of(world: World, plan: PlanMade) -> list[Subject]:
    """The invoices of a plan, oldest case first."""
    return subjects_by_id(world, plan.members)


def standing(
    case: Case, plan: PlanMade, members: Sequence[Subject], *, tolerance_ore: int
) -> Standing:
    """The plan over its members.

    It is kept by what was paid, or by what is left: a credit, a fee that fell and a case that
    was ended lower what is owed, and with it the instalments. Of a plan that has ended, what is
    owed still counts as left.
    """
    paid = sum(paid_since(member.claim, plan) for member in members)
    running = [member for member in members if _in_plan(member, plan)]
    left = sum(member.account.owed_ore for member in running or members)
    cases = [member.open_case for member in running if member.open_case is not None]
    resolved = [day for day in (one.resolved_on for one in cases) if day is not None]
    return Standing(
        plan=plan,
        met_ore=min(max(paid, plan.total_ore - left), plan.total_ore),
        reminded_on=reminded_on(case, plan),
        resolved_on=max(resolved, default=None),
        tolerance_ore=tolerance_ore,
        blocked=any(_held(member) for member in running),
    )


def _in_plan(member: Subject, plan: PlanMade) -> bool:
    case = member.open_case
    return case is not None and case.plan is not None and case.plan.letter_id == plan.letter_id


def _held(member: Subject) -> bool:
    case, day = member.open_case, member.account.until
    assert case is not None, "it runs in the plan"
    return case.disputed or day <= case.quiet_until


def with_plan_mates(world: World, found: list[Subject]) -> list[Subject]:
    """These and the other open cases of their plans, oldest first: a plan's cases share its letters."""
    have = {subject.invoice.invoice_id for subject in found}
    plans = [subject.open_case.plan for subject in found if subject.open_case is not None]
    wanted = {i for plan in plans if plan is not None for i in plan.members} - have
    if not wanted:
        return found
    mates = [mate for mate in subjects_by_id(world, sorted(wanted)) if mate.open_case is not None]
    return sorted([*found, *mates], key=_age)


def all_or_none(decided: list[tuple[Subject, Decision]]) -> list[tuple[Subject, Decision]]:
    """A letter of a plan goes to all its cases or waits: it asks for what they owe together."""
    waiting = {
        subject.open_case.plan.letter_id
        for subject, decision in decided
        if isinstance(decision, Hold) and subject.open_case and subject.open_case.plan
    }
    return [
        (subject, WAITS_FOR_MATE if _of_plan(decision) in waiting else decision)
        for subject, decision in decided
    ]


def _of_plan(decision: Decision) -> int | None:
    return decision.plan_letter if isinstance(decision, IssueLetter) else None


def _age(subject: Subject) -> tuple[str, int]:
    case = subject.open_case
    assert case is not None, "only open cases are looked at"
    return case.opened.on.isoformat(), subject.invoice.invoice_id
