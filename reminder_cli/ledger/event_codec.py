"""Events to and from the JSON body they are stored as. The columns hold kind, invoice and day."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from msgspec import json
from msgspec.structs import asdict

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
_IN_COLUMNS = ("invoice_id", "on", "seq")


def encode(event: Event) -> str:
    """The body: every field that has no column of its own."""
    body = asdict(event)
    for name in _IN_COLUMNS:
        del body[name]
    return _ENCODER.encode(body).decode()


def decode(kind: str, *, invoice_id: int, on: str, seq: int, body: str) -> Event:
    """The event that was stored.

    Raises:
        ValueError: the body is damaged, or a field of it is not what the event has there.
        KeyError: no such kind.
    """
    # After the body, so that what the columns say is what holds.
    columns = f'"invoice_id":{invoice_id},"on":"{on}","seq":{seq}}}'
    return _decoder(kind).decode(("{" if body == "{}" else body[:-1] + ",") + columns)


@cache
def _decoder(kind: str) -> json.Decoder[Event]:
    return json.Decoder(_TYPES[kind], dec_hook=_fraction)


def _fraction(kind: type, stored: Any) -> Fraction:
    if kind is not Fraction:
        raise NotImplementedError(kind)
    return Fraction(stored)


def _as_text(value: object) -> str:
    if not isinstance(value, Fraction):
        raise NotImplementedError(type(value))
    return str(value)


_ENCODER = json.Encoder(enc_hook=_as_text, order="sorted")
