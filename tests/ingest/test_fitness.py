from dataclasses import replace

import pytest

from tracer.chain.network import MAIN, REGTEST
from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.errors import SourceError
from tracer.ingest import fitness
from tracer.ingest.fitness import Index, Need, NodeReport, Remedy

FIT = NodeReport(
    endpoint="127.0.0.1:8332",
    version=310_000,
    subversion="/Satoshi:31.0.0/",
    network=MAIN,
    tip=BlockRef(900_000, BlockHash("ab" * 32)),
    tip_time=1_750_000_000,
    headers=900_001,
    initial_download=False,
    progress="0.99",
    pruned=False,
    first_height=0,
    indexes=(
        Index("basic block filter index", True, 900_000),
        Index("txindex", True, 900_000),
        Index("txospenderindex", True, 900_000),
    ),
    rest=True,
)
PRUNED = replace(FIT, pruned=True, first_height=812_000)


def _refusal(report: NodeReport, need: Need) -> str:
    with pytest.raises(SourceError) as caught:
        fitness.require(report, MAIN, need)
    return str(caught.value)


def test_a_fit_node_lacks_nothing() -> None:
    """A node with every index, unpruned and at its tip, is fit for everything."""
    fitness.require(FIT, MAIN, Need(filters=True))
    assert fitness.missing(FIT, Need(filters=True)) == () == fitness.warnings(FIT)


def test_another_network_is_told_by_both_names() -> None:
    """The message names the node's network and the case's."""
    with pytest.raises(SourceError) as caught:
        fitness.require(FIT, REGTEST, Need())
    assert str(caught.value) == (
        "node 127.0.0.1:8332 is on network main; the case is of network regtest.\n"
        "Name a node of network regtest with --chain, or correct network in [case]."
    )


def test_a_pruned_node_cannot_trace_live() -> None:
    """Pruning and -txospenderindex exclude each other; the store is the way out."""
    assert _refusal(PRUNED, Need()) == (
        "node 127.0.0.1:8332 is pruned below block 812000, and a pruned node cannot have the txospenderindex that a "
        "live trace needs.\nUse an unpruned node (prune=0 in bitcoin.conf), or trace from a store with --chain DIR."
    )


def test_a_pruned_node_gives_the_blocks_it_has() -> None:
    """Whole blocks above the pruned ones may be read; below them both heights are named."""
    fitness.require(PRUNED, MAIN, Need(first_height=812_000, indexes=False))
    assert _refusal(PRUNED, Need(first_height=799_312, indexes=False)).startswith(
        "node 127.0.0.1:8332 is pruned below block 812000; block 799312 is needed.\n"
    )


def test_initial_download_is_an_error_except_on_regtest() -> None:
    """A node that is catching up is refused; on regtest an old tip looks the same and is a warning."""
    catching_up = replace(FIT, initial_download=True, tip=replace(FIT.tip, height=5))
    assert _refusal(catching_up, Need()).startswith(
        "node 127.0.0.1:8332 is in initial block download: it has 5 of 900001 blocks.\n"
    )
    on_regtest = replace(catching_up, network=REGTEST)
    fitness.require(on_regtest, REGTEST, Need())
    assert "on regtest that is only an old tip" in fitness.warnings(on_regtest)[0]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("txindex", "txindex=1"),
        ("txospenderindex", "txospenderindex=1"),
        ("basic block filter index", "blockfilterindex=1"),
    ],
)
def test_a_missing_index_is_told_with_its_line(name: str, line: str) -> None:
    """Each index that is needed and absent is named with the line to add to bitcoin.conf."""
    lacking = replace(FIT, indexes=tuple(each for each in FIT.indexes if each.name != name))
    assert _refusal(lacking, Need(filters=True)) == (
        f"node 127.0.0.1:8332 is not fit: it has no {name}.\nTo mend it: {line} in bitcoin.conf, then restart it."
    )
    assert fitness.missing(lacking, Need(filters=True)) == (
        Remedy(f"it has no {name}", f"{line} in bitcoin.conf, then restart it"),
    )


def test_filters_are_asked_for_only_where_needed() -> None:
    """Without address or descriptor seeds a node needs no block filters."""
    fitness.require(replace(FIT, indexes=FIT.indexes[1:]), MAIN, Need())


def test_an_index_being_built_is_told_with_its_height() -> None:
    """An index that lags is named with how far it is."""
    building = replace(FIT, indexes=(*FIT.indexes[:2], Index("txospenderindex", False, 1234)))
    assert "its txospenderindex has reached block 1234 of 900000.\nTo mend it: wait until" in _refusal(building, Need())


def test_an_old_node_is_asked_to_be_upgraded() -> None:
    """Before Core 31 confirmed spends cannot be asked for."""
    assert "it is Bitcoin Core 29.\nTo mend it: upgrade to Bitcoin Core 31 or newer." in _refusal(
        replace(FIT, version=290_100), Need()
    )


def test_rest_off_is_a_remark_not_a_refusal() -> None:
    """Without REST all works, slower: the remedy is shown, nothing is refused."""
    slow = replace(FIT, rest=False)
    fitness.require(slow, MAIN, Need())
    assert fitness.missing(slow, Need()) == (
        Remedy("REST is off, so blocks come slowly", "rest=1 in bitcoin.conf, then restart it"),
    )


def test_the_report_for_programs_has_stable_keys() -> None:
    """as_json holds every fact under a fixed name, plain types only."""
    assert FIT.as_json() == {
        "endpoint": "127.0.0.1:8332",
        "version": 310_000,
        "subversion": "/Satoshi:31.0.0/",
        "network": "main",
        "tip": {"height": 900_000, "hash": "ab" * 32, "time": 1_750_000_000},
        "headers": 900_001,
        "initial_block_download": False,
        "verification_progress": "0.99",
        "pruned": False,
        "first_height": 0,
        "indexes": {
            "basic block filter index": {"synced": True, "height": 900_000},
            "txindex": {"synced": True, "height": 900_000},
            "txospenderindex": {"synced": True, "height": 900_000},
        },
        "rest": True,
    }
