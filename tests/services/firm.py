"""A firm with a ledger of its own, run day by day through the real services."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

from reminder_cli.domain.account import Account
from reminder_cli.domain.case import Case
from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.events import PaidTo
from reminder_cli.domain.money import decimal_string
from reminder_cli.services.cancel import cancel
from reminder_cli.services.facts import Subject, subjects_by_number
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.pay import PaymentReport, pay, unpay
from reminder_cli.services.send import SendOptions, SendReport, send
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.tick import TickReport, tick
from reminder_cli.services.world import World

COLUMNS = (
    "Fakturanr", "Kundnr", "Kund", "Org.nr", "Kundtyp", "Fakturadatum", "Förfallodatum",
    "Belopp", "Kvar att betala", "Valuta", "OCR", "Beskrivning", "Gatuadress", "Postnr", "Ort",
    "E-post",
)  # fmt: skip
PERSON = "811218-9876"
FIRM = "556036-0793"


def invoice_row(
    number: str,
    total_ore: int,
    *,
    dated: date,
    due: date,
    customer: str = "1",
    org_number: str = PERSON,
    kind: str = "privat",
    left_ore: int | None = None,
    email: str = "",
) -> dict[str, str]:
    """One invoice as a list has it."""
    left = total_ore if left_ore is None else left_ore
    values = (
        number, customer, f"Kund {customer}", org_number, kind, dated.isoformat(),
        due.isoformat(), decimal_string(total_ore), decimal_string(left), "SEK", "",
        "Målning", "Storgatan 1", "852 30", "Sundsvall", email,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


class Firm:
    """One ledger. Each day, and each command of a day, opens it anew, as the program does."""

    def __init__(
        self,
        folder: Path,
        day: date,
        *,
        collector: Collector = Collector.OWN,
        settings: dict[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.path = folder / "ledger.db"
        self.day = day
        partner = collector is Collector.PARTNER
        company = Company(
            name="Norrviken Hantverk AB",
            org_number="556923-4585",
            collector=collector,
            bankgiro="520-1124",
            partner_name="Ombud Inkasso AB" if partner else "",
            partner_org_number="556036-0793" if partner else "",
        )
        with self.world() as world:
            set_up(world, Answers(company=company, accept_terms=True, settings=settings or {}))

    @contextmanager
    def world(self) -> Iterator[World]:
        """The firm today; closed afterwards."""
        now = datetime.combine(self.day, time(7), tzinfo=UTC)
        world = World(path=self.path, today=self.day, now=now)
        try:
            yield world
        finally:
            if "ledger" in world.__dict__:
                world.ledger.close()

    def take_in(self, rows: Sequence[dict[str, str]]) -> None:
        """Import a list of invoices."""
        path = self.folder / "fakturor.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        with self.world() as world:
            import_files(world, [path], ImportOptions())

    def send(self, *numbers: str, deliver: bool = True) -> SendReport:
        """Send the reminders of these invoices today."""
        with self.world() as world:
            return send(world, numbers, SendOptions(deliver=deliver))

    def tick(self) -> TickReport:
        """Everything that is due today."""
        with self.world() as world:
            return tick(world)

    def pay(
        self, number: str, amount_ore: int, *, on: date | None = None, to: PaidTo = PaidTo.CREDITOR
    ) -> PaymentReport:
        """Money came in."""
        with self.world() as world:
            return pay(world, number, amount_ore, on=on, to=to)

    def unpay(self, payment_id: int) -> None:
        """It had not."""
        with self.world() as world:
            unpay(world, payment_id, reason="återkallad av banken")

    def cancel(self, *numbers: str) -> None:
        """The firm ends these cases."""
        with self.world() as world:
            cancel(world, numbers, reason="överenskommet")

    def subject(self, number: str, *, as_of: date | None = None) -> Subject:
        """All that is known of an invoice."""
        with self.world() as world:
            return subjects_by_number(world, [number], as_of=as_of)[0]

    def account(self, number: str, *, as_of: date | None = None) -> Account:
        """What is owed on an invoice."""
        return self.subject(number, as_of=as_of).account

    def case(self, number: str) -> Case:
        """The newest case of an invoice."""
        case = self.subject(number).claim.case
        assert case is not None, "it has a case"
        return case
