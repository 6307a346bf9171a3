"""Events in the ledger: stored and read back the same, once per key, and the cases derived from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import NODEFAULT
from msgspec.structs import FieldInfo, fields, replace

from reminder_cli.domain.events import (
    EVENT_TYPES,
    CaseClosed,
    Event,
    GateOverridden,
    Outcome,
    PaidTo,
    PaymentReceived,
)
from reminder_cli.errors import EventUnreadable
from reminder_cli.ledger.event_codec import decode, encode
from reminder_cli.services.cancel import cancel
from reminder_cli.services.pay import pay, unpay
from reminder_cli.services.send import SendOptions, send, send_overdue
from reminder_cli.services.setup import change_setting
from reminder_cli.services.tick import tick
from reminder_cli.services.verify import verify
from reminder_cli.services.world import World
from tests.ledger.worlds import MONDAY, dump, firm, later, row


def values(hint: Any) -> st.SearchStrategy[Any]:
    kinds = get_args(hint) or (hint,)
    return st.one_of(*(one_kind(kind) for kind in kinds))


def one_kind(kind: Any) -> st.SearchStrategy[Any]:
    if kind is type(None):
        return st.none()
    if kind is bool:
        return st.booleans()
    if kind is int:
        return st.integers(-(10**15), 10**15)
    if kind is str:
        return st.text()
    if kind is date:
        return st.dates()
    if kind is Fraction:
        return st.fractions()
    assert issubclass(kind, StrEnum), f"no values are known for {kind}"
    return st.sampled_from(list(kind))


def any_event(event_type: type[Event]) -> st.SearchStrategy[Event]:
    hints = get_type_hints(event_type)
    made = {f.name: values(hints[f.name]) for f in fields(event_type) if f.name != "seq"}
    return st.builds(event_type, **made)


@pytest.mark.parametrize("event_type", EVENT_TYPES.values(), ids=list(EVENT_TYPES))
@given(data=st.data())
def test_read_back_as_it_was_stored(event_type: type[Event], data: st.DataObject) -> None:
    event = data.draw(any_event(event_type))
    body = encode(event)
    read = decode(
        event.kind, invoice_id=event.invoice_id, on=event.on.isoformat(), seq=7, body=body
    )
    assert read == event
    assert read.seq == 7
    assert encode(read) == body
    assert read.key == event.key
    for f in fields(event):
        assert type(getattr(read, f.name)) is type(getattr(event, f.name)), f.name


@pytest.mark.parametrize("event_type", EVENT_TYPES.values(), ids=list(EVENT_TYPES))
def test_a_field_added_later_must_have_a_default(event_type: type[Event]) -> None:
    # An event stored before a field existed is read without it: the body below lacks them all.
    hints = get_type_hints(event_type)
    optional = [f for f in fields(event_type) if f.name != "seq" and has_default(f)]
    for f in optional:
        assert type(f.default) in {*get_args(hints[f.name]), hints[f.name], type(None)}, f.name


def has_default(item: FieldInfo) -> bool:
    return item.default is not NODEFAULT


def test_no_free_text_in_an_event() -> None:
    # Names, addresses and reasons may have to be erased, and an event may not.
    texts = {
        (event_type.kind, f.name)
        for event_type in EVENT_TYPES.values()
        for f in fields(event_type)
        if get_type_hints(event_type)[f.name] is str
    }
    assert texts == {("letter_issued", "sha256"), ("gate_overridden", "code")}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path, row("1041"), row("1042"))
    yield made
    made.ledger.close()


def paid(invoice_id: int, payment_id: int, amount_ore: int = 100_00) -> PaymentReceived:
    return PaymentReceived(
        invoice_id=invoice_id,
        on=MONDAY,
        payment_id=payment_id,
        amount_ore=amount_ore,
        to=PaidTo.CREDITOR,
    )


def test_the_same_key_is_recorded_once(world: World) -> None:
    with world.writing():
        assert world.record([paid(1, 1), paid(1, 2)]) == 2
        assert world.record([paid(1, 1), paid(1, 3)]) == 1
    with world.writing():
        assert world.record([paid(1, 1, amount_ore=999), paid(2, 1)]) == 1
    found = [
        (e.key, e.amount_ore) for e in world.ledger.events(1) if isinstance(e, PaymentReceived)
    ]
    assert found == [("payment/1/1", 10000), ("payment/2/1", 10000), ("payment/3/1", 10000)]


def test_a_note_is_kept_as_first_written(world: World) -> None:
    with world.writing():
        world.record([paid(1, 1)], {"payment/1/1": "first"})
    with world.writing():
        world.record([paid(1, 1)], {"payment/1/1": "second"})
    assert dump(world.path)["note"] == [("payment/1/1", "first")]


def test_only_under_the_write_lock(world: World) -> None:
    with pytest.raises(AssertionError, match="write lock"):
        world.record([paid(1, 1)])


class Stop(Exception):
    pass


def write_and_fail(world: World) -> None:
    with world.writing():
        world.record([paid(1, 1)])
        raise Stop


def test_what_fails_leaves_nothing(world: World) -> None:
    before = dump(world.path)
    with pytest.raises(Stop):
        write_and_fail(world)
    with world.writing(dry_run=True):
        world.record([paid(1, 1)])
    assert dump(world.path) == before
    # Nothing of it hangs over the next write either.
    with world.writing():
        pass
    assert dump(world.path) == before


def test_an_impossible_event_takes_its_companions_with_it(world: World) -> None:
    before = dump(world.path)
    closed = CaseClosed(invoice_id=1, case_no=1, on=MONDAY, outcome=Outcome.PAID)
    with pytest.raises(IndexError), world.writing():
        world.record([paid(2, 1), closed])
    assert dump(world.path) == before


def test_events_come_in_the_order_they_became_known(world: World) -> None:
    with world.writing():
        world.record([replace(paid(1, n), on=MONDAY - timedelta(days=n)) for n in (1, 3, 2)])
    numbers = [e.payment_id for e in world.ledger.events(1) if isinstance(e, PaymentReceived)]
    assert numbers == [1, 3, 2]


def state(world: World) -> list[tuple[object, ...]]:
    return dump(world.path)["case_state"]


def test_the_derived_table_is_what_all_events_give(tmp_path: Path) -> None:
    world = firm(tmp_path, *(row(str(n), kundnr=str(n)) for n in range(1, 7)))
    send_overdue(world, SendOptions())
    cancel(world, ["1"], reason="agreed")
    payment = pay(world, "2", 12_597_67)
    pay(world, "3", 5_000_00)
    unpay(world, payment.payment_id, reason="returned")
    pay(world, "4", 20_000_00)
    send(world, ["1"], SendOptions())
    for day in (date(2026, 3, 17), date(2026, 3, 30), date(2026, 5, 4), date(2026, 6, 1)):
        world = later(world, day)
        tick(world)
        derived = state(world)
        with world.writing():
            world.ledger.derive_all()
        assert state(world) == derived
        assert len(derived) == 7
    world.ledger.close()


def test_a_setting_that_moves_the_next_look_is_derived_anew(tmp_path: Path) -> None:
    world = firm(tmp_path, row("1"))
    send(world, ["1"], SendOptions())
    for day in (date(2026, 3, 17), date(2026, 3, 30)):
        world = later(world, day)
        tick(world)
    assert [r[-1] for r in state(world)] == ["2026-04-29"]
    change_setting(world, "after_demand_days", "never")
    assert [r[-1] for r in state(world)] == [None]
    change_setting(world, "after_demand_days", "10")
    assert [r[-1] for r in state(world)] == ["2026-04-09"]
    world.ledger.close()


def test_the_body_is_stable(world: World) -> None:
    gate = GateOverridden(invoice_id=1, on=MONDAY, case_no=1, code="no_address")
    assert json.loads(encode(gate)) == {"case_no": 1, "code": "no_address"}
    assert encode(gate) == '{"case_no":1,"code":"no_address"}'


@pytest.mark.parametrize(
    ("what", "to"),
    [
        ("an amount that is a text", ("100000", '"x"')),
        ("an amount that is gone", ('"amount_ore":100000,', "")),
        ("who got it is nobody", ('"creditor"', '"nobody"')),
        ("a field that nobody knows", ("{", '{"more":1,')),
    ],
)
def test_a_damaged_event_is_told_by_its_place(world: World, what: str, to: tuple[str, str]) -> None:
    paid = PaymentReceived(
        invoice_id=1, on=date(2026, 3, 2), payment_id=1, amount_ore=1000_00, to=PaidTo.CREDITOR
    )
    with world.writing():
        world.record([paid])
    db = world.ledger.db
    (body,) = db.execute("SELECT body FROM event WHERE kind = 'payment_received'").fetchone()
    assert body.replace(*to, 1) != body, what
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
    for (name,) in db.execute(triggers).fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute("UPDATE event SET body = ? WHERE kind = 'payment_received'", (body.replace(*to, 1),))
    with pytest.raises(EventUnreadable, match="Event 1 "):
        world.ledger.events(1)
    assert [check.message.values for check in verify(world) if check.code == "events"] == [
        {"seq": 1}
    ]


def test_the_columns_say_whose_an_event_is() -> None:
    paid = PaymentReceived(
        invoice_id=1, on=date(2026, 3, 2), payment_id=1, amount_ore=1, to=PaidTo.CREDITOR
    )
    body = encode(paid)[:-1] + ',"invoice_id":9,"seq":4}'
    assert decode(paid.kind, invoice_id=1, on="2026-03-02", seq=2, body=body) == paid
