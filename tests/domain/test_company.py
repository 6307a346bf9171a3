"""Where the debtor pays: the partner's giro when one is set, else the creditor's."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from reminder_cli.domain.company import Collector, Company

OWN, PARTNER = Collector.OWN, Collector.PARTNER

#   sentence                                collector  bankgiro    plusgiro    partner's   pays to
GIROS = [
    ("own: bankgiro", OWN, "520-1124", "", "", ("bankgiro", "520-1124")),
    ("own: plusgiro when it is all there is", OWN, "", "991234-6", "", ("plusgiro", "991234-6")),
    ("own: a partner's giro is not ours", OWN, "520-1124", "", "991-2346", ("bankgiro", "520-1124")),
    ("partner: its giro", PARTNER, "520-1124", "", "991-2346", ("bankgiro", "991-2346")),
    ("partner without one: the creditor's", PARTNER, "520-1124", "", "", ("bankgiro", "520-1124")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("collector", "bankgiro", "plusgiro", "partners", "giro"),
    [r[1:] for r in GIROS],
    ids=[r[0] for r in GIROS],
)
def test_where_the_debtor_pays(
    collector: Collector, bankgiro: str, plusgiro: str, partners: str, giro: tuple[str, str]
) -> None:
    company = Company(
        name="Norrviken Hantverk AB",
        org_number="556923-4585",
        collector=collector,
        bankgiro=bankgiro,
        plusgiro=plusgiro,
        partner_bankgiro=partners,
    )
    assert company.giro == giro


COMPANY = Company(name="Norrviken Hantverk AB", org_number="556923-4585", collector=OWN)
REACHED = [
    ("by e-mail", {"email": "info@norrviken.example"}, True),
    ("by phone", {"phone": "060-12 34 56"}, True),
    ("by post to a street", {"street": "Storgatan 1", "city": "Sundsvall"}, True),
    ("by post to a postal code of its own", {"postal_code": "851 81", "city": "Sundsvall"}, True),
    ("not by a street without a town", {"street": "Storgatan 1"}, False),
    ("not by its name alone", {}, False),
]


@pytest.mark.parametrize(
    ("given", "reached"), [r[1:] for r in REACHED], ids=[r[0] for r in REACHED]
)
def test_5_paragraph_how_the_firm_is_reached(given: dict[str, str], reached: bool) -> None:
    company = replace(COMPANY, **given)
    assert company.can_be_reached is reached
