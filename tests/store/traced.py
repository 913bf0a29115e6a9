"""A trace over a store of a drawn chain, in this process: its document, or how it failed."""

import random
from collections.abc import Sequence
from pathlib import Path

from tracer.case import case_file
from tracer.case.case import Case
from tracer.chain import address, decode
from tracer.chain.network import REGTEST
from tracer.result.document import document
from tracer.result.run import run
from tracer.store.view import StoreView
from tracer.trace.horizon import pin_horizon


def drawn_case(blocks: Sequence[bytes], seed: int) -> Case:
    """Return a case with seeds by outpoint, by txid and by address, and two wallets, out of a chain."""
    source = random.Random(seed)
    transactions = [each for raw in blocks[2:-2] for each in decode.block(raw).transactions]
    paid = [output for each in transactions for output in each.outputs if output.script[:2] == b"\x00\x14"]
    names = sorted({address.display(output.script, REGTEST) for output in paid})
    seeds = [f'outpoint = "{source.choice(transactions).txid}:0"' for _ in range(3)]
    seeds += [f'txid = "{source.choice(transactions).txid}"' for _ in range(2)]
    seeds.append(f'address = "{source.choice(names)}"')
    lines = ['[case]\nid = "drawn"\nnetwork = "regtest"\n[method]\nprimary = "fifo"\ncompare = ["haircut"]']
    lines += [f'[[seed]]\nlabel = "{"AB"[place % 2]}"\n{each}' for place, each in enumerate(seeds)]
    lines += [
        f'[[custody]]\nname = "{name}"\naddresses = ["{source.choice(names)}"]\nstage = "seizure"' for name in "XY"
    ]
    return case_file.parse("\n".join(lines).encode(), "drawn.toml")


def traced(case: Case, store: Path) -> bytes:
    """Return `trace.json` of a case over a store.

    Raises:
        TracerError: as a trace does.
    """
    view = StoreView(store)
    return document(run(case, [], view, horizon=pin_horizon(case, view))).trace
