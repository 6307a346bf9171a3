"""Writes the dossier of a case: data, letters as sent and their proof, in one private zip.

For Kronofogden's application or an agent. It is refused while anything stands in the way of an
application, and when a letter in the archive is not the one that was recorded.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.adapters.exporters.private_zip import write_private_zip
from reminder_cli.domain.case import Case
from reminder_cli.domain.gates import Step
from reminder_cli.domain.kronofogden_rules import blocking, not_ripe
from reminder_cli.errors import AGAIN, Again, LedgerUnwritable, Refused, WrongValue
from reminder_cli.i18n import _, speaking
from reminder_cli.ledger import letters
from reminder_cli.ledger.health import sha256_of
from reminder_cli.ledger.letters import LetterRow
from reminder_cli.services.dossier_data import ArchivedLetter, Dossier, as_json, gathered
from reminder_cli.services.facts import Subject, gates_of, subjects_by_number
from reminder_cli.services.running import all_sent

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class DossierReport(Struct, frozen=True, kw_only=True):
    """What was written: where, the files in it with their sha256, and the sum applied for (öre)."""

    invoice: str
    path: Path
    on: date
    files: dict[str, str]
    total_ore: int


def write_dossier(world: World, number: str, path: Path, *, dry_run: bool = False) -> DossierReport:
    """Write the dossier of an invoice. Raises :class:`Refused` with every gate that stands."""
    _check_path(path)
    subject = subjects_by_number(world, [number])[0]
    case = _ripe_case(world, subject)
    archived = [_verified(world, row) for row in _sent(world, subject)]
    with speaking("sv"):
        dossier = gathered(world, subject, case, archived)
        members = _members(dossier)
    if not dry_run:
        try:
            write_private_zip(path, members)
        except OSError as error:
            raise LedgerUnwritable(str(path)) from error
    return DossierReport(
        invoice=number,
        path=path,
        on=world.today,
        files={name: sha256_of(content) for name, content in sorted(members.items())},
        total_ore=dossier.total_ore,
    )


def _check_path(path: Path) -> None:
    if path.suffix.casefold() != ".zip" or path.is_dir():
        raise WrongValue(
            _("{name} is not the name of a zip file.", name=path.name),
            fix=_("Name it as dossier.zip."),
            again=Again(instead={path.name: "dossier.zip"}),
        )
    if not path.absolute().parent.is_dir():
        raise Refused(
            _("There is no folder {folder}. Nothing was written.", folder=path.absolute().parent),
            fix=_("Make it first, or name another file."),
            again=AGAIN,
        )


def _ripe_case(world: World, subject: Subject) -> Case:
    case, number = subject.open_case, subject.invoice.number
    if case is None:
        raise Refused(
            _("Invoice {number} has no open case. Nothing was written.", number=number),
            fix=_("See it with: remind show {number}", number=number),
        )
    early = not_ripe(case, number, on=world.today)
    if early is not None:
        raise Refused(str(early.why), fix=str(early.fix))
    all_sent(world, subject)
    standing = blocking(gates_of(world, subject, Step.KRONOFOGDEN), case.overridden)
    if standing:
        lines = [f"  {gate.message} [{gate.code}] ({gate.law})" for gate in standing]
        raise Refused(
            "\n".join([_("Invoice {number} cannot go to Kronofogden:", number=number), *lines]),
            fix=_("Put it right, then: remind dossier {number} FILE.zip", number=number),
        )
    return case


def _sent(world: World, subject: Subject) -> list[LetterRow]:
    invoice_id = subject.invoice.invoice_id
    return letters.letters(world.ledger, states=["sent"], invoice_id=invoice_id)


def _verified(world: World, row: LetterRow) -> ArchivedLetter:
    """The bytes that were sent, or nothing at all: a letter is proof only if it is the same."""
    path = LetterFolders(world.letters_folder).archived(row.name)
    content = path.read_bytes() if path.is_file() else b""
    if sha256_of(content) != row.sha256:
        raise Refused(
            _(
                "Letter {id} in the archive is missing or is not the one that was sent: its sha256 "
                "is not the recorded one. Nothing was written.",
                id=row.letter_id,
            ),
            fix=_("Put the folder {folder} back from a backup.", folder=world.letters_folder),
            again=AGAIN,
        )
    return ArchivedLetter(row=row, content=content)


def _members(dossier: Dossier) -> dict[str, bytes]:
    from reminder_cli.adapters.letters.dossier_pdf import render_dossier
    from reminder_cli.services.dossier_sheet import as_document

    data = json.dumps(as_json(dossier), ensure_ascii=False, indent=2)
    return {
        "underlag.pdf": render_dossier(as_document(dossier)),
        "underlag.json": f"{data}\n".encode(),
        **{letter.member(n): letter.content for n, letter in enumerate(dossier.letters, start=1)},
    }
