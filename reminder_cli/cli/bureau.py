"""`tick --all`: every firm in the data folder, each in a process of its own, some at a time.

A process each, because one firm's trouble, whatever it is, must stop no other. What a process
answers is the JSON that scripts rely on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from reminder_cli.adapters.data_folder import Place, data_folder, places
from reminder_cli.cli import render
from reminder_cli.cli.render import Column, Table
from reminder_cli.cli.watching import quietly
from reminder_cli.cli.which_ledger import for_firm
from reminder_cli.errors import AGAIN, EXIT_BUSY, EXIT_FAILED, Refused, WrongUsage
from reminder_cli.i18n import _, language
from reminder_cli.services.companies import firm_name, twins

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session
    from reminder_cli.services.companies import FirmState
    from reminder_cli.services.world import World

AT_A_TIME = 8


class FirmTicked(Struct, frozen=True, kw_only=True):
    """How the run of one firm ended: ``done``, ``busy`` or ``failed``, with what it answered and said."""

    place: Place
    name: str
    state: str
    answer: dict[str, Any]
    error: dict[str, str]
    said: str = ""

    def count(self, what: str) -> int:
        """How many letters, held or closed cases the run tells of."""
        return len(self.answer.get(what, ()))

    @property
    def is_silent(self) -> bool:
        """Whether nothing was done and nothing went wrong."""
        told = any(self.count(what) for what in ("letters", "moved", "closed", "imported"))
        delivered = self.answer.get("delivered") or {}
        return not (self.error or self.said or told or any(delivered.values()))


def refuse_beside_all(session: Session, options: Sequence[str]) -> None:
    """What speaks of one firm does not go together with all of them."""
    named = [session.named_by] if session.named_by in {"--ledger", "--company"} else []
    if wrong := [*named, *options]:
        raise WrongUsage(
            _("{option} is about one firm and does not go together with --all.", option=wrong[0]),
            "remind tick",
        )


def tick_all(session: Session, *, dry_run: bool, no_deliver: bool, quiet: bool) -> list[FirmTicked]:
    """Run `tick` for every firm. Raises :class:`Refused` when there is none."""
    firms = places()
    if not firms:
        raise Refused(
            _("There is no firm in {folder}.", folder=data_folder()),
            fix=_("Make one with: remind init, or with a name: remind --company NAME init"),
        )
    options = [
        option
        for option, is_given in (("--dry-run", dry_run), ("--no-deliver", no_deliver))
        if is_given
    ]
    told_together = _bureaus(session, firms) if not dry_run else {}
    spared = {place for places in told_together.values() for place in places}
    # A ledger and its copy would both send the letters; neither is run until one is taken away.
    same = twins(firms)
    found: dict[Place, FirmTicked] = {p: _copied(p, other) for p, other in same.items()}
    to_run = [place for place in firms if place not in same]
    at_a_time = max(min(len(to_run), os.cpu_count() or 1, AT_A_TIME), 1)
    with ThreadPoolExecutor(at_a_time) as pool, render.bar() as bar:
        task = bar.add_task(_("Firms"), total=len(to_run)) if bar and not quiet else None
        runs = (
            pool.submit(
                _tick_one, session, p, [*options, *(["--no-notice"] if p in spared else [])]
            )
            for p in to_run
        )
        for future in as_completed(runs):
            found[future.result().place] = future.result()
            if bar and task is not None:
                bar.advance(task)
    for address, places_ in told_together.items():
        quietly(partial(_tell_bureau, session, address, [found[place] for place in places_]))
    return [found[place] for place in firms]


def _world_of(session: Session, place: Place) -> World:
    from reminder_cli.services.world import World

    return World(
        path=place.path,
        today=session.today,
        now=session.now,
        trial=session.trial,
        before_trial=session.ask_for_trial,
    )


def _bureaus(session: Session, firms: Sequence[Place]) -> dict[str, list[Place]]:
    """Who is told of several firms in one mail."""
    from reminder_cli.services.bureau_notice import bureaus

    return bureaus(firms, partial(_world_of, session))


def _tell_bureau(session: Session, address: str, firms: Sequence[FirmTicked]) -> str:
    """The one mail of the day. Returns why it could not be sent, or nothing."""
    from reminder_cli.services.bureau_notice import FirmsDay, tell_bureau
    from reminder_cli.services.companies import overview

    states = overview([firm.place for firm in firms], today=session.today, now=session.now)
    days = [
        FirmsDay(
            state=state,
            name=firm.name,
            letters=firm.count("letters"),
            held=firm.count("held"),
            closed=firm.count("closed"),
            failed=firm.error.get("code", "") if firm.state == "failed" else "",
            message=_what_failed(state, firm),
        )
        for firm, state in zip(firms, states, strict=True)
    ]
    return tell_bureau(
        address,
        days,
        partial(_world_of, session),
        for_firm,
    )


def _what_failed(state: FirmState, firm: FirmTicked) -> str:
    """As the firm's own notice says it, which names nobody; else what kept the run from beginning."""
    failed = next((str(need.message) for need in state.needs if need.code == "tick_failed"), "")
    return failed or firm.error.get("message", "").partition("\n")[0]


