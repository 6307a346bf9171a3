"""Terms are versioned: until a new version is accepted no letter goes out, and all else works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.events import CaseOpened, Outcome
from reminder_cli.errors import Refused, WrongValue
from reminder_cli.services.cancel import cancel
from reminder_cli.services.pay import pay, unpay
from reminder_cli.services.send import SendOptions, send, send_overdue
from reminder_cli.services.setup import accept, change_setting, terms_view
from reminder_cli.services.tick import tick
from reminder_cli.services.views import ListChoice, case_statuses, list_invoices
from reminder_cli.services.world import World
from tests.ledger.worlds import OWN, PARTNER, dump, firm, later, row, take_in, world_on

SET_UP = date(2024, 6, 3)  # a Monday, under version 1
NEW_YEAR = date(2025, 1, 1)
FIRST_BANKING_DAY = date(2025, 1, 2)
QUIET = SendOptions()


def due_2024(number: str, **changes: str) -> dict[str, str]:
    return row(number, dag="2024-04-20", forfall="2024-05-20", **changes)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A partner's firm from 2024, with a case that ran before the new version came."""
    made = firm(tmp_path, due_2024("1"), due_2024("2"), due_2024("3"), company=PARTNER, day=SET_UP)
    made = later(made, date(2024, 12, 20))
    send(made, ["1", "2"], QUIET)
    yield made
    made.ledger.close()


def versions(world: World) -> tuple[int, int]:
    view = terms_view(world)
    return (
        view.in_force.version if view.in_force else 0,
        view.accepted.version if view.accepted else 0,
    )


@pytest.mark.parametrize(
    ("company", "day", "version"),
    [
        (PARTNER, date(2024, 6, 1), 1),
        (PARTNER, date(2024, 12, 31), 1),
        (PARTNER, NEW_YEAR, 2),
        (OWN, date(2024, 6, 1), 1),
        (OWN, NEW_YEAR, 1),
    ],
    ids=["partner 2024", "partner last day", "partner 2025", "own 2024", "own 2025"],
)
def test_set_up_accepts_the_version_in_force(
    tmp_path: Path, company: object, day: date, version: int
) -> None:
    world = firm(tmp_path, company=company, day=day)  # type: ignore[arg-type]
    assert versions(world) == (version, version)
    world.ledger.close()


def test_a_partner_without_accepted_terms_is_refused_before_anything_is_made(
    tmp_path: Path,
) -> None:
    from reminder_cli.services.setup import Answers, set_up

    world = world_on(tmp_path / "ledger.db", SET_UP)
    with pytest.raises(WrongValue, match="written agreement"):
        set_up(world, Answers(company=PARTNER, accept_terms=False, settings={}))
    assert list(tmp_path.iterdir()) == []


def test_the_day_of_the_mandate_is_kept(world: World) -> None:
    assert world.company.mandate_on == SET_UP


@pytest.mark.parametrize("day", [NEW_YEAR, FIRST_BANKING_DAY, date(2026, 3, 2)], ids=str)
def test_a_new_version_stops_every_new_letter(world: World, day: date) -> None:
    world = later(world, day)
    assert versions(world) == (2, 1)
    codes = ["terms_not_accepted"]
    report = send(world, ["3"], QUIET)
    assert [[g.code for g in gates] for _, gates in report.refused] == [codes]
    assert "remind terms accept" in str(report.refused[0][1][0].message)
    assert send_overdue(world, QUIET).letters == []
    listed = list_invoices(world, ListChoice(which="all"))
    assert {"terms_not_accepted"} <= {g.code for i in listed for g in i.gates}
    world.ledger.close()


def test_it_cannot_be_overridden(world: World) -> None:
    world = later(world, FIRST_BANKING_DAY)
    options = SendOptions(override=frozenset({"terms_not_accepted"}), reason="please")
    assert send(world, ["3"], options).letters == []
    world.ledger.close()


def test_a_running_case_is_held_too(world: World) -> None:
    # The ten banking days of 20 December run to 13 January.
    world = later(world, date(2025, 1, 14))
    report = tick(world)
    assert report.letters == []
    assert [(h.invoice, h.code) for h in report.held] == [
        ("1", "terms_not_accepted"),
        ("2", "terms_not_accepted"),
    ]
    assert [s.stage for s in case_statuses(world)] == ["reminder", "reminder"]
    world.ledger.close()


