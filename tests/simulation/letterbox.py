"""What arrives: mails that the server took, and papers that somebody took to post.

The mail server is a real one that has moods by the seed and the day: it takes all, or it says no
for now or for good, hangs up, or takes a mail and hangs up before it has said so.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from tests.post_office import PostOffice, accept

MOODS = (
    ("mail", "451 later"),
    ("rcpt", "450 later"),
    ("rcpt", "550 nobody here"),
    ("data", "451 later"),
    ("data", "554 no"),
    ("rcpt", "hang up"),
    ("data", "hang up"),
    ("data", "take and hang up"),
    ("connect", "421 busy"),
)


class Letterbox:
    """Everything that has arrived, by the sha256 of the letter."""

    def __init__(self, office: PostOffice, path: Path, seed: int) -> None:
        self.office = office
        self._path = path
        self._seed = seed
        self._mails = 0
        self._print = path.with_name(f"{path.stem}-letters") / "to-print"

    def be_in_a_mood(self, day: date) -> None:
        """Three days of four all is well; else about half of the mails meet the mood of the day."""
        dice = random.Random(f"{self._seed} {day}")
        self.be_well()
        if dice.random() < 0.25:
            step, answer = dice.choice(MOODS)
            if step == "connect":
                self.office.connect = answer
            else:
                setattr(self.office, step, lambda who: self._answer(day, who, answer))

    def _answer(self, day: date, who: str, answer: str) -> str:
        dice = random.Random(f"{self._seed} {day} {who} {self.office.begun}")
        return answer if dice.random() < 0.5 else "250 OK"

    def be_well(self) -> None:
        self.office.connect = ""
        self.office.mail = self.office.rcpt = self.office.data = accept

    def collect(self) -> Iterator[tuple[str, bytes]]:
        """What has arrived since the last time: the mails, and the papers that the list calls sent.

        Nobody posts a paper that lies there though a run that died has not recorded it as sent.
        """
        new, self._mails = self.office.taken[self._mails :], len(self.office.taken)
        for _who, message in new:
            for part in message.iter_attachments():
                pdf = part.get_payload(decode=True)
                assert isinstance(pdf, bytes)
                yield hashlib.sha256(pdf).hexdigest(), pdf
        if self._print.is_dir():
            sent = self._sent()
            for paper in sorted(self._print.glob("*.pdf")):
                if paper.stem in sent:
                    pdf = paper.read_bytes()
                    paper.unlink()
                    yield hashlib.sha256(pdf).hexdigest(), pdf

    def left_lying(self) -> list[str]:
        """Papers to print that are not on the list as sent."""
        return [paper.stem for paper in self._print.glob("*.pdf")]

    def _sent(self) -> set[str]:
        with closing(sqlite3.connect(self._path)) as db:
            rows = db.execute("SELECT name FROM letter WHERE state = 'sent' AND channel = 'print'")
            return {name for (name,) in rows}
