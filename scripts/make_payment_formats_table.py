"""Writes the table of sample files in docs/bank-files.md, by reading them with the program.

Run: PYTHONPATH=. python scripts/make_payment_formats_table.py FOLDER_OF_SAMPLES
The samples are files of banks and of other programs; they are not part of this project.
"""

from __future__ import annotations

import sys
from pathlib import Path

from reminder_cli.adapters.payments.registry import read_payments
from reminder_cli.domain.money import show_kronor
from reminder_cli.errors import RejectedFile

DOCUMENT = Path(__file__).parent.parent / "docs" / "bank-files.md"
FOLDERS = ("bgmax", "totalin", "camt", "bankcsv", "swish")
START, END = "<!-- samples -->", "<!-- end of samples -->"
HEAD = (
    "| file | read as | payments | sum, kr | left out, and why |\n"
    "|---|---|---:|---:|---|\n"
)  # fmt: skip


def row(path: Path) -> str:
    """One file as one row of the table."""
    try:
        result = read_payments(path)
    except RejectedFile as error:
        reason = error.message.partition(": ")[2].splitlines()[0]
        return f"| {path.name} | refused | 0 | | {reason} |\n"
    total = show_kronor(sum(payment.amount_ore for payment in result.payments))
    left_out = "; ".join(f"{n}: {why.words()}" for why, n in result.ignored.items())
    return f"| {path.name} | {result.format} | {len(result.payments)} | {total} | {left_out} |\n"


def table(samples: Path) -> str:
    """The whole table."""
    files = [path for folder in FOLDERS for path in sorted((samples / folder).iterdir())]
    return HEAD + "".join(row(path) for path in files)


def renewed(document: str, samples: Path) -> str:
    """The document with a fresh table between its marks."""
    before, _, rest = document.partition(START)
    return f"{before}{START}\n{table(samples)}{END}{rest.partition(END)[2]}"


def main() -> None:
    """Rewrite the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(renewed(text, Path(sys.argv[1])), encoding="utf-8")


if __name__ == "__main__":
    main()
