"""What may be decided of a case, and all that a decision rests on. It decides nothing."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from reminder_cli.domain.account import Account
from reminder_cli.domain.case import Case
from reminder_cli.domain.events import Outcome, Stage
from reminder_cli.domain.gates import Gate
from reminder_cli.domain.instalments import Slip, Standing
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.fees import Act
from reminder_cli.domain.terms import Terms
from reminder_cli.i18n import Text


class Hold(Struct, frozen=True, kw_only=True):
    """Nothing is done; ``until`` is the first day on which that can change by itself, if known."""

    code: str
    why: Text
    until: date | None = None


class IssueLetter(Struct, frozen=True, kw_only=True):
    """A letter goes out today, with this term and this fee (öre)."""

    kind: LetterKind
    due_on: date
    fee_act: Act | None
    fee_ore: int
    starts: Stage | None
    why: Text
    slips: tuple[Slip, ...] = ()
    plan_letter: int = 0  # names the instalment plan it is about, whose cases share the letter


class EnterStage(Struct, frozen=True, kw_only=True):
    """The case comes to a stage without a letter."""

    stage: Stage
    why: Text


class Close(Struct, frozen=True, kw_only=True):
    """The case ends."""

    outcome: Outcome
    why: Text


Decision = Hold | IssueLetter | EnterStage | Close


class Situation(Struct, frozen=True, kw_only=True):
    """All that a decision rests on. ``gates`` are those that stand before a demand."""

    case: Case
    account: Account
    terms: Terms
    gates: tuple[Gate, ...]
    after_demand_days: int | None
    today: date
    monitoring_on: date | None = None  # the day of the next yearly letter
    number: str = ""  # the invoice's, for the commands that a reason names
    plan: Standing | None = None
    demand_taken_back: bool = False  # one that had gone out; not one undone before it did
