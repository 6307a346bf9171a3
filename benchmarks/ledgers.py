"""The ledgers that are measured, made in bulk: each step in a transaction of its own, by the program's
own ways, so that `verify` finds nothing wrong and memory does not grow with the number of cases.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.events import CaseOpened, Event, LetterIssued, Stage
from reminder_cli.domain.identity import luhn_digit
from reminder_cli.domain.invoice import CustomerKind, Invoice
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.fees import Act, BusinessCompensation
from reminder_cli.domain.rules.interest import DayCount
from reminder_cli.ledger import invoices
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.setup import Answers, set_up
from reminder_cli.services.world import World

TODAY = date(2026, 3, 2)
RIPE = TODAY + timedelta(days=22)  # a Tuesday, when the term of the first reminders has run out
OPEN = 10
DUE = 10_000  # cases that get a demand on that day, at most
LATER = timedelta(days=60)  # by how much the term of all others is longer
HEADER = "Fakturanr;Kundnr;Kund;Org.nr;Adress;Postnr;Ort;Fakturadatum;Förfallodatum;Belopp;OCR"
COMPANY = Company(
    name="Norrviken Hantverk AB",
    org_number="556923-4585",
    bankgiro="520-1124",
    collector=Collector.OWN,
)
_BATCH = 2_000


def opened(folder: Path, today: date = TODAY) -> World:
    """The ledger of a folder on a day."""
    now = datetime.combine(today, datetime.min.time()).astimezone()
    return World(path=folder / "ledger.db", today=today, now=now, trial=True)


def new(folder: Path, company: Company = COMPANY, today: date = TODAY) -> World:
    """An empty ledger of a firm."""
    folder.mkdir(parents=True, exist_ok=True)
    made = opened(folder, today)
    set_up(
        made,
        Answers(company=company, accept_terms=True, settings={"default_description": "Hantverk"}),
    )
    return made


def write_list(path: Path, rows: int) -> None:
    """Invoices as a program exports them: the first of a customer each, the others ten to a customer."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for n in range(rows):
            who = n if n < DUE else DUE + n // 10
            org = str(556_000_000 + who)
            issued = date(2026, 1, 1) + timedelta(days=n % 20)
            number = str(10_000 + n)
            debtor = f"{who};Kund {who} AB;{org}{luhn_digit(org)};Storgatan {who};852 30;Sundsvall"
            file.write(
                f"{number};{debtor};{issued};{issued + timedelta(days=30)};"
                f"{100 + n % 9000},{n % 100:02d};{number}{luhn_digit(number)}\n"
            )


def record_all(
    firm: World, story: Callable[[Invoice], Iterator[Event]], ids: Iterator[int]
) -> None:
    """What has happened to these invoices, some thousand to a transaction."""
    while some := list(islice(ids, _BATCH)):
        with firm.writing():
            found = invoices.by_id(firm.ledger, some)
            firm.record([event for i in some for event in story(found[i].invoice)])


def make_standing(folder: str, size: str) -> Callable[[], object]:
    """Three ledgers: an empty one, one of many invoices and few cases, and one with a case for each."""
    place, rows = Path(folder), int(size)

    def make() -> None:
        new(place / "empty").ledger.close()
        write_list(place / "list.csv", rows)
        firm = new(place / "few")
        import_files(firm, [place / "list.csv"], ImportOptions())
        record_all(firm, reminded, iter(range(1, OPEN + 1)))
        firm.ledger.close()
        (place / "full").mkdir()
        shutil.copy(place / "few" / "ledger.db", place / "full" / "ledger.db")
        firm = opened(place / "full")
        record_all(firm, reminded, iter(range(OPEN + 1, rows + 1)))
        firm.ledger.close()

    return make


def reminded(invoice: Invoice) -> Iterator[Event]:
    """A case with a reminder sent today."""
    yield CaseOpened(
        invoice_id=invoice.invoice_id,
        case_no=1,
        on=TODAY,
        collector=Collector.OWN,
        terms_version=1,
        principal_ore=invoice.total_ore,
        invoice_on=invoice.invoice_date,
        due_on=invoice.due_date,
        interest_from=invoice.due_date + timedelta(days=1),
        contract_percent=None,
        day_count=DayCount.ACTUAL,
        customer_kind=CustomerKind.BUSINESS,
        reminder_fee_agreed=True,
        compensation=BusinessCompensation.FEES,
    )
    term = timedelta(days=14)
    yield LetterIssued(
        invoice_id=invoice.invoice_id,
        case_no=1,
        on=TODAY,
        letter=LetterKind.REMINDER,
        number=1,
        letter_id=invoice.invoice_id,
        due_on=TODAY + (term if invoice.invoice_id <= DUE else term + LATER),
        fee_act=Act.REMINDER,
        fee_ore=60_00,
        total_ore=invoice.total_ore + 60_00,
        interest_ore=0,
        sha256="",
        starts=Stage.REMINDER,
    )
