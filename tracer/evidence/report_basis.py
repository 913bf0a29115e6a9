"""What the report rests on: the case as asserted, the method, the limits, and how to check it all."""

from collections.abc import Iterable

from tracer.case.case import Case, CustodyWallet, Seed
from tracer.chain.amount import as_bitcoin
from tracer.evidence.canonical import Json
from tracer.evidence.dossier import Dossier
from tracer.evidence.limits import not_shown
from tracer.evidence.paper import Block, Commands, Head, Items, Nature, Section, Text, digest, given, number, table
from tracer.evidence.words import rule_name

_NOT_SEARCHED = (
    "Ledgers inside exchanges, payment services and mixers; other blockchains and swaps to them; Lightning channels.",
    "The mempool: only confirmed transactions at or below the horizon were read.",
    "Who controls an address. Attribution of value is not attribution of ownership.",
    "Whether any coin was bought in good faith.",
)


def basis_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on what the figures rest on."""
    return [_asserted(dossier), _materials(dossier.case), _method(dossier), _limits(dossier), _integrity(dossier)]


def _asserted(dossier: Dossier) -> Section:
    case, network = dossier.case, dossier.trace
    seeded = {(row.outpoint, row.label): row for row in network.main.seeds}
    seeds = [
        (
            seed.label,
            _named(seed),
            "all of it" if seed.amount is None else f"the first {as_bitcoin(seed.amount)}",
            seed.basis or "asserted, basis not provided",
            seed.exhibit or "—",
        )
        for seed in case.seeds
    ]
    blocks: list[Block] = [
        Text(
            "What follows is stated by the person who signs this report. The chain does not show it.", Nature.ASSERTED
        ),
        table("Seeds", ["label", digest("seed"), "amount, BTC", "basis", "exhibit"], seeds),
    ]
    if seeded:
        rows = [
            (str(row.outpoint), row.label, as_bitcoin(row.asserted), as_bitcoin(row.seed), as_bitcoin(row.overlap))
            for row in seeded.values()
        ]
        columns: list[Head] = [digest("coin"), "label", number("asserted"), number("seed"), number("overlap")]
        blocks.append(table("Coins that the seeds name, BTC", columns, rows))
    wallets = [
        (
            wallet.name,
            wallet.stage.value,
            "descriptor" if wallet.descriptor else _addresses(wallet),
            wallet.basis or "control not verified",
            wallet.exhibit or "—",
        )
        for wallet in case.custody
    ]
    if wallets:
        blocks.append(table("Custody wallets", ["wallet", "stage", "known by", "basis", "exhibit"], wallets))
    orders = [
        (order.id, order.kind.value, given(order.issued_by), ", ".join(order.custody), order.exhibit or "—")
        for order in case.orders
    ]
    if orders:
        blocks.append(table("Orders", ["order", "kind", "issued by", "wallets", "exhibit"], orders))
    return Section("What the case asserts", tuple(blocks))


def _named(seed: Seed) -> str:
    if seed.outpoint is not None:
        return str(seed.outpoint)
    return seed.txid or seed.address or seed.descriptor or ""


def _addresses(wallet: CustodyWallet) -> str:
    return "one address" if len(wallet.addresses) == 1 else f"{len(wallet.addresses)} addresses"


def _materials(case: Case) -> Section:
    questions: list[Block] = (
        [Text("Questions put:"), Items(case.questions)] if case.questions else [Text("Questions put: not provided.")]
    )
    rows = [
        (
            exhibit.id,
            given(exhibit.description),
            given(exhibit.source),
            given(exhibit.received_from),
            "not provided" if exhibit.received_at is None else exhibit.received_at.isoformat(" "),
            given(exhibit.sha256),
        )
        for exhibit in case.exhibits
    ]
    columns: list[Head] = ["exhibit", "description", "source", "received from", "received at", digest("SHA-256")]
    exhibits: Block = table("Materials received", columns, rows) if rows else Text("Materials received: not provided.")
    return Section("Questions and materials", (*questions, exhibits))


def _method(dossier: Dossier) -> Section:
    trace = dossier.trace
    rows = [(name, _shown(value)) for name, value in _flat("", trace.parameters.value)]
    return Section(
        "Method",
        (
            Items(
                (
                    "Facts are what the chain says: which coins a transaction spends and makes, in which block.",
                    f"Conventions are what an accounting rule attributes: here {rule_name(trace.primary)}. Bitcoin does "
                    "not link the inputs of a transaction to its outputs; every such link is a convention.",
                    "Inferences are guesses with an error rate: here only whether a transaction is a CoinJoin, Lightning or "
                    "has too many outputs, where the case asks for it. They can end a trail and never choose between "
                    "outputs.",
                )
            ),
            Text(
                "Transactions are taken up once, in chain order, after everything that they spend is known. Amounts are "
                "whole satoshi. The rule in full, with worked examples: method/method.en.md."
            ),
            table("Every parameter used", ["parameter", "value"], rows),
            Text(f"Computed by custody-tracer {trace.version}, method {trace.method_number}."),
        ),
    )


def _flat(prefix: str, value: Json) -> Iterable[tuple[str, Json]]:
    """Yield every leaf of the parameters with the path that leads to it."""
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from _flat(f"{prefix}.{key}" if prefix else key, value[key])
    elif isinstance(value, list) and any(isinstance(member, dict) for member in value):
        for number_, member in enumerate(value, start=1):
            yield from _flat(f"{prefix}[{number_}]", member)
    else:
        yield prefix, value


def _shown(value: Json) -> str:
    if value is None:
        return "not provided"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_shown(member) for member in value) or "none"
    return "none" if value == {} else str(value)


def _limits(dossier: Dossier) -> Section:
    steps = not_shown(dossier.trace, dossier.case, dossier.material)
    rows = [(step.title, step.reason, step.command or "—") for step in steps]
    return Section(
        "What was not searched, and what cannot be shown",
        (
            Text("Not searched:"),
            Items(_NOT_SEARCHED),
            table(
                "What no check of this bundle can show offline", ["what", "why", digest("on a node of your own")], rows
            ),
        ),
    )


def _integrity(dossier: Dossier) -> Section:
    trace = dossier.trace
    return Section(
        "Integrity, and how to check this report",
        (
            table(
                "What to compare",
                ["of what", digest("value")],
                [
                    ("SHA-256 of trace/trace.json", trace.sha256),
                    ("SHA-256 of the case file", trace.case_sha256),
                    (f"hash of the horizon, block {trace.horizon_height}", trace.horizon_hash),
                ],
            ),
            Text(
                "Every figure is in trace/trace.json. The bundle holds the raw transactions, a Merkle proof for each, and "
                "the block headers up to the horizon, so the whole trace can be computed again without this tool’s "
                "author and without a network:"
            ),
            Commands(
                (
                    "sha256sum -c tagmanifest-sha256.txt manifest-sha256.txt",
                    "tracer verify .",
                    "python3 data/verify/verify.py",
                    f"{_client(trace.network)} getblockhash {trace.horizon_height}",
                )
            ),
            Text(
                "The first shows that the files agree with the manifests, not who made these: compare the SHA-256 of "
                "tagmanifest-sha256.txt with the one handed over apart from the bundle. The third is a verifier in one file that shares no code with the tracer and needs nothing but Python. "
                "The last command asks a node of your own for the horizon’s hash: if it is the one above, the headers, "
                "and with them every proof, belong to the chain that the node follows."
            ),
        ),
    )


def _client(network: str) -> str:
    return "bitcoin-cli" if network == "main" else f"bitcoin-cli -chain={network}"
