"""Key expressions of a descriptor: reading them, and deriving the public keys they stand for.

Public keys only. No message ever repeats a key. What the keys are put to is `descriptors`'
business; the curve and base58 are embit's, which binds libsecp256k1 where it can.
Each branch's parent is derived once and only its children per index: embit's own `derive` walks
the whole path and re-encodes every step, which takes about four times as long.
Source: BIP 380 (key expressions), BIP 389 (`<0;1>`), BIP 32 (serialisation, CKDpub).
"""

import hmac
import re
from dataclasses import dataclass
from itertools import product

from embit import base58
from embit.util import secp256k1

from tracer.chain.network import Network

HARDENED = 0x80000000
MAX_BRANCHES = 8
MAX_DEPTH = 255

_PUBLIC_VERSIONS = {"main": bytes.fromhex("0488b21e")}
_OTHER_PUBLIC_VERSION = bytes.fromhex("043587cf")
_NUMBER = r"(?:0|[1-9][0-9]{0,9})"
_ORIGIN = re.compile(rf"\[[0-9a-fA-F]{{8}}(?:/{_NUMBER}[h']?)*\]")
_EXTENDED = re.compile(r"[A-Za-z]pub[1-9A-HJ-NP-Za-km-z]{20,}")
_CALL = re.compile(r"([a-z0-9_]{1,20})\(")
_STEP = re.compile(_NUMBER)
_BRANCHES = re.compile(rf"<{_NUMBER}(?:;{_NUMBER})+>")
_HARDENED_STEP = re.compile(r"[<0-9;]*[0-9][hH'].*|\*[hH']")


@dataclass(frozen=True, slots=True)
class Parent:
    """A public key, and the chain code to derive its children from where it is extended."""

    point: bytes
    """As libsecp256k1 keeps it: 64 bytes, not portable."""
    sec: bytes
    """As serialised: 33 bytes compressed, 65 uncompressed."""
    chain_code: bytes | None

    def child(self, index: int) -> "Parent":
        """Return the unhardened child of this extended key.

        Raises:
            ValueError: the index has no valid child (a chance of about 1 in 2^127).
        Source: BIP 32, CKDpub.
        """
        assert self.chain_code is not None
        digest = hmac.digest(self.chain_code, self.sec + index.to_bytes(4, "big"), "sha512")
        point: bytes = secp256k1.ec_pubkey_add(self.point, digest[:32])
        sec: bytes = secp256k1.ec_pubkey_serialize(point)
        return Parent(point, sec, digest[32:])


@dataclass(frozen=True, slots=True)
class Key:
    """What one key expression says. `parents` has one entry, or one for each branch of `<a;b;…>`."""

    parents: tuple[Parent, ...]
    ranged: bool
    """Whether the expression ends in `*`."""

    @property
    def compressed(self) -> bool:
        """Whether the key is serialised in 33 bytes, as segwit demands."""
        return len(self.parents[0].sec) == 33

    def parent(self, branch: int) -> Parent:
        """Return the key of a branch; a key without branches serves them all (BIP 389)."""
        return self.parents[branch if len(self.parents) > 1 else 0]

    def sec(self, branch: int, index: int) -> bytes:
        """Return the serialised public key at an index of a branch."""
        parent = self.parent(branch)
        return parent.child(index).sec if self.ranged else parent.sec


def parse(text: str, network: Network, *, x_only: bool) -> Key:
    """Read a key expression: optional origin, a public key, optional derivation steps.

    Args:
        text: the expression, without spaces.
        network: decides which extended keys are accepted: xpub for main, tpub for the others.
        x_only: whether 64 hexadecimal digits are a key here (inside `tr`).

    Raises:
        ValueError: what is wrong with it, without repeating it.
    """
    inner = _CALL.match(text)
    if inner is not None:
        raise ValueError(f"is of a kind not supported: {inner[1]}(…); expected a single public key")
    if text.startswith("["):
        origin = _ORIGIN.match(text)
        if origin is None:
            raise ValueError("has a malformed origin: expected [8 hexadecimal digits/steps]")
        text = text[origin.end() :]
    body, *steps = text.split("/")
    if _EXTENDED.fullmatch(body) is None:
        if steps:
            raise ValueError("has derivation steps, but is no extended key")
        return Key((_single(body, x_only),), ranged=False)
    parent, depth = _extended(body, network)
    return _derived(parent, depth, steps)


