"""Where the debtor pays: the partner's giro when one is set, else the creditor's."""

from __future__ import annotations

import pytest

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
