"""Watch-only output descriptors: from the text in the case file to the scripts to look for.

Read strictly by this project's own grammar, so that nothing is taken for granted: checksum,
network, kinds of keys and of scripts, limits. embit supplies the curve, base58 and the hashes; its
own descriptor reader is the second opinion in the tests, as is Bitcoin Core's `deriveaddresses`.

Supported: `pk`, `pkh`, `wpkh`, `sh(wpkh)`, `multi` and `sortedmulti` inside `sh`, `wsh` or `sh(wsh)`,
`tr` with a key and a tree of `pk`, `multi_a` and `sortedmulti_a`; everything else is refused by
name. Source: BIP 380, 381, 382, 383, 386, 387, 389; BIP 341 (taproot output).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from embit.hashes import hash160, sha256, tagged_hash
from embit.util import secp256k1

from tracer.chain.network import Network
from tracer.formats import private_keys
from tracer.wallet import keys
from tracer.wallet.checksum import checked, checksum

MAX_RANGE = 100_000
MAX_MULTI = 20
MAX_MULTI_A = 999
MAX_REDEEM_SCRIPT = 520
MAX_TREE_DEPTH = 128

_CALL = re.compile(r"([a-z0-9_]+)\((.*)\)")
_MINISCRIPT = re.compile(r"[a-z]+:[a-z0-9_:]+(?:\(.*\))?")
"""A wrapped expression, such as `v:pk(…)`. Source: BIP 379."""
_BARE = re.compile(r"(?:\[[^\]]*\])?([A-Za-z]pub)[0-9A-Za-z]{20,}(?:/[^()#]*)?(?:#.*)?")
_SLIP_132 = {"ypub": "sh(wpkh(…))", "upub": "sh(wpkh(…))", "zpub": "wpkh(…)", "vpub": "wpkh(…)",
             "Ypub": "sh(wsh(…))", "Upub": "sh(wsh(…))", "Zpub": "wsh(…)", "Vpub": "wsh(…)"}  # fmt: skip
_WHERE = {"": "pk, pkh, wpkh, sh, wsh, tr", "sh": "wpkh, wsh, multi, sortedmulti", "wsh": "multi, sortedmulti",
          "tr": "pk, multi_a, sortedmulti_a"}  # fmt: skip

Script: TypeAlias = Callable[[Sequence[bytes]], bytes]
"""Makes bytes from the serialised public keys of one index, in the order they are written."""


@dataclass(frozen=True, slots=True)
class Derived:
    """One script of a descriptor, and where it comes from. `index` is None without a `*`."""

    script: bytes
    branch: int
    index: int | None


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A descriptor found right."""

    keys: tuple[keys.Key, ...]
    script: Script

    @property
    def ranged(self) -> bool:
        """Whether it stands for one script per index."""
        return any(key.ranged for key in self.keys)

    @property
    def branches(self) -> int:
        """How many descriptors it stands for: the members of `<a;b;…>`, else 1."""
        return max(len(key.parents) for key in self.keys)

    def scripts(self, first: int, last: int) -> tuple[Derived, ...]:
        """Return the scripts of indices `first` to `last`, both included; one per branch without a `*`.

        Order: branch by branch, indices ascending within each, as Core's `deriveaddresses` has it.

        Raises:
            ValueError: the range is empty, out of bounds or longer than `MAX_RANGE`.
        """
        indices = _indices(first, last) if self.ranged else (None,)
        return tuple(
            Derived(self.script([key.sec(branch, index or 0) for key in self.keys]), branch, index)
            for branch in range(self.branches)
            for index in indices
        )


@lru_cache(maxsize=16)
def scripts(descriptor: str, first: int, last: int, network: Network) -> tuple[Derived, ...]:
    """Return the scripts of a descriptor; see `parse` and `Descriptor.scripts`.

    Remembers the last few: a night's cases watch the same wallets of the state, and deriving them costs
    more than tracing a small case.
    """
    return parse(descriptor, network).scripts(first, last)


@lru_cache(maxsize=16)
def parse(descriptor: str, network: Network) -> Descriptor:
    """Read a descriptor with its checksum; the last few are remembered, for a case asks several times.

    What is of a wrong kind is told before a checksum that is missing: it would be refused with one too.

    Raises:
        ValueError: what is wrong with it. Keys are named by their place, never repeated.
    """
    if private_keys.first(descriptor) is not None:
        raise ValueError("holds a private key: give the wallet's public descriptor, and treat that key as exposed")
    _refuse_bare_key(descriptor)
    reader = _Reader(network)
    if "#" in descriptor:
        script = reader.output(checked(descriptor))
    else:
        checksum(descriptor)  # a character that no descriptor can hold is a damage, not a kind
        script = reader.output(descriptor)
    counts = {len(key.parents) for key in reader.keys} - {1}
    if len(counts) > 1:
        raise ValueError("has keys with different numbers of branches <…>")
    checked(descriptor)
    return Descriptor(tuple(reader.keys), script)


