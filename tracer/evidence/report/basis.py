"""What the report rests on: the case as asserted, the method, the limits, and how to check it all."""

from collections.abc import Iterable

from tracer.case.case import Case, CustodyWallet, Exhibit, Order, Seed
from tracer.documents.language.language import Language, phrase
from tracer.documents.paper import Block, Commands, Head, Items, Nature, Section, Table, Text, digest, number, table
from tracer.documents.words import ORDER_KINDS, STAGES, named, rule_name
from tracer.evidence import verifier_source
from tracer.evidence.dossier import Dossier
from tracer.evidence.not_shown import not_shown
from tracer.evidence.report.explained import hop_in_method
from tracer.evidence.report.parameter_text import parameter_blocks
from tracer.evidence.report.searched import searched_sections

_NOT_SEARCHED = (
    phrase(
        "Ledgers inside exchanges, payment services and mixers; other blockchains and swaps to them; Lightning "
        "channels."
    ),
    phrase("The mempool: only confirmed transactions at or below the horizon were read."),
    phrase("Who controls an address. Attribution of value is not attribution of ownership."),
    phrase("Whether any coin was bought in good faith."),
)


def given_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on what the examiner was given: the questions, the materials, what the case asserts."""
    return [_asserted(dossier), _materials(dossier)]


def method_section(dossier: Dossier) -> Section:
    """Return the section on the method."""
    return _method(dossier)


def check_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on what was searched, what cannot be shown, and how to check all of it."""
    return [*searched_sections(dossier), _limits(dossier), _integrity(dossier)]


def _asserted(dossier: Dossier) -> Section:
    case, language = dossier.case, dossier.language
    say = language.say
    said = say("What follows is stated by the person who signs this report. The chain does not show it.")
    blocks: list[Block] = [Text(said, Nature.ASSERTED), _seed_table(language, case.seeds)]
    coins = [
        (
            str(row.outpoint),
            row.label,
            language.bitcoin(row.asserted),
            language.bitcoin(row.seed),
            language.bitcoin(row.overlap),
        )
        for row in dossier.trace.main.seeds
    ]
    if coins:
        columns: list[Head] = [
            digest(say("coin")), say("label"), number(say("asserted")), number(say("seed")), number(say("overlap")),
        ]  # fmt: skip
        blocks.append(table(say("Coins that the seeds name, BTC"), columns, coins))
    if case.custody:
        blocks.append(_wallet_table(language, case.custody))
    if case.orders:
        blocks.append(_order_table(language, case.orders))
    return Section(say("What the case asserts"), tuple(blocks))


def _seed_table(language: Language, seeds: Iterable[Seed]) -> Table:
    say = language.say
    rows = [
        (
            seed.label,
            _named(seed),
            say("all of it")
            if seed.amount is None
            else say("the first {amount}", amount=language.bitcoin(seed.amount)),
            seed.basis or say("asserted, basis not provided"),
            seed.exhibit or "—",
        )
        for seed in seeds
    ]
    columns: list[Head] = [say("label"), digest(say("seed")), say("amount, BTC"), say("basis"), say("exhibit")]
    return table(say("Seeds"), columns, rows)


def _wallet_table(language: Language, wallets: Iterable[CustodyWallet]) -> Table:
    say = language.say
    rows = [
        (
            wallet.name,
            named(language, STAGES, wallet.stage.value),
            say("descriptor") if wallet.descriptor else language.counted(len(wallet.addresses), "address"),
            wallet.basis or say("control not verified"),
            wallet.exhibit or "—",
        )
        for wallet in wallets
    ]
    columns: list[Head] = [say("wallet"), say("stage"), say("known by"), say("basis"), say("exhibit")]
    return table(say("Custody wallets"), columns, rows)


def _order_table(language: Language, orders: Iterable[Order]) -> Table:
    say = language.say
    rows = [
        (
            order.id,
            named(language, ORDER_KINDS, order.kind.value),
            language.given(order.issued_by),
            ", ".join(order.custody),
            order.exhibit or "—",
        )
        for order in orders
    ]
    columns: list[Head] = [say("order"), say("kind"), say("issued by"), say("wallets"), say("exhibit")]
    return table(say("Orders"), columns, rows)


def _named(seed: Seed) -> str:
    if seed.outpoint is not None:
        return str(seed.outpoint)
    return seed.txid or seed.address or seed.descriptor or ""


