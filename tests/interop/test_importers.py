"""The readers on files as other programs write them: each read or refused as it should be."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from reminder_cli.adapters.importers.anonymise import KEPT_WORDS, anonymise
from reminder_cli.adapters.importers.base import ReadFile, ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.adapters.payments.registry import read_payments
from reminder_cli.domain.invoice import InvoiceDraft
from reminder_cli.errors import RejectedFile, UnreadableFile

pytestmark = pytest.mark.interop

TERMS = ReadOptions(terms_days=30)


def read(path: Path) -> tuple[ReadFile, list[InvoiceDraft]]:
    file = read_invoices(path, TERMS)
    drafts = list(file.drafts)
    assert file.problems == []
    return file, drafts


@pytest.mark.parametrize(
    ("name", "items", "unexplained_ore"),
    [
        pytest.param(
            "synthetic_fortnox_3.57_open.se",
            # 1041: 800 paid of the opening 800. 1042: 12500 paid. 1043: 4938 - 1000.
            # 4688 in closing balance = 3938 + 1250 - 500.
            [("1043", 493800, 393800, 'Stiftelsen "Ekdungen"'), ("1044", 125000, 125000, "Åsa Öberg"),
             ("1045", -50000, -50000, 'Stiftelsen "Ekdungen"')],
            0,
            id="fortnox",
        ),
        pytest.param(
            "synthetic_spiris_7.5_open.se",
            [("1043", 493800, 393800, 'Stiftelsen "Ekdungen"'), ("1044", 125000, 125000, "Åsa Öberg")],
            0,
            id="spiris",
        ),
        pytest.param("synthetic_bokio_open.se", [("1044", 125000, 125000, "Åsa Öberg")], 0, id="bokio"),
        pytest.param(
            "bl_administration_2011_sie4e.se",
            # 372260.90 opening less 277000 paid on 2409 and 2412 is what no invoice explains.
            [("2446", 106300, 106300, "AGA AB"), ("2448", 12500000, 12500000, "AGA AB"),
             ("2449", 12500000, 12500000, "A H AUTOGLAS"), ("2450", 11100, 11100, "AFFÄRSDATA SYSTEM AB"),
             ("2451", 106300, 106300, "ALL-EL")],
            9526090,
            id="bl",
        ),
        pytest.param(
            "visma_compact_6_sie4e.se",
            [("30102", 6181300, 6181300, "Österängens Bilservice"), ("30103", 4812500, 4812500, "Olas Bil & Plåt")],
            0,
            id="compact",
        ),
        pytest.param(
            "visma_fakturering_5.11_sie4i.si", [("891", 800000, 800000, "Karl Svensson")], 0, id="4I"
        ),
    ],
)  # fmt: skip
def test_sie4_open_items(
    samples: Path, name: str, items: list[tuple[str, int, int, str]], unexplained_ore: int
) -> None:
    file, drafts = read(samples / "sie4" / name)
    assert [(d.number, d.total_ore, d.remaining_ore, d.customer.name) for d in drafts] == items
    assert file.unexplained_ore == unexplained_ore
    assert all(total.holds for total in file.control_sums)
    assert bool(file.control_sums) is not name.endswith(".si")


def test_mamut_by_dimension_against_a_count_of_its_own(samples: Path) -> None:
    """The dimension is read once more with a single pattern, and summed."""
    path = samples / "sie4" / "mamut_enterprise_sie4e.se"
    sums: dict[str, int] = defaultdict(int)
    for match in re.finditer(
        rb'#TRANS\t1510\t\{[^}]*10 "(\d+)"\}\t(-?\d+)\.(\d\d)', path.read_bytes()
    ):
        number, kronor, ore = (part.decode() for part in match.groups())
        sums[number] += int(kronor + ore)
    issued = {number for number in sums if int(number) >= 12}  # 7, 8, 10, 11: the year before
    file, drafts = read(path)
    assert {d.number: d.remaining_ore for d in drafts} == {
        number: ore for number, ore in sums.items() if ore and number in issued
    }
    assert file.format.endswith("(dimension 10)")
    assert file.unexplained_ore == 0
    assert sum(d.remaining_ore or 0 for d in drafts) == 231013697  # its own closing balance


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("avendo_unbalanced_sie4e.se", "0 of 92 rows"),
        ("barsoom_tiny.se", "0 of 2 rows"),
        ("barsoom_unknown_labels.se", "0 of 2 rows"),
        ("bl_administration_2011_sie4i.si", "3 of 4 rows"),
        ("briljant_09_sie4e.se", "0 of 54 rows"),
        ("fortnox_bokforing_2.0_sie4e.se", "2 of 47 rows"),
        ("fortnox_bokforing_2.0_sie4i.si", "does not add up"),
        ("magenta_sie4e.se", "0 of 5 rows"),
        ("mamut_sie3.se", "balances and no vouchers"),
        ("softone_xe_sie4e.se", "21 of 24 rows"),
        ("visma_administration_2000_sie1.se", "balances and no vouchers"),
        ("visma_administration_2000_sie2.se", "balances and no vouchers"),
        ("visma_administration_2000_sie3.se", "balances and no vouchers"),
        ("visma_administration_2000_sie4e.se", "149 of 191 rows"),
        ("visma_administration_200_sie4e.se", "149 of 191 rows"),
        ("visma_avendo_5.20_sie4e.se", "0 of 92 rows"),
    ],
)
def test_sie4_refused(samples: Path, name: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read_invoices(samples / "sie4" / name, TERMS)


@pytest.mark.parametrize(
    "name",
    [
        "visma_administration_2000_sie4i.si",
        "visma_avendo_urval_sie4i.si",
        "visma_lon100_sie4i.si",
    ],
)
def test_sie4_without_claims(samples: Path, name: str) -> None:
    file, drafts = read(samples / "sie4" / name)
    assert drafts == []
    assert any("Nothing is booked" in str(note) for note in file.notes)


def test_sie5(samples: Path) -> None:
    file, drafts = read(samples / "sie5" / "Sample.sie")
    assert (len(drafts), len(file.settled)) == (16, 3)
    assert sum(d.remaining_ore or 0 for d in drafts) == 55023100
    assert (file.unexplained_ore, file.full_list) == (0, True)
    file, drafts = read(samples / "sie5" / "SampleExtension.sie")
    assert [(d.number, d.remaining_ore) for d in drafts] == [("1002", 229400)]
    assert file.unexplained_ore == 54793700
    with pytest.raises(UnreadableFile, match="no customer invoices"):
        read_invoices(samples / "sie5" / "SampleEntry.sie", TERMS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("synthetic_UNVERIFIED_reskontra_with_preamble_open.csv",
         [("1042", 1250000, 1250000), ("1043", 493750, 393750)]),
        ("synthetic_bokio_InvoiceSummaries_open.csv",
         [("1", 1250000, 0), ("2", 493750, 393750), ("3", 125000, 125000), ("4", -50000, -50000)]),
        ("synthetic_fortnox_api_invoices_open.json", [("1041", 1250000, 1250000), ("1042", 493800, 0)]),
        ("synthetic_spiris_customerledgeritems_open.json", [("1041", 1250000, 500000)]),
    ],
)  # fmt: skip
def test_lists(samples: Path, name: str, expected: list[tuple[str, int, int]]) -> None:
    _, drafts = read(samples / "invoices" / name)
    assert [(d.number, d.total_ore, d.remaining_ore) for d in drafts] == expected


@pytest.mark.parametrize(
    ("name", "count"),
    [("synthetic_bokio_Customers_open.csv", 1), ("synthetic_spiris_Customers_Export_open.csv", 2)],
)
def test_customer_lists(samples: Path, name: str, count: int) -> None:
    file, drafts = read(samples / "invoices" / name)
    assert drafts == []
    assert len(list(file.customers)) == count


@pytest.mark.parametrize("folder", ["bgmax", "totalin", "camt", "bankcsv", "swish"])
def test_payment_files_are_no_invoice_lists(samples: Path, folder: str) -> None:
    """A bank statement given to import by mistake never becomes invoices."""
    for path in sorted((samples / folder).iterdir()):
        with pytest.raises(UnreadableFile):
            list(read_invoices(path, TERMS).drafts)


# Anonymised


def all_samples(samples: Path) -> list[Path]:
    """Every sample that is text."""
    found = sorted(samples.rglob("*"))
    return [path for path in found if path.is_file() and path.suffix not in {".xlsx", ".md"}]


def findings(path: Path) -> tuple[object, ...]:
    """What a reader finds in a file, without what is somebody's; of a refusal its words."""
    is_bank = path.parent.name.startswith(("bgmax", "totalin", "camt", "bankcsv"))
    try:
        return _payments_found(path) if is_bank else _invoices_found(path)
    except RejectedFile as error:
        return (re.sub(r"\d[\d ,.\xa0]*", "#", error.message.split(": ", 1)[-1]),)


