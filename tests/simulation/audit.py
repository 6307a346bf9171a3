"""Looks at the whole in the evening and in the end: letters, balances, promises, vouchers, the list."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import Any

from reminder_cli.domain.promises import promises
from reminder_cli.services.facts import subjects_by_number
from tests.services.firm import Firm
from tests.simulation.books import DEMAND, PLAN, REST_NOTICE, Books, Happening
from tests.simulation.critic import Critic
from tests.simulation.reading import Reader

UNSENT = ("recorded", "waiting")


class Audit:
    """Compares the books with all that the ledger says."""

    def __init__(self, firm: Firm, reader: Reader, critic: Critic) -> None:
        self.firm = firm
        self.reader = reader
        self.critic = critic

    @property
    def books(self) -> dict[str, Books]:
        return self.reader.books

    def ask(self, question: str) -> list[Any]:
        with closing(sqlite3.connect(self.firm.path)) as db:
            return db.execute(question).fetchall()

    # ---- letters on their way ----

    def _of(self, ref: int) -> list[tuple[Books, Happening]]:
        return [
            (b, h)
            for b in self.books.values()
            for h in b.log
            if h.what == "letter" and h.ref == ref
        ]

    def arrived(self, sha: str, said: bytes) -> None:
        """A letter has come to its debtor; it says what the books say that it asks."""
        found = [
            (b, h)
            for b in self.books.values()
            for h in b.log
            if h.what == "letter" and h.sha == sha
        ]
        assert found, "a letter arrived that no event tells of"
        for books, letter in found:
            self.critic.arrived(books, letter)
        total = sum(letter.total for _, letter in found)
        shown = json.loads(said)["total"][1]
        assert int("".join(filter(str.isdigit, shown))) == total, f"it says {shown}, asks {total}"

    def uncertain(self) -> list[int]:
        return [
            row[0] for row in self.ask("SELECT letter_id FROM letter WHERE state = 'uncertain'")
        ]

    def unsure(self, books: Books) -> bool:
        """Whether the program has not on record that a letter of this invoice went out."""
        return bool(self._unsure() & _refs(books))

    def _unsure(self) -> set[int]:
        rows = self.ask("SELECT letter_id FROM letter WHERE state NOT IN ('sent', 'undone')")
        return {row[0] for row in rows}

    def arrived_on(self, ref: int) -> date | None:
        return self._of(ref)[0][1].arrived

    def bankrupt(self) -> set[str]:
        """Whom the register calls so: a command that was killed may have written it, or not."""
        rows = self.ask(
            "SELECT number FROM customer_status JOIN customer USING (customer_id)"
            " WHERE status = 'bankrupt'"
        )
        return {str(row[0]) for row in rows}

    # ---- in the evening ----

    def evening(self, numbers: Sequence[str]) -> None:
        """None is lost and none is doubtful without a word; balances are those of the books."""
        by_ref: dict[int, list[Happening]] = {}
        for books in self.books.values():
            for h in books.log:
                if h.what == "letter":
                    by_ref.setdefault(h.ref, []).append(h)
        for ref, state in self.ask("SELECT letter_id, state FROM letter"):
            for letter in by_ref[ref]:
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
            known = books.customer not in self.critic.bankrupt and not unsure & _refs(books)
            if books.open_case and known:
                self.critic.asked_in_time(books, self.firm.day)

    def compare(self, numbers: Sequence[str]) -> None:
        if not numbers:
            return
        today = self.firm.day
        with self.firm.world() as world:
            for subject in subjects_by_number(world, list(numbers)):
                books, account = self.books[subject.invoice.number], subject.account
                ours = books.evening(today)
                told = f"{books.number} on {today}"
                assert account.principal_left_ore == ours.principal, told
                assert account.fees_left_ore == ours.fees_left, told
                assert account.overpaid_ore == ours.over, told
                if books.open_case:
                    assert account.interest_left_ore == ours.interest_left(today), told

    # ---- in the end ----

    def in_the_end(self, *, partner: bool) -> None:
        self.compare(sorted(self.books))
        for books in self.books.values():
            self._all_was_asked(books)
        self._promises()
        self._vouchers(partner=partner)
        self._derived_table()
        self.reader.check_that_nothing_changed()
        self._events_stay()

    def _all_was_asked(self, books: Books) -> None:
        for letter in books.letters:
            stopped = books.customer in self.critic.bankrupt
            assert letter.arrived or stopped, f"{books.number}: never sent: {letter}"
        if not books.open_case or books.customer in self.critic.bankrupt:
            return
        evening = books.evening(self.firm.day)
        kinds = {x.kind for x in books.letters if x.case == books.open_case}
        assert not books.settled(evening), f"{books.number}: paid and not closed"
        plan = books.plan
        if plan is not None:
            # All that it asked for has come, and something that was paid before was taken back:
            # the program says so and waits for the user.
            assert self.critic.unmet(plan) is None, f"{books.number}: a plan without an end"
            return
        # At monitoring the user decides of a rest; before it, one notice tells of it.
        moved_on = books.stage in ("choose", "monitoring")
        told = {REST_NOTICE} if evening.rest_is_small and not moved_on else {DEMAND}
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
            if not h.amount or any(x.on <= h.until and x.case == h.case for x in later):
                continue  # lifted or replaced while it ran
            paid = [p.amount for p in books.known_after("pay", h.order) if h.on <= p.on <= h.until]
            found.append((h.amount, h.until, "kept" if sum(paid) >= h.amount else "broken"))
        return found

    def _vouchers(self, *, partner: bool) -> None:
        """Each balances; of a firm that runs its cases itself, each account is what came in."""
        accounts: Counter[str] = Counter()
        for (rows,) in self.ask("SELECT rows FROM voucher"):
            amounts = json.loads(rows)
            assert sum(row["amount_ore"] for row in amounts) == 0, "a voucher does not balance"
            for row in amounts:
                accounts[row["account"]] += row["amount_ore"]
        mine: Counter[str] = Counter()
        for books in self.books.values():
            evening = books.evening(self.firm.day)
            mine["1510"] -= books.principal - evening.principal
            mine["3740"] += evening.principal_waived
            mine["3990"] -= sum(fee.paid for fee in evening.fees)
            mine["8313"] -= evening.interest_paid
            mine["2420"] -= evening.over
            mine["1930"] += sum(p.amount for p in books.of("pay"))
        if not partner:
            assert _booked(accounts) == _booked(mine), "the vouchers are not what came in"

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
        letters = {x.ref for b in self.books.values() for x in b.letters}
        assert len(letters) > len(self.books), "hardly anything happened"
        plans = sum(x.kind == PLAN for b in self.books.values() for x in b.letters)
        assert plans, "no plan was made"
        for attempt in ("UPDATE event SET counts_on = '2026-01-01'", "DELETE FROM event"):
            with closing(sqlite3.connect(self.firm.path)) as db:
                try:
                    db.execute(attempt)
                except sqlite3.IntegrityError:
                    continue
            raise AssertionError("events can be changed")


def _refs(books: Books) -> set[int]:
    return {x.ref for x in books.letters}


def _booked(accounts: Counter[str]) -> dict[str, int]:
    return {account: ore for account, ore in sorted(accounts.items()) if ore}
