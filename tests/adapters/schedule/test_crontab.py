"""The crontab: our line is found again and changed, every other byte stays; no path breaks the line."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.adapters.schedule.crontab import TIMES, entries, line, with_job, without
from reminder_cli.adapters.schedule.job import ALL, Job, Unschedulable

HARD = '/home/Åsa/50% "kort" o\'rik $HOME `x` ;# & *(!)~/ledger.db'


def job(target: str = "/a/ledger.db") -> Job:
    return Job(target, ("/opt/remind", "--ledger", target, "tick", "--quiet"))


def as_cron_reads(text: str) -> str:
    """The command that cron hands to /bin/sh: to the first bare %, with each \\% made a %."""
    command = text.removeprefix(f"{TIMES} ")
    assert command != text
    return re.split(r"(?<!\\)%", command)[0].replace("\\%", "%")


def test_sh_gets_the_very_words(tmp_path: Path) -> None:
    program = tmp_path / "50% 'x' \"y\" å" / "remind"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$XDG_DATA_HOME" "$@"\n', encoding="utf-8")
    program.chmod(0o700)
    words = ("--ledger", HARD, "tick")
    text = line(Job(HARD, (str(program), *words), (("XDG_DATA_HOME", "/d % 'e'"),)))
    done = subprocess.run(
        ["/bin/sh", "-c", as_cron_reads(text)], capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stdout.splitlines() == ["/d % 'e'", *words]


printable = st.text(min_size=1).filter(lambda t: t.isprintable() and "\\" not in t)


@given(printable)
def test_every_printable_path_comes_through(path: str) -> None:
    assert shlex.split(as_cron_reads(line(job(path))))[2] == path


@pytest.mark.parametrize("sign", ["\n", "\r", "\0", "\x1b", "\\", "\udcff"])
def test_what_cron_cannot_be_told_is_refused(sign: str) -> None:
    with pytest.raises(Unschedulable):
        line(job(f"/a{sign}b/ledger.db"))


others = st.lists(st.binary().filter(lambda b: b"\n" not in b and b"\r" not in b)).map(b"\n".join)


@given(others)
def test_every_other_byte_stays(content: bytes) -> None:
    new = with_job(content, job())
    start = content if content.endswith(b"\n") or not content else content + b"\n"
    assert new.startswith(start)
    assert [entry.target for entry in entries(new)][-1:] == ["/a/ledger.db"]
    assert with_job(new, job()) == new
    assert without(new, ["/a/ledger.db"]) == start


def test_a_changed_line_is_changed_in_its_place() -> None:
    old = with_job(b"MAILTO=a\r\n", job()).replace(b"10 8-11", b"0 5") + b"1 2 * * * other\n"
    assert [entry.at_our_times for entry in entries(old)] == [False]
    new = with_job(old, job())
    assert new.replace(b"10 8-11", b"0 5") == old


@pytest.mark.parametrize("rest", [b"", b"\n1 2 * * * other\n", b"# 10 8-11 * * 1-5 remind\n"])
def test_a_marker_whose_line_is_gone_takes_no_other_along(rest: bytes) -> None:
    content = b"# remind schedule: /a/ledger.db\n" + rest
    assert entries(content) == []
    assert without(content, ["/a/ledger.db"]) == rest
    assert with_job(content, job()).endswith(rest)


def test_each_target_has_its_own() -> None:
    content = with_job(with_job(with_job(b"", job()), job("/b")), job(ALL))
    assert [entry.target for entry in entries(content)] == ["/a/ledger.db", "/b", ALL]
    assert entries(without(content, ["/b"])) == [entries(content)[0], entries(content)[2]]