def _invoices_found(path: Path) -> tuple[object, ...]:
    file = read_invoices(path, TERMS)
    drafts = list(file.drafts)
    still_open = sum(1 for draft in drafts if draft.remaining_ore != 0)
    shares = [str(note) for note in file.notes if "name their invoice" in str(note)]
    return (
        file.format, file.encoding, len(drafts), still_open, len(file.settled), file.rows, shares,
        len(file.problems), len(list(file.customers)), [total.holds for total in file.control_sums],
        [(draft.invoice_date, draft.due_date, draft.kind) for draft in drafts],
    )  # fmt: skip


def _payments_found(path: Path) -> tuple[object, ...]:
    found = read_payments(path)
    days = [(payment.on, payment.is_reversal) for payment in found.payments]
    counts = (len(found.deposits), len(found.problems), len(found.notes), found.rows)
    return (found.format, found.encoding, days, counts, found.ignored)


@pytest.mark.parametrize("salt", [b"interop", b"b", b"c"])
def test_an_anonymised_sample_says_the_same(samples: Path, tmp_path: Path, salt: bytes) -> None:
    """As many bytes, and to a reader the same: share understood, what is open, sums that hold."""
    for path in all_samples(samples):
        data = path.read_bytes()
        folder = tmp_path / path.parent.name
        folder.mkdir(exist_ok=True)
        copy = folder / path.name
        copy.write_bytes(anonymise(data, salt=salt))
        assert copy.stat().st_size == len(data), path.name
        assert copy.read_bytes().count(b"\n") == data.count(b"\n")
        assert findings(copy) == findings(path), path.name


