"""An invoice without OCR number gets one made when the firm asks for it, and is paid by it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.decision import IssueLetter
from reminder_cli.domain.events import Outcome
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.i18n import NO_TEXT
from reminder_cli.services.doctor import doctor
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.issuing import IssuedLetter
from reminder_cli.services.letter_building import build_letter
from reminder_cli.services.payments_view import unmatched
from reminder_cli.services.references import OcrSource, Reference
from reminder_cli.services.setup import change_setting
from reminder_cli.services.views import show
from reminder_cli.services.world import World
from tests.adapters.letters.pages import codes
from tests.adapters.payments.files import Pay, Section, bgmax
from tests.services.payments_firm import HEADER, Firm


def row(number: str, *, customer: int = 1, ocr: str = "", kronor: int = 1000) -> str:
    return (
        f"{number};{customer};Kund Nummer{customer} AB;556923-4585;2026-01-20;2026-02-20;{kronor},00;"
        f"{kronor},00;{ocr};Storgatan 1;852 30;Sundsvall;Arbete"
    )


@contextmanager
def world_of(firm: Firm) -> Iterator[World]:
    world = firm.world()
    yield world
    world.ledger.close()


def started(folder: Path, *rows: str, form: str = "checksum") -> Firm:
    firm = Firm(folder).start(settings={"make_ocr": form})
    take_in(firm, *rows)
    return firm


def take_in(firm: Firm, *rows: str) -> None:
    path = firm.file("\n".join([HEADER, *rows]).encode(), "csv")
    with world_of(firm) as world:
        import_files(world, [path], ImportOptions())


def turn(firm: Firm, form: str) -> None:
    with world_of(firm) as world:
        change_setting(world, "make_ocr", form)


def reference(firm: Firm, number: str) -> Reference:
    with world_of(firm) as world:
        return show(world, number).reference


def text_of(firm: Firm, letter: IssuedLetter) -> str:
    return next(firm.folder.rglob(f"{letter.name}.txt")).read_text(encoding="utf-8")


def pay(firm: Firm, *payments: Pay) -> list[int]:
    """The ids of payments that wait after a deposit of today."""
    firm.bank(bgmax(Section(list(payments), 1, on=f"{firm.today:%Y%m%d}")))
    return firm.waiting()


@pytest.mark.parametrize(
    ("form", "own", "named"),
    [
        ("none", "", ""),
        ("checksum", "", "10421"),
        ("length", "", "104265"),
        ("checksum", "88880", "88880"),
        ("length", "88880", "88880"),
        ("checksum", "123", "123"),  # its own, although wrong: doctor tells
    ],
)
def test_only_when_asked_for_and_never_beside_the_invoices_own(
    tmp_path: Path, form: str, own: str, named: str
) -> None:
    firm = started(tmp_path, row("1042", ocr=own), form=form)
    (letter,) = firm.send("1042").letters
    assert letter.ocr == named
    text = text_of(firm, letter)
    if named:
        assert re.search(rf"OCR-nummer:? +{named}$", text, re.MULTILINE)
    else:
        assert "OCR" not in text


@pytest.mark.parametrize("form", ["checksum", "length"])
def test_the_whole_letter(tmp_path: Path, golden: Callable[[str, str], None], form: str) -> None:
    firm = started(tmp_path, row("F-1042"), form=form)
    (letter,) = firm.send("F-1042").letters
    golden(f"letters/made-ocr-{form}-sv.txt", text_of(firm, letter))


def test_the_codes_hold_it(tmp_path: Path) -> None:
    firm = started(tmp_path, row("F-1042"))
    with world_of(firm) as world:
        change_setting(world, "swish", "1234567890")
    with world_of(firm) as world:
        (subject,) = subjects_by_number(world, ["F-1042"])
        letter = IssueLetter(
            kind=LetterKind.REMINDER,
            due_on=date(2026, 3, 16),
            fee_act=None,
            fee_ore=0,
            starts=None,
            why=NO_TEXT,
        )
        bank, swish = sorted(codes(build_letter(world, [(subject, letter)], number="1")))[::-1]
    assert json.loads(bank)["iref"] == "10421"
    assert swish.split(";")[2] == "10421"


def test_a_joined_demand_names_one_for_each(tmp_path: Path) -> None:
    firm = started(tmp_path, row("F-1042"), row("F-1043"), row("F-1044", ocr="88880"))
    firm.send("F-1042", "F-1043", "F-1044")
    firm.today = date(2026, 3, 20)
    pay(firm)  # the bank's newest file says that nothing came in
    (letter,) = firm.tick().letters
    assert letter.invoices == ("F-1042", "F-1043", "F-1044")
    text = text_of(firm, letter)
    for ocr in ("10421", "10439", "88880"):
        assert f"OCR {ocr}" in text
    firm.today = date(2026, 3, 23)
    owed = firm.subject("F-1043").account.owed_ore
    assert pay(firm, Pay(owed, "10439")) == []
    assert firm.subject("F-1043").account.owed_ore == 0


@pytest.mark.parametrize("now", ["checksum", "length", "none"])
def test_what_a_letter_named_is_found_whatever_is_set_since(tmp_path: Path, now: str) -> None:
    firm = started(tmp_path, row("F-1042"), row("F-1043", customer=2))
    firm.send("F-1042", "F-1043")
    turn(firm, now)
    firm.today = date(2026, 3, 4)
    # No amount of theirs: the number alone decides.
    assert pay(firm, Pay(123_45, "10421")) == []
    assert [p.amount_ore for p in firm.subject("F-1042").claim.payments] == [123_45]
    assert firm.subject("F-1043").claim.payments == ()


def test_a_number_that_no_letter_has_named_is_unknown(tmp_path: Path) -> None:
    firm = started(tmp_path, row("F-1042"), row("F-1043", customer=2))
    assert len(pay(firm, Pay(123_45, "10421"))) == 1
    assert firm.subject("F-1042").claim.payments == ()


def test_both_forms_are_known_when_letters_have_named_both(tmp_path: Path) -> None:
    firm = started(tmp_path, row("F-1042"))
    firm.send("F-1042")
    turn(firm, "length")
    firm.today = date(2026, 3, 20)
    pay(firm)
    (demand,) = firm.tick().letters
    assert demand.ocr == "104265"
    firm.today = date(2026, 3, 23)
    assert pay(firm, Pay(100_00, "10421", 1), Pay(200_00, "104265", 2)) == []
    assert len(firm.subject("F-1042").claim.payments) == 2


def test_it_is_known_that_it_was_paid_twice(tmp_path: Path) -> None:
    firm = started(tmp_path, row("F-1042"))
    total = firm.send("F-1042").letters[0].total_ore
    firm.today = date(2026, 3, 4)
    pay(firm, Pay(total, "10421"))
    case = firm.subject("F-1042").claim.case
    assert case is not None
    assert case.outcome is Outcome.PAID
    firm.today = date(2026, 3, 5)
    pay(firm, Pay(total, "10421"))
    with world_of(firm) as world:
        (line,) = unmatched(world)
    assert "F-1042" in str(line.why)


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        (["FAKTURA"], "FAKTURA (no digits)"),
        (["9" * 25], f"{'9' * 25} (too long)"),
        (["A-1042", "B-1042"], "A-1042 (the same as another's), B-1042 (the same as another's)"),
        (["1042", "10421"], "1042 (the same as another's)"),
    ],
    ids=["no digits", "too long", "twins", "another's number"],
)
def test_none_is_made_where_it_would_not_name_one_invoice(
    tmp_path: Path, numbers: list[str], why: str
) -> None:
    firm = started(tmp_path, *(row(n, customer=i) for i, n in enumerate(numbers, start=1)))
    (letter,) = firm.send(numbers[0]).letters
    assert letter.ocr == ""
    assert f"Faktura {numbers[0]}" in text_of(firm, letter)
    with world_of(firm) as world:
        (check,) = [check for check in doctor(world) if check.code == "made_ocr"]
    assert check.ok
    assert why in str(check.message)


def test_a_number_that_has_been_paid_is_not_used_again(tmp_path: Path) -> None:
    firm = started(tmp_path, row("A-1042"))
    total = firm.send("A-1042").letters[0].total_ore
    firm.today = date(2026, 3, 4)
    pay(firm, Pay(total, "10421"))
    take_in(firm, row("B-1042", customer=2))
    assert reference(firm, "B-1042") == Reference()


@pytest.mark.parametrize(
    ("form", "ocr", "source"),
    [
        ("checksum", "10421", OcrSource.MADE),
        ("length", "104265", OcrSource.MADE),
        ("none", "10421", OcrSource.LETTER),
    ],
)
def test_show_tells_where_it_is_from(
    tmp_path: Path, form: str, ocr: str, source: OcrSource
) -> None:
    firm = started(tmp_path, row("1042"), row("1043", ocr="88880"))
    firm.send("1042")
    turn(firm, form)
    assert reference(firm, "1042") == Reference(ocr, source)
    assert reference(firm, "1043") == Reference("88880", OcrSource.INVOICE)
