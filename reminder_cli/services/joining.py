"""Which letters of one run are one: the demands of one debtor, with one fee. It issues none."""

from __future__ import annotations

from collections.abc import Iterable

from reminder_cli.domain.decision import Decision, IssueLetter
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.services.facts import Subject
from reminder_cli.services.issuing import without_fee


def joined(
    decided: Iterable[tuple[Subject, Decision]],
) -> list[list[tuple[Subject, IssueLetter]]]:
    """The letters to make. Demands of one debtor are joined: one letter, one fee, on the oldest case.

    Inkassolagen (1974:182) 4 §: claims of one creditor on one debtor belong in one demand.
    """
    groups: dict[tuple[int, object], list[tuple[Subject, IssueLetter]]] = {}
    for subject, decision in decided:
        if not isinstance(decision, IssueLetter):
            continue
        key = (subject.customer.customer_id, _joins(subject, decision))
        groups.setdefault(key, []).append((subject, decision))
    return [_one_fee(group) for group in groups.values()]


def _joins(subject: Subject, decision: IssueLetter) -> object:
    """What letters of one debtor have in common that share one: a demand, or an instalment plan."""
    if decision.plan_letter:
        return decision.kind, decision.plan_letter
    return None if decision.kind is LetterKind.DEMAND else subject.invoice.invoice_id


def _one_fee(group: list[tuple[Subject, IssueLetter]]) -> list[tuple[Subject, IssueLetter]]:
    charged = next((place for place, (_, made) in enumerate(group) if made.fee_ore), None)
    return [
        (subject, made if place == charged else without_fee(made))
        for place, (subject, made) in enumerate(group)
    ]
