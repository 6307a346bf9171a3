"""The dossier: what stands in it, that its letters are those that were sent, and every refusal."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import zipfile
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from reminder_cli.domain.company import Collector
from reminder_cli.domain.kronofogden_rules import Action
from reminder_cli.errors import LedgerUnwritable, Refused, WrongValue
from reminder_cli.i18n import language
from reminder_cli.services.dossier import DossierReport, write_dossier
from reminder_cli.services.kronofogden import register
from tests.services.firm import FIRM, PERSON, Firm, invoice_row

B = "2001"


def made(
    folder: Path,
    *,
    collector: Collector = Collector.OWN,
    settings: dict[str, str] | None = None,
    org_number: str = FIRM,
    kind: str = "företag",
    number: str = B,
) -> Firm:
    """12 500.00 due on 30 April 2025; its inkassokrav ran to 9 June."""
    firm = Firm(folder, date(2025, 5, 12), collector=collector, settings=settings)
    row = invoice_row(
        number, 12_500_00, dated=date(2025, 3, 31), due=date(2025, 4, 30), org_number=org_number,
        kind=kind,
    )  # fmt: skip
    firm.take_in([row])
    firm.send(number)
    return firm


def demanded(firm: Firm) -> Firm:
    for day in (date(2025, 5, 27), date(2025, 6, 10)):
        firm.day = day
        firm.tick()
    firm.day = date(2025, 6, 16)
    return firm


def write(firm: Firm, name: str = "underlag.zip", number: str = B) -> DossierReport:
    with firm.world() as world:
        return write_dossier(world, number, firm.folder / name)


def read(report: DossierReport) -> dict[str, bytes]:
    with zipfile.ZipFile(report.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pdf_text(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return demanded(made(tmp_path))


def test_what_stands_in_it(firm: Firm) -> None:
    report = write(firm)
    files = read(report)
    assert list(files) == [
        "brev/01-2025-05-12-reminder.pdf",
        "brev/02-2025-05-27-demand.pdf",
        "underlag.json",
        "underlag.pdf",
    ]
    data = json.loads(files["underlag.json"])
    # 47 days through 16 June at 11 %: 177.05
    assert data["interest"] == {
        "accrued": "177.05",
        "from": "2025-06-17",
        "contract_percent": None,
        "rule": "räntelagen (1975:635) 6 §",
    }
    assert [(c["what"], c["amount"]) for c in data["costs"]] == [
        ("reminder", "60.00"),
        ("demand", "180.00"),
        ("application", "300.00"),
        ("application_work", "380.00"),
    ]
    assert data["claim"]["principal"] == "12500.00"
    assert data["total"] == "13597.05"
    assert report.total_ore == 13_597_05
    assert data["respondent"]["id_number"] == FIRM
    assert data["agent"] is None


def test_the_sheet_is_swedish_and_in_the_order_of_the_application(firm: Firm) -> None:
    text = pdf_text(read(write(firm))["underlag.pdf"])
    order = ["1. Sökande", "2. Svarande", "3. Fordran och grund", "4. Ränta", "5. Kostnader",
             "6. Sammanställning", "Bilaga A", "Bilaga B", "Bilaga C", "Bilaga D"]  # fmt: skip
    places = [text.index(heading) for heading in order]
    assert places == sorted(places)
    assert "Fordran avser Målning enligt faktura 2001 den 2025-03-31." in text
    assert "Ett inkassokrav skickades den 2025-05-27 med betalning senast den 2025-06-09." in text
    assert "13 597,05" in text
    assert "bankgiro" not in text.casefold()  # no instruction to pay
    assert language() == "en"


def test_the_letters_are_the_bytes_that_were_sent(firm: Firm) -> None:
    files = read(write(firm))
    data = json.loads(files["underlag.json"])
    for letter in data["letters"]:
        assert hashlib.sha256(files[letter["file"]]).hexdigest() == letter["sha256"]


def test_the_same_case_gives_the_same_bytes_for_the_owner_only(firm: Firm) -> None:
    first, second = write(firm, "a.zip"), write(firm, "b.zip")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600
    with zipfile.ZipFile(first.path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 & 0o777 for info in archive.infolist()} == {0o600}
    assert write(firm, "a.zip").files == second.files  # written over


def test_under_a_partner_with_a_payment(tmp_path: Path) -> None:
    firm = demanded(made(tmp_path, collector=Collector.PARTNER, org_number=PERSON, kind="privat"))
    firm.pay(B, 2500_00)
    files = read(write(firm))
    data = json.loads(files["underlag.json"])
    assert data["agent"]["name"] == "Ombud Inkasso AB"
    assert data["claim"] | {"invoice": B} == data["claim"]
    assert data["claim"]["principal"] == "10000.00"
    text = pdf_text(files["underlag.pdf"])
    assert "bara delvis betald: 2 500,00 kr har betalats" in text


def test_when_it_is_there_already_the_costs_are_those_registered(firm: Firm) -> None:
    with firm.world() as world:
        register(world, B, Action.APPLIED)
    data = json.loads(read(write(firm))["underlag.json"])
    assert [c["on"] for c in data["costs"][2:]] == ["2025-06-16", "2025-06-16"]
    assert data["total"] == "13597.05"


@pytest.mark.parametrize(
    ("settings", "kind", "words"),
    [
        ({"contract_rate": "9"}, "företag", "Avtalad ränta, 9,00 % per år"),
        ({"interest_notice": "false"}, "privat", "Ingen ränta yrkas."),
    ],
    ids=["by contract", "none"],
)
def test_the_interest_applied_for(
    tmp_path: Path, settings: dict[str, str], kind: str, words: str
) -> None:
    number = PERSON if kind == "privat" else FIRM
    firm = demanded(made(tmp_path, org_number=number, kind=kind, settings=settings))
    assert words in pdf_text(read(write(firm))["underlag.pdf"])


def test_no_name_from_outside_in_the_zip(tmp_path: Path) -> None:
    number = "../../etc/passwd"
    firm = demanded(made(tmp_path, number=number))
    for name in read(write(firm, number=number)):
        assert ".." not in name
        assert "passwd" not in name


def test_a_dry_run_writes_nothing(firm: Firm) -> None:
    with firm.world() as world:
        report = write_dossier(world, B, firm.folder / "x.zip", dry_run=True)
    assert not report.path.exists()
    assert len(report.files) == 4


# ---- refusals ----


def test_refused_when_a_letter_is_not_the_one_that_was_sent(firm: Firm) -> None:
    folder = firm.folder / "ledger-letters" / "archive"
    letter = next(folder.glob("*demand*.pdf"))
    letter.write_bytes(letter.read_bytes() + b" ")
    with pytest.raises(Refused, match="sha256") as refused:
        write(firm)
    assert "backup" in refused.value.fix
    letter.unlink()
    with pytest.raises(Refused, match="missing"):
        write(firm)
    assert not (firm.folder / "underlag.zip").exists()


def test_refused_before_the_demand_and_in_its_term(tmp_path: Path) -> None:
    firm = made(tmp_path)
    with pytest.raises(Refused, match="No inkassokrav"):
        write(firm)
    firm.day = date(2025, 5, 27)
    firm.tick()
    with pytest.raises(Refused, match="2025-06-09"):
        write(firm)


def test_refused_with_every_gate_that_stands(tmp_path: Path) -> None:
    firm = demanded(made(tmp_path))
    firm.day = date(2046, 1, 2)
    with pytest.raises(Refused, match=r"prescribed(.|\n)*no_reference_rate"):
        write(firm)


def test_refused_without_an_open_case(firm: Firm) -> None:
    firm.cancel(B)
    with pytest.raises(Refused, match="no open case"):
        write(firm)


@pytest.mark.parametrize("name", ["underlag.pdf", "underlag"])
def test_only_a_zip(firm: Firm, name: str) -> None:
    with pytest.raises(WrongValue):
        write(firm, name)


def test_no_such_folder(firm: Firm) -> None:
    with pytest.raises(Refused, match="no folder"):
        write(firm, "nowhere/underlag.zip")


def test_a_folder_that_cannot_be_written(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = firm.folder / "locked"
    locked.mkdir()
    (locked / ".underlag.zip.part").mkdir()  # what it would be written beside cannot be made
    with pytest.raises(LedgerUnwritable):
        write(firm, "locked/underlag.zip")
