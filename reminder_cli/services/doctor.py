"""Everything that will hurt soon, each with what to do. It reads and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reminder_cli.adapters.delivery.address import usable_address
from reminder_cli.domain.identity import ocr_valid, parse_id_number
from reminder_cli.domain.invoice import InvoiceKind
from reminder_cli.domain.made_ocr import NoOcr
from reminder_cli.domain.rules.interest import half_year_name
from reminder_cli.i18n import NO_TEXT, Text
from reminder_cli.ledger import cases, firm, health, invoices, letters
from reminder_cli.services import chart
from reminder_cli.services.attention import Need, tick_failed, tick_late, to_print, unmatched
from reminder_cli.services.channels import texts_folder, wrong_texts
from reminder_cli.services.facts import Subject, limitation_day, subjects, subjects_by_id
from reminder_cli.services.payments_gate import stale_since
from reminder_cli.services.rates import missing_next
from reminder_cli.services.references import made_ocr_of
from reminder_cli.services.verify import Check

if TYPE_CHECKING:
    from reminder_cli.services.world import World

LIMITATION_DAYS = 90
BACKUP_LATE_DAYS = 14
SHOWN = 10


def doctor(world: World) -> list[Check]:
    """The health of the firm's set-up and claims, worst told with its cure."""
    checks: tuple[Callable[[World], Check], ...] = (
        _sender,
        _terms,
        _rates,
        _unconfirmed,
        _tick,
        _bank_files,
        _notices,
        _letters,
        _to_post,
        _unmatched,
        _limitation,
        _check_digits,
        _made_ocrs,
        _texts,
        _accounts,
        _trial,
        _restored,
        _backup,
    )
    return [check(world) for check in checks]


def _good(code: str, text: Text) -> Check:
    return Check(code=code, ok=True, message=text)


def _noted(code: str, text: Text, fix: Text = NO_TEXT) -> Check:
    return Check(code=code, ok=True, noted=True, message=text, fix=fix)


def _waits(code: str, need: Need | None, good: Text) -> Check:
    return _good(code, good) if need is None else _noted(code, need.message, need.fix)


def _sender(world: World) -> Check:
    company = world.company
    if not (company.street or company.postal_code) or not company.city:
        return Check(
            code="sender_address",
            ok=False,
            message=Text("The letters show no sender address."),
            fix=Text("Give it with: remind settings set street TEXT, and so postal_code and city"),
        )
    return _good("sender_address", Text("The letters show your address."))


def _terms(world: World) -> Check:
    terms = world.terms_in_force()
    if terms is None or world.accepted_version < terms.version:
        return Check(
            code="terms",
            ok=False,
            message=Text("The terms in force are not accepted: no letter goes out."),
            fix=Text("Read them with: remind terms, then: remind terms accept"),
        )
    return _good("terms", Text("The terms in force are accepted."))


def _rates(world: World) -> Check:
    missing = missing_next(world)
    if missing is not None:
        values = {"half": half_year_name(missing)}
        return Check(
            code="reference_rate",
            ok=False,
            message=Text("The reference rate of {half} is not known.", values),
            fix=Text(
                "Run: remind rates fetch, or: remind rates add {half} PERCENT --source TEXT", values
            ),
        )
    return _good("reference_rate", Text("Every reference rate that is needed is known."))


def _unconfirmed(world: World) -> Check:
    """Not wrong, but to be known: such rates are used all the same."""
    halves = [half_year_name(r.from_date) for r in world.reference_rates if not r.confirmed]
    if halves:
        text = Text(
            "Used although not confirmed: the reference rates of {halves}.",
            {"halves": ", ".join(halves)},
        )
        return _noted("unconfirmed_rates", text, Text("Confirm them with: remind rates fetch"))
    return _good("unconfirmed_rates", Text("Every reference rate is confirmed."))


def _tick(world: World) -> Check:
    """Whether `tick` fails, or cron has stopped while something waits for it."""
    need = tick_failed(world) or tick_late(world)
    if need is not None:
        return Check(code="tick", ok=False, message=need.message, fix=need.fix)
    return _good("tick", Text("Tick has run in the last days, or no case is open."))


