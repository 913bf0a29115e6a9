"""The networks' constants agree with each other and with what can be computed from them."""

from hashlib import sha256

from tracer.chain import header
from tracer.chain.network import MAIN, NETWORKS, REGTEST, SIGNET, TEST, TESTNET4

GENESIS_ROOT = bytes.fromhex("3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a")
TESTNET4_ROOT = bytes.fromhex("7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e")[::-1]
GENESIS = {
    MAIN: (GENESIS_ROOT, 1231006505, 0x1D00FFFF, 2083236893),
    TEST: (GENESIS_ROOT, 1296688602, 0x1D00FFFF, 414098458),
    TESTNET4: (TESTNET4_ROOT, 1714777860, 0x1D00FFFF, 393743547),
    SIGNET: (GENESIS_ROOT, 1598918400, 0x1E0377AE, 52613770),
    REGTEST: (GENESIS_ROOT, 1296688602, 0x207FFFFF, 2),
}
"""Merkle root, time, bits and nonce. Source: Bitcoin Core 31, `kernel/chainparams.cpp`."""


def genesis(name: str) -> bytes:
    """Return a network's first header, put together from its published fields."""
    root, time, bits, nonce = GENESIS[NETWORKS[name]]
    numbers = b"".join(number.to_bytes(4, "little") for number in (time, bits, nonce))
    return (1).to_bytes(4, "little") + bytes(32) + root + numbers


def test_each_genesis_hash_is_that_of_its_header() -> None:
    """The stated genesis hash is computed from the published fields, and its work meets the network's limit."""
    for name, network in NETWORKS.items():
        first = header.decode(genesis(name))
        assert first.hash == network.genesis
        assert header.meets_target(first, network)
        assert header.compact(network.pow_limit) == first.bits
        assert header.check([genesis(name)], 0, network) == header.HeaderReport((), ())


def test_signet_magic_is_the_hash_of_its_challenge() -> None:
    """Signet's four bytes are the beginning of the hash of its block script."""
    challenge = bytes.fromhex(
        "512103ad5e0edad18cb1f0fc0d28a3d4f1f3e445640337489abb10404f2d1e086be430210359ef5021964fe22d6f8e05b2463c9540ce96"
        "883fe3b278760f048f5189f2e6c452ae"
    )
    assert sha256(sha256(bytes((len(challenge),)) + challenge).digest()).digest()[:4] == SIGNET.magic


def test_no_two_networks_share_what_tells_them_apart() -> None:
    """Magic, genesis, RPC port and cookie are each network's own; only test networks share address prefixes."""
    assert len(NETWORKS) == 5
    for field in ("magic", "genesis", "rpc_port", "cookie"):
        assert len({getattr(network, field) for network in NETWORKS.values()}) == 5
    assert [name for name, network in NETWORKS.items() if network.hrp == "tb"] == ["test", "testnet4", "signet"]
