"""What `import` is told and tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reminder_cli.cli import file_tables, render
from reminder_cli.cli.asking import is_terminal
from reminder_cli.cli.file_tables import changed
from reminder_cli.cli.format_names import format_name
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.money import show_kronor
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _, ngettext
from reminder_cli.services.import_invoices import ImportOptions, Progress
from reminder_cli.services.import_preview import Preview, keep, previews
from reminder_cli.services.import_report import Change, FileReport
from reminder_cli.services.words import FIELDS, code_of

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session

SHOWN = 20
UNSURE_SHOWN = 5
_SAMPLE = 13  # letters of a word


def options(
    *,
    columns: list[str],
    terms_days: int | None,
    skip_problems: bool,
    other_company: bool,
    force: bool,
    reason: str,
    settle: bool,
    older: bool,
    dry_run: bool,
) -> ImportOptions:
    """The options of the command, checked."""
    if force and not reason:
        raise WrongValue(
            _("--force needs a reason."),
            fix=_("Say why with --reason TEXT."),
            again=Again(add="--reason TEXT"),
        )
    if terms_days is not None and not 0 <= terms_days <= 365:
        raise WrongValue(
            _("--terms-days: {n} is not a number of days to pay.", n=terms_days),
            fix=_("Write the days your invoices give, for example --terms-days 30."),
            again=Again(add="--terms-days 30"),
        )
    return ImportOptions(
        columns=_mapping(columns),
        terms_days=terms_days,
        skip_problems=skip_problems,
        other_company=other_company,
        force_reason=reason if force else "",
        settle=settle,
        older=older,
        dry_run=dry_run,
    )


@contextmanager
def progress() -> Iterator[Progress | None]:
    """A count on stderr while a long file is read, where somebody is looking at it."""
    with render.bar(counts=True) as bar:
        if bar is None:
            yield None
            return
        task = bar.add_task(_("Reading invoices"), total=None)
        yield lambda n: bar.advance(task, n)


def _mapping(columns: list[str]) -> dict[str, str]:
    mapping = {}
    for text in columns:
        field, sign, column = text.partition("=")
        if not sign or not field.strip() or not column.strip():
            raise WrongValue(
                _("--map: {text} does not name a field and a column.", text=text),
                fix=_("Write for example --map total=Belopp or --map total=7."),
                again=Again(instead={text: "FIELD=COLUMN"}),
            )
        mapping[code_of(field.strip(), FIELDS)] = column.strip()
    return mapping


def agreed(session: Session, files: Sequence[Path], options: ImportOptions) -> bool:
    """Show how a list of an unknown shape is read, and ask; where nobody can answer, go on."""
    if options.columns or options.dry_run or not is_terminal():
        return True
    for preview in previews(session.world, files, options):
        _show_preview(preview)
        answer = input(_("Is this right? [Y/n] ")).strip().casefold()[:1]
        if answer not in {"", "y", "j"}:
            render.answer(
                _(
                    "Nothing was imported. Name the columns with --map, for example: --map total=Belopp"
                )
            )
            fields = ", ".join(f"{field} ({FIELDS[field]})" for field in preview.fields)
            render.answer(_("The fields are: {fields}", fields=fields))
            return False
        keep(session.world, preview)
    return True


def _show_preview(preview: Preview) -> None:
    title = _("{file}: the columns as they are read, and the first invoices", file=preview.name)
    columns = [
        Column(_("Field")),
        Column(_("Column"), wraps=True),
        *(Column("", wraps=True) for _row in preview.samples),
    ]
    rows = [
        (
            str(FIELDS[field]),
            column,
            *(_sample(one.get(field, "")) for one in preview.samples),
        )
        for field, column in preview.mapping.items()
    ]
    render.table(Table(title, columns, list(rows)))


def _sample(cell: str) -> str:
    """A cell as a sample: a long word in it, such as another program's id, is cut, so that the table fits."""
    return " ".join(w if len(w) <= _SAMPLE else w[: _SAMPLE - 1] + "…" for w in cell.split(" "))


