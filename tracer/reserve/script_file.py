"""`scripts.json`: the scripts of a register's wallets that a bundle's chain pays, and where each is derived.

It stands for the descriptors where these are withheld, and tells them to a verifier that derives none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracer.case.case import Edge
from tracer.case.watched import GAP_LIMIT, StandIn, Watched
from tracer.chain.transaction import Transaction
from tracer.errors import IntegrityError
from tracer.formats import canonical, toml_writer
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.profiles import is_withheld
from tracer.reserve.register import Register, WatchedScript
from tracer.wallet.descriptors import Derived

FILE = "scripts.json"
_SCHEMA = 1

ByWallet = Mapping[str, tuple[WatchedScript, ...]]


@dataclass(frozen=True, slots=True)
class ScriptsMet:
    """Scripts by wallet, in derivation order: those of its coins, and those just beyond its descriptor's range."""

    wallets: ByWallet
    beyond: ByWallet


def scripts_met(register: Register, transactions: Iterable[Transaction]) -> ScriptsMet:
    """Return the scripts of a register's wallets that an output of the transactions pays."""
    paid = {output.script for transaction in transactions for output in transaction.outputs}
    return ScriptsMet(
        {wallet.name: tuple(each for each in wallet.scripts if each.script in paid) for wallet in register.wallets},
        {
            wallet.name: tuple(
                WatchedScript(each.script, each.branch, each.index)
                for each in wallet.edge
                if each.beyond and each.script in paid
            )
            for wallet in register.wallets
        },
    )


def dumps(met: ScriptsMet) -> bytes:
    """Return `scripts.json`."""
    return canonical.dumps({"schema": _SCHEMA, "wallets": _rows(met.wallets), "beyond": _rows(met.beyond)})


def loads(content: bytes, name: str = FILE) -> ScriptsMet:
    """Read `scripts.json`; `name` is what messages call it.

    Raises:
        IntegrityError: it is not of the form written, to the last byte.
    """
    place = JsonCursor.of(content, name)
    met = ScriptsMet(_read(place.key("wallets")), _read(place.key("beyond")))
    if dumps(met) != content:
        raise IntegrityError(f"{name} is not in the one form in which the tracer writes it")
    return met


def stand_in(register_file: bytes, met: ScriptsMet) -> StandIn:
    """Return what stands for the descriptors that a register's file withholds: the scripts met of its wallets."""
    names = _withheld(register_file)

    def standing(text: str, span: tuple[int, int]) -> Watched | None:
        """Return the scripts filed for a descriptor that was withheld; None for any other text."""
        if text not in names:
            return None
        name, (_, last) = names[text], span
        scripts, beyond = met.wallets.get(name, ()), met.beyond.get(name, ())
        near = [each for each in scripts if each.index is not None and each.index > last - GAP_LIMIT]
        edge = tuple(
            Edge(each.script, each.branch, each.index, last) for each in (*near, *beyond) if each.index is not None
        )
        return Watched(text, span, tuple(Derived(each.script, each.branch, each.index) for each in scripts), edge)

    return standing


def _withheld(register_file: bytes) -> dict[str, str]:
    """Return the names of wallets by what stands for their descriptors; nothing of a file that cannot be read."""
    try:
        wallets = toml_writer.loads(register_file).get("wallet")
    except ValueError:
        return {}
    found = [each for each in wallets if isinstance(each, Mapping)] if isinstance(wallets, list) else []
    texts = ((each.get("descriptor"), each.get("name")) for each in found)
    return {text: name for text, name in texts if isinstance(text, str) and isinstance(name, str) and is_withheld(text)}


def _rows(by_wallet: ByWallet) -> dict[str, Writable]:
    return {
        name: [{"script": each.script.hex(), "branch": each.branch, "index": each.index} for each in scripts]
        for name, scripts in by_wallet.items()
    }


def _read(place: JsonCursor) -> dict[str, tuple[WatchedScript, ...]]:
    return {
        name: tuple(
            WatchedScript(row.octets("script"), row.amount("branch"), row.maybe_amount("index"))
            for row in scripts.as_rows()
        )
        for name, scripts in place.members()
    }
