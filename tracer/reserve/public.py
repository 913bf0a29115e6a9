"""What a register publishes of a period: rounded by `public/1`, with no transaction, person or secret in it.

It holds totals, counts and kinds: no fee, no transaction, no block but the closing one, no order's amount. Every figure
is of satoshi rounded where they came in (`public_rounding`); sums of one or two transactions are not said, though their
difference may follow from two holdings: the rounding, not the silence, is what protects them. A register that publishes
its addresses has nothing to hide and is not rounded.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tracer.chain import address
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.errors import IntegrityError
from tracer.formats.canonical import Json
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.act_terms import OpinionTerms
from tracer.reserve.acts import Act, OtherAct
from tracer.reserve.days import Period
from tracer.reserve.ledger_rows import RegisterLedger, Stay
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.public_limits import published_breaches, published_limits
from tracer.reserve.public_rounding import RULE, PublicFigure, rounded
from tracer.reserve.public_rows import (
    OpenAddress,
    OpenBooks,
    OpenMovement,
    PublicBooks,
    PublicBreach,
    PublicCounts,
    PublicOpinion,
    PublicProof,
    PublicQuarter,
    PublicReview,
    PublicStatement,
    PublicTitle,
)
from tracer.reserve.register import Register
from tracer.reserve.run_sets import without
from tracer.reserve.satoshi_runs import SatoshiRun, joined, total
from tracer.reserve.title_rows import LAWFUL, TitleBook
from tracer.reserve.value.public_value import FIGURES, PublicPricing, public_value

FEW = 3
"""Transactions from which on a sum of them is said."""

Weigh = Callable[[Iterable[SatoshiRun]], PublicFigure]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRuns:
    """The satoshi behind the public figures of a period, and how many transactions brought and took some.

    `came` and `left` hold a satoshi as often as it came and left, `entered` and `exited` as often as acts of scope let
    it in and out, with coins of `scoped` transactions.
    """

    opening: tuple[SatoshiRun, ...]
    came: tuple[SatoshiRun, ...]
    left: tuple[SatoshiRun, ...]
    entered: tuple[SatoshiRun, ...]
    exited: tuple[SatoshiRun, ...]
    closing: tuple[SatoshiRun, ...]
    lawful: tuple[SatoshiRun, ...]
    reserve: tuple[SatoshiRun, ...]
    with_custodians: tuple[SatoshiRun, ...]
    came_in: int
    left_in: int
    scoped: int
    scope_acts: int


def public(
    statement: PeriodStatement,
    register: Register,
    ledger: RegisterLedger,
    title: TitleBook,
    previous: Sequence[PublicQuarter],
    pricing: PublicPricing | None = None,
    proven: frozenset[Outpoint] | None = None,
    acts: Iterable[Act] = (),
) -> PublicStatement:
    """Return what is published of a sealed statement.

    `ledger` and `title` are those that it was computed from; `previous` are earlier statements in order of their
    periods. Without `pricing` nothing is said of money. `proven` are the coins whose keys signed, None: nobody was
    asked. Of `acts` that count the last auditor's opinion up to the period's end is published.

    Raises:
        IntegrityError: the statement is not sealed, or is not of this ledger.
    """
    if statement.private_root is None:
        raise IntegrityError(f"the statement of {statement.period} is not sealed.")
    runs = _runs_of(statement, ledger, title)
    weigh, told = _weighing(register, ledger), register.publish_addresses
    published, titled = _books(runs, weigh, told), _title(runs, weigh)
    return PublicStatement(
        rule=None if told else RULE,
        register=register.name,
        body=register.body,
        network=statement.network,
        currency=register.currency,
        period=statement.period,
        restates=None if statement.restates is None else statement.restates.period,
        closing=statement.closing,
        books=published,
        title=titled,
        with_custodians=weigh(runs.with_custodians),
        counts=_counts(statement, runs, told),
        breaches=(*_faults(statement), *published_breaches(statement.limits, statement.period, told)),
        previous=tuple(previous),
        open=_open(statement, register, ledger) if told else None,
        version=statement.version,
        method=statement.method,
        private_root=statement.private_root,
        value=None if pricing is None else public_value(pricing, valued_satoshi(published, titled)),
        limits=published_limits(statement.limits, told),
        review=_review(statement),
        proof=None if proven is None else _proof(ledger, statement.closing.height, proven, weigh),
        opinion=_opinion(acts, Period.parse(statement.period).last),
        custody=statement.published,
    )


def _runs_of(statement: PeriodStatement, ledger: RegisterLedger, title: TitleBook) -> PublicRuns:
    """Return the satoshi behind a statement's figures.

    Raises:
        IntegrityError: they are not the statement's.
    """
    after = None if statement.opening is None else statement.opening.height
    runs = public_runs(ledger, title, after, statement.closing.height)
    books = statement.books.books
    if (total(runs.opening), total(runs.closing)) != (books.opening, books.closing):
        raise IntegrityError(
            f"{statement.period} opens with {books.opening} and closes with {books.closing}; its coins are "
            f"{total(runs.opening)} and {total(runs.closing)}."
        )
    if total(runs.entered) - total(runs.exited) != books.scope:
        raise IntegrityError(
            f"{statement.period} says {books.scope} of what acts of scope let in and out; its coins are "
            f"{total(runs.entered)} in and {total(runs.exited)} out."
        )
    return runs


def valued_satoshi(books: PublicBooks, title: PublicTitle) -> dict[str, int]:
    """Return the published satoshi that are valued, by the names of the figures of money."""
    figures = (books.closing.sat, title.lawful.sat, title.reserve.sat, title.without.sat)
    return dict(zip(FIGURES, figures, strict=True))


def public_runs(ledger: RegisterLedger, title: TitleBook, after: int | None, upto: int) -> PublicRuns:
    """Return the satoshi behind the figures of the blocks after one height up to another."""
    start = -1 if after is None else after
    came, left = _crossings(ledger, start, upto)
    entered, exited, scoped = _scoped(ledger, start, upto)
    lawful = [each for each in title.runs if each.title in LAWFUL]
    return PublicRuns(
        opening=() if after is None else held(ledger, after),
        came=tuple(run for runs in came for run in runs),
        left=tuple(run for runs in left for run in runs),
        entered=entered,
        exited=exited,
        closing=held(ledger, upto),
        lawful=joined(sorted(each.run for each in lawful)),
        reserve=joined(sorted(each.run for each in lawful if each.assigned)),
        with_custodians=joined(sorted(run for runs in ledger.accounts.values() for run in runs)),
        came_in=len(came),
        left_in=len(left),
        scoped=scoped,
        scope_acts=len({each.act for each in ledger.scope if start < each.height <= upto}),
    )


def held(ledger: RegisterLedger, height: int, among: frozenset[Outpoint] | None = None) -> tuple[SatoshiRun, ...]:
    """Return what wallets of ours hold after a block, by receipt and number; with `among` in these coins alone."""
    coins = {coin.outpoint: coin for coin in ledger.coins}
    there = (each for each in ledger.stays if _is_there(each, height) and ledger.counts(coins[each.coin], height))
    return joined(sorted(each.run for each in there if among is None or each.coin in among))


def _proof(ledger: RegisterLedger, height: int, proven: frozenset[Outpoint], weigh: Weigh) -> PublicProof:
    """Return what is proven of what is held, made of the same rounded amounts; the rest follows by a difference."""
    covered, closing = held(ledger, height, proven), held(ledger, height)
    return PublicProof(covered=weigh(covered), whole=0 < total(closing) == total(covered))


def _is_there(stay: Stay, height: int) -> bool:
    return stay.since.height <= height and (stay.until is None or stay.until.height > height)


def _crossings(
    ledger: RegisterLedger, after: int, upto: int
) -> tuple[list[tuple[SatoshiRun, ...]], list[tuple[SatoshiRun, ...]]]:
    """Return, transaction by transaction, what came into wallets of ours from elsewhere and what left them."""
    into: dict[Position, list[SatoshiRun]] = {}
    out: dict[Position, list[SatoshiRun]] = {}
    coins = {coin.outpoint: coin for coin in ledger.coins}
    for stay in ledger.stays:
        for place, runs in ((stay.since, into), (stay.until, out)):
            if place is not None and after < place.height <= upto and ledger.counts(coins[stay.coin], place.height - 1):
                runs.setdefault(place, []).append(stay.run)
    places = sorted({*into, *out})
    came = (without(into.get(place, ()), out.get(place, ())) for place in places)
    left = (without(out.get(place, ()), into.get(place, ())) for place in places)
    return [runs for runs in came if runs], [runs for runs in left if runs]


def _scoped(
    ledger: RegisterLedger, after: int, upto: int
) -> tuple[tuple[SatoshiRun, ...], tuple[SatoshiRun, ...], int]:
    """Return what acts of scope let in and what they let out, and how many transactions made those coins.

    What lies there at the end of the closing block of an act's day enters or leaves by it; nothing moves.
    """
    entered, exited, made = list[SatoshiRun](), list[SatoshiRun](), set[Txid]()
    coins = {coin.outpoint: coin for coin in ledger.coins}
    for height in sorted({each.height for each in ledger.scope if after < each.height <= upto}):
        for stay in ledger.stays:
            coin = coins[stay.coin]
            was, counts = ledger.counts(coin, height - 1), ledger.counts(coin, height)
            if _is_there(stay, height) and was != counts:
                (entered if counts else exited).append(stay.run)
                made.add(coin.outpoint.txid)
    return tuple(entered), tuple(exited), len(made)


def _weighing(register: Register, ledger: RegisterLedger) -> Weigh:
    """Return what makes a figure of satoshi: exactly where addresses are published, else by their receipts' marks."""
    if register.publish_addresses:
        return lambda runs: PublicFigure(total(runs), 0)
    values = {coin.outpoint: coin.value for coin in ledger.coins}
    return lambda runs: rounded(runs, values)