def _refuse_bare_key(text: str) -> None:
    """Refuse an extended key that stands alone, by its kind: it does not say which scripts the wallet pays to.

    Source: SLIP 132 (which script each prefix is said to stand for).
    """
    bare = _BARE.fullmatch(text)
    if bare is None:
        return
    meant = _SLIP_132.get(bare[1])
    kind = "" if meant is None else f", which by SLIP 132 stands for {meant}"
    raise ValueError(
        f"is a bare extended key ({bare[1]}){kind}, and no descriptor: expected an expression such as "
        f"{meant or 'wpkh(…)'} with an xpub, or a tpub off main, inside and #checksum behind; wallets export it as "
        f"“output descriptor”"
    )


def _indices(first: int, last: int) -> range:
    if not 0 <= first <= last < keys.HARDENED:
        raise ValueError(f"range {first} to {last}: expected first and last from 0 to {keys.HARDENED - 1}, ascending")
    if last - first >= MAX_RANGE:
        raise ValueError(f"range {first} to {last}: expected at most {MAX_RANGE} indices")
    return range(first, last + 1)


class _Reader:
    """Turns expressions into `Script` functions, collecting the keys in the order they are written."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.keys: list[keys.Key] = []

    def output(self, text: str) -> Script:
        """Read the outermost expression."""
        name, inner = _call(text)
        match name:
            case "pk":
                bare = self._key(inner)
                return lambda secs: bytes([len(secs[bare])]) + secs[bare] + b"\xac"
            case "pkh":
                key = self._key(inner)
                return lambda secs: b"\x76\xa9\x14" + _hash160(secs[key]) + b"\x88\xac"
            case "wpkh":
                return self._wpkh(inner)
            case "sh":
                return self._sh(inner)
            case "wsh":
                return self._wsh(inner)
            case "tr":
                return self._tr(inner)
            case _:
                raise _refused(name, "")

    def _key(self, text: str, *, compressed: bool = False, x_only: bool = False) -> int:
        """Read a key; return its place in the list of keys."""
        place = len(self.keys)
        try:
            key = keys.parse(text, self._network, x_only=x_only)
            if compressed and not key.compressed:
                raise ValueError("is uncompressed, which segwit and taproot do not allow")
        except ValueError as error:
            raise ValueError(f"key {place + 1} {error}") from None
        self.keys.append(key)
        return place

    def _wpkh(self, text: str) -> Script:
        key = self._key(text, compressed=True)
        return lambda secs: b"\x00\x14" + _hash160(secs[key])

    def _sh(self, text: str) -> Script:
        name, inner = _call(text)
        match name:
            case "wpkh":
                redeem = self._wpkh(inner)
            case "wsh":
                redeem = self._wsh(inner)
            case "multi" | "sortedmulti":
                redeem = self._multi(name, inner, compressed=False)
                size = len(redeem([key.parents[0].sec for key in self.keys]))
                if size > MAX_REDEEM_SCRIPT:
                    raise ValueError(
                        f"needs a script of {size} bytes inside sh: at most {MAX_REDEEM_SCRIPT} can be spent"
                    )
            case _:
                raise _refused(name, "sh")
        return lambda secs: b"\xa9\x14" + _hash160(redeem(secs)) + b"\x87"

    def _wsh(self, text: str) -> Script:
        name, inner = _call(text)
        if name not in ("multi", "sortedmulti"):
            raise _refused(name, "wsh")
        witness = self._multi(name, inner, compressed=True)
        return lambda secs: b"\x00\x20" + _sha256(witness(secs))

    def _multi(self, name: str, text: str, *, compressed: bool) -> Script:
        """Read `multi` or `sortedmulti`: threshold, then keys. Source: BIP 383."""
        threshold, *members = _arguments(text)
        needed = _threshold(threshold, len(members), MAX_MULTI)
        places = [self._key(member, compressed=compressed) for member in members]
        is_sorted = name == "sortedmulti"

        def script(secs: Sequence[bytes]) -> bytes:
            chosen = [secs[place] for place in places]
            pushes = b"".join(bytes([len(sec)]) + sec for sec in (sorted(chosen) if is_sorted else chosen))
            return _number(needed) + pushes + _number(len(places)) + b"\xae"

        return script

    def _tr(self, text: str) -> Script:
        """Read a key and an optional tree of leaves. Source: BIP 386, BIP 341."""
        inner, *trees = _arguments(text)
        if len(trees) > 1:
            raise ValueError("has more than a key and one tree inside tr")
        key = self._key(inner, compressed=True, x_only=True)
        root = self._tree(trees[0], 0) if trees else None

        def script(secs: Sequence[bytes]) -> bytes:
            return b"\x51\x20" + _tweaked(secs[key][1:], root(secs) if root else b"")

        return script

    def _tree(self, text: str, depth: int) -> Script:
        """Read a leaf or `{tree,tree}`; the function makes its hash."""
        if depth > MAX_TREE_DEPTH:
            raise ValueError(f"has a tree deeper than {MAX_TREE_DEPTH}")
        if not text.startswith("{"):
            leaf = self._leaf(text)
            return lambda secs: _tagged("TapLeaf", b"\xc0" + _prefixed(leaf(secs)))
        parts = _arguments(text[1:-1]) if text.endswith("}") else []
        if len(parts) != 2:
            raise ValueError("has a malformed tree inside tr: expected {left,right}")
        left, right = (self._tree(part, depth + 1) for part in parts)
        return lambda secs: _tagged("TapBranch", b"".join(sorted((left(secs), right(secs)))))

    def _leaf(self, text: str) -> Script:
        """Read one leaf script. Source: BIP 386 (`pk`), BIP 387 (`multi_a`)."""
        name, inner = _call(text)
        if name == "pk":
            key = self._key(inner, compressed=True, x_only=True)
            return lambda secs: b"\x20" + secs[key][1:] + b"\xac"
        if name not in ("multi_a", "sortedmulti_a"):
            raise _refused(name, "tr")
        threshold, *members = _arguments(inner)
        needed = _threshold(threshold, len(members), MAX_MULTI_A)
        places = [self._key(member, compressed=True, x_only=True) for member in members]
        is_sorted = name == "sortedmulti_a"

        def script(secs: Sequence[bytes]) -> bytes:
            chosen = [secs[place][1:] for place in places]
            first, *others = (b"\x20" + key for key in (sorted(chosen) if is_sorted else chosen))
            return first + b"\xac" + b"".join(other + b"\xba" for other in others) + _number(needed) + b"\x9c"

        return script


def _call(text: str) -> tuple[str, str]:
    """Split `name(inner)`."""
    match = _CALL.fullmatch(text)
    if match is None and _MINISCRIPT.fullmatch(text):
        raise ValueError(
            f"is of a kind not supported: miniscript ({text.partition(':')[0]}:…), which Core takes and this does not"
        )
    if match is None:
        raise ValueError("is malformed: expected an expression such as wsh(…)")
    return match[1], match[2]


def _arguments(text: str) -> list[str]:
    """Split at the commas that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        if character in "({":
            depth += 1
        elif character in ")}":
            depth -= 1
            if depth < 0:
                raise ValueError("is malformed: its brackets do not match")
        elif character == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    if depth:
        raise ValueError("is malformed: its brackets do not match")
    return [*parts, text[start:]]


