"""The register's stand-alone verifier, loaded to be held against the product rule by rule, or run as a program."""

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType, SimpleNamespace
from typing import NamedTuple

from tests.stand_alone import OF_A_REGISTER, OF_ITS_BOOKS, OF_ITS_PUBLIC, OF_ITS_TITLE
from tracer.chain.outpoint import Txid
from tracer.container.bag import make_bag
from tracer.reserve.acts import Act
from tracer.reserve.history import RegisterHistory
from tracer.reserve.ledger_rows import ScopeChange, StatedFee
from tracer.reserve.lots import Lot
from tracer.reserve.plain_json import plain_acts
from tracer.reserve.register import Register

VERIFIER = OF_ITS_TITLE
"""The file that carries out the items of all four; those of money are others."""
BOOKS, PUBLISHED, MATERIAL = OF_ITS_BOOKS, OF_ITS_PUBLIC, OF_A_REGISTER
ITEM = re.compile(r"^(PASS|FAIL|NOT-CHECKED) +([A-Z]?[0-9.]+)  ([^:]*): (.*)$")


class Said(NamedTuple):
    """What a run of the verifier said: exit code, verdict and text by the item's title."""

    code: int
    verdicts: dict[str, str]
    texts: dict[str, str]

    @property
    def failed(self) -> list[str]:
        """The items that failed."""
        return [title for title, verdict in self.verdicts.items() if verdict == "FAIL"]


def run(*arguments: Path, program: Path = VERIFIER, python: str = sys.executable) -> Said:
    """Run the verifier as an opponent does: a process of its own, nothing of the tracer in reach."""
    command = [python, "-S", "-E", str(program), *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stderr == "" or ran.returncode == 2, ran.stderr
    verdicts: dict[str, str] = {}
    texts: dict[str, str] = {}
    title = ""
    for line in ran.stdout.splitlines():
        match = ITEM.match(line)
        if match:
            title = match[3]
            verdicts[title], texts[title] = match[1], match[4]
        elif title:
            texts[title] += "\n" + line.strip()
    return Said(ran.returncode, verdicts, texts)


@cache
def loaded() -> ModuleType:
    """Return the verifiers as one module, to reach their rules one by one, wherever they stand."""
    spec = importlib.util.spec_from_file_location("stand_alone_reserve_verifier", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    whole = ModuleType("stand_alone_reserve_verifiers")
    for each in (module.VERIFY, module.BOOKS.PUBLIC, module.BOOKS):
        vars(whole).update(vars(each))
    vars(whole).update({name: value for name, value in vars(module).items() if name != "Run"})
    return whole


def judged(
    payload: Mapping[str, bytes], tags: Mapping[str, str] = MappingProxyType({"Bagging-Date": "2026-01-01"})
) -> dict[str, tuple[str, list[str]]]:
    """Return verdict and reasons by item of a bag of these files below `data/`, sealed anew, without a disk."""
    module = loaded()
    bag = make_bag(payload, tags)

    def listed(folder: SimpleNamespace) -> None:
        folder.sizes = {name: len(bag[name]) for name in sorted(bag)}

    def parts(_: SimpleNamespace, name: str) -> list[bytes]:
        return [bag[name]]

    folder = type("InMemory", (module.Folder,), {"list": listed, "parts": parts})("")
    return {title: (verdict, reasons) for verdict, _, title, reasons in module.Verifier(folder, module.BESIDE).items()}


def folded(
    register: Register,
    history: RegisterHistory,
    acts: Sequence[Act],
    lots: Sequence[Lot],
    raws: Mapping[Txid, bytes],
    scope: Sequence[ScopeChange] = (),
    fees: Sequence[StatedFee] = (),
) -> SimpleNamespace:
    """Return the verifier's own ledger of a history, from the raw transactions behind it."""
    module = loaded()
    transactions = {txid: module.parse_transaction(raw)[1] for txid, raw in raws.items()}
    outputs = {f"{txid}:{vout}": out for txid, each in transactions.items() for vout, out in enumerate(each[1])}
    places = {
        each.transaction.txid: (each.position.height, each.position.index)
        for each in sorted(history.touches, key=lambda each: each.position)
    }
    chain = SimpleNamespace(transactions=transactions, places=places, outputs=outputs)
    return over(register, chain, acts, lots, scope, fees)


def over(
    register: Register,
    chain: SimpleNamespace,
    acts: Sequence[Act],
    lots: Sequence[Lot],
    scope: Sequence[ScopeChange],
    fees: Sequence[StatedFee] = (),
) -> SimpleNamespace:
    """Return the verifier's own ledger of transactions, places and outputs as it reads them."""
    module = loaded()
    rows = json.loads(plain_acts(acts))["acts"]
    own = {lot.id: plain_lot(lot) for lot in lots}
    wallets = {each.script.hex(): wallet.name for wallet in register.wallets for each in wallet.scripts}
    ours = {wallet.name for wallet in register.wallets if register.is_ours(wallet)}
    changes = [(each.height, each.act, {script.hex() for script in each.scripts}, each.enters) for each in scope]
    kept = [(each.height, each.day.isoformat(), each.account, each.sat) for each in fees]
    ledger: SimpleNamespace = module.Ledger(wallets, ours, module.Acts(rows, own), chain, module.Scope(changes), kept)
    return ledger


def plain_lot(lot: Lot) -> SimpleNamespace:
    """Return a lot as the verifier has it."""
    run = loaded().Run(str(lot.run.receipt), lot.run.start, lot.run.sat, "")
    return SimpleNamespace(id=lot.id, case=lot.case, label=lot.label, bundle=lot.bundle, orders=lot.orders, run=run)
