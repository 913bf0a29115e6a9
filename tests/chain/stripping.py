"""The bytes that a txid is the hash of."""

from tracer.chain import wire


def stripped(raw: bytes) -> bytes:
    """Return a transaction without its witnesses, cut out of the original bytes."""
    walked = wire.walk_whole(raw)
    if not walked.witness:
        return raw
    return raw[:4] + raw[6 : walked.witness] + raw[-4:]
