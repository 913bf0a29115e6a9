"""What the chain itself gives a restatement as its reason: another closing block, another opening, other transactions.

A statement is closed on a block. Where the chain is reorganised afterwards, or the source that was asked left
something out, nobody decided anything, and no act says so: what is told is the two blocks, and how many transactions
the statement lists that are not there, and lacks that are.
"""

from collections.abc import Iterator, Mapping

from tracer.chain import header
from tracer.container.material import Material
from tracer.reserve.period_rows import PeriodBlock, PeriodStatement

_MOVEMENTS, _HEIGHT = "movements.", ".height"


def has_left(closing: PeriodBlock, material: Material, end: int) -> bool:
    """Return whether a block that closed a period is not of the chain of the material.

    Args:
        closing: the block.
        material: what is held of the chain up to the block that closes the period now.
        end: the moment that ends the period, in Unix seconds, by the register's zone as it is now.
    """
    if material.first_header <= closing.height <= material.last_header:
        return header.decode(material.header(closing.height)).hash != closing.hash
    # Above the last block before the end, or below all of them: of this chain only where the zone ended it elsewhere.
    return closing.mtp < end


def reasons(
    old: PeriodStatement, new: PeriodStatement, known: Mapping[str, str], *, is_other_chain: bool
) -> tuple[str, ...]:
    """Return in words what the chain changed of a period; nothing where it changed nothing.

    Args:
        old: the statement that is restated.
        new: the one that restates it.
        known: the figures of the new one under the acts that the old one was closed with.
        is_other_chain: whether the old one's closing block is not of the chain any more.
    """
    return (*_blocks(old, new, is_other_chain=is_other_chain), *_opening(old, new), *_transactions(old, known))


def _blocks(old: PeriodStatement, new: PeriodStatement, *, is_other_chain: bool) -> Iterator[str]:
    if is_other_chain:
        was, now = old.closing, new.closing
        yield (
            f"the chain was reorganised after {old.period} was closed with block {was.height} {was.hash}: it is closed "
            f"with block {now.height} {now.hash}"
        )


def _opening(old: PeriodStatement, new: PeriodStatement) -> Iterator[str]:
    """Yield that the period before was restated with other coins, which no act does."""
    was, now = old.books.books.opening, new.books.books.opening
    if was != now:
        yield f"{old.period} opened with {was} satoshi, and the period before it closes with {now} satoshi"


def _transactions(old: PeriodStatement, known: Mapping[str, str]) -> Iterator[str]:
    """Yield how many transactions fell out of a period, and how many came in."""
    was = {str(each.txid) for each in old.movements}
    now = {
        name.removeprefix(_MOVEMENTS).partition(":")[0]
        for name in known
        if name.startswith(_MOVEMENTS) and name.endswith(_HEIGHT)
    }
    if was - now:
        yield f"transactions of {old.period} that the chain does not have: {len(was - now)}"
    if now - was:
        yield f"transactions of the chain that {old.period} does not have: {len(now - was)}"
