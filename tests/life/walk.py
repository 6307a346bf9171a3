"""One firm with a real ledger, walked through the days by the services themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.events import LetterIssued
from reminder_cli.services.due import nothing_due
from reminder_cli.services.facts import Subject, subjects_by_number
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.send import SendOptions, SendReport, send
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.tick import TickReport, tick
from reminder_cli.services.world import World

HEAD = (
    "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Moms;OCR;Beskrivning;"
    "Gatuadress;Postnr;Ort;Krediterar"
)
START = date(2026, 3, 2)
ALNO = "101;Alnö Bygg AB;556912-3473"
ASA = "102;Åsa Öberg;19810412-9898"
EKDUNGEN = "107;Stiftelsen Ekdungen;802412-3476"


def row(
    number: str,
    amount: str,
    *,
    customer: str = ALNO,
    due: str = "2026-02-19",
    credits_number: str = "",
) -> str:
    """One invoice of the list; VAT is a fifth of what is asked for."""
    vat = f"{float(amount) / 5:.2f}"
    return (
        f"{number};{customer};2026-01-20;{due};{amount};{vat};;Arbete i januari;"
        f"Hamngatan 4;852 30;Sundsvall;{credits_number}"
    )


@dataclass
class Firm:
    """A firm on a day. Letters are recorded and not rendered, unless ``render`` says so."""

    path: Path
    today: date = START
    worlds: list[World] = field(default_factory=list)

    @classmethod
    def with_invoices(
        cls, folder: Path, *rows: str, collector: Collector = Collector.OWN, **settings: str
    ) -> Firm:
        """A firm set up on the first day, with these invoices."""
        firm = cls(folder / "ledger.db")
        company = Company(
            name="Norrviken Hantverk AB",
            org_number="556923-4585",
            collector=collector,
            street="Verkstadsgatan 6",
            postal_code="852 29",
            city="Sundsvall",
            bankgiro="520-1124",
            partner_name="Ombudet AB" if collector is Collector.PARTNER else "",
            partner_org_number="556912-3473" if collector is Collector.PARTNER else "",
        )
        set_up(firm.world, Answers(company=company, accept_terms=True, settings=dict(settings)))
        file = folder / "fakturor.csv"
        file.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
        import_files(firm.world, [file], ImportOptions())
        return firm

    @property
    def world(self) -> World:
        """The world of this day; one is kept and moved on, because opening a file takes longer."""
        now = datetime.combine(self.today, time(7)).astimezone()
        if not self.worlds:
            self.worlds.append(World(path=self.path, today=self.today, now=now, forecast=True))
        self.worlds[0].today, self.worlds[0].now = self.today, now
        return self.worlds[0]

    def close(self) -> None:
        """Let go of the file."""
        for world in self.worlds:
            world.ledger.close()
        self.worlds.clear()

    def send(self, *numbers: str, **options: object) -> SendReport:
        """Send invoices as a user does."""
        report = send(self.world, numbers, SendOptions(deliver=False, **options))  # type: ignore[arg-type]
        assert not report.refused, [str(g.message) for _, gates in report.refused for g in gates]
        return report

    def walk(self, until: date) -> list[TickReport]:
        """Tick every day through ``until``; the reports of the days on which something was done."""
        reports = []
        while self.today < until:
            self.today += timedelta(days=1)
            if nothing_due(self.world):
                continue
            report = tick(self.world)
            if report.letters or report.moved or report.closed:
                reports.append(report)
        return reports

    def subject(self, number: str) -> Subject:
        """All that is known of an invoice today."""
        return subjects_by_number(self.world, [number])[0]

    def letters(self, number: str) -> list[tuple[str, str]]:
        """The letters of an invoice: day and kind, in order."""
        claim = self.subject(number).claim
        return [
            (letter.on.isoformat(), letter.letter.value)
            for case in claim.cases
            for letter in case.letters
            if isinstance(letter, LetterIssued)
        ]
