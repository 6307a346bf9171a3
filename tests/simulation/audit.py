"""Looks at the whole in the evening and in the end: letters, balances, promises, the list."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from typing import Any

from reminder_cli.domain.promises import promises
from reminder_cli.services.facts import subjects_by_number
from tests.services.firm import Firm
from tests.simulation.accounts import compare_vouchers
from tests.simulation.books import Books
from tests.simulation.critic import Critic
from tests.simulation.days import ONE_DAY, banking_days_after, on_or_after
from tests.simulation.reading import Reader
from tests.simulation.settlements import Settlements
from tests.simulation.words import DEMAND, PLAN, REST_NOTICE

UNSENT = ("recorded", "waiting", "failed")


class Audit:
    """Compares the books with all that the ledger says."""

    def __init__(self, firm: Firm, reader: Reader, critic: Critic) -> None:
        self.firm = firm
        self.reader = reader
        self.critic = critic
        self.settlements = Settlements(self)

    @property
    def books(self) -> dict[str, Books]:
        return self.reader.books

    def ask(self, question: str) -> list[Any]:
        return self.reader.db.execute(question).fetchall()

    # ---- letters on their way ----

    def arrived(self, sha: str, said: bytes) -> None:
        """A letter has come to its debtor; it says what the books say that it asks."""
        rows = self.reader.db.execute("SELECT letter_id FROM letter WHERE sha256 = ?", (sha,))
        found = [x for (ref,) in rows.fetchall() for x in self.reader.letters[ref] if x[1].live]
        assert found, "a letter arrived that no event tells of, or that was taken back"
        for books, letter in found:
            self.critic.arrived(books, letter)
        total = sum(letter.total for _, letter in found)
        shown = json.loads(said)["total"][1]
        assert int("".join(filter(str.isdigit, shown))) == total, f"it says {shown}, asks {total}"

    def uncertain(self) -> list[int]:
        return [
            row[0] for row in self.ask("SELECT letter_id FROM letter WHERE state = 'uncertain'")
        ]

    def waiting(self) -> bool:
        """Whether a letter is made and has not gone out."""
        return bool(self._unsure())

    def unsure(self, books: Books) -> bool:
        """Whether the program has not on record that a letter of this invoice went out."""
        return bool(self._unsure() & _refs(books))

    def _unsure(self) -> set[int]:
        rows = self.ask("SELECT letter_id FROM letter WHERE state NOT IN ('sent', 'undone')")
        return {row[0] for row in rows}

    def arrived_on(self, ref: int) -> date | None:
        return self.reader.letters[ref][0][1].arrived

    def barred(self) -> dict[str, set[str]]:
        """What the register says: a command that was killed may have written it, or not."""
        rows = self.ask(
            "SELECT number, status FROM customer_status JOIN customer USING (customer_id)"
        )
        found: dict[str, set[str]] = {}
        for number, status in rows:
            found.setdefault(number, set()).add(status)
        return found

    # ---- in the evening ----

    def evening(self, numbers: Sequence[str]) -> None:
        """None is lost and none is doubtful without a word; balances are those of the books."""
        for ref, state in self.ask("SELECT letter_id, state FROM letter"):
            for _books, letter in self.reader.letters[ref]:
                told = f"{state}: {letter}"
                if state == "sent":
                    assert letter.arrived is not None, f"lost: {told}"
                elif state not in ("uncertain", "started"):
                    assert letter.arrived is None, f"it went out all the same: {told}"
                    assert state in (*UNSENT, "undone"), told
        self.compare(numbers)

    def after_a_whole_run(self) -> None:
        """Nothing is half done, and all that was due has been done."""
        assert not self.ask("SELECT 1 FROM letter WHERE state IN ('recorded', 'started')")
        unsure = self._unsure()
        for books in self.books.values():
            runs = books.log and books.open_case and not self.critic.is_barred(books)
            if runs and not unsure & _refs(books):
                self.critic.asked_in_time(books, self.firm.day)

    def compare(self, numbers: Iterable[str]) -> None:
        today, wanted = self.firm.day, list(numbers)
        if not wanted:
            return
        with self.firm.world() as world:
            for subject in subjects_by_number(world, wanted):
                books, account = self.books[subject.invoice.number], subject.account
                ours = books.evening(today)
                told = f"{books.number} on {today}"
                assert account.principal_left_ore == ours.principal, told
                assert account.fees_left_ore == ours.fees_left, told
                assert account.costs_left_ore == ours.costs_left, told
                assert account.overpaid_ore == ours.over - ours.repaid, told
                recovered = sum(a.recovered_ore for a in account.allocations)
                assert recovered == ours.recovered, told
                if books.open_case:
                    assert account.interest_left_ore == ours.interest_left(today), told

    # ---- in the end ----

    def in_the_end(self) -> None:
        self.compare(sorted(self.books))
        for books in self.books.values():
            self._all_was_asked(books)
        self._promises()
        compare_vouchers(self, self.settlements.settled.values())
        self._derived_table()
        self.reader.check_that_nothing_changed()
        self._events_stay()

    def _all_was_asked(self, books: Books) -> None:
        barred = self.critic.is_barred(books)
        for letter in books.letters:
            stopped = barred or books.application is not None
            assert letter.arrived or stopped, f"{books.number}: never sent: {letter}"
        if not books.open_case or barred or books.disputed:
            return
        evening = books.evening(self.firm.day)
        assert not books.settled(evening), f"{books.number}: paid and not closed"
        lost = self.firm.day >= books.lost_on()
        if books.application is not None or lost or self.critic.taken_back(books):
            return  # it is Kronofogden's or the user's turn
        plan = books.plan
        if plan is not None:
            # All that it asked for has come, and something that was paid before was taken back:
            # the program says so and waits for the user.
            unmet = self.critic.plans.unmet(plan)
            ended = unmet is not None and banking_days_after(unmet, 11) <= self.firm.day
            assert not ended, f"{books.number}: a plan without an end"
            return
        if on_or_after(books.of_case[-1].until + ONE_DAY) > self.firm.day:
            return  # a plan has ended late, and what came after it still runs
        # At monitoring the user decides of a rest; before it, one notice tells of it.
        moved_on = books.stage in ("choose", "monitoring")
        told = {REST_NOTICE} if evening.rest_is_small and not moved_on else {DEMAND}
        kinds = {x.kind for x in books.of_case}
        assert kinds & {*told, REST_NOTICE}, f"{books.number}: forgot to ask"
        assert evening.rest_is_small or moved_on, f"{books.number}: does not move on"

    def _promises(self) -> None:
        today = self.firm.day
        with self.firm.world() as world:
            for subject in subjects_by_number(world, sorted(self.books)):
                told = [
                    (p.hold.promise_ore, p.hold.until, p.state)
                    for p in promises(subject.claim, today)
                ]
                assert told == self._own_promises(self.books[subject.invoice.number])

    def _own_promises(self, books: Books) -> list[tuple[int, date, str]]:
        found = []
        for h in books.of("hold"):
            later = [x for w in ("hold", "release") for x in books.known_after(w, h.order)]
            if not h.amount or any(x.on <= h.until_on and x.case == h.case for x in later):
                continue  # lifted or replaced while it ran
            paid = [
                p.amount for p in books.known_after("pay", h.order) if h.on <= p.on <= h.until_on
            ]
            found.append((h.amount, h.until_on, "kept" if sum(paid) >= h.amount else "broken"))
        return found

    def _derived_table(self) -> None:
        with self.firm.world() as world:
            before = world.ledger.db.execute("SELECT * FROM case_state ORDER BY 1, 2").fetchall()
            with world.ledger.writing():
                world.ledger.derive_all()
            after = world.ledger.db.execute("SELECT * FROM case_state ORDER BY 1, 2").fetchall()
            assert [tuple(row) for row in before] == [tuple(row) for row in after]
            runs = {row["invoice_id"] for row in after if row["outcome"] is None}
        numbers = {self.reader.by_id[invoice_id].number for invoice_id in runs}
        assert numbers == {books.number for books in self.books.values() if books.open_case}

    def _events_stay(self) -> None:
        assert len(self.reader.letters) > len(self.books) // 2, "hardly anything happened"
        kinds = {letter.kind for group in self.reader.letters.values() for _, letter in group}
        assert PLAN in kinds, "no plan was made"
        for attempt in ("UPDATE event SET counts_on = '2026-01-01'", "DELETE FROM event"):
            with closing(sqlite3.connect(self.firm.path)) as db:
                try:
                    db.execute(attempt)
                except sqlite3.IntegrityError:
                    continue
            raise AssertionError("events can be changed")


def _refs(books: Books) -> set[int]:
    return {x.ref for x in books.letters}
