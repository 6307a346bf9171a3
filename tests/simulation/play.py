"""Plays a firm's months by the real services on real SQLite, and checks them against own books.

Customers pay, early, late, in part, too much, on days that have passed, and take it back; they
dispute, promise, go bankrupt and pay by instalments. Cron misses days or fires five times, the mail
server has moods, and any command may be killed at any of its writes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import PaidTo
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.errors import Refused
from reminder_cli.services.debtors import Changes, debtor
from reminder_cli.services.dispute import dispute, resolve
from reminder_cli.services.export import Wanted, export
from reminder_cli.services.hold import HoldOrder, hold, release
from reminder_cli.services.instalments import PlanWish, make_plan
from reminder_cli.services.lookback import seen
from reminder_cli.services.outbox import mark_sent, resend
from reminder_cli.services.world import World
from tests.post_office import PostOffice, post_office
from tests.services.firm import FIRM, PERSON, Firm, invoice_row
from tests.services.looking import picture
from tests.simulation.audit import Audit
from tests.simulation.books import DEMAND, Books
from tests.simulation.critic import Critic
from tests.simulation.days import is_banking_day, on_or_after
from tests.simulation.killing import killed
from tests.simulation.letterbox import Letterbox
from tests.simulation.reading import News, Reader
from tests.simulation.stage import in_memory, read_once, unset_letters

STARTS = (date(2025, 2, 4), date(2025, 9, 2), date(2026, 1, 7))
STORM, CALM = 150, 100  # days in which anything happens, and days in which only `tick` runs
INVOICES, CUSTOMERS = 32, 8
LOOK_EVERY = 17  # days
SMALLEST = 10_00  # the setting tolerance: sums up to this are not chased
T = TypeVar("T")


def play(seed: int) -> None:
    """One run from the first day to the last; AssertionError where the books and the program differ."""
    with in_memory() as folder, read_once(), unset_letters(), post_office() as office:
        Play(folder, seed, office).run()


class Play:
    """One run. ``dice`` decides what the firm, its customers and its cron do."""

    def __init__(self, folder: Path, seed: int, office: PostOffice) -> None:
        self.dice = random.Random(seed)
        self.partner = self.dice.random() < 0.4
        collector = Collector.PARTNER if self.partner else Collector.OWN
        mail = {
            "smtp_host": "127.0.0.1",
            "smtp_port": str(office.port),
            "smtp_security": "none",
            "mail_from": "faktura@norrviken.example",
            "channel_demand": self.dice.choice(("email", "print")),
        }
        start = self.dice.choice(STARTS)
        self.firm = Firm(folder, start, collector=collector, settings=mail)
        self.books: dict[str, Books] = {}
        self._take_in()
        self.critic = Critic(start)
        self.reader = Reader(self.firm.path, self.books, self.critic)
        self.critic.by_number = self.reader.by_id
        self.letterbox = Letterbox(office, self.firm.path, seed)
        self.audit = Audit(self.firm, self.reader, self.critic)
        self.news: News = []
        self.deaths = self.exports = 0
        self.evenings: dict[date, Any] = {}
        self.deadly = 0.1

    @property
    def today(self) -> date:
        return self.firm.day

    def run(self) -> None:
        """The storm, then the calm in which everything owed must be asked for."""
        deeds = (
            *(
                self._send,
                self._send,
                self._send,
                self._send,
                self._cancel,
                self._unpay,
                self._unpay,
            ),
            *(self._pay, self._pay, self._pay, self._pay, self._pay),
            *(self._hold, self._release, self._dispute, self._resolve, self._plan),
            *(self._bankruptcy, self._export, self._quarrel),
        )
        for _ in range(STORM):
            self._next_day()
            self.letterbox.be_in_a_mood(self.today)
            for _ in range(self.dice.choice((0, 1, 1, 2, 3, 4))):
                self.dice.choice(deeds)()
            for _ in range(self.dice.choice((0, 1, 1, 2, 5))):  # cron misses a day, or fires often
                self._tick()
            self._answer()
            self._look()
            self.audit.evening(self.dice.sample(sorted(self.books), self.dice.choice((0, 0, 6))))
        self._come_to_rest()
        self.audit.in_the_end(partner=self.partner)

    def _come_to_rest(self) -> None:
        """Nothing more is paid, disputes are answered, and the firm runs `tick` every day."""
        self.deadly = 0.0
        self.letterbox.be_well()
        for books in self.books.values():
            if books.disputed:
                self._resolve(books)
        for _ in range(CALM):
            self._next_day()
            self._tick()
            self._answer(always=True)
            self._look()
            self.audit.evening([])
        self._export()
        self._check_looking_back()

    # ---- a deed, and what came of it ----

    def _next_day(self) -> None:
        self.firm.day += timedelta(days=1)
        self.critic.today = self.firm.day

    def _do(self, deed: Callable[[], T]) -> T | Refused | None:
        """What it reports or why it was refused; None when it was killed and nobody knows."""
        found: T | Refused | None = None
        if self.dice.random() < self.deadly:
            at = self.dice.randrange(1, self.dice.choice((6, 12, 50)))
            died = killed(lambda: _tried(deed), folder=self.firm.folder, at=at)
            self.deaths += died
        else:
            found = _tried(deed)
        self.news = self.reader.read()
        self._open_letters()
        return found

    def _open_letters(self) -> None:
        for sha, said in self.letterbox.collect():
            self.audit.arrived(sha, said)

    def _in_world(self, deed: Callable[[World], T]) -> T | Refused | None:
        def alone() -> T:
            with self.firm.world() as world:
                return deed(world)

        return self._do(alone)

    # ---- what happens ----

    def _take_in(self) -> None:
        rows = []
        for n in range(INVOICES):
            number, customer = str(1001 + n), self.dice.randrange(1, CUSTOMERS + 1)
            due = self.today + timedelta(days=self.dice.randrange(-3, 90))
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
                    email=f"kund{customer}@example.se" if customer % 2 else "",
                )
            )
            moved = on_or_after(due)
            self.books[number] = Books(number, str(customer), principal, moved, self.partner)
        self.firm.take_in(rows)

    def _running(self) -> Books | None:
        return self._one([b for b in self.books.values() if b.open_case])

    def _one(self, fitting: list[Books]) -> Books | None:
        return self.dice.choice(fitting) if fitting else None

    def _send(self) -> None:
        if not is_banking_day(self.today):
            return
        first, *others = self.dice.sample(sorted(self.books), 4)
        if self.dice.random() < 0.5:  # all of one debtor, who will get one inkassokrav for them
            mine = self.books[first].customer
            others = [n for n, b in self.books.items() if b.customer == mine and n != first]
        numbers = [first, *others]
        may = {number for number in numbers if self._may_be_sent(self.books[number])}
        report = self._do(lambda: self.firm.send(*numbers))
        opened = {books.number for books, h in self.news if h.what == "open"}
        assert opened in ((may, set()) if report is None else (may,)), "sent against the books"

    def _may_be_sent(self, books: Books) -> bool:
        evening = books.evening(self.today)
        stopped = books.held(self.today)
        due = self.today > books.due and evening.principal > SMALLEST
        return due and not (stopped or books.open_case or books.customer in self.critic.bankrupt)

    def _pay(self) -> None:
        cased = self.dice.random() < 0.9
        books = self._one([b for b in self.books.values() if bool(b.of("open")) == cased])
        if books is None:
            return
        on = self.today - timedelta(days=self.dice.choice((0, 0, 0, 1, 1, 2, 3, 6, 15)))
        amount = self._amount(books)
        to = PaidTo.PARTNER if self.partner and self.dice.random() < 0.7 else PaidTo.CREDITOR
        number = books.number
        paid = self._do(lambda: self.firm.pay(number, amount, on=on, to=to))
        met = [(beside, h) for beside, h in self.news if h.what == "pay"]
        if paid is None and not met:
            return
        assert sum(h.amount for _, h in met) == amount, "a payment was not applied whole"
        assert {h.on for _, h in met} == {on}
        for beside, h in met:
            h.kind = to.value
            assert beside is books or _share_a_letter(books, beside)
            self._paid_or_not(beside)
        if paid is not None:
            assert not isinstance(paid, Refused)
            left = [o for o in paid.others if o.after.account.owed_ore and not o.closed]
            assert not (paid.allocation.over_ore and left), "too much here, while others are owed"
        self.audit.compare([beside.number for beside, _ in met])

    def _paid_or_not(self, books: Books) -> None:
        settled = books.settled(books.evening(self.today))
        assert not (books.open_case and settled), f"{books.number}: paid, but not closed"

    def _amount(self, books: Books) -> int:
        evening = books.evening(self.today)
        totals = [x.total for x in books.letters] or [books.principal]
        slips = [amount for h in books.of("plan") for _, amount in h.slips]
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
                    slips[-1] if slips else 60_00,
                    slips[0] if slips else 60_00,
                )
            ),
            1,
        )

    def _unpay(self) -> None:
        payments = [(b, p) for b in self.books.values() for p in b.of("pay")]
        if not payments:
            return
        _books, chosen = self.dice.choice(payments)
        met = [(b, p) for b, p in payments if p.ref == chosen.ref]
        ended = [b for b, p in met if not b.open_case and _helped_to_end(b, p.order)]
        self._do(lambda: self.firm.unpay(chosen.ref))
        gone = {p.live for _, p in met}
        assert len(gone) == 1, "a payment was taken back in part"
        if gone == {False}:
            for books, _payment in met:
                self._paid_or_not(books)
            for books in ended:
                again = books.settled(books.evening(self.today))
                ends = [h.kind for h in books.of("close")]
                bare = ends[-1:] == ["cancelled"]  # nothing had gone out
                assert books.open_case or again or bare, f"{books.number}: not taken up again"

    def _cancel(self, books: Books | None = None) -> None:
        books = books or self._running()
        if books and self.dice.random() < 0.8:
            self.critic.cancelled.add(books.number)
            found = self._do(lambda: self.firm.cancel(books.number))
            no = books.customer in self.critic.bankrupt
            assert found is None or isinstance(found, Refused) == no, "cancelled, or not"
            assert found is None or no or not books.open_case

    def _hold(self) -> None:
        books = self._running()
        if books is None:
            return
        until = self.today + timedelta(days=self.dice.randrange(0, 30))
        owed = books.evening(self.today).owed
        promise = self.dice.choice((0, owed, owed // 2, owed + 1))
        order = HoldOrder(until=until, reason="lovat", promise_ore=promise)
        found = self._in_world(lambda world: hold(world, [books.number], order))
        assert found is None or isinstance(found, Refused) == (promise > owed)
        assert found is None or promise > owed or books.stopped(until)

    def _release(self) -> None:
        books = self._one(
            [b for b in self.books.values() if b.open_case and b.on_hold_until >= self.today]
        )
        if books is not None:
            found = self._in_world(lambda world: release(world, [books.number]))
            assert not isinstance(found, Refused)

    def _dispute(self, books: Books | None = None) -> None:
        books = books or self._running()
        if books is not None:
            was = books.disputed
            found = self._in_world(lambda world: dispute(world, [books.number], reason="fel"))
            assert found is None or isinstance(found, Refused) == was

    def _quarrel(self) -> None:
        """Of the cases of one inkassokrav one is disputed, and the one that bears its fee is ended."""
        running = [b for b in self.books.values() if b.open_case]
        pairs = [
            (one, other)
            for one in running
            for other in running
            if one is not other
            and {x.ref for x in one.letters if x.kind == DEMAND and x.amount}
            & {x.ref for x in other.letters}
        ]
        if pairs:
            one, other = self.dice.choice(pairs)
            self._dispute(other)
            self._cancel(one)

    def _resolve(self, books: Books | None = None) -> None:
        books = books or self._one([b for b in self.books.values() if b.disputed])
        if books is not None:
            number = books.number
            found = self._in_world(lambda world: resolve(world, [number], reason="svarat"))
            assert not isinstance(found, Refused)

    def _plan(self) -> None:
        books = self._running()
        if books is None:
            return
        mates = [b for b in self.books.values() if b.open_case and b.customer == books.customer]
        members = [books, *self.dice.sample(mates, self.dice.randrange(0, min(2, len(mates)) + 1))]
        numbers = list(dict.fromkeys(b.number for b in members))
        agreed = self.dice.choice((None, self.today))
        wish = PlanWish(
            first_on=self.today + timedelta(days=self.dice.randrange(3, 20)),
            months=self.dice.randrange(1, 3),
            agreed_on=agreed,
        )
        may = all(self._may_have_a_plan(self.books[number]) for number in numbers)
        found = self._in_world(lambda world: make_plan(world, numbers, wish))
        assert found is None or isinstance(found, Refused) == (not may), f"{numbers}: {found}"
        for beside, h in self.news:
            if h.what == "plan":
                assert sum(amount for _, amount in h.slips) == h.total or not h.total
                letter = next(x for x in beside.letters if x.ref == h.ref)
                assert not letter.amount or agreed, "a fee for a plan that was not agreed on"

    def _may_have_a_plan(self, books: Books) -> bool:
        unsent = any(x.arrived is None for x in books.letters) or self.audit.unsure(books)
        held = books.held(self.today)
        small = books.evening(self.today).owed <= SMALLEST
        bankrupt = books.customer in self.critic.bankrupt
        return not (unsent or held or bankrupt or small or books.plan)

    def _bankruptcy(self) -> None:
        bankrupt = self.critic.bankrupt
        customer = str(self.dice.randrange(1, CUSTOMERS + 1))
        change = Changes(statuses={DebtorStatus.BANKRUPT: self.today})
        if customer in bankrupt:
            change = Changes(cleared=frozenset({"bankrupt"}))
        elif bankrupt or self.dice.random() < 0.5:
            return
        self._in_world(lambda world: debtor(world, customer, change))
        bankrupt.clear()
        bankrupt.update(self.audit.bankrupt())

    def _export(self) -> None:
        self.exports += 1
        path = self.firm.folder / f"verifikationer-{self.exports}.si"
        self._in_world(lambda world: export(world, path, Wanted(kind="sie")))

    def _tick(self) -> None:
        report = self._do(self.firm.tick)
        if report is None:
            if self.dice.random() < 0.5:
                self._tick()  # at once; else the firm comes before it
            return
        assert not isinstance(report, Refused)
        assert report.banking_day == is_banking_day(self.today)
        assert report.banking_day or not report.letters
        by_customer = [letter.customer for letter in report.letters if letter.kind == "demand"]
        assert len(by_customer) == len(set(by_customer)), "two demands of one debtor in one run"
        if report.banking_day:
            self.audit.after_a_whole_run()
            lying = self.letterbox.left_lying()
            assert not lying, f"to print, but not on the list as sent: {lying}"

    def _look(self) -> None:
        """Keep a picture of some evenings."""
        if self.today.toordinal() % LOOK_EVERY == 0:
            with self.firm.world() as world:
                self.evenings[self.today] = picture(world)

    def _check_looking_back(self) -> None:
        """`--known` shows each evening as it was; what was so can be told of every one of them."""
        with self.firm.world() as world:
            for day, shown in self.evenings.items():
                known = picture(seen(world, day, known=True))
                assert _without_bankruptcy(known) == _without_bankruptcy(shown), day
                assert picture(seen(world, day)).keys() >= shown.keys()

    def _answer(self, *, always: bool = False) -> None:
        """The firm looks into the mail server's log, and says of each mail whether it went out."""
        for letter_id in self.audit.uncertain() if is_banking_day(self.today) else ():
            if always or self.dice.random() < 0.3:
                found = self._in_world(partial(_say, letter_id, self.audit.arrived_on(letter_id)))
                assert not isinstance(found, Refused)


def _without_bankruptcy(shown: dict[str, Any]) -> dict[str, Any]:
    """A status that has been cleared since is not remembered: the register says what is so now."""
    return {
        key: (said[0], tuple(flag for flag in said[1] if flag != "bankrupt"), said[2])
        if key.startswith("case ")
        else said
        for key, said in shown.items()
    }


def _say(letter_id: int, on: date | None, world: World) -> object:
    return resend(world, letter_id) if on is None else mark_sent(world, letter_id, on=on)


def _tried(deed: Callable[[], T]) -> T | Refused:
    try:
        return deed()
    except Refused as refused:
        return refused


def _share_a_letter(one: Books, other: Books) -> bool:
    return bool({x.ref for x in one.letters} & {x.ref for x in other.letters})


def _helped_to_end(books: Books, order: int) -> bool:
    closings = [h for h in books.of("close") if h.kind == "paid"]
    last = books.of("close")[-1:]
    return bool(closings) and last == closings[-1:] and order < closings[-1].order
