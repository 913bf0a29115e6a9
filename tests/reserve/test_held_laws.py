"""What is held is one figure, whoever says it, whatever acts of scope let into the books and out of them."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.counts import count
from tests.reserve.drawn_registers import ZONE
from tests.reserve.test_scope_alone import Scoped, scoped
from tracer.errors import CaseError
from tracer.reserve import ledger
from tracer.reserve.books import books, total_books
from tracer.reserve.days import day_at, observed_block
from tracer.reserve.exports import bip329
from tracer.reserve.observation import wallets_left
from tracer.reserve.scope import scope_closings
from tracer.reserve.status import Books, Status, status
from tracer.reserve.title import title
from tracer.reserve.wallet_changes import RegisterActs, scope_acts, scope_scripts, scripts_in_books
from tracer.reserve.wallets_held import wallets_held, worth
from tracer.reserve.watching import unspent, watch_list

PARTS = 4


def told(part: int) -> Iterator[tuple[Scoped, dt.date, Status]]:
    """Yield drawn registers with acts of scope, each on days of its chain, and the status on the day.

    Each is seen as a command sees it: up to the day's closing block, by all acts that are on file.
    """
    for seed in range(part, count(suite=24, laws=300), PARTS):
        each = scoped(seed)
        if each is None:
            continue
        for day in each.drawing.days[:: max(len(each.drawing.days) // 5, 1)]:
            height = each.drawing.closing(day)
            if day_at(observed_block(each.drawing.view, height).mtp, ZONE) != day:
                continue  # on a day without a block an act counts as one of the next day that has one
            touches = tuple(row for row in each.drawing.history.touches if row.position.height <= height)
            history = replace(
                each.drawing.history, touches=touches, block=observed_block(each.drawing.view, height), beyond=()
            )
            closings = scope_closings(each.register, each.acts, each.drawing.view)
            try:
                folded = ledger.fold(each.register, history, each.acts, each.drawing.lots, closings)
                book = title(folded, each.register, each.drawing.lots, each.acts, day, height)
            except CaseError:  # an act names what has not happened yet, or takes more of a lot than there is
                continue
            given = Books(
                register=each.register, ledger=folded, title=book, lots=each.drawing.lots, acts=each.acts.acts
            )
            seen = replace(each, theirs=folded, drawing=replace(each.drawing, history=history))
            yield seen, day, status(given, history.block, (), ())


@pytest.mark.parametrize("part", range(PARTS))
def test_status_title_books_and_observation_hold_the_same(part: int) -> None:
    """Held is what titles add up to, what a period would close with, and what `observe` says of the block.

    So does who knows nothing of the ledger: the unspent outputs of the scripts that are in the books on the day. What
    the wallets hold beside that is told as not counted, to the satoshi.
    """
    moved = 0
    for each, day, found in told(part):
        height, history = found.block.height, each.drawing.history
        closing = total_books(books(each.theirs, None, height)).closing
        wallets = wallets_held(each.register, each.theirs, height)
        left = unspent(watch_list(each.register), history.touches)
        within = scripts_in_books(RegisterActs(each.register, each.acts), day)
        alone = sum(coin.output.value for coin in left.values() if coin.output.script in within)
        assert (found.held, closing, sum(worth(row.counted) for row in wallets)) == (alone,) * 3
        assert sum(found.title.values()) == alone
        assert [sum(row.title.values()) for row in found.wallets if row.counted] == [
            row.held for row in found.wallets if row.counted
        ]
        assert not any(sum(row.title.values()) for row in found.wallets if not row.counted)
        whole = {row.name: row.held for row in wallets_left(each.register, history)}
        assert {row.name: row.outside + (row.held if row.counted else 0) for row in found.wallets} == whole
        assert [row.name for row in found.wallets if row.counted] == [
            wallet.name for wallet in each.register.wallets if wallet.name in within.values()
        ]
        ours = sum(whole[wallet.name] for wallet in each.register.wallets if each.register.is_ours(wallet))
        moved += ours != alone
    assert moved


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_not_counted_says_by_which_act(part: int) -> None:
    """Each wallet that has a script outside of the books has a note for each act that keeps it there; no other has."""
    noted = 0
    for each, day, found in told(part):
        within = scripts_in_books(RegisterActs(each.register, each.acts), day)
        for wallet, row in zip(each.register.wallets, found.wallets, strict=True):
            assert bool(row.notes) == any(script.script not in within for script in wallet.scripts)
            assert len(row.notes) <= 1 or each.register.is_ours(wallet)
            for script in (one.script for one in wallet.scripts if one.script not in within):
                every = [act for act in scope_acts(each.acts) if act.wallet == wallet.name]
                acts = [act for act in every if script in scope_scripts(wallet, act)]
                keeps = [act for act in acts if act.head.date <= day][-1:] or acts[:1]
                assert all(any(f" act {act.head.id} " in text for text in row.notes) for act in keeps)
            noted += sum(" act " in text for text in row.notes)
    assert noted


@pytest.mark.parametrize("part", range(PARTS))
def test_only_a_coin_in_the_books_is_called_spendable_or_not(part: int) -> None:
    """A wallet that reads labels must not take what an act let out of the books for free to spend."""
    for each, _, found in told(part):
        given = Books(
            register=each.register,
            ledger=each.theirs,
            title=title(each.theirs, each.register, each.drawing.lots, each.acts, found.day, found.block.height),
            lots=each.drawing.lots,
            acts=each.acts.acts,
        )
        rows = json.loads("[" + ",".join(bip329.labels(given, found.block.height).decode().splitlines()) + "]")
        said = {row["ref"] for row in rows if "spendable" in row}
        assert said == {
            str(coin.outpoint)
            for row in wallets_held(each.register, each.theirs, found.block.height)
            for coin in row.counted
        }
