"""What a register publishes: rounded totals that add up, counts and kinds, and no token of what is private."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.reserve.drawn_runs import BLOCKS, DrawnLedger, drawn
from tests.reserve.statements import statement
from tracer.chain.network import NETWORKS
from tracer.chain.outpoint import BlockHash, Outpoint, Position, Txid
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.reserve.acts import ActId
from tracer.reserve.ledger_rows import RegisterCoin, RegisterLedger, ScopeChange, Stay, WalletBooks
from tracer.reserve.period_rows import PeriodBlock, PeriodBooks, PeriodInput, PeriodStatement, Reconciliation
from tracer.reserve.public import held, public
from tracer.reserve.public_file import dumps, loads
from tracer.reserve.public_rounding import RULE, PublicFigure
from tracer.reserve.public_rows import PublicBreach, PublicProof, PublicQuarter, PublicStatement
from tracer.reserve.register import Register, ReserveWallet, WalletStage
from tracer.reserve.satoshi_runs import SatoshiRun, total
from tracer.reserve.title_rows import Title, TitleBook, TitledRun

DESCRIPTOR = "wsh(sortedmulti(2,[d290080e/48h/1h/0h/2h]tpubDFcqZ2vZcasY8Mx1uW9/0/*))"


def register(publish_addresses: bool = False) -> Register:
    """Return a register of one wallet."""
    wallet = ReserveWallet(
        name="Cold wallet of A. Person", body="National Investment Corporation", stage=WalletStage.RESERVE,
        descriptor=DESCRIPTOR, addresses=(), range=(0, 9), scripts=(), quorum="3 of 5",
    )  # fmt: skip
    return Register(
        name="KZ-NIC", body="National Investment Corporation", bodies=("National Investment Corporation",),
        network=NETWORKS["regtest"], zone="Asia/Almaty", languages=("kk", "ru", "en"), currency="KZT", profile="kz",
        publish_addresses=publish_addresses, wallets=(wallet,), accounts=(), forks=(), sha256="00" * 32,
    )  # fmt: skip


def sealed(register: DrawnLedger, quarter: int) -> PeriodStatement:
    """Return a sealed statement over a drawn ledger's quarter."""
    after, upto = quarter * BLOCKS, (quarter + 1) * BLOCKS
    opening = total(held(register.ledger, after)) if quarter else 0
    closing = total(held(register.ledger, upto))
    books = WalletBooks(opening=opening, receipts=closing - opening, closing=closing)
    return replace(
        statement(),
        restates=None,
        opening=PeriodBlock(after, BlockHash("0a" * 32), 1_782_845_882) if quarter else None,
        closing=PeriodBlock(upto, BlockHash("0b" * 32), 1_790_794_682),
        books=PeriodBooks(books, 0),
        inputs=(
            PeriodInput("acts/2026-0001.toml", "01" * 32, late=True),
            PeriodInput("receipts/KZ-2026-0042/admission.json", "03" * 32),
            PeriodInput("receipts/KZ-2026-0042/case.toml", "03" * 32),
            PeriodInput("receipts/KZ-2026-0043/admission.json", "03" * 32),
            PeriodInput("register.toml", "02" * 32),
        ),
        private_root="9f" * 32,
    )


def published(seed: int, quarter: int, publish_addresses: bool = False) -> PublicStatement:
    """Return what is published of a drawn quarter."""
    found = drawn(seed)
    previous = (PublicQuarter("2026Q2", "cd" * 32),)
    return public(sealed(found, quarter), register(publish_addresses), found.ledger, found.titles[quarter], previous)


def test_it_is_written_and_read_back() -> None:
    """`public.json` has the same bytes after it was read; counts, kinds and the earlier root are in it."""
    for seed in range(30):
        made = published(seed, 2)
        content = dumps(made)
        assert loads(content, "public.json") == made
        assert made.rule == RULE
        assert (made.counts.cases, made.counts.orders, made.counts.acts, made.counts.late_acts) == (2, 2, 1, 1)
        assert made.breaches == (PublicBreach("unregistered", dt.date(2026, 9, 30)),)
        assert made.previous == (PublicQuarter("2026Q2", "cd" * 32),)


