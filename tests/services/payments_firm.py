"""A firm with invoices, on any day, for the tests of payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.identity import luhn_digit
from reminder_cli.ledger import payment_queries
from reminder_cli.services.facts import Subject, subjects_by_number
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.import_payments import ImportReport, PaymentImport, import_payments
from reminder_cli.services.send import SendOptions, SendReport, send
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.tick import TickReport, tick
from reminder_cli.services.world import World

FIRST_DAY = date(2026, 3, 2)
HEADER = (
    "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Kvar att betala;OCR;Gata;"
    "Postnr;Ort;Beskrivning"
)


def ocr(number: str) -> str:
    """The OCR number of an invoice."""
    return number + luhn_digit(number)


@dataclass(frozen=True)
class Inv:
    """An invoice of the firm; kronor."""

    number: str
    kronor: int
    customer: int = 1
    name: str = ""
    due: str = "2026-02-20"
    left: int | None = None

    def row(self) -> str:
        name = self.name or f"Kund Nummer{self.customer} AB"
        left = self.kronor if self.left is None else self.left
        return (
            f"{self.number};{self.customer};{name};556923-4585;2026-01-20;{self.due};{self.kronor},00;"
            f"{left},00;{ocr(self.number)};Storgatan 1;852 30;Sundsvall;Arbete"
        )


@dataclass
class Firm:
    """One ledger; each call runs on the day that was set, in a world of its own."""

    folder: Path
    today: date = FIRST_DAY
    collector: Collector = Collector.OWN
    partner_bankgiro: str = ""
    _files: int = field(default=0)

    def world(self) -> World:
        return World(
            path=self.folder / "ledger.db",
            today=self.today,
            now=datetime.combine(self.today, time(9)).astimezone(),
        )

    def start(self, *invoices: Inv, settings: dict[str, str] | None = None) -> Firm:
        company = Company(
            name="Norrviken Hantverk AB",
            org_number="556923-4585",
            bankgiro="991-2346",
            collector=self.collector,
            partner_name="Amili" if self.collector is Collector.PARTNER else "",
            partner_bankgiro=self.partner_bankgiro,
        )
        world = self.world()
        set_up(world, Answers(company=company, accept_terms=True, settings=settings or {}))
        world.ledger.close()
        if invoices:
            self.invoices(*invoices)
        return self

    def invoices(self, *invoices: Inv) -> None:
        self.invoices_from("\n".join([HEADER, *(i.row() for i in invoices)]))

    def invoices_from(self, text: str) -> None:
        path = self.file(text.encode(), "csv")
        world = self.world()
        import_files(world, [path], ImportOptions())
        world.ledger.close()

    def file(self, data: bytes, ending: str = "txt") -> Path:
        self._files += 1
        path = self.folder / f"file{self._files}.{ending}"
        path.write_bytes(data)
        return path

    def bank(self, *files: bytes, options: PaymentImport | None = None) -> ImportReport:
        world = self.world()
        try:
            paths = [self.file(data) for data in files]
            return import_payments(world, paths, options or PaymentImport())
        finally:
            world.ledger.close()

    def send(self, *numbers: str) -> SendReport:
        world = self.world()
        try:
            return send(world, numbers, SendOptions())
        finally:
            world.ledger.close()

    def tick(self) -> TickReport:
        world = self.world()
        try:
            return tick(world)
        finally:
            world.ledger.close()

    def subject(self, number: str) -> Subject:
        return self.subjects([number])[0]

    def subjects(self, numbers: Sequence[str]) -> list[Subject]:
        world = self.world()
        try:
            return subjects_by_number(world, numbers)
        finally:
            world.ledger.close()

    def waiting(self) -> list[int]:
        world = self.world()
        try:
            return [p.payment_id for p in payment_queries.waiting(world.ledger)]
        finally:
            world.ledger.close()
