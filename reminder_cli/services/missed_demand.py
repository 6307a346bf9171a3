"""A demand that went out after the backup that was restored: its case runs and does not know of it.

It decides what is wrong with such a statement; :mod:`adopting` records it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reminder_cli.domain.adopting import Adoption
from reminder_cli.domain.case import Case
from reminder_cli.domain.events import Stage
from reminder_cli.domain.gates import Step
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.fees import Act, fee_cap
from reminder_cli.i18n import _
from reminder_cli.services.facts import Subject

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def case_without_it(world: World, subject: Subject, adoption: Adoption) -> Case | None:
    """The case whose demand went out after the backup that was restored, and is not in it."""
    case = subject.open_case
    if world.restored_from is None or case is None or adoption.step != Step.DEMAND:
        return None
    reminded = case.stage is Stage.REMINDER and case.last_letter(LetterKind.DEMAND) is None
    return case if reminded else None


def problems_of(world: World, case: Case, adoption: Adoption) -> Iterator[str]:
    last, day = case.last_letter(), adoption.sent_on
    if day > world.today:
        yield _("{day} has not come yet.", day=day)
    elif last is not None and day <= case.due_of(last):
        yield _(
            "A demand of {day} came before the term of the reminder was out, on {due}.",
            day=day,
            due=case.due_of(last),
        )
    if fee_of(case, adoption) is None:
        yield _(
            "The fees are more than may be claimed (60 kr if agreed, 180 kr; lag (1981:739) 2, 4 §§)."
        )


def fee_of(case: Case, adoption: Adoption) -> int | None:
    """What of all fees claimed so far the demand claimed; none when it is not said, None: too much."""
    before = sum(letter.fee_ore for letter in case.live_letters) + case.opened.fee_claimed_ore
    fee = 0 if adoption.fees_ore is None else adoption.fees_ore - before
    return fee if 0 <= fee <= fee_cap(Act.DEMAND, done_on=adoption.sent_on) else None
