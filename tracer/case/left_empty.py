"""What a case that is right leaves empty: what the report prints as not provided, and what nobody can then answer."""

from collections.abc import Iterable, Iterator

from tracer.case.case import Case

_HEAD = ("examiner", "reviewer", "criminal_case_no", "authority", "questions", "title", "supersedes")
"""Keys of `[case]` in the order of their weight: who signs comes first."""
_EXHIBIT = ("description", "source", "received_from", "received_at", "sha256")


def not_provided(case: Case) -> tuple[str, ...]:
    """Return the place of each key that is empty and that the report says so of, the examiner first.

    A seed without a basis is printed as asserted, a wallet without one as not verified.
    """
    return (*_of_case(case), *_of_tables(case))


def unanswered(case: Case) -> tuple[str, ...]:
    """Return a sentence for each question that a case without wallets or orders cannot answer."""
    said = []
    if not case.custody:
        said.append(
            "no [[custody]] wallet is named: how much reached the state, and where it lies now, cannot be answered"
        )
    if not case.orders:
        said.append(
            "no [[order]] is named: whether what was received or has left was ordered, and what falls short of an "
            "order, cannot be answered"
        )
    return tuple(said)


def _of_case(case: Case) -> Iterator[str]:
    yield from _empty("case", case, _HEAD)
    if not case.exhibits:
        yield "exhibit"
    if not case.orders:
        yield "order"
    if not case.method.reason:
        yield "method.reason"


def _of_tables(case: Case) -> Iterator[str]:
    for number, exhibit in enumerate(case.exhibits, start=1):
        yield from _empty(f"exhibit[{number}]", exhibit, _EXHIBIT)
    for number, seed in enumerate(case.seeds, start=1):
        yield from _empty(f"seed[{number}]", seed, ("basis",))
    for number, wallet in enumerate(case.custody, start=1):
        yield from _empty(f"custody[{number}]", wallet, ("basis",))
    for number, order in enumerate(case.orders, start=1):
        yield from _empty(f"order[{number}]", order, ("issued_by",))


def _empty(place: str, table: object, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        if not getattr(table, key):
            yield f"{place}.{key}"
