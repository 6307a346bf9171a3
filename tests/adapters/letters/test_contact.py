"""Inkassolagen 5 §: the debtor must be able to object, so a letter says all that is known of how."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from reminder_cli.adapters.letters.sample import sample
from reminder_cli.adapters.letters.text import render_text
from reminder_cli.domain.letter import Party
from reminder_cli.domain.letter_kind import LetterKind

OWN = sample(LetterKind.DEMAND).creditor
BARE = Party(name=OWN.name, org_number=OWN.org_number)
ADDRESS = replace(OWN, email="", phone="")
PARTNER = Party(name="Ombud Inkasso AB", org_number="556016-0680")
NUMBER = "org.nr 556036-0793"

CONTACTS = [
    ("own: e-mail and phone", OWN, None, f"till {OWN.name}, {OWN.email}, {OWN.phone}."),
    ("own: the address alone", ADDRESS, None,
     f"till {OWN.name}, Verkstadsgatan 4, 111 22 Stockholm."),
    ("own: the name alone", BARE, None, f"till {OWN.name}, {NUMBER}."),
    ("partner: its own ways", OWN, replace(PARTNER, phone="08-765 43 21"),
     "till Ombud Inkasso AB, 08-765 43 21."),
    ("partner: known by name, the creditor by more", OWN, PARTNER,
     "till Ombud Inkasso AB, org.nr 556016-0680 eller "
     f"{OWN.name}, {OWN.email}, {OWN.phone}."),
    ("partner: both by name", BARE, PARTNER, "till Ombud Inkasso AB, org.nr 556016-0680."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("creditor", "agent", "said"), [row[1:] for row in CONTACTS], ids=[row[0] for row in CONTACTS]
)
def test_whom_to_object_to(creditor: Party, agent: Party | None, said: str) -> None:
    letter = replace(sample(LetterKind.DEMAND), creditor=creditor, agent=agent)
    words = " ".join(render_text(letter).replace("\u00a0", " ").split())
    assert said in words


def test_the_foot_names_whom_its_phone_belongs_to() -> None:
    letter = replace(sample(LetterKind.DEMAND), creditor=OWN, agent=PARTNER)
    foot = render_text(letter).rsplit("-" * 72, 1)[1].replace("\u00a0", " ")
    assert f"Kontakt: {OWN.name}" in foot
    assert OWN.email in foot
