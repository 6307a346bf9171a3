"""`send --overdue` on a terminal shows what it is about to do, and asks; elsewhere it acts."""

from __future__ import annotations

import pytest

from tests.cli.runs import Firm, Ran, clean_env, command, talk_on_terminal


def stages(firm: Firm) -> list[str]:
    return [case["invoice"] for case in firm.answer("status")["cases"]]


def overdue(firm: Firm, typed: list[str], *options: str) -> Ran:
    env = {**clean_env(), **firm.env()}
    return talk_on_terminal(typed, command(["send", "--overdue", *options]), env, firm.folder)


def eligible(firm: Firm) -> list[str]:
    found = firm.answer("list", "--eligible")["invoices"]
    return sorted(item["number"] for item in found)


@pytest.mark.parametrize("answer", ["n", "", "kanske\nn"], ids=["no", "Enter", "neither"])
def test_nothing_is_sent_without_a_yes(filled: Firm, answer: str) -> None:
    before = stages(filled)
    ran = overdue(filled, answer.split("\n"))
    assert ran.code == 1
    assert "Nothing was sent." in ran.out
    assert stages(filled) == before


def test_it_tells_how_many_and_how_much_before_it_asks(filled: Firm) -> None:
    wanted = eligible(filled)
    foreseen = filled.answer("send", "--overdue", "--dry-run")["cases"]
    total = sum(int(case["total"].replace(".", "")) for case in foreseen)
    ran = overdue(filled, ["y"])
    shown, _asked, rest = ran.out.partition("Shall they be sent?")
    assert f"{len(wanted)} letters to " in shown
    assert f"{total // 100}" in shown.replace("\u00a0", "").replace(" ", "")
    assert "customers" in shown
    assert ran.code == 0
    assert f"{len(wanted)} reminders sent" in rest
    assert set(wanted) <= set(stages(filled))


@pytest.mark.parametrize("option", ["--yes", "--dry-run", "--json", "--csv"])
def test_nobody_is_asked(filled: Firm, option: str) -> None:
    ran = overdue(filled, [], option)
    assert ran.code == 0, ran.out
    assert "Shall they be sent?" not in ran.out


def test_a_pipe_is_asked_nothing(filled: Firm) -> None:
    wanted = eligible(filled)
    ran = filled.really("send", "--overdue")
    assert ran.code == 0
    assert set(wanted) <= set(stages(filled))


def test_a_rate_that_nobody_has_confirmed_is_told(filled: Firm) -> None:
    told = filled.run("send", "--overdue").out
    assert "Used although not confirmed: the reference rates of 2026-H1." in told
