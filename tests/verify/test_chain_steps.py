"""The chain's part of the check: what a forger could try with real hashes and real work."""

from dataclasses import replace

import pytest

from tests.evidence.chain import FIRST_TIME, Chain, mine, script_of, serialize
from tests.evidence.story import Story, material_of, tell, trace_of
from tracer.chain import decode, merkle
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.container.material import Material, collect
from tracer.progress import no_progress
from tracer.result.trace_file import Crossing, TraceFile
from tracer.verify.chain_steps import check_amounts, check_headers, check_proofs, check_transactions


@pytest.fixture(scope="module")
def story() -> Story:
    """Return the story."""
    return tell()


@pytest.fixture
def material(story: Story) -> Material:
    """Return its material."""
    return material_of(story)


def proof_findings(material: Material) -> list[str]:
    """Return what checking the proofs finds."""
    return [str(finding) for finding in check_proofs(material, no_progress)]


def named(material: Material, height: int) -> str:
    """Return how a finding names the proof of a block."""
    return f"data/chain/proofs.dat: row {sorted(material.proofs).index(height) + 1}, block {height}: "


def test_a_proof_under_a_header_of_the_forgers_own_is_refused(story: Story, material: Material) -> None:
    """A block mined by the forger, with the same transactions and its own work, is not the one at that height."""
    names = [decode.txid(raw) for raw in story.chain.blocks[17]]
    own = mine(story.chain.heads[16], names, FIRST_TIME + 1)
    forged = merkle.Tree(own, names).proof(names)
    assert merkle.check_proof(forged).header == own
    found = proof_findings(replace(material, proofs={**material.proofs, 17: forged}))
    assert found == [f"{named(material, 17)}its header is not that of height 17 in chain/headers.bin"]


def test_a_proof_without_the_coinbase_is_refused(story: Story, material: Material) -> None:
    """A proof that does not show the block's coinbase beside the transaction shows nothing."""
    txid = story.coins["s0"].txid
    alone = story.chain.merkle_proof(17, [txid])
    found = proof_findings(replace(material, proofs={**material.proofs, 17: alone}))
    coinbase = story.chain.coinbase(17)
    assert found == [f"{named(material, 17)}does not show {coinbase} as the coinbase of its block"]


def test_a_coinbase_of_another_height_is_refused(story: Story, material: Material) -> None:
    """A coinbase must state the height it is said to have, where the network's rules demand that."""
    other = replace(material.network, bip34_height=1)
    raised = [replace(each, height=each.height + 1) for each in material.positions.values()]
    places = dict(zip(material.positions, raised, strict=True))
    proofs = {height + 1: proof for height, proof in material.proofs.items()}
    late = replace(material, network=other, headers=bytes(80) + material.headers, positions=places, proofs=proofs)
    assert all("states height" in text for text in proof_findings(late))
    assert len(proof_findings(late)) == len(material.proofs)


def test_a_transaction_that_nothing_places_is_refused(material: Material) -> None:
    """A row that no proof shows does not pass, however real its bytes are."""
    raw = serialize([Outpoint(Txid("ab" * 32), 0)], [(1, script_of("x"))])
    txid, height = decode.txid(raw), max(material.proofs)
    raws, places = {**material.raws, txid: raw}, {**material.positions, txid: Position(height, 9)}
    found = proof_findings(replace(material, raws=raws, positions=places))
    assert found == [f"{named(material, height)}does not show transaction {txid} at index 9, where it is said to lie"]


def test_a_proof_shows_what_lies_here_and_no_more(material: Material) -> None:
    """What a proof shows beside the rows of its block is refused: it says more than the bundle holds."""
    height, rows = next((height, rows) for height, rows in material.blocks.items() if len(rows) > 1)
    txid = [*rows][-1]
    less = {each: at for each, at in material.positions.items() if each != txid}
    found = proof_findings(replace(material, positions=less))
    assert found == [f"{named(material, height)}shows 1 more than lie here of block {height}, the first {txid}"]


def test_a_block_has_a_proof_and_a_coinbase(story: Story, material: Material) -> None:
    """A block of which transactions lie here has a row of proofs, and its first row is its coinbase."""
    height, rows = next((height, rows) for height, rows in material.blocks.items() if len(rows) > 1)
    proofs = {at: proof for at, proof in material.proofs.items() if at != height}
    (found,) = proof_findings(replace(material, proofs=proofs))
    assert found == f"data/chain/proofs.csv: has no row of block {height}, in which {next(iter(rows))} lies"
    bare = {each: at for each, at in material.positions.items() if (at.height, at.index) != (height, 0)}
    found = "\n".join(proof_findings(replace(material, positions=bare)))
    assert f"is the first row of block {height}, and not its coinbase" in found
    assert f"the coinbase of block {height} is missing, so the proof shows nothing" in found


def _crossing(chain: Chain, raw: bytes, trace: TraceFile) -> tuple[Material, TraceFile]:
    """Mine one more block, and let the result name its transaction."""
    maker = chain.add(pays="someone")
    chain.add([raw])
    txid = decode.txid(raw)
    places = {maker: chain.index()[maker][0], txid: Position(len(chain.heads) - 1, 1)}
    found = collect(chain, sorted(places), chain.tip())
    assert found is not None
    main = replace(trace.main, crossings=(Crossing(txid, places[txid].height, 1, {}, {}),))
    empty = replace(trace.custody, moves=(), departures=())
    return found, replace(trace, methods={"fifo": main}, custody=empty, custody_beside={}, gaps=())


@pytest.mark.parametrize(
    ("vout", "sat", "words"),
    [
        (0, 5_000_000_001, "pays 1 sat more than it spends"),
        (0, 5_000_000_000, None),
        (7, 1, "which does not exist"),
    ],
)
def test_a_fee_is_never_negative(story: Story, vout: int, sat: int, words: str | None) -> None:
    """A transaction that pays more than it spends, or spends what does not exist, is named; a zero fee passes."""
    chain = Chain()
    maker = Chain()
    made = maker.add(pays="someone")
    raw = serialize([Outpoint(made, vout)], [(sat, script_of("x"))])
    material, trace = _crossing(chain, raw, trace_of(story))
    found = check_amounts(material, check_transactions(material, no_progress).transactions, trace)
    row = material.row(decode.txid(raw))
    named = f"data/chain/transactions.dat: row {row}, {decode.txid(raw)}: "
    assert [str(finding).startswith(named) for finding in found] == ([True] if words else [])
    assert words is None or words in found[0].problem


def test_headers_must_start_with_a_retarget_period_and_end_at_the_horizon(story: Story, material: Material) -> None:
    """A run of headers that starts inside a period or ends elsewhere is refused."""
    trace = trace_of(story)
    late = replace(material, first_header=1, headers=material.headers[80:])
    texts = [finding.problem for finding in check_headers(late, trace.horizon)[0]]
    assert texts == ["starts at height 1, inside a retarget period"]
    short = replace(material, headers=material.headers[:-80])
    assert "the horizon of trace.json is height 25" in check_headers(short, trace.horizon)[0][0].problem


def test_a_header_without_work_is_refused(story: Story, material: Material) -> None:
    """A header whose hash misses its target is named by its height."""
    for nonce in range(1, 50):
        changed = material.headers[:-4] + (int.from_bytes(material.headers[-4:], "little") + nonce).to_bytes(
            4, "little"
        )
        texts = [
            finding.problem for finding in check_headers(replace(material, headers=changed), trace_of(story).horizon)[0]
        ]
        if any("is above the target" in text for text in texts):
            assert any(text.startswith("height 25: its hash") for text in texts)
            return
    pytest.fail("fifty nonces met the target")
