"""What `init` does and tells: makes the ledger of a new firm, or changes what was answered before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from reminder_cli.cli import guide, render
from reminder_cli.cli.asking import is_terminal, yes_or_no
from reminder_cli.cli.choices import COLLECTORS, chosen
from reminder_cli.cli.help_text import stands_for
from reminder_cli.domain.company import Collector, Company
from reminder_cli.errors import LedgerExists, Refused
from reminder_cli.i18n import _
from reminder_cli.services import setup
from reminder_cli.services.agreements import KEYS, agree_from_now

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session
    from reminder_cli.domain.terms import Terms


class SetUp(Struct, frozen=True, kw_only=True):
    """What was set up, and what was taken as given. ``changed`` is of a firm set up before.

    ``test_mail`` is why the test mail was not taken, as a code; empty when it was, None when
    none was sent.
    """

    path: str
    company: Company
    terms: Terms | None
    accepted: bool
    settings: dict[str, str]
    dry_run: bool = False
    changed: dict[str, str] | None = None
    agreed: dict[str, str] = field(default_factory=dict)
    test_mail: str | None = None

    @property
    def taken_as_given(self) -> list[str]:
        """The agreements that nobody stated and the defaults assume."""
        return [key for key in guide.AGREED if key not in self.settings]


class Wish(Struct, frozen=True, kw_only=True):
    """What the command line gave, whether to ask for the rest, and whether only to try."""

    given: dict[str, str]
    accept_terms: bool
    ask: bool
    dry_run: bool


def set_up(session: Session, wish: Wish) -> SetUp:
    """Make the ledger from what was given, asking for the rest where a person can answer.

    A person who gives nothing and has a firm already is asked what to change. Raises
    :class:`LedgerExists` else, and :class:`Refused` when the questions were left.
    """
    asks = wish.ask and is_terminal()
    again = session.path.exists()
    if again and not (asks and set(wish.given) <= {"collector"}):
        raise LedgerExists(str(session.path))
    try:
        done = _change(session, wish) if again else _make(session, wish, asks=asks)
        return _with_test_mail(session, done) if asks and not wish.dry_run else done
    except (EOFError, KeyboardInterrupt):
        render.talk("")  # the line of the question has no end
        raise Refused(
            _("The questions were not answered to the end. Nothing was made."),
            fix=_("Begin again with: remind init"),
        ) from None


def _make(session: Session, wish: Wish, *, asks: bool) -> SetUp:
    given, accepted = wish.given, wish.accept_terms
    collector = _collector(given.get("collector", "own"))
    if asks:
        company, settings, accepted = guide.ask_new(session, given)
    else:
        blank = Company(name="", org_number="", collector=collector)
        company = replace(blank, **{key: given.get(key, "") for key in guide.COMPANY})
        settings = {key: given[key] for key in guide.AGREED if key in given}
    answers = setup.Answers(company=company, accept_terms=accepted, settings=settings)
    terms = setup.set_up(session.world, answers, dry_run=wish.dry_run)
    return SetUp(
        path=str(session.path),
        company=company if wish.dry_run else session.world.company,
        terms=terms,
        accepted=accepted,
        settings=settings,
        dry_run=wish.dry_run,
    )


def _change(session: Session, wish: Wish) -> SetUp:
    changes, accepts = guide.ask_again(session)
    world = session.world
    agreements = {key: changes.pop(key) for key in KEYS if key in changes}
    changed = setup.change_settings(world, changes, dry_run=wish.dry_run)
    for key, value in agreements.items():
        agree_from_now(world, key, value, dry_run=wish.dry_run)
    if accepts:
        setup.accept(world, dry_run=wish.dry_run)
    return SetUp(
        path=str(session.path),
        company=world.company,
        terms=world.terms_in_force(),
        accepted=accepts,
        settings=dict.fromkeys(guide.AGREED, ""),
        dry_run=wish.dry_run,
        changed=changed,
        agreed=agreements,
    )


def _with_test_mail(session: Session, done: SetUp) -> SetUp:
    """Send one mail to the firm itself, if mail was set up and the person wishes."""
    from reminder_cli.services.own_mail import send_test

    address = session.world.settings["mail_from"]
    if not session.world.settings["smtp_host"] or not address:
        return done
    if not yes_or_no(_("Send a test mail to {address} now?", address=address), default=True):
        return done
    return replace(done, test_mail=send_test(session.world))


def _collector(text: str) -> Collector:
    problem = _("--collector: {text} is not a choice.", text=text)
    return Collector(chosen(text, COLLECTORS, problem))


def data(report: SetUp) -> dict[str, Any]:
    """The answer of `init` as JSON."""
    version = report.terms.version if report.terms else None
    return {
        "ledger": report.path,
        "company": report.company.name,
        "collector": report.company.collector.value,
        "terms": {"version": version, "accepted": report.accepted},
        "taken_as_given": report.taken_as_given,
    }


def tell(report: SetUp) -> None:
    """What was made, what was assumed, and the three next commands."""
    if report.changed is not None:
        _tell_changed(report, report.changed)
        return
    company = report.company
    values = {"name": company.name, "path": report.path}
    if report.dry_run:
        render.answer(_("All is right; the ledger of {name} would be made: {path}", **values))
        for line in _assumed(report):
            render.answer(line)
        render.only_tried()
        return
    render.answer(_("The ledger of {name} is ready: {path}", **values))
    _tell_partner(company)
    _tell_terms(report)
    for line in _assumed(report):
        render.answer(line)
    _tell_test_mail(report)
    _tell_next()


def _tell_changed(report: SetUp, changed: dict[str, str]) -> None:
    for key, value in changed.items():
        said = _("{key} is now {value}.", key=key, value=value or "none")
        if report.dry_run:
            said = _("{key} would be {value}. Nothing was changed.", key=key, value=value or "none")
        render.answer(said)
    for key, value in report.agreed.items():
        said = _("{key} is {value}, for invoices dated today or later.", key=key, value=value)
        if value == "false":
            said = _("{key} is {value}, for invoices not yet reminded of.", key=key, value=value)
        render.answer(said)
    if report.agreed and report.dry_run:
        render.only_tried()
    if not (changed or report.agreed or report.accepted):
        render.answer(_("Nothing was changed."))
    if report.accepted and report.terms is not None:
        _tell_terms(report)
    _tell_test_mail(report)


def _tell_partner(company: Company) -> None:
    if company.collector is Collector.PARTNER:
        render.answer(
            _(
                "Letters name {partner} as your agent. You have confirmed that a written agreement "
                "with it stands.",
                partner=company.partner_name,
            )
        )


def _tell_terms(report: SetUp) -> None:
    if report.accepted and report.terms is not None:
        render.answer(_("Terms version {version} are accepted.", version=report.terms.version))
        return
    render.answer(
        _("The terms are not accepted yet, so no letter goes out. Read and accept them with:")
    )
    render.answer("  remind terms")
    render.answer("  remind terms accept")


def _tell_test_mail(report: SetUp) -> None:
    from reminder_cli.services.words import problem_words

    if report.test_mail is None:
        return
    if not report.test_mail:
        render.answer(_("The test mail was taken by the server. Look whether it has come."))
        return
    render.answer(_("The test mail was not sent: {why}", why=problem_words(report.test_mail)))
    render.answer(_("Put it right by running the guide again: remind init"))


def _tell_next() -> None:
    render.answer(_("Next:"))
    next_commands: tuple[tuple[str, Callable[[], str]], ...] = (
        ("remind import FILE", lambda: _("take in your invoices")),
        ("remind list", lambda: _("see what is overdue")),
        ("remind send NUMBER", lambda: _("send a reminder")),
    )
    for name, meaning in next_commands:
        render.answer(f"  {stands_for(name):<22} {meaning()}")


def _assumed(report: SetUp) -> list[str]:
    from reminder_cli.services.words import SETTING_VALUES

    if not report.taken_as_given:
        return []
    lines = [_("Taken as given, because you did not say otherwise:")]
    lines += [f"  {guide.MEANS[key]} ({key})" for key in report.taken_as_given]
    lines.append(
        _("If one is not so, say it now: remind settings set KEY {no}", no=SETTING_VALUES["false"])
    )
    return lines
