"""Orders over drawn chains: which satoshi counts under which order, and where an excess stays."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from tests.pictures import Picture, script_of
from tests.trace.drawing import Drawing, seed
from tracer.case.case import CustodyWallet, Label, Order, OrderKind, Stage
from tracer.case.case_file import parse
from tracer.chain.amount import Sats
from tracer.chain.outpoint import BlockRef, Txid
from tracer.custody.orders import Settled, settle
from tracer.trace.policies.registry import POLICIES
from tracer.trace.reading import Reading

CASE = (
    f'[case]\nid = "x"\nnetwork = "regtest"\n[[seed]]\nlabel = "A"\ntxid = "{"ab" * 32}"\n[method]\nprimary = "fifo"\n'
)
DAY = 86_400


class Dated(Picture):
    """A drawn chain with a block a day: the one at height 1 is of 2 January 1970."""

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        """Return headers that hold nothing but their times."""
        return [bytes(68) + (height * DAY).to_bytes(4, "little") + bytes(8) for height in range(first, last + 1)]


def order(
    id: str,
    kind: str,
    wallet: str,
    *,
    amount: int | None = None,
    day: int = 1,
    labels: str = "A",
    force: int | None = 1,
) -> Order:
    """Return an order over one wallet, or several apart from one another by blanks; days are those of January 1970."""
    date = dt.date(1970, 1, day)
    in_force = dt.date(1970, 1, force) if force and kind == "forfeiture" else None
    named = tuple(map(Label, labels))
    sats = None if amount is None else Sats(amount)
    return Order(
        id=id,
        kind=OrderKind(kind),
        date=date,
        in_force=in_force,
        issued_by=None,
        labels=named,
        amount=sats,
        custody=tuple(wallet.split()),
        exhibit=None,
    )


def settled(text: str, orders: Sequence[Order], seeds: Sequence = (), rule: str = "fifo") -> tuple[Settled, Drawing]:
    """Reconcile orders with a drawn chain whose wallets of the state are `agency`, `vault` and `reserve`."""
    names = ("agency", "vault", "reserve")
    drawing = Drawing(text, list(seeds) or [seed("A", "theft.0")], custody=names, rule=rule, horizon=20)
    drawing.view = Dated(text)
    drawing.reading = Reading(drawing.view, BlockRef(20, drawing.view.block_hash(20)))
    wallets = tuple(
        CustodyWallet(
            name=name,
            descriptor=None,
            addresses=(),
            range=(0, 0),
            scripts=(),
            stage=Stage.SEIZURE,
            basis=None,
            exhibit=None,
        )
        for name in names
    )
    case = replace(parse(CASE.encode(), "case.toml"), orders=tuple(orders), custody=wallets)
    scripts = {script_of(name): name for name in names}
    return settle(case, drawing.trail(), POLICIES[rule], scripts, drawing.reading), drawing


def figures(found: Settled) -> dict[str, tuple[int, int, int]]:
    """Return received, shortfall and excess of every order."""
    return {each.order.id: (each.received, each.shortfall, each.excess) for each in found.orders}


def receipts(found: Settled, drawing: Drawing) -> dict[str, list[str]]:
    """Return the coins that count under each order, by their drawn names."""
    names = dict(drawing.view.names)
    return {
        each.order.id: [names[Txid(place[:64])] + place[64:].replace(":", ".") for place in each.receipts]
        for each in found.orders
    }


TWO_COINS = """
theft: -> 30

one: theft.0 -> 10@agency 20

two: one.1 -> 20@agency
"""


def test_a_coin_wholly_in_excess_is_a_receipt_and_its_day_is_looked_at() -> None:
    """10 ordered, 10 and 20 come: the second coin is excess, is named, and lies before the order like the first."""
    for kind in ("seizure", "forfeiture"):
        found, drawing = settled(TWO_COINS, [order("F", kind, "agency", amount=10, day=5, force=5)])
        assert figures(found) == {"F": (30, 0, 20)}
        assert receipts(found, drawing) == {"F": ["one.0", "two.0"]}
        early = [fault.text for fault in found.orders[0].faults if fault.code == "before_order"]
        assert early == [
            "received on 1970-01-03, before the order of 1970-01-05",
            "received on 1970-01-04, before the order of 1970-01-05",
        ]
        late = [fault.place for fault in found.orders[0].faults if fault.code == "not_in_force"]
        assert len(late) == (2 if kind == "forfeiture" else 0)


def test_what_a_later_order_has_room_for_is_no_excess_of_the_first() -> None:
    """The 20 that the agency's order refused come to the reserve, whose order takes them.

    Nothing of them is the first's.
    """
    orders = [
        order("F1", "forfeiture", "agency", amount=10),
        order("F2", "forfeiture", "reserve", amount=50),
    ]
    found, drawing = settled(TWO_COINS + "\nmove: two.0 -> 20@reserve", orders)
    assert figures(found) == {"F1": (10, 0, 0), "F2": (20, 30, 0)}
    assert receipts(found, drawing) == {"F1": ["one.0"], "F2": ["move.0"]}


def test_an_excess_stays_with_the_order_and_the_coin_that_refused_it_first() -> None:
    """30 come to the agency, whose order takes 10.

    The reserve's takes 5 of the rest; 15 are the agency's excess, at its coin.
    """
    text = "theft: -> 30\n\nseize: theft.0 -> 30@agency\n\nmove: seize.0 -> 30@reserve"
    orders = [
        order("F1", "forfeiture", "agency", amount=10, day=4, force=4),
        order("F2", "forfeiture", "reserve", amount=5, day=2, force=2),
    ]
    found, drawing = settled(text, orders)
    assert figures(found) == {"F1": (25, 0, 15), "F2": (5, 0, 0)}
    assert receipts(found, drawing) == {"F1": ["seize.0"], "F2": ["move.0"]}
    assert found.orders[0].faults[-1].text == "received 15 sat more than the 10 sat ordered"


def test_an_order_that_refuses_later_keeps_nothing_of_what_another_refused_first() -> None:
    """Two coins, refused at agency and vault, meet in the reserve, whose order takes the earlier refusal first."""
    text = """