def _books(runs: PublicRuns, weigh: Weigh, told: bool) -> PublicBooks:
    opening, closing, came, left = map(weigh, (runs.opening, runs.closing, runs.came, runs.left))
    scope = weigh(runs.entered) - weigh(runs.exited)
    if opening.sat + came.sat - left.sat + scope.sat != closing.sat:
        raise IntegrityError(
            f"opening {opening.sat}, came {came.sat}, left {left.sat}, scope {scope.sat}: not {closing.sat}."
        )
    said = told or all(map(_is_said, (runs.came_in, runs.left_in, runs.scoped)))
    return PublicBooks(
        opening=opening,
        came=came if said else None,
        left=left if said else None,
        scope=scope if said else None,
        change=PublicFigure(closing.sat - opening.sat, came.within + left.within + scope.within),
        closing=closing,
    )


def _title(runs: PublicRuns, weigh: Weigh) -> PublicTitle:
    return PublicTitle(
        reserve=weigh(runs.reserve),
        lawful=weigh(runs.lawful),
        without=weigh(without(runs.closing, runs.lawful)),
    )


def _counts(statement: PeriodStatement, runs: PublicRuns, told: bool) -> PublicCounts:
    ids = [each.id for each in statement.inputs]
    return PublicCounts(
        came=runs.came_in if told or _is_said(runs.came_in) else None,
        left=runs.left_in if told or _is_said(runs.left_in) else None,
        cases=len({each.split("/")[1] for each in ids if each.startswith("receipts/")}),
        orders=len(statement.orders),
        acts=sum(each.startswith("acts/") for each in ids),
        late_acts=len(statement.late),
        accounts=len(statement.accounts),
        scope_acts=runs.scope_acts,
    )


