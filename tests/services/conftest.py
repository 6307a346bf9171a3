"""A firm with some invoices, on any day, in a real ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from reminder_cli.domain.company import Collector, Company
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.world import World

HEADER = (
    "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;ROT;OCR;Beskrivning;"
    "Gatuadress;Postnr;Ort\n"
)

At = Callable[[str], World]


@pytest.fixture
def firm(tmp_path: Path) -> At:
    """``firm("2026-01-12")`` is the world of the same firm on that day."""
    path = tmp_path / "ledger.db"

    def at(day: str) -> World:
        today = date.fromisoformat(day)
        world = World(path=path, today=today, now=datetime.fromisoformat(f"{day}T12:00:00+01:00"))
        if not path.exists():
            company = Company(
                name="Norrviken Hantverk AB",
                org_number="556923-4585",
                bankgiro="520-1124",
                collector=Collector.OWN,
            )
            set_up(world, Answers(company=company, accept_terms=True, settings={}))
        return world

    return at


@pytest.fixture
def take_in(tmp_path: Path) -> Callable[..., None]:
    """Import rows of an invoice list on a day."""

    def take(world: World, *rows: str) -> None:
        path = tmp_path / f"list-{len(list(tmp_path.iterdir()))}.csv"
        path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
        import_files(world, [path], ImportOptions())

    return take
