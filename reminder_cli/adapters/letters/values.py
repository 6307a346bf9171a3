"""A letter's data as the texts that stand in it: the one source of both the PDF and the text.

It counts nothing and picks no wording by itself beyond the conditions written in the text files.
"""

from __future__ import annotations

from pathlib import Path

from reminder_cli.adapters.letters import practice
from reminder_cli.adapters.letters.claims import kronor, show_claim
from reminder_cli.adapters.letters.clean import clean
from reminder_cli.adapters.letters.parties import (
    address,
    contact,
    footer,
    invoice_list,
    name_and_number,
    recipient,
)
from reminder_cli.adapters.letters.payment import payment_boxes
from reminder_cli.adapters.letters.shown import Pair, Shown, SlipTable
from reminder_cli.adapters.letters.sums import asked_ore, check_sums
from reminder_cli.adapters.letters.wording import Wording, paragraphs, wording
from reminder_cli.domain.letter import LetterData
from reminder_cli.domain.letter_kind import LetterKind


def letter_values(letter: LetterData, overrides: Path | None = None) -> Shown:
    """Everything the letter says, in order. ``ValueError`` if its sums do not agree."""
    check_sums(letter)
    if letter.kind is LetterKind.RETRACTION and not letter.retracts:
        raise ValueError(f"letter {letter.number} does not say what it retracts")
    words = wording(letter.kind, letter.language, overrides)
    places, facts = _places(letter, words), _facts(letter)
    several = len(letter.claims) > 1
    heading = words.heading
    if letter.practice:
        heading = f"{practice.STAMPS[letter.language]} · {heading}"
    return Shown(
        language=letter.language,
        title=f"{heading} {clean(letter.number)}",
        author=clean(letter.creditor.name),
        date=(letter.dated_on.year, letter.dated_on.month, letter.dated_on.day),
        sender=(clean(letter.creditor.name), *address(letter.creditor)),
        recipient=recipient(letter, words),
        facts=_fact_rows(letter, words),
        heading=heading,
        practice=practice.SENTENCES[letter.language] if letter.practice else "",
        stamp=practice.STAMPS[letter.language] if letter.practice else "",
        running=_running(letter, words, heading),
        opening=paragraphs(words.opening, places, facts),
        overview=_overview(letter) if several else (),
        claims=tuple(
            show_claim(claim, letter.kind, words, alone=not several) for claim in letter.claims
        ),
        total=(_total_label(letter, words), kronor(letter.total_ore)),
        notes=paragraphs(words.notes, places, facts),
        slips=_slip_table(letter, words),
        closing=paragraphs(words.closing, places, facts),
        payments=payment_boxes(letter, words),
        footer=footer(letter, words),
        labels=words.labels,
    )


def _running(letter: LetterData, words: Wording, heading: str) -> str:
    number = f"{words.labels['number']} {clean(letter.number)}"
    return f"{heading} · {number} · {clean(letter.creditor.name)[:60]}"


def _places(letter: LetterData, words: Wording) -> dict[str, str]:
    missed = [slip.due_on.isoformat() for slip in letter.slips if slip.due_on < letter.dated_on]
    return {
        "creditor": clean(letter.creditor.name),
        "agent": clean(letter.agent.name) if letter.agent else "",
        "debtor": recipient(letter, words)[0],
        "number": clean(letter.number),
        "dated_on": letter.dated_on.isoformat(),
        "due_on": letter.due_on.isoformat(),
        "total": kronor(letter.total_ore),
        "asked": kronor(asked_ore(letter)),
        "invoices": invoice_list(letter),
        "contact": contact(letter, words),
        "retracts": clean(letter.retracts),
        "slip_count": str(len(letter.slips)),
        "first_due": letter.slips[0].due_on.isoformat() if letter.slips else "",
        "missed_on": ", ".join(missed),
    }


def _facts(letter: LetterData) -> frozenset[str]:
    acts = {fee.act for claim in letter.claims for fee in claim.fees}
    missed = any(slip.due_on < letter.dated_on for slip in letter.slips)
    paid = any(line.kind in {"payment", "before"} for c in letter.claims for line in c.payments)
    holds = {
        "agent": letter.agent is not None,
        "own": letter.agent is None,
        "one": len(letter.claims) == 1,
        "several": len(letter.claims) > 1,
        "remains": letter.total_ore > 0,
        "settled": letter.total_ore <= 0,
        "compensation": letter.late_payment_compensation and bool(acts),
        "plan_fee": "plan" in acts,
        "missed": missed,  # an instalment did not come
        "ended": not missed,
        "paid": paid,  # and not only credited
        "unpaid": not paid,
        "interest": any(claim.interest for claim in letter.claims),
    }
    return frozenset(fact for fact, true in holds.items() if true)


def _fact_rows(letter: LetterData, words: Wording) -> tuple[Pair, ...]:
    labels = words.labels
    rows = [
        (labels["date"], letter.dated_on.isoformat()),
        (labels["number"], clean(letter.number)),
    ]
    if letter.debtor.number:
        rows.append((labels["customer_number"], clean(letter.debtor.number)))
    rows.append((labels["creditor"], name_and_number(letter.creditor, words)))
    if letter.agent:
        rows.append((labels["agent"], name_and_number(letter.agent, words)))
    if asked_ore(letter) > 0 and letter.kind is not LetterKind.INSTALMENT_PLAN:
        rows.append((labels["pay_by"], letter.due_on.isoformat()))
    return tuple(rows)


def _overview(letter: LetterData) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (
            clean(claim.invoice_number),
            claim.due_date.isoformat(),
            clean(claim.ocr),
            kronor(claim.total_ore),
        )
        for claim in letter.claims
    )


def _total_label(letter: LetterData, words: Wording) -> str:
    by_kind = {
        LetterKind.INSTALMENT_PLAN: "total_plan",
        LetterKind.INSTALMENT_MISSED: "total_debt",
    }
    return words.labels[by_kind.get(letter.kind, "total")]


def _slip_table(letter: LetterData, words: Wording) -> SlipTable | None:
    # A letter of a missed instalment shows that one alone; the others stand in the plan.
    numbered = tuple((slip.number or n, slip) for n, slip in enumerate(letter.slips, start=1))
    if letter.kind is LetterKind.INSTALMENT_PLAN:
        title = words.labels["slips"]
    elif letter.kind is LetterKind.INSTALMENT_MISSED:
        title = words.labels["slips_missed"]
        numbered = tuple(slip for slip in numbered if slip[1].due_on < letter.dated_on)
    else:
        return None
    return SlipTable(
        title=title,
        rows=tuple(
            (str(n), slip.due_on.isoformat(), kronor(slip.amount_ore)) for n, slip in numbered
        ),
        total=kronor(sum(slip.amount_ore for _, slip in numbered)),
    )
