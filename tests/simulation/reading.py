"""Reads the events of the ledger into the books, in the order in which they became known.

Each is checked against the books as they stood before it; what was read once must never change.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from tests.simulation.books import Books, Happening
from tests.simulation.words import DEMAND, REMINDER

News = list[tuple[Books, Happening]]
FLAGS = {
    "hold_placed": "hold",
    "hold_released": "release",
    "dispute_raised": "dispute",
    "dispute_resolved": "resolve",
}
THERE = {
    "application_made": "applied",
    "application_objected": "objected",
    "utslag_given": "utslag",
    "enforcement_charged": "enforcement",
    "application_withdrawn": "withdrawn",
}
MONEY = {
    "principal_credited": "credit",
    "overpayment_repaid": "repaid",
    "written_off": "written_off",
}
EVENTS = "SELECT seq, invoice_id, kind, counts_on, body FROM event WHERE seq > ? ORDER BY seq"


class Critic(Protocol):
    """Who is asked of each happening before it stands in the books."""

    def letter(self, books: Books, letter: Happening) -> None: ...
    def moved(self, books: Books, letter: Happening, body: dict[str, Any]) -> None: ...
    def closed(self, books: Books, closing: Happening) -> None: ...
    def entered(self, books: Books, stage: str, on: date) -> None: ...
    def retracted(self, books: Books, letter: Happening) -> None: ...
    def joined(self, group: News) -> None: ...


class Reader:
    """The books of all invoices, and how far the events have been read."""

    def __init__(self, path: Path, books: dict[str, Books], critic: Critic) -> None:
        self.path = path
        self.books = books
        self.critic = critic
        self.letters: dict[int, list[tuple[Books, Happening]]] = {}  # by number, also undone ones
        self._order = self._last = 0
        self._sum = hashlib.sha256()
        self._news: News = []
        self.db = sqlite3.connect(path)
        ids = self.db.execute("SELECT invoice_id, number FROM invoice")
        self.by_id = {invoice_id: books[number] for invoice_id, number in ids if number in books}

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nothing is open while a process of its own works on the ledger."""
        self.db.close()
        try:
            yield
        finally:
            self.db = sqlite3.connect(self.path)

    def read(self) -> News:
        """What has happened since the last time."""
        self._news = []
        for row in self.db.execute(EVENTS, (self._last,)).fetchall():
            self._last, invoice_id, kind, on, body = row
            self._sum.update(repr(row).encode())
            books = self.by_id[invoice_id]
            books.version += 1
            self._event(books, kind, date.fromisoformat(on), json.loads(body))
            books.version += 1
        letters: dict[int, News] = {}
        for books, letter in self._news:
            if letter.what == "letter" and letter.ref:
                letters.setdefault(letter.ref, []).append((books, letter))
        for group in letters.values():
            self.critic.joined(group)
        return self._news

    def check_that_nothing_changed(self) -> None:
        again = hashlib.sha256()
        with closing(sqlite3.connect(self.path)) as db:
            for row in db.execute(EVENTS, (0,)):
                again.update(repr(row).encode())
        assert again.digest() == self._sum.digest(), "an event was changed"

    def _note(self, books: Books, happening: Happening) -> Happening:
        self._order += 1
        happening.order = self._order
        books.log.append(happening)
        self._news.append((books, happening))
        return happening

    def _event(self, books: Books, kind: str, on: date, body: dict[str, Any]) -> None:
        if kind in FLAGS:
            self._flag(books, FLAGS[kind], on, body)
        elif kind in THERE:
            self._there(books, THERE[kind], on, body)
        elif kind in MONEY:
            amount, ref = body["amount_ore"], body.get("payment_id", 0)
            self._note(books, Happening(0, on, MONEY[kind], amount=amount, ref=ref))
        elif kind.startswith("letter_"):
            self._letter(books, kind, on, body)
        elif kind.startswith("payment_"):
            self._payment(books, kind, on, body)
        elif kind.startswith("case_"):
            self._case(books, kind, on, body)
        elif kind == "stage_entered":
            self.critic.entered(books, body["stage"], on)
            self._order += 1
            books.enter(body["stage"], on, self._order)
        elif kind == "fee_moved":
            self._moved(books, on, body)
        else:
            assert kind == "plan_made", f"the books do not know {kind}"
            slips = zip(body["days"], body["amounts_ore"], strict=True)
            plan = Happening(0, on, "plan", case=body["case_no"], ref=body["letter_id"])
            plan.slips = [(date.fromisoformat(day), amount) for day, amount in slips]
            plan.members = body["members"]
            self._note(books, plan)

    def _flag(self, books: Books, what: str, on: date, body: dict[str, Any]) -> None:
        flag = Happening(0, on, what, case=body["case_no"], amount=body.get("promise_ore", 0))
        if what == "hold":
            flag.until_on = date.fromisoformat(body["until"])
        self._note(books, flag)
        if what == "resolve":
            books.take_up(on, self._order)

    def _there(self, books: Books, what: str, on: date, body: dict[str, Any]) -> None:
        step = Happening(0, on, what, case=body["case_no"], ref=body["number"])
        parts = ("principal", "interest", "fees", "costs")
        given = {part: body.get(f"{part}_ore") for part in parts} if what == "utslag" else {}
        step.given = {part: ore for part, ore in given.items() if ore is not None}
        objected = bool(books.step_there("objected")) and not books.step_there("utslag")
        self._note(books, step)
        if what == "applied":
            books.enter("kronofogden", on, self._order)
        if what == "withdrawn":
            books.enter("choose", on, self._order)
            if objected:  # the debtor's objection stands until somebody answers it
                self._note(books, Happening(0, on, "dispute", case=step.case))

    def _payment(self, books: Books, kind: str, on: date, body: dict[str, Any]) -> None:
        ref = body["payment_id"]
        if kind == "payment_received":
            paid = Happening(0, on, "pay", ref=ref, amount=body["amount_ore"], kind=body["to"])
            kept = body.get("kept_ore")
            paid.kept = -1 if kept is None else kept
            self._note(books, paid)
            return
        payment = next(p for p in books.of("pay") if p.ref == ref)
        payment.live = False
        for repaid in books.of("repaid"):
            repaid.live = repaid.ref != ref
        self._order += 1
        books.taken_back.append((payment.order, self._order, on))
        if books.open_case and any(x.order > payment.order for x in books.of_case):
            books.take_up(on, self._order)  # a letter had asked for less because of it

    def _case(self, books: Books, kind: str, on: date, body: dict[str, Any]) -> None:
        if kind == "case_opened":
            opened = Happening(0, on, "open", case=body["case_no"])
            opened.amount = body.get("fee_claimed_ore") or 0
            self._note(books, opened)
            books.enter(REMINDER, on, self._order)
            books.lapsed = 0
        elif kind == "case_reopened":
            assert not books.open_case, f"{books.number}: taken up again though it ran"
            books.of("close")[-1].live = False
            books.stage_on = on
            books.version += 1
            self._order += 1
            books.take_up(on, self._order)
        else:
            end = Happening(0, on, "close", case=body["case_no"], kind=body["outcome"])
            self.critic.closed(books, end)
            self._note(books, end)

    def _letter(self, books: Books, kind: str, on: date, body: dict[str, Any]) -> None:
        if kind == "letter_issued":
            due = date.fromisoformat(body["due_on"])
            letter = Happening(
                0, on, "letter", case=body["case_no"], ref=body["letter_id"], due=due
            )
            letter.amount, letter.total = body["fee_ore"], body["total_ore"]
            letter.kind, letter.sha, letter.dated = body["letter"], body["sha256"], on
            letter.adopted = not letter.ref
            self.critic.letter(books, letter)
            self._note(books, letter)
            if letter.adopted:
                letter.arrived = on
            else:
                self.letters.setdefault(letter.ref, []).append((books, letter))
            if letter.kind in (REMINDER, DEMAND):
                books.enter(letter.kind, on, self._order)
            return
        letter = next(x for x in books.letters if x.ref == body["letter_id"])
        if kind == "letter_sent":
            if books.stage == letter.kind and books.stage_on == letter.on:
                books.stage_on = on
            letter.on, letter.due = on, date.fromisoformat(body["due_on"])
            return
        self._retracted(books, letter, on)

    def _retracted(self, books: Books, letter: Happening, on: date) -> None:
        self.critic.retracted(books, letter)
        letter.live = False
        for plan in books.of("plan"):
            plan.live = plan.ref != letter.ref
        begun = [x for x in books.of_case if x.kind in (REMINDER, DEMAND)]
        later = any(x.order > letter.order for x in begun)
        if letter.kind in (REMINDER, DEMAND) and not later:
            stage = begun[-1].kind if begun else REMINDER
            self._order += 1
            books.enter(stage, on, self._order)
            books.stage_on = begun[-1].on if begun else books.of("open")[-1].on

    def _moved(self, books: Books, on: date, body: dict[str, Any]) -> None:
        """The fee of a joined demand moves from an invoice whose case fell to one that runs."""
        letter = next(x for x in books.letters if x.ref == body["letter_id"])
        assert letter.on == on
        self.critic.moved(books, letter, body)
        if body["away"]:
            letter.away = True
            for moved in books.of("moved"):
                moved.live = moved.live and moved.ref != letter.ref
        else:
            here = Happening(0, on, "moved", ref=letter.ref, kind=letter.kind)
            here.amount = body["fee_ore"]
            self._note(books, here)
