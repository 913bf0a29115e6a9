"""Coins that lists show under an address though they were paid to its key."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT, tracer
from tests.ingest.milling import COIN, Chain, frame, pay, txid
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.chain.script import key_hash, lone_key_hash
from tracer.ingest.block_file import FileView
from tracer.store.view import StoreView
from tracer.wallet.checksum import checksum

MAINNET = ROOT.parent / "shared/data/mainnet/blocks-0-4312.blk"
KEY = bytes.fromhex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
LONG = bytes.fromhex(
    "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
)
CASE = (
    '[case]\nid = "k"\nnetwork = "{}"\n[method]\nprimary = "fifo"\n[stop]\nmin_sat = 0\n[[seed]]\nlabel = "A"\naddress '
    '= "{}"\n'
)


def open_script(key: bytes) -> bytes:
    """Return the script that pays a key openly."""
    return bytes([len(key)]) + key + b"\xac"


def address_of(key: bytes) -> str:
    """Return the address of a key's hash."""
    digest = lone_key_hash(open_script(key))
    assert digest is not None
    found = encode(b"\x76\xa9\x14" + digest + b"\x88\xac", REGTEST)
    assert found is not None
    return found


@pytest.fixture(params=["file", "store"])
def source(request: pytest.FixtureRequest, tmp_path: Path):
    """Give a chain that pays two keys openly, one of them twice, and something to the address of the other."""
    chain = Chain()
    coins = [chain.add().coin for _ in range(3)]
    chain.extend(100)
    script = b"\x76\xa9\x14" + (lone_key_hash(open_script(LONG)) or b"") + b"\x88\xac"
    chain.add(
        pay([coins[0]], [(COIN, b"\x51"), (2 * COIN, open_script(KEY))]),
        pay([coins[1]], [(3 * COIN, open_script(KEY))]),
    )
    chain.add(pay([coins[2]], [(4 * COIN, open_script(LONG)), (5 * COIN, script)]))
    path = tmp_path / "b.blk"
    path.write_bytes(frame(chain.blocks))
    if request.param == "file":
        return path
    assert tracer("ingest", "--chain", path, "--store", tmp_path / "store").code == 0
    return tmp_path / "store"


def test_the_hash_of_a_key_is_the_same_in_every_script_that_holds_it() -> None:
    """The generator's key and its address, as every library has them."""
    digest = bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")
    assert lone_key_hash(open_script(KEY)) == digest
    assert key_hash(b"\x76\xa9\x14" + digest + b"\x88\xac") == digest == key_hash(b"\x00\x14" + digest)
    assert key_hash(b"\xa9\x14" + digest + b"\x87") is None is lone_key_hash(b"\x00\x14" + digest)


def test_a_seed_that_received_nothing_is_joined_with_its_key(source, tmp_path: Path):
    """What was paid, where, and how to seed it; then the seed is taken."""
    case = tmp_path / "case.toml"
    case.write_text(CASE.format("regtest", address_of(KEY)))
    refused = tracer("trace", case, "--chain", source, "--out", tmp_path / "run")
    assert refused.code == 2
    assert (
        "received nothing between heights 0 and 105; the key with this hash was paid 2 times by pay-to-pubkey: "
        in refused.err
    )
    assert "200000000 sat in " in refused.err
    assert "300000000 sat in " in refused.err
    named = refused.err.rsplit("as ", 1)[1].strip()
    case.write_text(case.read_text().replace(f'address = "{address_of(KEY)}"', named))
    assert tracer("trace", case, "--chain", source, "--out", tmp_path / "run").code == 0


def test_a_look_at_the_address_says_it_too(source):
    """Whether the address itself received something or not."""
    found = json.loads(tracer("look", address_of(LONG), "--chain", source, "--json").out)["address"]
    assert found["received_sat"] == 5 * COIN
    assert found["its_key"].startswith("the key with this hash was paid once by pay-to-pubkey: 400000000 sat in ")
    assert (
        "its key      the key with this hash was paid 2 times" in tracer("look", address_of(KEY), "--chain", source).out
    )


