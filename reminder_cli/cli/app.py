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
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from reminder_cli import __version__
from reminder_cli.adapters.data_folder import ledger_of
from reminder_cli.cli import render
from reminder_cli.cli.context import Session, system_language, unexpected
from reminder_cli.cli.help_text import N_, translated_help
from reminder_cli.cli.parsing import parse_day
from reminder_cli.errors import EXIT_FAILED, RemindError, WrongUsage, WrongValue
from reminder_cli.i18n import LANGUAGES, _, language, set_language, translate

# Each command is imported when it is asked for: start-up is what a user feels most.
COMMANDS = {
    "init": "init",
    "import": "import_",
    "list": "list_",
    "view": "view",
    "send": "send",
    "adopt": "adopt",
    "status": "status",
    "show": "show",
    "explain": "explain",
    "plan": "plan",
    "tick": "tick",
    "pay": "pay",
    "payments": "payments",
    "unpay": "unpay",
    "cancel": "cancel",
    "hold": "hold",
    "release": "release",
    "dispute": "dispute",
    "resolve": "resolve",
    "choose": "choose",
    "debtor": "debtor",
    "customers": "customers",
    "erase": "erase",
    "credit": "credit",
    "write-off": "write_off",
    "invoice": "invoice",
    "kronofogden": "kronofogden",
    "instalments": "instalments",
    "dossier": "dossier",
    "deliver": "deliver",
    "outbox": "outbox",
    "retract": "retract",
    "report": "report",
    "settle": "settle",
    "export": "export",
    "terms": "terms",
    "settings": "settings",
    "rates": "rates",
    "doctor": "doctor",
    "verify": "verify",
    "backup": "backup",
    "restore": "restore",
    "anonymise": "anonymise",
    "companies": "companies",
    "schedule": "schedule",
    "demo": "demo",
}
# What typer raises for an unknown option or a missing argument; it has no public name of its own.
UsageProblem: type[Exception] = typer.BadParameter.__bases__[0]
_SWEDEN = ZoneInfo("Europe/Stockholm")


class Root(TyperGroup):
    """The commands by name, imported one at a time, and the one place where errors end."""

    _listing = False  # while the help lists the commands

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 the signature is typer's
        """In the order a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 the signature is typer's
        """Import one command; where it is only listed, what it says of itself is enough."""
        if cmd_name not in COMMANDS:
            return None
        if self._listing:
            from reminder_cli.cli.summaries import SUMMARIES

            if cmd_name in SUMMARIES:
                return TyperCommand(cmd_name, help=translate(SUMMARIES[cmd_name], language()))
        module = import_module(f"reminder_cli.cli.commands.{COMMANDS[cmd_name]}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; a mistyped one is answered with what it may have been."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=3, cutoff=0.5)
            fix = _("See all commands with: remind --help")
            if near:
                fix = _("Did you mean: {near}?", near=", ".join(f"remind {n}" for n in near))
            render.error(RemindError(_("There is no command {name}.", name=name), fix=fix))
            raise typer.Exit(2)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run, and turn every error into a sentence with a remedy."""
        early = Session.before_options([*ctx._protected_args, *ctx.args])
        try:
            return super().invoke(ctx)
        except UsageProblem as error:
            wrong = _wrong_usage(error, ctx)
            if wrong.message:  # a group without a command has shown its help, and says no more
                render.failure(wrong, early)
            raise typer.Exit(wrong.exit_status) from error
        except (typer.Exit, typer.Abort, TyperException, EOFError, BrokenPipeError):
            raise  # typer's own, with words and an exit status of theirs
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
        finally:
            if isinstance(ctx.obj, Session):
                ctx.obj.close()

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Help in the user's language."""
        set_language(os.environ.get("REMIND_LANG") or system_language())
        self._listing = True
        try:
            with translated_help(self):
                super().format_help(ctx, formatter)
        finally:
            self._listing = False


def _wrong_usage(error: Any, ctx: Any) -> WrongUsage:
    return WrongUsage(error.format_message(), (error.ctx or ctx).command_path)


app = typer.Typer(
    cls=Root,
    name="remind",
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
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", envvar="REMIND_LEDGER", help=N_("The ledger file.")),
    ] = None,
    company: Annotated[
        str, typer.Option("--company", help=N_("The name of one ledger of several."))
    ] = "",
    lang: Annotated[
        str, typer.Option("--lang", envvar="REMIND_LANG", help=N_("Language: sv or en."))
    ] = "",
    today: Annotated[
        str,
        typer.Option(
            "--today",
            envvar="REMIND_TODAY",
            help=N_("Pretend that it is this day, to try things out; marks the ledger."),
        ),
    ] = "",
    debug: Annotated[
        bool, typer.Option("--debug", help=N_("Show the traceback of an error."))
    ] = False,
    version: Annotated[  # noqa: ARG001 acts in its callback
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help=N_("Show the version.")
        ),
    ] = False,
) -> None:
    """What all commands share. Nothing is opened here: it runs for ``--help`` too."""
    set_language(lang or system_language())
    if lang and lang not in LANGUAGES:
        raise WrongValue(
            _("--lang: {text} is no language of remind.", text=lang), fix=_("Write sv or en.")
        )
    day = parse_day(today, option="--today") if today else None
    now = datetime.now(_SWEDEN)
    named_by = _named_by(context)
    context.obj = Session(
        path=ledger if ledger and named_by != "--company" else ledger_of(company),
        today=day or now.date(),
        now=datetime.combine(day, time(12), _SWEDEN) if day else now,
        trial=day is not None and day != now.date(),
        debug=debug,
        company=company,
        named_by=named_by,
    )


def _named_by(context: typer.Context) -> str:
    """What says which ledger; what was written on the command line goes before the environment."""
    ledger, company = (context.get_parameter_source(name) for name in ("ledger", "company"))
    written = [
        option
        for option, source in (("--ledger", ledger), ("--company", company))
        if source is not None and source.name == "COMMANDLINE"
    ]
    if len(written) > 1:
        raise WrongValue(
            _("--ledger and --company both say which ledger. Nothing was done."),
            fix=_("Give one of them."),
        )
    if "--company" in written and not context.params["company"].strip():
        raise WrongValue(
            _("--company: no name was given. Nothing was done."),
            fix=_("See the firms with: remind companies"),
        )
    in_environment = ledger is not None and ledger.name == "ENVIRONMENT"
    return written[0] if written else "REMIND_LEDGER" if in_environment else ""


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
