"""Draws the life of a case, docs/life-of-a-case.svg and its Swedish twin; --check only looks.

The stages have the names that the program shows; days and fees are those of its own terms. A test plays
cases through every move below and finds no other (tests/cli/test_lifecycle.py).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path

from reminder_cli.adapters.settings import SETTINGS
from reminder_cli.adapters.terms import carried_terms
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome, Stage
from reminder_cli.domain.money import show_kronor
from reminder_cli.domain.terms import in_force
from reminder_cli.i18n import speaking
from reminder_cli.services.words import OUTCOMES, STAGES

ROOT = Path(__file__).parent.parent
PICTURES = {
    "en": ROOT / "docs" / "life-of-a-case.svg",
    "sv": ROOT / "docs" / "sv" / "life-of-a-case.svg",
}
TERMS_OF = date(2026, 3, 2)

# From which stage to which, by what command. Closing is drawn apart: a case may be closed at any stage.
MOVES = {
    (None, Stage.REMINDER): "remind send",
    (Stage.REMINDER, Stage.DEMAND): "remind tick",
    (Stage.DEMAND, Stage.CHOOSE): "remind tick",
    (Stage.CHOOSE, Stage.MONITORING): "remind choose",
    (Stage.MONITORING, Stage.CHOOSE): "remind choose",
    (Stage.CHOOSE, Stage.KRONOFOGDEN): "remind kronofogden",
    (Stage.MONITORING, Stage.KRONOFOGDEN): "remind kronofogden",
    (Stage.KRONOFOGDEN, Stage.CHOOSE): "remind kronofogden",
}

WORDS = {
    "en": {
        "title": "The life of a case",
        "overdue": "Overdue",
        "overdue_is": "Not paid in time. Nothing is sent by itself.",
        "send": "you say which invoices",
        "reminder_is": "A reminder, fee {reminder_fee} kr. {reminder_days} banking days to pay.",
        "demand_when": "{demand_after} days after it, once its {reminder_days} banking days are out",
        "demand_is": "An inkassokrav, fee {demand_fee} kr. {demand_days} days to pay or object.",
        "choose_when": "when its {demand_days} days are out",
        "choose_is": "No letter. You choose; after {choose_days} days, monitoring.",
        "monitoring_is": "A letter each year, no fee.",
        "kronofogden_is": "You apply there, and register what happens.",
        "any": "when it is paid, or you end it",
        "closed_is": "Paid in full at any stage, the letters end by themselves.",
    },
    "sv": {
        "title": "Ett ärendes liv",
        "overdue": "Förfallen",
        "overdue_is": "Inte betald i tid. Inget skickas av sig självt.",
        "send": "du säger vilka fakturor",
        "reminder_is": "En påminnelse, avgift {reminder_fee} kr. {reminder_days} bankdagar att betala.",
        "demand_when": "{demand_after} dagar efter, när dess {reminder_days} bankdagar har gått",
        "demand_is": "Ett inkassokrav, avgift {demand_fee} kr. {demand_days} dagar att betala eller invända.",
        "choose_when": "när dess {demand_days} dagar har gått",
        "choose_is": "Inget brev. Du väljer; efter {choose_days} dagar efterbevakning.",
        "monitoring_is": "Ett brev om året, utan avgift.",
        "kronofogden_is": "Du ansöker där, och registrerar vad som händer.",
        "any": "när det är betalt, eller du avslutar det",
        "closed_is": "Betalas allt, i vilket steg som helst, upphör breven av sig själva.",
    },
}
STYLE = """
text { font: 14px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328 }
.stage { font-size: 15px; font-weight: 600; text-anchor: middle }
.typed { font: 13px ui-monospace, "DejaVu Sans Mono", monospace; fill: #0550ae }
.small { font-size: 12.5px; fill: #59636e }
.middle { text-anchor: middle }
rect { fill: #fff; stroke: #818b98; stroke-width: 1.5 }
.paper { stroke: none }
.course { fill: #f6f8fa; stroke: #d1d9e0 }
.you { fill: #ddf4ff; stroke: #54aeff }
.end { fill: #dafbe1; stroke: #4ac26b }
path { stroke: #59636e; stroke-width: 1.5; fill: none; marker-end: url(#tip) }
"""
WIDTH, HEIGHT = 760, 630
LEFT, BOX_WIDTH, BOX_HEIGHT = 40, 200, 42
FIRST, STEP = 20, 96
APART = 420
"""Where the second box of the lowest row begins."""


def _figures() -> dict[str, str]:
    terms = in_force(carried_terms(), collector=Collector.OWN, on=TERMS_OF)
    assert terms is not None
    return {
        "reminder_fee": show_kronor(terms.reminder_fee_ore).removesuffix(",00"),
        "demand_fee": show_kronor(terms.demand_fee_ore).removesuffix(",00"),
        "reminder_days": str(terms.reminder_banking_days),
        "demand_after": str(terms.demand_after_days),
        "demand_days": str(terms.demand_days),
        "choose_days": next(s.default for s in SETTINGS if s.key == "after_demand_days"),
    }


def _text(x: int, y: int, words: str, kind: str = "") -> str:
    return f'<text x="{x}" y="{y}" class="{kind}">{escape(words)}</text>'


def _box(x: int, y: int, name: str, kind: str = "", width: int = BOX_WIDTH) -> Iterator[str]:
    yield f'<rect x="{x}" y="{y}" width="{width}" height="{BOX_HEIGHT}" rx="8" class="{kind}"/>'
    yield _text(x + width // 2, y + 27, name, "stage")


def _arrow(course: str) -> str:
    return f'<path d="{course}"/>'


def _down(row: int, command: str, when: str) -> Iterator[str]:
    """The arrow from one row to the next, with what is typed and when it comes."""
    x, top = LEFT + BOX_WIDTH // 2, FIRST + row * STEP + BOX_HEIGHT
    yield _arrow(f"M{x} {top + 2}V{top + STEP - BOX_HEIGHT - 3}")
    yield _text(x + 14, top + 32, command, "typed")
    yield _text(x + 22 + 8 * len(command), top + 32, when, "small")


def drawn(lang: str) -> str:
    """The picture, as SVG."""
    with speaking(lang):
        words = {key: text.format(**_figures()) for key, text in WORDS[lang].items()}
        stages = {stage: str(STAGES[stage]) for stage in Stage}
        ends = " · ".join(str(OUTCOMES[outcome]) for outcome in Outcome)
    column = (Stage.REMINDER, Stage.DEMAND, Stage.CHOOSE)
    beside = LEFT + BOX_WIDTH + 16
    lowest, end = FIRST + 4 * STEP + 20, FIRST + 5 * STEP + 62
    frame = lowest + 78 - (FIRST + STEP - 12)
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" class="paper"/>',
        f'<rect x="16" y="{FIRST + STEP - 12}" width="{WIDTH - 32}" height="{frame}" rx="12" class="course"/>',
        *_box(LEFT, FIRST, words["overdue"]),
        _text(beside, FIRST + 27, words["overdue_is"]),
        *_down(0, MOVES[None, Stage.REMINDER], words["send"]),
    ]
    for row, stage in enumerate(column, start=1):
        y = FIRST + row * STEP
        parts += _box(LEFT, y, stages[stage], "you" if stage is Stage.CHOOSE else "")
        parts.append(_text(beside, y + 27, words[f"{stage}_is"]))
    for row, stage in enumerate(column[1:], start=1):
        parts += _down(row, MOVES[column[row - 1], stage], words[f"{stage}_when"])
    parts += _after_choose(stages, words, lowest)
    parts += [
        _arrow(f"M{LEFT + BOX_WIDTH // 2} {lowest + 80}V{end - 3}"),
        _text(LEFT + BOX_WIDTH // 2 + 14, end - 12, words["any"], "small"),
        *_box(LEFT, end, stages[Stage.CLOSED], "end"),
        _text(beside, end + 18, ends, "small"),
        _text(beside, end + 38, words["closed_is"], "small"),
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-labelledby="title">\n<title id="title">{words["title"]}</title>\n'
        f"<style>{STYLE}</style>\n"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" style="fill: #59636e; stroke: none; '
        'marker-end: none"/></marker></defs>'
    )
    return "\n".join([head, *parts, "</svg>\n"])


def _after_choose(stages: dict[Stage, str], words: dict[str, str], y: int) -> Iterator[str]:
    """The two ways from the choice, and back."""
    middle, choice = LEFT + BOX_WIDTH // 2, FIRST + 3 * STEP
    other = APART + BOX_WIDTH // 2
    both_ways = ' style="marker-start: url(#tip)"'
    yield from _box(LEFT, y, stages[Stage.MONITORING])
    yield from _box(APART, y, stages[Stage.KRONOFOGDEN])
    yield f'<path d="M{middle} {choice + BOX_HEIGHT + 3}V{y - 3}"{both_ways}/>'
    yield _text(middle + 14, choice + 86, MOVES[Stage.CHOOSE, Stage.MONITORING], "typed")
    turn = choice + 58
    yield f'<path d="M{LEFT + BOX_WIDTH - 30} {choice + BOX_HEIGHT + 3}V{turn}H{other}V{y - 3}"{both_ways}/>'
    yield _text(other - 170, choice + 86, MOVES[Stage.CHOOSE, Stage.KRONOFOGDEN], "typed")
    yield _arrow(f"M{LEFT + BOX_WIDTH + 3} {y + 21}H{APART - 3}")
    yield _text(middle, y + 62, words["monitoring_is"], "small middle")
    yield _text(other, y + 62, words["kronofogden_is"], "small middle")


def main() -> int:
    """Draw them, or say which is not what the program does."""
    stale = 0
    for lang, path in PICTURES.items():
        picture = drawn(lang)
        if "--check" not in sys.argv:
            path.write_text(picture, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != picture:
            print(f"{path.relative_to(ROOT)} is not what remind does: run scripts/docs.py")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
