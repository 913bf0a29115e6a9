"""The targets of a case resolved to coins, and where each of them came from."""

from collections.abc import Sequence

from tracer.case.case import Case, OriginTarget
from tracer.chain.outpoint import Outpoint
from tracer.errors import CaseError
from tracer.trace.origin import OriginLimits, Provenance, provenance
from tracer.trace.reading import Reading


def origins(case: Case, limits: OriginLimits, reading: Reading) -> tuple[Provenance, ...]:
    """Return the provenance of every target in file order, a wallet's receipts in chain order, each coin once.

    Raises:
        CaseError: the case names no target, or targets that do not exist at or below the horizon.
    """
    if not case.targets:
        raise CaseError("the case names no [[target]]: give an outpoint, or the name of a custody wallet")
    coins = dict.fromkeys(coin for target in case.targets for coin in _coins(target, case, reading))
    found = {coin: provenance(coin, limits, reading) for coin in coins}
    missing = [
        f"target {coin}: no such output on the best chain at or below the horizon, height {reading.horizon.height}"
        + (reading.lacking(coin.txid) if reading.confirmed(coin.txid) is None else "")
        for coin, whence in found.items()
        if whence is None
    ]
    if missing:
        raise CaseError(*missing)
    return tuple(whence for whence in found.values() if whence is not None)


def _coins(target: OriginTarget, case: Case, reading: Reading) -> Sequence[Outpoint]:
    if target.outpoint is not None:
        return (target.outpoint,)
    scripts = [script for wallet in case.custody if wallet.name == target.custody for script in wallet.scripts]
    return tuple(made.outpoint for made in reading.paid_to(scripts, 0, reading.horizon.height))