theft: -> 40

seize: theft.0 -> 20@agency 20@vault

join: seize.1 seize.0 -> 40@reserve
"""
    orders = [
        order("F1", "forfeiture", "agency", amount=5),
        order("F2", "forfeiture", "vault", amount=5),
        order("F3", "forfeiture", "reserve", amount=20),
    ]
    found, drawing = settled(text, orders)
    assert figures(found) == {"F1": (5, 0, 0), "F2": (15, 0, 10), "F3": (20, 0, 0)}
    assert receipts(found, drawing) == {"F1": ["seize.0"], "F2": ["seize.1"], "F3": ["join.0"]}


def test_what_was_refused_is_excess_even_where_it_is_overlap_later() -> None:
    """Received is received: 20 refused at the agency whose next coin a seed claims are its excess all the same."""
    text = "theft: -> 30\n\nseize: theft.0 -> 30@agency\n\nmove: seize.0 -> 30@reserve"
    orders = [order("F1", "forfeiture", "agency", amount=10)]
    found, _ = settled(text, orders, [seed("A", "theft.0"), seed("B", "move.0")])
    assert figures(found) == {"F1": (30, 0, 20)}


def test_one_departure_is_offered_by_label_and_then_by_wallet() -> None:
    """What leaves two wallets at once is summed over its outputs; the label first in byte order is served first."""
    text = """
theft: -> 30 30

seize: theft.0 theft.1 -> 30@agency 30@vault

out: seize.1 seize.0 -> 20 20 20
"""
    seeds = [seed("A", "theft.0"), seed("B", "theft.1")]
    found, _ = settled(text, [order("R", "return", "agency vault", amount=40, labels="AB")], seeds)
    assert figures(found) == {"R": (60, 0, 20)}
    found, _ = settled(text, [order("R", "return", "vault", amount=40, labels="AB")], seeds)
    assert figures(found) == {"R": (30, 10, 0)}
    assert [fault.split(": ")[1] for fault in found.faults] == ["30 sat of A left agency under no return order"]
    found, _ = settled(
        text, [order("R", "return", "agency", labels="B"), order("S", "seizure", "vault", labels="A")], seeds
    )
    assert [fault.split(": ")[1] for fault in found.faults] == [
        "30 sat of A left agency under no return order",
        "30 sat of B left vault under no return order",
    ]
    assert found.unordered == {"A": 30, "B": 30}


def test_the_orders_of_a_crossing_are_those_of_the_received_coins_it_spends() -> None:
    """A coin that counted wholly as excess carries its order on; a receipt that merely lies beside does not get it."""
    text = TWO_COINS + "\nmove: two.0 -> 20@vault"
    found, drawing = settled(text, [order("F", "forfeiture", "agency", amount=10)])
    assert {drawing.view.names[txid]: orders for txid, orders in found.orders_of.items()} == {"move": ("F",)}
    text = """
a: -> 20
b: -> 30

seize: a.0 -> 20@agency

join: seize.0 b.0 -> 20@vault 30@vault

one: join.0 -> 20@reserve
two: join.1 -> 30@reserve
"""
    found, drawing = settled(text, [order("S", "seizure", "agency")], [seed("A", "a.0"), seed("B", "b.0")])
    carried = {drawing.view.names[txid]: orders for txid, orders in found.orders_of.items()}
    assert carried == {"join": ("S",), "one": ("S",), "two": ()}


def test_of_a_departure_the_label_first_in_byte_order_is_offered_first() -> None:
    """B leaves first in the order of the outputs, and A is served first: the order that names both is full of A."""
    text = """
theft: -> 30 30

seize: theft.0 theft.1 -> 30@agency 30@vault

out: seize.1 seize.0 -> 20 20 20
"""
    orders = [
        order("R1", "return", "agency vault", amount=30, labels="AB"),
        order("R2", "return", "agency vault", labels="A", day=2),
    ]
    found, _ = settled(text, orders, [seed("A", "theft.0"), seed("B", "theft.1")])
    assert figures(found) == {"R1": (60, 0, 30), "R2": (0, 0, 0)}


def test_what_leaves_is_counted_at_the_wallet_that_it_lay_in_last() -> None:
    """Satoshi that no forfeiture order took are moved on; the order over their first wallet does not count them out."""
    text = """
theft: -> 30

seize: theft.0 -> 30@agency

move: seize.0 -> 30@vault

out: move.0 -> 30
"""
    for more in ([], [order("F", "forfeiture", "agency", amount=0)]):
        found, _ = settled(text, [order("R", "return", "vault", amount=30), *more])
        assert figures(found)["R"] == (30, 0, 0)
        found, _ = settled(text, [order("R", "return", "agency", amount=30), *more])
        assert figures(found)["R"] == (0, 30, 0)
        assert "30 sat of A left vault under no return order" in [fault.split(": ")[1] for fault in found.faults]
