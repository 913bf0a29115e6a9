"""Seeds by outpoint or txid that name a coin of a state wallet: of an address a case shows it, here only a chain."""

from tracer.case.case import Case
from tracer.case.doubts import Doubt, own_wallet
from tracer.trace.trail import Trail


def own_seeds(case: Case, trail: Trail) -> tuple[Doubt, ...]:
    """Return a doubt about each seed that names, by outpoint or txid, a coin on a script of a custody wallet.

    Args:
        case: the case traced.
        trail: its result under any rule, which holds every seeded coin.
    """
    owners = {script: wallet for wallet in case.custody for script in wallet.scripts}
    own = [(coin.outpoint, owners[coin.output.script]) for coin in trail.coins
           if coin.seeded and coin.output.script in owners]  # fmt: skip
    found = []
    for number, seed in enumerate(case.seeds, start=1):
        if seed.outpoint is not None:
            found += [
                Doubt(f"seed[{number}].outpoint", own_wallet(wallet)) for at, wallet in own if at == seed.outpoint
            ]
        elif seed.txid is not None:
            found += [
                Doubt(f"seed[{number}].txid", f"its output {at.vout} {own_wallet(wallet)}")
                for at, wallet in own
                if at.txid == seed.txid
            ]
    return tuple(found)
