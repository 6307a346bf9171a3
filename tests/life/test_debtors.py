"""What is known of a debtor: its cases stop, its letters go elsewhere, its claim is filed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reminder_cli.cli.debtor_view import changes
from reminder_cli.domain.decision import IssueLetter
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import Refused, WrongValue
from reminder_cli.i18n import Text
from reminder_cli.services.cancel import cancel
from reminder_cli.services.debtors import Changes, DebtorView, debtor
from reminder_cli.services.letter_building import build_letter
from tests.life.walk import ASA, Firm, row


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = Firm.with_invoices(
        tmp_path,
        row("1041", "12500.00"),
        row("1042", "999.50"),
        row("1043", "500.00", customer=ASA),
    )
    firm.send("1041", "1043")
    return firm


def said(firm: Firm, named: str, **options: str) -> DebtorView:
    words = {name: options.pop(name, "") for name in ("guardian", "kind", "language")}
    clear = options.pop("clear", "")
    found = changes(options, clear=[clear] if clear else [], **words)
    return debtor(firm.world, named, found)


@pytest.mark.parametrize("status", [s.value for s in DebtorStatus])
def test_all_cases_of_the_debtor_follow_until_it_ends(firm: Firm, status: str) -> None:
    said(firm, "101", **{status: "2026-03-02"})
    firm.walk(date(2026, 3, 20))
    assert firm.letters("1041") == [("2026-03-02", "reminder")]
    assert firm.letters("1043")[-1] == ("2026-03-17", "demand")
    said(firm, "101", clear=status)
    firm.walk(date(2026, 3, 24))
    assert firm.letters("1041")[-1] == ("2026-03-23", "demand")


@pytest.mark.parametrize("named", ["101", "556912-3473", "5569123473", "alnö bygg ab", "Alnö"])
def test_a_debtor_is_found(firm: Firm, named: str) -> None:
    assert said(firm, named).customer.number == "101"


@pytest.mark.parametrize("named", ["999", "b"])
def test_a_debtor_that_is_none_or_several(firm: Firm, named: str) -> None:
    with pytest.raises(Refused) as refused:
        said(firm, named)
    assert refused.value.fix


@pytest.mark.parametrize("status", ["bankrupt", "deceased"])
def test_the_claim_is_filed_and_not_cancelled(firm: Firm, status: str) -> None:
    firm.walk(date(2026, 3, 10))
    found = said(firm, "101", **{status: "2026-03-05"})
    assert found.proof_on == date(2026, 3, 5)
    assert [s.invoice.number for s in found.proof] == ["1041", "1042"]
    claimed, today = found.proof[0].account, firm.subject("1041").account
    assert claimed.interest_left_ore < today.interest_left_ore
    assert claimed.fees_left_ore == 60_00
    with pytest.raises(Refused, match="bankrupt or has died"):
        cancel(firm.world, ["1041"], reason="x")


def test_refused(firm: Firm) -> None:
    with pytest.raises(Refused, match="not come yet"):
        said(firm, "101", bankrupt="2026-03-03")
    with pytest.raises(Refused, match="does not have the status"):
        said(firm, "101", clear="bankrupt")
    for options in (
        {"guardian": "Eva Ek"},
        {"guardian": "Eva Ek; Storgatan 1; Sundsvall"},
        {"kind": "cat"},
        {"language": "fi"},
        {"clear": "rich"},
        {"bankrupt": "yesterday"},
    ):
        with pytest.raises(WrongValue) as wrong:
            said(firm, "101", **options)
        assert wrong.value.fix


def test_a_guardian_gets_the_letters(firm: Firm) -> None:
    said(firm, "102", guardian="Eva Ek; Storgatan 1; 852 30 Sundsvall", language="en")
    subject = firm.subject("1043")
    made = IssueLetter(
        kind=LetterKind.DEMAND,
        due_on=date(2026, 3, 31),
        fee_act=None,
        fee_ore=0,
        starts=None,
        why=Text("x"),
    )
    letter = build_letter(firm.world, [(subject, made)], number="1")
    assert letter.guardian is not None
    assert (letter.guardian.name, letter.guardian.city) == ("Eva Ek", "Sundsvall")
    assert (letter.debtor.name, letter.language) == ("Åsa Öberg", "en")
    said(firm, "102", clear="guardian")
    assert build_letter(firm.world, [(firm.subject("1043"), made)], number="1").guardian is None


def test_the_kind_counts_for_new_cases(firm: Firm) -> None:
    said(firm, "101", kind="consumer")
    firm.send("1042")
    kinds = [firm.subject(n).claim.cases[0].opened.customer_kind.value for n in ("1041", "1042")]
    assert kinds == ["business", "consumer"]


def test_dry_run_changes_nothing(firm: Firm) -> None:
    shown = debtor(
        firm.world, "101", Changes(statuses={DebtorStatus.BANKRUPT: firm.today}), dry_run=True
    )
    assert DebtorStatus.BANKRUPT in shown.statuses
    assert not said(firm, "101").statuses
