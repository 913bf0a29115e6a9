"""The register's stand-alone verifier: what it accepts, what it refuses, held against the product."""

import ast
import datetime as dt
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.counts import count
from tests.reserve import verifying, worked_register
from tests.reserve.drawn_registers import ZONE, DrawnRegister, drawn, head
from tests.reserve.sealed_registers import bundle, payload
from tests.reserve.verifying import VERIFIER, loaded, run
from tracer import METHOD, __version__
from tracer.chain import header
from tracer.chain.amount import Sats
from tracer.chain.network import NETWORKS
from tracer.chain.outpoint import Position
from tracer.container import bag
from tracer.disk import capacity
from tracer.errors import CaseError
from tracer.formats import canonical
from tracer.reserve import ledger, title
from tracer.reserve.acts import (
    Act,
    ActId,
    ActKind,
    ActsInForce,
    AssignmentAct,
    BurdenAct,
    ExecutionAct,
    OrderAct,
    ReleaseAct,
)
from tracer.reserve.books import books
from tracer.reserve.days import instant, observed_block
from tracer.reserve.satoshi_runs import total
from tracer.reserve.title_rows import Title
from tracer.reserve.watching import behind


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bundle of the register that is worked out by hand."""
    return bundle(tmp_path_factory.mktemp("worked"), payload(worked_register.filed(), worked_register.statement))


# What it says of a sound bundle

NEVER_CHECKED = {"Published figures", "Not shown offline"}


def test_what_was_worked_out_by_hand_passes_every_item(worked: Path) -> None:
    """Books, titles, orders, movements and coins are those of the hand's figures, and what is not shown is named."""
    said = run(worked)
    assert (said.code, said.failed) == (0, [])
    assert {title for title, verdict in said.verdicts.items() if verdict != "PASS"} == NEVER_CHECKED
    for command in ("getblockhash 21", "tracer verify BUNDLE", "deriveaddresses", "openssl", "tracer reserve observe"):
        assert command in said.texts["Not shown offline"]


def _pythons() -> list[str]:
    """Return every other Python from 3.9 on that is found here and runs."""
    names = [f"python3.{minor}" for minor in range(9, 20)]
    kept = Path.home() / ".pyenv" / "versions"
    places = [*filter(None, map(shutil.which, names)), *(str(each) for each in kept.glob("3.*/bin/python3"))]
    test = "import sys; sys.exit(sys.version_info < (3, 9))"
    return [
        each for each in places if subprocess.run([each, "-c", test], capture_output=True, check=False).returncode == 0
    ]


def test_every_python_from_3_9_on_says_the_same(worked: Path) -> None:
    """What it says depends on the bundle alone."""
    said = [run(worked, python=python) for python in [sys.executable, *_pythons()]]
    assert all(each == said[0] for each in said)


# Its rules are the product's


def _place(position: Position | None) -> tuple[int, int] | None:
    return None if position is None else (position.height, position.index)


def _own(drawing: DrawnRegister, acts: Sequence[Act]) -> Any:
    """Return the verifier's own ledger of a drawing under these acts."""
    raws = {each.txid: each.raw for each in drawing.view.originals(behind(drawing.register, drawing.history))}
    return verifying.folded(drawing.register, drawing.history, acts, drawing.lots, raws)


@pytest.mark.parametrize("seed", range(count(suite=20, laws=300)))
def test_it_follows_every_satoshi_as_the_product_does(seed: int) -> None:
    """Where each stayed, what each transaction is, and the books of any span of blocks are the same."""
    drawing = drawn(seed)
    theirs = ledger.fold(drawing.register, drawing.history, drawing.acts, drawing.lots)
    mine, last = _own(drawing, drawing.acts.all), drawing.history.block.height
    assert [(*stay.run, stay.coin, stay.at, stay.since, stay.until) for stay in mine.stays] == [
        (
            str(stay.run.receipt),
            *stay.run[1:],
            stay.wallet,
            str(stay.coin),
            stay.place,
            _place(stay.since),
            _place(stay.until),
        )
        for stay in theirs.stays
    ]
    keys = ("txid", "vout", "kind", "value_sat", "fee_sat", "act")
    assert [tuple(row[key] for key in keys) for row in mine.moves] == [
        (each.txid, each.outpoint and each.outpoint.vout, each.kind.value, str(each.value), str(each.fee), each.act)
        for each in theirs.movements
    ]
    accounts = {name: loaded().total(runs) for name, runs in mine.accounts.items()}
    assert accounts == {name: total(runs) for name, runs in theirs.accounts.items() if name in accounts}
    for after, upto in ((None, last), (3, 9), (15, last)):
        for wallet, book in books(theirs, after, upto).items():
            own = mine.book([wallet], -1 if after is None else after, upto)
            assert own == {column: str(getattr(book, column)) for column in own}


KINDS = ("assignment", "claim", "pledge", "release", "execution")


