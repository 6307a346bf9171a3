"""The root of the command line: options for all commands, the error boundary, the only clock."""

from __future__ import annotations

import os
import sys
from datetime import datetime, time
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from typer.exceptions import TyperException

from reminder_cli import __version__
from reminder_cli.cli import again, completing, render, shells
from reminder_cli.cli.command_list import COMMANDS, first_screen, overview
from reminder_cli.cli.context import Session, system_language, unexpected
from reminder_cli.cli.help_text import N_, Group
from reminder_cli.cli.parsing import parse_day
from reminder_cli.cli.which_ledger import ledger_path, named_by, written_before
from reminder_cli.errors import AGAIN, EXIT_FAILED, Again, RemindError, WrongUsage, WrongValue
from reminder_cli.i18n import LANGUAGES, _, set_language

# What typer raises for an unknown option or a missing argument; it has no public name of its own.
UsageProblem: type[Exception] = typer.BadParameter.__bases__[0]
_SWEDEN = ZoneInfo("Europe/Stockholm")


class Root(Group):
    """The commands by name, imported one at a time, and the one place where errors end."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 the signature is typer's
        """In the order a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 the signature is typer's
        """Import one command, once."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            module = import_module(f"reminder_cli.cli.commands.{COMMANDS[cmd_name]}")
            command = typer.main.get_command(module.app)
            command.name = cmd_name
            self.commands[cmd_name] = command
        return self.commands[cmd_name]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """What there is, in groups, for which no command is imported."""
        self.format_usage(ctx, formatter)
        overview(self, ctx, formatter)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line, or answer the shell that asks what may stand on it."""
        if os.environ.get(shells.VARIABLE):
            shells.get_ready()
        return super().main(*args, **extra)

    def make_context(
        self, info_name: Any, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Read the root options. The language is known before that, for what goes wrong in it."""
        set_language(_language_of(args))
        again.remember(args)
        render.point_at("")  # until it is known
        early = Session.before_options(args)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except UsageProblem as error:
            raise _told(error, None, early) from error

    def invoke(self, ctx: Any) -> Any:
        """Run; whoever leaves a question is told that it ends here."""
        early = Session.before_options([*ctx._protected_args, *ctx.args])
        render.point_at(_written_before(ctx))
        try:
            return self._run(ctx, early)
        except (typer.Abort, EOFError) as error:
            _tell_aborted()
            raise typer.Exit(EXIT_FAILED) from error
        except KeyboardInterrupt:
            _tell_aborted()
            raise
        finally:
            if isinstance(ctx.obj, Session):
                ctx.obj.close()

    def _run(self, ctx: Any, early: Session) -> Any:
        """Turn every error into a sentence with a remedy."""
        try:
            return super().invoke(ctx)
        except UsageProblem as error:
            raise _told(error, ctx, early) from error
        except WrongUsage as error:
            render.failure(error, early)
            raise typer.Exit(error.exit_status) from error
        except (typer.Exit, typer.Abort, TyperException, EOFError, BrokenPipeError):
            raise  # typer's own, with an exit status of theirs
        except RemindError as error:
            session = ctx.obj or early
            render.failure(session.advised(error), session)
            raise typer.Exit(error.exit_status) from error
        except Exception as error:
            session = ctx.obj or early
            known = session.translated(error)
            if known is None and session.debug:
                raise
            render.failure(known or unexpected(error), session)
            raise typer.Exit(known.exit_status if known else EXIT_FAILED) from error


def _told(error: Any, ctx: Any, session: Session) -> typer.Exit:
    """What typer did not understand has been said; the exit status for it."""
    from reminder_cli.cli.usage_errors import wrong_usage

    wrong = wrong_usage(error, ctx)
    if wrong.message:
        render.failure(wrong, session)
    elif error.message:  # nothing was typed, where a group's help has been drawn already
        typer.echo(first_screen(str(app.info.help)))
    return typer.Exit(wrong.exit_status)


def _written_before(ctx: Any) -> str:
    """What commands that are shown say of the ledger; of the day too, in a ledger for practice."""
    written, source = written_before(ctx), ctx.get_parameter_source("today")
    if source is None or source.name != "COMMANDLINE":
        return written
    from reminder_cli.ledger.practice import is_real

    day = f"--today {ctx.params['today']}"
    return written if is_real(ledger_path(ctx)) else f"{written} {day}".strip()


def _tell_aborted() -> None:
    """Whoever has left a question or stopped a command is told that it ends there."""
    left = RemindError(_("Aborted. What was not finished was not done."), again=AGAIN)
    render.talk(f"\n{left.message}\n{again.fix_of(left)}")


def _language_of(arguments: list[str]) -> str:
    """The language asked for on the command line, in the environment, or by the locale."""
    for place, word in enumerate(arguments):
        if word == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return os.environ.get("REMIND_LANG") or system_language()


app = typer.Typer(
    cls=Root,
    name="remind",
    add_completion=False,  # its options are ours, see shells
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=N_(
        "Reminders and inkassokrav for a small Swedish firm: pick what is overdue, and the rest runs by itself."
    ),
)


def _show_version(value: bool) -> None:
    if value:
        render.answer(f"remind {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    ledger: Annotated[  # noqa: ARG001 read in which_ledger
        Path | None,
        typer.Option("--ledger", envvar="REMIND_LEDGER", help=N_("The ledger file.")),
    ] = None,
    company: Annotated[
        str,
        typer.Option(
            "--company",
            autocompletion=completing.companies,
            help=N_("The name of one ledger of several."),
        ),
    ] = "",
    lang: Annotated[
        str,
        typer.Option(
            "--lang",
            envvar="REMIND_LANG",
            autocompletion=completing.one_of(*LANGUAGES),
            help=N_("Language: sv or en."),
        ),
    ] = "",
    today: Annotated[
        str,
        typer.Option(
            "--today",
            envvar="REMIND_TODAY",
            help=N_("Pretend that it is this day, to try things out; marks the ledger."),
        ),
    ] = "",
    trial: Annotated[
        bool,
        typer.Option(
            "--trial",
            envvar="REMIND_TRIAL",
            help=N_("With --today: a real ledger may become a trial for good."),
        ),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help=N_("Show the traceback of an error."))
    ] = False,
    version: Annotated[  # noqa: ARG001 acts in its callback
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help=N_("Show the version.")
        ),
    ] = False,
    install_completion: Annotated[  # noqa: ARG001 acts in its callback
        bool,
        typer.Option(
            "--install-completion",
            callback=shells.install,
            is_eager=True,
            help=N_("Let the tab key complete commands, options and numbers in this shell."),
        ),
    ] = False,
    show_completion: Annotated[  # noqa: ARG001 acts in its callback
        bool,
        typer.Option(
            "--show-completion",
            callback=shells.show,
            is_eager=True,
            help=N_("Show what --install-completion would put there."),
        ),
    ] = False,
) -> None:
    """What all commands share. Nothing is opened here: it runs for ``--help`` too."""
    set_language(lang or system_language())
    if lang and lang not in LANGUAGES:
        raise WrongValue(
            _("--lang: {text} is no language of remind.", text=lang),
            fix=_("Write sv or en."),
            again=Again(instead={lang: "sv"}),
        )
    day = parse_day(today, option="--today") if today else None
    now = datetime.now(_SWEDEN)
    context.obj = Session(
        path=ledger_path(context),
        today=day or now.date(),
        now=datetime.combine(day, time(12), _SWEDEN) if day else now,
        trial=day is not None and day != now.date(),
        day_given=day is not None,
        trial_agreed=trial,
        debug=debug,
        company=company,
        named_by=named_by(context),
    )


def now_in_sweden() -> datetime:
    """The moment in Sweden, whatever the computer's time zone."""
    return datetime.now(_SWEDEN)


def run() -> None:
    """The command ``remind``."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our answer has stopped reading; that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAILED)
