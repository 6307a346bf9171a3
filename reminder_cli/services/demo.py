"""Plays the example firm forward over some months, by the same services as everything else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from msgspec import Struct

from reminder_cli.domain.company import Collector, Company
from reminder_cli.i18n import Text
from reminder_cli.resources import example_path
from reminder_cli.services.cancel import cancel
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.pay import pay
from reminder_cli.services.send import SendOptions, send_overdue
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.tick import TickReport, tick
from reminder_cli.services.words import LETTERS, STAGES
from reminder_cli.services.world import World

FIRST_DAY = date(2026, 3, 2)
LAST_DAY = date(2026, 4, 24)
COMPANY = Company(
    name="Norrviken Hantverk AB",
    org_number="556923-4585",
    street="Verkstadsgatan 6",
    postal_code="852 29",
    city="Sundsvall",
    email="ekonomi@norrviken.example",
    phone="060-12 34 56",
    bankgiro="520-1124",
    collector=Collector.OWN,
)
# Money as it came in: the day it was registered, the invoice, kronor in öre, the day it was booked.
_PAYMENTS = (
    (date(2026, 3, 10), "1042", 1061_42, date(2026, 3, 10)),
    (date(2026, 3, 12), "1046", 2000_00, date(2026, 3, 12)),
    (date(2026, 3, 19), "1044", 18835_68, date(2026, 3, 16)),
    (date(2026, 4, 1), "1043", 31500_00, date(2026, 4, 1)),
)
_SENT_AGAIN_ON = date(2026, 4, 14)
_CANCELLED_ON, _CANCELLED = date(2026, 3, 13), "1048"


class Step(Struct, frozen=True):
    """One thing that happened in the demo: the day and a sentence."""

    on: date
    what: Text


def play(path: Path) -> Iterator[list[Step]]:
    """Make the ledger at ``path`` and play it forward; each day on which something happened, all of it.

    Between two days nobody holds the ledger.
    """
    day = FIRST_DAY
    while day <= LAST_DAY:
        world = world_on(path, day)
        happened = list(_on(world))
        if "ledger" in world.__dict__:
            world.ledger.close()
        if happened:
            yield happened
        day += timedelta(days=1)


def world_on(path: Path, day: date) -> World:
    """The demo's firm on a day."""
    return World(path=path, today=day, now=datetime.combine(day, time(7)).astimezone(), trial=True)


def _on(world: World) -> Iterator[Step]:
    if world.today == FIRST_DAY:
        yield from _begin(world)
        return
    for registered_on, number, amount_ore, booked_on in _PAYMENTS:
        if registered_on == world.today:
            paid = pay(world, number, amount_ore, on=booked_on)
            text = (
                Text("{number} paid: the case is closed")
                if paid.closed
                else Text("{number} paid in part")
            )
            yield Step(world.today, Text(text.msgid, {"number": number}))
    if world.today == _CANCELLED_ON:
        cancel(world, [_CANCELLED], reason="överenskommet")
        yield Step(world.today, Text("{number} cancelled", {"number": _CANCELLED}))
    if world.today == _SENT_AGAIN_ON:
        yield _send_overdue(world)
    yield from _steps(tick(world))


def _begin(world: World) -> Iterator[Step]:
    set_up(world, Answers(company=COMPANY, accept_terms=True, settings={}))
    yield Step(world.today, Text("{name} is set up", {"name": COMPANY.name}))
    report = import_files(world, [example_path("fakturor.csv")], ImportOptions())[0]
    yield Step(world.today, Text("{n} invoices taken in", {"n": report.new}))
    yield _send_overdue(world)


def _send_overdue(world: World) -> Step:
    sent = send_overdue(world, SendOptions())
    return Step(world.today, Text("Reminders sent: {n}", {"n": len(sent.letters)}))


def _steps(report: TickReport) -> Iterator[Step]:
    for letter in report.letters:
        values = {"letter": LETTERS[letter.kind.value], "numbers": ", ".join(letter.invoices)}
        yield Step(report.on, Text("{letter}: {numbers}", values))
    for moved in report.moved:
        values = {"number": moved.invoice, "stage": STAGES[moved.to]}
        yield Step(report.on, Text("{number}: {stage}", values))
