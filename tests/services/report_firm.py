"""A small firm with a year behind it, made by the services on fixed days; for the report's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from msgspec.structs import replace

from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.events import PaidTo
from reminder_cli.services.cancel import cancel
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.pay import pay, unpay
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.tick import tick
from reminder_cli.services.world import World

INVOICES = """\
Fakturanr;Kundnr;Kundnamn;Org.nr;Adress;Postnr;Ort;Fakturadatum;Förfallodatum;Belopp;Valuta;Beskrivning
1001;1;Bageri Bullen AB;556036-0793;Storgatan 1;111 22;Stockholm;2025-09-01;2025-10-01;12500,00;SEK;Mjöl
1002;1;Bageri Bullen AB;556036-0793;Storgatan 1;111 22;Stockholm;2025-09-05;2025-10-06;800,00;SEK;Jäst
1003;2;"=HYPERLINK(""http://x"")";556016-0680;Lilla gatan 2;411 01;Göteborg;2025-10-01;2025-10-31;4300,50;SEK;Socker
1004;3;+46 Bygg AB;556012-5790;Norra vägen 3;211 10;Malmö;2025-10-15;2025-11-14;25000,00;SEK;Arbete
1005;4;Örebro Kafé HB;916500-0000;Torget 4;702 10;Örebro;2025-11-03;2025-12-03;1250,00;SEK;Kaffe
1006;3;+46 Bygg AB;556012-5790;Norra vägen 3;211 10;Malmö;2025-12-01;2025-12-31;3100,00;SEK;Arbete
1007;5;Nordic Export Ltd;;Quay 5;;London;2025-12-01;2025-12-31;9000,00;EUR;Skor
1008;4;Örebro Kafé HB;916500-0000;Torget 4;702 10;Örebro;2026-02-20;2026-03-22;640,00;SEK;Kaffe
1009;2;"=HYPERLINK(""http://x"")";556016-0680;Lilla gatan 2;411 01;Göteborg;2026-01-07;2026-02-06;2222,00;SEK;Socker
"""
LAST_DAY = date(2026, 3, 2)


def make_firm(folder: Path, collector: Collector = Collector.PARTNER) -> World:
    """The firm on its last day. Days of facts: sends, ticks, payments, a cancel, one taken back."""
    path = folder / "ledger.db"
    start = _world(path, date(2025, 10, 8))
    company = Company(
        name="Kvarnen & Co AB",
        org_number="556036-0793",
        collector=collector,
        street="Kvarngatan 1",
        postal_code="111 22",
        city="Stockholm",
        email="info@kvarnen.se",
        bankgiro="5050-1055",
        partner_name="Inkassobolaget AB" if collector is Collector.PARTNER else "",
    )
    settings = {"after_demand_days": "20", "grace_days": "0"}
    set_up(start, Answers(company=company, accept_terms=True, settings=settings))
    file = folder / "fakturor.csv"
    file.write_text(INVOICES, encoding="utf-8")
    import_files(start, [file], ImportOptions())
    start.ledger.close()
    partner = PaidTo.PARTNER if collector is Collector.PARTNER else PaidTo.CREDITOR
    day = date(2025, 10, 8)
    while day <= LAST_DAY:
        world = _world(path, day)
        _on(world, day, partner)
        tick(world)
        world.ledger.close()
        day += timedelta(days=1)
    return _world(path, LAST_DAY)


def _on(world: World, day: date, partner: PaidTo) -> None:
    def send_all(*numbers: str) -> None:
        report = send(world, numbers, SendOptions())
        assert not report.refused, [(s.invoice.number, g) for s, g in report.refused]

    match day.isoformat():
        case "2025-10-08":
            send_all("1001", "1002")
        case "2025-10-20":
            pay(world, "1002", 860_00)
        case "2025-11-10":
            send_all("1003")
            pay(world, "1001", 5_000_00, to=partner)
        case "2025-11-20":
            send_all("1004")
        case "2025-12-08":
            send_all("1005")
            pay(world, "1003", 4_600_00, to=partner)
        case "2025-12-29":
            mistaken = pay(world, "1005", 300_00)
            world_back = replace(world)
            unpay(world_back, mistaken.payment_id, reason="fel kund")
            world_back.ledger.close()
        case "2026-01-12":
            send_all("1006")
            pay(world, "1001", 4_000_00, on=date(2026, 1, 9))
        case "2026-01-20":
            cancel(world, ["1006"], reason="ny faktura")
        case "2026-02-16":
            pay(world, "1005", 1_700_00)
        case _:
            pass


def _world(path: Path, day: date) -> World:
    return World(path=path, today=day, now=datetime.combine(day, time(12), UTC), trial=True)
