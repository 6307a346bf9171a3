"""Damaged samples: refused, or read right; never another exception, never half a year."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.cells import MAX_ORE
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.domain.invoice import CustomerDraft, InvoiceDraft
from reminder_cli.errors import RejectedFile

pytestmark = pytest.mark.interop

FOLDERS = ("sie4", "sie5", "invoices")
CHANGED_A_FILE = 80
STEP = 1024


def attempt(path: Path, *, force: bool = False) -> tuple[ReadFile, list[InvoiceDraft]] | None:
    """The reading, None when the file was refused or rows in it were."""
    try:
        file = read_invoices(path, ReadOptions(terms_days=30, force=force))
        drafts, customers = list(file.drafts), list(file.customers)
    except RejectedFile as error:
        refusal = error
    else:
        return _checked(file, drafts, customers)
    assert refusal.message
    assert refusal.fix
    return None


def _checked(
    file: ReadFile, drafts: list[InvoiceDraft], customers: list[CustomerDraft]
) -> tuple[ReadFile, list[InvoiceDraft]] | None:
    for problem in file.problems:
        assert str(problem)
    for note in file.notes:
        assert str(note)
    for draft in drafts:
        _is_well_formed(draft)
    assert all(isinstance(customer.name, str) for customer in customers)
    return None if file.problems else (file, drafts)


def _is_well_formed(draft: InvoiceDraft) -> None:
    amounts = (draft.total_ore, draft.remaining_ore, draft.reduction_ore)
    assert all(
        type(ore) is int and abs(ore) <= 1000 * MAX_ORE for ore in amounts if ore is not None
    )
    assert type(draft.invoice_date) is date
    assert type(draft.due_date) is date
    assert draft.number


@pytest.mark.parametrize("folder", FOLDERS)
def test_cut_anywhere(samples: Path, tmp_path: Path, folder: str) -> None:
    """A file that states its balances is refused when cut, or gives all that the whole gives."""
    for sample in sorted((samples / folder).iterdir()):
        whole = sample.read_bytes()
        right = attempt(sample)
        path = tmp_path / sample.name
        for size in range(0, len(whole), STEP):
            path.write_bytes(whole[:size])
            got = attempt(path)
            if got is not None and got[0].control_sums:
                expected = right[1] if right is not None else []
                assert got[1] == expected, f"{sample.name} cut at {size}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_bytes_changed_anywhere(samples: Path, tmp_path: Path, folder: str) -> None:
    chance = random.Random(20260801)
    for sample in sorted((samples / folder).iterdir()):
        whole = sample.read_bytes()
        path = tmp_path / sample.name
        for number in range(CHANGED_A_FILE):
            data = bytearray(whole)
            for _ in range(1 + number % 5):
                data[chance.randrange(len(data))] = chance.randrange(256)
            path.write_bytes(bytes(data))
            attempt(path, force=number % 2 == 0)
