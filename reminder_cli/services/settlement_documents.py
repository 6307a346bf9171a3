"""Writes the settlement as a page and as a workbook, which can be made again under another name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reminder_cli.errors import AGAIN, Again, WrongValue
from reminder_cli.i18n import _
from reminder_cli.services.new_file import must_be_new
from reminder_cli.services.settle import Settlement
from reminder_cli.services.settlement_words import document

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def check_names(pdf: Path | None, xlsx: Path | None) -> None:
    """Refuse a file that could not be written or opened, before anything is done."""
    for path, suffix in ((pdf, ".pdf"), (xlsx, ".xlsx")):
        if path is None:
            continue
        if path.suffix.casefold() != suffix:
            raise WrongValue(
                _("{name} does not end with {suffix}.", name=path.name, suffix=suffix),
                fix=_("Name it as settlement{suffix}.", suffix=suffix),
                again=Again(instead={path.name: f"settlement{suffix}"}),
            )
        if not path.absolute().parent.is_dir():
            raise WrongValue(
                _("There is no folder {folder}.", folder=path.absolute().parent),
                fix=_("Make it first, or name another file."),
                again=AGAIN,
            )
        must_be_new(path)


def write_documents(
    world: World, made: Settlement, *, pdf: Path | None, xlsx: Path | None
) -> list[Path]:
    """Write those that were asked for; returns where they lie."""
    shown = document(made, firm=world.company.name)
    if pdf is not None:
        from reminder_cli.adapters.exporters.settlement_pdf import settlement_pdf
        from reminder_cli.adapters.staged_file import write

        write(pdf, settlement_pdf(shown, made_on=world.today))
    if xlsx is not None:
        from reminder_cli.adapters.exporters.settlement_xlsx import write_settlement_xlsx

        write_settlement_xlsx(shown, xlsx, made_on=world.today)
    return [path for path in (pdf, xlsx) if path is not None]
