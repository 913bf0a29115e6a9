"""The statement of a period: books, title, orders and movements of a register between two blocks.

It follows from the files that it lists as inputs and from the chain up to its closing block, and from nothing else: no
clock, no earlier answer. What must be equal is computed two ways, and a difference is never written.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.chain.outpoint import Outpoint
from tracer.errors import CaseError, IntegrityError
from tracer.reserve import books as wallet_books
from tracer.reserve import closed_movements, period_file, watching
from tracer.reserve import title as titles
from tracer.reserve.act_set import file_of
from tracer.reserve.act_terms import ReviewTerms
from tracer.reserve.acts import Act, ActId, ActsInForce, LotId, OrderAct, OtherAct, StatementAct
from tracer.reserve.history import ObservedBlock
from tracer.reserve.ledger_rows import BookMovement, MovementKind, RegisterCoin, WalletBooks, in_scope
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.period_money import limit_report, period_money, reviewed
from tracer.reserve.period_rows import (
    PeriodAccount,
    PeriodBlock,
    PeriodBooks,
    PeriodInput,
    PeriodMovement,
    PeriodOrder,
    PeriodStatement,
    Reconciliation,
    Restriction,
)
from tracer.reserve.period_sources import PeriodSources
from tracer.reserve.price.rounding import usd_cents
from tracer.reserve.replaced_acts import acts_on
from tracer.reserve.run_index import RunIndex
from tracer.reserve.satoshi_runs import SatoshiRun, total
from tracer.reserve.title_rows import OrderRow, Title, TitleBook
from tracer.reserve.value.period_value import PeriodMoney
from tracer.visible import visible

_RESTRICTED = (Title.ENCUMBERED, Title.APPEALABLE)


@dataclass(frozen=True, slots=True)
class PeriodBook:
    """A statement, and the period's books by wallet and the title on its last day from which it was taken.

    `money` None: the register sets no price; `limits` None: nothing on file is about limits.
    """

    statement: PeriodStatement
    books: Mapping[str, WalletBooks]
    title: TitleBook
    money: PeriodMoney | None = None
    limits: LimitReport | None = None


def period(sources: PeriodSources, salt: bytes) -> bytes:
    """Return `period.json`.

    Raises:
        IntegrityError: as `book`.
    """
    return period_file.sealed(book(sources).statement, salt)


def book(sources: PeriodSources) -> PeriodBook:
    """Compute a statement, its private root and what it restates left out.

    Raises:
        CaseError: a custodian's statement calls a movement up to the opening block something else than the previous
            statement did.
        CaseError: or something has no price.
        TracerError: no fixing is of the period's last day.
        IntegrityError: what must be equal is not: the books do not close, the closing is not the sum of the unspent
            coins, the opening is not the previous closing, title does not add up to what is held, an account does not
            go on from the previous statement's.
    """
    _refuse_renamed(sources)
    ledger = sources.ledger
    opening, closing = _opening(sources), _block(sources.history.block)
    after = None if opening is None else opening.height
    own = wallet_books.books(ledger, after, closing.height)
    title = titles.title(
        ledger, sources.register, sources.lots, sources.acts, sources.period.last, sources.history.block.height
    )
    held = _held(sources)
    _check(sources, own, title, held)
    money = period_money(sources, title, _sum(own).closing)
    limits = limit_report(sources, money)
    statement = PeriodStatement(
        register=sources.register.name,
        network=sources.register.network.name,
        period=sources.period.name,
        restates=None,
        previous_sha256=None if sources.before.previous is None else sources.before.previous.sha256,
        opening=opening,
        closing=closing,
        books=PeriodBooks(_sum(own), title.sums[Title.UNSOLICITED]),
        wallets=_wallets(own, title),
        title=title.sums,
        orders=tuple(_order(row) for row in title.orders),
        movements=tuple(_movements(sources, after, closing.height)),
        restricted=tuple(_restricted(title, sources.acts, money)),
        reconciliation=Reconciliation(tuple(sources.faults), len(held), coins_digest(held)),
        review=_review(sources),
        accounts=tuple(_accounts(sources)),
        inputs=tuple(_inputs(sources, money, limits)),
        version=sources.version,
        method=sources.method,
        value=None if money is None else money.value,
        cost=None if money is None else money.cost,
        limits=() if limits is None else limits.rows,
        reviewed=None if limits is None else reviewed(limits),
        proof=sources.proof,
        published=sources.published,
    )
    return PeriodBook(statement, own, title, money, limits)


def coins_digest(coins: Sequence[RegisterCoin]) -> str:
    """Return the SHA-256 of coins as lines `txid:vout value script`, in ascending order of txid and vout."""
    ordered = sorted(coins, key=lambda coin: coin.outpoint)
    lines = (f"{coin.outpoint} {coin.value} {coin.script.hex()}\n" for coin in ordered)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _refuse_renamed(sources: PeriodSources) -> None:
    """Raise where acts call a movement up to the opening block otherwise than the previous statement did."""
    previous = sources.before.previous
    if previous is None:
        return
    moved = closed_movements.nameable((each.txid, each.kind, each.position.height) for each in sources.ledger.movements)
    faults = [each.text for each in closed_movements.renamed(moved, sources.acts, previous)]
    if faults:
        raise CaseError(*faults)


def _opening(sources: PeriodSources) -> PeriodBlock | None:
    """Return the block that the books go on from: the previous closing; None: they begin with the first coin."""
    previous = sources.before.previous
    return None if previous is None else previous.statement.closing


def _block(block: ObservedBlock) -> PeriodBlock:
    return PeriodBlock(block.height, block.hash, block.mtp)


def _sum(books: Mapping[str, WalletBooks]) -> WalletBooks:
    """Return the books over all wallets, in which transfers cancel."""
    whole = sum(books.values(), WalletBooks())
    if whole.transfers_in != whole.transfers_out:
        raise IntegrityError(
            f"transfers between wallets do not cancel: {whole.transfers_in} satoshi came, {whole.transfers_out} went."
        )
    return whole


def _held(sources: PeriodSources) -> list[RegisterCoin]:
    """Return the unspent coins of ours, the same by the fold and by the scripts that the transactions pay."""
    ledger, height = sources.ledger, sources.history.block.height
    held = list(ledger.held(height))
    wanted = watching.watch_list(sources.register)
    seen = {
        outpoint: (coin.output.value, coin.output.script)
        for outpoint, coin in watching.unspent(wanted, sources.history.touches).items()
        if wanted.coins[coin.output.script].wallet in ledger.ours and in_scope(ledger.scope, coin.output.script, height)
    }
    if seen != {coin.outpoint: (coin.value, coin.script) for coin in held}:
        raise IntegrityError("the unspent coins of the books are not those that the transactions leave.")
    return held


def _check(
    sources: PeriodSources, own: Mapping[str, WalletBooks], title: TitleBook, held: Sequence[RegisterCoin]
) -> None:
    """Raise unless every figure that is computed two ways is the same both times."""
    for name, each in own.items():
        if not each.closes:
            raise IntegrityError(f'the books of "{name}" do not lead from its opening to its closing.')
        coins = sum(coin.value for coin in held if coin.wallet == name)
        if each.closing != coins:
            raise IntegrityError(f'closing {each.closing} of "{name}" is not the sum of its unspent coins, {coins}.')
    whole = _sum(own)
    if sum(title.sums.values()) != whole.closing:
        raise IntegrityError(f"title adds up to {sum(title.sums.values())}, the closing is {whole.closing}.")
    previous = sources.before.previous
    if previous is not None and whole.opening != previous.statement.books.books.closing:
        raise IntegrityError(
            f"opening {whole.opening} is not {previous.statement.period}'s closing "
            f"{previous.statement.books.books.closing}."
        )
    _check_accounts(sources)


def _check_accounts(sources: PeriodSources) -> None:
    """Raise unless each account goes on from the previous statement, by what went there, came back and was charged."""
    previous = sources.before.previous
    if previous is None:
        return
    before, opening = {row.name: row.sat for row in previous.statement.accounts}, previous.statement.closing.height
    since = [change for change in sources.ledger.account_changes if change.height > opening]
    charged = [each for each in sources.ledger.charges if each.day > previous.period.last]
    for name in dict.fromkeys((*before, *sources.ledger.accounts)):
        moved = sum(change.sat for change in since if change.account == name)
        moved -= sum(total(each.runs) for each in charged if each.account == name)
        now = total(sources.ledger.accounts.get(name, ()))
        if before.get(name, 0) + moved != now:
            raise IntegrityError(
                f'account "{visible(name)}" has {now} satoshi, which is not {previous.statement.period}\'s '
                f"{before.get(name, 0)} and what went there since less what came back or was charged, {moved}."
            )


def _wallets(own: Mapping[str, WalletBooks], title: TitleBook) -> dict[str, PeriodBooks]:
    unsolicited: defaultdict[str, int] = defaultdict(int)
    for row in title.runs:
        if row.title is Title.UNSOLICITED:
            unsolicited[row.wallet] += row.run.sat
    return {name: PeriodBooks(each, unsolicited[name]) for name, each in own.items()}


def _order(row: OrderRow) -> PeriodOrder:
    return PeriodOrder(
        act=row.act,
        order=row.order,
        form=row.form,
        case=row.case,
        ordered=row.ordered,
        covered=row.covered,
        shortfall=row.shortfall,
    )


def _movements(sources: PeriodSources, after: int | None, upto: int) -> Iterator[PeriodMovement]:
    """Yield the period's movements in the order of the chain."""
    index = RunIndex((lot.run, lot.id) for lot in sources.lots)
    coins = {coin.outpoint: coin for coin in sources.ledger.coins}
    for movement in sources.ledger.movements:
        height = movement.position.height
        if height <= upto and (after is None or height > after):
            yield PeriodMovement(
                txid=movement.txid,
                vout=None if movement.outpoint is None else movement.outpoint.vout,
                height=height,
                kind=movement.kind,
                value=movement.value,
                fee=movement.fee,
                act=movement.act,
                lots=_lots(_runs(movement, coins), index),
            )


