"""The units: systemd itself finds nothing wrong with them, and no path is taken for something else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from reminder_cli.adapters.schedule.job import ALL, Job, Unschedulable
from reminder_cli.adapters.schedule.systemd import files, line, unit


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/a b/x", '"/a b/x"'),
        ("/50%/x", '"/50%%/x"'),
        ("/$HOME/x", '"/$$HOME/x"'),
        ('/"q"/x', '"/\\"q\\"/x"'),
        ("/back\\slash", '"/back\\\\slash"'),
        ("/Åsa o'x", '"/Åsa o\'x"'),
    ],
)
def test_a_path_in_the_command(path: str, written: str) -> None:
    assert line(Job(path, ("/opt/remind", path))) == f'ExecStart="/opt/remind" {written}'


@pytest.mark.parametrize("sign", ["\n", "\0", "\x1b"])
def test_what_cannot_stand_in_a_unit_is_refused(sign: str) -> None:
    with pytest.raises(Unschedulable):
        files(Job("/a", ("/opt/remind", f"/a{sign}")))


def test_each_target_has_units_of_its_own() -> None:
    assert unit(ALL) == "remind-all"
    assert len({unit(ALL), unit("/a"), unit("/b")}) == 3


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    job = Job(
        ALL,
        ("/bin/true", "--ledger", '/50% "x" $HOME o\'x å/ledger.db', "tick"),
        (("XDG_DATA_HOME", "/d % $X"),),
    )
    paths = []
    for name, text in files(job).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        paths.append(str(tmp_path / name))
    done = subprocess.run(
        ["systemd-analyze", "verify", *paths], capture_output=True, check=False, encoding="utf-8"
    )
    ours = [text for text in done.stderr.splitlines() if "remind-all" in text]
    assert ours == []
    times = subprocess.run(
        ["systemd-analyze", "calendar", "Mon..Fri *-*-* 08..11:10:00"],
        capture_output=True,
        check=False,
    )
    assert times.returncode == 0
