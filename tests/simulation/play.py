"""Plays a firm's months by the real services on real SQLite, and checks them against own books."""

from __future__ import annotations

import json
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import typst

from reminder_cli.adapters.holidays_se import swedish_calendar
from reminder_cli.adapters.letters import pdf
from reminder_cli.domain.account import Account
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import PaidTo
from reminder_cli.services.lookback import seen
from reminder_cli.services.tick import TickReport
from tests.services.firm import FIRM, PERSON, Firm, invoice_row
from tests.services.looking import picture
from tests.simulation.books import CAPS, DEMAND, REMINDER, REST_NOTICE, RESUMED, Books, Happening

START = date(2026, 1, 7)
STORM, CALM = 200, 90  # days in which anything happens, and days in which only `tick` runs
INVOICES, CUSTOMERS = 40, 9
CALENDAR = swedish_calendar()


class _Engine:
    """In place of the typesetter, which takes most of the time: the values, unset."""

    def __init__(self, *_args: object, **_options: object) -> None:
        pass

    def compile(self, *, sys_inputs: dict[str, str], **_options: object) -> bytes:
        return sys_inputs["letter"].encode()


@contextmanager
def unset_letters() -> Iterator[None]:
    """Letters are built and checked, but not set into pages."""
    pdf._compiler.cache_clear()
    with patch.object(typst, "Compiler", _Engine):
        yield
    pdf._compiler.cache_clear()


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder on a disk of memory where there is one: a run waits for the disk most of its time."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


