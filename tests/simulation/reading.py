"""Reads the events of the ledger into the books, in the order in which they became known.

Each is checked against the books as they stood before it; what was read once must never change.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from tests.simulation.books import Books, Happening

News = list[tuple[Books, Happening]]
FLAGS = {
    "hold_placed": "hold",
    "hold_released": "release",
    "dispute_raised": "dispute",
    "dispute_resolved": "resolve",
}


class Critic(Protocol):
    """Who is asked of each happening before it stands in the books."""

    def letter(self, books: Books, letter: Happening) -> None: ...
    def moved(self, books: Books, letter: Happening, body: dict[str, Any]) -> None: ...
    def closed(self, books: Books, closing: Happening) -> None: ...
    def joined(self, group: News) -> None: ...


class Reader:
    """The books of all invoices, and how far the events have been read."""

    def __init__(self, path: Path, books: dict[str, Books], critic: Critic) -> None:
        self.path = path
        self.books = books
        self.critic = critic
        self._order = 0
        self._rows: list[tuple[object, ...]] = []
        self._news: News = []
        with closing(sqlite3.connect(path)) as db:
            ids = db.execute("SELECT invoice_id, number FROM invoice")
            self.by_id = {invoice_id: books[number] for invoice_id, number in ids}

    def read(self) -> News:
        """What has happened since the last time."""
        last = self._rows[-1][0] if self._rows else 0
        with closing(sqlite3.connect(self.path)) as db:
            rows = db.execute(
                "SELECT seq, invoice_id, kind, counts_on, body FROM event WHERE seq > ? ORDER BY seq",
                (last,),
            ).fetchall()
        self._rows += rows
        self._news = []
        for _seq, invoice_id, kind, on, body in rows:
            self._event(self.by_id[invoice_id], kind, date.fromisoformat(on), json.loads(body))
        letters: dict[int, News] = {}
        for books, letter in self._news:
            if letter.what == "letter":
                letters.setdefault(letter.ref, []).append((books, letter))
        for group in letters.values():
            self.critic.joined(group)
        return self._news

    def check_that_nothing_changed(self) -> None:
        with closing(sqlite3.connect(self.path)) as db:
            rows = db.execute(
                "SELECT seq, invoice_id, kind, counts_on, body FROM event ORDER BY seq"
            ).fetchall()
        assert rows == self._rows, "an event was changed"

    def _note(self, books: Books, happening: Happening) -> None:
        self._order += 1
        happening.order = self._order
        books.log.append(happening)
        self._news.append((books, happening))

    def _event(self, books: Books, kind: str, on: date, body: dict[str, Any]) -> None:
        if kind in FLAGS:
            self._flag(books, FLAGS[kind], on, body)
        elif kind.startswith("letter_"):
            self._letter(books, kind, on, body)
        elif kind.startswith("payment_"):
            self._payment(books, kind, on, body)
        elif kind.startswith("case_"):
            self._case(books, kind, on, body)
        elif kind == "stage_entered":
            books.stage, books.stage_on = body["stage"], on
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
            flag.until = date.fromisoformat(body["until"])
        if what == "resolve":
            flag.kind = books.stage
        self._note(books, flag)

    def _payment(self, books: Books, kind: str, on: date, body: dict[str, Any]) -> None:
        ref = body["payment_id"]
        if kind == "payment_received":
            self._note(books, Happening(0, on, "pay", ref=ref, amount=body["amount_ore"]))
            return
        payment = next(p for p in books.of("pay") if p.ref == ref)
        payment.live = False
        books.taken_back.append((payment.order, self._order, on))

    def _case(self, books: Books, kind: str, on: date, body: dict[str, Any]) -> None:
        if kind == "case_opened":
            self._note(books, Happening(0, on, "open", case=body["case_no"]))
            books.stage = "reminder"
        elif kind == "case_reopened":
            assert not books.open_case, f"{books.number}: taken up again though it ran"
            books.of("close")[-1].live = False
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
            self.critic.letter(books, letter)
            self._note(books, letter)
            if letter.kind in ("reminder", "demand"):
                books.stage = letter.kind
            return
        letter = next(x for x in books.letters if x.ref == body["letter_id"])
        if kind == "letter_sent":
            letter.on, letter.due = on, date.fromisoformat(body["due_on"])
            return
        assert letter.arrived is None, f"{books.number}: taken back though it had gone out"
        letter.live = False
        for plan in books.of("plan"):
            plan.live = plan.ref != letter.ref
        stages = [x.kind for x in books.letters if x.kind in ("reminder", "demand")]
        if letter.kind in ("reminder", "demand"):
            books.stage = stages[-1] if stages else "reminder"

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
