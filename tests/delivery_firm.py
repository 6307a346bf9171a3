"""A firm with overdue invoices and a mail server, for the tests of delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from reminder_cli.domain.company import Collector, Company
from reminder_cli.ledger import letters
from reminder_cli.ledger.letters import LetterRow
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.send import SendOptions, SendReport, send
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.world import World

DAY = date(2026, 3, 2)  # a Monday
COMPANY = Company(
    name="Björkö Snickeri AB",
    org_number="556036-0793",
    street="Verkstadsgatan 4",
    postal_code="111 22",
    city="Stockholm",
    email="ekonomi@bjorko.example",
    bankgiro="5536-7742",
    collector=Collector.OWN,
)
_HEAD = (
    "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Beskrivning;"
    "Gatuadress;Postnr;Ort;E-post"
)


def world_on(
    path: Path, day: date, *, hour: int = 9, minute: int = 0, trial: bool = False
) -> World:
    """The firm on a day."""
    now = datetime.combine(day, time(hour, minute), ZoneInfo("Europe/Stockholm"))
    return World(path=path, today=day, now=now, trial=trial, wait=0.2)


def invoice(
    number: int, *, email: str = "", name: str = "", postal_code: str = "", customer: int = 0
) -> str:
    """A row of the import file: an invoice overdue in February, of a customer of its own if none is said."""
    who = name or f"Kund {number} AB"
    return (
        f"{number};{customer or number};{who};556912-3473;2026-01-20;2026-02-19;1000,00;Arbete;"
        f"Gatan {number};{postal_code or '753 21'};Uppsala;{email}"
    )


def make_firm(
    folder: Path, rows: Sequence[str], *, port: int = 0, settings: dict[str, str] | None = None
) -> Path:
    """A ledger with these invoices; with a port, letters are mailed to a server on this computer."""
    path = folder / "ledger.db"
    chosen = {"mail_from": "faktura@bjorko.example"}
    if port:
        chosen |= {"smtp_host": "127.0.0.1", "smtp_port": str(port), "smtp_security": "none"}
    world = world_on(path, DAY)
    answers = Answers(company=COMPANY, accept_terms=True, settings=chosen | (settings or {}))
    set_up(world, answers)
    file = folder / "invoices.csv"
    file.write_text("\n".join([_HEAD, *rows]) + "\n", encoding="utf-8")
    import_files(world, [file], ImportOptions())
    world.ledger.close()
    return path


def send_all(world: World, *numbers: int, deliver: bool = True) -> SendReport:
    """Send reminders of these invoices; each must be sent."""
    report = send(world, [str(n) for n in numbers], SendOptions(deliver=deliver))
    assert not report.refused, [
        (subject.invoice.number, [gate.code for gate in gates]) for subject, gates in report.refused
    ]
    return report


def rows_of(world: World) -> dict[int, LetterRow]:
    """All letters by their number."""
    return {letter.letter_id: letter for letter in letters.letters(world.ledger)}