def _materials(dossier: Dossier) -> Section:
    case, language = dossier.case, dossier.language
    say = language.say
    questions: list[Block] = (
        [Text(say("Questions put:")), Items(case.questions)]
        if case.questions
        else [Text(say("Questions put: not provided."))]
    )
    exhibits: Block = (
        _exhibit_table(language, case) if case.exhibits else Text(say("Materials received: not provided."))
    )
    rest = say("Size, medium, packaging and condition of the exhibits: not provided.")
    return Section(say("Questions and materials"), (*questions, exhibits, Text(rest)))


def _exhibit_table(language: Language, case: Case) -> Table:
    say, given = language.say, language.given

    def row(exhibit: Exhibit) -> tuple[str, ...]:
        """Return one exhibit's row."""
        received = None if exhibit.received_at is None else language.moment(exhibit.received_at)
        return (
            exhibit.id,
            given(exhibit.description),
            given(exhibit.source),
            given(exhibit.received_from),
            given(received),
            given(exhibit.sha256),
        )

    columns: list[Head] = [
        say("exhibit"), say("description"), say("source"), say("received from"), say("received at"), digest("SHA-256"),
    ]  # fmt: skip
    return table(say("Materials received"), columns, [row(exhibit) for exhibit in case.exhibits])


def _method(dossier: Dossier) -> Section:
    trace, language = dossier.trace, dossier.language
    say = language.say
    natures = (
        say("Facts are what the chain says: which coins a transaction spends and makes, in which block."),
        say(
            "Conventions are what an accounting rule attributes: here {rule}. Bitcoin does not link the inputs of a "
            "transaction to its outputs; every such link is a convention.",
            rule=rule_name(trace.primary, language),
        ),
        say(
            "Inferences are guesses with an error rate: here only whether a transaction is a CoinJoin, Lightning or "
            "has too many outputs, where the case asks for it. They can end a trail and never choose between outputs."
        ),
    )
    order = say(
        "Transactions are taken up once, in chain order, after everything that they spend is known. Amounts are "
        "whole satoshi. The rule in full, with worked examples: method/{file}.",
        file=f"method.{language.code}.md",
    )
    computed = say(
        "Computed by custody-tracer {version}, method {number}.",
        version=trace.version,
        number=str(trace.method_number),
    )
    named = Text(say("Programs find each of them in trace/trace.json, under “parameters”."))
    blocks = (Items(natures), *hop_in_method(dossier), Text(order), *parameter_blocks(dossier), named, Text(computed))
    return Section(say("Method"), blocks)


def _limits(dossier: Dossier) -> Section:
    language = dossier.language
    say = language.say
    steps = not_shown(dossier.trace, dossier.case, dossier.material, language)
    rows = [(step.title, step.reason, step.command or "—") for step in steps]
    heads: list[Head] = [say("what"), say("why"), digest(say("on a node of your own"))]
    return Section(
        say("What was not searched, and what cannot be shown"),
        (
            Text(say("Not searched:")),
            Items(tuple(language.word(text) for text in _NOT_SEARCHED)),
            table(say("What no check of this bundle can show offline"), heads, rows),
        ),
    )


def _integrity(dossier: Dossier) -> Section:
    trace, language = dossier.trace, dossier.language
    say = language.say
    height = str(trace.horizon_height)
    compare = [
        (say("SHA-256 of {file}", file="trace/trace.json"), trace.sha256),
        (say("SHA-256 of the case file"), trace.case_sha256),
        (say("SHA-256 of {file}", file=verifier_source.NAME), verifier_source.verifier_sha256()),
        (say("hash of the horizon, block {height}", height=height), trace.horizon_hash),
    ]
    again = say(
        "Every figure is in trace/trace.json. The bundle holds the raw transactions, a Merkle proof for each, and the "
        "block headers up to the horizon, so the whole trace can be computed again without this tool’s author and "
        "without a network:"
    )
    commands = (
        "sha256sum -c tagmanifest-sha256.txt manifest-sha256.txt",
        "tracer verify .",
        "python3 data/verify/verify.py",
        f"{_client(trace.network)} getblockhash {height}",
    )
    meaning = say(
        "The first shows that the files agree with the manifests, not who made these: compare the SHA-256 of "
        "tagmanifest-sha256.txt with the one handed over apart from the bundle. The third is a verifier in one file "
        "that shares no code with the tracer and needs nothing but Python. The last command asks a node of your own "
        "for the horizon’s hash: if it is the one above, the headers, and with them every proof, belong to the chain "
        "that the node follows."
    )
    heads: list[Head] = [say("of what"), digest(say("value to compare"))]
    return Section(
        say("Integrity, and how to check this report"),
        (table(say("What to compare"), heads, compare), Text(again), Commands(commands), Text(meaning)),
    )


def _client(network: str) -> str:
    return "bitcoin-cli" if network == "main" else f"bitcoin-cli -chain={network}"