def _bank_files(world: World) -> Check:
    """Letters wait while the newest file of the bank is old: nobody knows who has paid since."""
    covered = stale_since(world, needed_until=date.min)
    if covered is not None:
        return Check(
            code="bank_files",
            ok=False,
            message=Text(
                "The newest file of the bank reaches to {day}, more than {n} banking days ago: letters "
                "wait.",
                {"day": covered, "n": world.settings["payments_max_age"]},
            ),
            fix=Text("Take in a newer one with: remind payments import FILE"),
        )
    return _good("bank_files", Text("The files of the bank are new enough, or none is used."))


def _notices(world: World) -> Check:
    """Whether the mails that were asked for can be sent."""
    settings = world.settings
    can_mail = settings["smtp_host"] and usable_address(settings["mail_from"])
    if settings["notify_to"] and not (can_mail and usable_address(settings["notify_to"])):
        return Check(
            code="notify_to",
            ok=False,
            message=Text(
                "Tick is to mail you when something waits for you, and cannot: the mail server or an "
                "address is missing or wrong."
            ),
            fix=Text("Look at smtp_host, mail_from and notify_to in: remind settings"),
        )
    if settings["notify_to"]:
        return _good("notify_to", Text("Tick mails you when something waits for you."))
    return _noted(
        "notify_to",
        Text("Tick mails nobody when something waits for you."),
        Text("If it is to: remind settings set notify_to ADDRESS"),
    )


def _letters(world: World) -> Check:
    waiting = letters.letters(
        world.ledger, states=["recorded", "waiting", "started", "failed", "uncertain"]
    )
    if waiting:
        return Check(
            code="letters",
            ok=False,
            message=Text(
                "Letters that have not gone out, or may not have: {n}", {"n": len(waiting)}
            ),
            fix=Text("See them with: remind outbox --open"),
        )
    return _good("letters", Text("Every letter has gone out."))


def _to_post(world: World) -> Check:
    """Letters on paper count as sent before anybody has posted them."""
    return _waits("to_print", to_print(world), Text("No letter lies to be printed."))


def _unmatched(world: World) -> Check:
    """Money on no invoice is neither in the vouchers nor on any claim."""
    good = Text("Every payment is on an invoice, or settled otherwise.")
    return _waits("unmatched", unmatched(world), good)


def _limitation(world: World) -> Check:
    last = world.today + timedelta(days=LIMITATION_DAYS)
    near = [
        subject.invoice.number
        for subject in subjects(world, invoices.all_registered(world.ledger))
        if _is_owed(subject) and world.today < limitation_day(subject) <= last
    ]
    if near:
        return Check(
            code="limitation",
            ok=False,
            message=Text(
                "Lost by limitation within {days} days: {numbers}",
                {"days": LIMITATION_DAYS, "numbers": ", ".join(near[:SHOWN])},
            ),
            fix=Text("A letter that reaches the debtor keeps a claim alive: remind send NUMBER"),
        )
    return _good("limitation", Text("No claim is about to be lost by limitation."))


def _is_owed(subject: Subject) -> bool:
    is_claim = subject.invoice.kind is InvoiceKind.INVOICE and subject.invoice.currency == "SEK"
    return is_claim and subject.account.principal_left_ore > 0


def _check_digits(world: World) -> Check:
    wrong = list(_wrong_numbers(world))
    if wrong:
        return Check(
            code="check_digits",
            ok=False,
            message=Text(
                "Invoices with an open case and a wrong OCR, org.nr or personnummer: {numbers}",
                {"numbers": ", ".join(wrong[:SHOWN])},
            ),
            fix=Text(
                "Correct them in your bookkeeping program and import the list again: remind import FILE"
            ),
        )
    return _good("check_digits", Text("Every number of an open case has a right check digit."))


