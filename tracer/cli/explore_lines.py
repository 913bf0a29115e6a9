"""The lines of an exploration, read: a verb and what it is about. Words are separated by spaces, in any case."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from tracer.case.case import Label
from tracer.chain.amount import from_decimal
from tracer.chain.outpoint import Txid, parse_txid
from tracer.errors import CaseError, IntegrityError
from tracer.explore.following import MOST, Until
from tracer.explore.unfolded import UnopenedCoin

VERBS = (
    "open", "follow", "try", "close", "undo", "redo", "go", "list", "trail", "rule", "kept", "branch", "help", "quit"
)  # fmt: skip
_CONDITIONS = ("label", "min", "to", "most")


def verb_of(word: str) -> str:
    """Return a verb.

    Raises:
        CaseError: it is none.
    """
    if word.lower() in VERBS:
        return word.lower()
    near = get_close_matches(word.lower(), VERBS, n=1)
    raise CaseError(f"no line begins with {word!r}" + (f"; did you mean {near[0]!r}?" if near else "; type help"))


def whole_number(word: str, what: str) -> int:
    """Return a whole number from 0.

    Raises:
        CaseError: it is none.
    """
    if not (word.isascii() and word.isdigit()):
        raise CaseError(f"{what} is a whole number, not {word!r}")
    return int(word)


def one_word(words: Sequence[str], what: str) -> str:
    """Return the one word that a verb takes.

    Raises:
        CaseError: there is none, or more.
    """
    if len(words) != 1:
        raise CaseError(f"this takes {what}, and nothing else")
    return words[0]


def coin_of(word: str, waiting: Sequence[UnopenedCoin]) -> UnopenedCoin:
    """Return a coin by its number in the list, from 1.

    Raises:
        CaseError: there is none of that number.
    """
    number = whole_number(word, "a coin's number")
    if not 1 <= number <= len(waiting):
        raise CaseError(f"no coin {number} waits: there are {len(waiting)}; type list")
    return waiting[number - 1]


def spender_of(word: str, waiting: Sequence[UnopenedCoin]) -> Txid:
    """Return the transaction that a word names: by the number of a coin that it spends, or by its txid.

    Raises:
        CaseError: it names none that waits.
    """
    if len(word) < len(Txid("0" * 64)):
        return coin_of(word, waiting).spender.txid
    txid = txid_of(word)
    if txid not in {each.spender.txid for each in waiting}:
        raise CaseError(f"transaction {txid} spends nothing that waits; type list")
    return txid


def txid_of(word: str) -> Txid:
    """Return a txid.

    Raises:
        CaseError: it is none.
    """
    try:
        return parse_txid(word)
    except ValueError:
        raise CaseError(f"{word!r} is no txid: that has 64 digits from 0 to f") from None


def until_of(words: Sequence[str], waiting: Sequence[UnopenedCoin], labels: Sequence[Label]) -> Until:
    """Return how far to follow: a coin's number, and pairs of a condition and its value.

    Raises:
        CaseError: a condition is none, stands twice or alone, or its value is wrong.
    """
    coin, left = None, [*words]
    if left and left[0].isdigit():
        coin = coin_of(left.pop(0), waiting).coin.outpoint
    found: dict[str, str] = {}
    for name, value in zip(left[::2], left[1::2], strict=False):
        if name.lower() in found or name.lower() not in _CONDITIONS:
            raise CaseError(f"{name!r} is no condition, or stands twice: there are {', '.join(_CONDITIONS)}")
        found[name.lower()] = value
    if len(left) % 2:
        raise CaseError(f"{left[-1]!r} has no value: a condition is a word and a value, as in most 20")
    return Until(
        coin=coin,
        label=_label(found["label"], labels) if "label" in found else None,
        min_sat=_amount(found["min"]) if "min" in found else 0,
        last_height=_value(found, "to", 0, lambda word: whole_number(word, "a block's height")),
        most=_value(found, "most", MOST, _most),
    )


def _value(found: dict[str, str], name: str, otherwise: int, read: Callable[[str], int]) -> int:
    return read(found[name]) if name in found else otherwise


def _most(word: str) -> int:
    number = whole_number(word, "a number of transactions")
    if not number:
        raise CaseError("most is 1 or more: to open nothing, leave the line out")
    return number


def _label(word: str, labels: Sequence[Label]) -> Label:
    if word not in labels:
        raise CaseError(f"the case has no label {word!r}: there are {', '.join(labels)}")
    return Label(word)


def _amount(word: str) -> int:
    try:
        return from_decimal(Decimal(word))
    except (InvalidOperation, IntegrityError):
        raise CaseError(f"{word!r} is no amount of bitcoin, as 0.25 is") from None