def test_sums_of_one_or_two_transactions_are_not_said() -> None:
    """Where one or two transactions brought or took satoshi neither sum is said, nor how many they were."""
    told = hidden = 0
    for seed in range(40):
        found = drawn(seed)
        for quarter in range(4):
            made = published(seed, quarter)
            after, upto = quarter * BLOCKS, (quarter + 1) * BLOCKS
            came = len(
                {s.since for s in found.ledger.stays if after < s.since.height <= upto and s.run.receipt == s.coin}
            )
            said = made.books.came is not None
            assert said == (made.counts.came is not None and made.counts.left is not None)
            assert made.counts.came == (came if came in (0, 3, 4, 5) else None)
            told, hidden = told + said, hidden + (not said)
    assert told > 20
    assert hidden > 20


def test_nothing_private_is_in_it() -> None:
    """No transaction, outpoint, block but the closing one, act, order, case, wallet, person, descriptor or hash."""
    for seed in range(20):
        found = drawn(seed)
        content = dumps(published(seed, 3)).decode()
        period = sealed(found, 3)
        tokens = {str(coin.outpoint.txid) for coin in found.ledger.coins}
        tokens |= {move.txid for move in period.movements} | {each.sha256 for each in period.inputs}
        tokens |= {order.order for order in period.orders} | {order.act for order in period.orders}
        tokens |= {"KZ-2026-0042", "0a" * 32, "A. Person", DESCRIPTOR, "3 of 5", "cd" * 16 + "ef", "ef" * 32}
        tokens |= {period.accounts[0].name, period.reconciliation.coins_sha256, "L-0001"}
        assert [token for token in tokens if token in content] == []
        amounts = {str(coin.value) for coin in found.ledger.coins if coin.value % 1_000_000}
        assert [amount for amount in amounts if f'"{amount}"' in content] == []


def by_hand() -> tuple[RegisterLedger, TitleBook]:
    """Return a ledger over blocks 11 to 20 with something at each edge, and every title at its end.

    `a` came in block 10 and was spent in 11: 60,000,000 to another wallet of ours, 40,000,000 to others and the fee.
    `b` came in block 20, `c` in 12 and left in 20, `d` left in 10, `w` came to a wallet that is only watched.
    """
    coins = [
        ("a", 100_000_000, "One", 10, 11), ("b", 50_000_000, "Two", 20, None), ("c", 3_000_000, "One", 12, 20),
        ("d", 9_000_000, "One", 5, 10), ("w", 8_000_000, "Watched", 15, None), ("f", 2_000_000, "One", 21, None),
    ]  # fmt: skip
    held = [
        RegisterCoin(
            outpoint=outpoint(name), value=value, script=b"\x51", wallet=wallet, position=Position(came, 0),
            runs=(SatoshiRun(outpoint(name), 0, value),),
            spent=None if left is None else Position(left, 0), spender=None,
        )
        for name, value, wallet, came, left in coins
    ]  # fmt: skip
    moved = RegisterCoin(
        outpoint=outpoint("e"), value=60_000_000, script=b"\x51", wallet="Two", position=Position(11, 0),
        runs=(SatoshiRun(outpoint("a"), 0, 60_000_000),), spent=None, spender=None,
    )  # fmt: skip
    held.append(moved)
    stays = tuple(
        Stay(run=run, coin=coin.outpoint, place=0, wallet=coin.wallet, since=coin.position, until=coin.spent)
        for coin in held
        for run in coin.runs
    )
    ledger = RegisterLedger(
        movements=(), coins=tuple(held), stays=stays, exits=(), ours=frozenset({"One", "Two"}),
        accounts={
            "Vault": (SatoshiRun(outpoint("d"), 0, 4_000_000),),
            "Other": (SatoshiRun(outpoint("c"), 0, 1_000_000),),
        },
    )  # fmt: skip
    titles = (
        (Title.TITLED, False), (Title.ENCUMBERED, False), (Title.ENCUMBERED, True), (Title.ASSIGNED, True),
        (Title.APPEALABLE, False), (Title.UNTITLED, False),
    )  # fmt: skip
    runs = [(SatoshiRun(outpoint("a"), at * 10_000_000, 10_000_000), *title) for at, title in enumerate(titles)]
    runs.append((SatoshiRun(outpoint("b"), 0, 50_000_000), Title.UNSOLICITED, False))
    titled = tuple(
        TitledRun(
            run=run, coin=run.receipt, place=0, wallet="Two", lot=None, title=title, assigned=assigned, order=None,
            burden=None,
        )
        for run, title, assigned in reversed(runs)
    )  # fmt: skip
    return ledger, TitleBook(day=dt.date(2026, 9, 30), runs=titled, sums={}, orders=())


def outpoint(name: str) -> Outpoint:
    """Return a coin's name of its letter."""
    return Outpoint(Txid(f"{ord(name):02x}" * 32), 0)


