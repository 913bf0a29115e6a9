"""Peel chains: followed while one output is change and the next is built alike, with the error multiplied."""

from tests.trace.patterns.subjects import pays, script, subject, txid
from tracer.chain.outpoint import Txid
from tracer.trace.change.peel_chain import follow_peels
from tracer.trace.patterns.among import Among
from tracer.trace.patterns.error_figures import CHANGE_FIGURES, compounded
from tracer.trace.patterns.subject import Spend, Subject


class Chain(Among):
    """A collection in which every script but those of shops is fresh."""

    def paid_before(self, script_: bytes, txid_: Txid) -> bool | None:
        """Return whether a shop is paid."""
        return script_ in {script(f"shop {each}") for each in range(100)} | {script("shop")}


class Torn(Among):
    """A collection in which only output 1 of the plain payment goes to a fresh script."""

    def paid_before(self, script_: bytes, txid_: Txid) -> bool | None:
        """Return whether it is any other script."""
        return script_ != script("c")


def peels(hops: int, **last: int) -> list[Subject]:
    """Return a chain that pays 100 to a shop at each hop and goes on at output 1."""
    made = [_peel(None, 100_000, 0)]
    for hop in range(1, hops):
        more = last if hop == hops - 1 else {}
        made.append(_peel(made[-1], made[-1].outputs[1].value, hop, **more))
    return made


def _peel(before: Subject | None, value: int, hop: int, **more: int) -> Subject:
    prevout = (subject("1", "1", "start") if before is None else before).outpoint(0 if before is None else 1)
    coin = Spend(prevout, value, script("start" if before is None else f"own {hop - 1}"), 0xFFFFFFFD)
    outputs = (*pays("100@shop"), *pays(f"{value - 110}@own"))
    own = outputs[1].__class__(outputs[1].value, script(f"own {hop}"))
    return Subject(
        txid=txid(f"peel {hop}"),
        inputs=(coin,),
        outputs=(outputs[0], own),
        **{"version": 2, "locktime": 0, "height": 50, **more},
    )


def test_a_chain_is_followed_and_its_error_multiplied() -> None:
    """Six hops, five hundred and more satoshi peeled, each with its rules; the product of precisions is printed."""
    made = peels(6)
    chain = follow_peels(made[0], Chain(made, services={script("shop"): "Shop"}))
    assert [hop.txid for hop in chain.hops] == [each.txid for each in made]
    assert chain.peeled == 600
    assert {peel.service for hop in chain.hops for peel in hop.peels} == {"Shop"}
    assert chain.ended == "the change is not known to be spent"
    assert all("R2-fresh" in hop.rules for hop in chain.hops)
    fresh = CHANGE_FIGURES["fresh-local"].right
    assert fresh is not None
    assert chain.right == compounded([fresh] * 6)
    assert chain.stated.startswith("hops: 6,")
    assert "the chance that all are right would be 78." in chain.stated


def test_a_hop_counts_with_its_worst_rule() -> None:
    """Where freshness and a fingerprint agree, the lower of their precisions goes into the product."""
    made = peels(1)
    coin = Spend(made[0].outpoint(0), 100, script("shop"), 0xFFFFFFFD)
    shop = Subject(txid=txid("shop"), inputs=(coin,), outputs=pays("90"), version=1, locktime=0, height=50)
    chain = follow_peels(made[0], Chain([*made, shop]))
    assert {"R2-fresh", "R6-version"} <= set(chain.hops[0].rules)
    assert chain.right == CHANGE_FIGURES["fresh-local"].right


def test_a_spender_built_differently_ends_the_chain() -> None:
    """A locktime of zero is near height 50 and far from 500; the hop whose candidate failed is not counted."""
    made = peels(4, height=500)
    chain = follow_peels(made[0], Chain(made))
    assert len(chain.hops) == 2
    assert chain.ended == "the spender of the change is built differently"


def test_a_merge_with_other_coins_ends_the_chain() -> None:
    """Once the change is spent with another coin, following it is no peel any more."""
    made = peels(3)
    merged = Subject(
        txid=txid("m"),
        inputs=(*_spend(made[2]), *subject("77", "1").inputs),
        outputs=pays("5 6"),
        version=2,
        locktime=0,
    )
    chain = follow_peels(made[0], Chain([*made, merged]))
    assert len(chain.hops) == 3
    assert chain.ended == "the change is merged with other coins"


def _spend(seen: Subject) -> tuple[Spend, ...]:
    return (Spend(seen.outpoint(1), seen.outputs[1].value, seen.outputs[1].script, 0xFFFFFFFD),)


def test_no_candidate_or_several_end_the_chain() -> None:
    """Where no rule names an output, or rules name different ones, nothing is chosen."""
    plain = subject("9000@a", "5000@b 3990@c")
    assert follow_peels(plain, Among([plain])).ended == "no output is named as change"
    other = Subject(
        txid=txid("o"),
        inputs=(Spend(plain.outpoint(1), 3_990, script("c"), 0xFFFFFFFD),),
        outputs=pays("9"),
        version=1,
        locktime=0,
    )
    assert follow_peels(plain, Torn([plain, other])).ended == "several outputs are named as change"


def test_a_service_ends_the_chain() -> None:
    """A tagged change is a service's coin, whoever sent it."""
    made = peels(3)
    chain = follow_peels(made[0], Chain(made, services={script("own 1"): "Exchange"}))
    assert len(chain.hops) == 1
    assert chain.ended == "the change is tagged as Exchange's"


def test_a_cut_says_so() -> None:
    """A limit on hops is never silent."""
    made = peels(5)
    assert follow_peels(made[0], Chain(made), most=3).ended == "cut after 3 hops: the chain may go on"
