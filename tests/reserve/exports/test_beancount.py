"""The accountants' journal: its balances are the title book's, and beancount itself takes it where it is installed."""

import datetime as dt
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.reserve.acts import statement
from tests.reserve.small_ledgers import history_of, small_ledger, small_register, txid
from tests.reserve.story_register import (
    AGENCY,
    NO_ACTS,
    RESERVE,
    lots_of_trace,
    story_history,
    story_register,
)
from tests.reserve.test_status import ALL_TITLED
from tests.reserve.titles import titled
from tracer.errors import IntegrityError
from tracer.reserve.exports.beancount import journal, movement_days
from tracer.reserve.ledger import fold
from tracer.reserve.register import Register
from tracer.reserve.status import Books
from tracer.reserve.title_rows import TitleBook

BEAN_CHECK = shutil.which("bean-check")
RESERVE_ACCOUNT = "Assets:Wallets:State-reserve-wallet"
AGENCY_ACCOUNT = "Assets:Wallets:Agency-seizure-wallet"
POSTING = re.compile(r"  (\S+) +(-?[0-9]+) SAT")
BALANCE = re.compile(r"(\S+) balance (\S+) +(-?[0-9]+) SAT")


def story(register: Register | None = None) -> tuple[Books, tuple[TitleBook, ...]]:
    """Return the story's books, untitled until the day after the consolidation, and the title books of all days."""
    register = register or story_register()
    ledger = fold(register, story_history(), NO_ACTS, lots_of_trace())
    empty = titled(ledger, lots_of_trace(), {}, day=dt.date(2025, 1, 1), upto=0)
    books = Books(register=register, ledger=ledger, title=empty, lots=lots_of_trace(), acts=())
    days = movement_days(books, 140)
    heights = {day: max(m.position.height for m in ledger.movements if _day(m.mtp) == day) for day in days}
    titles = [titled(ledger, lots_of_trace(), {}, day=day, upto=heights[day]) for day in days]
    titles.append(titled(ledger, lots_of_trace(), ALL_TITLED, day=days[-1] + dt.timedelta(days=1), upto=140))
    return replace(books, title=titles[-1]), tuple(titles)


def _day(mtp: int) -> dt.date:
    """Return the day of a moment in Almaty, which is five hours ahead."""
    return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=mtp + 5 * 3600)).date()


def written() -> str:
    """Return the story's journal."""
    books, titles = story()
    return journal(books, story_history().block, titles).decode()


def sums(text: str) -> Mapping[str, int]:
    """Add up the postings of a journal by account."""
    found: Counter[str] = Counter()
    for line in text.splitlines():
        if match := POSTING.fullmatch(line):
            found[match[1]] += int(match[2])
    return found


def test_the_balances_are_what_was_worked_out_by_hand() -> None:
    """1,389,840,000 satoshi by wallet and title, against receipts of 1,419,900,000, a return and fees of 80,000."""
    assert {name: sat for name, sat in sums(written()).items() if sat} == {
        f"{AGENCY_ACCOUNT}:Untitled": 49_990_000,
        f"{RESERVE_ACCOUNT}:Titled": 839_920_000,
        f"{RESERVE_ACCOUNT}:Untitled": 499_930_000,
        "Equity:Receipts": -1_419_900_000,
        "Expenses:Disposals": 29_980_000,
        "Expenses:Fees": 80_000,
    }


def test_each_account_ends_with_its_balance() -> None:
    """An assertion for each account, on the day after the last: the sum of its postings, zero ones too."""
    text = written()
    asserted = {match[2]: int(match[3]) for line in text.splitlines() if (match := BALANCE.fullmatch(line))}
    assert asserted == dict(sums(text))
    opened = set(re.findall(r"^\S+ open (\S+)", text, re.MULTILINE))
    assert opened == set(asserted)


def test_each_transaction_balances_and_names_what_moved() -> None:
    """Nine transactions: six that move satoshi, some of one day, and the day on which titles change."""
    blocks = [part.splitlines() for part in written().split("\n\n") if '* "' in part]
    for part in blocks:
        assert sum(int(match[2]) for line in part if (match := POSTING.fullmatch(line))) == 0
    heads = [part[0].split(" * ")[1] for part in blocks]
    assert heads == ['"receipt"'] * 5 + ['"disposal"', '"transfer"', '"transfer"', '"title"']
    assert '  lots: "L-0001 300000000, L-0002 399980000"' in blocks[0]
    assert '  lots: "L-0005 29990000"' in blocks[5]


