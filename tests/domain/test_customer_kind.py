"""Private person or business: what the register says, and which names are asked about."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from reminder_cli.domain.gates import Step, all_gates
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.person_names import may_be_person
from tests.domain.test_gates import CLEAR, CUSTOMER, EVERY

PERSONS = [
    "Åsa Öberg",
    "Nyman, Lars",
    "LARS NYMAN",
    "Lars & Eva Nyman",
    "Anna-Karin Ek",
    "J. Svensson",
    "Sara El-Khatib",
    "Siân O’Brien",
    "Dödsboet efter Lars Nyman",
    "Marina von Essen",
    "Andersson",
    "Volvo",  # a list without numbers has both, and no word says which
    "Eva",
    "Karlsson & Söner",  # may be either, and is asked about
]
OTHERS = [
    "Alnö Bygg AB",
    "Alnö Bygg",
    "Byholms Måleri HB",
    "Nordlys Eiendom AS",
    "Hansa Bau GmbH",
    "Brf Eken 5",
    'Stiftelsen "Ekdungen"',
    "Storstads IF",
    "Olas Bil & Plåt",
    "Österängens Bilservice",
    "Medelpads Exempelkommun",
    "Villaägarnas samfällighetsförening",
    "Kund 12",
    "Kund ett",
    "Bilservice",
    "",
    "@ & co",
    "Ett namn som är alldeles för långt för någon",
]


@pytest.mark.parametrize("name", PERSONS)
def test_a_name_that_may_be_a_persons(name: str) -> None:
    assert may_be_person(name)


@pytest.mark.parametrize("name", OTHERS)
def test_a_name_that_tells_a_business(name: str) -> None:
    assert not may_be_person(name)


UNKNOWN = {"kind": CustomerKind.BUSINESS, "kind_known": False, "org_number": ""}

#   when                                          the customer                             asked
KINDS = [
    ("a name and nothing else", UNKNOWN, True),
    ("a firm's name", {**UNKNOWN, "name": "Alnö Bygg"}, False),
    ("a firm's number", {**UNKNOWN, "org_number": "556912-3473"}, False),
    ("a firm's number, wrong digit", {**UNKNOWN, "org_number": "556912-3474"}, False),
    ("twelve digits of a firm", {**UNKNOWN, "org_number": "165569123473"}, False),
    ("a person's number, wrong digit", {**UNKNOWN, "org_number": "811218-9875"}, True),
    ("that, of a firm's name", {**UNKNOWN, "org_number": "811218-9875", "name": "X AB"}, True),
    ("a number from abroad", {**UNKNOWN, "org_number": "DE123456789"}, False),
    ("said", {**UNKNOWN, "kind_known": True}, False),
    ("known as a consumer", {**UNKNOWN, "kind": CustomerKind.CONSUMER}, False),
    ("known as a public body", {**UNKNOWN, "kind": CustomerKind.PUBLIC_BODY}, False),
]


@pytest.mark.parametrize(("customer", "asked"), [r[1:] for r in KINDS], ids=[r[0] for r in KINDS])
@pytest.mark.parametrize("step", EVERY)
def test_no_letter_until_it_is_known(step: Step, customer: dict[str, object], asked: bool) -> None:
    """Lag (1981:739) 4 a § is of businesses, preskriptionslagen 2 § st 2 of consumers."""
    standing = replace(CLEAR, customer=replace(CUSTOMER, **customer))
    found = [gate for gate in all_gates(standing, step) if gate.code == "unknown_kind"]
    assert bool(found) is asked
    assert all(gate.hard for gate in found)


def test_the_gate_names_the_command_that_lifts_it() -> None:
    customer = replace(CUSTOMER, **UNKNOWN)
    [gate] = all_gates(replace(CLEAR, customer=customer), Step.REMINDER)
    assert "remind debtor CUSTOMER --kind consumer" in str(gate.message)