def of_hand(publish_addresses: bool) -> PublicStatement:
    """Return what is published of the ledger by hand."""
    books = WalletBooks(opening=100_000_000, receipts=53_000_000, disposals=43_000_000, closing=110_000_000)
    closed = replace(
        sealed(drawn(0), 1), books=PeriodBooks(books, 0), opening=PeriodBlock(10, BlockHash("0a" * 32), 1),
        closing=PeriodBlock(20, BlockHash("0b" * 32), 1_790_794_682),
    )  # fmt: skip
    return public(closed, register(publish_addresses), *by_hand(), ())


def test_figures_worked_by_hand() -> None:
    """What came in the last block counts, what came in the opening's does not, nor do watched wallets and transfers."""
    exact = of_hand(publish_addresses=True)
    books, title = exact.books, exact.title
    assert books.came is not None
    assert books.left is not None
    assert (books.opening.sat, books.came.sat, books.left.sat, books.closing.sat) == (
        100_000_000, 53_000_000, 43_000_000, 110_000_000,
    )  # fmt: skip
    assert books.scope == PublicFigure(0, 0)
    assert (exact.counts.came, exact.counts.left, exact.counts.scope_acts) == (2, 2, 0)
    assert (title.lawful.sat, title.reserve.sat, title.without.sat) == (40_000_000, 20_000_000, 70_000_000)
    assert exact.with_custodians.sat == 5_000_000
    assert exact.open is not None
    assert [(each.wallet, each.sat) for each in exact.open.addresses] == [("Two", 110_000_000)]


def test_bounds_worked_by_hand() -> None:
    """Each run is off by less than its receipt's step, here 0.01 BTC: of the closing two, of the change four."""
    made = of_hand(publish_addresses=False)
    assert (made.books.came, made.books.left, made.books.scope) == (None, None, None)
    assert (made.counts.came, made.counts.left) == (None, None)
    assert (made.books.opening.within, made.books.closing.within, made.books.change.within) == (
        1_000_000, 2_000_000, 4_000_000,
    )  # fmt: skip
    assert (made.title.lawful.within, made.title.reserve.within, made.title.without.within) == (
        1_000_000, 1_000_000, 2_000_000,
    )  # fmt: skip
    assert made.with_custodians.within == 2_000_000


def scoped_by_hand() -> RegisterLedger:
    """Return the ledger by hand where wallet Two entered with block 15, by two acts, and One left with block 20.

    Two holds 60,000,000 of `a` then, One nothing.
    """
    ledger, _ = by_hand()
    scripts = {"One": b"\x52", "Two": b"\x53", "Watched": b"\x54"}
    changes = (("2026-0001", "Two", 15, True), ("2026-0002", "Two", 15, True), ("2026-0003", "One", 20, False))
    return replace(
        ledger,
        coins=tuple(replace(coin, script=scripts[coin.wallet]) for coin in ledger.coins),
        scope=tuple(
            ScopeChange(ActId(act), name, frozenset({scripts[name]}), at, enters) for act, name, at, enters in changes
        ),
    )


@pytest.mark.parametrize("publish_addresses", [True, False])
def test_what_enters_by_an_act_of_scope_did_not_come_in(publish_addresses: bool) -> None:
    """`b` and `c` came, 100,000,000 of `a` and `c` left; the 60,000,000 that Two held then are said apart, or nothing.

    Of `a` all leaves, for what Two got was not ours yet. One transaction made what Two held: none of the three is said.
    """
    books = WalletBooks(opening=100_000_000, receipts=53_000_000, disposals=103_000_000, scope=60_000_000,
                        closing=110_000_000)  # fmt: skip
    closed = replace(
        sealed(drawn(0), 1), books=PeriodBooks(books, 0), opening=PeriodBlock(10, BlockHash("0a" * 32), 1),
        closing=PeriodBlock(20, BlockHash("0b" * 32), 1_790_794_682),
    )  # fmt: skip
    made = public(closed, register(publish_addresses), scoped_by_hand(), by_hand()[1], ())
    assert made.counts.scope_acts == 3
    if not publish_addresses:
        assert (made.books.came, made.books.left, made.books.scope) == (None, None, None)
        assert made.books.change.sat == made.books.closing.sat - made.books.opening.sat
        assert made.books.change.within == 5_000_000
        return
    assert (made.counts.came, made.counts.left) == (2, 2)
    found = [each and each.sat for each in (made.books.came, made.books.left, made.books.scope, made.books.change)]
    assert found == [53_000_000, 103_000_000, 60_000_000, 10_000_000]
    wrong = replace(closed, books=PeriodBooks(replace(books, scope=59_999_999), 0))
    with pytest.raises(IntegrityError, match="says 59999999 of what acts of scope let in and out; its coins are 6"):
        public(wrong, register(publish_addresses), scoped_by_hand(), by_hand()[1], ())


