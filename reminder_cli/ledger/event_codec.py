"""Events to and from the JSON body they are stored as. The columns hold kind, invoice and day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from reminder_cli.domain.events import EVENT_TYPES, Event
from reminder_cli.domain.events_instalments import INSTALMENT_EVENTS
from reminder_cli.domain.events_kronofogden import KRONOFOGDEN_EVENTS
from reminder_cli.domain.events_life import LIFE_EVENTS

_TYPES: dict[str, type[Event]] = {
    **EVENT_TYPES,
    **LIFE_EVENTS,
    **KRONOFOGDEN_EVENTS,
    **INSTALMENT_EVENTS,
}
_IN_COLUMNS = {"invoice_id", "on", "seq"}
# json.dumps would make an encoder anew for each event.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def encode(event: Event) -> str:
    """The body: every field that has no column of its own."""
    body = {}
    for name in _stored(event.kind):
        value = getattr(event, name)
        # Most are amounts and numbers, which stay as they are.
        body[name] = value if type(value) is int or value is None else _plain(value)
    return _ENCODER.encode(body)


@cache
def _stored(kind: str) -> tuple[str, ...]:
    return tuple(name for name in _TYPES[kind].__struct_fields__ if name not in _IN_COLUMNS)


def decode(kind: str, *, invoice_id: int, on: str, seq: int, body: str) -> Event:
    """The event that was stored."""
    values = json.loads(body)
    for name, read in _readers(kind):
        if values.get(name) is not None:
            values[name] = read(values[name])
    return _TYPES[kind](invoice_id=invoice_id, on=date.fromisoformat(on), seq=seq, **values)


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    return value


@cache
def _readers(kind: str) -> list[tuple[str, Callable[[Any], Any]]]:
    """The fields that JSON does not hold as they are, each with what makes it of what is stored."""
    hints = get_type_hints(_TYPES[kind])
    readers = ((name, _reader(hints[name])) for name in _stored(kind))
    return [(name, reader) for name, reader in readers if reader is not None]


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    if get_origin(hint) is tuple:
        return tuple
    kinds = [kind for kind in get_args(hint) or (hint,) if kind is not type(None)]
    kind = kinds[0]
    if kind is date:
        return date.fromisoformat
    if isinstance(kind, type) and issubclass(kind, (StrEnum, Fraction)):
        return kind
    return None
