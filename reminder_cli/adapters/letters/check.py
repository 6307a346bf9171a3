"""Tries a firm's own texts and template on made-up letters, before a real one is sent.

It says what is wrong and never repairs it. What the law wants of a letter is checked in its
words as far as words can be checked by a program: inkassolagen (1974:182) 1 and 5 §§.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from reminder_cli.adapters.letters.logo import LOGOS, logo_svg
from reminder_cli.adapters.letters.pdf import LayoutFailed, render_pdf
from reminder_cli.adapters.letters.sample import joined, sample
from reminder_cli.adapters.letters.shown import Shown
from reminder_cli.adapters.letters.text import text_of
from reminder_cli.adapters.letters.values import letter_values
from reminder_cli.adapters.letters.wording import LANGUAGES
from reminder_cli.domain.letter import LetterData
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.i18n import Text

# Pressure makes a letter an inkassokrav (1 §), which must then hold all that 5 § lists. These
# letters can come before the demand, so none of them may speak of what comes after it.
WITHOUT_PRESSURE = frozenset(LetterKind) - {
    LetterKind.DEMAND,
    LetterKind.MONITORING,
    LetterKind.RETRACTION,
}
PRESSURE = {
    "sv": (
        "kronofog",
        "domstol",
        "tingsrätt",
        "stämning",
        "rättsliga åtgärder",
        "betalningsföreläggande",
        "betalningsanmärkning",
        "utmätning",
        "konkurs",
        "inkassokrav",
        "kreditupplysning",
    ),
    "en": (
        "kronofog",
        "court",
        "enforcement",
        "legal action",
        "lawsuit",
        "order for payment",
        "payment order",
        "payment remark",
        "credit record",
        "credit rating",
        "bankruptcy",
        "demand",
        "inkassokrav",
    ),
}
# A reminder may say that the claim will be passed on (1 §), if there is somebody to pass it to.
PASSING_ON = {"sv": ("inkasso",), "en": ("inkasso", "debt collect", "collection agency")}


def check_templates(overrides: Path | None) -> list[Text]:
    """What is wrong with the texts, logo and template of a folder; nothing when all is well."""
    problems = list(_unknown_files(overrides)) if overrides else []
    # With these no letter is tried: the engine would fetch the package, and no letter has a picture.
    if overrides and (hopeless := [*_packages(overrides), *_logo_problems(overrides)]):
        return problems + hopeless
    for letter in _letters():
        name = f"{letter.language}/{letter.kind.value}.toml"
        try:
            problems += _wording_problems(letter, letter_values(letter, overrides), name)
            # The page of a partner's letter differs in its words alone, which are read above.
            if letter.agent is None:
                render_pdf(letter, overrides)
        except LayoutFailed as error:
            problems.append(_layout_problem(error, name, overrides))
        except (ValueError, OSError) as error:
            problems.append(Text("{file}: {problem}", {"file": name, "problem": error}))
    return list({str(problem): problem for problem in problems}.values())


def _letters() -> Iterator[LetterData]:
    for kind, language, agent in product(LetterKind, LANGUAGES, (False, True)):
        yield sample(kind, language, agent=agent)
    for language in LANGUAGES:
        yield joined(language)


def _unknown_files(overrides: Path) -> Iterator[Text]:
    known = {"common", *(kind.value for kind in LetterKind)}
    for language in LANGUAGES:
        for path in sorted((overrides / language).glob("*.toml")):
            if path.stem not in known:
                yield Text(
                    "{file}: no letter has that name; known are {known}",
                    {"file": f"{language}/{path.name}", "known": ", ".join(sorted(known))},
                )


_PACKAGE = Text(
    "letter.typ: line {line}: “{found}” would be fetched from the network; copy what you need of it"
    " into the template"
)


def _packages(overrides: Path) -> Iterator[Text]:
    """The packages that a template asks for: a letter is set without the network, or not at all."""
    template = overrides / "letter.typ"
    if not template.is_file():
        return
    lines = template.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        for found in re.findall(r"@[\w-]+/[\w-]+:[\w.]+", line):
            yield Text(_PACKAGE.msgid, {"line": number, "found": found})


def _logo_problems(overrides: Path) -> Iterator[Text]:
    try:
        logo_svg(overrides)
    except UnicodeDecodeError:
        yield Text("logo.svg is not an SVG picture")
    except (ValueError, OSError):
        yield Text("logo.png is not a PNG picture")


def _layout_problem(error: LayoutFailed, name: str, overrides: Path | None) -> Text:
    """What the engine says, by the file of the firm's own that it most likely comes from."""
    said: dict[str, object] = {"problem": error.said}
    if overrides is not None and (overrides / "letter.typ").is_file():
        if error.line:
            return Text("letter.typ, line {line}: {problem}", {**said, "line": error.line})
        return Text("letter.typ: {problem}", said)
    for logo in LOGOS:
        if overrides is not None and (overrides / logo).is_file():
            return Text("{file} cannot be shown: {problem}", {**said, "file": logo})
    return Text("{file}: {problem}", {"file": name, "problem": error})


def _wording_problems(letter: LetterData, shown: Shown, name: str) -> Iterator[Text]:
    words = own_words(shown).casefold()
    if letter.kind in WITHOUT_PRESSURE:
        for word in PRESSURE[letter.language]:
            if word in words:
                yield Text(
                    "{file}: “{word}” would make this letter an inkassokrav"
                    " (inkassolagen 1 §); take it out",
                    {"file": name, "word": word},
                )
    if letter.kind is LetterKind.REMINDER and letter.agent is None:
        for word in PASSING_ON[letter.language]:
            if word in text_of(shown).casefold():
                yield Text(
                    "{file}: “{word}” in a reminder without an agent; put the paragraph"
                    ' under when = ["agent"]',
                    {"file": name, "word": word},
                )
    if letter.kind is LetterKind.DEMAND:
        yield from _missing_in_demand(letter, shown, name)


def _missing_in_demand(letter: LetterData, shown: Shown, name: str) -> Iterator[Text]:
    who = letter.agent or letter.creditor
    day = letter.due_on.isoformat()
    words = own_words(shown)
    needed = {
        "{creditor}": letter.creditor.name in words,
        "{agent}": letter.agent is None or letter.agent.name in words,
        "{due_on}": any(day in part.text for part in shown.opening),
        # 5 §: a time within which to pay or object, and so to whom.
        "{contact}": any(who.email in part.text and day in part.text for part in shown.closing),
    }
    for place, found in needed.items():
        if not found:
            yield Text(
                "{file}: {place} is missing: a demand opens with creditor, agent and the day to"
                " pay, and ends with to whom and by when to object (inkassolagen 5 §)",
                {"file": name, "place": place},
            )


def own_words(shown: Shown) -> str:
    """The sentences of a letter that come from the text files of its kind."""
    told = (*shown.opening, *shown.closing)
    return "\n".join([shown.heading, *(f"{part.title}\n{part.text}" for part in told)])
