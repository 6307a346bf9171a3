"""`schedule`: through programs called crontab and systemctl that keep a file, as the real ones do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reminder_cli.services.scheduling import install, job_for, mechanism
from tests.cli.bureau import Bureau
from tests.cli.runs import Ran

CRONTAB = """#!/bin/sh
case "$1" in
-l) if [ -f "$KEPT/crontab" ]; then cat "$KEPT/crontab"
    else echo "no crontab for user" >&2; exit 1; fi ;;
-) cat > "$KEPT/crontab" ;;
esac
"""
BROKEN = """#!/bin/sh
echo "You (user) are not allowed to use this program (crontab)" >&2
exit 1
"""
SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$KEPT/systemctl"
case "$2" in
is-active) grep -q "enable --now $4" "$KEPT/systemctl" ;;
esac
"""
NO_BUS = """#!/bin/sh
echo "Failed to connect to bus: No medium found" >&2
exit 1
"""


class Computer(Bureau):
    """A bureau whose computer has these programs and no other."""

    @property
    def crontab(self) -> Path:
        """What the program crontab keeps."""
        return self.home / "crontab"

    @property
    def units(self) -> Path:
        """Where the user's units lie."""
        return self.home / "config" / "systemd" / "user"

    def has(self, name: str, script: str) -> None:
        """Put a program on it."""
        path = self.home / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(script, encoding="utf-8")
        path.chmod(0o700)

    def env(self, day: str = "2026-03-02") -> dict[str, str | None]:
        """Only its own programs are found; those use the system's."""
        kept = {"KEPT": str(self.home), "PATH": f"{self.home / 'bin'}"}
        return {**super().env(day), **kept}


def script(text: str) -> str:
    """A program that finds the system's own, whatever the PATH that it is found by."""
    return text.replace("#!/bin/sh\n", "#!/bin/sh\nPATH=/usr/bin:/bin\n")


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    made = Computer(tmp_path)
    made.has("crontab", script(CRONTAB))
    made.make("")
    return made


def test_a_line_in_the_crontab(computer: Computer) -> None:
    computer.crontab.write_bytes(b"MAILTO=me\n\n0 1 * * *\tother %x")
    ledger = computer.data / "ledger.db"
    ran = computer.run("schedule", "install")
    assert ran.code == 0, ran.err
    before, marker, line, rest = computer.crontab.read_text(encoding="utf-8").rsplit("\n", 3)
    assert before == "MAILTO=me\n\n0 1 * * *\tother %x"
    assert marker == f"# remind schedule: {ledger}"
    assert line.startswith("10 8-11 * * 1-5 /")
    assert line.endswith(f" --lang en --ledger {ledger} tick --quiet")
    assert rest == ""
    assert line in ran.out
    assert "Next run: 2026-03-02 " in ran.out


def test_twice_is_once_and_remove_takes_back(computer: Computer) -> None:
    computer.crontab.write_bytes(b"0 1 * * * other\n")
    assert computer.answer("schedule", "install")["changed"] is True
    once = computer.crontab.read_bytes()
    assert computer.answer("schedule", "install")["changed"] is False
    assert computer.crontab.read_bytes() == once
    [gone] = computer.answer("schedule", "remove")["schedules"]
    assert gone["by"] == "cron"
    assert computer.crontab.read_bytes() == b"0 1 * * * other\n"
    assert "Nothing was scheduled" in computer.run("schedule", "remove").out


def test_a_dry_run_writes_nothing(computer: Computer) -> None:
    told = computer.run("schedule", "install", "--dry-run").out
    assert told.startswith("This would be written:\n10 8-11 * * 1-5 /")
    assert not computer.crontab.exists()
    computer.run("schedule", "install")
    kept = computer.crontab.read_bytes()
    assert "would end for" in computer.run("schedule", "remove", "--dry-run").out
    assert computer.crontab.read_bytes() == kept


