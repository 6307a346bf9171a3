"""Letters a second and peak memory, beside the bare engine setting the same page.

Run: python benchmarks/letters.py [HOW_MANY]. One process, one core; the first letter, which
pays for loading the engine and its fonts, is timed apart.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace

from reminder_cli.adapters.letters import pdf
from reminder_cli.adapters.letters.qr import svg
from reminder_cli.adapters.letters.sample import joined, sample
from reminder_cli.adapters.letters.text import render_text
from reminder_cli.adapters.letters.values import letter_values
from reminder_cli.domain.letter import LetterData
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.resources import data_path


def main(how_many: int) -> None:
    print(
        f"first letter {_seconds(lambda: pdf.render_pdf(sample(LetterKind.DEMAND))) * 1000:.0f} ms"
    )
    for name, letter in (
        ("reminder", sample(LetterKind.REMINDER)),
        ("demand", sample(LetterKind.DEMAND, agent=True)),
        ("joined, 8 claims", joined("sv", 8)),
        ("plan, 3 slips", sample(LetterKind.INSTALMENT_PLAN)),
    ):
        letters = [_numbered(letter, n) for n in range(how_many)]
        pages = [_values(one) for one in letters]
        ours = _seconds(lambda letters=letters: [pdf.render_pdf(one) for one in letters])
        bare = _seconds(lambda pages=pages: [_bare(page) for page in pages])
        text = _seconds(lambda letters=letters: [render_text(one) for one in letters])
        print(
            f"{name:<18}{how_many / ours:6.0f} PDF/s  bare {how_many / bare:6.0f}/s"
            f"  ratio {ours / bare:.2f}  text {how_many / text:6.0f}/s  peak {_peak_mb():.0f} MB"
        )


def _numbered(letter: LetterData, n: int) -> LetterData:
    # Each letter differs, or the engine would answer from what it remembers.
    debtor = replace(letter.debtor, name=f"Kund {n} AB")
    return replace(letter, number=f"{n}-1", debtor=debtor)


def _values(letter: LetterData) -> str:
    data = asdict(letter_values(letter))
    for box in data["payments"]:
        for code in box["codes"]:
            code["svg"] = svg(code["text"])
    return json.dumps(data, ensure_ascii=False)


def _bare(page: str) -> None:
    compiler = pdf._compiler(data_path("letters", "letter.typ"))
    compiler.compile(
        format="pdf", sys_inputs={"letter": page, "logo": ""}, pdf_standards=list(pdf.STANDARDS)
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
