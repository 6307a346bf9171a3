"""Names in the order of a Swedish list (Svenska skrivregler)."""

from __future__ import annotations

import pytest

from reminder_cli.domain.swedish_order import swedish_order


@pytest.mark.parametrize(
    "names",
    [
        ("éclair", "Ek", "Zeta", "Ånge", "Ängen", "Öberg"),
        ("anna", "Berit", "cecilia"),
        ("Xenia", "Übermann", "Ylva"),
        ("Å-kabel", "Æro", "Ö-vik"),
        ("A\u030angstro\u0308m", "Ås"),  # written with marks of their own
    ],
    ids="-".join,
)
def test_sorted(names: tuple[str, ...]) -> None:
    backwards = names[::-1]
    assert sorted(backwards, key=swedish_order) == list(names)


def test_a_sign_that_is_a_mark_alone_keeps_its_place() -> None:
    assert swedish_order("\u0301") == "\u0301"
