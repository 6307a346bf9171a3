"""Checks every invariant of the ledger: the file, the events, the derived state, the letters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.domain.explain import explain_lines
from reminder_cli.i18n import NO_TEXT, Text
from reminder_cli.ledger import cases, health
from reminder_cli.services.facts import Subject, subjects_by_id

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_BATCH = 500
_RESTORE = Text("Keep the file as it is and restore the newest backup.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: its code, whether all is well, what was found, and what to do."""

    code: str
    ok: bool
    message: Text
    fix: Text = NO_TEXT


def verify(world: World) -> list[Check]:
    """Every invariant, each with what to do when it does not hold."""
    return [*verify_ledger(world), _letters(world)]


def verify_ledger(world: World) -> list[Check]:
    """The same of the ledger alone, without the files of its letters."""
    return [
        _file(world),
        _schema(world),
        _references(world),
        *_claims(world),
        _claim_search(world),
    ]


def _file(world: World) -> Check:
    found = health.integrity(world.ledger)
    if found:
        text = Text("SQLite finds the file damaged: {what}", {"what": found[0]})
        return Check(code="integrity", ok=False, message=text, fix=_RESTORE)
    return Check(code="integrity", ok=True, message=Text("The file is whole."))


def _schema(world: World) -> Check:
    """Another program may have opened the file: without our triggers, what happened can be changed."""
    found = health.foreign_schema(world.ledger)
    if found:
        text = Text(
            "Tables or rules in the file are not as remind made them: {names}",
            {"names": ", ".join(found[:10])},
        )
        return Check(code="schema", ok=False, message=text, fix=_RESTORE)
    return Check(
        code="schema", ok=True, message=Text("Its tables and rules are as remind made them.")
    )


def _references(world: World) -> Check:
    rows = health.dangling(world.ledger)
    if rows:
        text = Text("{n} rows name another that is not there.", {"n": rows})
        return Check(code="foreign_keys", ok=False, message=text, fix=_RESTORE)
    return Check(code="foreign_keys", ok=True, message=Text("Every row finds what it names."))


def _claims(world: World) -> Iterator[Check]:
    wrong_state: list[str] = []
    wrong_sum: list[str] = []
    stored = health.stored_states(world.ledger)
    ids = sorted(cases.with_events(world.ledger))
    for start in range(0, len(ids), _BATCH):
        for subject in subjects_by_id(world, ids[start : start + _BATCH]):
            if not _state_is_derived(world, subject, stored):
                wrong_state.append(subject.invoice.number)
            if not _adds_up(subject):
                wrong_sum.append(subject.invoice.number)
    yield _numbers(
        "case_state",
        wrong_state,
        good=Text("The list of cases is what the events say."),
        bad=Text("The list of cases is not what the events say: {numbers}"),
    )
    yield _numbers(
        "sums",
        wrong_sum,
        good=Text("Every payment is applied whole, and every claim adds up to the öre."),
        bad=Text("Claims that do not add up: {numbers}"),
    )


def _claim_search(world: World) -> Check:
    return _numbers(
        "claim_search",
        [*health.wrong_open_claims(world.ledger), *health.wrong_keys(world.ledger)],
        good=Text("Payments look for invoices by what stands in the ledger."),
        bad=Text("Payments may not find these invoices or customers: {numbers}"),
    )


def _numbers(code: str, wrong: list[str], *, good: Text, bad: Text) -> Check:
    if not wrong:
        return Check(code=code, ok=True, message=good)
    values = {"numbers": ", ".join(wrong[:10])}
    return Check(code=code, ok=False, message=Text(bad.msgid, values), fix=_RESTORE)


def _state_is_derived(
    world: World, subject: Subject, stored: dict[tuple[int, int], tuple[object, ...]]
) -> bool:
    rows = world.case_rows(subject.claim)
    invoice_id = subject.invoice.invoice_id
    return all(stored.get((invoice_id, r.case_no)) == health.derived_state(r) for r in rows)


def _adds_up(subject: Subject) -> bool:
    account = subject.account
    lines = explain_lines(subject.claim, account, {})
    applied = all(
        met.principal_ore
        + met.fees_ore
        + met.interest_ore
        + met.costs_ore
        + met.over_ore
        + met.recovered_ore
        == met.payment.amount_ore
        for met in account.allocations
    )
    return applied and sum(line.amount_ore for line in lines) == account.balance_ore


def _letters(world: World) -> Check:
    folders = LetterFolders(world.letters_folder)
    wrong = []
    for letter_id, name, sha256 in health.archived_letters(world.ledger):
        path = folders.archived(name)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            wrong.append(str(letter_id))
    if wrong:
        text = Text(
            "Letters whose file is missing or not what was sent: {ids}",
            {"ids": ", ".join(wrong[:10])},
        )
        fix = Text(
            "Put the folder of letters back from a backup: {path}", {"path": folders.archive}
        )
        return Check(code="letters", ok=False, message=text, fix=fix)
    return Check(code="letters", ok=True, message=Text("Every letter is as it was sent."))
