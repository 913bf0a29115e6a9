"""The five Bitcoin networks and what tells them apart.

Source: Bitcoin Core 31, `src/kernel/chainparams.cpp` (magic, prefixes, genesis, proof-of-work
parameters) and `src/chainparamsbase.cpp` (RPC ports, data directories); BIP 173, BIP 350 (human-
readable parts).
"""

from dataclasses import dataclass

from tracer.chain.outpoint import BlockHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One network's constants. `name` is Core's own (`main`, `test`, `testnet4`, …)."""

    name: str
    magic: bytes
    """Four bytes before each block on the wire and in `blk*.dat`."""
    p2pkh: int
    """Base58Check version byte of a public-key-hash address."""
    p2sh: int
    """Base58Check version byte of a script-hash address."""
    hrp: str
    """Human-readable part of segwit addresses."""
    genesis: BlockHash
    pow_limit: int
    """The easiest target a header may have."""
    retargets: bool
    """Whether difficulty is recomputed every 2,016 blocks (regtest never does)."""
    allows_minimum: bool
    """Whether a block more than 20 minutes after its parent may have the easiest target."""
    bip94: bool
    """Whether retargeting starts from the period's first block (BIP 94, testnet4)."""
    bip34_height: int
    """From here on a coinbase states its height."""
    halving: int
    """Blocks between halvings of the subsidy."""
    rpc_port: int
    cookie: str
    """Path of the RPC cookie below Core's data directory."""


_POW_LIMIT = 0x00000000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF
_SIGNET_LIMIT = 0x00000377AE000000000000000000000000000000000000000000000000000000
_REGTEST_LIMIT = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF

MAIN = Network(
    name="main", magic=bytes.fromhex("f9beb4d9"), p2pkh=0, p2sh=5, hrp="bc",
    genesis=BlockHash("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    pow_limit=_POW_LIMIT, retargets=True, allows_minimum=False, bip94=False,
    bip34_height=227_931, halving=210_000, rpc_port=8332, cookie=".cookie",
)  # fmt: skip
TEST = Network(
    name="test", magic=bytes.fromhex("0b110907"), p2pkh=111, p2sh=196, hrp="tb",
    genesis=BlockHash("000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
    pow_limit=_POW_LIMIT, retargets=True, allows_minimum=True, bip94=False,
    bip34_height=21_111, halving=210_000, rpc_port=18332, cookie="testnet3/.cookie",
)  # fmt: skip
TESTNET4 = Network(
    name="testnet4", magic=bytes.fromhex("1c163f28"), p2pkh=111, p2sh=196, hrp="tb",
    genesis=BlockHash("00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043"),
    pow_limit=_POW_LIMIT, retargets=True, allows_minimum=True, bip94=True,
    bip34_height=1, halving=210_000, rpc_port=48332, cookie="testnet4/.cookie",
)  # fmt: skip
SIGNET = Network(
    name="signet", magic=bytes.fromhex("0a03cf40"), p2pkh=111, p2sh=196, hrp="tb",
    genesis=BlockHash("00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"),
    pow_limit=_SIGNET_LIMIT, retargets=True, allows_minimum=False, bip94=False,
    bip34_height=1, halving=210_000, rpc_port=38332, cookie="signet/.cookie",
)  # fmt: skip
REGTEST = Network(
    name="regtest", magic=bytes.fromhex("fabfb5da"), p2pkh=111, p2sh=196, hrp="bcrt",
    genesis=BlockHash("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"),
    pow_limit=_REGTEST_LIMIT, retargets=False, allows_minimum=True, bip94=False,
    bip34_height=1, halving=150, rpc_port=18443, cookie="regtest/.cookie",
)  # fmt: skip

NETWORKS = {network.name: network for network in (MAIN, TEST, TESTNET4, SIGNET, REGTEST)}
"""Every network by its name, in the order people list them."""
