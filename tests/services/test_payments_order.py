"""Whatever the order and the overlap of the files, the ledger ends the same."""

from __future__ import annotations

import itertools
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reminder_cli.ledger import payment_queries
from reminder_cli.services import payments_view
from reminder_cli.services.pay import pay, unpay
from reminder_cli.services.payments_waiting import leave, match_by_hand
from tests.adapters.payments.files import Camt, Ntry, Pay, Section, Tx, bgmax
from tests.services.payments_firm import Firm, Inv, ocr

NUMBERS = ("1042", "1043", "1044", "1045")
KRONOR = dict(zip(NUMBERS, (301, 402, 503, 604), strict=True))
INVOICES = tuple(
    Inv(number, KRONOR[number], place, f"Kund {'ABCD'[place]}ström")
    for place, number in enumerate(NUMBERS)
)

# What came in for an invoice: parts by OCR, too much or too little, or all of it by its number.
by_ocr = st.lists(st.sampled_from([50, 110, 700]), max_size=3)
maybe_whole = st.one_of(st.none(), by_ocr)
MORE = (
    "1045"  # paid in BgMax too, always by OCR: with a part paid, the whole by number is not certain
)
Row = tuple[str, int, bool]


def rows_of(number: str, parts: list[int] | None) -> list[Row]:
    if parts is None:
        return [(number, KRONOR[number], False)]
    return [(number, kronor, True) for kronor in parts]


def entry(place: int, number: str, kronor: int, by_ocr: bool) -> Ntry:
    ref = f"R{place}"
    strd = [(ocr(number), f"{kronor}.00")] if by_ocr else ()
    text = "" if by_ocr else f"faktura {number}"
    tx = Tx(f"{kronor}.00", ref=ref, name="Någon", strd=strd, ustrd=text)
    return Ntry(f"{kronor}.00", [tx], ref=ref, on=f"2026-02-{25 + place % 3}")


def outcome(firm: Firm) -> object:
    """What is left of each claim, what is the debtors' or waits, and what each account got.

    Of two payments that together are too much, the later one is too much or waits.
    """
    world = firm.world()
    try:
        accounts = [subject.account for subject in firm.subjects(NUMBERS)]
        waiting = sum(item.waiting_ore for item in payment_queries.waiting(world.ledger))
        days = payments_view.day_sums(payments_view.between(world, None, None))
        return (
            [account.principal_left_ore for account in accounts],
            waiting + sum(account.overpaid_ore for account in accounts),
            [(day.on, day.account, day.sum_ore) for day in days],
        )
    finally:
        world.ledger.close()


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@given(st.data())
def test_order_and_overlap_do_not_matter(data: st.DataObject) -> None:
    rows = [
        row
        for number in NUMBERS
        for row in rows_of(number, data.draw(by_ocr if number == MORE else maybe_whole))
    ] or [(NUMBERS[0], 50, True)]
    entries = [entry(place, *row) for place, row in enumerate(rows)]
    more = data.draw(by_ocr)
    parts = [Pay(kronor * 100, ocr(MORE), serial) for serial, kronor in enumerate(more, 100)]
    files = [Camt(entries).data()]
    files += [bgmax(Section(parts, on="20260226"))] if parts else []
    seen = []
    with tempfile.TemporaryDirectory() as name:
        for number in range(2):
            place = Path(name) / str(number)
            place.mkdir()
            firm = Firm(place).start(*INVOICES)
            pieces = list(files)
            for _piece in range(data.draw(st.integers(0, 2))):
                chosen = data.draw(st.lists(st.sampled_from(entries), min_size=1, max_size=4))
                kind = data.draw(st.sampled_from(["053", "054"]))
                unique = list({id(item): item for item in chosen}.values())
                pieces.append(Camt(unique, kind=kind).data())
            for file in data.draw(st.permutations(pieces)):
                firm.bank(file)
            seen.append(outcome(firm))
    assert seen[0] == seen[1]


def test_of_three_alike_two_are_booked_in_any_order(tmp_path: Path) -> None:
    """Bankgirot tells of 110 kr twice, the statement of 110 kr once: two payments at the least."""
    bank = bgmax(Section([Pay(11_000, ocr(MORE), n) for n in (100, 101)], on="20260226"))
    statement = Camt([entry(1, MORE, 110, True)]).data()
    other = Camt([entry(1, MORE, 110, True), entry(0, "1042", 301, False)], kind="054").data()
    seen = []
    for number, files in enumerate(itertools.permutations([bank, statement, other])):
        (tmp_path / str(number)).mkdir()
        firm = Firm(tmp_path / str(number)).start(*INVOICES)
        for file in files:
            firm.bank(file)
        seen.append(outcome(firm))
        assert len(firm.waiting()) == 1
        assert firm.subject(MORE).account.principal_left_ore == 38_400
    assert all(one == seen[0] for one in seen)


def test_what_was_put_right_by_hand_is_still_in_the_way(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(*INVOICES)
    firm.bank(Camt([entry(1, MORE, 110, True)]).data())
    firm.bank(bgmax(Section([Pay(11_000, ocr(MORE), 100)], on="20260226")))
    assert firm.waiting() == [2]
    world = firm.world()
    unpay(world, 1, reason="fel faktura")
    match_by_hand(world, 3, [("1042", None)])
    world.ledger.close()
    firm.bank(Camt([entry(2, "1043", 402, False)]).data())
    assert firm.waiting() == [2], "payment 2 may be the money that is on 1042 now"


def test_two_statements_that_tell_of_one_payment_in_other_words_are_not_two(tmp_path: Path) -> None:
    """Bankgirot tells of 110 kr once; that 053 and 054 name it differently makes it no second one."""
    firm = Firm(tmp_path).start(*INVOICES)
    firm.bank(bgmax(Section([Pay(11_000, ocr(MORE), 100)], on="20260226")))
    firm.bank(Camt([entry(1, MORE, 110, True)]).data())
    firm.bank(Camt([entry(4, MORE, 110, True)], kind="054").data())
    assert firm.subject(MORE).account.principal_left_ore == 60_400 - 11_000
    assert len(firm.waiting()) == 2


def test_what_is_the_same_as_a_payment_by_hand_opens_no_door_for_its_twin(tmp_path: Path) -> None:
    """Registered by hand, told of by Bankgirot and by the statement: one payment of 110 kr."""
    firm = Firm(tmp_path).start(*INVOICES)
    world = firm.world()
    pay(world, MORE, 11_000, on=date(2026, 2, 26))
    world.ledger.close()
    firm.bank(
        bgmax(Section([Pay(11_000, ocr(MORE), 100)], on="20260226")),
        Camt([entry(1, MORE, 110, True)]).data(),
    )
    first, second = firm.waiting()
    world = firm.world()
    leave(world, first, reason="samma", same_as=1)
    world.ledger.close()
    firm.bank(Camt([entry(2, "1043", 402, False)]).data())
    assert firm.waiting() == [second]
    assert firm.subject(MORE).account.principal_left_ore == 60_400 - 11_000
