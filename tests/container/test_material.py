"""The raw material: collected whole, checked at once, read back as it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from tests.evidence.chain import Chain
from tests.evidence.story import Story, material_of, read_of, tell
from tracer.chain import decode, header, merkle
from tracer.chain.outpoint import BlockHash, BlockRef, Txid
from tracer.chain.view import Original
from tracer.container.material import MinedTwice, chain_files, collect, read_chain
from tracer.errors import IntegrityError, SourceError


@dataclass
class Listening(Chain):
    """A chain that remembers in which order it was asked."""

    given: list[Txid] = field(default_factory=list)
    proven: list[int] = field(default_factory=list)

    def originals(self, txids: Sequence[Txid]) -> Iterator[Original]:
        """Yield bytes."""
        for each in super().originals(txids):
            self.given.append(each.txid)
            yield each

    def merkle_proof(self, height: int, txids: Sequence[Txid]) -> bytes:
        """Return a proof."""
        self.proven.append(height)
        return super().merkle_proof(height, txids)


@pytest.fixture(scope="module")
def story() -> Story:
    """Return the story."""
    return tell()


def test_every_transaction_read_has_bytes_a_proof_and_its_blocks_coinbase(story: Story) -> None:
    """Each txid that was read has its raw bytes; one proof a block shows what was read of it, the coinbase, no more."""
    material = material_of(story)
    assert set(material.positions) == {*read_of(story), *material.coinbases.values()}
    assert set(material.proofs) == {story.places[txid].height for txid in read_of(story)} == set(material.coinbases)
    for txid in read_of(story):
        place = story.places[txid]
        assert material.positions[txid] == place
        proof, coinbase = material.proofs[place.height], material.raws[material.coinbases[place.height]]
        raw = material.raws[txid]
        assert merkle.check_inclusion(proof, txid, coinbase, place.height, raw, material.network) == place.index
        shown = {shown: index for index, shown in merkle.check_proof(proof).matches}
        assert shown == material.blocks[place.height]
        assert proof[:80] == material.header(place.height)


def test_headers_run_from_the_retarget_period_of_the_earliest_proof() -> None:
    """Headers start at the first block of the period that holds the earliest proof, or at genesis if asked."""
    chain = Chain()
    chain.grow_to(2020)
    txid = chain.add(pays="someone")
    material = collect(chain, [txid], chain.tip())
    assert material is not None
    assert (material.first_header, material.last_header) == (2016, 2021)
    whole = collect(chain, [txid], chain.tip(), all_headers=True)
    assert whole is not None
    assert (whole.first_header, len(whole.headers)) == (0, 2022 * header.SIZE)


def test_a_run_that_read_nothing_still_shows_its_horizon(story: Story) -> None:
    """Without a single transaction read the headers of the horizon's period are collected."""
    material = collect(story.chain, [], story.chain.tip())
    assert material is not None
    assert (material.first_header, material.last_header, dict(material.raws)) == (0, 25, {})


def test_the_source_is_asked_block_by_block() -> None:
    """Raw bytes and proofs are asked for in chain order, whatever the txids: a source reads each block once."""
    chain = Listening()
    for _ in range(12):
        chain.grow_to(chain.tip().height + 1)
        chain.add(pays="someone")
        chain.add(pays="another")
    chain.grow_to(chain.tip().height + 1)
    places = {txid: at for txid, (at, _) in chain.index().items() if at.height}
    material = collect(chain, sorted(places), chain.tip())
    assert material is not None
    assert len({at.height for at in places.values()}) > 10
    assert chain.proven == sorted(chain.proven)
    assert [places[txid] for txid in chain.given] == sorted(places[txid] for txid in chain.given)
    assert len(chain.proven) == len({*chain.proven}) == len(material.proofs)
    assert chain.given == list(material.raws) == list(material.positions)
    assert list(material.proofs) == sorted(material.proofs)


class Twice(Chain):
    """A chain that says of two blocks that they have the same coinbase."""

    def originals(self, txids: Sequence[Txid]) -> Iterator[Original]:
        """Yield the coinbase of the first block as that of each."""
        first = self.blocks[1][0]
        for each in super().originals(txids):
            yield each if each.position.index else Original(decode.txid(first), each.position, first)


def test_two_blocks_of_one_coinbase_are_not_sealed_together() -> None:
    """A bundle holds one place for each txid: of two such blocks it is said which, and that none can be made."""
    chain = Twice()
    read = [chain.add(pays="someone"), chain.add(pays="another")]
    with pytest.raises(MinedTwice, match=r"coinbase [0-9a-f]{64} is that of two blocks, 1 and 2 \(BIP 30\)"):
        collect(chain, read, chain.tip())