def _copied(place: Place, other: Place) -> FirmTicked:
    error = Refused(
        _("{path} is a copy of this ledger, or the other way round.", path=other.path),
        fix=_("Move the one that is not in use out of {folder}.", folder=data_folder()),
        again=AGAIN,
    )
    return FirmTicked(
        place=place,
        name=firm_name(place.path),
        state="failed",
        answer={},
        error={"code": "copied_ledger", "message": error.message, "fix": error.fix},
    )


def _tick_one(session: Session, place: Place, options: Sequence[str]) -> FirmTicked:
    root = ["--lang", language(), "--ledger", str(place.path)]
    if session.trial:
        root += [
            "--today",
            session.today.isoformat(),
            *(["--trial"] if session.trial_agreed else []),
        ]
    status, out, said = _run([*root, "tick", "--json", *options])
    answer, error = _read(out, status)
    state = "busy" if status == EXIT_BUSY else "failed" if error else "done"
    return FirmTicked(
        place=place,
        name=firm_name(place.path) or place.company or str(place.path),
        state=state,
        answer=answer,
        error=error,
        # A trial only says that it is one, and what a run that died says may be anything.
        said=said.strip() if state == "done" and not session.trial else "",
    )


def _run(arguments: Sequence[str]) -> tuple[int, str, str]:
    """Exit status, answer, and what was said beside it."""
    try:
        done = subprocess.run(  # noqa: S603 our own program, with arguments of ours
            [sys.executable, "-m", "reminder_cli", *arguments],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
    except OSError as error:
        return EXIT_FAILED, "", str(error)
    return done.returncode, done.stdout, done.stderr


def _read(out: str, status: int) -> tuple[dict[str, Any], dict[str, str]]:
    """What a run answered, and its error if it had one, also when it died without a word."""
    try:
        envelope = json.loads(out)
        data, errors = envelope["data"], envelope["errors"]
    except (ValueError, KeyError, TypeError):
        data, errors = None, []
    if data is not None or errors:
        return data or {}, errors[0] if errors else {}
    message = _("The run ended without an answer (exit status {status}).", status=status)
    fix = _("Run it alone to see why: remind tick")
    return {}, {"code": "no_answer", "message": message, "fix": fix}


def data(firms: Sequence[FirmTicked]) -> dict[str, Any]:
    """The answer as JSON; ``tick`` is what `tick` of that firm answered."""
    return {
        "firms": [
            {
                "company": firm.place.company,
                "ledger": str(firm.place.path),
                "name": firm.name,
                "state": firm.state,
                "letters": firm.count("letters"),
                "held": firm.count("held"),
                "closed": firm.count("closed"),
                "error": firm.error or None,
                "tick": firm.answer or None,
            }
            for firm in firms
        ],
        "totals": {
            **{what: sum(f.count(what) for f in firms) for what in ("letters", "held", "closed")},
            **{
                state: sum(firm.state == state for firm in firms)
                for state in ("done", "busy", "failed")
            },
        },
    }


def tell(firms: Sequence[FirmTicked], *, dry_run: bool, quiet: bool, no_deliver: bool) -> None:  # noqa: ARG001 the flags of the run
    """One line a firm, and the sentence of each that did not run to its end."""
    shown = [firm for firm in firms if not (quiet and firm.is_silent)]
    if not shown:
        return
    columns = [
        Column(_("Firm"), wraps=True),
        Column(_("Letters"), number=True),
        Column(_("Cases held"), number=True),
        Column(_("Cases closed"), number=True),
        Column(_("How it went"), wraps=True),
    ]
    words = {"done": _("done"), "busy": _("busy"), "failed": _("failed")}
    table = Table(_("What would be done today") if dry_run else _("Done today"), columns)
    for firm in shown:
        counts = [str(firm.count(what)) for what in ("letters", "held", "closed")]
        table.rows.append((firm.name, *counts, words[firm.state]))
    totals = [str(sum(f.count(what) for f in shown)) for what in ("letters", "held", "closed")]
    table.totals = (_("Sum"), *totals, "")
    render.table(table)
    for firm in shown:
        if firm.said:
            render.talk(f"{firm.name}: {firm.said}")
        if firm.error:
            render.answer(f"{firm.name}: {firm.error['message']}")
            if firm.error["fix"]:
                render.answer(f"  {for_firm(firm.error['fix'], firm.place)}")
