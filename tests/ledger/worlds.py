"""A firm to test with: its ledger, invoices as a file, and every row of the ledger to compare."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path

from msgspec.structs import replace

from reminder_cli.domain.company import Collector, Company
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.import_report import FileReport
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.world import World

MONDAY = date(2026, 3, 2)
OWN = Company(
    name="Firman AB",
    org_number="556036-0793",
    bankgiro="5536-7742",
    collector=Collector.OWN,
)
PARTNER = replace(
    OWN,
    collector=Collector.PARTNER,
    partner_name="Ombudet Inkasso AB",
    partner_org_number="556923-4585",
)

# An invoice that may be sent on MONDAY, as a row of a list; a test changes what it is about.
ROW = {
    "Fakturanr": "1041",
    "Kundnr": "101",
    "Kund": "Alnö Bygg AB",
    "Org.nr": "556912-3473",
    "Fakturadatum": "2026-01-20",
    "Förfallodatum": "2026-02-19",
    "Belopp": "12500,00",
    "Kvar att betala": "12500,00",
    "Valuta": "SEK",
    "Beskrivning": "Ombyggnad av lager",
    "Gatuadress": "Hamngatan 4",
    "Postnr": "852 30",
    "Ort": "Sundsvall",
    "Krediterar": "",
}


def row(number: str = "1041", **changes: str) -> dict[str, str]:
    """One invoice. Amounts follow ``Belopp`` unless ``Kvar`` says otherwise."""
    named = {"kund": "Kund", "kundnr": "Kundnr", "org": "Org.nr", "dag": "Fakturadatum"}
    named |= {"forfall": "Förfallodatum", "belopp": "Belopp", "kvar": "Kvar att betala"}
    named |= {"valuta": "Valuta", "text": "Beskrivning", "gata": "Gatuadress"}
    named |= {"postnr": "Postnr", "ort": "Ort", "krediterar": "Krediterar"}
    values = {**ROW, "Fakturanr": number}
    if "belopp" in changes:
        values["Kvar att betala"] = changes["belopp"]
    return values | {named[key]: value for key, value in changes.items()}


def write_list(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """A list of invoices as a CSV file."""
    lines = [";".join(ROW), *(";".join(item.values()) for item in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def world_on(path: Path, day: date = MONDAY, *, wait: float = 0.1) -> World:
    """The firm's world on a day, at noon."""
    now = datetime.combine(day, time(12)).astimezone()
    return World(path=path, today=day, now=now, trial=True, wait=wait)


def firm(
    folder: Path,
    *rows: Mapping[str, str],
    company: Company = OWN,
    day: date = MONDAY,
    settings: Mapping[str, str] | None = None,
) -> World:
    """A firm that has accepted the terms in force and taken these invoices in."""
    world = world_on(folder / "ledger.db", day)
    set_up(world, Answers(company=company, accept_terms=True, settings=dict(settings or {})))
    if rows:
        take_in(world, *rows)
    return world


def take_in(
    world: World, *rows: Mapping[str, str], options: ImportOptions | None = None, name: str = "list"
) -> FileReport:
    """Import these invoices."""
    path = write_list(world.path.with_name(f"{name}.csv"), rows)
    return import_files(world, [path], options or ImportOptions())[0]


def later(world: World, day: date) -> World:
    """The same firm on another day, from a connection of its own."""
    world.ledger.close()
    return world_on(world.path, day)


def dump(path: Path, *, without: Iterable[str] = ()) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, read by a connection of its own."""
    db = sqlite3.connect(path)
    names = [
        name
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name not in without
    ]
    rows = {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in names}
    db.close()
    return rows
