"""`status` says what holds a case, or will, and what to do about it."""

from __future__ import annotations

import pytest

from reminder_cli.resources import example_path
from tests.cli.runs import Firm, plain

TERM_RUNS, TERM_OUT = "2026-03-10", "2026-03-18"


@pytest.fixture
def told_of(filled: Firm) -> Firm:
    """A newer file says that more is paid than is known here."""
    newer = filled.folder / "newer.csv"
    text = example_path("fakturor.csv").read_text(encoding="utf-8-sig")
    newer.write_text(text.replace(";3 937,50;SEK", ";0,00;SEK"), encoding="utf-8")
    assert filled.run("import", str(newer), day="2026-03-09").code == 0
    return filled


@pytest.mark.parametrize("day", [TERM_RUNS, TERM_OUT], ids=["while the term runs", "after it"])
@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", "3 937,50 kr more has been paid than is known here"),
        ("sv", "3 937,50 kr mer betalt än vad som är känt här"),
    ],
)
def test_what_a_newer_file_says_is_paid(told_of: Firm, day: str, lang: str, says: str) -> None:
    ran = told_of.on_terminal("status", day=day, REMIND_LANG=lang)
    shown = plain(ran.out)
    once = " ".join(shown.split())
    assert says in once
    assert "remind pay 1046 3937,50" in once
    assert max(map(len, shown.splitlines())) <= 80


def test_the_same_as_json(told_of: Firm) -> None:
    cases = {c["invoice"]: c for c in told_of.answer("status", day=TERM_RUNS)["cases"]}
    assert cases["1046"]["held_by"] == "term_running"
    assert cases["1046"]["in_the_way"]["code"] == "unmatched_payment"
    assert cases["1041"]["in_the_way"] is None
    [held] = told_of.answer("status", "1046", day=TERM_OUT)["cases"]
    assert (held["held_by"], held["in_the_way"]) == ("unmatched_payment", None)


def test_nothing_in_the_way_nothing_is_said(filled: Firm) -> None:
    assert "will be held" not in filled.run("status", day=TERM_RUNS).out


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", "1041, 1046, 1050, 1051: The ledger is a backup of 2026-03-10"),
        ("sv", "1041, 1046, 1050, 1051: Liggaren är en säkerhetskopia från 2026-03-10"),
    ],
)
def test_a_restored_ledger(filled: Firm, lang: str, says: str) -> None:
    copy = filled.folder / "b.bak"
    assert filled.run("backup", str(copy), day=TERM_RUNS).code == 0
    new = Firm(filled.folder / "new")
    new.folder.mkdir()
    assert new.run("restore", str(copy), "--yes", day="2026-03-11").code == 0
    shown = plain(new.on_terminal("status", day=TERM_OUT, REMIND_LANG=lang).out)
    once = " ".join(shown.split())
    assert once.count(says) == 1
    assert "remind outbox resume" in once


@pytest.mark.parametrize(
    ("said", "next_on"),
    [
        (("hold", "1041", "--until", "2026-03-06", "--reason", "x"), "2026-03-17"),
        (("hold", "1041", "--until", "2026-03-20", "--reason", "x"), "2026-03-23"),
        (("release", "1041"), "2026-03-17"),
    ],
    ids=["a hold that ends before the term", "and after it", "lifted before the term"],
)
def test_the_day_of_the_next_step_after_a_hold(
    filled: Firm, said: tuple[str, ...], next_on: str
) -> None:
    filled.run("hold", "1041", "--until", "2026-03-20", "--reason", "first")
    assert filled.run(*said).code == 0
    [case] = filled.answer("status", "1041")["cases"]
    assert (case["next_step"], case["next_on"]) == ("demand", next_on)
