"""A case's words turned into a store's numbers: seeds, stops and horizon for the kernel."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from tracer.chain.outpoint import Outpoint
from tracer.errors import IntegrityError
from tracer.kernel.arrays import KernelLimits
from tracer.kernel.columns import NAMES, Columns, DamagedPage, held
from tracer.kernel.follow import Claimed
from tracer.store.arrays import U8
from tracer.store.rows import StoreRows
from tracer.trace.seeds import SeededCoin


def columns_of(rows: StoreRows, horizon: int) -> Columns:
    """Return the columns up to a height."""
    parts = {name: held(rows.columns[name]) for name in NAMES}
    changed, amounts = rows.columns["spender"].changed
    committed, end = rows.manifest.counts["transactions"], rows.first_transaction(horizon + 1)
    fault = np.full(2, -1, np.int64)
    return Columns(changed=changed, amounts=amounts, committed=committed, fault=fault, transactions=end, **parts)


@contextmanager
def damage_named(rows: StoreRows, columns: Columns) -> Iterator[None]:
    """Name the page where compiled loops over the columns find one that is not what was committed.

    Raises:
        IntegrityError: they did.
        SourceError: they did because the store was lowered by a reorganisation meanwhile.
    """
    try:
        yield
    except DamagedPage:
        number, page = (int(each) for each in columns.fault)
        rows.columns[NAMES[number]].refuse(page)


def claims_of(seeds: Sequence[SeededCoin], rows: StoreRows) -> tuple[Claimed, ...]:
    """Return the seeds by number, those left out whose coin a later transaction of the same txid overwrote.

    Raises:
        IntegrityError: a seed is not in the store.
    """
    claimed = []
    for seed in seeds:
        transaction = rows.first_transaction(seed.position.height) + seed.position.index
        if transaction >= rows.manifest.counts["transactions"] or rows.txid(transaction) != seed.outpoint.txid:
            raise IntegrityError(f"the store does not hold seed {seed.outpoint} at {seed.position}")
        if not seed.overwritten:
            claims = tuple((claim.label, claim.sat) for claim in seed.claims)
            claimed.append(Claimed(rows.first_output(transaction) + seed.outpoint.vout, transaction, claims))
    return tuple(claimed)


def outputs_with(scripts: Collection[bytes], rows: StoreRows) -> U8:
    """Return the numbers of all outputs with one of these scripts, ascending."""
    last = rows.manifest.counts["outputs"]
    found = {row for script in scripts for row in rows.paying(script, 0, last)}
    return np.array(sorted(found), np.uint64)


def limits_of(
    rows: StoreRows,
    custody: Collection[bytes] = (),
    services: Collection[bytes] = (),
    *,
    min_sat: int = 0,
    max_hops: int = 0,
    fan_out: int = 0,
    to_height: int = 0,
    ask: int = 0,
) -> KernelLimits:
    """Return what ends a trail; zero means no limit."""
    last = rows.manifest.first_height + rows.manifest.counts["blocks"] - 1
    late_from = rows.first_transaction(min(to_height, last) + 1) if to_height else rows.manifest.counts["transactions"]
    if to_height and to_height < rows.manifest.first_height:
        late_from = 0
    return KernelLimits(
        custody=outputs_with(custody, rows),
        services=outputs_with(services, rows),
        min_sat=min_sat,
        max_hops=max_hops,
        fan_out=fan_out,
        late_from=late_from,
        ask=ask,
    )


def outpoint_of(output: int, rows: StoreRows) -> Outpoint:
    """Return the name of an output by its number."""
    maker = rows.maker(output)
    return Outpoint(rows.txid(maker), output - rows.first_output(maker))