def test_show(computer: Computer) -> None:
    assert "remind schedule install" in computer.run("schedule", "show").out
    computer.run("schedule", "install")
    [shown] = computer.answer("schedule", "show")["schedules"]
    assert shown["target"] == str(computer.data / "ledger.db")
    assert shown["next_run"].startswith("2026-03-02T")
    assert shown["active"] is True
    assert computer.run("schedule") == computer.run("schedule", "show")
    assert shown["line"] in computer.crontab.read_text(encoding="utf-8")
    computer.crontab.write_bytes(computer.crontab.read_bytes().replace(b"10 8-11", b"5 6"))
    [shown] = computer.answer("schedule", "show")["schedules"]
    assert shown["next_run"] is None
    assert "at the times that stand in the line" in computer.run("schedule", "show").out


def test_a_crontab_that_cannot_be_read_is_never_written_over(computer: Computer) -> None:
    computer.crontab.write_bytes(b"0 1 * * * other\n")
    computer.has("crontab", script(BROKEN))
    ran = computer.run("schedule", "install")
    assert ran.code == 1
    assert "not allowed to use this program" in ran.err
    assert "remind schedule install --systemd" in ran.err
    assert computer.crontab.read_bytes() == b"0 1 * * * other\n"


def test_several_firms_are_run_together(computer: Computer) -> None:
    computer.run("schedule", "install")
    computer.make("bygg")
    done = computer.answer("schedule", "install")
    assert done["target"] == "all"
    assert done["replaced"] == [str(computer.data / "ledger.db")]
    [line] = [x for x in computer.crontab.read_text().splitlines() if not x.startswith("#")]
    assert f"XDG_DATA_HOME={computer.home} " in line
    assert line.endswith("--lang en tick --all --quiet")
    assert computer.run("schedule", "install", "--all").code == 0
    again = computer.run("--company", "bygg", "schedule", "install")
    assert again.code == 1
    assert "All firms are scheduled together already" in again.err
    assert computer.answer("schedule", "remove")["schedules"][0]["target"] == "all"


def test_one_of_several_when_it_is_named(computer: Computer) -> None:
    computer.make("bygg")
    done = computer.answer("--company", "Bygg", "schedule", "install")
    assert done["target"] == str(computer.data / "companies" / "bygg" / "ledger.db")
    computer.run("--ledger", str(computer.data / "ledger.db"), "schedule", "install")
    assert len(computer.answer("schedule", "show")["schedules"]) == 2
    computer.run("--company", "bygg", "schedule", "remove")
    [left] = computer.answer("schedule", "show")["schedules"]
    assert left["target"] == str(computer.data / "ledger.db")


def test_no_ledger_no_schedule(computer: Computer) -> None:
    ran = computer.run("--ledger", "nowhere.db", "schedule", "install")
    assert ran.code == 1
    assert "There is no ledger at" in ran.err
    assert not computer.crontab.exists()


