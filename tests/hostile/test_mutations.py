"""Ten thousand mutations of a bundle, each judged by both verifiers through the code that every check runs.

The suite judges the first two of each kind in each round, `make laws` all of them.

What cannot be noticed offline in principle is in `test_forgery`, with the words that say so: everything made again, a
last spend left out, a prevout left out as a gap. Here: witnesses.
"""

import hashlib
import importlib.util
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tests.counts import count
from tests.evidence.parts import parts
from tests.evidence.remembering import Sparing, replaying
from tests.evidence.story import tell
from tests.hostile.forging import edited, material, retraced, sound
from tests.hostile.mutating import AS_FOUND, SEALED_AGAIN, Files
from tracer.chain import decode
from tracer.container import chain_tables
from tracer.container.bag import BAGIT, TAG_MANIFEST, bag_info, check_files, make_bag
from tracer.container.chain_tables import RowFault
from tracer.container.verification import StepVerdict
from tracer.errors import IntegrityError
from tracer.evidence import bundle
from tracer.evidence.verifier_source import in_memory
from tracer.result.trace_reading import read_trace
from tracer.verify.verify import steps

pytestmark = pytest.mark.long

EACH = 1_000
"""Mutations in each of ten rounds."""

ROUNDS = 10

OF_A_KIND = count(suite=2, laws=EACH)
"""Of each kind of mutation at most so many are judged in a round."""

KINDS = frozenset({each.__name__ for each in AS_FOUND} | {f"{each.__name__} again" for each in SEALED_AGAIN})
"""What may be done, and whether the bag is made again afterwards."""

# What no offline check can notice by any means, or what the stand-alone verifier says it leaves to `tracer verify`.
WITNESS = "a witness, which a txid does not cover: getrawtransaction TXID 0"
ANNEX = "a file that the stand-alone verifier names as not opened, or the case: tracer verify makes them again"
PREVOUT = "a prevout of a seed, on which no figure rests: getrawtransaction TXID 2"
PROOF = "a flow or a cut in another order, or with an arc of no capacity: it proves the same bound"
KEY = "a key of trace.json that the stand-alone verifier names as not checked: tracer verify computes it again"


