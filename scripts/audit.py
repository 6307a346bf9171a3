"""Asks whether anything that remind brings along has a known fault (pip-audit): python scripts/audit.py.

Fails only when there is one. Where the database of faults cannot be reached it says so: that nothing was
found is not the same as that nothing was looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

TOOL = Path(sys.executable).parent.parent / "audit" / "bin" / "pip-audit"


def brought_along(package: str = "reminder-cli") -> dict[str, str]:
    """Name and version of all that the package needs, and what that needs in turn."""
    found: dict[str, str] = {}
    wanted = [package]
    while wanted:
        for text in requires(wanted.pop()) or []:
            need = Requirement(text)
            if need.name in found or (need.marker and not need.marker.evaluate({"extra": ""})):
                continue
            try:
                found[need.name] = version(need.name)
            except PackageNotFoundError:  # for another system than this
                continue
            wanted.append(need.name)
    return found


def looked_up(packages: dict[str, str]) -> list[dict[str, Any]] | None:
    """What pip-audit knows of each; None when it could not ask."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("".join(f"{name}=={at}\n" for name, at in sorted(packages.items())))
        file.flush()
        asked = ["--requirement", file.name, "--no-deps", "--disable-pip", "--format", "json"]
        try:
            done = subprocess.run(
                [str(TOOL), *asked], capture_output=True, text=True, check=False, timeout=120
            )
            return list(json.loads(done.stdout)["dependencies"])
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return None


def main() -> int:
    """Run from the command line."""
    packages = brought_along()
    answers = looked_up(packages)
    known = [answer for answer in answers or [] if "skip_reason" not in answer]
    faults = [
        f"{answer['name']} {answer['version']}: {fault['id']}, mended in {fault['fix_versions']}"
        for answer in known
        for fault in answer["vulns"]
    ]
    print("\n".join([*faults, f"{len(known)} of {len(packages)} packages were looked up."]))
    if len(known) < len(packages):
        print("The database of known faults could not be asked about the rest.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
