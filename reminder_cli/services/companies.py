"""The firms whose ledgers lie in the data folder, and how each stands. It changes nothing in them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct, field

from reminder_cli.adapters.data_folder import Place, folder_name
from reminder_cli.domain.identity import masked
from reminder_cli.errors import LedgerDamaged, RemindError, WrongValue
from reminder_cli.ledger import cases, firm
from reminder_cli.services.attention import Need, attention
from reminder_cli.services.due import LAST_TICK
from reminder_cli.services.world import World

NEAR = 3  # names suggested at most


class FirmState(Struct, frozen=True, kw_only=True):
    """One firm: who it is, how much is open, and what waits for the user.

    ``problem`` says why its ledger could not be read; then nothing else is known.
    """

    place: Place
    name: str = ""
    org_number: str = ""
    open_cases: int = 0
    last_tick: str = ""
    needs: list[Need] = field(default_factory=list)
    problem: str = ""


def overview(places: Sequence[Place], *, today: date, now: datetime) -> list[FirmState]:
    """Every firm as it stands today; one that cannot be read hides no other."""
    return [_state(place, today=today, now=now) for place in places]


def _state(place: Place, *, today: date, now: datetime) -> FirmState:
    try:
        world = World(path=place.path, today=today, now=now)
        with closing(world.ledger):
            return FirmState(
                place=place,
                name=world.company.name,
                org_number=masked(world.company.org_number, today),
                open_cases=cases.count_open(world.ledger),
                last_tick=firm.mark(world.ledger, LAST_TICK),
                needs=attention(world),
            )
    except RemindError as error:
        return FirmState(place=place, problem=error.message)
    except Exception:  # whatever is wrong in this file, the others are shown
        return FirmState(place=place, problem=LedgerDamaged(str(place.path)).message)


def firm_name(path: Path) -> str:
    """The name of the firm of a ledger; empty when it cannot be read."""
    return _read(path)[0]


def twins(places: Sequence[Place]) -> dict[Place, Place]:
    """Ledgers of which one is a copy of the other, as a copied folder is: each with another."""
    by_ledger: dict[str, list[Place]] = {}
    for place in places:
        ledger_id = _read(place.path)[1]
        if ledger_id:
            by_ledger.setdefault(ledger_id, []).append(place)
    return {
        place: next(other for other in same if other != place)
        for same in by_ledger.values()
        if len(same) > 1
        for place in same
    }


def _read(path: Path) -> tuple[str, str]:
    """The firm's name and what tells the ledger from others; empty when it cannot be read."""
    world = World(path=path, today=date.min, now=datetime.min)  # noqa: DTZ901 no day is needed for it
    try:
        with closing(world.ledger):
            return world.company.name, firm.mark(world.ledger, firm.LEDGER_ID)
    except Exception:  # it is asked for where something else may be the matter
        return "", ""


def names_like(company: str, places: Sequence[Place]) -> list[str]:
    """The names that somebody may have meant: like the folder's, or like the firm's own."""
    from difflib import get_close_matches

    called = {place.company: place.company for place in places}
    for place in places:
        try:
            called.setdefault(folder_name(firm_name(place.path)), place.company)
        except WrongValue:
            continue  # it cannot be read, or has a name of signs only
    near = get_close_matches(folder_name(company), called, n=NEAR, cutoff=0.5)
    return list(dict.fromkeys(called[name] for name in near))