def _single(text: str, x_only: bool) -> Parent:
    """Read a public key given in hexadecimal."""
    lengths = (66, 130, 64) if x_only else (66, 130)
    if len(text) not in lengths or re.fullmatch("[0-9a-fA-F]+", text) is None:
        raise ValueError("is no public key: expected an extended public key or hexadecimal digits")
    sec = bytes.fromhex("02" + text if len(text) == 64 else text)
    return Parent(_point(sec), sec, None)


def _point(sec: bytes) -> bytes:
    """Return libsecp256k1's form of a serialised key."""
    try:
        point: bytes = secp256k1.ec_pubkey_parse(sec)
    except ValueError:
        raise ValueError("is not a point of the curve") from None
    return point


def _extended(text: str, network: Network) -> tuple[Parent, int]:
    """Read an extended public key; return it with its depth."""
    try:
        payload: bytes = base58.decode_check(text)
    except ValueError:
        raise ValueError("is an extended key with a wrong checksum") from None
    if len(payload) != 78:
        raise ValueError("is an extended key of the wrong length")
    _check_version(payload[:4], text[:4], network)
    depth = payload[4]
    if depth == 0 and payload[5:13] != bytes(8):
        raise ValueError("is an extended key of depth 0 that names a parent")
    sec = payload[45:]
    return Parent(_point(sec), sec, payload[13:45]), depth


def _check_version(version: bytes, prefix: str, network: Network) -> None:
    """Refuse extended keys of another network or another convention."""
    right = _PUBLIC_VERSIONS.get(network.name, _OTHER_PUBLIC_VERSION)
    if version == right:
        return
    wanted = "xpub" if network.name in _PUBLIC_VERSIONS else "tpub"
    if version in (*_PUBLIC_VERSIONS.values(), _OTHER_PUBLIC_VERSION):
        raise ValueError(f"is an extended key of another network: expected {wanted} for {network.name}")
    raise ValueError(f"is an extended key of a kind BIP 32 does not know ({prefix}): expected {wanted}")


def _derived(parent: Parent, depth: int, steps: list[str]) -> Key:
    """Follow the derivation steps to the parent, or to the parent of each branch."""
    ranged = bool(steps) and steps[-1] == "*"
    choices = [_choices(step) for step in (steps[:-1] if ranged else steps)]
    if sum(len(choice) > 1 for choice in choices) > 1:
        raise ValueError("has more than one set of branches <…>")
    if depth + len(steps) > MAX_DEPTH:
        raise ValueError("has more derivation steps than BIP 32 allows")
    parents = []
    for path in product(*choices):
        node = parent
        for index in path:
            node = node.child(index)
        parents.append(node)
    return Key(tuple(parents), ranged)


def _choices(step: str) -> tuple[int, ...]:
    """Return the index of a step, or the indices of a set of branches."""
    if _HARDENED_STEP.fullmatch(step):
        raise ValueError("has a hardened step after a public key, which nobody can derive without the private key")
    if _STEP.fullmatch(step):
        indices: tuple[int, ...] = (int(step),)
    elif _BRANCHES.fullmatch(step):
        indices = tuple(int(index) for index in step[1:-1].split(";"))
    else:
        raise ValueError("has a derivation step that is neither a number, <a;b> nor a final *")
    if max(indices) >= HARDENED:
        raise ValueError(f"has a derivation step above {HARDENED - 1}")
    if len(set(indices)) != len(indices):
        raise ValueError("names a branch twice")
    if len(indices) > MAX_BRANCHES:
        raise ValueError(f"has {len(indices)} branches: expected at most {MAX_BRANCHES}")
    return indices
