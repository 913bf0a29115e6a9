"""Lightning funding and closes, against the published transactions of BOLT 3 where it prints them."""

import pytest

from tests.trace.patterns.subjects import pays, script, spends, subject, txid
from tracer.chain.decode import Unlocking, transaction, unlockings
from tracer.chain.outpoint import Outpoint
from tracer.trace.patterns import lightning
from tracer.trace.patterns.among import Among
from tracer.trace.patterns.finding import Verdict
from tracer.trace.patterns.subject import Spend, Subject

COMMITMENT = bytes.fromhex(
    "02000000000101bef67e4e2fb9ddeeb3461973cd4c62abb35050b1add772995b820b584a488489000000000038b02b8002c0c62d000000"
    "0000160014cc1b07838e387deacd0e5232e1e8b49f4c29e48454a56a00000000002200204adb4e2f00643db396dd120d4e7dc17625f5f2"
    "c11a40d857accc862d6b7dd80e04004730440220616210b2cc4d3afb601013c373bbd8aac54febd9f15400379a8cb65ce7deca60022034"
    "236c010991beb7ff770510561ae8dc885b8d38d1947248c38f2ae05564714201483045022100c3127b33dcc741dd6b05b1e63cbd1a9a7d"
    "816f37af9b6756fa2376b056f032370220408b96279808fe57eb7e463710804cdf4f108388bc5cf722d8c848d2c7f9f3b001475221023d"
    "a092f6980e58d2c037173180e9a465476026ee50f96695963e8efe436f54eb21030e9f7b623d2ccc7c9bd44d66d5ce21ce504c0acf6385"
    "a132cec6d3c39fa711c152ae3e195220"
)
"""BOLT 3, appendix C, "simple commitment tx with no HTLCs": funding 10,000,000 sat."""

FUNDING_SCRIPT = b"\x00\x20" + bytes(32)
KEYS = tuple(sorted(b"\x02" + bytes([each]) * 32 for each in (7, 9)))


def commitment() -> Subject:
    """Return the published commitment transaction with its witness."""
    made = transaction(COMMITMENT)
    spent = made.inputs[0]
    assert spent.prevout is not None
    spend = Spend(spent.prevout, 10_000_000, FUNDING_SCRIPT, spent.sequence, unlockings(COMMITMENT)[0])
    return Subject(txid=made.txid, inputs=(spend,), outputs=made.outputs, version=made.version, locktime=made.locktime)


def two_of_two(keys: tuple[bytes, ...] = KEYS, required: int = 2) -> Unlocking:
    """Return a witness that shows a multisig script."""
    pushed = b"".join(b"\x21" + key for key in keys)
    return Unlocking(
        b"", (b"", b"sig", b"sig", bytes([0x50 + required]) + pushed + bytes([0x50 + len(keys)]) + b"\xae")
    )


def close(sequence: int | None = 0xFFFFFFFF, locktime: int = 0, outputs: str = "6000 3000", **more) -> Subject:
    """Return what may be a cooperative close."""
    unlocking = more.get("unlocking", two_of_two())
    spend = Spend(Outpoint(txid("funding"), 0), 10_000, script("channel:wsh"), sequence, unlocking)
    return Subject(
        txid=txid("close"), inputs=(spend,), outputs=pays(outputs), version=more.get("version", 2), locktime=locktime
    )


def test_the_published_commitment_is_recognised() -> None:
    """BOLT 3's own commitment transaction matches, with its witness and without it."""
    seen = commitment()
    found = lightning.commitment(seen)
    assert found.verdict is Verdict.MATCHES
    assert dict(found.fields)["2-of-2 in the witness"] == "yes"
    assert dict(found.fields)["capacity_sat"] == 10_000_000
    spend = seen.inputs[0]
    bare = Spend(spend.prevout, spend.value, spend.script, spend.sequence)
    blind = Subject(txid=seen.txid, inputs=(bare,), outputs=seen.outputs, version=seen.version, locktime=seen.locktime)
    assert lightning.commitment(blind).verdict is Verdict.MATCHES
    assert dict(lightning.commitment(blind).fields)["2-of-2 in the witness"] == "not known"


