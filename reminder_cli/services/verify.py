"""Checks every invariant of the ledger: the file, the events, the derived state, the letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.domain.account import Account, basis_of
from reminder_cli.domain.case import Claim, fold
from reminder_cli.domain.explain import explain_lines
from reminder_cli.domain.replay import reckon
from reminder_cli.errors import EventUnreadable
from reminder_cli.i18n import NO_TEXT, Text
from reminder_cli.ledger import health, invoices
from reminder_cli.services.facts import basis_for

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_BATCH = 500
_RESTORE = Text("Keep the file as it is and restore the newest backup: remind restore FILE")


class Check(Struct, frozen=True, kw_only=True):
    """One check: its code, whether all is well, what was found, and what to do.

    What is ``noted`` hurts nothing yet, but asks to be looked at.
    """

    code: str
    ok: bool
    message: Text
    fix: Text = NO_TEXT
    noted: bool = False

    @property
    def level(self) -> str:
        """``ok``, ``note`` or ``wrong``."""
        return "wrong" if not self.ok else "note" if self.noted else "ok"


def verify(world: World) -> list[Check]:
    """Every invariant, each with what to do when it does not hold."""
    return [*verify_ledger(world), _letters(world)]


def verify_ledger(world: World) -> list[Check]:
    """The same of the ledger alone, without the files of its letters."""
    return [
        _file(world),
        _schema(world),
        _references(world),
        *_of_events(world),
    ]


def _of_events(world: World) -> list[Check]:
    """What is counted from events; one that cannot be read is told, and nothing is counted then."""
    try:
        counted = [*_claims(world), _claim_search(world), _vouchers(world)]
    except EventUnreadable as error:
        text = Text("Something that happened cannot be read: event {seq}.", {"seq": error.seq})
        return [Check(code="events", ok=False, message=text, fix=_RESTORE)]
    return [Check(code="events", ok=True, message=Text("Every event can be read.")), *counted]


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
    wrong_state: list[int] = []
    wrong_sum: list[int] = []
    for stored in health.stored_states(world.ledger, _BATCH):
        for claim, account in _counted(world, list(stored)):
            if not _state_is_derived(world, claim, stored[claim.invoice_id]):
                wrong_state.append(claim.invoice_id)
            if not _adds_up(claim, account):
                wrong_sum.append(claim.invoice_id)
    yield _numbers(
        "case_state",
        _numbers_of(world, wrong_state),
        good=Text("The list of cases is what the events say."),
        bad=Text("The list of cases is not what the events say: {numbers}"),
    )
    yield _numbers(
        "sums",
        _numbers_of(world, wrong_sum),
        good=Text("Every payment is applied whole, and every claim adds up to the öre."),
        bad=Text("Claims that do not add up: {numbers}"),
    )


def _counted(world: World, invoice_ids: Sequence[int]) -> Iterator[tuple[Claim, Account]]:
    """Each claim from its events, and its account; the register is read where no case says more.

    One whose invoice is gone is not counted without a case; that it is gone is another check's.
    """
    events_of = world.events_of(invoice_ids)
    claims = [fold(invoice_id, events_of[invoice_id]) for invoice_id in invoice_ids]
    caseless = [claim.invoice_id for claim in claims if claim.case is None]
    registered = invoices.by_id(world.ledger, caseless)
    for claim in claims:
        if claim.case is not None:
            basis = basis_of(claim.case.opened)
        elif claim.invoice_id in registered:
            basis = basis_for(world, registered[claim.invoice_id], claim)
        else:
            continue
        yield claim, reckon(claim, basis, until=world.today, rates=world.rates)


def _numbers_of(world: World, invoice_ids: Sequence[int]) -> list[str]:
    found = invoices.by_id(world.ledger, invoice_ids)
    return [found[i].invoice.number if i in found else f"#{i}" for i in invoice_ids]


def _claim_search(world: World) -> Check:
    return _numbers(
        "claim_search",
        [*health.wrong_open_claims(world.ledger), *health.wrong_keys(world.ledger)],
        good=Text("Payments look for invoices by what stands in the ledger."),
        bad=Text("Payments may not find these invoices or customers: {numbers}"),
    )


def _vouchers(world: World) -> Check:
    return _numbers(
        "vouchers",
        health.unbalanced_vouchers(world.ledger),
        good=Text("Every voucher that was exported balances."),
        bad=Text("These vouchers do not balance: {numbers}"),
    )


def _numbers(code: str, wrong: list[str], *, good: Text, bad: Text) -> Check:
    if not wrong:
        return Check(code=code, ok=True, message=good)
    values = {"numbers": ", ".join(wrong[:10])}
    return Check(code=code, ok=False, message=Text(bad.msgid, values), fix=_RESTORE)


def _state_is_derived(world: World, claim: Claim, stored: list[tuple[object, ...]]) -> bool:
    return stored == [health.derived_state(row) for row in world.case_rows(claim)]


def _adds_up(claim: Claim, account: Account) -> bool:
    lines = explain_lines(claim, account, {})
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
        if not path.is_file() or health.sha256_of(path.read_bytes()) != sha256:
            wrong.append(str(letter_id))
    if wrong:
        text = Text(
            "Letters whose file is missing or not what was sent: {ids}",
            {"ids": ", ".join(wrong[:10])},
        )
        fix = Text(
            "Put the folder of letters back from a backup: {path}. Then look again: remind verify",
            {"path": folders.archive},
        )
        return Check(code="letters", ok=False, message=text, fix=fix)
    return Check(code="letters", ok=True, message=Text("Every letter is as it was sent."))
