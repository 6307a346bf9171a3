"""Whatever the order and the overlap of the files, the ledger ends the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reminder_cli.ledger import payment_queries
from reminder_cli.services import payments_view
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
