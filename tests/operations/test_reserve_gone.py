"""Which observations are of blocks that left the chain: everywhere the last look decides that says anything of each."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.counts import count
from tests.evidence.chain import Chain
from tests.operations.test_reserve_entered import NAME, WALLETS
from tests.operations.test_reserve_reorganised import LEFT, NOBODY, closed_on_the_lost_branch
from tests.operations.test_reserve_reorganised import look as story_look
from tests.reserve.folders import look, plain_register, written
from tests.reserve.statements import statement
from tests.reserve_story import BLOCKS
from tracer.chain.outpoint import BlockHash
from tracer.errors import IntegrityError
from tracer.operations import reserve_observations
from tracer.operations.closing_blocks import standing
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_observations import is_gone, names, told_gone
from tracer.operations.reserve_observe import Observed
from tracer.operations.reserve_orphaned import orphaned
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.reserve import register_file
from tracer.reserve.period_rows import PeriodBlock
from tracer.reserve.periods import FiledStatement


class Branches:
    """A register over a chain that is reorganised again and again: what was looked at, and what is known of it."""

    def __init__(self, folder: Path) -> None:
        """Begin with one block."""
        folder.mkdir(exist_ok=True)
        self.register, self.file, self.paid = plain_register(folder, WALLETS), folder / "blocks.dat", 0
        self.known: dict[str, tuple[Chain, bool]] = {}
        self.chains = [Chain()]
        self.chain = self.chains[0]
        self.mine(1)

    def mine(self, blocks: int) -> None:
        """Go on from the chain's last block; no two blocks are alike."""
        for _ in range(blocks):
            self.paid += 1_000
            self.chain.add(pays="Agency/0/0", sat=self.paid)

    def fork(self, chain: Chain, height: int) -> None:
        """Take the chain up to a height of another one, which is kept."""
        self.chain = Chain(chain.heads[: height + 1], chain.blocks[: height + 1])
        self.chains.append(self.chain)

    def look(self, at: str | None = None, chain: Chain | None = None) -> Observed:
        """Look at a chain, by itself the one that is mined on, up to a height; what it says of all others is known."""
        view = chain or self.chain
        found = look(self.register, written(self.file, view), at)
        self.known[found.name] = (Chain(view.heads[: _height(found.name) + 1], view.blocks[:1]), False)
        for name, (own, _) in self.known.items():
            if _height(name) < len(view.heads):
                self.known[name] = (own, view.heads[_height(name)] != own.heads[-1])
        return found

    def gone(self) -> set[str]:
        """Return the observations that are known to be of blocks which left the chain, or that go on from one."""
        left = {name for name, (_, is_left) in self.known.items() if is_left}
        heads = {name: own.heads for name, (own, _) in self.known.items()}
        return left | {
            name
            for name, own in heads.items()
            for other in left
            if len(own) > len(heads[other]) and own[len(heads[other]) - 1] == heads[other][-1]
        }

    def told(self) -> None:
        """Assert that all that ask are told the same."""
        gone, register = self.gone(), register_file.parse((self.register / "register.toml").read_bytes(), "")
        stale, there = told_gone(self.register, NAME), names(self.register)
        assert {name for name in there if is_gone(self.register, name, stale)} == gone
        stands = [name for name in there if name not in gone]
        assert reserve_observations.last(self.register, register).name == stands[-1]
        top = self.known[stands[-1]][0].heads
        assert standing(self.register, NAME) == [
            name for name in stands if self.known[name][0].heads[-1] == top[_height(name)]
        ]
        closings = dict(filed(name, number) for number, name in enumerate(there))
        left = {period for period, _ in orphaned(self.register, NAME, closings)}
        assert left == {period for period, name in zip(closings, there, strict=True) if name in gone}


def filed(name: str, number: int) -> tuple[str, FiledStatement]:
    """Return a statement that closes with an observation's block, by the name of its period."""
    period = f"{2001 + number // 4}Q{number % 4 + 1}"
    block = PeriodBlock(_height(name), BlockHash(f"{name[-8:]:0>64}"), 0)
    return period, FiledStatement(replace(statement(), period=period, restates=None, closing=block), "00" * 32)


def _height(name: str) -> int:
    return int(name[:7])


def test_the_last_word_counts_on_drawn_branches(tmp_path: Path) -> None:
    """However often a branch leaves and comes back: `last`, what closes and what is told of closings agree with it."""
    source = random.Random(20_261_204)
    for number in range(count(suite=4, laws=60)):
        it = Branches(tmp_path / str(number))
        for _ in range(7):
            chain = source.choice(it.chains)
            if source.random() < 0.5:
                it.chain = chain
            else:
                it.fork(chain, source.randrange(1, len(chain.heads)))
            if source.random() < 0.7:
                it.mine(source.randint(1, 3))
            it.look()
            it.told()


