"""What a piece of work costs: the processor time and the most memory of a process of its own.

Each piece runs in a child, so that no figure holds what another left in memory. It must stay small
itself: a child is counted with what its parent had in memory when it was started.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

KEPT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
REMIND = str(Path(sys.executable).with_name("remind"))


class Cost(NamedTuple):
    """Seconds of the processor, in user and system mode, and bytes of memory at the most."""

    seconds: float
    peak: int


def least(costs: list[Cost]) -> Cost:
    """The least of some runs, so that what else the machine does counts little."""
    return Cost(min(cost.seconds for cost in costs), min(cost.peak for cost in costs))


def runs_for(size: int) -> int:
    """How often a thing is done: the more the shorter it takes."""
    return 5 if size <= 10_000 else 3 if size <= 100_000 else 1


def command(*words: str, env: dict[str, str], cache: Path, runs: int = 9) -> Cost:
    """A command line, with its bytecode in ``cache`` as after an installation; the first run is not counted."""
    whole = {**KEPT, "PYTHONPYCACHEPREFIX": str(cache), **env}
    return least([_asked("run", words, whole) for _ in range(runs + 1)][1:])


def _run(words: list[str]) -> Cost:
    """What a program costs, started from here: a process that has little in memory."""
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, words  # a refusal is quick, and no measurement
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def apart(work: str, *arguments: object, runs: int = 1) -> Cost:
    """What ``module:function`` costs, called in a process of its own.

    The function prepares and gives back what is to be measured: a call, which may itself give back
    the seconds that count.
    """
    words = [str(argument) for argument in arguments]
    return least([_asked(work, words, KEPT) for _ in range(runs)])


def _asked(work: str, words: Sequence[str], env: dict[str, str]) -> Cost:
    """What this module prints about work, in a process of its own."""
    line = [sys.executable, "-m", "benchmarks.measuring", work, *words]
    done = subprocess.run(line, env=env, stdout=subprocess.PIPE, check=True)
    return Cost(*json.loads(done.stdout.splitlines()[-1]))


def _most_memory() -> int:
    """The most bytes of this process; unlike `ru_maxrss` it knows nothing of its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes.split()[1]) * 1024


def _measured(work: Callable[[], object]) -> Cost:
    start = time.process_time()
    counted = work()
    took = time.process_time() - start
    return Cost(counted if isinstance(counted, float) else took, _most_memory())


def main() -> None:
    """Do the work that is named and print what it cost; ``run`` is a command line."""
    if sys.argv[1] == "run":
        print(json.dumps(_run(sys.argv[2:])))
        return
    module, function = sys.argv[1].split(":")
    work = getattr(importlib.import_module(module), function)(*sys.argv[2:])
    print(json.dumps(_measured(work)))


if __name__ == "__main__":
    main()
