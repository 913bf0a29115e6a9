"""The register's stand-alone verifier: what it accepts, what it refuses, held against the product."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counts import count
from tests.reserve import verifying, worked_register
from tests.reserve.drawn_chains import REGISTER, Drawn
from tests.reserve.sealed_registers import bundle, payload
from tests.reserve.verifying import VERIFIER, loaded, run
from tracer import METHOD, __version__
from tracer.chain import header
from tracer.chain.network import NETWORKS
from tracer.chain.outpoint import Position
from tracer.container import bag
from tracer.disk import capacity
from tracer.formats import canonical
from tracer.reserve import ledger
from tracer.reserve.acts import ActsInForce
from tracer.reserve.books import books
from tracer.reserve.days import observed_block
from tracer.reserve.title_rows import Title
from tracer.reserve.watching import behind, watch


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


@pytest.mark.parametrize("seed", range(count(suite=20, laws=300)))
def test_it_follows_every_satoshi_as_the_product_does(seed: int) -> None:
    """Where each stayed, what each transaction is, and the books of any span of blocks are the same."""
    chain = Drawn(seed).draw(12)
    last = observed_block(chain, chain.tip().height)
    history = watch(REGISTER, chain, last)
    raws = {each.txid: each.raw for each in chain.originals(behind(REGISTER, history))}
    theirs = ledger.fold(REGISTER, history, ActsInForce((), ()), ())
    mine = verifying.folded(REGISTER, history, (), (), raws)
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
    assert [(row["txid"], row["vout"], row["kind"], row["value_sat"], row["fee_sat"]) for row in mine.moves] == [
        (each.txid, each.outpoint and each.outpoint.vout, each.kind.value, str(each.value), str(each.fee))
        for each in theirs.movements
    ]
    for after, upto in ((None, last.height), (3, 9), (5, last.height)):
        for wallet, book in books(theirs, after, upto).items():
            own = mine.book([wallet], -1 if after is None else after, upto)
            assert own == {column: str(getattr(book, column)) for column in own}


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
