"""The guide of `init`: asks on a terminal for what was not given, and tells what it took as given."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reminder_cli.cli import render, terms_view
from reminder_cli.cli.asking import yes_or_no
from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.terms import Terms, in_force
from reminder_cli.errors import LedgerExists, Refused, WrongValue
from reminder_cli.i18n import Text, _
from reminder_cli.services.setup import Answers, checked_company
from reminder_cli.services.setup import set_up as make_ledger

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session

_COMPANY = (
    "name",
    "org_number",
    "street",
    "postal_code",
    "city",
    "email",
    "phone",
    "bankgiro",
    "plusgiro",
    "swish",
    "partner_name",
    "partner_org_number",
    "partner_bankgiro",
)
# What decides whether anybody may be charged: told every time it was not said.
_AGREED = ("due_dates_agreed", "interest_notice", "reminder_fee_agreed", "vat_registered")
_MEANS = {
    "due_dates_agreed": Text("Due dates are agreed with the customer before the invoice"),
    "interest_notice": Text("Invoices say that late interest is charged"),
    "reminder_fee_agreed": Text("The terms of sale name a reminder fee of at most 60 kr"),
    "vat_registered": Text("The firm is registered for VAT"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What was set up, and what was taken as given."""

    path: str
    company: Company
    terms: Terms
    accepted: bool
    settings: dict[str, str]

    @property
    def taken_as_given(self) -> list[str]:
        """The agreements that nobody stated and the defaults assume."""
        return [key for key in _AGREED if key not in self.settings]


def set_up(session: Session, given: dict[str, str], *, accept_terms: bool, ask: bool) -> SetUp:
    """Make the ledger from what was given, asking for the rest where a person can answer."""
    if session.path.exists():
        raise LedgerExists(str(session.path))
    blank = Company(name="", org_number="", collector=_collector(given.get("collector", "own")))
    company: Company = replace(blank, **{key: given.get(key, "") for key in _COMPANY})  # type: ignore[arg-type]
    settings = {key: given[key] for key in _AGREED if key in given}
    if ask and sys.stdin.isatty() and sys.stdout.isatty():
        try:
            company, settings, accept_terms = _ask_all(session, company, settings)
        except (EOFError, KeyboardInterrupt):
            raise Refused(
                _("The questions were not answered to the end. Nothing was made."),
                fix=_("Begin again with: remind init"),
            ) from None
    answers = Answers(company=company, accept_terms=accept_terms, settings=settings)
    terms = make_ledger(session.world, answers)
    return SetUp(
        path=str(session.path),
        company=session.world.company,
        terms=terms,
        accepted=accept_terms,
        settings=settings,
    )


def _collector(text: str) -> Collector:
    try:
        return Collector(text)
    except ValueError:
        raise WrongValue(
            _("--collector: {text} is not a choice.", text=text), fix=_("Write own or partner.")
        ) from None


def _ask_all(
    session: Session, company: Company, settings: dict[str, str]
) -> tuple[Company, dict[str, str], bool]:
    render.answer(_("Some questions about the firm. Enter takes what stands in brackets."))
    company = _ask_company(session, company)
    for key in _AGREED:
        if key not in settings:
            settings[key] = "true" if yes_or_no(str(_MEANS[key]), default=True) else "false"
    from reminder_cli.adapters.terms import carried_terms

    terms = in_force(carried_terms(), collector=company.collector, on=session.today)
    if terms is not None:
        terms_view.price_list(terms)
    question = _("Do you accept these terms?")
    if company.collector is Collector.PARTNER:
        question = _(
            "Do you accept these terms, and is there a written agreement with the partner?"
        )
    return company, settings, yes_or_no(question, default=False)


def _ask_company(session: Session, company: Company) -> Company:
    ask = _Asker(session)
    company = ask.fill(company, "name", _("The firm's name"))
    company = ask.fill(company, "org_number", _("Its org.nr (a sole trader: personnummer)"))
    for field, question in (
        ("street", _("Street or box, as the letters shall show it")),
        ("postal_code", _("Postal code")),
        ("city", _("City")),
        ("email", _("E-mail that debtors may write to")),
        ("phone", _("Phone that debtors may call")),
        ("bankgiro", _("Bankgiro that debtors pay to (empty if you have a plusgiro)")),
    ):
        company = ask.fill(company, field, question)
    if not company.bankgiro:
        company = ask.fill(company, "plusgiro", _("Plusgiro that debtors pay to"))
    if company.collector is Collector.OWN and yes_or_no(
        _("Does a collection agency run your cases (a partner)?"), default=False
    ):
        company = replace(company, collector=Collector.PARTNER)
    if company.collector is Collector.PARTNER:
        for field, question in (
            ("partner_name", _("The partner's name")),
            ("partner_org_number", _("The partner's org.nr")),
            ("partner_bankgiro", _("The partner's bankgiro, if debtors pay there (else empty)")),
        ):
            company = ask.fill(company, field, question)
    return company


class _Asker:
    """Asks one question at a time and checks each answer at once."""

    def __init__(self, session: Session) -> None:
        self._today = session.today

    def fill(self, company: Company, field: str, question: str) -> Company:
        """The firm with that field answered, unless it was given already."""
        if getattr(company, field):
            return company
        while True:
            text = input(f"{question}: ").strip()
            filled: Company = replace(company, **{field: text})  # type: ignore[arg-type]
            problem = self._problem(company, filled)
            if problem is None:
                return filled
            render.answer(problem)

    def _problem(self, before: Company, after: Company) -> str | None:
        _kept, known = checked_company(before, today=self._today)
        _kept, problems = checked_company(after, today=self._today)
        new = [problem for problem in problems if problem not in known]
        return new[0] if new else None


def data(report: SetUp) -> dict[str, Any]:
    """The answer of `init` as JSON."""
    return {
        "ledger": report.path,
        "company": report.company.name,
        "collector": report.company.collector.value,
        "terms": {"version": report.terms.version, "accepted": report.accepted},
        "taken_as_given": report.taken_as_given,
    }


def tell(report: SetUp) -> None:
    """What was made, what was assumed, and the three next commands."""
    company = report.company
    render.answer(_("The ledger of {name} is ready: {path}", name=company.name, path=report.path))
    if company.collector is Collector.PARTNER:
        render.answer(
            _(
                "Letters name {partner} as your agent. You have confirmed that a written agreement "
                "with it stands.",
                partner=company.partner_name,
            )
        )
    if report.accepted:
        render.answer(_("Terms version {version} are accepted.", version=report.terms.version))
    else:
        render.answer(
            _("The terms are not accepted yet, so no letter goes out. Read and accept them with:")
        )
        render.answer("  remind terms")
        render.answer("  remind terms accept")
    for line in _assumed(report):
        render.answer(line)
    render.answer(_("Next:"))
    next_commands: tuple[tuple[str, Callable[[], str]], ...] = (
        ("remind import FILE", lambda: _("take in your invoices")),
        ("remind list", lambda: _("see what is overdue")),
        ("remind send NUMBER", lambda: _("send a reminder")),
    )
    for name, meaning in next_commands:
        render.answer(f"  {name:<22} {meaning()}")


def _assumed(report: SetUp) -> list[str]:
    if not report.taken_as_given:
        return []
    lines = [_("Taken as given, because you did not say otherwise:")]
    lines += [f"  {_MEANS[key]} ({key})" for key in report.taken_as_given]
    lines.append(_("If one is not so, say it now: remind settings set KEY false"))
    return lines