def _wrong_numbers(world: World) -> Iterator[str]:
    running = cases.with_cases(world.ledger, open_cases=True, closed_cases=False)
    for subject in subjects_by_id(world, running):
        ocr, org_number = subject.invoice.ocr, subject.customer.org_number
        try:
            if org_number:
                parse_id_number(org_number, today=world.today)
            is_wrong = bool(ocr) and not ocr_valid(ocr)
        except ValueError:
            is_wrong = True
        if is_wrong:
            yield subject.invoice.number


_WHY_NO_OCR = {
    NoOcr.NO_DIGITS: Text("no digits"),
    NoOcr.TOO_LONG: Text("too long"),
    NoOcr.SHARED: Text("the same as another's"),
}


def _made_ocrs(world: World) -> Check:
    """Not wrong, but to be known: these letters name the invoice number instead."""
    if world.made_ocrs is None:
        return _good("made_ocr", Text("No OCR numbers are made: letters name the invoices' own."))
    without = [
        f"{subject.invoice.number} ({_WHY_NO_OCR[why]})"
        for subject in subjects(world, invoices.all_registered(world.ledger))
        if not subject.invoice.ocr and _is_owed(subject)
        if isinstance(why := made_ocr_of(world, subject), NoOcr)
    ]
    if without:
        text = Text(
            "No OCR number can be made for: {numbers}. Their letters name the invoice number.",
            {"numbers": ", ".join(without[:SHOWN])},
        )
        return _good("made_ocr", text)
    return _good("made_ocr", Text("Every open invoice has an OCR number, or gets one made."))


def _texts(world: World) -> Check:
    """Whether letters can be made of the firm's own words; else every run is refused."""
    folder = texts_folder(world)
    if folder is None:
        return _good("letter_texts", Text("The letters have the texts that come with the program."))
    problems = wrong_texts(folder)
    if problems:
        return Check(
            code="letter_texts",
            ok=False,
            message=Text(
                "Your own letter texts are not right, and no letter goes out: {problems}",
                {"problems": "; ".join(str(problem) for problem in problems[:SHOWN])},
            ),
            fix=Text(
                "Correct the files in {folder}, or take them away. Then look again: remind doctor",
                {"folder": str(folder)},
            ),
        )
    return _good("letter_texts", Text("Every sort of letter can be made of your own texts."))


def _accounts(world: World) -> Check:
    """Not wrong, but to be known: most programs ask, or add an account that is missing."""
    missing = chart.warning(world, chart.main_accounts(world))
    if missing is not None:
        return _noted("accounts", missing)
    text = Text("The accounts of the vouchers are in your chart, or no SIE file has given one.")
    return _good("accounts", text)


def _trial(world: World) -> Check:
    if firm.mark(world.ledger, "trial"):
        return Check(
            code="trial",
            ok=False,
            message=Text("This ledger was written with --today: it is for trying out."),
            fix=Text("Begin a real one with: remind --ledger PATH init"),
        )
    return _good("trial", Text("This ledger was written on real days."))


def _restored(world: World) -> Check:
    """After a restore nothing goes out until the user says so; he may have forgotten."""
    if world.restored_from is not None:
        values = {"day": world.restored_from}
        return Check(
            code="restored",
            ok=False,
            message=Text("No letter goes out: the ledger is a backup of {day}.", values),
            fix=Text("Register what went out since, then: remind outbox resume"),
        )
    return _good("restored", Text("No restore holds the letters."))


def _backup(world: World) -> Check:
    """Whether a fact is older than two weeks and in no backup. A trial is not worth one."""
    last = firm.mark(world.ledger, firm.LAST_BACKUP)
    since = health.first_record_after(world.ledger, last)[:10]
    late = (world.today - timedelta(days=BACKUP_LATE_DAYS)).isoformat()
    if since and firm.mark(world.ledger, "trial"):
        values = {"day": since}
        text = Text("What was registered since {day} is in no backup: it is a trial.", values)
        return _noted("backup", text)
    if since and since < late:
        return Check(
            code="backup",
            ok=False,
            message=Text("What was registered since {day} is in no backup.", {"day": since}),
            fix=Text(
                "Make one on another disk: remind backup remind-{day}.db", {"day": world.today}
            ),
        )
    return _good("backup", Text("What is older than two weeks is in a backup."))