def test_paying_cancelling_and_closing_work(world: World) -> None:
    world = later(world, date(2025, 1, 10))
    payment = pay(world, "1", 13_500_00)
    assert payment.closed
    cancel(world, ["2"], reason="agreed")
    assert [s.outcome for s in case_statuses(world, which="all")] == ["paid", "cancelled"]
    unpay(world, payment.payment_id, reason="returned")
    change_setting(world, "grace_days", "5")
    take_in(world, due_2024("4"))
    # Closing by itself, by tick: 80 kr of interest and fee are left, and the terms waive it.
    pay(world, "1", 12_500_00, on=date(2024, 12, 30))
    assert tick(world).letters == []
    world.ledger.close()


def test_choose_is_reached_without_a_letter(tmp_path: Path) -> None:
    world = firm(tmp_path, due_2024("1"), company=PARTNER, day=SET_UP)
    world = later(world, date(2024, 12, 2))
    send(world, ["1"], QUIET)
    world = later(world, date(2024, 12, 27))
    assert len(tick(world).letters) == 1
    world = later(world, date(2025, 1, 8))
    report = tick(world)
    assert [m.to for m in report.moved] == ["choose"]
    world.ledger.close()


def test_accepting_opens_again_and_running_cases_keep_their_terms(world: World) -> None:
    world = later(world, date(2025, 1, 14))
    assert accept(world).version == 2
    assert versions(world) == (2, 2)
    report = tick(world)
    assert [(x.invoices, x.kind.value) for x in report.letters] == [(("1", "2"), "demand")]
    send(world, ["3"], QUIET)
    opened = {
        e.invoice_id: e.terms_version
        for invoice_id in (1, 2, 3)
        for e in world.ledger.events(invoice_id)
        if isinstance(e, CaseOpened)
    }
    assert opened == {1: 1, 2: 1, 3: 2}
    world.ledger.close()


def test_accepting_twice_is_accepting_once(world: World) -> None:
    accept(world)
    before = dump(world.path)
    accept(world)
    assert dump(world.path) == before
    accepted = before["terms_accepted"]
    assert [r[:3] for r in accepted] == [("partner", 1, "2024-06-03")]


def test_a_case_sent_again_comes_under_the_new_terms(world: World) -> None:
    cancel(world, ["1"], reason="agreed")
    world = later(world, FIRST_BANKING_DAY)
    accept(world)
    send(world, ["1"], QUIET)
    opened = [e.terms_version for e in world.ledger.events(1) if isinstance(e, CaseOpened)]
    assert opened == [1, 2]
    world.ledger.close()


def test_a_letter_made_before_waits_until_they_are_accepted(world: World) -> None:
    from reminder_cli.services.delivering import deliver

    send(world, ["3"], SendOptions(deliver=False))
    world = later(world, FIRST_BANKING_DAY)
    waiting = deliver(world)
    assert (waiting.held, waiting.printed) == (1, [])
    accept(world)
    world = later(world, FIRST_BANKING_DAY)
    done = deliver(world)
    assert (done.held, len(done.printed)) == (0, 1)
    world.ledger.close()


def test_450_kr_are_not_a_partners(world: World, tmp_path: Path) -> None:
    before = dump(world.path)
    with pytest.raises(Refused, match="late_payment_450") as caught:
        change_setting(world, "business_compensation", "late_payment_450")
    assert "fees or none" in caught.value.fix
    assert dump(world.path) == before


def test_a_small_rest_under_the_partner(world: World) -> None:
    # Principal first: 97,67 of fee and interest are left, which is under 100.
    statuses = {s.subject.invoice.number: s.subject.account for s in case_statuses(world)}
    rest = statuses["1"].owed_ore - 12_500_00
    assert rest > 100_00
    report = pay(world, "1", 12_500_00 + rest - 99_99)
    assert report.closed
    assert report.after.claim.case is not None
    assert report.after.claim.case.outcome is Outcome.PAID
    other = pay(world, "2", 12_500_00 + rest - 100_00)
    assert not other.closed