def _lot_acts(drawing: DrawnRegister, source: random.Random) -> Iterator[Act]:
    """Yield drawn acts that take satoshi of lots, and releases, in turn; some take more than there is."""
    money = [act.head.id for act in drawing.acts.all if isinstance(act, OrderAct) and act.money]
    burdens: list[ActId] = []
    for number in range(len(drawing.acts.all) + 1, len(drawing.acts.all) + source.randint(2, 9)):
        named = source.sample(drawing.lots, min(len(drawing.lots), source.randint(1, 2)))
        lots = {
            lot.id: Sats(source.randint(1, max(lot.run.sat // 3, 1))) for lot in sorted(named, key=lambda lot: lot.id)
        }
        day, kind = source.choice(drawing.days), source.choice(KINDS)
        if kind == "assignment":
            yield AssignmentAct(head=head(number, ActKind.ASSIGNMENT, day), lots=lots)
        elif kind == "execution" and money:
            yield ExecutionAct(
                head=head(number, ActKind.EXECUTION, day), order=source.choice(money), lots=lots, fixing=day
            )
        elif kind == "release" and burdens:
            yield ReleaseAct(
                head=head(number, ActKind.RELEASE, day), act=source.choice(burdens), on=source.choice(drawing.days)
            )
        elif kind in ("claim", "pledge"):
            burdens.append(ActId(f"2026-{number:04}"))
            begins = source.choice([day, source.choice(drawing.days)])
            yield BurdenAct(head=head(number, ActKind(kind), day), lots=lots, begins=begins, claimant=None)


def _judged(drawing: DrawnRegister, acts: Sequence[Act], day: dt.date) -> tuple[dict[str, int], dict[str, int]] | None:
    """Return what the product says of a day, satoshi by title and by order; None: it refuses the acts."""
    counting = ActsInForce(tuple(acts), tuple(acts))
    folded = ledger.fold(drawing.register, drawing.history, counting, drawing.lots)
    try:
        found = title.title(folded, drawing.register, drawing.lots, counting, day, drawing.closing(day))
    except CaseError:
        return None
    sums = {each.value: sat for each, sat in found.sums.items() if sat}
    return sums, {row.act: row.covered for row in found.orders if row.covered}


@pytest.mark.parametrize("seed", range(count(suite=20, laws=300)))
def test_it_gives_the_titles_that_the_product_gives(seed: int) -> None:
    """On any day, under drawn orders, assignments, claims, pledges, releases and executions; or both refuse them."""
    drawing, module = drawn(seed), loaded()
    acts = (*drawing.acts.all, *_lot_acts(drawing, random.Random(seed)))
    first = drawing.days[0] - dt.timedelta(days=2)
    days = [first + dt.timedelta(days=number) for number in range((drawing.days[-1] - first).days + 2)]
    ends = {day.isoformat(): instant(day, ZONE) for day in days}
    heights = range(drawing.history.block.height + 1)
    calendar = module.Calendar(ends, 0, [observed_block(drawing.view, height).time for height in heights])
    mine = _own(drawing, acts)
    for day in (drawing.days[-1], *drawing.days[::11]):
        theirs = _judged(drawing, acts, day)
        try:
            found = module.Title(mine, day.isoformat(), calendar)
        except ValueError:
            assert theirs is None
            continue
        sums = Counter[str]()
        for state, part, *_ in found.rows():
            sums[state] += part.sat
        covered = {order: module.total(runs) for order, runs in found.covered.items() if runs}
        assert ({**sums}, covered) == theirs


def test_its_lists_and_limits_are_the_products() -> None:
    """Counts and bytes beyond which nothing is judged, networks, titles, and who knows the names below signatures."""
    module = loaded()
    names = ["FILES", "FILE", "TOTAL", "SOURCES", "ROWS", "RAW", "PROOF", "HEADERS", "ENDS"]
    assert {name: getattr(module, f"MAX_{name}") for name in names} == {name: getattr(capacity, name) for name in names}
    assert (module.MAX_WEIGHT, module.WEIGHTS) == (capacity.JSON_WEIGHT, capacity.WEIGHTS)
    assert (module.MAX_DEPTH, module.MAX_INTEGER) == (canonical.MAX_DEPTH, canonical.MAX_INTEGER)
    assert (module.SIGNATURES, module.TAG_FILES) == (bag.SIGNATURES, bag.TAG_FILES)
    assert (__version__, METHOD) == (module.VERSION, module.METHOD)
    assert tuple(title.value for title in Title) == module.STATES
    for name, (easiest, height, genesis) in module.NETWORKS.items():
        network = NETWORKS[name]
        assert (easiest, height, genesis) == (header.compact(network.pow_limit), network.bip34_height, network.genesis)
    for raw in (b"[],{}", "\u0442\U0001f600,".encode(), b'"\\ud83d\\ude00"', b""):
        assert module.weight(raw) == capacity.weight(raw)


# What it is


def test_it_is_one_file_of_the_standard_library() -> None:
    """It imports nothing but the standard library, and no module imports it: its bytes are copied, and run whole."""
    tree = ast.parse(VERIFIER.read_text())
    names = {name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    names |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names
    assert not names & {"socket", "urllib", "http", "subprocess", "ctypes", "tempfile", "shutil"}
    for path in VERIFIER.parents[2].rglob("*.py"):
        assert not re.search(r"(import|from) tracer\.reserve\.verifier\b(?!_)", path.read_text())


def test_it_is_written_for_python_3_9() -> None:
    """Its grammar is that of Python 3.9."""
    ast.parse(VERIFIER.read_text(), feature_version=(3, 9))


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what of a module is run: everything but annotations, which are kept as text."""
    for field, value in ast.iter_fields(tree):
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.AST) and field not in ("annotation", "returns"):
                yield node
                yield from _run(node)


def test_what_python_3_9_would_run_of_types_it_can_run() -> None:
    """A choice of types, `int | None`, stands in annotations alone: Python 3.9 has no such operator."""
    tree = ast.parse(VERIFIER.read_text())
    assert "annotations" in {name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names}
    types = {"bool", "bytes", "dict", "frozenset", "int", "list", "object", "set", "str", "tuple"}
    for node in _run(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            for side in (node.left, node.right):
                assert not (isinstance(side, ast.Constant) and side.value is None), ast.unparse(node)
                assert not (isinstance(side, ast.Name) and side.id in types), ast.unparse(node)
