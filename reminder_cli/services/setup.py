"""Sets up a firm's ledger: its answers are checked all at once, and nothing is made if one is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.adapters.settings import check_setting
from reminder_cli.adapters.terms import carried_terms
from reminder_cli.domain.company import Collector, Company
from reminder_cli.domain.identity import parse_giro, parse_id_number
from reminder_cli.domain.terms import Terms, in_force
from reminder_cli.errors import AGAIN, LedgerExists, Refused, WrongValue
from reminder_cli.i18n import _
from reminder_cli.ledger import firm, histories
from reminder_cli.ledger.ledger import Ledger
from reminder_cli.services.words import SETTING_VALUES, code_of

if TYPE_CHECKING:
    from reminder_cli.services.world import World


_SHORTEST_PHONE = 5  # digits


class Answers(Struct, frozen=True, kw_only=True):
    """What `init` was told. ``settings`` are those the user gave, as text."""

    company: Company
    accept_terms: bool
    settings: dict[str, str]


def checked_company(company: Company, *, today: object) -> tuple[Company, list[str]]:
    """The firm with its numbers in their written form, and every problem in a sentence."""
    from datetime import date

    assert isinstance(today, date)
    problems: list[str] = []
    changes: dict[str, str] = {}
    for field, name in (("org_number", _("org.nr")), ("partner_org_number", _("partner's org.nr"))):
        text = getattr(company, field)
        if text:
            try:
                changes[field] = str(parse_id_number(text, today=today))
            except ValueError:
                problems.append(_("The {name} is wrong: look at its check digit.", name=name))
    for field, kind in (
        ("bankgiro", "bankgiro"),
        ("plusgiro", "plusgiro"),
        ("partner_bankgiro", "bankgiro"),
    ):
        text = getattr(company, field)
        if text:
            try:
                changes[field] = parse_giro(
                    text, kind="plusgiro" if kind == "plusgiro" else "bankgiro"
                )
            except ValueError:
                problems.append(_("The {name} is wrong: look at its check digit.", name=kind))
    if company.email and not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+", company.email):
        problems.append(_("The e-mail address cannot be right."))
    problems += _slips(company)
    problems += _missing(company)
    return replace(company, **changes), problems


def _slips(company: Company) -> Iterator[str]:
    """Answers that belong to another question: whoever leaves one out is a line off from there."""
    for field, name in (("name", _("name")), ("street", _("street")), ("city", _("city"))):
        text = getattr(company, field)
        if text and not re.search(r"[^\W_]" if field == "street" else r"[^\W\d_]", text):
            yield _("The {name} cannot be right: it has no letters.", name=name)
    code = company.postal_code
    if code and (re.search(r"[^\W\d_]{3}", code) or not re.search(r"\d", code)):
        yield _("The postal code cannot be right: write it as 852 30.")
    if company.phone and len(re.sub(r"\D", "", company.phone)) < _SHORTEST_PHONE:
        yield _("The phone number cannot be right: write it as 060-12 34 56.")
    swish = re.sub(r"[\s-]", "", company.swish)
    if swish and not re.fullmatch(r"123\d{7}|(?:\+46|0)7\d{8}", swish):
        yield _("The Swish number cannot be right: write it as 123 456 78 90.")


def _missing(company: Company) -> Iterator[str]:
    if not company.name.strip():
        yield _("The firm has no name: give it with --name.")
    if not company.org_number:
        yield _("The firm has no org.nr: give it with --org-number.")
    if not (company.bankgiro or company.plusgiro or company.partner_bankgiro):
        yield _("There is no giro to pay to: give one with --bankgiro or --plusgiro.")
    if company.collector is Collector.PARTNER and not company.partner_name.strip():
        yield _("The partner has no name: give it with --partner-name.")


def set_up(world: World, answers: Answers, *, dry_run: bool = False) -> Terms:
    """Make the ledger. Returns the terms in force. Raises with all problems together."""
    company, problems = checked_company(answers.company, today=world.today)
    terms = in_force(carried_terms(), collector=company.collector, on=world.today)
    if terms is None:
        problems.append(_("No terms are in force on {day}.", day=world.today))
    if company.collector is Collector.PARTNER and not answers.accept_terms:
        problems.append(
            _(
                "A partner may be named only with a written agreement: confirm that it stands, and "
                "accept the terms, with --accept-terms."
            )
        )
    if problems:
        raise WrongValue("\n".join(problems), fix=_("Correct it and run remind init again."))
    assert terms is not None, "a problem otherwise"
    settings = {key: check_setting(key, value) for key, value in answers.settings.items()}
    check_compensation(company, settings.get("business_compensation", ""))
    if company.collector is Collector.PARTNER:
        company = replace(company, mandate_on=world.today)
    if world.path.exists():
        raise LedgerExists(str(world.path))
    if dry_run:
        return terms
    _make(world, company, settings, terms.version if answers.accept_terms else 0)
    return terms


def _make(world: World, company: Company, settings: dict[str, str], accepted: int) -> None:
    """The ledger, beside its place and then renamed: a crash leaves none without a firm."""
    beside = replace(world, path=world.path.with_name(f"{world.path.name}.new"))
    beside.path.unlink(missing_ok=True)
    Ledger.create(beside.path)
    with beside.writing():
        firm.save_company(beside.ledger, company)
        firm.give_id(beside.ledger)
        for key, value in settings.items():
            firm.save_setting(beside.ledger, key, value)
        if accepted:
            firm.accept_terms(
                beside.ledger, company.collector, accepted, on=world.today, now=world.now
            )
    beside.ledger.close()
    beside.path.replace(world.path)


def check_compensation(company: Company, value: str) -> None:
    """The 450 kr of 4 a § are the creditor's own; a partner's price list has no place for them."""
    if value == "late_payment_450" and company.collector is Collector.PARTNER:
        raise Refused(
            _("late_payment_450 cannot be used with a partner: its fees are the partner's."),
            fix=_("Choose fees or none: remind settings set business_compensation fees"),
        )


# What `settings set` may change of the firm itself; who it is and who collects stays.
COMPANY_KEYS = ("street", "postal_code", "city", "email", "phone", "bankgiro", "plusgiro", "swish")


def _changed_company(world: World, changes: dict[str, str]) -> Company:
    values = {key: "" if value == "none" else value for key, value in changes.items()}
    changed = replace(world.company, **values)
    checked, problems = checked_company(changed, today=world.today)
    if problems:
        raise WrongValue("\n".join(problems), fix=_("Correct it and set it again."), again=AGAIN)
    return checked


def _stored_value(key: str, value: str) -> str:
    """The value in its stored form; a word that the table shows is understood too."""
    if code_of(value, SETTING_VALUES) == "none":
        return check_setting(key, "none")
    try:
        return check_setting(key, value)
    except WrongValue:
        code = code_of(value, SETTING_VALUES)
        if code == value:
            raise
        return check_setting(key, code)


def change_setting(world: World, key: str, value: str, *, dry_run: bool = False) -> str:
    """Set one setting, or a line of the firm's address and giros; returns it as it is stored."""
    return change_settings(world, {key: value}, dry_run=dry_run)[key]


