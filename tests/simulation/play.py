"""Plays a firm's two years by the real services on real SQLite, and checks them against own books.

Customers pay, early, late, in part, too much, on days that have passed, and take it back; they
dispute, promise, go bankrupt and pay by instalments. Cases are taken over from elsewhere, go to
Kronofogden and back, are credited and written off. Cron misses days or fires five times, the mail
server has moods, and any command may be killed at any of its writes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from reminder_cli.services.export import Wanted, export
from reminder_cli.services.lookback import seen
from reminder_cli.services.outbox import mark_sent, resend
from reminder_cli.services.planning import plan, tick_as_planned
from reminder_cli.services.world import World
from tests.post_office import PostOffice, post_office
from tests.services.looking import picture
from tests.simulation.acting import No
from tests.simulation.days import is_banking_day
from tests.simulation.deeds_case import CaseDeeds
from tests.simulation.deeds_kronofogden import KronofogdenDeeds
from tests.simulation.deeds_money import MoneyDeeds
from tests.simulation.deeds_partner import PartnerDeeds, month_before
from tests.simulation.size import FULL, Size
from tests.simulation.stage import in_memory, read_once, unset_letters

LOOK_EVERY, COMPARE_EVERY = 97, 14  # days
BARRED = ("bankrupt", "deceased", "minor", "reconstruction", "debt_relief")


def play(seed: int, size: Size = FULL) -> Play:
    """One run from the first day to the last; AssertionError where the books and the program differ."""
    with in_memory() as folder, read_once(), unset_letters(), post_office() as office:
        played = Play(folder, seed, office, size)
        played.run()
        return played


class Play(CaseDeeds, KronofogdenDeeds, MoneyDeeds, PartnerDeeds):
    """One run."""

    def __init__(self, folder: Path, seed: int, office: PostOffice, size: Size) -> None:
        super().__init__(folder, seed, office, size)
        self.exports = 0
        self.evenings: dict[date, Any] = {}

    def deeds(self) -> list[Callable[[], None]]:
        """What may happen, as often as it stands here."""
        often = [self.send] * 5 + [self.pay] * 6
        twice = [self.cancel, self.unpay, self.step_there, self.plan, self.apply, self.settle]
        once = [self.hold, self.release, self.dispute, self.resolve, self.resolve, self.status]
        seldom = [self.quarrel, self.export, self.adopt, self.choose, self.retract, self.credit]
        last = [self.write_off, self.repay, self.break_plan]
        return [*often, *twice, *twice, *once, *seldom, *last]

    def run(self) -> None:
        """The storm, then the calm in which everything owed must be asked for."""
        deeds = self.deeds()
        for _ in range(3):
            self.adopt()  # the firm moves in with everything running
        for day in range(self.size.storm):
            self.next_day()
            self.letterbox.be_in_a_mood(self.today)
            for _ in range(self.dice.choice((0, 1, 1, 2, 3, 4))):
                self.dice.choice(deeds)()
            for _ in range(self.dice.choice((0, 1, 1, 2, 5))):  # cron misses a day, or fires often
                self.tick()
            self._answer()
            self._look()
            self._evening(day)
        self._come_to_rest()
        self.audit.in_the_end()

    def _evening(self, day: int) -> None:
        if day % COMPARE_EVERY == 0:
            self.audit.evening([b.number for b in self.books.values() if b.of("open")])
        else:
            self.audit.evening([])

    def _come_to_rest(self) -> None:
        """Nothing more is paid, disputes are answered, and the firm runs `tick` every day."""
        self.deadly = 0.0
        self.letterbox.be_well()
        for books in self.books.values():
            if books.disputed:
                self.resolve(books)
        for _ in range(self.size.calm):
            self.next_day()
            self.tick()
            self._answer(always=True)
            self._look()
            self.audit.evening([])
        if self.partner:
            self.settle_month(month_before(self.today))
        self.export()
        self._check_looking_back()

    def export(self) -> None:
        self.exports += 1
        path = self.firm.folder / f"verifikationer-{self.exports}.si"
        self.in_world(lambda world: export(world, path, Wanted(kind="sie")))

    def tick(self) -> None:
        # Letters that wait may be made anew and are no plan's.
        planned = self.dice.random() < 0.1 and not self.audit.waiting()
        report = self.do(self._as_planned if planned else self.firm.tick)
        if report is None:
            if self.dice.random() < 0.5:
                self.tick()  # at once; else the firm comes before it
            return
        assert not isinstance(report, No), report
        assert report.banking_day == is_banking_day(self.today)
        assert report.banking_day or not report.letters
        by_customer = [letter.customer for letter in report.letters if letter.kind == "demand"]
        assert len(by_customer) == len(set(by_customer)), "two demands of one debtor in one run"
        if report.banking_day:
            self.audit.after_a_whole_run()
            lying = self.letterbox.left_lying()
            assert not lying, f"to print, but not on the list as sent: {lying}"

    def _as_planned(self) -> Any:
        """What a plan shows, and no more."""
        with self.firm.world() as world:
            shown = plan(world)
        with self.firm.world() as world:
            done = tick_as_planned(world, shown.hash)
        assert done.hash == shown.hash, "another plan was carried out"
        return done

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
                assert _without_statuses(known) == _without_statuses(shown), day
                assert picture(seen(world, day)).keys() >= shown.keys()

    def _answer(self, *, always: bool = False) -> None:
        """The firm looks into the mail server's log, and says of each mail whether it went out."""
        for letter_id in self.audit.uncertain() if is_banking_day(self.today) else ():
            if always or self.dice.random() < 0.3:
                found = self.in_world(partial(_say, letter_id, self.audit.arrived_on(letter_id)))
                assert not isinstance(found, No), found


def _without_statuses(shown: dict[str, Any]) -> dict[str, Any]:
    """A status that has been cleared since is not remembered: the register says what is so now."""
    return {
        key: (said[0], tuple(flag for flag in said[1] if flag not in BARRED), said[2])
        if key.startswith("case ")
        else said
        for key, said in shown.items()
    }


def _say(letter_id: int, on: date | None, world: World) -> object:
    return resend(world, letter_id) if on is None else mark_sent(world, letter_id, on=on)