def _lots(runs: Iterable[SatoshiRun], index: RunIndex[LotId]) -> dict[LotId, int]:
    """Return satoshi by lot, in ascending order of the lots; what is in none is left out."""
    found: defaultdict[LotId, int] = defaultdict(int)
    for part, lot in (piece for run in runs for piece in index.pieces(run)):
        if lot is not None:
            found[lot] += part.sat
    return dict(sorted(found.items()))


def _runs(movement: BookMovement, coins: Mapping[Outpoint, RegisterCoin]) -> Sequence[SatoshiRun]:
    """Return the satoshi that a movement is about: what a receipt or a withdrawal brought, else what left."""
    if movement.outpoint is not None:
        return coins[movement.outpoint].runs
    if movement.kind is MovementKind.WITHDRAWAL:
        return [run for coin in coins.values() if coin.outpoint.txid == movement.txid for run in coin.runs]
    return movement.paid


def _restricted(title: TitleBook, acts: ActsInForce, money: PeriodMoney | None) -> Iterator[Restriction]:
    """Yield what may not be used, by the claim or the pledge, or by the order that can still be appealed."""
    until = {act.head.id: act.appeal_until for act in acts_on(acts, title.day) if isinstance(act, OrderAct)}
    for kind in _RESTRICTED:
        sums: defaultdict[ActId, int] = defaultdict(int)
        for row in title.runs:
            by = row.burden if kind is Title.ENCUMBERED else row.order
            if row.title is kind and by is not None:
                sums[by] += row.run.sat
        for act in sorted(sums):
            cents = None if money is None else usd_cents(sums[act], money.value.fixing.cents)
            yield Restriction(kind, sums[act], until.get(act) if kind is Title.APPEALABLE else None, act, cents)