@cache
def verifier() -> ModuleType:
    """Return the stand-alone verifier as a module."""
    place = Path(bundle.__file__).parent / "verifier" / "verify.py"
    spec = importlib.util.spec_from_file_location("verifier_under_mutation", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def payload() -> Files:
    """Return the payload of a sound bundle, of one rule alone to be quick."""
    return retraced(edited(sound(tell()), "case/case.toml", 'compare = ["haircut", "poison"]\n', ""))


@cache
def entries() -> Mapping[str, str]:
    """Return what its `bag-info.txt` says."""
    content = payload()["trace/trace.json"]
    return bundle.entries(read_trace(content, hashlib.sha256(content).hexdigest()), material(payload()))


def seal(files: Files) -> Files:
    """Make the bag again around everything below `data/`, as `make_bag` does; what lies elsewhere stays."""
    data = {name: files[name] for name in sorted(files) if name.startswith("data/")}
    info = bag_info(entries(), {name[5:]: content for name, content in data.items()})
    tags = {"bag-info.txt": info, "bagit.txt": BAGIT}
    tags |= {f"manifest-{algorithm}.txt": manifest(data, algorithm) for algorithm in ("sha256", "sha512")}
    return {**files, **tags, TAG_MANIFEST: manifest(tags, "sha256")}


def manifest(files: Files, algorithm: str) -> bytes:
    """Return a manifest; what is as it was in the sound bundle is not hashed again."""
    known = digests(algorithm)
    rows = (
        (name, known[name] if content is sealed().get(name) else hashlib.new(algorithm, content).hexdigest())
        for name, content in files.items()
    )
    return "".join(f"{digest}  {name}\n" for name, digest in rows).encode()


@cache
def digests(algorithm: str) -> Mapping[str, str]:
    """Return the digests of the sound bundle's files."""
    return {name: hashlib.new(algorithm, content).hexdigest() for name, content in sealed().items()}


@cache
def sealed() -> Files:
    """Return the sound bundle, file by file."""
    return make_bag(payload(), entries())


def tracer_accepts(files: Files) -> bool:
    """Whether `tracer verify` finds nothing wrong.

    What an altered result says goes into every annex, and must not break one. The typesetter, which takes it as
    text, is spared those that are known to be altered: the trace, computed again, is another one.
    """
    inside = {name: files[name] for name in files if name.startswith("data/") or name in sealed()}
    bag = check_files(inside, [name for name in files if name not in inside])
    if bag.findings:
        return False  # the first step fails with them, whatever else it finds
    sparing = Sparing()
    checked = steps(bag, replaying(files), derive=sparing.derive, runner=sparing.in_this_process)
    return not any(step.verdict is StepVerdict.FAIL for step in checked)


def stand_alone(files: Files) -> tuple[bool, str]:
    """Whether the stand-alone verifier finds nothing wrong, and what it says; it stops at the first fault."""
    said = ""
    for verdict, _, _, reasons in verifier().Verifier(in_memory(verifier(), files)).items():
        if verdict == "FAIL":
            return False, said
        said = "\n".join(reasons)
    return True, said


def excuse(files: Files, said: str) -> str | None:
    """Return why the stand-alone verifier could not notice what was changed, where it says so itself."""
    changed = sorted(n for n in {*files, *sealed()} if n.startswith("data/") and files.get(n) != sealed().get(n))
    if _left_out(files, changed) and not re.search("^0 transactions that are not here", said, re.MULTILINE):
        return PREVOUT
    reasons = {_excuse(files, name, said) for name in changed}
    return None if None in reasons else ", ".join(sorted(map(str, reasons)))


def _left_out(files: Files, changed: list[str]) -> bool:
    """Whether all that changed is that transactions are not there, and that no proof shows them."""
    if (
        not {*changed} <= {f"data/chain/{name}" for name in chain_tables.NAMES}
        or len(chain_tables.NAMES & _below(files)) < 4
    ):
        return False
    try:
        rows, proofs = parts(files), parts(files, chain_tables.PROOFS)
    except RowFault:
        return False
    return {*rows} < {*parts(sealed())} and {row.name for row in proofs} <= {
        row.name for row in parts(sealed(), chain_tables.PROOFS)
    }


def _below(files: Files) -> set[str]:
    return {name.removeprefix("data/chain/") for name in files}


def _excuse(files: Files, name: str, said: str) -> str | None:
    if name in ("data/chain/transactions.dat", "data/chain/transactions.csv") and name in files:
        try:
            rows = [(row.name, row.place, decode.txid(row.content)) for row in parts(files)]
        except IntegrityError:
            return None
        same = rows == [(row.name, row.place, row.name) for row in parts(sealed())]
        return WITNESS if same and "Witnesses, which a txid does not cover" in said else None
    if name == "data/trace/trace.json":
        sound_said = stand_alone(sealed())[1]  # a key that is taken out is named there, and nowhere else
        listed = [key for words in (said, sound_said) for key in _named(words, "did not compute")]
        places = set(_places(json.loads(sealed()[name]), json.loads(files[name]), ""))
        if places <= {"bound_proofs.cut", "bound_proofs.flow"}:
            return PROOF
        return KEY if all(any(f"{place}.".startswith(f"{key}.") for key in listed) for place in places) else None
    gone = name not in files and name in _named(stand_alone(sealed())[1], "did not open")
    is_case = name.startswith("data/case/") and "That case.json, its claims too, is what case.toml" in said
    return ANNEX if gone or is_case or name in _named(said, "did not open") else None


def _named(said: str, what: str) -> list[str]:
    """Return what the stand-alone verifier lists as left to `tracer verify`."""
    start = f"{what} (tracer verify BUNDLE does): "
    lines = (line.partition(start)[2].removesuffix(".") for line in said.splitlines() if start in line)
    return [name for line in lines for name in line.split(", ")]


def _places(one: object, other: object, place: str) -> Iterator[str]:
    """Yield where two JSON values differ, without the numbers of rows."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {*one, *other}:
            yield from _places(one.get(key), other.get(key), f"{place}.{key}" if place else key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for first, second in zip(one, other, strict=True):
            yield from _places(first, second, place)
    elif one != other:
        yield place


def mutants(number: int) -> Iterator[tuple[str, Files]]:
    """Yield one round's mutants, no two rounds alike, each with what was done.

    The next is drawn alike whether this one is among those that are judged or not.
    """
    source = random.Random(f"mutations {number}")
    done: Counter[str] = Counter()
    while sum(done.values()) < min(EACH, OF_A_KIND * len(KINDS)):
        again = source.random() < 0.6
        mutation = source.choice(SEALED_AGAIN if again else AS_FOUND)
        files = dict(sealed())
        mutation(source, files)
        what = mutation.__name__ + " again" * again
        if done[what] == OF_A_KIND:
            continue
        files = seal(files) if again else files
        if files != sealed():
            done[what] += 1
            yield what, files


def test_the_sound_bundle_is_accepted_by_both() -> None:
    """What the mutations start from passes both verifiers, so that each refusal is the mutation's."""
    assert seal(sealed()) == seal({name: bytes(bytearray(content)) for name, content in sealed().items()}) == sealed()
    assert tracer_accepts(sealed())
    assert stand_alone(sealed())[0]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_no_mutation_is_accepted(number: int) -> None:
    """Each mutant is refused by both.

    What is not covers only a witness, or is named as not checked where it is found.
    """
    done: Counter[str] = Counter()
    for what, files in mutants(number):
        done[what] += 1
        accepted, said = stand_alone(files)
        assert not accepted or excuse(files, said) is not None, (what, _changed(files))
        if tracer_accepts(files):
            assert excuse(files, said) in (WITNESS, PREVOUT), (what, _changed(files))
    assert set(done) == KINDS
    assert sum(done.values()) == min(EACH, OF_A_KIND * len(KINDS))


def _changed(files: Files) -> list[str]:
    names = [name for name in sorted({*files, *sealed()}) if files.get(name) != sealed().get(name)]
    trace = "data/trace/trace.json"
    places = _places(json.loads(sealed()[trace]), json.loads(files[trace]), "") if trace in names else ()
    return [*names, *places]
