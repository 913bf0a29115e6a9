"""Drawn chains as real blocks, traced and sealed: what the stand-alone verifier is held against the engine on.

A drawing's coinbases become transactions that spend a mined coin each, so every drawn coin exists in
real bytes, with real proofs under real headers. Annexes are left out: they take time and no
verifier of the chain reads them.
"""

import hashlib
import random
import re
from collections.abc import Mapping
from pathlib import Path

from tests.ingest.milling import ANYONE, COIN, Chain, frame, pay, txid
from tests.pictures import script_of
from tests.trace.drawing import Drawing
from tests.trace.random_chains import random_drawing
from tracer import __version__
from tracer.case import case_file
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint, Txid
from tracer.container import material
from tracer.container.bag import make_bag
from tracer.evidence import bundle
from tracer.evidence.run_folder import RunFolder
from tracer.evidence.tag_names import stored_names
from tracer.ingest.block_file import FileView
from tracer.result.document import document
from tracer.result.run import run
from tracer.trace.budget import UNLIMITED, RunBudget
from tracer.trace.horizon import pin_horizon
from tracer.trace.policies.registry import POLICIES
from tracer.trace.tags import tags

FUNDS = 8
"""Blocks mined before the drawing begins, whose coinbases its first transactions spend."""

SALT = b"drawn"
"""Keeps coinbases from being 64 bytes long."""

TINY = b"\x51" * 4
"""A script with which one input and one output make 64 bytes."""

RULES = tuple(name for name, policy in POLICIES.items() if policy.conserves)
"""The rules that may be declared."""

PACK = """title: Drawn services
creator: tests
label: Shop
source: drawn
currency: BTC
category: exchange
tags:
- address: {address}
"""