@pytest.mark.parametrize(
    "change",
    [{"version": 1}, {"locktime": 0}, {"sequence": 0xFFFFFFFD}, {"script": script("x")}, {"outputs": pays("5@x:tr")}],
    ids=lambda change: next(iter(change)),
)
def test_each_mark_of_a_commitment_is_needed(change):
    """Version, locktime, sequence, funding type and output types: without one of them it is none."""
    seen = commitment()
    spend = seen.inputs[0]
    spend = Spend(
        spend.prevout, spend.value, change.get("script", spend.script), change.get("sequence", spend.sequence)
    )
    made = Subject(
        txid=seen.txid,
        inputs=(spend,),
        outputs=change.get("outputs", seen.outputs),
        version=change.get("version", seen.version),
        locktime=change.get("locktime", seen.locktime),
    )
    assert lightning.commitment(made).verdict is Verdict.NO


def test_a_cooperative_close_is_suspected_at_most() -> None:
    """A sorted 2-of-2 emptied at once with a closing sequence is suspected; without a witness nothing is said."""
    assert lightning.cooperative_close(close()).verdict is Verdict.SUSPECTED
    assert lightning.cooperative_close(close(0xFFFFFFFD, 800_000)).verdict is Verdict.SUSPECTED
    assert lightning.cooperative_close(close(unlocking=None)).verdict is Verdict.NO


@pytest.mark.parametrize(
    "seen",
    [
        close(0xFFFFFFFE),
        close(0xFFFFFFFF, 800_000),
        close(outputs="3000 3000 3000"),
        close(version=1),
        close(unlocking=two_of_two(KEYS[::-1])),
        close(unlocking=two_of_two(KEYS, 1)),
        close(unlocking=two_of_two((*KEYS, b"\x03" + bytes(32)))),
        close(unlocking=Unlocking(b"", ())),
    ],
    ids=["sequence", "locktime", "outputs", "version", "unsorted", "1-of-2", "2-of-3", "empty"],
)
def test_what_is_no_cooperative_close(seen):
    """Every mark is needed; a 2-of-3, as custody wallets use it, is not mistaken for a channel."""
    assert lightning.cooperative_close(seen).verdict is Verdict.NO


def test_a_funding_is_known_by_what_spends_it() -> None:
    """An output that a commitment spends makes a funding; unspent, nothing is said; a likely close is a suspicion."""
    made = subject("20000000", "5@change 9999@channel:wsh", "funding")
    coin = Spend(Outpoint(txid("funding"), 1), 9_999, script("channel:wsh"), 0x80112233)
    ends = Subject(txid=txid("ends"), inputs=(coin,), outputs=pays("9000@a 500@b:wsh"), version=2, locktime=0x20445566)
    assert lightning.funding(made).verdict is Verdict.NO
    found = lightning.funding(made, Among([made, ends]))
    assert found.verdict is Verdict.MATCHES
    assert dict(found.fields)["spent by a commitment"] == "1"
    agreed = Subject(
        txid=txid("agreed"),
        inputs=(Spend(*_of(coin), 0xFFFFFFFF, two_of_two()),),
        outputs=pays("9000"),
        version=2,
        locktime=0,
    )
    assert lightning.funding(made, Among([made, agreed])).verdict is Verdict.SUSPECTED
    assert lightning.is_lightning(made, Among([made, ends])) == found
    assert lightning.is_lightning(subject("9", "8")) is None


def _of(coin: Spend) -> tuple[Outpoint, int, bytes]:
    return coin.prevout, coin.value, coin.script


def test_a_plain_multisig_payment_is_no_lightning() -> None:
    """Spending a witness script hash like any wallet does is not recognised as a channel."""
    assert lightning.is_lightning(subject(spends("900@vault:wsh"), "500 399")) is None


def test_a_close_spends_its_channel_and_nothing_else() -> None:
    """With a second input neither kind of close holds, whatever the rest, so neither is asked."""
    for seen in (close(), commitment()):
        more = Subject(
            txid=seen.txid,
            inputs=(*seen.inputs, *spends("900@beside")),
            outputs=seen.outputs,
            version=seen.version,
            locktime=seen.locktime,
        )
        assert lightning.is_lightning(seen) is not None
        assert lightning.is_lightning(more) is None
        assert not lightning.commitment(more).stops
        assert not lightning.cooperative_close(more).stops
