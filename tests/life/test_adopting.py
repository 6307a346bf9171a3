"""A demand as the first letter, and debts taken over at the step where they stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.adopting import Adoption
from reminder_cli.domain.gates import Step
from reminder_cli.errors import Refused, RejectedFile
from reminder_cli.services.adopting import adopt, adopt_file
from reminder_cli.services.pay import pay
from reminder_cli.services.send import SendOptions, send
from tests.life.walk import Firm, row

SENT = date(2026, 2, 23)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm.with_invoices(
        tmp_path,
        row("1041", "12500.00"),
        row("1042", "1000.00"),
        row("1043", "500.00", customer="103;Karins Måleri;"),
        row("1044", "500.00", due="2026-03-30"),
    )


def at_once(firm: Firm, *numbers: str):  # type: ignore[no-untyped-def]
    return send(firm.world, numbers, SendOptions(deliver=False, start=Step.DEMAND))


def test_a_demand_at_once_joins_and_charges_once(firm: Firm) -> None:
    report = at_once(firm, "1041", "1042")
    assert [(x.kind, x.invoices, x.fees_ore) for x in report.letters] == [
        ("demand", ("1041", "1042"), 180_00)
    ]
    reports = firm.walk(date(2026, 3, 20))
    assert [m.to for r in reports for m in r.moved] == ["choose", "choose"]


def test_a_demand_at_once_needs_the_gates_of_a_demand(firm: Firm) -> None:
    report = at_once(firm, "1043", "1044")
    codes = [[gate.code for gate in gates] for _, gates in report.refused]
    assert codes == [["no_id_number"], ["not_due"]]
    assert not report.letters


def step(name: str, on: date = SENT, fees_ore: int | None = None) -> Adoption:
    return Adoption(step=name, sent_on=on, fees_ore=fees_ore)


@pytest.mark.parametrize(
    ("adoption", "fees", "letters"),
    [
        # The reminder's fee counts; the demand comes when its own day has come.
        (step("reminder", fees_ore=60_00), 240_00, ["2026-02-23", "2026-03-10"]),
        (step("reminder", fees_ore=0), 180_00, ["2026-02-23", "2026-03-10"]),
        # A demand that was charged for is not charged again, and no letter follows.
        (step("demand", fees_ore=240_00), 240_00, ["2026-02-23"]),
        (step("demand", fees_ore=180_00), 180_00, ["2026-02-23"]),
        (step("demand"), 0, ["2026-02-23"]),
    ],
)
def test_taken_over_where_it_stands(
    firm: Firm, adoption: Adoption, fees: int, letters: list[str]
) -> None:
    adopt(firm.world, ["1041"], adoption)
    firm.walk(date(2026, 4, 1))
    assert [on for on, _ in firm.letters("1041")] == letters
    assert firm.subject("1041").account.fees_total_ore == fees


def test_the_letter_elsewhere_settles_when_it_is_paid_in_time(firm: Firm) -> None:
    adopt(firm.world, ["1041"], step("demand", fees_ore=240_00))
    case = firm.subject("1041").open_case
    assert case is not None
    letter = case.letters[0]
    assert letter.total_ore == 12500_00 + 240_00 + letter.interest_ore
    pay(firm.world, "1041", letter.total_ore)
    assert firm.subject("1041").open_case is None


@pytest.mark.parametrize(
    ("number", "adoption", "rule"),
    [
        ("1041", step("demand", fees_ore=240_01), "more than may be claimed"),
        ("1041", step("reminder", fees_ore=61_00), "more than may be claimed"),
        ("1041", step("demand", date(2026, 3, 3)), "not come yet"),
        ("1041", step("demand", date(2026, 2, 19)), "before it was overdue"),
        ("1044", step("reminder"), "not_due"),
    ],
)
def test_refused(firm: Firm, number: str, adoption: Adoption, rule: str) -> None:
    with pytest.raises(Refused, match=rule) as refused:
        adopt(firm.world, [number], adoption)
    assert refused.value.fix
    assert firm.subject(number).open_case is None


def test_a_list_is_taken_whole(firm: Firm, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(
        "Fakturanr;Steg;Datum;Avgifter\n1041;Inkassokrav;2026-02-23;240\n1042;reminder;2026-02-24;\n",
        encoding="utf-8",
    )
    found = adopt_file(firm.world, file)
    assert [(x.subject.invoice.number, x.stage.value) for x in found] == [
        ("1041", "demand"),
        ("1042", "reminder"),
    ]


def test_a_list_with_problems_tells_all_and_takes_none(firm: Firm, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    rows = [
        "number;step;date;fees",
        "1041;demand;2026-02-23;240",
        "1041;demand;2026-02-23;240",
        "9999;demand;2026-02-23;",
        "1042;court;2026-02-23;60",
        "1042;reminder;soon;x",
        "1044;reminder;2026-02-23;",
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(RejectedFile) as rejected:
        adopt_file(firm.world, file)
    told = "\n".join(rejected.value.problems)
    for words in ("line 3", "9999", "line 5, step", "line 6, date", "line 6, fees", "not_due"):
        assert words in told
    assert firm.subject("1041").open_case is None


@pytest.mark.parametrize("text", ["", "number;date\n1;2026-01-01\n", "number;step;date\n"])
def test_no_such_list(firm: Firm, tmp_path: Path, text: str) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RejectedFile) as rejected:
        adopt_file(firm.world, file)
    assert rejected.value.fix