def _refused(name: str, where: str) -> ValueError:
    inside = f" inside {where}" if where else ""
    return ValueError(f"is of a kind not supported: {name}(…){inside}; expected one of {_WHERE[where]}")


def _threshold(text: str, members: int, most: int) -> int:
    if not 1 <= members <= most:
        raise ValueError(f"has {members} keys in a multisignature: expected 1 to {most}")
    if re.fullmatch(r"[1-9][0-9]{0,3}", text) is None or int(text) > members:
        raise ValueError(f"has a malformed threshold of signatures: expected a number from 1 to {members}")
    return int(text)


def _number(value: int) -> bytes:
    """Push a number from 1 to 999 in its shortest form."""
    if value <= 16:
        return bytes([0x50 + value])
    little = value.to_bytes(2, "little").rstrip(b"\x00")
    if little[-1] & 0x80:
        little += b"\x00"
    return bytes([len(little)]) + little


def _prefixed(script: bytes) -> bytes:
    """Put the compact size of a script before it. The longest leaf (999 keys) has 33,969 bytes."""
    if len(script) < 0xFD:
        return bytes([len(script)]) + script
    return b"\xfd" + len(script).to_bytes(2, "little") + script


def _tweaked(x_only: bytes, root: bytes) -> bytes:
    """Return the output key of an internal key and the root of its tree. Source: BIP 341."""
    point = secp256k1.ec_pubkey_parse(b"\x02" + x_only)
    tweaked = secp256k1.ec_pubkey_add(point, _tagged("TapTweak", x_only + root))
    sec: bytes = secp256k1.ec_pubkey_serialize(tweaked)
    return sec[1:]


def _hash160(preimage: bytes) -> bytes:
    digest: bytes = hash160(preimage)
    return digest


def _sha256(preimage: bytes) -> bytes:
    digest: bytes = sha256(preimage)
    return digest


def _tagged(tag: str, preimage: bytes) -> bytes:
    digest: bytes = tagged_hash(tag, preimage)
    return digest
