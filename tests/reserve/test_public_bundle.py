"""The public bundle of the recorded story: sealed, checked, and without a private token of the register."""

import datetime as dt
import hashlib
import re
import shutil
import subprocess
import tomllib
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reserve import story_two
from tests.reserve.closing import begun, closed, exported
from tracer.chain.address import encode
from tracer.formats import canonical
from tracer.reserve.days import observed_block
from tracer.reserve.profiles import Profile
from tracer.reserve.public_file import loads
from tracer.reserve.watching import watch

PUBLIC_WORDS = frozenset({"kind", "order_kind", "method", "state", "currency", "stage", "opinion", "name_of_scope"})
"""Keys whose values are words of the product and not of the register."""
SHORTEST = 4
ROUND = 1_000_000
"""A whole number of these satoshi may be a rounded figure too, whatever it was made of."""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's register, closed to the end of its third quarter."""
    folder = begun(tmp_path_factory.mktemp("story"))
    closed(folder, "2025Q2", "2025Q3")
    return folder


@pytest.fixture(scope="module")
def bundle(register: Path) -> Path:
    """Return its public bundle in three languages."""
    out = register.parent / "public"
    exported(register, "2025Q3", Profile.PUBLIC, out, "kk", "ru", "en")
    return out


def values(value: object, key: str = "") -> Iterator[str]:
    """Yield every text and amount of a TOML file that could name something."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in PUBLIC_WORDS:
                yield from values(inner, name)
    elif isinstance(value, list):
        for each in value:
            yield from values(each, key)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from amount(value)
    elif isinstance(value, str):
        yield value


def amount(sat: int) -> Iterator[str]:
    """Yield an amount as files and papers write it."""
    if sat % ROUND and sat > ROUND // 1000:
        yield from (str(sat), f"{sat:,}", f"{sat // 10**8}.{sat % 10**8:08d}", f"{sat // 10**8},{sat % 10**8:08d}")


def is_in(token: str, text: str) -> bool:
    """Return whether a token stands in a text; one of digits by itself, not as a part of another number."""
    if token not in text:
        return False
    if not token.replace(",", "").replace(".", "").isdigit():
        return True
    return re.search(rf"(?<![0-9a-f.,]){re.escape(token)}(?![0-9a-f])", text) is not None


def private_tokens(register: Path) -> set[str]:
    """Return what the register's files name, but for what `[register]` of register.toml says of itself."""
    table = tomllib.loads((register / "register.toml").read_text())
    public = set(values(table["register"]))
    found = set(values(table))
    for act in (register / "acts").glob("*.toml"):
        found |= set(values(tomllib.loads(act.read_text()))) | {act.stem}
    for file in register.rglob("*"):
        if file.is_file():
            found.add(hashlib.sha256(file.read_bytes()).hexdigest())
    for text in (register / "texts").iterdir():
        found |= {line for line in text.read_text(errors="replace").splitlines() if len(line) > SHORTEST}
    keys = [each for text in found for each in re.findall(r"\[([0-9a-f]{8})/|([tx]pub\w+)", text)]
    found |= {part for each in keys for part in each}
    return {each for each in found if len(each) >= SHORTEST and each.strip("0.")} - public


def chain_tokens(bundle: Path) -> set[str]:
    """Return each transaction, amount, address and block of the story, the closing one excepted."""
    view = story_two.view()
    tip = observed_block(view, view.tip().height)
    closing = loads((bundle / "data/public.json").read_bytes(), "public.json").closing.height
    tokens: set[str] = {observed_block(view, height).hash for height in range(tip.height + 1) if height != closing}
    for touch in watch(story_two.register(), view, tip).touches:
        tokens.add(touch.transaction.txid)
        for output in touch.transaction.outputs:
            tokens |= set(amount(output.value))
            address = encode(output.script, story_two.register().network)
            tokens |= {output.script.hex()} | ({address} if address else set())
    return tokens


def said(bundle: Path) -> dict[str, str]:
    """Return the text of every file of a bundle; of a PDF its pages and every stream of it."""
    found = {}
    for file in sorted(bundle.rglob("*")):
        if file.is_file() and file.name != "verify.py":
            content = file.read_bytes()
            text = content.decode(errors="replace")
            if file.suffix == ".pdf":
                for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
                    if stream[:1] == b"\x78":
                        text += zlib.decompressobj().decompress(stream).decode(errors="replace")
                if shutil.which("pdftotext"):
                    run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True)
                    text += run.stdout.decode()
            found[file.relative_to(bundle).as_posix()] = text
    return found


def test_no_private_token_of_the_register_is_in_it(register: Path, bundle: Path) -> None:
    """Names, persons, orders, cases, lots, labels, act texts, amounts, descriptors, hashes: none is in any file."""
    tokens = private_tokens(register) | chain_tokens(bundle)
    assert len(tokens) > 200
    leaks = {name: sorted(each for each in tokens if is_in(each, text)) for name, text in said(bundle).items()}
    assert {name: found for name, found in leaks.items() if found} == {}


def test_the_search_finds_them_where_they_are(register: Path, bundle: Path) -> None:
    """In the private bundle of the same quarter most of these tokens are found."""
    out = register.parent / "private"
    exported(register, "2025Q3", Profile.PRIVATE, out, "en")
    tokens = private_tokens(register) | chain_tokens(bundle)
    text = "\n".join(said(out).values())
    assert sum(is_in(each, text) for each in tokens) > 100


def test_it_holds_what_is_public_and_no_other_file(bundle: Path) -> None:
    """The figures, what they are about, the documents, the check, and the seal."""
    names = {file.relative_to(bundle).as_posix() for file in bundle.rglob("*") if file.is_file()}
    assert {name for name in names if name.startswith("data/") and not name.startswith("data/statement/")} == {
        "data/bundle.json", "data/public.json", "data/verify/verify.py",
    }  # fmt: skip
    public = loads((bundle / "data/public.json").read_bytes(), "public.json")
    assert public.period == "2025Q3"
    assert public.counts.cases == 2
    assert [each.period for each in public.previous] == ["2025Q2"]
    assert public.breaches == () or public.breaches[0].day == dt.date(2025, 9, 30)


def test_its_root_is_that_of_the_full_statement(register: Path, bundle: Path) -> None:
    """SHA-256 of the salt and of the statement's hash without the root: whoever is shown both computes it."""
    folder = register / "periods" / "2025Q3"
    statement = canonical.loads((folder / "period.json").read_bytes(), "period.json")
    assert isinstance(statement, dict)
    bare = hashlib.sha256(canonical.dumps({**statement, "private_root": None})).digest()
    root = hashlib.sha256((folder / "salt").read_bytes() + bare).hexdigest()
    assert loads((bundle / "data/public.json").read_bytes(), "public.json").private_root == root
