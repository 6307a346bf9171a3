"""`remind view`: what stands on a screen of 80 × 24, and what keys do to a real ledger."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from reminder_cli.cli.view.rows import CASE_HEADS, INVOICE_HEADS, Row, short_status, widths
from reminder_cli.i18n import Text, set_language
from reminder_cli.services.cancel import cancel
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.words import STATUSES
from tests.cli.runs import DAY, INIT, Firm, clean_env
from tests.cli.screens import SWEDEN, Screen, run
from tests.delivery_firm import DAY as MAIL_DAY
from tests.delivery_firm import invoice, make_firm, rows_of, world_on
from tests.ledger.worlds import dump
from tests.post_office import post_office

Golden = Callable[[str, str], None]


@pytest.fixture(params=["en", "sv"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


def test_pictures(filled: Firm, golden: Golden, language: str) -> None:
    """Golden screens of the lists, the question, what is owed, the letter and the keys."""
    pages: dict[str, list[str]] = {}

    async def play(screen: Screen) -> None:
        async def page(name: str, *keys: str) -> None:
            await screen.press(*keys)
            pages[name] = screen.lines

        await page("invoices")
        await page("may be sent, all marked", "f", "a")
        await page("question", "s")
        await page("nothing was sent", "n")
        await page("letter", "p")
        await page("all, by customer", "escape", "escape", "f", "o", "o")
        await page("cases", "2")
        await page("explained", "e")
        await page("one invoice", "escape", "enter")
        await page("hold", "escape", "h")
        await page("keys", "escape", "question_mark")

    run(filled, play)
    for name, lines in pages.items():
        assert max(map(len, lines)) <= 80, name
    shown = "\n".join(f"==== {name}\n" + "\n".join(lines) for name, lines in pages.items())
    golden(f"view/{language}.txt", shown + "\n")


def test_a_letter_is_sent_when_y_is_pressed_and_not_before(filled: Firm) -> None:
    before = dump(filled.ledger)

    async def play(screen: Screen) -> None:
        await screen.press("f", "slash")
        await screen.type("1043")
        await screen.press("enter", "space", "s")
        assert "1 letter goes out" in screen.text
        assert "To print and post: 1" in screen.text
        for key in ("enter", "space", "s", "x"):
            await screen.press(key)
        await screen.press("escape")
        assert dump(filled.ledger) == before
        await screen.press("s", "y")
        assert "1 reminder sent" in screen.text

    run(filled, play)
    [case] = filled.answer("status", "1043")["cases"]
    assert case["reminder_on"] == DAY
    assert len(list((filled.folder / "ledger-letters" / "to-print").glob("*1043*.pdf"))) == 1


def test_marked_letters_go_by_mail_and_others_to_print(tmp_path: Path) -> None:
    rows = [invoice(1, email="a@kund.example"), invoice(2, email="b@kund.example"), invoice(3)]
    rows += [invoice(4)]
    with post_office() as office:
        path = make_firm(tmp_path, rows, port=office.port)

        async def play(screen: Screen) -> None:
            await screen.press("space", "space", "space", "s")
            assert "3 letters go out" in screen.text
            assert "By mail: 2. To print and post: 1." in screen.text
            await screen.press("j")
            assert "2 letters mailed" in screen.text

        run(Firm(path.parent), play, day=MAIL_DAY.isoformat())
        assert sorted(who for who, _mail in office.taken) == ["a@kund.example", "b@kund.example"]
    letters = rows_of(world_on(path, MAIL_DAY))
    assert [row.state for row in letters.values()] == ["sent"] * 3


def test_what_changed_since_the_question_is_not_sent(filled: Firm) -> None:
    async def play(screen: Screen) -> None:
        await screen.press("f", "slash")
        await screen.type("1043")
        await screen.press("enter", "s")
        world = world_on(filled.ledger, datetime.fromisoformat(DAY).date(), trial=True)
        send(world, ["1049"], SendOptions(deliver=False))
        world.ledger.close()
        await screen.press("y")
        assert "Something has changed" in screen.text

    run(filled, play)
    assert filled.answer("status", "1043")["cases"] == []


def test_a_question_asked_before_midnight_is_asked_again(filled: Firm) -> None:
    moment = [datetime.fromisoformat(DAY).replace(hour=23, minute=59, tzinfo=SWEDEN)]

    async def play(screen: Screen) -> None:
        await screen.press("f", "s")
        moment[0] += timedelta(minutes=2)
        await screen.press("y")
        assert "Nothing was sent" in screen.text
        await screen.press("escape")
        assert "2026-03-03" in screen.lines[0]

    run(filled, play, clock=lambda: moment[0])


def test_hold_lift_and_close(filled: Firm) -> None:
    async def play(screen: Screen) -> None:
        await screen.press("2", "slash")
        await screen.type("1041")
        await screen.press("enter", "h")
        await screen.type("2026-03-31")
        await screen.press("enter")
        await screen.type("away until April")
        await screen.press("enter")
        assert "Put on hold through 2026-03-31: 1041" in screen.text
        await screen.press("y", "escape")
        assert "on hold" in screen.text
        await screen.press("r", "y", "escape", "c")
        await screen.type("agreed")
        await screen.press("enter")
        assert "Close 1041, and waive" in screen.text
        await screen.press("n")
        assert len(filled.answer("status", "1041")["cases"]) == 1
        await screen.press("c")
        await screen.type("agreed")
        await screen.press("enter", "y")
        assert "Closed: 1041" in screen.text

    run(filled, play)
    [case] = filled.answer("status", "1041")["cases"]
    assert case["outcome"] == "cancelled"
    notes = [item.get("note") for item in filled.answer("show", "1041")["history"]]
    assert "away until April" in notes
    assert "agreed" in notes


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["2", "h", *"tomorrow", "enter", "enter"], "is not a day"),
        (["2", "h", *"20260331", "enter", "enter"], "only with a reason"),
        (["2", "h", *"20260101", "enter", "x", "enter"], "has passed"),
        (["2", "r"], "is not on hold"),
        (["2", "c", "enter"], "only with a reason"),
        (["f", "c", "x", "enter"], "no open case"),
        (["2", "s"], "A case is open already"),
    ],
    ids=lambda value: "".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_a_sentence_and_changes_nothing(
    filled: Firm, keys: list[str], said: str
) -> None:
    before = dump(filled.ledger)

    async def play(screen: Screen) -> None:
        await screen.press(*keys)
        assert said in " ".join(screen.text.split())
        await screen.press("escape")
        assert "Space mark" in screen.text

    run(filled, play)
    assert dump(filled.ledger) == before


def test_mark_all_leaves_what_was_cancelled(filled: Firm) -> None:
    """The user had a reason; it is sent again only when it is marked by itself."""
    world = world_on(filled.ledger, datetime.fromisoformat(DAY).date(), trial=True)
    cancel(world, ["1041"], reason="agreed")
    world.ledger.close()

    async def play(screen: Screen) -> None:
        await screen.press("f", "a", "s")
        asked = [line for line in screen.lines if line.strip().startswith("│")]
        assert any("1042" in line for line in asked)
        assert not any("1041" in line for line in asked)
        await screen.press("n")

    run(filled, play)


def test_names_are_shown_as_they_are(tmp_path: Path) -> None:
    """No name is markup or takes over the terminal."""
    firm = Firm(tmp_path)
    assert firm.run(*INIT).code == 0
    names = ["[red]Röd[/red]", "[/]", "[@click=app.bell]x", "\x1b[31mEsc", "Dold\u202etxt", "A\\[b"]
    rows = [
        f"{n};{n};{name};556912-3473;2026-01-20;2026-02-19;100,00;Arbete;Gatan 1;753 21;Uppsala"
        for n, name in enumerate(names, start=1)
    ]
    heads = "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Beskrivning;"
    heads += "Gatuadress;Postnr;Ort"
    (tmp_path / "names.csv").write_text("\n".join([heads, *rows]) + "\n", encoding="utf-8")
    assert firm.run("import", str(tmp_path / "names.csv")).code == 0
    shown: list[str] = []

    async def play(screen: Screen) -> None:
        shown.append(screen.text)
        await screen.press("a", "s")
        shown.append(screen.text)
        await screen.press("n", "enter")
        shown.append(screen.text)
        await screen.press("escape", "p")

    run(firm, play)
    for text in shown:
        assert "[red]Röd[/red]" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "[31mEsc" in shown[0]
    assert "A\\[b" in shown[0]


def test_a_firm_without_anything(firm: Firm) -> None:
    async def play(screen: Screen) -> None:
        assert "Nothing to show" in screen.text
        for key in ("s", "h", "r", "c", "e", "p", "enter", "space", "a", "f", "o", "2", "s"):
            await screen.press(key)
        assert "Nothing to show" in screen.text

    run(firm, play)


def test_without_a_terminal_it_says_what_to_use(filled: Firm) -> None:
    ran = filled.really("view")
    assert ran.code == 2
    assert "remind list" in ran.err
    assert ran.out == ""


def test_on_a_real_terminal_it_starts_and_ends(filled: Firm) -> None:
    """In a process of its own, on a terminal of 80 columns; q is the only key it gets."""
    shown = filled.on_terminal("view", keys=("q end", "q"))
    assert shown.code == 0
    assert "Traceback" not in shown.out


def test_ctrl_c_ends_it(filled: Firm) -> None:
    shown = filled.on_terminal("view", keys=("q end", "\x03"))
    assert shown.code == 0
    assert "ctrl+q" not in shown.out


@pytest.mark.parametrize("arguments", [["--version"], ["list"], ["--help"]])
def test_no_other_command_pays_for_it(filled: Firm, arguments: list[str]) -> None:
    code = (
        "import sys; from reminder_cli.__main__ import main\n"
        f"sys.argv = ['remind', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('textual' in sys.modules)"
    )
    env = {**clean_env(), **filled.env()}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=env, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"


def test_no_status_is_cut(language: str) -> None:
    """On 80 characters; what stands beside a stage is told in the line about the row."""
    assert language
    status = next(head for head in INVOICE_HEADS if str(head.text) == str(Text("Status")))
    stage = next(head for head in CASE_HEADS if str(head.text) == str(Text("Stage")))
    for name in STATUSES:
        assert len(short_status(name)) <= status.width == stage.width


@pytest.mark.parametrize(
    ("room", "wide"),
    [
        (77, [9, 16, 10, 12, 14, 10]),  # 80 characters
        (80, [9, 19, 10, 12, 14, 10]),  # the name takes what is left over
        (117, [9, 30, 10, 12, 14, 10]),  # and no more than it needs
        (60, [9, 16, 10, 12, 14, 10]),  # narrower than it can be drawn
    ],
)
def test_a_wide_screen_is_used(room: int, wide: list[int]) -> None:
    cells = ("1041", "N" * 30, "2026-02-19", "1 250,00", "Overdue", "2026-03-02")
    assert widths(INVOICE_HEADS, [Row(number="1041", cells=cells, detail="")], room) == wide
    long = Row(number="1041", cells=(*cells[:3], "1 000 000 250,00", *cells[4:]), detail="")
    assert widths(INVOICE_HEADS, [long], room)[3] == 16, "an amount is never cut"


def test_what_a_column_cuts_stands_in_the_line_about_the_row(filled: Firm) -> None:
    async def play(screen: Screen) -> None:
        assert "Matfors Fastigh…" in screen.text
        assert "1050 · Matfors Fastigheter AB · Reminder sent" in screen.text
        await screen.press("2", "slash")
        await screen.type("1050")
        await screen.press("enter", "h")
        await screen.type("20260331")
        await screen.press("enter", "x", "enter", "y", "escape")
        assert "on hold, Remi…" in screen.text
        assert "1050 · Matfors Fastigheter AB · Reminder sent (on hold)" in screen.text

    run(filled, play)
