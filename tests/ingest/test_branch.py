from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.chain.header import Header, work
from tracer.chain.outpoint import BlockHash
from tracer.ingest import branch

EASY, HARD = 0x207FFFFF, 0x1F00FFFF


def _header(name: int, parent: int, bits: int = EASY) -> Header:
    return Header(
        version=1,
        previous=BlockHash(f"{parent:064x}"),
        merkle_root=bytes(32),
        time=0,
        bits=bits,
        nonce=0,
        hash=BlockHash(f"{name:064x}"),
    )


def test_a_chain_is_its_own_best_branch() -> None:
    """One branch in any order is returned from its first header to its last."""
    headers = [_header(3, 2), _header(1, 0), _header(2, 1)]
    assert branch.best(headers) == (1, 2, 0)


def test_work_decides_not_length() -> None:
    """One hard block outweighs many easy ones."""
    headers = [_header(1, 0), *(_header(name + 1, name) for name in range(1, 9)), _header(100, 1, HARD)]
    assert branch.best(headers) == (0, 9)


def test_equal_work_is_decided_by_order() -> None:
    """Of two tips with equal work the one that stands first wins."""
    assert branch.best([_header(1, 0), _header(2, 1), _header(3, 1)]) == (0, 1)
    assert branch.best([_header(1, 0), _header(3, 1), _header(2, 1)]) == (0, 1)
    assert branch.best([_header(4, 9), _header(1, 0)]) == (0,)


@settings(derandomize=True, deadline=None, max_examples=count(suite=30, laws=100))
@given(st.data())
def test_no_branch_has_more_work(data: st.DataObject) -> None:
    """On any tree in any order, the branch is linked, starts at a root, and no other header's ancestry outweighs it."""
    size = data.draw(st.integers(1, 25))
    parents = [data.draw(st.integers(-1, at - 1)) for at in range(size)]
    bits = [data.draw(st.sampled_from((EASY, HARD))) for _ in range(size)]
    headers = [_header(at + 1, parents[at] + 1 if parents[at] >= 0 else 10_000 + at, bits[at]) for at in range(size)]
    order = data.draw(st.permutations(range(size)))

    def total(at: int) -> int:
        return work(bits[at]) + (total(parents[at]) if parents[at] >= 0 else 0)

    chosen = [order[number] for number in branch.best([headers[at] for at in order])]
    assert parents[chosen[0]] == -1
    assert all(parents[child] == parent for parent, child in pairwise(chosen))
    assert total(chosen[-1]) == max(map(total, range(size)))


def test_a_long_chain_needs_no_deep_stack() -> None:
    """Length costs no recursion."""
    headers = [_header(name + 1, name) for name in range(5000)][::-1]
    assert branch.best(headers) == tuple(range(4999, -1, -1))
