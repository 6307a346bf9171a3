"""Keeps the Swedish catalogue in step with the code: gathers every text, and compiles what is translated.

python scripts/messages.py            update sv.po and compile sv.mo
python scripts/messages.py --check    say what is missing or stale; change nothing
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "reminder_cli" / "locale" / "sv" / "LC_MESSAGES"
HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Language", "sv"),
    ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "Text": None,
    "ngettext": (1, 2),
}


class _Undated(Catalog):
    """A catalogue that says nothing of when or by what it was made, so that its bytes stay."""

    mime_headers = property(lambda _self: HEADERS)  # type: ignore[assignment]


def gathered() -> Catalog:
    """Every marked text in the package, without places, so that moving code changes nothing."""
    catalog = _Undated(locale="sv", project="remind", charset="utf-8", fuzzy=False)
    found = extract_from_dir(ROOT / "reminder_cli", [("**.py", "python")], keywords=KEYWORDS)
    for _file, _line, message, _comments, _context in sorted(found, key=lambda row: str(row[2])):
        if message and message != ("", ""):
            catalog.add(message, flags=())
    return catalog


def updated() -> Catalog:
    """The texts of the code with the translations there are; texts no longer used are dropped."""
    path = FOLDER / "remind.po"
    fresh = gathered()
    if not path.exists():
        return fresh
    with path.open("rb") as file:
        old = read_po(file, locale="sv")
    for message in fresh:
        known = old.get(message.id) if message.id else None
        if known is not None and known.string:
            message.string = known.string
    return fresh


def untranslated(catalog: Catalog) -> list[str]:
    """The texts that have no Swedish yet."""
    return [
        str(message.id)
        for message in catalog
        if message.id and not (all(message.string) if message.pluralizable else message.string)
    ]


def rendered(catalog: Catalog) -> tuple[bytes, bytes]:
    """The po and mo files of a catalogue; the same catalogue gives the same bytes."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, omit_header=True, sort_output=True, width=100)
    write_mo(mo, catalog)
    header = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += b'"Language: sv\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    return header + po.getvalue(), mo.getvalue()


def main() -> int:
    """Update the files, or say what is not in order."""
    catalog = updated()
    po, mo = rendered(catalog)
    missing = untranslated(catalog)
    if "--check" in sys.argv:
        stale = [
            name
            for name, content in (("remind.po", po), ("remind.mo", mo))
            if not (FOLDER / name).exists() or (FOLDER / name).read_bytes() != content
        ]
        for name in stale:
            print(f"{name} is not what the code says: run python scripts/messages.py")
        for text in missing:
            print(f"no Swedish yet: {text!r}")
        return 1 if stale or missing else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "remind.po").write_bytes(po)
    (FOLDER / "remind.mo").write_bytes(mo)
    print(f"{len(catalog)} texts, {len(missing)} without Swedish")
    return 0


if __name__ == "__main__":
    sys.exit(main())