def test_a_relative_ledger_is_written_whole(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(computer.data)
    done = computer.answer("--ledger", "ledger.db", "schedule", "install")
    assert done["target"] == str(computer.data / "ledger.db")


def test_a_timer_where_there_is_no_cron(computer: Computer) -> None:
    (computer.home / "bin" / "crontab").unlink()
    computer.has("systemctl", script(SYSTEMCTL))
    told = computer.run("schedule", "install", "--dry-run").out
    assert "OnCalendar=Mon..Fri *-*-* 08..11:10:00" in told
    assert not computer.units.exists()
    ran = computer.run("schedule", "install")
    assert ran.code == 0, ran.err
    assert "loginctl enable-linger" in ran.out
    service, timer = sorted(computer.units.iterdir())
    assert f'--ledger" "{computer.data / "ledger.db"}" "tick" "--quiet"' in service.read_text()
    asked = (computer.home / "systemctl").read_text().splitlines()
    assert asked[-2:] == ["--user daemon-reload", f"--user enable --now {timer.name}"]
    assert computer.answer("schedule", "install")["changed"] is False
    [shown] = computer.answer("schedule", "show")["schedules"]
    assert (shown["by"], shown["active"]) == ("systemd", True)
    computer.run("schedule", "remove")
    assert list(computer.units.iterdir()) == []


def test_the_same_is_never_run_by_two(computer: Computer) -> None:
    computer.has("systemctl", script(SYSTEMCTL))
    ledger = str(computer.data / "ledger.db")
    computer.run("schedule", "install")
    assert computer.answer("schedule", "install", "--systemd")["replaced"] == [ledger]
    assert computer.crontab.read_bytes() == b""
    assert computer.answer("schedule", "install")["replaced"] == [ledger]
    assert [x["by"] for x in computer.answer("schedule", "show")["schedules"]] == ["cron"]


def test_a_timer_that_systemd_does_not_take_leaves_nothing(computer: Computer) -> None:
    computer.has("systemctl", script(NO_BUS))
    ran = computer.run("schedule", "install", "--systemd")
    assert ran.code == 1
    assert "Failed to connect to bus" in ran.err
    assert list(computer.units.iterdir()) == []


def test_a_timer_that_has_stopped_is_told(computer: Computer) -> None:
    computer.has("systemctl", script(SYSTEMCTL))
    computer.run("schedule", "install", "--systemd")
    (computer.home / "systemctl").write_text("")
    assert "It does not run." in computer.run("schedule", "show").out


def test_neither_cron_nor_systemd(computer: Computer) -> None:
    (computer.home / "bin" / "crontab").unlink()
    ran = computer.run("schedule", "install")
    assert ran.code == 1
    assert "neither the program crontab nor systemctl" in ran.err
    assert computer.run("schedule", "show") == Ran(
        0, "Nothing is scheduled. Do it with: remind schedule install\n", ""
    )
    assert "There is no program systemctl" in computer.run("schedule", "install", "--systemd").err


def test_the_password_of_the_mail_is_not_known_to_cron(computer: Computer) -> None:
    ran = computer.run("schedule", "install", REMIND_SMTP_PASSWORD="secret")
    assert "The password in REMIND_SMTP_PASSWORD is not known to cron" in ran.out
    assert "secret" not in ran.out + computer.crontab.read_text()


def test_windows_is_told_by_a_line(computer: Computer) -> None:
    assert mechanism(wants_systemd=True, system="nt") == "windows"
    job = job_for("C:\\Åsa B\\l.db", [r"C:\r.exe"], language="sv", data_home="")
    done = install(job, by="windows", covered=(), dry_run=False)
    assert done.line.startswith("schtasks /Create /F ")
    assert done.line.endswith(r'/TR "C:\r.exe --lang sv --ledger \"C:\Åsa B\l.db\" tick --quiet"')
    assert not done.is_new


@pytest.mark.parametrize("systemd", [True, False])
def test_a_path_that_no_schedule_can_be_told(
    computer: Computer, monkeypatch: pytest.MonkeyPatch, systemd: bool
) -> None:
    folder = computer.home / "a\nb"
    folder.mkdir()
    (folder / "ledger.db").write_bytes((computer.data / "ledger.db").read_bytes())
    computer.has("systemctl", script(SYSTEMCTL))
    options = ["--systemd"] if systemd else []
    ran = computer.run("--ledger", str(folder / "ledger.db"), "schedule", "install", *options)
    assert ran.code == 1
    assert "has a sign that no schedule can be told" in ran.err
    assert not computer.crontab.exists()
    assert not computer.units.exists()


def test_the_data_folder_is_told_only_where_it_is_looked_for() -> None:
    assert job_for("all", ["r"], language="sv", data_home="/d").environment == (
        ("XDG_DATA_HOME", "/d"),
    )
    assert job_for("/l.db", ["r"], language="sv", data_home="/d").environment == ()
    assert job_for("all", ["r"], language="sv", data_home="").environment == ()


def test_the_line_really_runs(computer: Computer) -> None:
    line = computer.answer("schedule", "install")["line"]
    command = line.split(" ", 5)[5]
    assert os.waitstatus_to_exitcode(os.system(f"REMIND_TODAY=2026-03-03 {command}")) == 0
    assert (
        computer.answer("companies", day="2026-03-03")["companies"][0]["last_tick"] == "2026-03-03"
    )