def test_nothing_of_anybody_is_left_in_an_anonymised_sample(samples: Path) -> None:
    """Each name, number, address and amount that a reader finds is looked for in the copy."""
    for path in all_samples(samples):
        data = path.read_bytes()
        copy = anonymise(data, salt=b"interop")
        texts = [copy.decode(encoding, "replace") for encoding in ("utf-8", "cp437", "latin-1")]
        secrets = {
            secret
            for secret in _secrets(path)
            if len(secret.strip("0")) > 3 and secret.casefold() not in KEPT_WORDS
        }
        words = {text: set(re.findall(r"\w+", text)) for text in texts}
        for secret in secrets:
            assert all(secret not in words[text] for text in texts), f"{path.name}: {secret}"


def _secrets(path: Path) -> set[str]:
    """The words and numbers that are somebody's, as they stand in the file."""
    found: set[str] = set()
    program: list[str] = []  # stays, and a demonstration's firm may be called so
    amounts: set[int] = set()
    options = ReadOptions(terms_days=30, force=True)
    try:
        if path.parent.name in {"sie4", "sie5", "invoices"}:
            file = read_invoices(path, options)
            drafts = list(file.drafts)
            found.add(file.org_number)
            for customer in [*(draft.customer for draft in drafts), *file.customers]:
                found.update(
                    (customer.name, customer.number, customer.org_number, customer.email,
                     customer.street, customer.postal_code, customer.city)
                )  # fmt: skip
            for draft in drafts:
                found.update((draft.number, draft.ocr))
                amounts.update((draft.total_ore, draft.remaining_ore or 0))
        else:
            for payment in read_payments(path).payments:
                found.update((payment.payer, payment.payer_giro, payment.payer_org_number))
                found.update((*payment.references, *payment.texts, payment.account))
                amounts.add(payment.amount_ore)
    except RejectedFile:
        pass
    if path.parent.name == "sie4":
        text = path.read_bytes().decode("cp437")
        found.update(re.findall(r"(?m)^#(?:ORGNR|FNAMN|ADRESS)[ \t]+(.*)$", text))
        found.update(re.findall(r"(?m)^#OBJEKT[ \t]+8[ \t]+\S+[ \t]+(.*)$", text))
        program = re.findall(r"(?m)^#PROGRAM[ \t]+(.*)$", text)
    words = {word for text in found for word in re.findall(r"[^\W_]+", text)}
    words -= set(re.findall(r"[^\W_]+", " ".join(program)))
    return words | {str(abs(ore) // 100) for ore in amounts if abs(ore) > 10_000_00}
