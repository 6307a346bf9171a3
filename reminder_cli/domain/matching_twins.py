"""Tells which money has been counted already, whatever files it came in and in what order.

The answer is worked out from all that is known at once, never from the order of arrival: the
same set of rows gives the same set of payments. Nothing is booked here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from reminder_cli.domain.matching_words import Strength, mentions
from reminder_cli.domain.payment import Deposit, PaymentDraft

# Bankgirot's own file says most about a deposit, a list from the bank the least.
_MOST_TELLING = ("bgmax", "totalin", "swish", "camt", "csv")


class Money(Struct, frozen=True):
    """Everything the files have told. ``counted`` are the payments, each krona once.

    ``told_by`` maps the key of a row that was left out to the deposit or key that has the same
    money. ``lookalikes`` are keys of two counted payments that may be one: a person must look
    before the second is booked. ``disputed`` are keys that came with two amounts.
    """

    counted: dict[str, PaymentDraft]
    told_by: dict[str, str]
    lookalikes: tuple[tuple[str, str], ...]
    disputed: frozenset[str]


class Change(Struct, frozen=True):
    """What a file brings: payments to take in, and keys of counted ones to take out.

    ``withdrawn`` maps the key of a sum that was counted to the deposit whose parts are now
    known. ``known`` are keys of the file that brought nothing. ``alike`` are pairs of keys of
    which at least one is new: they may be one payment. ``disputed`` came with two amounts.
    """

    new: tuple[PaymentDraft, ...]
    withdrawn: dict[str, str]
    known: frozenset[str]
    uncertain: frozenset[str]
    alike: tuple[tuple[str, str], ...] = ()
    disputed: frozenset[str] = frozenset()


def all_money(payments: Iterable[PaymentDraft], deposits: Iterable[Deposit]) -> Money:
    """Each krona once. Give it all rows of the days in question, from all files."""
    rows, disputed = _by_key(payments)
    sums = {(deposit.key, deposit.amount_ore): deposit for deposit in deposits}
    parts: defaultdict[str, list[PaymentDraft]] = defaultdict(list)
    lines: list[PaymentDraft] = []
    for draft in sorted(rows.values(), key=lambda draft: draft.key):
        (lines if _is_line(draft) else parts[draft.deposit_key]).append(draft)
    told_by = _twice_told(parts)
    # An entry of camt with one part of the same reference is its own part, and counts.
    sum_lines = [line for line in lines if line.key != line.deposit_key or parts[line.key]]
    told_by.update(_lines_told(sum_lines, sums))
    counted = {key: draft for key, draft in rows.items() if key not in told_by}
    alike = _lookalikes(counted.values()) + _lines_that_differ(lines, parts, told_by)
    return Money(counted, told_by, alike, disputed)


def change(
    known: Iterable[PaymentDraft],
    known_deposits: Iterable[Deposit],
    payments: Iterable[PaymentDraft],
    deposits: Iterable[Deposit],
) -> Change:
    """What a file of ``payments`` and ``deposits`` adds to what is known. Known ones come first,
    so that a row which comes again with another amount does not displace the first. Known are
    also rows that were left out or withdrawn: a deposit tells one line, not one line a file.
    """
    known, known_deposits, payments = list(known), list(known_deposits), list(payments)
    before = all_money(known, known_deposits)
    after = all_money([*known, *payments], [*known_deposits, *deposits])
    new = [draft for key, draft in after.counted.items() if key not in before.counted]
    uncertain = {later for pair in after.lookalikes for later in pair} - before.counted.keys()
    return Change(
        tuple(new),
        {key: after.told_by[key] for key in before.counted if key in after.told_by},
        frozenset(draft.key for draft in payments) - {draft.key for draft in new},
        frozenset(uncertain) | (after.disputed - before.disputed),
        tuple(pair for pair in after.lookalikes if not before.counted.keys() >= set(pair)),
        after.disputed - before.disputed,
    )


def _by_key(
    payments: Iterable[PaymentDraft],
) -> tuple[dict[str, PaymentDraft], frozenset[str]]:
    rows: dict[str, PaymentDraft] = {}
    disputed = set()
    for draft in payments:
        first = rows.setdefault(draft.key, draft)
        if first.amount_ore != draft.amount_ore:
            disputed.add(draft.key)
    return rows, frozenset(disputed)


def _is_line(draft: PaymentDraft) -> bool:
    """Whether it is one line for what another file may tell in parts."""
    return draft.is_deposit_sum or draft.key == draft.deposit_key


def source_of(draft: PaymentDraft) -> str:
    """The kind of file that a row is of, as its key begins."""
    return draft.key.partition(":")[0]


def _twice_told(parts: dict[str, list[PaymentDraft]]) -> dict[str, str]:
    """A deposit whose parts stand in files of two kinds: the less telling ones are left out."""
    told_by = {}
    for deposit_key, drafts in parts.items():
        sources: defaultdict[str, list[PaymentDraft]] = defaultdict(list)
        for draft in drafts if deposit_key else ():
            sources[source_of(draft)].append(draft)
        if len(sources) < 2:
            continue
        best, *others = sorted(sources, key=_order)
        total = _sum(sources[best])
        for other in others:
            if _sum(sources[other]) == total:
                told_by.update({draft.key: deposit_key for draft in sources[other]})
    return told_by


def _order(source: str) -> int:
    return _MOST_TELLING.index(source) if source in _MOST_TELLING else len(_MOST_TELLING)


def _sum(drafts: Iterable[PaymentDraft]) -> int:
    return sum(draft.amount_ore for draft in drafts)


def _lines_told(lines: list[PaymentDraft], sums: dict[tuple[str, int], Deposit]) -> dict[str, str]:
    """Lines whose parts are known, by the deposit's name; without a name, by day and sum.

    A deposit tells one line of each kind of file: two lines of the same sum are two sums.
    """
    told_by: dict[str, str] = {}
    used: set[tuple[str, str]] = set()
    unnamed: list[PaymentDraft] = []
    for line in lines:
        name = line.deposit_key
        if not name:
            unnamed.append(line)
        elif (name, line.amount_ore) in sums:
            used.add((source_of(line), name))
            told_by[line.key] = name
    by_day: defaultdict[tuple[date, int], list[str]] = defaultdict(list)
    for deposit in sorted(sums.values(), key=lambda deposit: deposit.key):
        by_day[deposit.on, deposit.amount_ore].append(deposit.key)
    for line in unnamed:
        for name in by_day[line.on, line.amount_ore]:
            if (source_of(line), name) not in used:
                used.add((source_of(line), name))
                told_by[line.key] = name
                break
    return told_by


def _lines_that_differ(
    lines: list[PaymentDraft], parts: dict[str, list[PaymentDraft]], told_by: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """A line and a part of the deposit it names, when the sums are not the same."""
    return tuple(
        (line.key, parts[line.deposit_key][0].key)
        for line in lines
        if line.key not in told_by and line.deposit_key and parts.get(line.deposit_key)
    )


def _lookalikes(payments: Iterable[PaymentDraft]) -> tuple[tuple[str, str], ...]:
    """Payments of one day and amount from two kinds of file that name the same number or payer.

    Whether they are one nobody can know: a list of the bank has no reference of its own.
    """
    alike: defaultdict[tuple[date, int], list[PaymentDraft]] = defaultdict(list)
    for draft in payments:
        alike[draft.on, draft.amount_ore].append(draft)
    pairs = [
        (one.key, other.key)
        for drafts in alike.values()
        if len({source_of(draft) for draft in drafts}) > 1
        for place, one in enumerate(drafts)
        for other in drafts[place + 1 :]
        if source_of(one) != source_of(other) and _may_be_one(one, other)
    ]
    return tuple(sorted(pairs))


def distinct_at_least(alike: Sequence[tuple[PaymentDraft, frozenset[int]]]) -> int:
    """How many payments such a group of look-alikes is at the least; 1 when nothing tells more.

    Each is given with the files that told of it. Rows of one file are payments of their own; two
    files may tell of the same one in other words. So where all rows are of one day and amount and
    name the same numbers, the file with the most of them says how many there are, and which of
    the rows are booked makes no difference to any claim.
    """
    kinds = {(draft.on, draft.amount_ore, frozenset(_numbers(draft))) for draft, _files in alike}
    if len(kinds) != 1 or not all(_numbers(draft) for draft, _files in alike):
        return 1
    return max(Counter(file for _draft, files in alike for file in files).values())


def _numbers(draft: PaymentDraft) -> set[str]:
    return {mention.number for mention in mentions(draft) if mention.strength > Strength.DOUBTFUL}


def _may_be_one(one: PaymentDraft, other: PaymentDraft) -> bool:
    numbers = [_numbers(one), _numbers(other)]
    same_payer = bool(one.payer) and one.payer.casefold() == other.payer.casefold()
    nothing_said = not all(numbers) and not (one.payer and other.payer)
    return bool(numbers[0] & numbers[1]) or same_payer or nothing_said