def write_bag(payload: Mapping[str, bytes], folder: Path) -> Path:
    """Write a bag of this payload; return its folder."""
    for name, content in make_bag(payload, {"Bagging-Date": "2026-01-01"}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def drawn_payload(number: int, rule: str, folder: Path, size: int = 40, *, claims: bool = False) -> dict[str, bytes]:
    """Return the payload of the bundle of a random drawing: result, case, TagPack and chain."""
    drawing = random_drawing(number, rule, size=size, claims=claims)
    real, chain = _mill(_with_state(drawing.text, number))
    names = {fake: real[name] for fake, name in drawing.view.names.items()}
    return payload_of(_case(number, drawing, names, chain), chain, folder)


def drawn_text(text: str, rest: str, rule: str, folder: Path) -> dict[str, bytes]:
    """Return the payload of a chain drawn in text, two wallets of the state in it, `safe` and `vault`.

    `rest` are the case's seeds and orders, where `{name}` stands for the txid of a drawn transaction.
    """
    real, chain = _mill(text)
    head = '[case]\nid = "drawn"\nnetwork = "regtest"\n'
    wallets = "".join(
        f'[[custody]]\nname = "{name}"\naddresses = ["{_address(name)}"]\nstage = "seizure"\n'
        for name in ("safe", "vault")
    )
    end = f'[method]\nprimary = "{rule}"\n[stop]\nmin_sat = 0\ncoinjoin = false\nlightning = false\ntags = []\n'
    if POLICIES[rule].retains:
        end = end.replace("[stop]", f'retained = ["{next(iter(real.values()))}:0"]\n[stop]')
    return payload_of(head + rest.format(**real) + wallets + end, chain, folder)


def payload_of(case_text: str, chain: Chain, folder: Path) -> dict[str, bytes]:
    """Trace a case over milled blocks and return the payload of its bundle, annexes left out."""
    ran = run_of(case_text, chain, folder)
    assert ran.material is not None
    return bundle.sources(ran, bundle.bundled_case(ran.case, ran.material)) | {
        "verify/verify.py": b"",
        "bundle.json": b'{"derived":["verify/verify.py"],"software":{"version":"%s"}}' % __version__.encode(),
    }


def run_of(case_text: str, chain: Chain, folder: Path, budget: RunBudget = UNLIMITED) -> RunFolder:
    """Trace a case over milled blocks; its TagPacks are all the drawn one."""
    (folder / "blocks.blk").write_bytes(frame(chain.blocks))
    content = case_text.encode()
    case = case_file.parse(content, "case.toml")
    packs = [(name, PACK.format(address=_address("shop")).encode()) for name in case.stop.tags]
    view = FileView.open(folder / "blocks.blk")
    horizon = pin_horizon(case, view)
    finished = run(
        case, [tags.parse(pack, name, REGTEST) for name, pack in packs], view, horizon=horizon, budget=budget
    )
    found = material.collect(view, finished.read, horizon)
    assert found is not None
    stored = tuple(zip(stored_names(case.stop.tags), [pack for _, pack in packs], strict=True))
    return RunFolder(
        trace=document(finished).trace,
        case=content,
        tags=stored,
        material=found,
        version=__version__,
        source="file",
        warnings=(),
    )


def odd_run(number: int, folder: Path) -> RunFolder:
    """Return the run of a drawing in which whatever the rules allow may happen together.

    Any rule with others beside it, every stop, small budgets, declared change on and off the trail, seeds by
    address, transactions and coinbases of 64 bytes.
    """
    source = random.Random(number)
    rule = source.choice(RULES)
    drawing = random_drawing(number, rule, size=source.choice([10, 40]))
    text = "\n".join(_tiny(line, source) for line in _with_state(drawing.text, number).splitlines())
    real, chain = _mill(text, source.choice([SALT, b""]))
    names = {fake: real[name] for fake, name in drawing.view.names.items()}
    written = _case(number, drawing, names, chain)
    beside = [name for name in POLICIES if name != rule]
    beside = source.sample(beside, source.randint(0, 3))
    method, asks = f"compare = {beside}\n", any(POLICIES[name].retains for name in beside)
    if "retained" not in written and (asks or source.random() < 0.5):
        early = [names[each.outpoint.txid] for each in drawing.seeds if each.outpoint]
        known = source.sample(sorted(real.values() if drawing.horizon >= 10_000 else {*early}), 1)
        method += f"retained = {[f'{each}:0' for each in known]}\n"
    written = written.replace("[method]\n", f"[method]\n{method}").replace(
        "[stop]\n", f"[stop]\nfan_out = {source.choice([0, 0, 2, 3])}\nlightning = {source.choice(['true', 'false'])}\n"
    )
    if "@shop" in text and source.random() < 0.3 and drawing.horizon >= 10_000:
        written = written.replace(
            "[[custody]]", f'[[seed]]\nlabel = "A"\naddress = "{_address("shop")}"\n[[custody]]', 1
        )
    return run_of(written, chain, folder, RunBudget(source.choice([0, 1, 2, 4, 8])))


def tail_run(folder: Path, length: int, stop: str) -> RunFolder:
    """Return the run of a case whose only trail ends after one step, with so many transactions behind that end."""
    chain = Chain()
    coin = chain.add(salt=SALT).coin
    block = [pay([coin], [(50 * COIN, script_of("shop"))])]
    for place in range(length):
        block.append(pay([Outpoint(txid(block[-1]), 0)], [(50 * COIN - place - 1, ANYONE)]))
    chain.add(block[0], salt=SALT)
    for start in range(1, len(block), 100):
        chain.add(*block[start : start + 100], salt=SALT)
    return run_of(
        f'[case]\nid = "T"\nnetwork = "regtest"\n[[seed]]\nlabel = "A"\noutpoint = "{coin}"\n'
        f'[method]\nprimary = "fifo"\n[stop]\n{stop}\n',
        chain,
        folder,
    )


def _tiny(line: str, source: random.Random) -> str:
    """Make some drawn transactions with one input and one output 64 bytes long."""
    found = re.fullmatch(r"(t\d+: \S+ -> \d+)", line)
    return f"{line}@tiny" if found and source.random() < 0.7 else line


def _with_state(text: str, number: int) -> str:
    """Pay every fourth output that nobody owns to a wallet of the state, so that orders have work."""
    source = random.Random(number)

    def owned(match: re.Match[str]) -> str:
        owner = source.choices(["", "@safe", "@vault"], [6, 1, 1])[0]
        return match[0] + owner

    heads, tails = [], []
    for line in text.splitlines():
        head, arrow, tail = line.partition("->")
        heads.append(head + arrow)
        tails.append(re.sub(r"\b\d+\b(?!@)", owned, tail) if line.startswith("t") else tail)
    return "\n".join(head + tail for head, tail in zip(heads, tails, strict=True))


def _mill(text: str, salt: bytes = SALT) -> tuple[dict[str, Txid], Chain]:
    """Mine the drawing; return the txids by drawn name, and the chain."""
    chain = Chain()
    funds = [chain.add(salt=salt) for _ in range(FUNDS)]
    real: dict[str, Txid] = {}
    block: list[bytes] = []
    for line in [*text.strip("\n").splitlines(), ""]:
        if not line.strip():
            chain.add(*block, salt=salt)
            block = []
            continue
        name, rest = line.split(":", 1)
        spends, pays = rest.split("->")
        outputs = []
        for vout, each in enumerate(pays.split()):
            value, _, owner = each.partition("@")
            outputs.append((int(value), TINY if owner == "tiny" else script_of(owner or f"{name}.{vout}")))
        inputs = [Outpoint(real[coin.rsplit(".", 1)[0]], int(coin.rsplit(".", 1)[1])) for coin in spends.split()]
        if not inputs:
            inputs = [funds.pop().coin]
            outputs.append((50 * COIN - sum(value for value, _ in outputs), ANYONE))
        raw = pay(inputs, outputs)
        real[name] = txid(raw)
        block.append(raw)
    return real, chain


def _address(name: str) -> str:
    address = encode(script_of(name), REGTEST)
    assert address is not None
    return address


def _case(number: int, drawing: Drawing, names: Mapping[Txid, Txid], chain: Chain) -> str:
    """Return the drawing's case: its seeds and stops, two wallets of the state, orders drawn at random."""
    source = random.Random(number)
    parts = [f'[case]\nid = "D-{number}"\nnetwork = "regtest"\ntimezone = "Asia/Almaty"\n']
    if drawing.horizon < 10_000:
        parts.append(f"[horizon]\nheight = {min(drawing.horizon + FUNDS, chain.height)}\n")
    seen = set()
    for seed in drawing.seeds:
        where = f'txid = "{names[seed.txid]}"' if seed.txid else ""
        if seed.outpoint:
            where = f'outpoint = "{names[seed.outpoint.txid]}:{seed.outpoint.vout}"'
        if (seed.label, where) not in seen:
            seen.add((seed.label, where))
            amount = "amount_sat = 1\n" if source.random() < 0.2 and seed.outpoint else ""
            amount = f"amount_sat = {seed.amount}\n" if seed.amount is not None else amount
            parts.append(f'[[seed]]\nlabel = "{seed.label}"\n{where}\n{amount}')
    for name, stage in (("safe", "seizure"), ("vault", "reserve")):
        parts.append(f'[[custody]]\nname = "{name}"\naddresses = ["{_address(name)}"]\nstage = "{stage}"\n')
    labels = sorted({seed.label for seed in drawing.seeds})
    for order in range(source.randint(0, 5)):
        kind = source.choice(["restraint", "seizure", "forfeiture", "return"])
        amount = f"amount_sat = {source.choice([1, 20, 60, 5_000])}\n" if source.random() < 0.8 else ""
        day = source.randint(1, 5)
        later = f"in_force = 2011-02-{source.randint(day, 5):02}\n" if source.random() < 0.7 else ""
        force = later if kind == "forfeiture" else ""
        parts.append(
            f'[[order]]\nid = "O{order}"\nkind = "{kind}"\ndate = 2011-02-{day:02}\n{force}{amount}'
            f"labels = {source.sample(labels, source.randint(1, len(labels)))}\n"
            f"custody = {source.choice([['safe'], ['vault'], ['safe', 'vault']])}\n"
        )
    window = drawing.to_height + FUNDS if drawing.to_height else 0
    retained = ""
    if POLICIES[drawing.rule].retains:
        known = sorted(
            set(names.values())
            if drawing.horizon >= 10_000
            else {names[s.outpoint.txid] for s in drawing.seeds if s.outpoint}
        )
        retained = f"retained = {[f'{each}:0' for each in source.sample(known, len(known) // 2)]}\n"
    parts.append(f'[method]\nprimary = "{drawing.rule}"\n{retained}')
    parts.append(
        f"[stop]\nmin_sat = {drawing.min_sat}\nmax_hops = {drawing.max_hops}\nto_height = {window}\n"
        f'coinjoin = {str(drawing.coinjoin).lower()}\ntags = ["drawn.yaml"]\n'
    )
    return "\n".join(parts)


def sha256(content: bytes) -> str:
    """Return the digest in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
