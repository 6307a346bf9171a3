"""Whatever the order and the overlap of the files, the ledger ends the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from reminder_cli.ledger import payment_queries
from reminder_cli.services import payments_view
from tests.adapters.payments.files import Camt, Ntry, Pay, Section, Tx, bgmax
from tests.services.payments_firm import Firm, Inv, ocr

NUMBERS = ("1042", "1043", "1044", "1045")
INVOICES = tuple(Inv(n, 300 + 100 * i, i, f"Kund {'ABCD'[i]}ström") for i, n in enumerate(NUMBERS))

# The bank's own list of what came in: the invoice, kronor, and whether the payer gave the OCR.
payment = st.tuples(
    st.sampled_from(NUMBERS), st.sampled_from([300, 400, 500, 600, 50]), st.booleans()
)


def entry(place: int, number: str, kronor: int, by_ocr: bool) -> Ntry:
    ref = f"R{place}"
    strd = [(ocr(number), f"{kronor}.00")] if by_ocr else ()
    text = "" if by_ocr else f"faktura {number}"
    tx = Tx(f"{kronor}.00", ref=ref, name="Någon", strd=strd, ustrd=text)
    return Ntry(f"{kronor}.00", [tx], ref=ref, on=f"2026-02-{25 + place % 3}")


def outcome(firm: Firm) -> object:
    world = firm.world()
    try:
        accounts = [
            (s.account.paid_ore, s.account.principal_left_ore, s.account.overpaid_ore)
            for s in firm.subjects(NUMBERS)
        ]
        waiting = sorted(
            (p.draft.on, p.waiting_ore, p.reference) for p in payment_queries.waiting(world.ledger)
        )
        days = payments_view.day_sums(payments_view.between(world, None, None))
        return accounts, waiting, [(d.on, d.account, d.sum_ore) for d in days]
    finally:
        world.ledger.close()


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_order_and_overlap_do_not_matter(data: st.DataObject) -> None:
    rows = data.draw(st.lists(payment, min_size=1, max_size=6))
    entries = [entry(place, *row) for place, row in enumerate(rows)]
    others = data.draw(st.lists(payment, max_size=3))
    parts = [Pay(kr * 100, ocr(n), serial) for serial, (n, kr, _o) in enumerate(others, 100)]
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