@pytest.mark.parametrize(("scoped", "is_said"), [(0, True), (1, False), (2, False), (3, True)])
def test_one_or_two_transactions_that_enter_silence_all_three(scoped: int, is_said: bool) -> None:
    """As those that came or left do: by the other two the third could be told."""
    whole = next(each for each in (scoped_ledger(seed, scoped) for seed in range(200)) if each is not None)
    assert {each is not None for each in (whole.books.came, whole.books.left, whole.books.scope)} == {is_said}
    assert (whole.counts.came is None, whole.counts.left is None) == (False, False)


def scoped_ledger(seed: int, entering: int) -> PublicStatement | None:
    """Return what is published of a drawn quarter that says what came and left, after some of its coins entered."""
    found, quarter = drawn(seed), 3
    plain = published(seed, quarter)
    after, upto = quarter * BLOCKS, (quarter + 1) * BLOCKS
    old = [coin for coin in found.ledger.coins if coin.position.height < after]
    there = [coin for coin in old if coin.spent is None]
    if plain.books.came is None or len(there) < entering:
        return None
    chosen = {coin.outpoint for coin in there[:entering]}
    coins = tuple(replace(coin, script=b"\x52") if coin.outpoint in chosen else coin for coin in found.ledger.coins)
    scope = (ScopeChange(ActId("2026-0001"), "W", frozenset({b"\x52"}), after + 50, enters=True),) if entering else ()
    ledger = replace(found.ledger, coins=coins, scope=scope)
    entered = sum(coin.value for coin in there[:entering])
    closed = sealed(found, quarter)
    opening = total(held(ledger, after))
    books = WalletBooks(opening=opening, scope=entered, closing=total(held(ledger, upto)))
    return public(replace(closed, books=PeriodBooks(books, 0)), register(), ledger, found.titles[quarter], ())


def proven(seed: int, quarter: int, *, of: int, publish_addresses: bool = False) -> PublicStatement:
    """Return what is published of a drawn quarter in which the first coins held are proven, this many of them."""
    found = drawn(seed)
    height = (quarter + 1) * BLOCKS
    there = sorted({run.receipt for run in held(found.ledger, height)} | {c.outpoint for c in found.ledger.coins})
    coins = [each for each in there if held(found.ledger, height, frozenset({each}))]
    chosen = frozenset(coins[:of] if of >= 0 else coins)
    kept = register(publish_addresses)
    return public(sealed(found, quarter), kept, found.ledger, found.titles[quarter], (), proven=chosen)


def test_what_is_proven_is_made_of_the_amounts_that_the_closing_is_made_of() -> None:
    """All coins are the closing itself, none are nothing; of one coin it is that coin's rounded amount."""
    for seed in range(20):
        whole, none, one = (proven(seed, 3, of=count) for count in (-1, 0, 1))
        for made in (whole, none, one):
            assert loads(dumps(made), "public.json") == made
        assert whole.proof is not None
        assert none.proof is not None
        assert one.proof is not None
        assert (whole.proof.covered, whole.proof.whole) == (
            whole.books.closing,
            total(held(drawn(seed).ledger, 4 * BLOCKS)) > 0,
        )
        assert (none.proof.covered, none.proof.whole) == (PublicFigure(0, 0), False)
        assert one.proof.covered.sat % 1_000_000 == 0
        if whole.books.closing.sat:
            assert (whole.proof.share(whole.books.closing), none.proof.share(none.books.closing)) == ("100.0", "0.0")
        exact = proven(seed, 3, of=1, publish_addresses=True)
        assert exact.proof is not None
        assert exact.proof.covered.within == 0


@pytest.mark.parametrize(
    ("covered", "closing", "share"),
    [
        (1_000_000_000, 1_390_000_000, "71.9"), (1_389_999_999, 1_390_000_000, "99.9"), (0, 1, "0.0"), (1, 1, "100.0"),
        (1, 1_001, "0.0"), (1, 1_000, "0.1"), (0, 0, None),
    ],
)  # fmt: skip
def test_a_share_is_rounded_down(covered: int, closing: int, share: str | None) -> None:
    """Nothing that is not proven rounds to all."""
    proof = PublicProof(covered=PublicFigure(covered, 0), whole=False)
    assert proof.share(PublicFigure(closing, 0)) == share