def change_settings(
    world: World, changes: dict[str, str], *, dry_run: bool = False
) -> dict[str, str]:
    """The same of several: all or none. ``none`` empties a line of the firm."""
    of_firm = {key: value for key, value in changes.items() if key in COMPANY_KEYS}
    company = _changed_company(world, of_firm) if of_firm else world.company
    stored = {
        key: _stored_value(key, value) for key, value in changes.items() if key not in of_firm
    }
    check_compensation(company, stored.get("business_compensation", ""))
    with world.writing(dry_run=dry_run):
        held = {key: (world.settings.text(key), value) for key, value in stored.items()}
        for key in of_firm:
            change = (str(getattr(world.company, key)), str(getattr(company, key)))
            held[f"{histories.FIRM}{key}"] = change
        histories.record(world.ledger, histories.SETTING, held, now=world.now)
        if of_firm:
            firm.save_company(world.ledger, company)
        for key, value in stored.items():
            firm.save_setting(world.ledger, key, value)
        world.__dict__.pop("settings", None)  # read anew, so that what is derived uses it
        if stored.keys() & {"after_demand_days", "tolerance"}:
            world.ledger.derive_all()
    for name in ("settings", "company"):
        world.__dict__.pop(name, None)
    return {key: str(getattr(company, key)) for key in of_firm} | stored


class TermsView(Struct, frozen=True, kw_only=True):
    """The terms in force and the accepted ones (None when none was)."""

    in_force: Terms | None
    accepted: Terms | None


def terms_view(world: World) -> TermsView:
    """What the firm works under, and what is new."""
    version = world.accepted_version
    return TermsView(
        in_force=world.terms_in_force(),
        accepted=world.terms_of(world.company.collector, version) if version else None,
    )


def accept(world: World, *, dry_run: bool = False) -> Terms:
    """Accept the terms in force; accepting twice is accepting once."""
    terms = world.terms_in_force()
    if terms is None:
        raise Refused(
            _("No terms are in force today."), fix=_("Look at the day with --today."), again=AGAIN
        )
    with world.writing(dry_run=dry_run):
        firm.accept_terms(
            world.ledger, terms.collector, terms.version, on=world.today, now=world.now
        )
    world.__dict__.pop("accepted_version", None)
    return terms
