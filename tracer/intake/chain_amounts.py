"""A received list's amounts beside the chain's: where they differ it is said, and neither is changed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tracer.chain.amount import as_bitcoin
from tracer.chain.outpoint import parse_txid
from tracer.chain.view import ChainView
from tracer.formats.fields import show
from tracer.intake.finding import NameKind
from tracer.intake.new_case import ListedSeed

_CHUNK = 500


def differing(seeds: Sequence[ListedSeed], view: ChainView) -> tuple[str, ...]:
    """Return a sentence for each coin, and for each label, of which list and chain state different amounts.

    What was paid to an address is not compared: a list names one payment of it, the chain all.
    """
    stated = [seed for seed in seeds if seed.amounts and seed.finding.value]
    named = [seed for seed in stated if seed.finding.kind is not NameKind.ADDRESS]
    values = dict(_values(named, view))
    listed: dict[str, int] = defaultdict(int)
    held: dict[str, int] = defaultdict(int)
    told = []
    for seed in (seed for seed in named if seed.finding.value in values):
        name, amount = str(seed.finding.value), sum(seed.amounts)
        label = seed.label or ""
        listed[label] += amount
        held[label] += values[name]
        if amount != values[name]:
            told.append(
                f"{seed.finding.kind.value} {name}: the list says {as_bitcoin(amount)} BTC, the chain "
                f"{as_bitcoin(values[name])} BTC ({', '.join(seed.places[:3])})"
            )
    sums = [
        f"{f'label {show(label)}' if label else 'seeds without a label'}: the list's amounts add up to "
        f"{as_bitcoin(listed[label])} BTC, the coins that it names to {as_bitcoin(held[label])} BTC on the chain"
        for label in listed
        if listed[label] != held[label]
    ]
    return (*told, *sums)


def _values(seeds: Sequence[ListedSeed], view: ChainView) -> Iterator[tuple[str, int]]:
    """Yield what each outpoint, and all outputs of each transaction, are worth; nothing of what is not there."""
    names = list(dict.fromkeys(str(seed.finding.value) for seed in seeds))
    for start in range(0, len(names), _CHUNK):
        some = names[start : start + _CHUNK]
        known = view.transactions([parse_txid(each.partition(":")[0]) for each in some])
        for name in some:
            txid, _, vout = name.partition(":")
            confirmed = known.get(parse_txid(txid))
            outputs = () if confirmed is None else confirmed.transaction.outputs
            if vout and int(vout) < len(outputs):
                yield name, outputs[int(vout)].value
            elif outputs and not vout:
                yield name, sum(output.value for output in outputs)
