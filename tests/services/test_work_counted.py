"""What each piece of work costs for each invoice, and that it does not grow with what is stored.

The figures of docs/performance.md rest on it. It is counted, never timed, and each limit is less than
double of what is found, so that work which is done twice is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.import_payments import PaymentImport, import_payments
from reminder_cli.services.report import ReportChoice, report
from reminder_cli.services.tick import tick
from reminder_cli.services.verify import verify
from reminder_cli.services.views import case_statuses, explain
from reminder_cli.services.world import World
from tests.adapters.payments.files import Pay, Section, bgmax
from tests.services.counting import Counted, counted
from tests.services.payments_firm import HEADER, Firm, Inv, ocr

FEW, MANY = 10, 40
SENT, RIPE = date(2026, 3, 2), date(2026, 3, 24)  # of the reminders; when their term has run out


def numbers(first: int, size: int) -> list[str]:
    return [str(n) for n in range(first, first + size)]


def invoice(number: str) -> Inv:
    return Inv(number, 100 + int(number) % 900, customer=int(number))


class Sized(NamedTuple):
    """A firm with so many open cases and as many invoices without; files of as many new rows."""

    firm: Firm
    size: int
    known: Path
    new: Path
    paid: Path


def sized(folder: Path, size: int) -> Sized:
    folder.mkdir()
    firm = Firm(folder, SENT)
    cases, bare, new = (numbers(first, size) for first in (1000, 3000, 5000))
    firm.start(*map(invoice, cases))
    firm.send(*cases)
    known = firm.file("\n".join([HEADER, *(invoice(n).row() for n in bare)]).encode(), "csv")
    world = firm.world()
    for letter in LetterFolders(world.letters_folder).print.iterdir():
        letter.unlink()  # it has been printed and put in an envelope
    import_files(world, [known], ImportOptions())
    world.ledger.close()
    payments = [Pay(invoice(n).kronor * 100, ocr(n), serial) for serial, n in enumerate(bare)]
    return Sized(
        firm,
        size,
        known,
        firm.file("\n".join([HEADER, *(invoice(n).row() for n in new)]).encode(), "csv"),
        firm.file(bgmax(Section(payments, 1, on="20260302"))),
    )


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> list[Sized]:
    """A few, many, and what is the same of both."""
    folder = tmp_path_factory.mktemp("firms")
    return [sized(folder / str(size), size) for size in (FEW, MANY)]


def letters(world: World, _there: Sized) -> None:
    assert tick(world, dry_run=True).letters


def taken_in(world: World, there: Sized) -> None:
    import_files(world, [there.new], ImportOptions(dry_run=True))


def taken_in_again(world: World, there: Sized) -> None:
    import_files(world, [there.known], ImportOptions())


def paid(world: World, there: Sized) -> None:
    assert import_payments(world, [there.paid], PaymentImport(dry_run=True)).booked_now


def nothing_due(world: World, _there: Sized) -> None:
    assert not tick(world).held


def some_statuses(world: World, _there: Sized) -> None:
    assert len(case_statuses(world, numbers=numbers(1000, 5))) == 5


def explained(world: World, _there: Sized) -> None:
    explain(world, "1000")


Work = Callable[[World, Sized], object]


def costs(firms: list[Sized], work: Work, day: date) -> list[Counted]:
    """The same work in both firms on a day."""
    found = []
    for there in firms:
        there.firm.today = day
        world = there.firm.world()
        world.ledger.db.execute("SELECT 1")
        found.append(counted(world, partial(_done, work, there)))
        world.ledger.close()
    return found


def _done(work: Work, there: Sized, world: World) -> None:
    work(world, there)


#   work            day    calls, statements and steps of SQLite for each invoice, at most
EACH = {
    "a letter of tick": (letters, RIPE, Counted(1250, 4, 550)),
    "a row of an import": (taken_in, SENT, Counted(1450, 7, 700)),
    "a payment": (paid, SENT, Counted(1230, 3, 720)),
    "a claim of verify": (lambda world, _there: verify(world), SENT, Counted(2250, 0, 1900)),
    "a line of the report": (
        lambda world, _there: report(world, ReportChoice()),
        SENT,
        Counted(1930, 12, 540),
    ),
}


@pytest.mark.parametrize(("work", "day", "most"), EACH.values(), ids=list(EACH))
def test_what_each_costs(firms: list[Sized], work: Work, day: date, most: Counted) -> None:
    few, many = costs(firms, work, day)
    each = many.beyond(few, by=MANY - FEW)
    assert all(found <= limit for found, limit in zip(each, most, strict=True)), each
    assert all(2 * found > limit or not limit for found, limit in zip(each, most, strict=True)), (
        each
    )


SAME = {
    "a tick with nothing due": (nothing_due, SENT),
    "an import of what is known": (taken_in_again, SENT),
    "the status of some": (some_statuses, SENT),
    "an explanation": (explained, SENT),
}


@pytest.mark.parametrize(("work", "day"), SAME.values(), ids=list(SAME))
def test_what_costs_the_same_however_much_is_stored(
    firms: list[Sized], work: Work, day: date
) -> None:
    few, many = costs(firms, work, day)
    assert (many.calls, many.statements) == (few.calls, few.statements)
    assert many.steps <= few.steps + few.steps // 10, (few, many)
