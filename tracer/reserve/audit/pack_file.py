"""`pack.json`: what is in an auditor's pack, with hashes, and what the pack before it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracer.formats import canonical
from tracer.formats.canonical import Json
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.bundle_kind import PACK
from tracer.reserve.proofs.proof_rows import ProofCoin
from tracer.reserve.proofs.sample import number, sample

SCHEMA = 1
KIND = "auditor-pack"
BUNDLES = "bundles/"
SAMPLE, COINS, CUSTODY = "sample.json", "coins.txt", "custody.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorPack:
    """What a pack says of itself.

    `bundles` are the SHA-256 of the bundles' tag manifests by period, the earliest first; `files` those of all other
    files by name. `previous` is the SHA-256 of the `pack.json` before it, by the register's journal. `journal` is the
    journal's size and root before the pack was entered in it. `missing` are quarters of the year that are not closed.
    """

    register: str
    period: str
    nonce: str
    count: int
    bundles: Mapping[str, str]
    files: Mapping[str, str]
    previous: str | None
    journal: str
    missing: Sequence[str] = ()


def dumps(pack: AuditorPack) -> bytes:
    """Return the file."""
    return canonical.dumps(
        {
            "schema": SCHEMA,
            "kind": KIND,
            "register": pack.register,
            "period": pack.period,
            "nonce": pack.nonce,
            "sample": pack.count,
            "bundles": [{"period": period, "seal": seal} for period, seal in pack.bundles.items()],
            "files": dict(pack.files),
            "previous_sha256": pack.previous,
            "journal": pack.journal,
            "missing": list(pack.missing),
        }
    )


def loads(content: bytes) -> AuditorPack:
    """Read the file.

    Raises:
        IntegrityError: it is not of the form written, to the last byte.
    """
    place = JsonCursor.of(content, PACK)
    if place.integer("schema") != SCHEMA or place.text("kind") != KIND:
        raise place.wrong(f"an auditor's pack of schema {SCHEMA}")
    pack = AuditorPack(
        register=place.text("register"),
        period=place.text("period"),
        nonce=place.text("nonce"),
        count=place.amount("sample"),
        bundles={row.text("period"): row.text("seal") for row in place.rows("bundles")},
        files={name: place.key("files").text(name) for name, _ in place.key("files").members()},
        previous=place.maybe_text("previous_sha256"),
        journal=place.text("journal"),
        missing=place.texts("missing"),
    )
    if dumps(pack) != content:
        raise place.wrong("the canonical form of what it says")
    return pack


def coin_lines(coins: Sequence[ProofCoin]) -> bytes:
    """Return coins as lines `txid:vout value script`, by outpoint: a statement has the SHA-256 of exactly these."""
    ordered = sorted(coins, key=lambda coin: coin.outpoint)
    return "".join(f"{coin.outpoint} {coin.value} {coin.script.hex()}\n" for coin in ordered).encode()


def drawn(nonce: str, count: int, coins: Sequence[ProofCoin]) -> bytes:
    """Return the sample as a file: the coins with the least numbers under a nonce, the least first."""
    rows: list[Json] = [
        {
            "outpoint": str(each.outpoint),
            "value_sat": str(each.value),
            "script": each.script.hex(),
            "number": number(nonce, each.outpoint).hex(),
        }
        for each in sample(nonce, coins, count)
    ]
    return canonical.dumps({"schema": SCHEMA, "nonce": nonce, "count": count, "coins": rows})
