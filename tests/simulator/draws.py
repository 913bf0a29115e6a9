"""Draws chains and cases in which everything that the documents name may meet."""

import datetime as dt
import random

from tests.simulator.scenario import Claim, Coin, Command, Scenario, Tx, Wallet
from tests.simulator.sharing import RULES

WALLETS = (
    Wallet("Agency", "seizure"),
    Wallet("police", "seizure"),
    Wallet("Bailiff", "forfeiture"),
    Wallet("Reserve", "reserve"),
)
FIRST_DAY = dt.datetime(2020, 3, 1, 17, 59, 58, tzinfo=dt.UTC)
"""Two seconds before midnight at six hours east of UTC."""


def draw(number: int, *, small: bool = False) -> Scenario:
    """Return the scenario with this number, always the same; a small one is fit for trying every rule there may be."""
    source = random.Random(f"simulator {number} {small}")
    txs = _chain(source, small)
    height = txs[-1].height
    first = next(tx.height for tx in txs if any(sat for sat, _ in tx.pays))
    horizon = height if source.random() < 0.8 else source.randint(first, height)
    labels = source.sample(["A", "B", "Ж", "a", "A2"], source.choice([1, 2, 2, 3, 4]))
    claims = _claims(source, txs, horizon, labels)
    labels = sorted({claim.label for claim in claims})
    seen = [coin for tx in txs if tx.height <= horizon for coin in tx.coins]
    start = int(FIRST_DAY.timestamp())
    times = {
        h: start + source.choice([0, 1, 2, 3]) + 86_400 * source.randint(h // 3, h // 3 + 2) for h in range(height + 1)
    }
    hours = source.choice([0, 6])
    today = (dt.datetime.fromtimestamp(times[horizon], dt.UTC) + dt.timedelta(hours=hours)).date()
    return Scenario(
        txs,
        claims,
        WALLETS,
        tuple(_order(source, place, labels, today) for place in range(source.choice([0, 2, 4, 6, 8]))),
        RULES[number % len(RULES)],
        frozenset(source.sample(seen, source.randint(0, len(seen) // 2))),
        horizon,
        times,
        hours,
        frozenset(["shop"]) if source.random() < 0.7 else frozenset(),
        source.choice([0, 0, 0, 3, 8]),
        source.choice([0, 0, 0, 1, 2, 4]),
        source.choice([0, 0, 0, source.randint(1, height)]),
        source.choice([0, 0, 0, 3]),
    )


def _chain(source: random.Random, small: bool) -> tuple[Tx, ...]:
    """Draw transactions that spend fresh coins, the state's own and others together, some of them unreadable."""
    most = 6 if small else source.choice([20, 60, 200])
    txs: list[Tx] = []
    free: list[Coin] = []
    value: dict[Coin, int] = {}
    owner: dict[Coin, str] = {}
    height, index = 1, 0
    funds, length = source.randint(2, 3 if small else 5), source.randint(2, 6 if small else 14)
    state = source.choice([0.1, 0.2, 0.4] if small else [0.3, 0.5, 0.7])
    for number in range(funds + length):
        if number < funds:
            name, spends = f"c{number}", []
            left = source.randint(most // 2, most)
        else:
            if not free:
                break
            name, spends = f"t{number}", _spent(source, free, owner)
            left = sum(value[coin] for coin in spends)
            free = [coin for coin in free if coin not in spends]
            if source.random() < 0.02:
                spends.insert(source.randint(0, len(spends)), (f"lost{number}", 0))
        pays: list[tuple[int, str]] = []
        often = state / 3 if number < funds else state
        count = source.choice([1, 2, 2, 3] if small else [1, 1, 2, 2, 3, 4])
        for vout in range(count):
            sat = source.choice([left // 2, left // 2, left // 3, source.randint(0, left), source.randint(0, left), 0])
            if vout == count - 1 and (number == 0 or source.random() < 0.75):
                sat = max(0, left - source.choice([0, 0, 1, 2]))
            left -= sat
            pays.append((sat, _owner(source, often)))
        tx = Tx(name, height, index, tuple(spends), tuple(pays))
        txs.append(tx)
        for coin, (sat, paid) in zip(tx.coins, pays, strict=True):
            value[coin], owner[coin] = sat, paid
            if paid != "burn":
                free.append(coin)
        index += 1
        if source.random() < 0.6:
            height, index = height + 1, 0
    return tuple(txs)


def _spent(source: random.Random, free: list[Coin], owner: dict[Coin, str]) -> list[Coin]:
    """Choose what a transaction spends: late coins more often, the state's coins beside others."""
    count = min(len(free), source.choice([1, 1, 2, 2, 3]))
    chosen: list[Coin] = []
    mine = [coin for coin in free if owner[coin] in {wallet.name for wallet in WALLETS}]
    if mine and source.random() < 0.6:
        chosen.append(source.choice(mine))
    while len(chosen) < count:
        coin = free[max(source.randrange(len(free)), source.randrange(len(free)))]
        if coin not in chosen:
            chosen.append(coin)
    source.shuffle(chosen)
    return chosen


def _owner(source: random.Random, state: float) -> str:
    if source.random() < state * 0.6:
        return source.choice(WALLETS).name
    return source.choices(["", "thief", "shop", "burn"], [8, 2, 1, 1])[0]


def _claims(source: random.Random, txs: tuple[Tx, ...], horizon: int, labels: list[str]) -> tuple[Claim, ...]:
    """Draw seeds: early coins, coins in the middle, parts, whole transactions, an address in a window."""
    seen = [tx for tx in txs if tx.height <= horizon]
    coins = [(coin, tx.pays[coin[1]][0]) for tx in seen for coin in tx.coins if tx.pays[coin[1]][0]]
    early = [(coin, sat) for coin, sat in coins if coin[0].startswith("c")]
    found: list[Claim] = []
    for _ in range(source.randint(1, 5)):
        coin, sat = source.choice(early if early and source.random() < 0.5 else coins)
        amount = source.randint(1, sat) if source.random() < 0.4 else None
        found.append(Claim(source.choice(labels), "outpoint", coin, amount=amount))
    if source.random() < 0.3:
        tx = source.choice(seen)
        total = sum(sat for sat, _ in tx.pays)
        if total:
            amount = source.randint(1, total) if source.random() < 0.5 else None
            found.insert(0, Claim(source.choice(labels), "txid", name=tx.name, amount=amount))
    paid = [(tx.height, sat) for tx in seen for sat, owner in tx.pays if owner == "thief"]
    if paid and source.random() < 0.4:
        height = source.choice(paid)[0]
        first = source.choice([None, height, max(0, height - 2)])
        last = source.choice([None, height, height + 2])
        total = sum(sat for at, sat in paid if (first is None or at >= first) and (last is None or at <= last))
        amount = source.randint(1, total) if total and source.random() < 0.5 else None
        found.insert(0, Claim(source.choice(labels), "owner", name="thief", amount=amount, first=first, last=last))
    kept = {(each.label, each.kind, each.coin, each.name): each for each in found}
    return tuple(kept.values())


def _order(source: random.Random, place: int, labels: list[str], today: dt.date) -> Command:
    kind = source.choice(["restraint", "seizure", "forfeiture", "forfeiture", "forfeiture", "return", "return"])
    date = min(today, dt.date(2020, 3, source.randint(1, 5)))
    force = None
    if kind == "forfeiture" and source.random() < 0.7:
        force = source.choice([today, date + dt.timedelta(days=source.randint(0, 3))])
    return Command(
        f"O{place}",
        kind,
        date,
        force,
        tuple(source.sample(labels, source.randint(1, len(labels)))),
        source.choice([None, 1, 3, 5, 10, 30, 100]),
        tuple(wallet.name for wallet in source.sample(WALLETS, source.choice([1, 1, 2, 4]))),
    )