def test_more_than_is_held_is_not_proven() -> None:
    """A public statement that says so is refused; so is one that calls a part the whole."""
    made = proven(1, 3, of=1)
    assert made.proof is not None
    more = PublicProof(covered=PublicFigure(made.books.closing.sat + 1_000_000, 0), whole=False)
    less = PublicProof(covered=PublicFigure(-1_000_000, 0), whole=False)
    for wrong in (more, less, replace(made.proof, whole=True)):
        with pytest.raises(IntegrityError, match=r"what is proven is no part of the closing"):
            loads(dumps(replace(made, proof=wrong)), "public.json")
    said = dumps(made).replace(f'"share":"{made.proof.share(made.books.closing)}"'.encode(), b'"share":"99.9"')
    with pytest.raises(IntegrityError, match="is not the canonical form"):
        loads(said, "public.json")


def test_figures_are_whole_hundredths() -> None:
    """Every figure is a multiple of 0.01 BTC, the least step."""
    for seed in range(20):
        made = published(seed, 3)
        books, title = made.books, made.title
        for figure in (books.opening, books.change, books.closing, title.reserve, title.lawful, title.without):
            assert figure.sat % 1_000_000 == figure.within % 1_000_000 == 0


def test_who_publishes_addresses_is_not_rounded() -> None:
    """With `publish_addresses = true` figures are exact and the addresses and transactions stand beside them."""
    for seed in range(20):
        made = published(seed, 3, publish_addresses=True)
        assert made.rule is None
        assert made.open is not None
        assert made.books.closing.sat == sum(each.sat for each in made.open.addresses)
        assert {made.books.closing.within, made.title.lawful.within} == {0}
        assert made.books.came is not None
        assert [each.txid for each in made.open.movements] == ["11" * 32, "22" * 32]
        assert loads(dumps(made), "public.json") == made


def test_a_statement_that_is_not_of_the_ledger_is_refused() -> None:
    """Another closing than the coins', or no seal: nothing is published."""
    found = drawn(3)
    right = sealed(found, 3).books.books
    for wrong in (replace(right, closing=right.closing + 1), replace(right, opening=right.opening + 1)):
        said = f"2026Q3-r1 opens with {wrong.opening} and closes with {wrong.closing}; its coins are {right.opening}"
        broken = replace(sealed(found, 3), books=PeriodBooks(wrong, 0))
        with pytest.raises(IntegrityError, match=said):
            public(broken, register(), found.ledger, found.titles[3], ())
    with pytest.raises(IntegrityError, match="is not sealed"):
        public(replace(sealed(found, 3), private_root=None), register(), found.ledger, found.titles[3], ())
    unknown = replace(sealed(found, 3), reconciliation=Reconciliation((7,), 0, "ef" * 32))
    with pytest.raises(IntegrityError, match="does not say its kind"):
        public(unknown, register(), found.ledger, found.titles[3], ())


@pytest.mark.parametrize(
    ("keys", "value", "said"),
    [
        (("books", "closing", "sat"), "1000000", "the opening and the change are not the closing"),
        (("title", "lawful", "sat"), "-1000000", "the titles do not add up to the closing"),
        (("books", "came"), None, "of what came, what left and what acts of scope changed one is said alone"),
        (("books", "scope"), None, "of what came, what left and what acts of scope changed one is said alone"),
        (("books", "came", "sat"), "77000000000000", "what came less what left and what acts of scope changed are not"),
        (("books", "scope", "sat"), "1000000", "what came less what left and what acts of scope changed are not"),
        (("books", "closing", "sat"), "01", "is not the canonical form of what it says"),
        (("books", "closing", "sat"), "1e6", "a number of satoshi as digits"),
        (("closing", "mtp"), "2026-09-30", "a moment such as"),
        (("schema",), 2, "has schema 2"),
        (("extra",), 2, "is not the canonical form of what it says"),
    ],
)
def test_what_does_not_add_up_is_not_read(keys: tuple[str, ...], value: canonical.Json, said: str) -> None:
    """A public statement that is changed is refused with what is wrong."""
    made = next(each for each in (published(seed, 3) for seed in range(40)) if each.books.came is not None)
    content: canonical.Json = canonical.loads(dumps(made), "public.json")
    place = content
    for key in keys[:-1]:
        assert isinstance(place, dict)
        place = place[key]
    assert isinstance(place, dict)
    place[keys[-1]] = value
    with pytest.raises(IntegrityError, match=said):
        loads(canonical.dumps(content), "public.json")
