"""In Swedish the tables show Swedish words, which are understood when typed; JSON and English stay as they are."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from reminder_cli.domain.gates import HARD_CODES, SOFT_CODES
from reminder_cli.i18n import set_language
from reminder_cli.services.words import CUSTOMER_KINDS, FLAGS, GATES, STAGES, code_of, gate_word
from tests.cli.runs import ROOT, Firm, plain

CATALOGUE = ROOT / "reminder_cli" / "locale" / "sv" / "LC_MESSAGES" / "remind.po"
# What a reader puts in himself, and words that another has taken the place of: docs/glossary.md has the one that is used.
ENGLISH = r"(?<![A-Z{])(NUMBER|FILE|DATE|AMOUNT|INVOICE|CUSTOMER|NAME|PATH|FOLDER|ACTION|PERCENT|KEY|VALUE|ADDRESS|YYYY)(?![A-Z}])"
NOT_USED = r"gäldenär|avbetalningsplan|kontantnota|åsidosätt|köpvillkor|konsument|upphäv en|ö(ppet|ppna|ppnar) ärende"


@pytest.mark.parametrize("code", sorted(HARD_CODES | SOFT_CODES))
def test_each_gate_has_a_word_that_is_understood(code: str) -> None:
    assert gate_word(code) == code
    set_language("sv")
    word = gate_word(code)
    assert word != code or code == "prescribed"
    assert re.fullmatch(r"[a-zåäö_]+", word)
    assert code_of(word, GATES) == code
    assert code_of(word.replace("_", " ").capitalize(), GATES) == code


@pytest.mark.parametrize("words", [CUSTOMER_KINDS, FLAGS, STAGES], ids=["kinds", "flags", "stages"])
def test_each_word_of_a_table_is_understood(words: dict[str, object]) -> None:
    for language in ("en", "sv"):
        set_language(language)
        for code, word in words.items():
            assert code_of(str(word), words) == code  # type: ignore[arg-type]
            assert code_of(code, words) == code  # type: ignore[arg-type]
    assert code_of("något annat", words) == "något annat"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("privatperson", "consumer"),
        ("Företag", "business"),
        ("consumer", "consumer"),
        ("public body", "public_body"),
    ],
)
def test_a_kind_of_customer_as_the_table_says_it(filled: Firm, typed: str, kind: str) -> None:
    ran = filled.run("--lang", "sv", "debtor", "105", "--kind", typed, "--json")
    assert ran.code == 0, ran.out
    assert ran.json["data"]["kind"] == kind


def test_an_override_in_swedish(filled: Firm) -> None:
    ran = filled.run(
        *("--lang", "sv", "send", "1052", "--override", "ej_förfallen", "--reason", "r")
    )
    english = filled.run("send", "1052", "--override", "not_due", "--reason", "r")
    assert ran.code == english.code
    assert "not_due" not in ran.out


def test_the_list_in_swedish_and_as_json(filled: Firm) -> None:
    shown = plain(filled.on_terminal("list", REMIND_LANG="sv").out)
    assert "ej_sek" in shown
    assert "not_sek" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    codes = {
        gate["code"]
        for item in filled.run("--lang", "sv", "list", "--json").json["data"]["invoices"]
        for gate in item["gates"]
    }
    assert "not_sek" in codes


SETTINGS = [
    ("interest_notice", "nej", "false"),
    ("channel_demand", "e-post", "email"),
    ("channel_reminder", "papper", "print"),
    ("after_demand_days", "aldrig", "never"),
    ("default_description", "inget", "none"),
    ("default_description", "papper", "papper"),  # a text of the firm's own is no word of a table
]


@pytest.mark.parametrize(("key", "typed", "stored"), SETTINGS)
def test_a_setting_as_the_table_shows_it(firm: Firm, key: str, typed: str, stored: str) -> None:
    ran = firm.run("--lang", "sv", "settings", "set", key, typed)
    assert ran.code == 0, ran.err
    assert f"{key} är nu {typed}." in ran.out
    [value] = [x for x in firm.answer("settings")["settings"] if x["key"] == key]
    assert value["value"] == stored


def test_settings_are_shown_in_swedish(firm: Firm) -> None:
    shown = firm.run("--lang", "sv", "settings").out
    assert re.search(r"^interest_notice +ja ", shown, re.MULTILINE)
    assert not re.search(r"^\w+ +(true|false|none|never)\b", shown, re.MULTILINE)


@pytest.mark.parametrize(
    "line",
    [["pay", "--help"], ["kronofogden", "--help"], ["payments", "match", "--help"], ["pay"]],
    ids=" ".join,
)
def test_what_is_to_be_filled_in_is_swedish(firm: Firm, line: list[str]) -> None:
    ran = firm.run("--lang", "sv", *line)
    shown = ran.out + ran.err
    assert not re.search(r"\b(FILE|NUMBER|DATE|AMOUNT|INVOICE|ACTION)\b", shown)
    assert "FAKTURA" in shown
    english = firm.run(*line)
    assert "INVOICE" in english.out + english.err


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_columns_of_a_list_by_word_and_understood(firm: Firm, lang: str) -> None:
    """A program that names its columns in English and its customers by long ids, on 80 columns."""
    wide = firm.folder / "ledger.csv"
    wide.write_text(
        "CustomerId;Customer name;InvoiceNumber;InvoiceDate;DueDate;TotalAmountInvoiceCurrency;"
        "RemainingAmountInvoiceCurrency\n"
        + "".join(
            f"00000000-0000-0000-0000-00000000000{n};Alnö Bygg AB;200{n};2026-01-02;2026-02-01;1250,00;1250,00\n"
            for n in range(3)
        ),
        encoding="utf-8",
    )
    shown = plain(firm.on_terminal("import", str(wide), typed=["n"], REMIND_LANG=lang).out)
    assert max(map(len, shown.partition("/n] ")[0].splitlines())) <= 80
    word = {"sv": "fakturanummer", "en": "invoice number"}[lang]
    assert re.search(rf"^{word} +InvoiceNumber +2000 +2001 +2002", shown, re.MULTILINE)
    told = firm.run(
        *("--lang", lang, "import", str(wide), "--dry-run", "--map", f"{word}=InvoiceNumber"),
    )
    assert told.code == 0, told.err


@pytest.mark.parametrize("pattern", [ENGLISH, f"(?i){NOT_USED}"], ids=["placeholders", "words"])
def test_one_word_for_a_thing_and_it_is_swedish(pattern: str) -> None:
    with CATALOGUE.open("rb") as file:
        texts = [m.string for m in read_po(file, locale="sv") if m.id]
    told = [one for text in texts for one in ([text] if isinstance(text, str) else text or ())]
    assert [text for text in told if re.search(pattern, text)] == []
