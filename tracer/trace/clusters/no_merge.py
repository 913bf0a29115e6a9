"""The no-merge list: pairs of addresses that are known to be two different holders'.

Whoever writes one takes a position: two services with labels of their own, two suspects. A transaction
that would bring a pair together then joins nothing, and is named.
"""

from dataclasses import dataclass

from tracer.chain.address import decode
from tracer.chain.network import Network
from tracer.errors import CaseError
from tracer.visible import quoted

_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Apart:
    """Two addresses that must not come into one cluster, and the line that says so."""

    line: int
    one: str
    other: str
    scripts: tuple[bytes, bytes]


def read_no_merge(content: bytes, name: str, network: Network) -> tuple[Apart, ...]:
    """Read a no-merge list: two addresses a line, a blank or a comma between; `#` begins a comment.

    Raises:
        CaseError: a line is not of this form; every fault by line, the first twenty of them.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(f"{name}: not UTF-8 text at byte {error.start}") from None
    pairs, faults = [], []
    for line, written in enumerate(text.splitlines(), start=1):
        words = written.split("#")[0].replace(",", " ").split()
        if not words:
            continue
        try:
            pairs.append(_pair(line, words, network))
        except CaseError as error:
            faults.append(f"{name}: line {line}: {error.faults[0]}")
    if len(faults) > _MOST_FAULTS:
        faults = [*faults[:_MOST_FAULTS], f"{name}: {len(faults) - _MOST_FAULTS} more faults like these"]
    if faults:
        raise CaseError(*faults)
    return tuple(pairs)


def script_named(address: str, network: Network) -> bytes:
    """Return the script that an address stands for.

    Raises:
        CaseError: it is no address of the network.
    """
    try:
        return decode(address, network)
    except ValueError as error:
        raise CaseError(f"{quoted(address, 120)}: {error}") from None


def _pair(line: int, words: list[str], network: Network) -> Apart:
    if len(words) != 2:
        raise CaseError(f"{len(words)} words where two addresses of different holders are expected")
    one, other = script_named(words[0], network), script_named(words[1], network)
    if one == other:
        raise CaseError(f"{words[0]} stands there twice: an address cannot be kept apart from itself")
    return Apart(line, words[0], words[1], (one, other))
