"""Completion by the tab key: put into the user's shell, or shown to put there by hand.

The scripts are typer's; what is offered stands in :mod:`reminder_cli.cli.completing`.
"""

from __future__ import annotations

import typer

from reminder_cli.cli import render
from reminder_cli.errors import AGAIN, RemindError
from reminder_cli.i18n import _

PROGRAM = "remind"
VARIABLE = "_REMIND_COMPLETE"  # as typer reads it when a shell asks
# zsh reads the script at the first tab in each terminal; typer's then completes from the second on.
_FIRST_TIME_IN_ZSH = """
[[ $zsh_eval_context[-1] == loadautofunc ]] && _remind_completion "$@"
"""
KNOWN = ("bash", "zsh", "fish", "powershell", "pwsh")


def get_ready() -> None:
    """Let typer know the shells; only a shell that asks needs them."""
    from typer.completion import completion_init  # type: ignore[attr-defined]

    completion_init()


def install(value: bool) -> None:
    """Put completion into the shell that is in use."""
    if not value:
        return
    from typer.completion import install as put_in  # type: ignore[attr-defined]

    shell, path = put_in(_shell(), PROGRAM, VARIABLE)
    if shell == "zsh":
        with path.open("a", encoding="utf-8") as script:
            script.write(_FIRST_TIME_IN_ZSH)
    render.answer(
        _("The tab key now completes in {shell}; the script is {path}.", shell=shell, path=path)
    )
    render.answer(_("Close the terminal and open it again. Then try: remind sh, and the tab key"))
    raise typer.Exit


def show(value: bool) -> None:
    """Show the script for the shell that is in use."""
    if not value:
        return
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    script = get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=_shell())
    render.answer(script)
    raise typer.Exit


def _shell() -> str:
    import shellingham

    try:
        name: str = shellingham.detect_shell()[0]
    except (shellingham.ShellDetectionFailure, RuntimeError, OSError):
        name = ""
    if name not in KNOWN:
        # No session yet: the options of the root are still being read.
        render.error(
            RemindError(
                _("The shell you use is not known, so nothing was installed."),
                fix=_("Completion is there for: {shells}.", shells=", ".join(KNOWN)),
                again=AGAIN,
            )
        )
        raise typer.Exit(1)
    return name
