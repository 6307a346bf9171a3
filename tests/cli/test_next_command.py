"""Every refusal names the next command: in its own words, or as the typed line changed (``again``).

The code is read, not run: each place that makes an error or a finding is looked at.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from reminder_cli import errors
from reminder_cli.cli import again
from reminder_cli.errors import AGAIN, Again, Refused, RejectedFile, RemindError
from reminder_cli.i18n import set_language
from tests.cli.runs import ROOT, Firm

PACKAGE = ROOT / "reminder_cli"
COMMAND = "remind "
# What is said where there is no command line: it is asked anew at once, or a key does it.
ELSEWHERE = {
    "cli/sending.py: Write for example 1 3-5.": "an answer to the question of --pick, asked again",
    "cli/view/desk.py: Write why.": "a key of the full screen",
    "cli/view/desk.py: Look at it again, then send.": "a key of the full screen",
    "cli/asking.py: (nothing)": "the person has said no",
}
FINDINGS = {"Check", "Refusal", "_noted", "Need"}


def makers() -> set[str]:
    """The names of what is raised."""
    found = {
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, RemindError)
    }
    return {name for name in found if takes_fix(getattr(errors, name))}


def takes_fix(kind: type[RemindError]) -> bool:
    return "fix" in kind.__init__.__annotations__


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def places() -> Iterator[tuple[str, ast.Call, ast.AST]]:
    """Each making of an error or finding: file, the call, the function around it."""
    wanted = makers() | FINDINGS
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [x for x in ast.walk(tree) if isinstance(x, ast.FunctionDef)]
        for node in ast.walk(tree):
            is_base = isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__"
            in_errors = is_base and path.name == "errors.py"
            if isinstance(node, ast.Call) and (called(node) in wanted or in_errors):
                around: list[ast.AST] = [tree]
                around += [f for f in functions if f.lineno <= node.lineno <= (f.end_lineno or 0)]
                yield path.relative_to(PACKAGE).as_posix(), node, around[-1]


def texts(node: ast.AST) -> list[str]:
    return [
        x.value for x in ast.walk(node) if isinstance(x, ast.Constant) and isinstance(x.value, str)
    ]


def told(fix: ast.AST, around: ast.AST) -> list[list[str]]:
    """The texts of a fix, one list for each way it may come about; none where it is handed on."""
    if isinstance(fix, ast.Attribute):  # another finding's
        return []
    if isinstance(fix, ast.Call) and called(fix) == "str":
        return told(fix.args[0], around)
    if isinstance(fix, ast.Name):
        given = [
            x.value
            for x in ast.walk(around)
            if isinstance(x, ast.Assign) and getattr(x.targets[0], "id", "") == fix.id
        ]
        return [way for value in given for way in told(value, around)]
    if isinstance(fix, ast.Call) and any(getattr(x, "id", "") == "fix" for x in ast.walk(fix)):
        return []  # with something before it; it is looked at where it is given
    if isinstance(fix, ast.IfExp):
        return [*told(fix.body, around), *told(fix.orelse, around)]
    return [texts(fix)]


def of_what(node: ast.Call) -> dict[str, ast.AST]:
    return {word.arg: word.value for word in node.keywords if word.arg}


def test_every_refusal_names_a_command() -> None:
    without: set[str] = set()
    used: set[str] = set()
    for path, node, around in places():
        words = of_what(node)
        if "again" in words or called(node) in {"RejectedFile", "UnreadableFile"}:
            continue
        if called(node) == "__init__" and "fix" not in words:
            continue  # an error of a kind that has one
        if called(node) in FINDINGS and (
            "fix" not in words or ast.unparse(words.get("ok", ast.Constant(0))) == "True"
        ):
            continue  # all is well
        fixes = told(words["fix"], around) if "fix" in words else [["(nothing)"]]
        for fix in fixes:
            if not any(COMMAND in text for text in fix):
                place = f"{path}: {fix[0] if fix else '(nothing)'}"
                (used if place in ELSEWHERE else without).add(place)
    assert without == set()
    assert used == set(ELSEWHERE), "the table says no more than is so"


LINES = [
    (["pay", "1041", "femtusen"], Again(instead={"femtusen": "AMOUNT"}), "pay 1041 AMOUNT"),
    (["pay", "1", "2", "--on", "x"], Again(add="--on DATE"), "pay 1 2 --on DATE"),
    (["pay", "1", "2", "--on=x"], Again(add="--on DATE"), "pay 1 2 --on DATE"),
    (["pay", "1", "2", "--on=x"], Again(instead={"x": "DATE"}), "pay 1 2 --on=DATE"),
    (["list", "--all", "--csv"], Again(without="--csv"), "list --all"),
    (
        ["send", "1", "--adopt", "x"],
        Again(add="--adopt reminder --sent-on DATE"),
        "send 1 --adopt reminder --sent-on DATE",
    ),
    (["import", "a b.csv"], AGAIN, "import 'a b.csv'"),
    (["import", "./f/a.pdf"], Again(instead={"a.pdf": "FILE"}), "import FILE"),
    (["hold", "1", "--until", "20260101"], Again(instead={"2026-01-01": "DATE"}), "hold 1 --until DATE"),
    (["send", "--pick"], Again(without="--pick", add="NUMBER"), "send NUMBER"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "change", "wanted"), LINES, ids=[row[2] for row in LINES])
def test_the_line_typed_anew(line: list[str], change: Again, wanted: str) -> None:
    assert again.retyped(line, change) == wanted


def test_what_is_to_be_filled_in_is_in_the_users_language() -> None:
    set_language("sv")
    try:
        assert again.retyped(["hold", "1"], Again(add="--until DATE")) == "hold 1 --until DATUM"
    finally:
        set_language("en")


def test_a_file_that_was_rejected_is_given_again() -> None:
    again.remember(["import", "a.csv"])
    told_of = again.fix_of(RejectedFile("a.csv", "bad", fix="Correct it."))
    assert told_of == "Correct it.\nThen run it again: remind import a.csv"
    again.remember([])
    assert again.fix_of(Refused("no", fix="Do.", again=AGAIN)) == "Do."


def test_the_line_is_part_of_the_fix_in_json(filled: Firm, tmp_path: Path) -> None:
    ran = filled.run("hold", "1041", "--reason", "r", "--json")
    [error] = ran.json["errors"]
    assert error["fix"].endswith("Write: remind hold 1041 --reason r --json --until DATE")