@pytest.fixture
def branches(tmp_path: Path) -> Branches:
    """Return a chain that is forked at block 2: one branch to block 4, looked at, then another one to block 4."""
    it = Branches(tmp_path / "branches")
    it.mine(1)
    it.look()
    it.mine(2)
    it.look()
    it.fork(it.chain, 2)
    it.mine(2)
    return it


def reorged(observed: Observed) -> list[str]:
    """Return which observations a look tells to be of blocks that left the chain."""
    return [fault.subject for fault in observed.observation.faults if fault.kind.value == "reorged"]


def test_a_look_again_takes_back_what_it_said_of_a_branch(branches: Branches) -> None:
    """Looked at again at a block of both branches its word is that of the last time, whether more or fewer are gone."""
    mine, theirs = branches.chains
    (shared, top) = names(branches.register)
    for chain, left in ((theirs, {top}), (mine, set()), (theirs, {top}), (mine, set())):
        found = branches.look("2", chain)
        assert found.name == shared
        assert set(reserve_observations.stale_of(branches.register, shared)) == left == branches.gone()
        branches.told()


def test_a_source_that_is_behind_takes_nothing_back(branches: Branches) -> None:
    """What is above its last block stays gone, for it says nothing of that."""
    mine, theirs = branches.chains
    (shared, top) = names(branches.register)
    branches.look("2", theirs)
    behind = Chain(mine.heads[:3], mine.blocks[:3])
    assert branches.look("2", behind).name == shared
    assert reserve_observations.stale_of(branches.register, shared) == (top,)
    branches.told()
    branches.look("2", mine)
    branches.look("2", behind)
    assert reserve_observations.stale_of(branches.register, shared) == ()
    branches.told()


def test_what_goes_on_from_a_lost_block_is_gone_with_it(branches: Branches) -> None:
    """Though it lay above the last block of the source that said so."""
    mine, theirs = branches.chains
    mine.add(pays="Agency/0/1", sat=77)
    above = branches.look(chain=mine).name
    branches.look(chain=theirs)
    stale = told_gone(branches.register, NAME)
    assert above not in stale
    assert is_gone(branches.register, above, stale)
    branches.told()


@pytest.mark.parametrize("at", ["1", "2", None])
def test_a_look_at_any_block_says_what_came_back(branches: Branches, at: str | None) -> None:
    """Whether that lies above the block that is looked at or below it."""
    mine, theirs = branches.chains
    top = names(branches.register)[-1]
    branches.look(chain=theirs)
    assert top in branches.gone()
    branches.look(at, mine)
    assert top not in branches.gone()
    branches.told()


def test_a_closing_is_lost_whose_observation_is_gone(branches: Branches) -> None:
    """What the last look says of it outlives its file."""
    top = names(branches.register)[-1]
    branches.look(chain=branches.chains[1])
    (branches.register / reserve_observations.path_of(top)).unlink()
    assert [period for period, _ in orphaned(branches.register, NAME, dict([filed(top, 0)]))] == ["2001Q1"]


def test_a_branch_that_is_lost_again_is_told_again(branches: Branches) -> None:
    """Each loss once, by the first look after it."""
    mine, theirs = branches.chains
    top = names(branches.register)[-1]
    assert reorged(branches.look("2", theirs)) == [top]
    other = branches.look(chain=theirs)
    assert reorged(other) == []
    mine.add(pays="Agency/0/1", sat=77)
    assert reorged(branches.look(chain=mine)) == [other.name]
    theirs.add(pays="Agency/0/1", sat=78)
    theirs.add(pays="Agency/0/1", sat=79)
    back = branches.look(chain=theirs)
    assert set(reorged(back)) == {each for each in names(branches.register) if each in branches.gone()}
    assert top in reorged(back)


def test_a_closing_whose_branch_came_back_is_right_again(tmp_path: Path) -> None:
    """`check` and `status` tell it while the other branch is the chain, and no longer once its own is looked at."""
    register, lost = closed_on_the_lost_branch(tmp_path)
    for blocks, is_told in ((BLOCKS, True), (lost, False), (BLOCKS, True), (lost, False)):
        story_look(register, blocks, "2025-09-30")
        alarms = [each.text for each in reserve_status(StatusRequest(register), NOBODY).status.alarms]
        assert (LEFT in alarms) == is_told
        if is_told:
            with pytest.raises(IntegrityError) as raised:
                check_register(RegisterCheckRequest(register), NOBODY)
            assert str(raised.value) == LEFT
        else:
            assert check_register(RegisterCheckRequest(register), NOBODY).faults == ()