def test_the_same_books_give_the_same_bytes() -> None:
    """Nothing in the journal hangs on anything but the books."""
    assert written() == written()


def test_a_day_without_its_title_book_is_missed() -> None:
    """A movement on a day that was not given is no journal."""
    books, titles = story()
    with pytest.raises(IntegrityError, match="something moved, and no title book of that day was given"):
        journal(books, story_history().block, titles[1:])


def test_movements_and_satoshi_that_disagree_are_found() -> None:
    """Where a movement's entries are not what its satoshi did, the journal does not balance."""
    books, titles = story()
    movements = list(books.ledger.movements)
    first = movements[0].entries[0]
    movements[0] = replace(movements[0], entries=(replace(first, sat=first.sat - 1),))
    wrong = replace(books, ledger=replace(books.ledger, movements=tuple(movements)))
    with pytest.raises(IntegrityError, match="does not balance by"):
        journal(wrong, story_history().block, titles)


def test_titles_and_satoshi_that_disagree_are_found() -> None:
    """A title book that holds other satoshi than the movements left is found on its day."""
    books, titles = story()
    short = replace(titles[0], runs=titles[0].runs[1:])
    with pytest.raises(IntegrityError, match="does not balance by"):
        journal(books, story_history().block, (short, *titles[1:]))


def named(*names: str) -> Register:
    """Return the story's register with these names of its wallets."""
    wallets = story_register().wallets
    return replace(
        story_register(), wallets=tuple(replace(each, name=name) for each, name in zip(wallets, names, strict=True))
    )


NAMES = [
    (AGENCY, "Enforcement service", RESERVE),
    ("Қазынашылық әмияны", "резерв", "1-й кошелёк"),
    ("a:b", "a b", "A-b"),
    ("“x”", '"quoted"\\', "²"),
]


@pytest.mark.parametrize("names", NAMES)
def test_no_two_wallets_share_an_account(names: tuple[str, str, str]) -> None:
    """However wallets are named, each has accounts of its own, of letters, digits and hyphens."""
    books, titles = story(named(*names))
    text = journal(books, story_history().block, titles).decode()
    wallets = {name.split(":")[2] for name in sums(text) if name.startswith("Assets:Wallets:")}
    assert len(wallets) == 3
    assert all(re.fullmatch(r"[^\W_][\w-]*", name) for name in wallets)


@pytest.mark.skipif(BEAN_CHECK is None, reason="bean-check is not installed; it is GPL and no part of the product")
@pytest.mark.parametrize("names", NAMES)
def test_beancount_takes_the_journal(tmp_path: Path, names: tuple[str, str, str]) -> None:
    """Bean-check finds no fault in it, and finds one where a balance is a satoshi off."""
    books, titles = story(named(*names))
    content = journal(books, story_history().block, titles)
    place = tmp_path / "reserve.beancount"
    place.write_bytes(content)
    assert _bean_check(place) == (0, "")
    place.write_bytes(content.replace(b"839920000 SAT\n", b"839920001 SAT\n"))
    assert _bean_check(place)[0] == 1


def _bean_check(place: Path) -> tuple[int, str]:
    assert BEAN_CHECK is not None
    ran = subprocess.run([BEAN_CHECK, "--no-cache", place], capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


def test_a_fee_of_a_day_on_which_nothing_moved_leaves_the_custodians_account() -> None:
    """45 went there on the second; 4 are charged as of the third: a day of its own, and 41 are its balance."""
    drawing = "in: -> 50@Agency\n\nout: in.0 -> 45@custodian 5@Agency\n\nelse: -> 1@x\n"
    said = statement(1, "2025-01-03", 41, deposits=[txid("out")], fees=4)
    ledger = small_ledger(drawing, said)
    empty = titled(ledger, (), {}, day=dt.date(2025, 1, 1), upto=0)
    books = Books(register=small_register(), ledger=ledger, title=empty, lots=(), acts=(said,))
    days = movement_days(books, 3)
    assert [day.day for day in days] == [1, 2, 3]
    titles = [titled(ledger, (), {}, day=day, upto=day.day) for day in days]
    text = journal(replace(books, title=titles[-1]), history_of(drawing).block, titles).decode()
    assert sums(text) == {
        "Assets:Custodians:Vault": 41,
        "Assets:Wallets:Agency:Untitled": 5,
        "Equity:Receipts": -50,
        "Expenses:Custodians": 4,
    }
    assert '2025-01-03 * "custodian\'s fees" ^2025-0001' in text
