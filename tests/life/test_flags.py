"""Hold, promise, dispute: what stops, what comes back, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reminder_cli.domain.events import Stage, StageEntered
from reminder_cli.domain.promises import promises
from reminder_cli.errors import Refused, UnknownInvoice
from reminder_cli.services.cancel import cancel
from reminder_cli.services.dispute import dispute, resolve
from reminder_cli.services.hold import HoldOrder, hold, release
from reminder_cli.services.pay import pay
from reminder_cli.services.planning import forecast
from reminder_cli.services.tick import tick
from reminder_cli.services.views import explain
from tests.life.walk import START, Firm, row

PLAIN = [
    ("2026-03-02", "reminder"),
    ("2026-03-17", "demand"),
]


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = Firm.with_invoices(tmp_path, row("1041", "12500.00"))
    firm.send("1041")
    return firm


def order(until: date, promise_ore: int = 0) -> HoldOrder:
    return HoldOrder(until=until, reason="asked for time", promise_ore=promise_ore)


def at_kronofogden(firm: Firm) -> None:
    firm.walk(date(2026, 4, 10))
    subject = firm.subject("1041")
    case = subject.open_case
    assert case is not None
    event = StageEntered(
        invoice_id=subject.invoice.invoice_id,
        case_no=1,
        on=firm.today,
        stage=Stage.KRONOFOGDEN,
        number=case.stages_entered + 1,
    )
    with firm.world.writing():
        firm.world.record([event])


def closed(firm: Firm) -> None:
    cancel(firm.world, ["1041"], reason="agreed")


ACTS: dict[str, Callable[[Firm], object]] = {
    "hold": lambda firm: hold(firm.world, ["1041"], order(firm.today)),
    "release": lambda firm: release(firm.world, ["1041"]),
    "dispute": lambda firm: dispute(firm.world, ["1041"], reason="no"),
    "resolve": lambda firm: resolve(firm.world, ["1041"], reason="yes"),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("before", "rule", "way_out"),
    [
        (closed, "has no open case", "remind show 1041"),
        (at_kronofogden, "is at Kronofogden", "Write to Kronofogden instead"),
    ],
)
def test_refused_where_nothing_runs_here(
    firm: Firm, act: str, before: Callable[[Firm], None], rule: str, way_out: str
) -> None:
    before(firm)
    with pytest.raises(Refused, match=rule) as refused:
        ACTS[act](firm)
    assert way_out in refused.value.fix


@pytest.mark.parametrize(
    ("act", "rule", "way_out"),
    [
        (ACTS["release"], "not on hold", "remind status 1041"),
        (ACTS["resolve"], "not disputed", "remind status 1041"),
        (
            lambda firm: hold(firm.world, ["1041"], order(firm.today - timedelta(days=1))),
            "has passed",
            "--until",
        ),
        (
            lambda firm: hold(firm.world, ["1041"], order(firm.today, 99_999_00)),
            "Less than what was promised",
            "remind explain 1041",
        ),
        (lambda firm: (ACTS["dispute"](firm), ACTS["dispute"](firm)), "already", "remind resolve"),
    ],
)
def test_refused(firm: Firm, act: Callable[[Firm], object], rule: str, way_out: str) -> None:
    with pytest.raises(Refused, match=rule) as refused:
        act(firm)
    assert way_out in refused.value.fix


def test_one_unknown_refuses_all(firm: Firm) -> None:
    with pytest.raises(UnknownInvoice):
        hold(firm.world, ["1041", "9999"], order(date(2026, 4, 1)))
    case = firm.subject("1041").open_case
    assert case is not None
    assert case.hold_until is None


def test_dry_run_changes_nothing(firm: Firm) -> None:
    shown = hold(firm.world, ["1041"], order(date(2026, 4, 1)), dry_run=True)
    assert shown[0].flags == ("hold",)
    case = firm.subject("1041").open_case
    assert case is not None
    assert case.hold_until is None


@pytest.mark.parametrize(
    ("until", "demand_on"),
    [
        (date(2026, 3, 10), "2026-03-17"),  # the step's own day is later
        (date(2026, 3, 20), "2026-03-23"),  # ends on a Friday: the first banking day after it
        (date(2026, 4, 2), "2026-04-07"),  # Easter comes between
    ],
)
def test_a_hold_moves_the_next_step(firm: Firm, until: date, demand_on: str) -> None:
    hold(firm.world, ["1041"], order(until))
    firm.walk(date(2026, 4, 8))
    assert firm.letters("1041") == [PLAIN[0], (demand_on, "demand")]


def test_after_a_release_the_step_comes_on_the_next_banking_day(firm: Firm) -> None:
    hold(firm.world, ["1041"], order(date(2026, 6, 1)))
    firm.walk(date(2026, 3, 27))  # a Friday
    release(firm.world, ["1041"])
    assert not tick(firm.world).letters
    firm.walk(date(2026, 3, 31))
    assert firm.letters("1041") == [PLAIN[0], ("2026-03-30", "demand")]


@pytest.mark.parametrize(
    ("booked_on", "amount_ore", "state"),
    [
        (date(2026, 3, 20), 500_00, "kept"),
        (date(2026, 3, 19), 499_99, "broken"),
        (date(2026, 3, 21), 500_00, "broken"),
    ],
)
def test_a_promise_is_kept_or_broken_by_the_day_of_the_money(
    firm: Firm, booked_on: date, amount_ore: int, state: str
) -> None:
    hold(firm.world, ["1041"], order(date(2026, 3, 20), 500_00))
    assert [p.state for p in promises(firm.subject("1041").claim, firm.today)] == ["open"]
    firm.walk(date(2026, 3, 24))
    pay(firm.world, "1041", amount_ore, on=booked_on)
    assert [p.state for p in promises(firm.subject("1041").claim, firm.today)] == [state]


def test_a_lifted_or_changed_promise_is_neither(firm: Firm) -> None:
    hold(firm.world, ["1041"], order(date(2026, 3, 20), 500_00))
    hold(firm.world, ["1041"], order(date(2026, 3, 25), 400_00))
    firm.walk(date(2026, 3, 4))
    found = list(promises(firm.subject("1041").claim, firm.today))
    assert [(p.hold.promise_ore, p.state) for p in found] == [(400_00, "open")]
    release(firm.world, ["1041"])
    firm.walk(date(2026, 4, 1))
    assert not list(promises(firm.subject("1041").claim, firm.today))


def test_a_dispute_stops_letters_and_fees_but_not_interest(firm: Firm) -> None:
    dispute(firm.world, ["1041"], reason="never ordered")
    before = firm.subject("1041").account
    firm.walk(date(2026, 6, 1))
    after = firm.subject("1041").account
    assert firm.letters("1041") == PLAIN[:1]
    assert after.fees_total_ore == before.fees_total_ore
    assert after.interest_left_ore > before.interest_left_ore


@pytest.mark.parametrize(
    ("disputed", "answered", "letters"),
    [
        # Answered while the term runs: it starts anew, and no letter is needed to say so.
        (date(2026, 3, 4), date(2026, 3, 9), [("2026-03-24", "demand")]),
        # It had run out: a new term by a letter without fee, then the demand.
        (
            date(2026, 3, 10),
            date(2026, 4, 1),
            [("2026-04-01", "resumed"), ("2026-04-20", "demand")],
        ),
        # After the demand: the letter gives ten days, then the user chooses.
        (
            date(2026, 3, 19),
            date(2026, 4, 13),
            [("2026-03-17", "demand"), ("2026-04-13", "resumed")],
        ),
    ],
)
def test_after_a_dispute_the_term_starts_anew(
    firm: Firm, disputed: date, answered: date, letters: list[tuple[str, str]]
) -> None:
    firm.walk(disputed)
    dispute(firm.world, ["1041"], reason="never ordered")
    firm.walk(answered)
    resolve(firm.world, ["1041"], reason="showed the order")
    tick(firm.world)
    firm.walk(date(2026, 4, 22))
    assert firm.letters("1041") == [PLAIN[0], *letters]
    assert firm.subject("1041").account.fees_total_ore == 240_00


def test_a_dispute_at_choose_gives_a_new_term_before_monitoring(firm: Firm) -> None:
    firm.walk(date(2026, 4, 28))
    dispute(firm.world, ["1041"], reason="no")
    firm.walk(date(2026, 4, 29))
    resolve(firm.world, ["1041"], reason="yes")
    firm.walk(date(2026, 4, 30))
    assert firm.letters("1041")[-1] == ("2026-04-30", "resumed")
    reports = firm.walk(date(2026, 5, 15))
    moved = [(r.on.isoformat(), m.to) for r in reports for m in r.moved]
    assert moved == [("2026-05-12", "monitoring")]


MOVES = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from(["hold", "release", "dispute", "resolve", "wait"])
    ),
    max_size=7,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES)
def test_no_two_letters_a_day_and_no_stage_skipped(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, str]]
) -> None:
    firm = Firm.with_invoices(tmp_path_factory.mktemp("walk"), row("1041", "12500.00"))
    firm.send("1041")
    reports = []
    for days, act in moves:
        reports += firm.walk(firm.today + timedelta(days=days))
        case = firm.subject("1041").open_case
        assert case is not None
        held = case.hold_until is not None and case.hold_until >= firm.today
        if act == "hold":
            hold(firm.world, ["1041"], order(firm.today + timedelta(days=days)))
        elif (
            (act == "release" and held)
            or (act == "dispute" and not case.disputed)
            or (act == "resolve" and case.disputed)
        ):
            ACTS[act](firm)
        reports += [tick(firm.world), tick(firm.world)]
    case = firm.subject("1041").open_case
    if case is not None and case.disputed:
        ACTS["resolve"](firm)
    reports += firm.walk(START + timedelta(days=200))
    sent = firm.letters("1041")
    days_sent = [on for on, _ in sent]
    assert len(set(days_sent)) == len(days_sent)
    assert [kind for _, kind in sent if kind != "resumed"] == ["reminder", "demand"]
    assert [m.to for report in reports for m in report.moved] == ["choose", "monitoring"]
    assert firm.subject("1041").account.fees_total_ore == 240_00
    firm.close()


HELD_DAYS = [
    # the reminder of 2 March runs to the 16th: its inkassokrav comes on the 17th at the soonest
    ("within the term", date(2026, 3, 6), None, date(2026, 3, 17)),
    ("lifted within the term", date(2026, 3, 31), date(2026, 3, 4), date(2026, 3, 17)),
    ("beyond the term, over Easter", date(2026, 4, 2), None, date(2026, 4, 7)),
]


@pytest.mark.parametrize(
    ("until", "lifted", "comes"),
    [row[1:] for row in HELD_DAYS],
    ids=[row[0] for row in HELD_DAYS],
)
def test_the_day_that_status_and_explain_say_is_the_day_on_which_it_comes(
    firm: Firm, until: date, lifted: date | None, comes: date
) -> None:
    firm.walk(date(2026, 3, 3))
    said = hold(firm.world, ["1041"], order(until))[0]
    if lifted is not None:
        firm.walk(lifted)
        said = release(firm.world, ["1041"])[0]
    assert (said.next_step, said.next_on) == ("demand", comes)
    told = explain(firm.world, "1041")
    assert (told.next_step, told.next_on) == ("demand", comes)
    foreseen = [day.on for day in forecast(firm.world, comes).days if day.letters]
    assert foreseen == [comes]
    firm.walk(comes)
    assert firm.letters("1041")[-1] == (comes.isoformat(), "demand")
