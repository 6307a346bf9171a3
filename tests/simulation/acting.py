"""One deed at a time: it is done, or killed at one of its writes, and what came of it is read."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from reminder_cli.domain.company import Collector
from reminder_cli.errors import Refused, RejectedFile
from reminder_cli.services.world import World
from tests.post_office import PostOffice
from tests.services.firm import Firm
from tests.simulation.audit import Audit
from tests.simulation.books import Books
from tests.simulation.critic import Critic
from tests.simulation.killing import killed
from tests.simulation.letterbox import Letterbox
from tests.simulation.reading import News, Reader
from tests.simulation.register import take_in
from tests.simulation.size import Size

T = TypeVar("T")
No = Refused | RejectedFile


class Actor:
    """A firm with its books. ``dice`` decides what it, its customers and its cron do."""

    def __init__(self, folder: Path, seed: int, office: PostOffice, size: Size) -> None:
        self.dice = random.Random(seed)
        self.size = size
        self.partner = self.dice.random() < 0.4
        collector = Collector.PARTNER if self.partner else Collector.OWN
        mail = {
            "smtp_host": "127.0.0.1",
            "smtp_port": str(office.port),
            "smtp_security": "none",
            "mail_from": "faktura@norrviken.example",
            "channel_demand": self.dice.choice(("email", "print")),
        }
        start = self.dice.choice(size.starts)
        self.firm = Firm(folder, start, collector=collector, settings=mail)
        self.books: dict[str, Books] = take_in(self.firm, self.dice, size, partner=self.partner)
        self.critic = Critic(start)
        self.reader = Reader(self.firm.path, self.books, self.critic)
        self.critic.by_number = self.reader.by_id
        self.letterbox = Letterbox(office, self.firm.path, seed)
        self.audit = Audit(self.firm, self.reader, self.critic)
        self.news: News = []
        self.deaths = 0
        self.deadly = 0.1

    @property
    def today(self) -> date:
        return self.firm.day

    def next_day(self) -> None:
        self.firm.day += timedelta(days=1)
        self.critic.today = self.firm.day

    # ---- a deed, and what came of it ----

    def do(self, deed: Callable[[], T], *, doing: str = "") -> T | No | None:
        """What it reports or why it was refused; None when it was killed and nobody knows."""
        found: T | No | None = None
        if self.dice.random() < self.deadly:
            at = self.dice.randrange(1, self.dice.choice((6, 12, 50)))
            with self.reader.away():
                died = killed(lambda: tried(deed), folder=self.firm.folder, at=at)
            self.deaths += died
        else:
            found = tried(deed)
        self.critic.doing = doing
        self.news = self.reader.read()
        self.critic.doing = ""
        for sha, said in self.letterbox.collect():
            self.audit.arrived(sha, said)
        return found

    def in_world(self, deed: Callable[[World], T], *, doing: str = "") -> T | No | None:
        def alone() -> T:
            with self.firm.world() as world:
                return deed(world)

        return self.do(alone, doing=doing)

    def expect(self, found: object, *, may: bool, told: object) -> None:
        """Refused just when it may not be done; nothing is known of one that was killed."""
        assert found is None or isinstance(found, No) == (not may), f"{told}: {found}"

    # ---- whom it strikes ----

    def one(self, fitting: list[Books]) -> Books | None:
        return self.dice.choice(fitting) if fitting else None

    def running(self) -> Books | None:
        return self.one([b for b in self.books.values() if b.open_case])

    def paid_or_not(self, books: Books) -> None:
        settled = books.settled(books.evening(self.today))
        assert not (books.open_case and settled), f"{books.number}: paid, but not closed"


def tried(deed: Callable[[], T]) -> T | No:
    try:
        return deed()
    except (Refused, RejectedFile) as refused:
        return refused
