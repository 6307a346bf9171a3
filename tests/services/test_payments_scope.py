"""Reading only the claims that some payments can be about gives the answers that all claims give."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain import matching_payer
from reminder_cli.domain.identity import luhn_digit
from reminder_cli.domain.matching import Certain, ClaimIndex, OpenClaim, possible_for
from reminder_cli.domain.matching_payer import find_payer
from reminder_cli.domain.payment import PaymentDraft
from reminder_cli.ledger import claim_search
from reminder_cli.services import payments_scope
from reminder_cli.services.payments_claims import Claims
from reminder_cli.services.payments_matching import Aside, Matcher
from reminder_cli.services.world import World
from tests.adapters.payments.files import Pay, Section, bgmax
from tests.services.payments_firm import HEADER, Firm

ORG_NUMBERS = ["556036-0793", "556923-4585", "19121212-1212", ""]
WORDS = ["Alnö", "Bygg", "Måleri", "Svensson", "Nord", "Öst", "Kopparn", "Ek"]
RARE = [f"Ort{chr(97 + n)}{chr(97 + m)}" for n in range(6) for m in range(6)]
KRONOR = [100, 200, 300, 450, *range(501, 521)]


class Made:
    """A firm whose invoices share numbers, amounts and words of names as far as they can."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.firm = Firm(folder).start()
        self.names = [self.name() for _ in range(30)]
        self.numbers: list[str] = []
        self.owed: list[OpenClaim] = []
        lines = [HEADER, *(self.line(n) for n in range(150))]
        self.firm.invoices_from("\n".join(lines))

    def name(self) -> str:
        words = self.chance.sample(WORDS, self.chance.randint(1, 2))
        words += self.chance.sample(RARE, self.chance.choice([0, 1, 1, 2]))
        return " ".join([*words, self.chance.choice(["", "AB", "HB"])]).strip()

    def line(self, n: int) -> str:
        chance = self.chance
        stem = str(chance.choice([10_000, 700, 9_990_000]) + n)
        number = chance.choice([stem, stem, f"F-2026/{stem}", f"00{stem}", f"Å{stem}", f"{stem}#"])
        ocr = chance.choice([stem + luhn_digit(stem), stem + luhn_digit(stem), "", number])
        if self.numbers and chance.random() < 0.1:
            ocr = chance.choice(self.numbers)
        self.numbers += [number, ocr or number]
        customer = chance.randrange(len(self.names))
        kronor = chance.choice(KRONOR)
        left = chance.choice([kronor, kronor, kronor, kronor // 2, 0])
        return (
            f"{number};{customer};{self.names[customer]};{ORG_NUMBERS[customer % 4]};2026-01-20;"
            f"2026-02-{chance.randint(10, 20)};{kronor},00;{left},00;{ocr};Storgatan 1;852 30;Ort;Arbete"
        )

    def payment(self, n: int) -> PaymentDraft:
        chance = self.chance
        said = chance.sample(self.numbers, chance.choice([0, 1, 1, 2]))
        as_text = chance.random() < 0.4
        ore = chance.choice([*KRONOR, 50, 225, 160, 300, 650]) * 100
        payer = chance.choice([*self.names, self.name(), ""])
        if (
            payer and chance.random() < 0.6
        ):  # with a word more than the debtor's, often a common one
            payer += f" {chance.choice([*WORDS, *RARE])}"
        if chance.random() < 0.6:  # one that fits, in all or in part
            claim = chance.choice(self.owed)
            ore = chance.choice([claim.remaining_ore, claim.remaining_ore, ore])
            said = chance.choice([[claim.ocr or claim.number], [claim.number], said])
            payer = chance.choice([claim.debtor_name, claim.debtor_name, payer])
        if chance.random() < 0.15:  # two at once, by their numbers in a text
            both = chance.sample(self.owed, 2)
            ore, said = sum(c.remaining_ore for c in both), [c.number for c in both]
            as_text = True
        splits = tuple((number, ore // 2) for number in said) if len(said) == 2 else ()
        return PaymentDraft(
            row=n,
            key=f"bgmax:{n}",
            on=date(2026, 2, chance.randint(1, 28)),
            amount_ore=-ore if chance.random() < 0.05 else ore,
            references=() if as_text else tuple(said),
            texts=tuple(f"faktura {number}" for number in said) if as_text else (),
            payer=payer,
            payer_giro=chance.choice(["", "1234567", "7654321", "1212121212"]),
            payer_org_number=chance.choice(["", "", *ORG_NUMBERS]),
            splits=splits if chance.random() < 0.5 else (),
        )

    def live(self) -> None:
        """Some invoices get cases, some are paid in full or in part, by giros that come again."""
        world = self.firm.world()
        plain = [claim for claim in Claims.load(world).by_id.values() if claim.number.isdigit()]
        world.ledger.close()
        self.firm.send(*(claim.number for claim in plain[:4]))
        pays = [
            Pay(
                claim.remaining_ore // self.chance.choice([1, 2, 2]),
                "",
                n,
                code=3,
                texts=[f"faktura {claim.number}"],
                name=claim.debtor_name,
                sender=self.chance.choice(["1234567", "7654321"]),
            )
            for n, claim in enumerate(plain[4:14], start=1)
        ]
        self.firm.bank(bgmax(Section(pays, on="20260302")))
        world = self.firm.world()
        self.owed = list(Claims.load(world).by_id.values())
        world.ledger.close()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that common words are met with in a small ledger."""
    for module in (matching_payer, payments_scope):
        monkeypatch.setattr(module, "FEW", 12)


def answers(matcher: Matcher, payments: Sequence[PaymentDraft]) -> list[object]:
    return [matcher.answer(payment) for payment in payments]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("seed", range(12))
def test_some_claims_give_what_all_claims_give(tmp_path: Path, seed: int) -> None:
    made = Made(tmp_path, seed)
    made.live()
    world = made.firm.world()
    payments = [made.payment(n) for n in range(60)]
    wanted = answers(Matcher(world), payments)
    assert answers(Matcher(world, about=payments), payments) == wanted
    # Also when each is asked about without a word before.
    late = Matcher(world, about=())
    assert [_best(answer) for answer in answers(late, payments)] == [_best(a) for a in wanted]
    alone = [Matcher(world, about=[payment]) for payment in payments]
    for payment, matcher in zip(payments, alone, strict=True):
        # A payment of this run may have told of what was paid before: each is asked anew.
        assert matcher.answer(payment) == Matcher(world).answer(payment)
    kinds = Counter(type(answer).__name__ for answer in wanted)
    assert min(kinds["Certain"], kinds["Waits"]) > 1
    # Fewer were read: by one payment at least a third is not reached.
    every = len(Claims.load(world).by_id)
    assert min(len(matcher.claims.by_id) for matcher in alone) * 3 < every * 2
    world.ledger.close()


def _best(answer: object) -> object:
    """An answer without its proposals: of many alike the first are shown, and they stand otherwise."""
    return answer if isinstance(answer, Certain | Aside) else (type(answer), answer.why)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("seed", range(6))
def test_the_debtors_whom_a_payment_may_concern(tmp_path: Path, seed: int) -> None:
    made = Made(tmp_path, seed)
    made.live()
    world = made.firm.world()
    payments = [made.payment(n) for n in range(60)]
    every = Matcher(world)
    for payment in payments:
        some = Matcher(world, about=())
        some.reach([payment])
        assert possible_for(payment, some.index) == possible_for(payment, every.index)
        # Also among those that were paid before they came here.
        before = [m._before[1] for m in (some, every)]
        assert candidates(payment, before[0]) == candidates(payment, before[1])
    world.ledger.close()


def candidates(payment: PaymentDraft, index: ClaimIndex) -> frozenset[str]:
    return find_payer(payment, index).candidates(index)


def plans(world: World) -> list[str]:
    """How SQLite would go about every search."""
    said: list[str] = []
    run: list[tuple[str, object]] = []
    world.ledger.db.set_trace_callback(lambda sql: run.append((sql, None)))
    claim_search.by_number(world.ledger, ["1"])
    claim_search.by_amount(world.ledger, [1])
    claim_search.by_word(world.ledger, ["bygg"], 5)
    claim_search.paid_before_by_word(world.ledger, ["bygg"], 0)
    claim_search.customers_by_key(world.ledger, ["=bygg"])
    claim_search.of_customers(world.ledger, [1])
    claim_search.payers(world.ledger, ["1"])
    world.ledger.db.set_trace_callback(None)
    for sql, _none in run:
        said += [row[3] for row in world.ledger.db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    return said


def test_no_search_looks_through_a_whole_table(tmp_path: Path) -> None:
    world = Made(tmp_path, 0).firm.world()
    scanned = {plan for plan in plans(world) if plan.startswith("SCAN")}
    # What was asked for, and indexes that hold nothing else than what is wanted.
    allowed = ("json_each", "invoice_odd", "payment_step_invoice", "invoice_paid_before")
    assert [plan for plan in scanned if not any(word in plan for word in allowed)] == []
    world.ledger.close()
