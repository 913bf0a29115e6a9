"""What was seen of a name, as JSON."""

from tracer.chain.network import Network
from tracer.chain.outpoint import BlockRef
from tracer.documents import local_time
from tracer.trace.look import AddressLook, CoinLook, Moment, PrevoutLook, Said, TransactionLook

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


def look_json(found: TransactionLook | CoinLook | AddressLook, network: Network, tip: BlockRef) -> dict[str, Json]:
    """Return everything seen; amounts in satoshi, times in UTC as declared by miners."""
    head: dict[str, Json] = {
        "schema": 1,
        "network": network.name,
        "tip": {"height": tip.height, "hash": tip.hash},
    }
    match found:
        case TransactionLook():
            return head | {"transaction": _transaction_json(found)}
        case CoinLook():
            return head | {"output": _coin_json(found)}
        case AddressLook():
            return head | {"address": _address_json(found)}


def _transaction_json(found: TransactionLook) -> Json:
    patterns: dict[str, Json] = {
        name: {
            "verdict": each.verdict.value,
            "rule": each.rule,
            "failure_modes": each.failure_modes,
            "error": each.error,
        }
        for name, each in found.patterns.items()
    }
    return {
        "at": _moment_json(found.at),
        "confirmations": found.confirmations,
        "coinbase": found.coinbase,
        "fee_sat": found.fee,
        "pays_more_than_it_spends": found.fee is not None and found.fee < 0,
        "inputs": [_spent_json(each) for each in found.inputs],
        "outputs": [_coin_json(each) for each in found.outputs],
        "mix": {
            "rule": None if found.mix is None else found.mix.rule,
            "holds": found.mix is not None,
            "asked": [
                {"rule": each.rule, "verdict": each.verdict.value, "missing": list(each.missing)}
                for each in found.asked
            ],
        },
        "patterns": patterns,
        "said": _said_json(found.said),
    }


def _address_json(found: AddressLook) -> Json:
    return {
        "address": found.address,
        "script": found.script,
        "received_sat": found.received,
        "spent_sat": found.spent,
        "unspent_sat": found.unspent,
        "first_seen": _moment_json(found.first),
        "last_seen": _moment_json(found.last),
        "outputs": [_coin_json(each) for each in found.coins],
        "its_key": found.open_keys,
        "said": _said_json(found.said),
    }


def _coin_json(coin: CoinLook) -> Json:
    return {
        "outpoint": str(coin.outpoint),
        "value_sat": coin.value,
        "script": coin.script,
        "address": coin.address,
        "pays": coin.pays,
        "spendable": coin.spendable,
        "made": _moment_json(coin.made),
        "spent": _moment_json(coin.spent),
        "said": _said_json(coin.said),
    }


def _spent_json(spent: PrevoutLook) -> Json:
    return {
        "outpoint": None if spent.outpoint is None else str(spent.outpoint),
        "value_sat": spent.value,
        "script": spent.script,
        "pays": spent.pays,
        "said": _said_json(spent.said),
    }


def _moment_json(at: Moment | None) -> Json:
    if at is None:
        return None
    return {
        "txid": at.txid,
        "height": at.height,
        "index": at.index,
        "block": at.block,
        "time_utc": local_time.iso(at.time),
    }


def _said_json(said: Said) -> Json:
    tags: list[Json] = [
        {
            "label": tag.label,
            "category": tag.category,
            "abuse": tag.abuse,
            "actor": tag.actor,
            "confidence": tag.confidence,
            "source": tag.source,
            "pack": file,
            "line": tag.line,
        }
        for file, tag in said.tags
    ]
    actors: list[Json] = [
        {
            "id": actor.id,
            "label": actor.label,
            "legal_name": actor.legal_name,
            "categories": list(actor.categories),
            "jurisdictions": list(actor.jurisdictions),
            "uri": actor.uri,
            "pack": file,
            "line": actor.line,
        }
        for file, actor in said.actors
    ]
    return {"tags": tags, "actors": actors, "custody": list(said.custody), "seeds": list(said.seeds)}
