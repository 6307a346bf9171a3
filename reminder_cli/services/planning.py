"""Plans: what `tick` would do today, or day by day until a day; and doing exactly one that was shown."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from reminder_cli.domain.money import decimal_string, parse_kronor, show_kronor
from reminder_cli.errors import Again, LedgerBusy, LedgerUnwritable, Refused, WrongValue
from reminder_cli.i18n import Text, _
from reminder_cli.ledger import cases, letters, plans
from reminder_cli.ledger.copying import copied
from reminder_cli.services.sent_day import record_sent
from reminder_cli.services.tick import TickReport, tick
from reminder_cli.services.words import LETTERS, OUTCOMES, STAGES

if TYPE_CHECKING:
    from reminder_cli.services.delivering import DeliverOptions
    from reminder_cli.services.world import World

ONE_DAY = timedelta(days=1)


class Forecast(Struct, kw_only=True):
    """What will be done until a day if nobody pays and nothing is changed."""

    on: date
    until: date
    days: list[TickReport] = field(default_factory=list)
    last: TickReport | None = None


def plan(world: World) -> TickReport:
    """What `tick` would do today. It is remembered by its hash, to tell later what has changed."""
    report = tick(world, dry_run=True)
    # A plan that cannot be kept is as right as another; only its differences cannot be told.
    with contextlib.suppress(LedgerBusy, LedgerUnwritable), world.ledger.writing():
        plans.save(world.ledger, report.hash, _contents(report), on=world.today, now=world.now)
    return report


def forecast(world: World, until: date) -> Forecast:
    """Every banking day from today through ``until``, by the same code as `tick`, in a copy."""
    if until < world.today:
        raise WrongValue(
            _("--until: {day} has passed.", day=until),
            fix=_("Give a day that has not passed."),
            again=Again(add="--until DATE"),
        )
    if until.year not in world.calendar.covers:
        raise WrongValue(
            _("--until: the banking days of {year} are not known.", year=until.year),
            fix=_("Give an earlier day."),
            again=Again(add="--until DATE"),
        )
    found = Forecast(on=world.today, until=until)
    with copied(world.ledger) as path:
        copy = replace(world, path=path, forecast=True, foreseen_from=world.today)
        try:
            _walk(copy, found)
        finally:
            copy.ledger.close()
    return found


def _as_if_delivered(copy: World) -> None:
    """Letters that wait go out with the first `tick`; one of unknown fate holds, there as here."""
    with copy.writing():
        for letter in letters.letters(copy.ledger, states=["recorded", "waiting"]):
            record_sent(copy, letter, copy.calendar.on_or_after(copy.today))


def _walk(copy: World, found: Forecast) -> None:
    _as_if_delivered(copy)
    while copy.today <= found.until:
        banking_day = copy.calendar.is_banking_day(copy.today)
        if banking_day and cases.any_to_look_at(copy.ledger, copy.today):
            found.last = tick(copy)
            if found.last.letters or found.last.moved or found.last.closed:
                found.days.append(found.last)
        copy.today, copy.now = copy.today + ONE_DAY, copy.now + ONE_DAY


def tick_as_planned(
    world: World,
    name: str,
    *,
    dry_run: bool = False,
    deliver_letters: bool = True,
    options: DeliverOptions | None = None,
    first: Callable[[], object] | None = None,
) -> TickReport:
    """Do exactly the plan of today with that hash, or any when none is named.

    Where it has changed it is refused with the differences, and nothing is done.
    """
    if name:
        if cases.any_letter_waits(world.ledger):
            # Such a letter is looked at again and may be undone or made anew before anything else.
            raise Refused(
                _("Letters wait in the outbox, and a plan does not hold them. Nothing was done."),
                fix=_("Send them first with: remind deliver, then: remind plan"),
            )
        now = tick(world, dry_run=True, first=first)
        if now.hash != name:
            raise _differs(world, name, now)
    # What may change between the look and the lock is compared once more under the lock.
    return tick(
        world,
        dry_run=dry_run,
        deliver_letters=deliver_letters,
        options=options,
        must_be=name,
        first=first,
    )


def _differs(world: World, name: str, now: TickReport) -> Refused:
    then = plans.find(world.ledger, name)
    if then is None:
        return Refused(
            _("No plan {hash} has been shown. Nothing was done.", hash=name),
            fix=_("See today's plan with: remind plan"),
        )
    told = [f"  {line}" for line in differences(then, _contents(now))]
    return Refused(
        "\n".join([_("The plan {hash} is no longer right. Nothing was done.", hash=name), *told]),
        fix=_("See today's plan with: remind plan, then: remind tick --plan {hash}", hash=now.hash),
    )


def _contents(report: TickReport) -> dict[str, Any]:
    """A plan without names: the day, each letter with its amount and term, each step."""
    letters = {
        f"{letter.kind.value} {' '.join(letter.invoices)}": [
            decimal_string(letter.total_ore),
            letter.due_on.isoformat(),
        ]
        for letter in report.letters
    }
    steps = {f"{m.invoice} {m.to}": m.to for m in (*report.moved, *report.closed)}
    return {"on": report.on.isoformat(), "letters": letters, "steps": steps}


def differences(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What is new, what fell away and what has changed between two plans, in sentences."""
    lines: list[Text] = []
    if then["on"] != now["on"]:
        lines.append(
            Text("It was for {then}; today is {now}.", {"then": then["on"], "now": now["on"]})
        )
    old, new = then["letters"], now["letters"]
    lines += [
        _letter(Text("new: {letter}, {total} kr"), key, new[key]) for key in new if key not in old
    ]
    lines += [
        _letter(Text("fell away: {letter}, {total} kr"), key, old[key])
        for key in old
        if key not in new
    ]
    for key in (key for key in new if key in old and old[key] != new[key]):
        lines.append(_changed(key, old[key], new[key]))
    lines += [_step(Text("new: {what}"), key) for key in now["steps"] if key not in then["steps"]]
    lines += [
        _step(Text("fell away: {what}"), key) for key in then["steps"] if key not in now["steps"]
    ]
    return [str(line) for line in lines]


def _named(key: str) -> str:
    kind, _space, numbers = key.partition(" ")
    return f"{LETTERS[kind]} {numbers}"


def _letter(text: Text, key: str, what: Sequence[str]) -> Text:
    total = show_kronor(parse_kronor(what[0]))
    return Text(text.msgid, {"letter": _named(key), "total": total})


def _changed(key: str, old: Sequence[str], new: Sequence[str]) -> Text:
    values = {
        "letter": _named(key),
        "then": show_kronor(parse_kronor(old[0])),
        "now": show_kronor(parse_kronor(new[0])),
        "due_then": old[1],
        "due_now": new[1],
    }
    if old[0] == new[0]:
        return Text("changed: {letter}, to pay by {due_now} instead of {due_then}", values)
    return Text("changed: {letter}, {now} kr instead of {then} kr", values)


def _step(text: Text, key: str) -> Text:
    number, _space, to = key.rpartition(" ")
    word = STAGES[to] if to in STAGES else OUTCOMES[to]
    return Text(text.msgid, {"what": f"{number}: {word}"})