def test_a_source_without_raw_bytes_gives_none(story: Story) -> None:
    """Where the source keeps no raw bytes at all there is no material, and no error."""
    bare = replace(story.chain, keeps_raw=False)
    assert collect(bare, sorted(story.places), bare.tip()) is None


class Lossy(Chain):
    """A source that lacks one transaction's bytes, or gives another's."""

    wrong: bytes | None = None

    def originals(self, txids: Sequence[Txid]) -> Iterator[Original]:
        """Yield bytes, all but one right."""
        for each in super().originals(txids):
            if each.txid != max(txids):
                yield each
            elif self.wrong:
                yield Original(each.txid, each.position, self.wrong)


def test_a_source_that_lacks_some_bytes_is_named(story: Story) -> None:
    """A source that holds others' bytes but not these cannot go on."""
    lossy = Lossy(story.chain.heads, story.chain.blocks)
    with pytest.raises(SourceError, match=r"holds no raw bytes of transaction [0-9a-f]{64}"):
        collect(lossy, sorted(story.places), lossy.tip())


def test_bytes_of_another_transaction_are_refused(story: Story) -> None:
    """Bytes that hash to another txid stop the collection."""
    lossy = Lossy(story.chain.heads, story.chain.blocks)
    lossy.wrong = story.chain.blocks[3][0]
    with pytest.raises(IntegrityError, match="other bytes than those of transaction"):
        collect(lossy, sorted(story.places), lossy.tip())


def test_a_horizon_of_another_chain_is_refused(story: Story) -> None:
    """Headers that do not end at the pinned horizon stop the collection."""
    horizon = BlockRef(25, BlockHash("00" * 32))
    with pytest.raises(IntegrityError, match="is not the horizon"):
        collect(story.chain, [], horizon)


def test_what_is_written_is_read_back(story: Story) -> None:
    """The files of the material give the material again."""
    material = material_of(story)
    assert read_chain(chain_files(material)) == material


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("network.json", b'{"network":"mars"}', "'mars' is not a network"),
        ("network.json", b"{}", "network.json: network is missing"),
        ("heights.json", b"{}", "chain/'proofs.csv' does not belong to the layout of the files beside it"),
        ("notes.txt", b"", "chain/'notes.txt' does not belong to the layout of the files beside it"),
        ("headers.bin", bytes(81), "not a number of headers"),
        ("headers.bin", b"", "not a number of headers"),
        ("tx/x.bin", b"", "chain/'tx/x.bin' does not belong to the layout of the files beside it"),
    ],
)
def test_files_of_another_form_are_refused_by_name(story: Story, name: str, content: bytes, words: str) -> None:
    """A file that is not of the form written is an IntegrityError that names it."""
    with pytest.raises(IntegrityError) as caught:
        read_chain(chain_files(material_of(story)) | {name: content})
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("heights.json", b'{"transactions":{"x":[1,2]},"coinbases":{}}', "transactions.x is not about a txid"),
        ("heights.json", b'{"transactions":{},"coinbases":{"-1":"x"}}', "coinbases.-1 is not named after a height"),
        ("heights.json", b'{"transactions":{"%s":[1]},"coinbases":{}}' % (b"a" * 64), "is not a height and an index"),
        ("tx/x.bin", b"", "chain/'tx/x.bin' does not belong to the layout of the files beside it"),
        (f"tx/{'a' * 64}.merkle", b"", "does not belong to the layout of the files beside it"),
        ("proofs.csv", b"", "chain/'proofs.csv' does not belong to the layout of the files beside it"),
    ],
)
def test_files_of_another_form_in_the_older_layout_are_refused_by_name(
    story: Story, name: str, content: bytes, words: str
) -> None:
    """The layout of release 0.1.0, a file for each transaction and each proof, is read as strictly."""
    files = {"heights.json": b'{"coinbases":{},"transactions":{}}'}
    files |= {each: chain_files(material_of(story))[each] for each in ("headers.bin", "network.json")}
    assert dict(read_chain(files).positions) == {}
    with pytest.raises(IntegrityError) as caught:
        read_chain(files | {name: content})
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["headers.bin", "network.json", "transactions.csv", "transactions.dat", "proofs.dat"])
def test_a_missing_file_is_named(story: Story, name: str) -> None:
    """Without one of its files the material cannot be read."""
    files = chain_files(material_of(story))
    del files[name]
    with pytest.raises(IntegrityError) as caught:
        read_chain(files)
    assert str(caught.value) == f"chain/{name} is missing"


def test_a_height_outside_the_headers_is_refused(story: Story) -> None:
    """No time is given for a block whose header is not held."""
    with pytest.raises(IntegrityError, match=r"no header of height 26: headers\.bin runs from 0 to 25"):
        material_of(story).time(26)