class Play:
    """One run. ``dice`` decides what the firm, its customers and its cron do."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        partner = self.dice.random() < 0.4
        collector = Collector.PARTNER if partner else Collector.OWN
        self.firm = Firm(folder, START, collector=collector)
        self.books: dict[str, Books] = {}
        self.order = 0
        self.seen: list[tuple[object, ...]] = []
        self.ids: dict[int, str] = {}
        self.cancelled: set[str] = set()
        self.evenings: dict[date, Any] = {}
        self._take_in(partner=partner)

    def run(self) -> None:
        """The storm, then the calm in which everything owed must be asked for."""
        for _ in range(STORM):
            self._next_day()
            for _ in range(self.dice.choice((0, 1, 1, 2, 3))):
                self.dice.choice((self._send, self._pay, self._pay, self._unpay, self._cancel))()
            for _ in range(self.dice.choice((0, 1, 1, 2))):  # cron misses a day, or fires twice
                self._tick()
            self._look()
        for _ in range(CALM):
            self._next_day()
            self._tick()
            self._look()
        self._check_that_all_was_asked()
        self._check_the_derived_table()
        self._check_that_events_stay()
        self._check_looking_back()

    # ---- what happens ----

    def _take_in(self, *, partner: bool) -> None:
        rows = []
        for n in range(INVOICES):
            number, customer = str(1001 + n), self.dice.randrange(1, CUSTOMERS + 1)
            due = START + timedelta(days=self.dice.randrange(-3, 120))
            business = customer % 3 == 0
            principal = self.dice.choice(
                (12_00, 99_50, 2400_00, self.dice.randrange(20_00, 90_000_00))
            )
            rows.append(
                invoice_row(
                    number,
                    principal,
                    dated=due - timedelta(days=30),
                    due=due,
                    customer=str(customer),
                    org_number=FIRM if business else PERSON,
                    kind="företag" if business else "privat",
                )
            )
            moved = CALENDAR.on_or_after(due)
            self.books[number] = Books(number, str(customer), principal, moved, partner)
        self.firm.take_in(rows)
        with closing(sqlite3.connect(self.firm.path)) as db:
            self.ids = dict(db.execute("SELECT invoice_id, number FROM invoice"))

    def _next_day(self) -> None:
        self.firm.day += timedelta(days=1)

    def _some(self, *, with_case: bool) -> Books | None:
        fitting = [b for b in self.books.values() if bool(b.of("open")) == with_case]
        return self.dice.choice(fitting) if fitting else None

    def _send(self) -> None:
        if not CALENDAR.is_banking_day(self.firm.day):
            return
        numbers = self.dice.sample(sorted(self.books), 4)
        report = self.firm.send(*numbers)
        sent = {number for letter in report.letters for number in letter.invoices}
        for number in numbers:
            books = self.books[number]
            evening = books.evening(self.firm.day)
            may = self.firm.day > books.due and not books.open_case and evening.principal > SMALLEST
            assert (number in sent) == may, f"{number}: sent or refused against the books"
        self._read_events()

    def _pay(self) -> None:
        books = self._some(with_case=self.dice.random() < 0.9)
        if books is None:
            return
        back = self.dice.choice((0, 0, 0, 1, 1, 2, 3, 6, 15))
        on = self.firm.day - timedelta(days=back)
        amount = self._amount(books)
        to = PaidTo.PARTNER if books.partner and self.dice.random() < 0.7 else PaidTo.CREDITOR
        was_open = books.open_case
        paid = self.firm.pay(books.number, amount, on=on, to=to)
        met = {books.number: paid.allocation.payment.amount_ore}
        met |= {o.after.invoice.number: o.allocation.payment.amount_ore for o in paid.others}
        assert sum(met.values()) == amount, "a payment was not applied whole"
        for number, part in met.items():
            beside = self.books[number]
            assert number == books.number or self._shares_a_letter(books, beside)
            self._note(beside, Happening(0, on, "pay", ref=paid.payment_id, amount=part))
        evening = books.evening(self.firm.day)
        must_close = bool(was_open) and books.settled(evening)
        assert paid.closed == must_close, f"{books.number}: closed against the books"
        for other in paid.others:
            beside = self.books[other.after.invoice.number]
            assert other.closed == beside.settled(beside.evening(self.firm.day))
        self._read_events()
        for after in (paid.after, *(other.after for other in paid.others)):
            self._compare(self.books[after.invoice.number], after.account)
        if paid.allocation.over_ore:
            left = [o for o in paid.others if o.after.account.owed_ore and not o.closed]
            assert not left, "too much on one invoice while another of the letter is owed"

    def _shares_a_letter(self, one: Books, other: Books) -> bool:
        return bool({x.ref for x in one.letters} & {x.ref for x in other.letters})

    def _compare(self, books: Books, account: Account) -> None:
        ours = books.evening(self.firm.day)
        assert account.principal_left_ore == ours.principal
        assert account.fees_left_ore == ours.fees_left
        assert account.overpaid_ore == ours.over
        if books.open_case:
            assert account.interest_left_ore == ours.interest_left(self.firm.day)

    def _amount(self, books: Books) -> int:
        evening = books.evening(self.firm.day)
        totals = [x.total for x in books.letters] or [books.principal]
        return max(
            self.dice.choice(
                (
                    totals[-1],
                    totals[-1],
                    totals[0],
                    totals[-1] - 1,
                    totals[-1] + self.dice.randrange(1, 50_00),
                    evening.principal,
                    evening.owed,
                    evening.owed // 2,
                    totals[-1] // 3,
                    60_00,
                )
            ),
            1,
        )

    def _unpay(self) -> None:
        payments = [(b, p) for b in self.books.values() for p in b.of("pay")]
        if not payments:
            return
        _books, chosen = self.dice.choice(payments)
        self.firm.unpay(chosen.ref)
        met = [(b, p) for b, p in payments if p.ref == chosen.ref]
        for books, payment in met:
            closings = [h for h in books.of("close") if h.kind == "paid"]
            payment.live = False
            books.taken_back.append((payment.order, self.order))
            if closings and not books.open_case and payment.order < closings[-1].order:
                closings[-1].live = False  # the case runs again
        self._read_events()
        for books, _payment in met:
            if books.open_case:
                assert not books.settled(books.evening(self.firm.day)), "paid, but not closed"

    def _cancel(self) -> None:
        running = [b for b in self.books.values() if b.open_case]
        if running and self.dice.random() < 0.4:
            books = self.dice.choice(running)
            self.cancelled.add(books.number)
            self.firm.cancel(books.number)
            self._read_events()

    def _tick(self) -> None:
        report = self.firm.tick()
        if not CALENDAR.is_banking_day(self.firm.day):
            assert not report.banking_day
            assert not report.letters
        self._check_report(report)
        self._read_events()

    # ---- the events, as they came ----

    def _note(self, books: Books, happening: Happening) -> None:
        self.order += 1
        happening.order = self.order
        books.log.append(happening)

    def _read_events(self) -> None:
        with closing(sqlite3.connect(self.firm.path)) as db:
            rows = db.execute("SELECT * FROM event ORDER BY seq").fetchall()
            names = [column[0] for column in db.execute("SELECT * FROM event").description]
        assert rows[: len(self.seen)] == self.seen, "an event was changed"
        new, self.seen = rows[len(self.seen) :], rows
        today: dict[int, list[tuple[Books, Happening]]] = {}
        for row in new:
            event = dict(zip(names, row, strict=True))
            books, body = self.books[self.ids[event["invoice_id"]]], json.loads(event["body"])
            on = date.fromisoformat(event["counts_on"])
            if event["kind"] == "case_opened":
                self._note(books, Happening(0, on, "open", case=body["case_no"]))
                books.monitored = False
            elif event["kind"] == "case_closed":
                self._closed(books, on, body)
            elif event["kind"] == "stage_entered":
                books.monitored = body["stage"] == "monitoring"
            elif event["kind"] == "fee_moved":
                self._moved(books, on, body)
            elif event["kind"] == "letter_issued":
                letter = Happening(
                    0,
                    on,
                    "letter",
                    case=body["case_no"],
                    ref=body["letter_id"],
                    amount=body["fee_ore"],
                    kind=body["letter"],
                    due=date.fromisoformat(body["due_on"]),
                    total=body["total_ore"],
                )
                today.setdefault(letter.ref, []).append((books, letter))
                self._check_letter(books, letter)
                self._note(books, letter)
        for group in today.values():
            self._check_joined(group)

    def _moved(self, books: Books, on: date, body: dict[str, Any]) -> None:
        """The fee of a joined demand moves from an invoice whose case fell to one that runs."""
        letter = next(x for x in books.letters if x.ref == body["letter_id"])
        assert letter.on == on
        assert body["fee_ore"] == CAPS[DEMAND]
        if body["away"]:
            borne = [f for f in books.evening(self.firm.day).fees if f.letter is letter]
            fell = all(f.lost or (f.waived == f.amount and f.paid == 0) for f in borne)
            assert borne, f"{books.number}: a fee moved that it never bore"
            assert fell, f"{books.number}: a fee moved though it is owed here"
            letter.away = True
            for moved in books.of("moved"):
                moved.live = moved.live and moved.ref != letter.ref
        else:
            assert books.open_case, f"{books.number}: a fee moved to a case that does not run"
            amount = body["fee_ore"]
            here = Happening(0, on, "moved", ref=letter.ref, amount=amount, kind=DEMAND)
            self._note(books, here)

    def _closed(self, books: Books, on: date, body: dict[str, object]) -> None:
        assert on == self.firm.day
        assert books.open_case == body["case_no"], "ended though it did not run"
        if body["outcome"] == "paid":
            assert books.settled(books.evening(on)), f"{books.number}: closed, but owed"
        else:
            assert books.number in self.cancelled
        closed = Happening(0, on, "close", case=books.open_case, kind=str(body["outcome"]))
        self._note(books, closed)

    # ---- what must hold of every letter ----

    def _check_letter(self, books: Books, letter: Happening) -> None:
        evening = books.evening(letter.on)
        mine = [x for x in books.letters if x.case == letter.case]
        told = f"{books.number} {letter}"
        assert letter.on == self.firm.day, told
        assert CALENDAR.is_banking_day(letter.on), told
        assert CALENDAR.is_banking_day(letter.due), told
        assert letter.case == books.open_case, f"a letter of a case that does not run: {told}"
        if letter.kind == RESUMED:
            self._check_resumed(books, letter, mine[-1])
            return
        assert letter.kind not in {x.kind for x in mine}, f"twice: {told}"
        assert letter.on not in {x.on for x in mine}, f"two on one day: {told}"
        assert evening.owed > 0, f"asked for a settled debt: {told}"
        assert not books.settled(evening), f"asked for what is waived: {told}"
        assert letter.total == evening.owed + letter.amount, f"{told}, owed {evening.owed}"
        assert letter.amount in (0, CAPS.get(letter.kind, 0)), told
        if letter.amount:
            stands = [f for f in evening.fees if f.kind == letter.kind and not f.lost]
            assert all(f.waived > 0 and f.paid == 0 for f in stands), f"a fee twice: {told}"
        if letter.kind == REMINDER:
            assert not mine, told
            assert letter.on > books.due, f"not due: {told}"
        else:
            assert self._waited(mine, letter), f"too soon: {told}"
            assert evening.rest_is_small == (letter.kind == REST_NOTICE), told
        if letter.kind == DEMAND:
            assert (letter.due - letter.on).days >= 8, told

    def _check_resumed(self, books: Books, letter: Happening, last: Happening) -> None:
        """A new term without fee, only where a payment that had ended the case was taken back."""
        since = [known for known, back in books.taken_back if back >= last.order]
        ended = any(h.what == "close" and not h.live and h.order > last.order for h in books.log)
        told_less = any(x.order > known for x in books.letters for known in since)
        assert ended or told_less, f"taken up again for nothing: {books.number} {letter}"
        assert letter.amount == 0
        assert letter.on > last.on
        assert letter.on > last.due, "the term of the letter before had not run out"
        assert letter.total == books.evening(letter.on).owed
        assert not books.evening(letter.on).rest_is_small

    def _waited(self, mine: list[Happening], letter: Happening) -> bool:
        last = mine[-1]
        waited = last.due + timedelta(days=1)
        if letter.kind == DEMAND:
            waited = max(waited, last.on + timedelta(days=12))
        return letter.on >= waited

    def _check_joined(self, group: list[tuple[Books, Happening]]) -> None:
        assert len({books.customer for books, _ in group}) == 1
        assert len(group) == 1 or {x.kind for _, x in group} == {DEMAND}
        assert sum(x.amount for _, x in group if x.kind == DEMAND) <= CAPS[DEMAND]

    def _check_report(self, report: TickReport) -> None:
        by_customer = [letter.customer for letter in report.letters if letter.kind == DEMAND]
        assert len(by_customer) == len(set(by_customer)), "two demands of one debtor in one run"

    # ---- what must hold in the end ----

    def _check_that_all_was_asked(self) -> None:
        for books in self.books.values():
            if not books.open_case:
                continue
            evening = books.evening(self.firm.day)
            kinds = {x.kind for x in books.letters if x.case == books.open_case}
            assert not books.settled(evening), f"{books.number}: paid and not closed"
            # At monitoring the user decides of a rest; before it, one notice tells of it.
            told = {REST_NOTICE} if evening.rest_is_small and not books.monitored else {DEMAND}
            assert kinds & {*told, REST_NOTICE}, f"{books.number}: forgot to ask"
            assert evening.rest_is_small or books.monitored, f"{books.number}: does not move on"

    def _check_the_derived_table(self) -> None:
        with self.firm.world() as world:
            before = world.ledger.db.execute("SELECT * FROM case_state ORDER BY 1, 2").fetchall()
            with world.ledger.writing():
                world.ledger.derive_all()
            after = world.ledger.db.execute("SELECT * FROM case_state ORDER BY 1, 2").fetchall()
            assert [tuple(row) for row in before] == [tuple(row) for row in after]
            runs = {self.ids[row["invoice_id"]] for row in after if row["outcome"] is None}
        assert runs == {books.number for books in self.books.values() if books.open_case}

    def _look(self) -> None:
        """Keep a picture of some evenings."""
        if self.firm.day.toordinal() % LOOK_EVERY == 0:
            with self.firm.world() as world:
                self.evenings[self.firm.day] = picture(world)

    def _check_looking_back(self) -> None:
        """`--known` shows each evening as it was; what was so can be told of every one of them."""
        with self.firm.world() as world:
            for day, shown in self.evenings.items():
                assert picture(seen(world, day, known=True)) == shown, day
                assert picture(seen(world, day)).keys() >= shown.keys()

    def _check_that_events_stay(self) -> None:
        letters = sum(len({x.ref for x in b.letters}) for b in self.books.values())
        assert letters > INVOICES, "hardly anything happened"
        for attempt in ("UPDATE event SET counts_on = '2026-01-01'", "DELETE FROM event"):
            with closing(sqlite3.connect(self.firm.path)) as db:
                try:
                    db.execute(attempt)
                except sqlite3.IntegrityError:
                    continue
            raise AssertionError("events can be changed")


LOOK_EVERY = 17  # days
SMALLEST = 10_00  # the setting tolerance: sums up to this are not chased
