"""A register on a day, on one screen: what is held, by what title, what runs out, what is wrong.

Values and sentences; nothing is computed here that the ledger, the title book and the fixings do not say.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from tracer.chain.amount import COIN, as_bitcoin
from tracer.chain.outpoint import Outpoint
from tracer.formats.canonical import Writable
from tracer.reserve.accounts import AccountRow
from tracer.reserve.act_terms import ConventionTerms, HedgeTerms, WaiverTerms
from tracer.reserve.acts import Act, ActId, ActsInForce, BurdenAct, ExecutionAct, OrderAct, OrderForm, OtherAct
from tracer.reserve.history import ObservedBlock
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.lots import Lot
from tracer.reserve.price.rounding import decimal_text
from tracer.reserve.proofs.coverage import ProvenClosing
from tracer.reserve.register import Fork, Register, WalletStage
from tracer.reserve.replaced_acts import acts_on
from tracer.reserve.title_rows import LAWFUL, OrderRow, Title, TitleBook
from tracer.reserve.value.day_value import DayValue, day_value, taken
from tracer.reserve.value.money import DayPrices
from tracer.reserve.value.sales import DayRates
from tracer.reserve.wallets_held import not_counted, wallets_held, worth


class Severity(Enum):
    """How much of an alarm it is: only a hard one ends `status` with exit code 1."""

    HARD = "hard"
    WARNING = "warning"
    NOTE = "note"


AHEAD = "ahead"
"""The kind of warning that the day has not come; it is said before anything else."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a person should know; `kind` is a word of the field, `text` a sentence."""

    severity: Severity
    kind: str
    text: str

    def as_json(self) -> Mapping[str, Writable]:
        """Return `{severity, kind, text}`."""
        return {"severity": self.severity.value, "kind": self.kind, "text": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletStatus:
    """A wallet's coins and satoshi on the day, by title where it is counted; `notes` say why it, or a part, is not.

    Of one that is counted, `coins` and `held` are what is in the books; `outside` is what is in no sum.
    """

    name: str
    body: str
    stage: WalletStage
    counted: bool
    coins: int
    held: int
    outside: int
    title: Mapping[Title, int]
    notes: tuple[str, ...]

    def as_json(self) -> Mapping[str, Writable]:
        """Return it as JSON, satoshi as texts of digits."""
        return {
            "name": self.name,
            "body": self.body,
            "stage": self.stage.value,
            "counted": self.counted,
            "coins": self.coins,
            "held_sat": str(self.held),
            "not_counted_sat": str(self.outside),
            "title_sat": _sums(self.title) if self.counted else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBurden:
    """A claim or a pledge that is open on satoshi held on the day."""

    act: ActId
    kind: str
    begins: dt.date
    sat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """What ends on a day that is ahead: the time to appeal against an order, a waiver, a hedge."""

    act: ActId
    what: str
    until: dt.date

    def as_json(self) -> Mapping[str, Writable]:
        """Return `{act, what, until}`."""
        return {"act": self.act, "what": self.what, "until": self.until.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A register at the end of a day, as seen up to a block; wallets and accounts in the register's order.

    `limits` None: nothing on file is about limits, or no price is set; `proof` None: nothing was asked to be proven.
    """

    register: str
    body: str
    day: dt.date
    block: ObservedBlock
    title: Mapping[Title, int]
    wallets: tuple[WalletStatus, ...]
    orders: tuple[OrderRow, ...]
    accounts: tuple[AccountRow, ...]
    burdens: tuple[OpenBurden, ...]
    expiring: tuple[Expiry, ...]
    alarms: tuple[Alarm, ...]
    value: DayValue | None = None
    limits: LimitReport | None = None
    proof: ProvenClosing | None = None

    @property
    def held(self) -> int:
        """Satoshi in the books: title adds up to them, and a period closed with the same block closes with them."""
        return sum(wallet.held for wallet in self.wallets if wallet.counted)

    @property
    def without_title(self) -> int:
        """Satoshi in the wallets that are not the state's by a forfeiture in force that nothing can be lodged against.

        They are untitled, paid in unsolicited, or may still be appealed; statements say the same of a period's end.
        """
        return self.held - sum(self.title[each] for each in LAWFUL)

    @property
    def is_alarming(self) -> bool:
        """Whether anything is a hard alarm."""
        return any(alarm.severity is Severity.HARD for alarm in self.alarms)

    def as_json(self) -> Mapping[str, Writable]:
        """Return it as JSON; `value` is null and `limits` empty until prices are kept."""
        return {
            "day": self.day.isoformat(),
            "height": self.block.height,
            "held_sat": str(self.held),
            "title_sat": _sums(self.title),
            "wallets": [wallet.as_json() for wallet in self.wallets],
            "value": None if self.value is None else self.value.as_json(),
            "limits": [] if self.limits is None else [row.as_json() for row in self.limits.rows],
            **({} if self.limits is None else {"review": self.limits.review_json()}),
            **({} if self.proof is None else {"proof": self.proof.as_json()}),
            "expiring": [each.as_json() for each in self.expiring],
            "alarms": [alarm.as_json() for alarm in self.alarms],
        }


@dataclass(frozen=True, slots=True)
class Pricing:
    """The prices and the rates of exchange on file up to a day."""

    prices: DayPrices
    rates: DayRates

    def value(self, title: TitleBook, currency: str) -> DayValue | None:
        """Return what is held on a title book's day is worth, in dollars and in a currency."""
        return day_value(title, self.prices, self.rates, currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What a status is told of: the fold, the title on its day, the lots and acts that count, prices and rates.

    `acts` are those in force, `filed` all on file, by which a superseded one counts on the days before; empty: none is
    superseded. `pricing` None: the register sets no price.
    """

    register: Register
    ledger: RegisterLedger
    title: TitleBook
    lots: Sequence[Lot]
    acts: Sequence[Act]
    pricing: Pricing | None = None
    filed: Sequence[Act] = ()

    @property
    def in_force(self) -> ActsInForce:
        """The acts in force and all on file."""
        return ActsInForce(tuple(self.acts), tuple(self.filed or self.acts))

    @property
    def acts_of_day(self) -> tuple[Act, ...]:
        """The acts that count on the day, in ascending order of their numbers."""
        return acts_on(self.in_force, self.title.day)


def status(
    books: Books,
    block: ObservedBlock,
    accounts: Sequence[AccountRow],
    found: Iterable[Alarm],
    limits: LimitReport | None = None,
) -> Status:
    """Return a register's status on the title book's day, seen up to a block.

    `accounts` are those at custodians, whose faults are hard alarms; `found` are those of the observation and of
    limits.
    """
    register, day = books.register, books.title.day
    wallets = tuple(_wallets(books, block.height))
    notes = [Alarm(Severity.NOTE, "not-counted", text) for wallet in wallets for text in wallet.notes]
    held = sum(wallet.held for wallet in wallets if wallet.counted)
    wrong = [Alarm(Severity.HARD, "account", text) for account in accounts for text in account.faults]
    short = [Alarm(Severity.WARNING, "claim", text) for text in books.title.short]
    value = None if books.pricing is None else books.pricing.value(books.title, register.currency)
    priced = (*_money_orders(books, held, value), *_price_alarms(register, day, value))
    warned = [*short, *priced, *_forks(books, block.height)]
    return Status(
        register=register.name,
        body=register.body,
        day=day,
        block=block,
        title=books.title.sums,
        wallets=wallets,
        orders=books.title.orders,
        accounts=tuple(accounts),
        burdens=tuple(_burdens(books)),
        expiring=tuple(sorted(_expiring(books.acts_of_day, day), key=lambda each: (each.until, each.act))),
        alarms=(*found, *wrong, *warned, *notes),
        value=value,
        limits=limits,
    )


def limit_alarms(limits: LimitReport | None) -> Iterator[Alarm]:
    """Yield what is wrong with limits, hedges, the denominator and reviews, and what of them a person should know."""
    if limits is None:
        return
    yield from (Alarm(Severity.HARD, "limit", text) for text in limits.faults)
    yield from (Alarm(Severity.HARD, "review", each.text) for each in limits.review_faults)
    yield from (Alarm(Severity.WARNING, "limit", text) for text in limits.warnings)


OLD_DAYS, TOO_OLD_DAYS = 2, 7
"""Days after which the age of the last observation is a warning, and a hard alarm."""


def age_alarms(observed: dt.date, day: dt.date, *, is_today: bool) -> Iterator[Alarm]:
    """Yield that the last observation's block is some days older than a day, so that what moved since is not known."""
    days = (day - observed).days
    if days > OLD_DAYS:
        text = (
            f"the last observation is of {observed}, {days} days before today, {day}: what moved since is not known."
            if is_today
            else f"the last observation is of {observed}, {days} days before {day}: what moved since is not known."
        )
        yield Alarm(Severity.HARD if days > TOO_OLD_DAYS else Severity.WARNING, "observation", text)


def _wallets(books: Books, height: int) -> Iterator[WalletStatus]:
    """Yield each wallet with what it holds."""
    register, ledger = books.register, books.ledger
    sums = {wallet.name: dict.fromkeys(Title, 0) for wallet in register.wallets}
    for run in books.title.runs:
        sums[run.wallet][run.title] += run.run.sat
    days = {act.head.id: act.head.date for act in books.acts}
    for wallet, found in zip(register.wallets, wallets_held(register, ledger, height), strict=True):
        coins = found.counted if found.is_counted else found.outside
        yield WalletStatus(
            name=wallet.name,
            body=wallet.body,
            stage=wallet.stage,
            counted=found.is_counted,
            coins=len(coins),
            held=worth(coins),
            outside=worth(found.outside),
            title=sums[wallet.name],
            notes=tuple(not_counted(wallet, register, ledger, days, height)),
        )


def _money_orders(books: Books, held: int, value: DayValue | None) -> Iterator[Alarm]:
    """Yield each order in money that no execution has turned into satoshi by the day: an open price risk."""
    acts, day = books.acts_of_day, books.title.day
    executed = {act.order for act in acts if isinstance(act, ExecutionAct) and act.head.date <= day}
    for act in acts:
        if not isinstance(act, OrderAct) or act.money is None or act.head.id in executed:
            continue
        if act.in_force is not None and act.in_force <= day:
            takes = None
            if value is not None and books.pricing is not None:
                takes = taken(act.money, value.price, books.pricing.rates)
            if takes is not None:
                text = (
                    f"order {act.order}: stands in {act.money.currency}; at today's fixing it takes "
                    f"{_hundredths(takes)} of the {_hundredths(held)} BTC held."
                )
            else:
                what = "no fixing" if value is None else "no rate of exchange"
                text = (
                    f"order {act.order}: stands in {act.money.currency}; there is {what}, so what it takes of the "
                    f"{as_bitcoin(held)} BTC held is not known. It covers nothing before an execution act."
                )
            yield Alarm(Severity.WARNING, "money-order", text)


def _hundredths(sat: int) -> str:
    """Return satoshi in bitcoin with two decimals."""
    return decimal_text(Fraction(sat, COIN))


def _price_alarms(register: Register, day: dt.date, value: DayValue | None) -> Iterator[Alarm]:
    """Yield that nothing is valued, or by which earlier day's fixing, where the register sets a price."""
    if register.price is None:
        return
    if value is None:
        yield Alarm(Severity.WARNING, "price", f"no fixing is on file for {day.isoformat()} or before: no value.")
    elif value.price.is_carried:
        days = value.price.age_days
        yield Alarm(
            Severity.WARNING,
            "price",
            f"value of {day.isoformat()} by the fixing of {value.price.fixing.isoformat()}, 1 day old."
            if days == 1
            else f"value of {day.isoformat()} by the fixing of {value.price.fixing.isoformat()}, {days} days old.",
        )


def _forks(books: Books, height: int) -> Iterator[Alarm]:
    """Yield each lot that is older than a chain that split off, where no convention says what became of its coins.

    One that does is named `fork/` and the fork, such as `fork/BCH`; its values name lots.
    """
    came: dict[Outpoint, int] = {coin.outpoint: coin.position.height for coin in books.ledger.coins}
    terms = [act.terms for act in books.acts if isinstance(act, OtherAct) and act.head.date <= books.title.day]
    told = {(each.name, lot) for each in terms if isinstance(each, ConventionTerms) for lot in each.values}
    for fork in books.register.forks:
        for lot in books.lots:
            is_older = came.get(lot.run.receipt, height) <= fork.height < height
            if is_older and (f"fork/{fork.name}", lot.id) not in told:
                yield Alarm(Severity.WARNING, "fork", _fork(lot, fork))


def _fork(lot: Lot, fork: Fork) -> str:
    return (
        f"lot {lot.id} predates the {fork.name} fork ({fork.height}); no act says what became of "
        f"{_short(lot.run.sat)} {fork.name}."
    )


def _short(sat: int) -> str:
    """Return satoshi in whole coins, decimals only as far as they go."""
    whole, part = divmod(sat, COIN)
    return f"{whole}.{part:08d}".rstrip("0").rstrip(".") if part else str(whole)


def _burdens(books: Books) -> Iterator[OpenBurden]:
    """Yield the claims and pledges that are open on something held, by act; rivals may be on the same satoshi."""
    sums = books.title.burdens
    acts = {act.head.id: act for act in books.acts_of_day if isinstance(act, BurdenAct)}
    for name in sorted(sums):
        act = acts[name]
        yield OpenBurden(act=name, kind=act.head.kind.value, begins=act.begins, sat=sums[name])


def _expiring(acts: Iterable[Act], day: dt.date) -> Iterator[Expiry]:
    """Yield what ends on the day or later, of acts that were signed by then."""
    for act in acts:
        if act.head.date > day:
            continue
        until: dt.date | None = None
        if isinstance(act, OrderAct) and act.form is not OrderForm.RETURN:
            text = f"time to appeal against order {act.order}"
            until = act.appeal_until
        elif isinstance(act, OtherAct) and isinstance(act.terms, WaiverTerms):
            text = f"waiver of limit {act.terms.limit}"
            until = act.terms.until
        elif isinstance(act, OtherAct) and isinstance(act.terms, HedgeTerms) and act.terms.closed is None:
            what = act.terms.instrument
            text = f"short {what}" if act.terms.side == "short" else f"long {what}"
            until = act.terms.expires
        if until is not None and until >= day:
            yield Expiry(act=act.head.id, what=text, until=until)


def _sums(title: Mapping[Title, int]) -> Mapping[str, Writable]:
    return {each.value: str(title[each]) for each in Title}
