"""The demo plays by the same services as everything else, the same way every time."""

from __future__ import annotations

import pytest

from reminder_cli.ledger.letters import letters
from reminder_cli.services import demo
from reminder_cli.services.views import ListChoice, case_statuses, list_invoices
from reminder_cli.services.world import World
from tests.ledger.worlds import dump, world_on


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, list[str]]:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    steps = [f"{step.on} {step.what}" for day in demo.play(path) for step in day]
    return world_on(path, demo.LAST_DAY), steps


def test_it_tells_what_happens_day_by_day(played: tuple[World, list[str]]) -> None:
    _, steps = played
    assert steps[:3] == [
        "2026-03-02 Norrviken Hantverk AB is set up",
        "2026-03-02 14 invoices taken in",
        "2026-03-02 Reminders sent: 9",
    ]
    assert [step.split()[0] for step in steps] == sorted(step.split()[0] for step in steps)
    assert not [step for step in steps if "{" in step]


def test_it_leaves_something_of_everything(played: tuple[World, list[str]]) -> None:
    world, _ = played
    statuses = case_statuses(world, which="all")
    assert {str(s.outcome or s.stage) for s in statuses} >= {"paid", "cancelled", "choose"}
    assert len(list_invoices(world, ListChoice(which="all"))) == 14
    assert {x.state for x in letters(world.ledger)} == {"sent"}
    assert {x.kind for x in letters(world.ledger)} >= {"reminder", "demand"}
    printed = list((world.letters_folder / "to-print").glob("*.pdf"))
    assert len(printed) == len(letters(world.ledger))


def test_it_is_a_trial_and_says_so(played: tuple[World, list[str]]) -> None:
    world, _ = played
    assert ("trial", "yes") in dump(world.path)["mark"]


def test_its_ledger_holds_together(played: tuple[World, list[str]]) -> None:
    world, _ = played
    before = dump(world.path)["case_state"]
    with world.writing():
        world.ledger.derive_all()
    assert dump(world.path)["case_state"] == before
