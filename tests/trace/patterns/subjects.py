"""Subjects made from names: `spends("100@alice 50@bob")`, `pays("90@shop 55@alice")`.

After `@` stands who is paid; what follows a `:` is the script's type, witness key hash by default.
"""

from collections.abc import Callable
from hashlib import sha256

from tracer.chain.amount import Sats
from tracer.chain.decode import Unlocking
from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.transaction import Output
from tracer.trace.patterns.subject import Spend, Subject

FORMS: dict[str, Callable[[bytes], bytes]] = {
    "wpkh": lambda digest: b"\x00\x14" + digest[:20],
    "wsh": lambda digest: b"\x00\x20" + digest,
    "tr": lambda digest: b"\x51\x20" + digest,
    "sh": lambda digest: b"\xa9\x14" + digest[:20] + b"\x87",
    "pkh": lambda digest: b"\x76\xa9\x14" + digest[:20] + b"\x88\xac",
    "data": lambda digest: b"\x6a\x40" + digest + digest,
    "rune": lambda digest: b"\x6a\x5d\x0a" + digest[:10],
    "anchor": lambda digest: bytes.fromhex("51024e73"),
    "omni": lambda digest: b"\x6a\x14omni" + digest[:16],
}


def script(name: str) -> bytes:
    """Return the script of `name` or `name:form`."""
    who, _, form = name.partition(":")
    return FORMS[form or "wpkh"](sha256(who.encode()).digest())


def txid(name: str) -> Txid:
    """Return a made-up txid."""
    return Txid(sha256(name.encode()).hexdigest())


def pays(text: str) -> tuple[Output, ...]:
    """Return outputs; without a name each has a script of its own."""
    entries = (entry.partition("@") for entry in text.split())
    return tuple(Output(Sats(int(value)), script(name or f"out {at}")) for at, (value, _, name) in enumerate(entries))


def spends(
    text: str, *, sequence: int | None = 0xFFFFFFFD, unlocking: Unlocking | None = None, of: str = "made"
) -> tuple[Spend, ...]:
    """Return inputs, each spending output n of a transaction of its own; `coin.2/100@alice` names the coin."""
    found = []
    for at, entry in enumerate(text.split()):
        coin, _, rest = entry.rpartition("/")
        value, _, name = rest.partition("@")
        made, _, vout = coin.partition(".")
        outpoint = Outpoint(txid(made or f"{of} {at}"), int(vout or 0))
        found.append(Spend(outpoint, int(value), script(name or f"in {at}"), sequence, unlocking))
    return tuple(found)


def subject(
    inputs: str | tuple[Spend, ...],
    outputs: str,
    name: str = "subject",
    *,
    version: int | None = 2,
    locktime: int | None = 0,
    height: int | None = None,
    time: int | None = None,
) -> Subject:
    """Return a subject of version 2 and locktime 0 unless told otherwise."""
    made = spends(inputs) if isinstance(inputs, str) else inputs
    return Subject(
        txid=txid(name),
        inputs=made,
        outputs=pays(outputs),
        version=version,
        locktime=locktime,
        height=height,
        time=time,
    )