def test_an_address_whose_key_was_never_paid_says_nothing(source):
    """Nor does one that is no key's."""
    for name in ("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "2Mw9dMoAnvirwyUgq2jNatffn5YziWYtKfi"):
        found = json.loads(tracer("look", name, "--chain", source, "--json").out)["address"]
        assert found["its_key"] is None


def test_a_trace_over_a_file_warns_of_the_key_beside_the_address(source, tmp_path: Path):
    """The seed is what the address received; its line is named. A store would have to look through all outputs."""
    case = tmp_path / "case.toml"
    case.write_text(CASE.format("regtest", address_of(LONG)))
    ended = tracer("trace", case, "--chain", source, "--out", tmp_path / "run")
    assert ended.code == 0
    said = (
        "Warning: case.toml: line 10: seed[1].address: the key with this hash was paid once by pay-to-pubkey: 400000000"
    )
    assert (said in ended.err) == source.is_file()


@pytest.mark.skipif(not MAINNET.is_file(), reason=f"{MAINNET.name} is not here: blocks of mainnet are not committed")
def test_the_address_that_lists_show_for_block_nine(tmp_path: Path) -> None:
    """Its key was paid 50 BTC by the coinbase of block 9, and never by its hash."""
    case = tmp_path / "case.toml"
    case.write_text(CASE.format("main", "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S"))
    ended = tracer("trace", case, "--chain", MAINNET, "--out", tmp_path / "run")
    coin = "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9:0"
    assert ended.code == 2
    assert f"paid 6 times by pay-to-pubkey: 5000000000 sat in {coin} at height 9; " in ended.err
    assert ended.err.endswith(f'seed such a coin by its outpoint, as outpoint = "{coin}"\n')


def test_every_window_of_heights_gives_the_same_from_a_file_and_a_store(tmp_path: Path) -> None:
    """Also where the last output of the window is the one that pays the key."""
    chain = Chain()
    coins = [chain.add().coin for _ in range(3)]
    chain.extend(100)
    for coin in coins:
        chain.add(pay([coin], [(COIN, b"\x51"), (2 * COIN, open_script(KEY))]))
    path = tmp_path / "b.blk"
    path.write_bytes(frame(chain.blocks))
    assert tracer("ingest", "--chain", path, "--store", tmp_path / "store").code == 0
    views: tuple[FileView | StoreView, ...] = (FileView.open(path), StoreView(tmp_path / "store"))
    digest = lone_key_hash(open_script(KEY))
    assert digest is not None
    for first in range(103, 108):
        for last in range(102, 108):
            file, store = (tuple(view.keys_paid([digest], first, last)) for view in views)
            assert file == store
            assert [each.position.height for each in file] == [at for at in (104, 105, 106) if first <= at <= last]


DIGEST = bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")
BY_HASH, BY_PROGRAM = b"\x76\xa9\x14" + DIGEST + b"\x88\xac", b"\x00\x14" + DIGEST
WRAPPED = bytes.fromhex("a914bcfeb728b584253d5f3f70bcb780e9ef218a68f487")
WALLET = '[[custody]]\nname = "Agency"\nstage = "seizure"\n{}\n'
PACK = (
    "title: t\ncreator: c\ntags:\n- address: {}\n  label: Shop\n  source: s\n  currency: BTC\n  category: {}\n"
    "  confidence: service_api\n"
)


def traced(folder, *scripts, wallet="", pack=""):
    """Trace one seed that is paid to these scripts, COIN each and more; return the warnings, the outpoints, the run."""
    chain = Chain()
    coin = chain.add().coin
    chain.extend(100)
    paying = pay([coin], [(COIN + at, script) for at, script in enumerate(scripts)])
    chain.add(paying)
    (folder / "b.blk").write_bytes(frame(chain.blocks))
    case = folder / "case.toml"
    tags = 'tags = ["pack.yaml"]\n' if pack else ""
    (folder / "pack.yaml").write_text(pack)
    case.write_text(
        '[case]\nid = "k"\nnetwork = "regtest"\n[method]\nprimary = "fifo"\n[stop]\nmin_sat = 0\n'
        f'{tags}[[seed]]\nlabel = "A"\noutpoint = "{coin}"\n{wallet}'
    )
    ended = tracer("trace", case, "--chain", folder / "b.blk", "--out", folder / "run")
    assert ended.code == 0, ended.err
    warnings = [line for line in ended.err.splitlines() if line.startswith("Warning:")]
    return warnings, [f"{txid(paying)}:{at}" for at in range(len(scripts))], folder / "run"


def test_a_coin_paid_openly_to_the_key_of_a_custody_address_is_said(tmp_path: Path) -> None:
    """It ends as unspent, for only the address is named: which coin, whose key, what to do, and the case's line."""
    address = encode(BY_HASH, REGTEST)
    warnings, coins, _ = traced(tmp_path, open_script(KEY), BY_HASH, wallet=WALLET.format(f'addresses = ["{address}"]'))
    assert warnings == [
        f"Warning: case.toml: line 14: custody[1].addresses: the key of {address}, of custody wallet 'Agency', "
        f"was paid in another form than this: 100000000 sat in {coins[0]} at height 102, by pay-to-pubkey, which ends "
        "as unspent. Whoever has the key can spend both, and only the script that is named counts as the wallet's: "
        f"if the wallet holds them, add a wallet with the descriptor pk({KEY.hex()}) and its checksum; "
        "else name them beside the result"
    ]


@pytest.mark.parametrize("paid", [open_script(KEY), open_script(LONG), BY_HASH, BY_PROGRAM, WRAPPED])
@pytest.mark.parametrize("named", [BY_HASH, BY_PROGRAM, f"pk({KEY.hex()})"])
def test_every_form_of_a_custody_key_is_said_but_the_one_that_is_named(tmp_path: Path, paid, named):
    """By hash, by program bare or wrapped, openly in both lengths; nothing is said of a receipt."""
    if isinstance(named, bytes):
        wallet, script = f'addresses = ["{encode(named, REGTEST)}"]', named
    else:
        wallet, script = f'descriptor = "{named}#{checksum(named)}"', open_script(KEY)
    warnings, coins, run = traced(tmp_path, paid, b"\x51", wallet=WALLET.format(wallet))
    custody = json.loads((run / "trace.json").read_text())["methods"]["fifo"]["labels"]["A"]["terminals"]["custody"]
    if paid == script:
        assert (warnings, custody) == ([], COIN)
    else:
        assert (len(warnings), custody) == (1, 0)
        assert f" in {coins[0]} at height 102, by pay-to-" in warnings[0]


@pytest.mark.parametrize("category", ["exchange", "perpetrator"])
def test_a_coin_paid_openly_to_the_key_of_a_tagged_address_is_said(tmp_path: Path, category: str) -> None:
    """The tag speaks of the address and ends no trail at the key, whatever it would end."""
    address = encode(BY_HASH, REGTEST)
    warnings, coins, _ = traced(tmp_path, open_script(KEY), pack=PACK.format(address, category))
    (said,) = [each for each in warnings if "another form" in each]
    assert f"stop.tags: the key of {address}, tagged 'Shop' by pack.yaml line 4, was paid in another form" in said
    assert f"100000000 sat in {coins[0]} at height 102, by pay-to-pubkey, which ends as unspent" in said
    assert said.endswith("counts: tag that script too, or name these coins beside the result")


def test_many_coins_of_one_key_are_counted(tmp_path: Path) -> None:
    """Three are named, the rest is counted, and other people's keys are not said."""
    other = open_script(bytes.fromhex("02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"))
    wallet = WALLET.format(f'addresses = ["{encode(BY_HASH, REGTEST)}"]')
    warnings, coins, _ = traced(tmp_path, *[open_script(KEY)] * 5, other, wallet=wallet)
    (said,) = warnings
    assert [each in said for each in coins] == [True] * 3 + [False] * 3
    assert "; and 2 more. " in said


def test_a_wallet_of_a_bare_key_is_sealed_and_verifies(tmp_path: Path) -> None:
    """What the warning advises works to the end: the coin is a receipt, in the bundle too."""
    named = f"pk({KEY.hex()})"
    wallet = WALLET.format(f'descriptor = "{named}#{checksum(named)}"')
    warnings, _, run = traced(tmp_path, open_script(KEY), wallet=wallet)
    assert warnings == []
    assert tracer("export", run, "--out", tmp_path / "bundle").code == 0
    assert tracer("verify", tmp_path / "bundle").code == 0
    alone: list[str | Path] = [sys.executable, "-S", "-E", tmp_path / "bundle" / "data" / "verify" / "verify.py"]
    assert subprocess.run(alone, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("by", ["outpoint", "txid"])
def test_a_seed_by_outpoint_on_a_state_wallet_is_said(tmp_path: Path, by: str) -> None:
    """The words of `check` for an address, here where only the chain shows whose script it is."""
    chain = Chain()
    coin = chain.add().coin
    chain.extend(100)
    paying = pay([coin], [(COIN, b"\x51"), (COIN, BY_HASH)])
    chain.add(paying)
    (tmp_path / "b.blk").write_bytes(frame(chain.blocks))
    case = tmp_path / "case.toml"
    named = f'outpoint = "{txid(paying)}:1"' if by == "outpoint" else f'txid = "{txid(paying)}"'
    case.write_text(
        CASE.format("regtest", "x").replace('address = "x"', named)
        + WALLET.format(f'addresses = ["{encode(BY_HASH, REGTEST)}"]')
    )
    ended = tracer("trace", case, "--chain", tmp_path / "b.blk", "--out", tmp_path / "run")
    words = (
        "is of the state's own wallet 'Agency': all that it received is called funds in question, and a trail that "
        "comes in ends there as a receipt\n"
    )
    place = f"seed[1].{by}: {'its output 1 ' if by == 'txid' else ''}"
    assert ended.err.count("Warning:") == 1
    assert f"Warning: case.toml: line 10: {place}{words}" in ended.err
    assert "seed[1]" not in tracer("check", case).err
    case.write_text(case.read_text().replace(named, f'address = "{encode(BY_HASH, REGTEST)}"'))
    assert words in tracer("check", case).err
