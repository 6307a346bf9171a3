"""The line for the Task Scheduler of Windows. It is only shown; the user runs it."""

from __future__ import annotations

import subprocess

from reminder_cli.adapters.schedule.job import FIRST_HOUR, MINUTE, Job

BY = "windows"


def line(job: Job) -> str:
    """The line, to be pasted where Windows takes commands.

    >>> print(line(Job("all", ("C:\\\\My programs\\\\remind.exe", "tick"))))
    schtasks /Create /F /TN "remind tick" /SC WEEKLY /D MON,TUE,WED,THU,FRI /ST 08:10 /TR "\\"C:\\My programs\\remind.exe\\" tick"
    """
    task = subprocess.list2cmdline(job.arguments)
    start = f"{FIRST_HOUR:02}:{MINUTE:02}"
    days = "MON,TUE,WED,THU,FRI"
    words = ["schtasks", "/Create", "/F", "/TN", "remind tick", "/SC", "WEEKLY", "/D", days]
    return subprocess.list2cmdline([*words, "/ST", start, "/TR", task])