def _accounts(sources: PeriodSources) -> Iterator[PeriodAccount]:
    """Yield what lies in each account by the books, and what the last statement up to the period's end says."""
    for account in sources.register.accounts:
        statements = [
            act
            for act in sources.acts.acts
            if isinstance(act, StatementAct) and act.account == account.name and act.as_of <= sources.period.last
        ]
        last = max(statements, key=lambda act: (act.as_of, act.head.id), default=None)
        yield PeriodAccount(
            name=account.name,
            sat=total(sources.ledger.accounts.get(account.name, ())),
            attested=None if last is None else last.sat,
            as_of=None if last is None else last.as_of,
            act=None if last is None else last.head.id,
        )


def _review(sources: PeriodSources) -> ActId | None:
    """Return the last review act that names the statement before by its hash, or the one that that one restates.

    A review refers to a quarter as it was sealed first, whatever was restated later.
    """
    previous = sources.before.previous
    restates = None if previous is None else previous.statement.restates
    sealed = {each.sha256 for each in (previous, restates) if each is not None}
    reviews = [
        act.head.id
        for act in sources.acts.acts
        if isinstance(act, OtherAct) and isinstance(act.terms, ReviewTerms) and act.terms.period_sha256 in sealed
    ]
    return max(reviews, default=None)


def _inputs(sources: PeriodSources, money: PeriodMoney | None, limits: LimitReport | None) -> Iterator[PeriodInput]:
    """Yield the files in ascending order of their paths, and which acts came too late for the period they date from."""
    acts = {file_of(act.head.id): act for act in sources.acts.all}
    files = dict(sources.files)
    if money is not None and sources.valuing is not None:
        files |= sources.valuing.used(money)
    elif limits is not None:
        files |= {path: hashlib.sha256(content).hexdigest() for path, content in sources.limit_tables.items()}
    for path in sorted(files):
        yield PeriodInput(path, files[path], path in acts and _is_late(acts[path], path, sources))


def _is_late(act: Act, path: str, sources: PeriodSources) -> bool:
    """Return whether an act is dated before the period and the statement before it did not know it."""
    previous = sources.before.previous
    if previous is None or act.head.date >= sources.period.first:
        return False
    return path not in {known.id for known in previous.statement.inputs}
