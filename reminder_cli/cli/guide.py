"""The guide of `init`: what it asks on a terminal, of a new firm or of one that is set up already."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.adapters.settings import SETTINGS, check_setting
from reminder_cli.cli import render, terms_view
from reminder_cli.cli.asking import yes_or_no
from reminder_cli.cli.questions import Answers, Question, ask_all
from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.terms import in_force
from reminder_cli.errors import RemindError
from reminder_cli.i18n import Text, _
from reminder_cli.services.agreements import agreed_now
from reminder_cli.services.setup import checked_company

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session

COMPANY = (
    "name", "org_number", "street", "postal_code", "city", "email", "phone", "bankgiro",
    "plusgiro", "swish", "partner_name", "partner_org_number", "partner_bankgiro",
)  # fmt: skip
# What decides whether anybody may be charged: told every time it was not said.
AGREED = ("due_dates_agreed", "interest_notice", "reminder_fee_agreed", "vat_registered")
MEANS = {
    "due_dates_agreed": Text("Due dates are agreed with the customer before the invoice"),
    "interest_notice": Text("Invoices say that late interest is charged"),
    "reminder_fee_agreed": Text("The terms of sale name a reminder fee of at most 60 kr"),
    "vat_registered": Text("The firm is registered for VAT"),
}
_MAIL = ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "mail_from", "notify_to")
# Who the firm is and who collects stays as it was set up.
_WHO = (
    "name",
    "org_number",
    "has_partner",
    "partner_name",
    "partner_org_number",
    "partner_bankgiro",
)


_NEEDED = ("name", "org_number", "partner_name", "smtp_host", "mail_from")


def _has_partner(answers: Answers) -> bool:
    return answers.get("has_partner") == "true"


def _no_bankgiro(answers: Answers) -> bool:
    return not answers.get("bankgiro")


def _mails(answers: Answers) -> bool:
    return answers.get("mails") == "true"


QUESTIONS = (
    Question("name", Text("The firm's name"), Text("As it stands on your invoices; it signs the letters.")),
    Question("org_number", Text("The firm's org.nr"), Text("Ten digits; a sole trader writes the personnummer.")),
    Question("street", Text("Street or box"), Text("The sender's address on the letters, and where they come back to.")),
    Question("postal_code", Text("Postal code"), Text("Of the same address.")),
    Question("city", Text("City"), Text("Of the same address.")),
    Question("email", Text("E-mail"), Text("Debtors write there with questions and objections.")),
    Question("phone", Text("Phone"), Text("Debtors call it. Empty if they shall not.")),
    Question("bankgiro", Text("Bankgiro"), Text("Where debtors pay. Empty if you have a plusgiro.")),
    Question("plusgiro", Text("Plusgiro"), Text("Where debtors pay, as there is no bankgiro."), is_asked=_no_bankgiro),
    Question("swish", Text("Swish number"), Text("A code to pay with stands in the letters. Empty if you have none.")),
    Question("has_partner", Text("A collection agency runs your cases"), Text("Yes only with a written agreement. No: you run them yourself, and the fees are yours."), is_yes_no=True),
    Question("partner_name", Text("The agency's name"), Text("Letters name it as your agent."), is_asked=_has_partner),
    Question("partner_org_number", Text("The agency's org.nr"), Text("Ten digits."), is_asked=_has_partner),
    Question("partner_bankgiro", Text("The agency's bankgiro"), Text("If debtors pay there; else empty, and they pay to you."), is_asked=_has_partner),
    Question("due_dates_agreed", MEANS["due_dates_agreed"], Text("Yes: interest runs from the due date. No: from 30 days after you sent the invoice (räntelagen 3, 4 §§)."), is_yes_no=True),
    Question("interest_notice", MEANS["interest_notice"], Text("If not, private persons pay no interest from the due date (räntelagen 4 §)."), is_yes_no=True),
    Question("reminder_fee_agreed", MEANS["reminder_fee_agreed"], Text("If not, a reminder bears no fee (lag (1981:739) 2 §)."), is_yes_no=True),
    Question("vat_registered", MEANS["vat_registered"], Text("Decides how costs of collection are booked."), is_yes_no=True),
    Question("mails", Text("Reminders shall go by e-mail"), Text("To customers with an address. No: every letter becomes a PDF to print and post."), is_yes_no=True),
    Question("smtp_host", Text("Mail server"), Text("Your mail provider calls it SMTP or outgoing server, as smtp.example.se."), is_asked=_mails),
    Question("smtp_port", Text("The mail server's port"), Text("Nearly always 587."), is_asked=_mails),
    Question("smtp_security", Text("The mail server's protection"), Text("starttls with port 587, tls with port 465."), is_asked=_mails),
    Question("smtp_user", Text("User name at the mail server"), Text("Often the whole address. The password is never kept here: it lies in the keyring or in REMIND_SMTP_PASSWORD."), is_asked=_mails),
    Question("mail_from", Text("Sent from the address"), Text("One that the mail server may send from."), is_asked=_mails, like="email"),
    Question("notify_to", Text("Address to mail when something waits for you"), Text("`remind tick` mails it, once a day at most. Empty for no such mail."), is_asked=_mails),
)  # fmt: skip


def ask_new(session: Session, given: Answers) -> tuple[Company, Answers, bool]:
    """The firm, its settings, and whether the terms were accepted."""
    start: Answers = {"has_partner": "false", "mails": "false", **dict.fromkeys(AGREED, "true")}
    if given.get("collector") == Collector.PARTNER:
        given = {**given, "has_partner": "true"}
    start |= {item.key: _plain(item.default) for item in SETTINGS if item.key in _MAIL}
    check = _Checker(session.today)
    answers = ask_all(QUESTIONS, start, given=given, check=check.one, check_all=check.all)
    company = company_of(answers)
    settings = {key: answers[key] for key in (*AGREED, *_MAIL) if answers.get(key)}
    return company, settings, _accepted(session, company)


def ask_again(session: Session) -> tuple[dict[str, str], bool]:
    """What a firm that is set up already wants changed, and whether new terms were accepted."""
    world = session.world
    values, company = world.settings, world.company
    now = {key: getattr(company, key) for key in COMPANY}
    now |= {key: agreed_now(world, key) for key in AGREED}
    now |= {key: _plain(values.text(key)) for key in _MAIL}
    now |= {"has_partner": _true(company.collector is Collector.PARTNER)}
    now |= {"mails": _true(bool(values["smtp_host"]))}
    render.answer(
        _(
            "{name} is set up already. Who it is and who collects stays; the rest can be changed.",
            name=company.name,
        )
    )
    questions = [q for q in QUESTIONS if q.key not in _WHO]
    check = _Checker(session.today)
    answers = now | ask_all(questions, now, given={}, check=check.one, check_all=check.all)
    answers |= {} if _mails(answers) else {"smtp_host": ""}
    changed = {
        key: answer or "none"
        for key, answer in answers.items()
        if key in (*COMPANY, *AGREED, *_MAIL) and answer != now.get(key, "")
    }
    is_new = (
        terms := world.terms_in_force()
    ) is not None and terms.version > world.accepted_version
    return changed, is_new and _accepted(session, company)


def company_of(answers: Answers) -> Company:
    """The firm of some answers."""
    collector = Collector.PARTNER if _has_partner(answers) else Collector.OWN
    blank = Company(name="", org_number="", collector=collector)
    return replace(blank, **{key: answers.get(key, "") for key in COMPANY})


def _accepted(session: Session, company: Company) -> bool:
    from reminder_cli.adapters.terms import carried_terms

    terms = in_force(carried_terms(), collector=company.collector, on=session.today)
    if terms is None:
        return False
    terms_view.price_list(terms)
    question = _("Do you accept these terms?")
    if company.collector is Collector.PARTNER:
        question = _(
            "Do you accept these terms, and is there a written agreement with the partner?"
        )
    return yes_or_no(question, default=False)


class _Checker(Struct, frozen=True):
    """Checks answers as the firm and its settings will be checked, one at a time and together."""

    today: date

    def one(self, answers: Answers, key: str, answer: str) -> str:
        """Why this answer cannot be right; empty when it can."""
        if key in _NEEDED and not answer:
            return _("This one is needed.")
        if key in (*AGREED, *_MAIL):
            return _setting_problem(key, answer)
        if key not in COMPANY:
            return ""  # it only decides what is asked next
        before, after = self.all(answers), self.all({**answers, key: answer})
        return next((problem for problem in after if problem not in before), "")

    def all(self, answers: Answers) -> list[str]:
        """What is wrong with the firm of these answers."""
        return checked_company(company_of(answers), today=self.today)[1]


def _setting_problem(key: str, answer: str) -> str:
    try:
        check_setting(key, answer or "none")
    except RemindError as error:
        return f"{error.message} {error.fix}"
    return ""


def _plain(text: str) -> str:
    return "" if text == "none" else text


def _true(value: bool) -> str:
    return "true" if value else "false"
