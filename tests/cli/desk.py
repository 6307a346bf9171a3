"""A desk at which every command that a text shows can be typed: a firm with invoices, files and letters.

A command that stands alone, in a sentence or in a help, is typed at a copy of the desk, after what has
to have happened before it (RECIPES). Names in capitals, which a reader puts in himself, are put in here.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, nullcontext
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from openpyxl import Workbook

from reminder_cli.resources import example_path
from tests.adapters.importers.test_bokio_zip import CUSTOMERS, INVOICES, packed
from tests.adapters.importers.test_sie4 import HEAD, balances, invoice
from tests.adapters.payments.files import Pay, Section, bgmax
from tests.cli.runs import DAY, INIT, Ran
from tests.cli.test_schedule import CRONTAB, Computer, script
from tests.post_office import post_office

KARINS = (
    "1042;103;Karin Holm;19760901-9885;2026-01-23;2026-02-22;12500,00;;12500,00;SEK;10421;"
    "Byte av köksblandare;Tallvägen 3;864 32;Matfors;;;;"
)
A_BACKUP = "remind-2026-01-31.db"
BANK_HEAD = "Bokföringsdag;Belopp;Avsändare;Namn;Rubrik\n"
BANK = "2026-03-02;500,00;;Alnö Bygg AB;Faktura 1041\n"
WAITING = "".join(
    f"2026-03-02;{kronor},00;;Okänd;Tack {n}\n"
    for n, kronor in enumerate((11, 12, 13, 14, 2000, 16, 2000))
)

SENT = ("send 1042 1043",)
CHOICE = (*SENT, "2026-03-17 tick", "2026-03-31 tick")
APPLIED = (*CHOICE, "2026-06-16 kronofogden 1042 applied --on 2026-06-16")
UTSLAG = (*APPLIED, "2026-08-17 kronofogden 1042 utslag --on 2026-08-15")
ENFORCED = (*UTSLAG, "2026-08-17 kronofogden 1042 enforcement --on 2026-08-17")
IN_FROM_BANK = ("payments import waiting.csv",)
PLAN = ("2026-11-24 send 1042", "2026-11-24 instalments 1042 --months 6 --first 2026-12-30")
UNCERTAIN = (
    "send 1042 --no-deliver",
    "backup copy.db",
    "rm remind/ledger.db",
    "restore copy.db --yes",
)
MAILED = (
    "settings set smtp_host 127.0.0.1",
    "settings set smtp_port PORT",
    "settings set smtp_security none",
    "settings set mail_from ekonomi@firman.example",
    "send 1049",
)
RESTORED = ("backup copy.db", "pay 1046 100", "restore copy.db --yes --discard-newer")


class Recipe(NamedTuple):
    """What has to have happened before a command that fits ``pattern``, and how it then ends.

    ``before`` are commands, with their day when it is not DAY. ``instead`` puts one word in the place of
    another. ``code`` and ``says`` tell how a command ends that is refused here, as the text says it is.
    """

    pattern: str
    before: tuple[str, ...] = ()
    day: str = DAY
    instead: Mapping[str, str] = {}
    code: int = 0
    says: str = ""


# The first that fits counts.
RECIPES = (
    Recipe(r"init$", instead={"init": shlex.join(["--company", "Ny", *INIT])}),
    Recipe(r"init --yes", instead={"init": "--company Ny init"}),
    Recipe(r"--company \S+ init|--ledger try.db .*init", instead={"init": shlex.join(INIT)}),
    Recipe(r"--company", (shlex.join(["--company", "Firma", *INIT]),)),
    Recipe(r"--ledger (FILE|FIL) ", instead={"FILE": A_BACKUP, "FIL": A_BACKUP}),
    Recipe(r"(COMMAND|KOMMANDO) ", instead={"COMMAND": "list", "KOMMANDO": "list"}),
    Recipe(r"import.* year\.se", instead={"year.se": "year.se --other-company"}),
    # Both are typed on a terminal elsewhere: tests/cli/test_view.py, tests/cli/test_pick.py.
    Recipe(r"view$", code=2, says="The full screen needs a terminal."),
    Recipe(r"(send|list) --pick$", code=2, says="--pick needs a terminal."),
    Recipe(r"send NU.* --adopt", instead={"NUMBER": "1042", "NUMMER": "1042"}),
    Recipe(r"payments (match|repay|leave)", IN_FROM_BANK, "2026-03-12"),
    Recipe(r"payments undo", (*IN_FROM_BANK, "payments repay 7"), "2026-03-12"),
    Recipe(r"unpay 7", (*IN_FROM_BANK, "payments match 7 1043")),
    Recipe(r"unpay", ("pay 1046 100",), instead={"NUMBER": "1", "NUMMER": "1"}),
    Recipe(
        r"release",
        (
            *SENT,
            "hold 1042 --until 2026-04-30 --reason x",
            "hold 1041 --until 2026-04-30 --reason x",
        ),
    ),
    Recipe(r"resolve", (*SENT, "dispute 1042 --reason x", "dispute 1041 --reason x")),
    Recipe(r"(status|explain|report) .*2026-03-31", SENT, "2026-04-01"),
    Recipe(r"(cancel|hold|dispute|invoice readdress|status|explain) ", SENT),
    Recipe(r"choose \S+ choose", (*CHOICE, "2026-03-31 choose 1041 monitoring"), "2026-04-01"),
    Recipe(r"choose|dossier", CHOICE, "2026-03-31"),
    Recipe(r"kronofogden \d+ applied", CHOICE, "2026-06-16"),
    Recipe(r"kronofogden \d+ utslag", APPLIED, "2026-08-17"),
    Recipe(r"kronofogden \d+ report", ENFORCED, "2026-09-15"),
    Recipe(r"kronofogden \d+ invoiced", ENFORCED, "2026-11-02"),
    Recipe(r"instalments 1042 --(show|break)", PLAN, "2026-11-24"),
    Recipe(r"instalments 1042", ("2026-11-24 send 1042 1043",), "2026-11-24"),
    Recipe(r"debtor 104 --clear", ("debtor 104 --bankrupt 2026-03-02",)),
    Recipe(
        r"erase 104",
        instead={"erase": "erase --yes"},
        code=1,
        says="It can be erased from 2036-01-26.",
    ),
    Recipe(r"outbox sent", instead={"17": "1", "2026-01-14": DAY}),
    Recipe(r"outbox resend", UNCERTAIN, instead={"17": "5", "ID": "5"}),
    Recipe(r"outbox bounced", MAILED, instead={"17": "5", "ID": "5"}),
    Recipe(r"outbox undo", ("send 1042 1048 --no-deliver",), instead={"17": "5", "18": "6"}),
    Recipe(r"outbox resume", RESTORED),
    Recipe(r"retract", instead={"17": "1", "3": "1"}),
    Recipe(r"settings set interest_notice false --customer", instead={"102": "103"}),
    Recipe(r"doctor", code=1, says="tick has never run"),
    Recipe(r"backup", instead={A_BACKUP: "new.db"}),
    Recipe(r"restore", instead={"FILE": A_BACKUP, "FIL": A_BACKUP, "restore": "restore --yes"}),
    Recipe(
        r"export sie \S+ --redo",
        ("pay 1046 100", "export sie first.se"),
        instead={"NUMBER": "1", "NUMMER": "1"},
    ),
)
# What a reader puts in himself, in the words of both languages; the file is that of the command.
PUT_IN = {"NUMBER": "1041", "NUMMER": "1041", "DATE": DAY, "DATUM": DAY, "ID": "1", "TEXT": "x", "FOLDER": "bank", "MAPP": "bank", "NAME": "Firma", "NAMN": "Firma", "…": "x"}  # fmt: skip
FILES = {"import": "fakturor.csv", "adopt": "oppna.csv", "payments": "waiting.csv"}


class Desk(Computer):
    """A computer on which the firm of the examples keeps its ledger; what is typed is typed in its folder."""

    def put_in_order(self) -> None:
        """Lay the files out, set the firm up, take its invoices in, and send four of them."""
        self.has("crontab", script(CRONTAB))
        lay_out(self.home)
        first = (shlex.join(INIT), "import fakturor.csv", "send 1041 1046 1050 1051")
        for line in (*first, f"backup {A_BACKUP}"):
            went_well(self.type(line), line)

    def type(self, line: str, day: str = DAY) -> Ran:
        """Type what stands after `remind`."""
        words = [word.replace("~", str(self.home)) for word in shlex.split(line)]
        return self.run(*words, day=day, HOME=str(self.home))

    def alone(self, line: str) -> Ran:
        """Type a command after what has to have happened before it; it ends as its recipe says, or this fails."""
        words = line.removeprefix("remind ")
        recipe = next((r for r in RECIPES if re.match(r.pattern, words)), Recipe(""))
        with post_office() if recipe.before is MAILED else nullcontext() as office:
            for earlier in recipe.before:
                self.before(earlier.replace("PORT", str(office.port if office else "")), line)
        ran = self.type(self.with_real_words(words, recipe), recipe.day)
        assert ran.code == recipe.code, f"{line}: {ran.err}{ran.out}"
        assert recipe.says in " ".join((ran.out + ran.err).split()), f"{line}: {ran.err}"
        return ran

    def before(self, typed: str, line: str) -> None:
        """Type what has to have happened before a line; `rm` takes a file away."""
        day, command = (typed[:10], typed[11:]) if typed.startswith("20") else (DAY, typed)
        if command.startswith("rm "):
            (self.home / command[3:]).unlink()
        else:
            went_well(self.type(command, day), f"{command}, before {line}")

    def with_real_words(self, words: str, recipe: Recipe) -> str:
        """The words of a command, with a real one for each that the reader is to put in."""
        verb = words.split(maxsplit=1)[0]
        file = FILES.get(verb, "ny.x")
        for word, other in {**PUT_IN, "FILE": file, "FIL": file, **recipe.instead}.items():
            words = re.sub(rf"(?<![\w.-]){re.escape(word)}(?!\w)", other, words)
        if re.search(r"--plan (HASH|KOD|[0-9a-f]{12})", words):
            plan = json.loads(self.type("plan --json", recipe.day).out)["data"]["hash"]
            words = re.sub(r"--plan \S+", f"--plan {plan}", words)
        return words


class Desks:
    """Copies of a desk: each different command is typed once in a run of the tests, wherever it stands."""

    def __init__(self, first: Desk, folder: Path) -> None:
        self.first, self.folder = first, folder
        self.typed: set[str] = set()

    def alone(self, line: str, at: str = "") -> None:
        """Type a command at a copy; fail with where it stands."""
        if line in self.typed:
            return
        self.typed.add(line)
        with self.copy() as desk:
            try:
                desk.alone(line)
            except AssertionError as wrong:
                raise AssertionError(f"{at}: {wrong}") from None

    @contextmanager
    def copy(self) -> Iterator[Desk]:
        """A copy of the desk, to work in."""
        home = Path(mkdtemp(dir=self.folder)) / "desk"
        shutil.copytree(self.first.home, home)
        with chdir(home):
            yield Desk(home)


def went_well(ran: Ran, line: str) -> None:
    """Fail with the line and what was answered."""
    assert ran.code == 0, f"{line}: {ran.err}{ran.out}"


def lay_out(folder: Path) -> None:
    """The files that the texts name, with the invoices that they name: 1042 and 1043 are one customer's."""
    rows = example_path("fakturor.csv").read_text(encoding="utf-8").splitlines()
    assert rows[5].startswith("1042;")
    heads, *others = [rows[3], rows[4], KARINS, *rows[6:18]]
    listed = f"{heads};Moms\n" + "".join(
        f"{row};{'2500,00' if row == KARINS else ''}\n" for row in others
    )
    texts = {
        **dict.fromkeys(("fakturor.csv", "invoices.csv", "list.csv", "kunder.csv"), listed),
        "lista.csv": listed.replace("Fakturanr", "Löpnr").replace("Belopp", "Summa"),
        **dict.fromkeys(
            ("oppna.csv", "cases.csv"), "number;step;date;fees\n1048;reminder;2026-02-28;60\n"
        ),
        **dict.fromkeys(("betalningar.csv", "statement.csv", "bank/mars.csv"), BANK_HEAD + BANK),
        "waiting.csv": BANK_HEAD + WAITING,
        "year.se": HEAD + invoice(2001, 500, day="20260105") + balances("0", "500"),
    }
    (folder / "bank").mkdir()
    (folder / "usb").mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("fakturor.xlsx", "lista.xlsx"):
        workbook(folder / name, listed)
    packed(folder / "bokio.zip", {"InvoiceSummaries.csv": INVOICES, "Customers.csv": CUSTOMERS})
    (folder / "bgmax.txt").write_bytes(
        bgmax(Section([Pay(500_00, "10413")], on="20260302", bankgiro="55367742"))
    )


def workbook(path: Path, text: str) -> None:
    """The same list as a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in text.splitlines():
        sheet.append(line.split(";"))
    book.save(path)
