"""Rounds drawn from how each protocol builds them are found; ordinary transactions that look alike are not stated.

Nothing here is taken from a collection: the rounds follow the protocols' own arithmetic, the look-alikes
what services, tokens and channels do. `detects` is what a score counts; a suspicion may still end a trail.
"""

import random
from collections.abc import Sequence

import pytest

from tests.trace.patterns.subjects import spends, subject
from tracer.trace.patterns import joinmarket, wasabi1, wasabi2, whirlpool, whirlpool_tx0
from tracer.trace.patterns.finding import Verdict
from tracer.trace.patterns.mix import is_mix
from tracer.trace.patterns.subject import Subject

ROUNDS = (whirlpool, wasabi1, wasabi2, joinmarket, whirlpool_tx0)


def text(values: Sequence[int]) -> str:
    """Return values as a drawing."""
    return " ".join(map(str, values))


def joinmarket_round(number: int) -> Subject:
    """Return a round as a taker builds it: makers keep what they brought plus a small gain, the taker pays."""
    source = random.Random(number)
    makers, value = source.randint(2, 11), source.randint(200_000, 900_000_000)
    brought, kept, paid = list[int](), list[int](), 0
    for _ in range(makers):
        coins = [source.randint(value // 2 + 1, 2 * value) for _ in range(source.choice([1, 1, 2]))]
        coins[0] += max(0, value + source.randint(30_000, 90_000) - sum(coins))
        gain = source.choice([250, 1_000, value // 50_000 + 1, 0])
        brought, paid = brought + coins, paid + gain
        kept.append(sum(coins) - value + gain)
    change = 0 if source.random() < 0.3 else source.randint(3_000, value)
    brought.append(value + paid + 5_000 + change)
    outputs = [value] * (makers + 1) + kept + [change] * bool(change)
    source.shuffle(brought)
    source.shuffle(outputs)
    return subject(text(brought), text(outputs))


def wabisabi_round(number: int, wallets: int) -> Subject:
    """Return a round as clients decompose their coins: greedily into denominations, what is left over as change."""
    source = random.Random(number)
    ladder = sorted(wasabi2.DENOMINATIONS, reverse=True)
    brought, outputs = list[int](), list[int]()
    for _ in range(wallets):
        coins = [source.randint(300_000, 90_000_000) for _ in range(source.randint(1, 4))]
        brought, left = brought + coins, sum(coins) - 3_000 * len(coins)
        for _ in range(source.randint(5, 9)):
            fitting = [each for each in ladder if each <= left]
            if fitting:
                outputs.append(fitting[source.choice([0, 0, 1]) if len(fitting) > 1 else 0])
                left -= outputs[-1]
        outputs += [left] if left >= wasabi2.LEAST else []
    return subject(text(sorted(brought, reverse=True)), text(sorted(outputs, reverse=True)))


@pytest.mark.parametrize("number", range(40))
def test_rounds_built_as_joinmarket_builds_them_are_found(number: int) -> None:
    """Makers with one coin or two, gains from nothing to a little, with the taker's change and without: it matches."""
    found = joinmarket.detect(joinmarket_round(number))
    assert (found.verdict, found.rule) == (Verdict.MATCHES, "joinmarket-round")


@pytest.mark.parametrize("wallets", [8, 15, 40, 120])
@pytest.mark.parametrize("number", range(6))
def test_rounds_built_as_wabisabi_clients_build_them_are_found(number: int, wallets: int) -> None:
    """From a handful of wallets to more than a hundred, whatever the height of another network says."""
    drawn = wabisabi_round(number, wallets)
    assert wasabi2.detect(drawn).detects
    elsewhere = Subject(
        txid=drawn.txid,
        inputs=drawn.inputs,
        outputs=drawn.outputs,
        version=1,
        locktime=0,
        height=250,
        time=1_700_000_000,
    )
    assert wasabi2.detect(elsewhere).detects
    assert not wasabi2.detect(
        Subject(txid=drawn.txid, inputs=drawn.inputs, outputs=drawn.outputs, version=1, locktime=0, time=1_600_000_000)
    ).detects


def exchange_batch(number: int) -> Subject:
    """Return a service's payout: coins of many customers' scripts, round withdrawals, some of one value, change."""
    source = random.Random(number)
    value, times = source.choice([1_000_000, 5_000_000, 10_000_000, 100_000_000]), source.randint(3, 12)
    others = [source.randint(20_000, 400_000_000) for _ in range(source.choice([times, times - 1, 2 * times]))]
    outputs = [value] * times + others
    source.shuffle(outputs)
    many = source.randint(times, 2 * times)
    brought = [source.randint(1, 2 * sum(outputs) // many) + sum(outputs) // many for _ in range(many)]
    return subject(text(brought), text(outputs))


def test_payouts_of_a_service_are_rarely_stated_to_be_rounds() -> None:
    """Of 400 payouts with equal amounts, most of them in JoinMarket's very shape, few are stated.

    None as another protocol.
    """
    batches = [exchange_batch(number) for number in range(400)]
    shaped = sum(joinmarket.detect(batch).verdict is not Verdict.NO for batch in batches)
    stated = [sum(each.detect(batch).detects for batch in batches) for each in ROUNDS]
    assert shaped > 200
    assert stated[ROUNDS.index(joinmarket)] <= 20
    assert sum(stated) == stated[ROUNDS.index(joinmarket)]


LOOK_ALIKES = {
    "hot wallet pays customers a tenth": ("11000000@hot " * 12, "10000000 " * 12 + "777 888"),
    "one customer paid twice": (
        text(range(11_000_000, 11_000_014)),
        "10000000@c 10000000@c " + "10000000 " * 10 + "7 8",
    ),
    "faucet": ("5000000 6000000", "100000 " * 40 + "6900000"),
    "mint": ("90000 " * 6, "330 " * 10 + "500000"),
    "inscriptions sold": ("546 546 900000 800000", "546 546 1690000"),
    "channels opened in one go": ("900000000 800000000", "100000000 " * 8 + "899990000"),
    "powers sorted by a wallet": (text(range(9_000_060, 9_000_000, -1)),
    "50000000 " * 5 + "10000000 " * 20 + "5000000 " * 9), "consolidation": ("100000 " * 60, "5900000"),
    "runes with postage": ("20000 200000", "0@r:rune 10000@a 150000@change"),
    "omni": ("300000 9000", "0@o:omni 5000@ref 200000@change"),
    "sweep to two": ("900000 800000", "1000000 699000"),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_what_only_looks_like_a_round_is_not_stated(name):
    """Payouts, faucets, mints, tokens, channel openings and consolidations are found by no protocol's rule."""
    inputs, outputs = LOOK_ALIKES[name]
    seen = subject(spends(inputs), outputs)
    assert [each.__name__ for each in ROUNDS if each.detect(seen).detects] == []


@pytest.mark.parametrize(
    ("name", "veto"),
    [
        ("faucet", "one value is paid more than three times as often as scripts are spent"),
        ("channels opened in one go", "one value is paid more than three times as often as scripts are spent"),
    ],
)
def test_what_nobody_can_have_joined_does_not_end_a_trail(name: str, veto: str) -> None:
    """Far more equal payments than scripts whose holders could have joined veto even the widest rule."""
    seen = subject(*LOOK_ALIKES[name])
    assert is_mix(seen) is None
    widest = is_mix(seen, heed_vetoes=False)
    assert widest is not None
    assert dict(widest.fields)["veto"] == veto


@pytest.mark.parametrize("name", ["mint", "inscriptions sold"])
def test_postage_is_below_the_least_amount_of_every_rule(name: str) -> None:
    """What tokens and inscriptions repeat is so little that no rule looks at it, vetoed or not."""
    assert is_mix(subject(*LOOK_ALIKES[name]), heed_vetoes=False) is None


@pytest.mark.parametrize(
    ("name", "veto"),
    [
        ("hot wallet pays customers a tenth", "one script is behind more than a tenth of the inputs"),
        ("one customer paid twice", "one script is paid twice"),
    ],
)
def test_a_payout_of_tenths_vetoes_wasabi(name: str, veto: str) -> None:
    """Ten payments of a tenth of a bitcoin fit Wasabi's denomination; how the scripts are used speaks against it."""
    found = wasabi1.detect(subject(*LOOK_ALIKES[name]))
    assert found.verdict is Verdict.VETOED
    assert dict(found.fields)["veto"] == veto
