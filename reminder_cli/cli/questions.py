"""The questions of `init`, one at a time: checked at once, each with a way back, all shown at the end.

It asks and keeps answers as text; it makes and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import Struct

from reminder_cli.cli import render
from reminder_cli.cli.asking import print_wrong_answer, read_yes_no
from reminder_cli.cli.render import Column, Table
from reminder_cli.i18n import Text, _

BACK, EMPTY = "<", "-"
HELP = ("?", "help", "hjälp")
Answers = dict[str, str]
# Why an answer cannot be right, or nothing; it is given all answers there are so far.
Check = Callable[[Answers, str, str], str]
# Everything that is wrong with all answers together.
CheckAll = Callable[[Answers], Sequence[str]]


def _always(_answers: Answers) -> bool:
    return True


class Question(Struct, frozen=True):
    """What is asked, in a few words, and what it is for, in a line.

    ``is_asked`` says whether the answers before it leave anything to ask; ``like`` names the question
    whose answer is proposed while this one has none.
    """

    key: str
    label: Text
    explains: Text
    is_yes_no: bool = False
    is_asked: Callable[[Answers], bool] = _always
    like: str = ""


def ask_all(
    questions: Sequence[Question],
    answers: Answers,
    *,
    given: Mapping[str, str],
    check: Check,
    check_all: CheckAll,
) -> Answers:
    """Ask what was not given, then show everything until the person says that it is right.

    Raises :class:`EOFError` and :class:`KeyboardInterrupt` when the person leaves.
    """
    answers = {**answers, **given}
    render.answer(_how())
    _go_through([q for q in questions if q.key not in given], answers, check)
    while True:
        shown = [q for q in questions if q.is_asked(answers)]
        _summary(shown, answers)
        problems = check_all(answers)
        for problem in problems:
            render.answer(problem)
        place = _which(len(shown), may_end=not problems)
        if place is None:
            return {q.key: answers.get(q.key, "") for q in shown}
        _go_through([shown[place]], answers, check)
        # What hangs on the changed answer has not been asked yet.
        new = [q for q in questions if q.is_asked(answers) and q.key not in answers]
        _go_through(new, answers, check)


def _go_through(questions: Sequence[Question], answers: Answers, check: Check) -> None:
    asked: list[int] = []
    place = 0
    while place < len(questions):
        question = questions[place]
        if not question.is_asked(answers):
            place += 1
        elif _ask(question, answers, check):
            asked.append(place)
            place += 1
        elif asked:
            place = asked.pop()


def _how() -> str:
    return _(
        "Enter takes what stands in brackets, < goes back, - empties. Ctrl-C leaves; nothing is made."
    )


def _ask(question: Question, answers: Answers, check: Check) -> bool:
    """Put one question until it has an answer that can be right; False to go back."""
    now = answers.get(question.key, "") or answers.get(question.like, "")
    read = _yes_no if question.is_yes_no else partial(_text, now=now)
    shown = {"true": _("yes"), "false": _("no")}.get(now, now) if question.is_yes_no else now
    render.answer("")
    render.answer(f"{question.explains}")
    while True:
        text = input(f"{question.label}{f' [{shown}]' if shown else ''}: ").strip()
        if text == BACK:
            return False
        if text.casefold() in HELP:
            render.answer(f"{question.explains}")
            render.answer(_how())
            continue
        answer = now if not text and now else read(text)
        if answer is None:
            print_wrong_answer()
            continue
        problem = check(answers, question.key, answer)
        if not problem:
            answers[question.key] = answer
            return True
        render.answer(problem)


def _text(text: str, *, now: str) -> str:
    return "" if text == EMPTY else text or now


def _yes_no(text: str) -> str | None:
    return {True: "true", False: "false", None: None}[read_yes_no(text)]


def _summary(shown: Sequence[Question], answers: Answers) -> None:
    columns = [
        Column("", number=True),
        Column(_("Question"), wraps=True),
        Column(_("Answer"), wraps=True),
    ]
    table = Table(_("This is what you have answered"), columns)
    for number, question in enumerate(shown, start=1):
        answer = answers.get(question.key, "")
        if question.is_yes_no:
            answer = _("yes") if answer == "true" else _("no")
        table.rows.append((str(number), str(question.label), answer or "–"))
    render.answer("")
    render.table(table)


def _which(count: int, *, may_end: bool) -> int | None:
    """The line that the person wants to change, from 0; None when all is right."""
    question = _("Enter if all is right, else the number of the line to change: ")
    if not may_end:
        question = _("The number of the line to change: ")
    while True:
        text = input(question).strip()
        if may_end and (not text or read_yes_no(text)):
            return None
        if text.isdecimal() and 1 <= int(text) <= count:
            return int(text) - 1
        render.answer(_("Write a number from 1 to {count}.", count=count))