def tell(reports: Sequence[FileReport], *, dry_run: bool) -> None:
    """What is new, known, changed, settled and refused, file by file."""
    columns = [
        Column(_("File"), wraps=True),
        Column(_("Rows"), number=True),
        Column(_("New"), number=True),
        Column(_("Known"), number=True),
        Column(_("Changed"), number=True),
        Column(_("Paid since"), number=True),
        Column(_("Refused"), number=True),
    ]
    shown = Table("", columns)
    for report in reports:
        counts = (report.rows, report.new, report.known, report.changed)
        rest = (len(report.settled), len(report.problems))
        shown.rows.append((report.file, *(str(n) for n in (*counts, *rest))))
    render.table(shown)
    file_tables.import_details(reports)
    for report in reports:
        _tell_file(report)
    if dry_run:
        render.only_tried()
    elif any(report.new for report in reports):
        render.answer(_("See what is overdue with: remind list"))


def _tell_file(report: FileReport) -> None:
    render.answer(
        _(
            "{file}: {format}, {encoding}",
            file=report.file,
            format=format_name(report.format),
            encoding=_(report.encoding),
        )
    )
    for note in report.notes:
        render.answer(f"  {note}")
    for control in report.control_sums:
        state = _("holds") if control.holds else _("does not hold")
        render.answer(
            _(
                "  Control sum of {account}: {state}, {sum} kr",
                account=control.account,
                state=state,
                sum=show_kronor(control.ledger_ore),
            )
        )
    if report.unexplained_ore:
        render.answer(
            _(
                "  {sum} kr of the balance belongs to no invoice in the file. It is never reminded of.",
                sum=show_kronor(report.unexplained_ore),
            )
        )
    _tell_changes(report)
    if report.new_customers:
        text = ngettext(
            "  {n} new customer in the register",
            "  {n} new customers in the register",
            report.new_customers,
        )
        render.answer(text)
    for change in report.customer_changes[:SHOWN]:
        render.answer(
            _("  customer {number}: {field} was {old}, is {new}{state}", **_change_words(change))
        )
    _tell_unsure(report.unsure)
    for number, amount in report.booked:
        render.answer(
            _("  {number}: {amount} kr booked as paid", number=number, amount=show_kronor(amount))
        )
    for problem in report.problems[:SHOWN]:
        render.answer(f"  {problem}")


def _tell_unsure(names: Sequence[str]) -> None:
    """Customers whom nothing tells from private persons, and how to say what they are."""
    if not names:
        return
    render.answer(
        "  "
        + ngettext(
            "{n} customer may be a private person, whom the law protects more, and gets no letter "
            "until you have said: {names}",
            "{n} customers may be private persons, whom the law protects more, and get no letter "
            "until you have said: {names}",
            len(names),
            names=", ".join(names[:UNSURE_SHOWN]) + (", …" if len(names) > UNSURE_SHOWN else ""),
        )
    )
    render.answer(
        _(
            "  A firm among them: remind debtor CUSTOMER --kind business. Then all the others at once: "
            "remind customers --unsure --kind consumer"
        )
    )


def _change_words(change: Change) -> dict[str, str]:
    """A change as people read it: the field by name, amounts in kronor, a dash for nothing."""
    field, old, new = changed(change)
    state = "" if change.applied else _(" (shown, not taken over)")
    return {"number": change.number, "field": field, "old": old, "new": new, "state": state}


def _tell_changes(report: FileReport) -> None:
    for change in report.changes[:SHOWN]:
        render.answer(_("  {number}: {field} was {old}, is {new}{state}", **_change_words(change)))
    hidden = len(report.changes) - SHOWN
    if hidden > 0:
        render.answer("  " + ngettext("and {n} more", "and {n} more", hidden))
    if report.settled and not report.booked:
        render.answer(
            _(
                "  The file says more is paid than is known here, so no letter goes out for these "
                "until you book it: remind pay NUMBER AMOUNT, or import with --settle ({numbers})",
                numbers=", ".join(report.settled[:SHOWN]),
            )
        )
