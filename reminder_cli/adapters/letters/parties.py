"""Creditor, agent and debtor as lines of text. No identity number of a debtor is shown.

A personnummer on paper or in an e-mail is read by others than the debtor, and the letter does
not need it: the invoice identifies the claim.
"""

from __future__ import annotations

from msgspec.structs import replace

from reminder_cli.adapters.letters.clean import clean
from reminder_cli.adapters.letters.wording import Wording, fill
from reminder_cli.domain.letter import LetterData, Party

_FOOT_LONGEST = 60
_HOME = {"", "se", "sverige", "sweden"}


def address(party: Party) -> tuple[str, ...]:
    """Street, postal code and city, and the country when it is not Sweden."""
    country = clean(party.country)
    at_home = country.casefold() in _HOME
    code = clean(party.postal_code)
    if at_home and len(code) == 5 and code.isdigit():
        code = f"{code[:3]} {code[3:]}"
    lines = (clean(party.street), f"{code} {clean(party.city)}".strip(), "" if at_home else country)
    return tuple(line for line in lines if line)


def recipient(letter: LetterData, words: Wording) -> tuple[str, ...]:
    """The address block of the window: to a guardian, or to the estate when the debtor is dead."""
    name = clean(letter.debtor.name)
    if letter.guardian is not None:
        for_whom = fill(words.labels["guardian"], {"debtor": name})
        return (clean(letter.guardian.name), for_whom, *address(letter.guardian))
    if letter.debtor_is_estate:
        name = fill(words.labels["estate"], {"debtor": name})
    return (name, *address(letter.debtor))


def name_and_number(party: Party, words: Wording) -> str:
    """The name, with the organisation number when it is known."""
    name, number = clean(party.name), clean(party.org_number)
    if not number:
        return name
    # The label stays with its number where the line breaks.
    labelled = fill(words.labels["org_number"], {"org_number": number}).replace(" ", "\u00a0")
    return f"{name}, {labelled}"


def contact(letter: LetterData, words: Wording) -> str:
    """Whom to ask: name, e-mail and phone; without those the address, and last the number to find it by.

    A partner whose own ways are not known stands beside the creditor's: an objection that cannot be
    sent anywhere is none (inkassolagen 5 §).
    """
    asked = letter.agent or letter.creditor
    if ways := _ways(asked):
        return ", ".join([clean(asked.name), *ways])
    named = name_and_number(asked, words)
    if letter.agent is None or not (ways := _ways(letter.creditor)):
        return named
    creditor = ", ".join([clean(letter.creditor.name), *ways])
    return fill(words.labels["contact_or"], {"agent": named, "creditor": creditor})


def _ways(party: Party) -> list[str]:
    # A number that breaks over two lines is dialled wrong.
    reach = [clean(party.email), clean(party.phone).replace(" ", "\u00a0")]
    return [way for way in reach if way] or list(address(party))


def footer(letter: LetterData, words: Wording) -> tuple[tuple[str, ...], ...]:
    """The foot of the page: who the creditor is, and whom to contact.

    It repeats what stands in full above, so what would not fit in two lines is cut.
    """
    asked = letter.agent if letter.agent and _ways(letter.agent) else letter.creditor
    creditor = (
        name_and_number(replace(letter.creditor, name=_cut(letter.creditor.name)), words),
        _cut(", ".join(address(letter.creditor))),
    )
    reach = " · ".join(part for part in (_cut(asked.email), _cut(asked.phone)) if part)
    who = f"{words.labels['contact']}: {_cut(asked.name)}"
    return tuple(
        tuple(line for line in column if line) for column in (creditor, (who, reach)) if any(column)
    )


def _cut(text: str) -> str:
    plain = clean(text)
    return plain if len(plain) <= _FOOT_LONGEST else plain[: _FOOT_LONGEST - 1] + "…"


def invoice_list(letter: LetterData) -> str:
    """The invoice numbers of the letter: 1001, 1002."""
    return ", ".join(clean(claim.invoice_number) for claim in letter.claims)
