"""`origin.json`: where the coins asked about came from, as outsiders read it (schema 1).

`fifo` is in the order of the satoshi inside the target; shares are fractions of the target's value in
lowest terms, with whole satoshi beside them. Nothing depends on when, where or from which source.
"""

from collections.abc import Sequence

from tracer import METHOD, NAME, __version__
from tracer.case.case import Case
from tracer.chain.address import encode
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockRef
from tracer.chain.script import kind
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.trace.origin import Origin, OriginLimits, Provenance

Row = dict[str, Writable]


def origin_document(case: Case, horizon: BlockRef, limits: OriginLimits, found: Sequence[Provenance]) -> bytes:
    """Return `origin.json` for the targets of a case, in canonical form."""
    return canonical.dumps(
        {
            "schema": 1,
            "case": case.id,
            "case_sha256": case.sha256,
            "network": case.network.name,
            "horizon": {"height": horizon.height, "hash": horizon.hash},
            "software": {"name": NAME, "version": __version__, "method": METHOD},
            "parameters": {"max_hops": limits.max_hops, "max_transactions": limits.max_transactions},
            "targets": [_target(each, case.network) for each in found],
        }
    )


def _target(found: Provenance, network: Network) -> Row:
    return {
        "outpoint": str(found.outpoint),
        "value_sat": found.output.value,
        "address": encode(found.output.script, network),
        "partial": found.partial,
        "fifo": [{"origin": str(outpoint), "sat": sat} for outpoint, sat in found.fifo],
        "haircut": [
            {
                "origin": str(each.outpoint),
                "share": f"{each.share.numerator}/{each.share.denominator}",
                "sat": each.sat,
            }
            for each in found.haircut
        ],
        "origins": [_origin(each, network) for each in found.origins],
    }


def _origin(origin: Origin, network: Network) -> Row:
    return {
        "outpoint": str(origin.outpoint),
        "value_sat": origin.output.value,
        "terminal": origin.beginning.value,
        "service": origin.service,
        "address": encode(origin.output.script, network),
        "script": kind(origin.output.script),
        "height": None if origin.position is None else origin.position.height,
    }
