"""What a command costs is said, with the sums, before it is done; and by which rule something was waived."""

from __future__ import annotations

from tests.cli.runs import Firm, plain

LATER = "2026-03-12"


def test_cancel_says_what_it_waives_before_it_is_done(filled: Firm) -> None:
    cancel = ("cancel", "1041", "--reason", "x")
    told = filled.run(*cancel, "--dry-run", day=LATER)
    assert "would waive fees 60,00 kr and interest" in told.out
    refused = filled.run("invoice", "undo", "1041", "--reason", "x", day=LATER)
    assert "That waives what is unpaid of it: fees 60,00 kr, interest" in refused.err
    asked = filled.on_terminal(*cancel, typed=["n"], day=LATER)
    assert asked.code == 1
    assert "would waive fees 60,00 kr" in " ".join(plain(asked.out).split())
    assert filled.answer("status", "1041", day=LATER)["cases"][0]["outcome"] is None
    done = filled.on_terminal(*cancel, typed=["y"], day=LATER)
    assert done.code == 0
    assert filled.answer("status", "1041", day=LATER)["cases"][0]["outcome"] == "cancelled"


def test_a_second_cancel_tells_of_its_own_sums_only(filled: Firm) -> None:
    filled.run("cancel", "1041", "--reason", "x", day="2026-03-05")
    filled.run("send", "1041", "--no-deliver", day="2026-03-09")
    told = filled.run("cancel", "1041", "--reason", "x", "--dry-run", day=LATER)
    assert "would waive fees 60,00 kr" in told.out


def test_what_pay_waived_is_told_with_its_rule(filled: Firm) -> None:
    total = filled.answer("status", "1041")["cases"][0]["balance"]
    told = filled.run("pay", "1041", total, day=LATER)
    assert "interest after the letter, because its total was paid within its term." in told.out


def test_a_payment_before_one_that_settled_it_says_where_the_rest_went(filled: Firm) -> None:
    total = filled.answer("status", "1041")["cases"][0]["balance"]
    filled.run("pay", "1041", total, day=LATER)
    told = filled.run("pay", "1041", "10", "--on", "2026-03-10", day=LATER)
    assert "By its day it comes before payment 1" in told.out
    assert "record it with: remind payments repay 1\n" in told.out


def test_a_bare_rate_of_vat_is_asked_about(filled: Firm) -> None:
    refused = filled.run("write-off", "1041", "--reason", "x", "--vat", "25")
    assert refused.code == 2
    assert "may be 25 kr or 25 %" in refused.err
    assert "--vat 25% " in refused.err
