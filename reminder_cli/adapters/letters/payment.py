"""How to pay a letter: giro, reference, day and amount, and the codes that hold the same.

One box for the letter, or one for each instalment of a plan. Amounts in öre.
"""

from __future__ import annotations

from datetime import date

from reminder_cli.adapters.letters.claims import kronor
from reminder_cli.adapters.letters.clean import clean
from reminder_cli.adapters.letters.parties import invoice_list
from reminder_cli.adapters.letters.qr import Bill, swish_qr, using_qr
from reminder_cli.adapters.letters.shown import Code, Pair, PaymentBox
from reminder_cli.adapters.letters.sums import asked_ore
from reminder_cli.adapters.letters.wording import Wording, fill
from reminder_cli.domain.letter import LetterData
from reminder_cli.domain.letter_kind import LetterKind


def payment_boxes(letter: LetterData, words: Wording) -> tuple[PaymentBox, ...]:
    """The boxes to pay by; none when nothing is asked for."""
    if letter.kind is LetterKind.INSTALMENT_PLAN:
        count = str(len(letter.slips))
        return tuple(
            _box(
                letter,
                words,
                title=fill(words.labels["slip"], {"n": str(n), "count": count}),
                due_on=slip.due_on,
                amount_ore=slip.amount_ore,
            )
            for n, slip in enumerate(letter.slips, start=1)
        )
    asked = asked_ore(letter)
    if asked <= 0:
        return ()
    title = words.labels["payment"]
    return (_box(letter, words, title=title, due_on=letter.due_on, amount_ore=asked),)


def _box(
    letter: LetterData, words: Wording, *, title: str, due_on: date, amount_ore: int
) -> PaymentBox:
    labels = words.labels
    payee = letter.payee or letter.agent or letter.creditor
    rows: list[Pair] = [(labels["pay_to"], clean(payee.name))]
    if letter.giro:
        rows.append((labels[letter.giro_kind], clean(letter.giro)))
    rows.append(_reference(letter, words))
    if letter.swish:
        rows.append((labels["swish"], clean(letter.swish)))
    rows.append((labels["pay_by"], due_on.isoformat()))
    return PaymentBox(
        title=title,
        rows=tuple(rows),
        amount=(labels["total"], kronor(amount_ore)),
        codes=_codes(letter, words, due_on=due_on, amount_ore=amount_ore),
    )


def _reference(letter: LetterData, words: Wording) -> Pair:
    labels = words.labels
    if letter.ocr:
        return labels["ocr"], clean(letter.ocr)
    message = fill(labels["message_invoice"], {"invoices": invoice_list(letter)})
    return labels["message"], message


def _codes(
    letter: LetterData, words: Wording, *, due_on: date, amount_ore: int
) -> tuple[Code, ...]:
    labels = words.labels
    reference = clean(letter.ocr) or invoice_list(letter)
    payee = letter.payee or letter.agent or letter.creditor
    codes = []
    if letter.giro:
        bill = Bill(
            payee=payee.name,
            org_number=clean(payee.org_number),
            reference=reference,
            invoiced_on=letter.claims[0].invoice_date,
            due_on=due_on,
            amount_ore=amount_ore,
            giro=clean(letter.giro),
            giro_kind=letter.giro_kind,
        )
        codes.append((using_qr(bill), labels["code_uqr"], letter.giro))
    if letter.swish:
        text = swish_qr(letter.swish, amount_ore, reference)
        codes.append((text, labels["code_swish"], letter.swish))
    return tuple(
        Code(
            text=text,
            caption=caption,
            alt=fill(labels["code_alt"], {"amount": kronor(amount_ore), "account": clean(account)}),
        )
        for text, caption, account in codes
    )