def _is_said(transactions: int) -> bool:
    return not 0 < transactions < FEW


def _faults(statement: PeriodStatement) -> tuple[PublicBreach, ...]:
    """Return the faults that the closing found, by kind and day and nothing else."""
    day = Period.parse(statement.period).last
    return tuple(PublicBreach(kind, day) for kind in sorted(set(map(_kind, statement.reconciliation.faults))))


def _review(statement: PeriodStatement) -> PublicReview | None:
    """Return the band of the last review and what it decided; who was there and how they voted is not published."""
    said = None if statement.reviewed is None else statement.reviewed["proposed"]
    if said is None:
        return None
    place = JsonCursor(said, "review")
    band = place.key("band")
    return PublicReview(
        period=place.text("period"),
        low=band.text("min"),
        high=band.text("max"),
        decision=place.text("decision"),
        following=place.text("next"),
    )


def _opinion(acts: Iterable[Act], day: dt.date) -> PublicOpinion | None:
    """Return the last auditor's opinion among acts up to a day, None: there is none."""
    said = [
        (act.head, act.terms)
        for act in acts
        if isinstance(act, OtherAct) and isinstance(act.terms, OpinionTerms) and act.head.date <= day
    ]
    if not said:
        return None
    head, terms = max(said, key=lambda each: (each[0].date, each[0].id))
    return PublicOpinion(firm=terms.firm, day=head.date, period=terms.period, opinion=terms.opinion, scope=terms.scope)


def _kind(fault: Json) -> str:
    """Return a fault's kind and nothing else of it."""
    kind = fault.get("fault", fault.get("kind")) if isinstance(fault, dict) else None
    if not isinstance(kind, str):
        raise IntegrityError("a fault of the reconciliation does not say its kind.")
    return kind


def _open(statement: PeriodStatement, register: Register, ledger: RegisterLedger) -> OpenBooks:
    height = statement.closing.height
    coins = [(coin.wallet, address.display(coin.script, register.network), coin.value) for coin in ledger.held(height)]
    by_address = itertools.groupby(sorted(coins), key=lambda coin: coin[:2])
    return OpenBooks(
        tuple(
            OpenAddress(wallet=wallet, address=name, sat=sum(value for _, _, value in found))
            for (wallet, name), found in by_address
        ),
        tuple(
            OpenMovement(txid=row.txid, height=row.height, kind=row.kind.value, value=row.value, fee=row.fee)
            for row in statement.movements
        ),
    )
