"""Which payments wait because they may be money that is booked already, as it came in another file.

Two files may tell of one payment, or of two that happen to be alike; a person must say. Of a
group of such payments only as many are booked as there must be at the least, so that it makes no
difference which file came first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct, field

from reminder_cli.domain.matching_twins import distinct_at_least
from reminder_cli.ledger import payment_queries
from reminder_cli.ledger.ledger import Ledger


class Lookalikes(Struct):
    """The pairs near what waits, as they stand; :meth:`books` keeps them up.

    ``booked`` gives the number that the money of a booked payment has now. ``room`` is how many
    more of a group are money of their own, whatever a person says.
    """

    alike: dict[int, set[int]]
    booked: dict[int, int] = field(default_factory=dict)
    group: dict[int, int] = field(default_factory=dict)
    room: dict[int, int] = field(default_factory=dict)

    @classmethod
    def load(cls, ledger: Ledger) -> Lookalikes:
        """Read them from the register."""
        alike: defaultdict[int, set[int]] = defaultdict(set)
        for payment_id, other_id in payment_queries.alike(ledger):
            alike[payment_id].add(other_id)
        stored = {item.payment_id: item for item in payment_queries.several(ledger, alike)}
        touched = payment_queries.stepped(ledger, alike)
        told = payment_queries.files_of(ledger, alike)
        found = cls(dict(alike))
        for payment_id, item in stored.items():
            standing = item
            if item.state == "replaced":
                standing = payment_queries.standing_for(ledger, payment_id) or item
            if standing.matched_by:
                found.booked[payment_id] = standing.payment_id
        for number, members in enumerate(_groups(alike)):
            found.group.update(dict.fromkeys(members, number))
            items = [stored[member] for member in members]
            # What a person has said of one of them says nothing of the others: all wait.
            by_file = all(i.state == "counted" and i.matched_by != "hand" for i in items)
            free = by_file and not touched & members
            least = distinct_at_least([(i.draft, told[i.payment_id]) for i in items]) if free else 0
            found.room[number] = least - len(found.booked.keys() & members)
        return found

    def in_the_way(self, payment_id: int) -> int | None:
        """The booked payment that this one may be; None when it is money of its own all the same."""
        others = self.alike.get(payment_id, set()) & self.booked.keys()
        if not others or self.room[self.group[payment_id]] > 0:
            return None
        return min(self.booked[other] for other in others)

    def books(self, payment_id: int) -> None:
        """One that waited has met an invoice."""
        if payment_id in self.group:
            self.booked[payment_id] = payment_id
            self.room[self.group[payment_id]] -= 1


def _groups(alike: dict[int, set[int]]) -> Iterable[set[int]]:
    left = set(alike)
    while left:
        group: set[int] = set()
        more = {min(left)}
        while more:
            group |= more
            more = {other for member in more for other in alike[member]} - group
        left -= group
        yield group
