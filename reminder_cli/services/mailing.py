"""Sends letters by e-mail: a letter is marked as begun before the server hears of it.

Whoever is killed in between leaves it marked, and the next run asks instead of sending again.
Only to be used by the one who holds the lock of `tick`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from reminder_cli.adapters.delivery.address import usable_address
from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.adapters.delivery.message import PRACTICE, Mail, build, copy_of, message_id
from reminder_cli.adapters.delivery.smtp import Answer, Fate, Mailer, MailServer, MailUnavailable
from reminder_cli.ledger import firm
from reminder_cli.ledger.letters import Change, LetterRow, change_letter, letter_by_id
from reminder_cli.services.channels import is_practice
from reminder_cli.services.delivered import Mailed, Postponed
from reminder_cli.services.freshness import may_go_out
from reminder_cli.services.sent_day import record_sent

if TYPE_CHECKING:
    from reminder_cli.services.world import World

# After the first, second … failure; 20 hours, so that a run at the same time each day is not late.
RETRY_AFTER = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=20))
# A server that fails letter after letter in this way is left alone until the next run.
LOST_IN_A_ROW = 2
# A line that a server closed between two mails is dialled again, once.
_CLOSED = frozenset({"smtp_421", "connection_lost"})


def mail_server(world: World) -> MailServer:
    """The server of the settings, with its password."""
    from reminder_cli.adapters.delivery.secrets import mail_password

    settings = world.settings
    user, host = settings["smtp_user"], settings["smtp_host"]
    return MailServer(
        host=host,
        port=settings["smtp_port"],
        security=settings["smtp_security"],
        user=user,
        password=mail_password(user, host) if user else "",
    )


class Post:
    """The mails of one run, over one connection."""

    def __init__(self, world: World, *, step: Callable[[], None]) -> None:
        self._world = world
        self._step = step
        self._folders = LetterFolders(world.letters_folder)
        self._lost = 0
        self.done = Mailed()

    def send_all(self, letters: Sequence[LetterRow]) -> Mailed:
        """Send each letter once, or say why not. One that fails does not stop the others."""
        with Mailer(mail_server(self._world)) as mailer:
            for place, letter in enumerate(letters):
                try:
                    self._one(mailer, letter)
                except MailUnavailable as error:
                    self._postpone(letters[place:], str(error))
                    break
                if self._lost >= LOST_IN_A_ROW:
                    self._postpone(letters[place + 1 :], "connection_lost")
                    break
                self._step()
        return self.done

    def _one(self, mailer: Mailer, letter: LetterRow) -> None:
        files = self._folders.read(letter.name, sha256=letter.sha256)
        if files is None:
            self._change(letter, Change(state="failed", problem="no_file"))
            self.done.broken.append(letter.letter_id)
            return
        mail = self._mail(letter, *files)
        content = _content(mail) if mail else None
        if mail is None or content is None:
            self._to_print(letter, "no_address")
            return
        mailer.connect()
        attempts = letter.attempts + 1
        begun = Change(state="started", attempts=attempts, message_id=mail.message_id)
        if not self._begin(letter, begun):
            return
        answer = self._hand_in(mailer, mail, content)
        self._lost = self._lost + 1 if answer.lost else 0
        self._record(letter, answer, attempts)
        if answer.fate is Fate.ACCEPTED:
            self._copy(mailer, mail)

    def _begin(self, letter: LetterRow, begun: Change) -> bool:
        """Look once more, and mark as begun under the same lock: what came in meanwhile counts."""
        world = self._world
        with world.writing():
            now = letter_by_id(world.ledger, letter.letter_id)
            if now is None or now.state != "waiting":
                return False
            waits = may_go_out(world, now)
            if waits is not None:
                self.done.waits.append(waits)
                return False
            return change_letter(world.ledger, letter.letter_id, begun, was=("waiting",))

    def _hand_in(self, mailer: Mailer, mail: Mail, content: bytes) -> Answer:
        answer = mailer.send(mail.sender, mail.recipient, content)
        if answer.fate is Fate.LATER and answer.lost and answer.problem in _CLOSED:
            try:
                mailer.connect()
            except MailUnavailable as error:
                return Answer(Fate.LATER, str(error), lost=True)
            answer = mailer.send(mail.sender, mail.recipient, content)
        return answer

    def _record(self, letter: LetterRow, answer: Answer, attempts: int) -> None:
        match answer.fate:
            case Fate.ACCEPTED:
                with self._world.writing():
                    record_sent(self._world, letter, self._world.today)
                self.done.sent.append(letter.letter_id)
            case Fate.LATER:
                self._later(letter, answer.problem, attempts)
            case Fate.REFUSED:
                self._to_print(letter, answer.problem)
            case Fate.UNKNOWN:
                self._change(letter, Change(state="uncertain", problem=answer.problem))
                self.done.uncertain.append(letter.letter_id)

    def _later(self, letter: LetterRow, problem: str, attempts: int) -> None:
        wait = RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1]
        again = self._world.now + wait
        self._change(
            letter,
            Change(state="waiting", attempts=attempts, next_try_at=again, problem=problem),
        )
        self.done.postponed.append(Postponed(letter.letter_id, letter.invoices, problem, again))

    def _postpone(self, letters: Sequence[LetterRow], problem: str) -> None:
        for letter in letters:
            self._later(letter, problem, letter.attempts + 1)

    def _to_print(self, letter: LetterRow, problem: str) -> None:
        self._change(letter, Change(state="waiting", channel="print", problem=problem))
        self.done.refused.append(letter)

    def _change(self, letter: LetterRow, change: Change, *, was: Sequence[str] = ()) -> bool:
        with self._world.writing():
            return change_letter(self._world.ledger, letter.letter_id, change, was=was)

    def _mail(self, letter: LetterRow, pdf: bytes, text: str) -> Mail | None:
        world, recipient = self._world, usable_address(letter.recipient.get("email", ""))
        sender = usable_address(world.settings["mail_from"])
        if not recipient:
            return None
        named = message_id(letter.name, ledger_id=ledger_id(world), sender=sender)
        return Mail(
            number=str(letter.letter_id),
            message_id=letter.message_id or named,
            sender_name=world.company.name,
            sender=sender,
            reply_to=usable_address(world.company.email),
            recipient_name=letter.recipient.get("name", ""),
            recipient=recipient,
            language=letter.language,
            text=text,
            pdf=pdf,
            sent_at=world.now,
            prefix=PRACTICE[letter.language] if is_practice(world) else "",
        )

    def _copy(self, mailer: Mailer, mail: Mail) -> None:
        """The firm's own copy, after the letter is safe; a lost one is told and not tried again."""
        address = usable_address(self._world.settings["mail_copy_to"])
        if not address:
            return
        copied = copy_of(mail, address)
        try:
            mailer.connect()
            answer = mailer.send(copied.sender, copied.recipient, build(copied))
        except MailUnavailable:
            answer = Answer(Fate.LATER)
        self.done.copies_lost += answer.fate is not Fate.ACCEPTED


def _content(mail: Mail) -> bytes | None:
    """The bytes to send, made before the letter is marked as begun; None when they cannot be."""
    try:
        return build(mail)
    except ValueError:
        return None


def ledger_id(world: World) -> str:
    """What tells this ledger's Message-IDs from all others; made once."""
    known = firm.mark(world.ledger, firm.LEDGER_ID)
    if not known:  # one made before ledgers got it when they were set up
        with world.writing():
            known = firm.give_id(world.ledger)
    return known
