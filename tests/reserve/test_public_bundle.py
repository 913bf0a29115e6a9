"""The public bundle of the recorded story: sealed, checked, and without a private token of the register."""

import datetime as dt
import hashlib
import json
import random
import re
import shutil
import subprocess
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.reserve import story_two
from tests.reserve.closing import begun, closed, exported
from tests.reserve.drawn_registers import ACCOUNT, CASES, drawn
from tests.reserve.security.drawn_custody import DrawnCustody, drawn_custody
from tests.reserve.story_register import NO_ACTS
from tests.reserve.test_ledger_laws import ledger_of
from tests.reserve.test_statement_documents import ALL, text_of
from tracer.chain.address import encode
from tracer.formats import canonical
from tracer.reserve import public_file, statement_bundle
from tracer.reserve.audit.custody_roles import custody_by_role
from tracer.reserve.days import Period, observed_block
from tracer.reserve.period import book
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.period_sources import PeriodSources
from tracer.reserve.periods import Predecessors
from tracer.reserve.profiles import Profile
from tracer.reserve.public import public
from tracer.reserve.public_file import loads
from tracer.reserve.register import Register
from tracer.reserve.security.published_custody import PublishedCustody, published_custody
from tracer.reserve.statement.documents import documents
from tracer.reserve.statement.sources import StatementSources
from tracer.reserve.statement_bundle import Rendering
from tracer.reserve.terms import USUAL_SECURITY
from tracer.reserve.title import title
from tracer.reserve.wallet_changes import RegisterActs
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
    stated = set(values(table["register"]))
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
    return {each for each in found if len(each) >= SHORTEST and each.strip("0.")} - stated


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
        if file.is_file() and file.parent.name != "verify":
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


@cache
def drawn_sources(seed: int) -> tuple[PeriodStatement, StatementSources]:
    """Return the full statement of a drawn register, closed on its last day, and what is published of it."""
    drawing = drawn(seed, unit=3_000_007)
    ledger = ledger_of(drawing)
    last = Period("2026Q2", dt.date(2026, 4, 1), drawing.days[-1])
    files = {f"receipts/{case}/admission.json": hashlib.sha256(case.encode()).hexdigest() for case in CASES}
    made = book(
        PeriodSources(
            period=last, register=drawing.register, acts=drawing.acts, lots=drawing.lots, history=drawing.history,
            ledger=ledger, faults=(), files=files, before=Predecessors(None, None), version="0.2.0", method=2,
        )
    )  # fmt: skip
    statement = replace(made.statement, private_root="9f" * 32)
    given = public(statement, drawing.register, ledger, made.title, ())
    return statement, StatementSources(public=given, statement=None, due=last.due, closed=None)


@pytest.mark.parametrize("seed", range(4))
def test_no_token_of_a_drawn_register_is_in_its_documents(seed: int) -> None:
    """Whatever is drawn, no transaction, address, script, wallet, order, case, lot or exact amount is published."""
    statement, given = drawn_sources(seed)
    drawing = drawn(seed, unit=3_000_007)
    tokens = {touch.transaction.txid for touch in drawing.history.touches} | set(statement.wallets) | set(CASES)
    tokens |= {script.script.hex() for wallet in drawing.register.wallets for script in wallet.scripts}
    tokens |= {each for wallet in drawing.register.wallets for each in wallet.addresses}
    tokens |= {order.order for order in statement.orders} | {order.act for order in statement.orders} | {ACCOUNT}
    tokens |= {each.sha256 for each in statement.inputs} | {statement.reconciliation.coins_sha256}
    exact = [row.value for row in statement.movements] + [coin.value for coin in ledger_of(drawing).coins]
    exact += [sat for row in statement.movements for sat in row.lots.values()]
    exact += [row.fee for row in statement.movements] + [order.covered for order in statement.orders]
    tokens |= {written for sat in exact for written in amount(sat)}
    assert len(tokens) > 100
    texts = {name: text_of(name, content) for name, content in documents(given, ALL, Profile.PUBLIC).items()}
    texts["public.json"] = public_file.dumps(given.public).decode()
    leaks = {name: sorted(each for each in tokens if is_in(each, text)) for name, text in texts.items()}
    assert {name: found for name, found in leaks.items() if found} == {}


def numbers(custody: DrawnCustody, register: Register) -> PublishedCustody:
    """Return what is published of a drawn security register whose quorum every wallet names."""
    (quorum,) = custody.kept.quorums
    wallets = tuple(replace(wallet, quorum=quorum.name) for wallet in register.wallets)
    known = replace(register, wallets=wallets, security=replace(register.security, publish_quorums=True))
    found, silent, other = (
        published_custody(custody.kept, RegisterActs(each, NO_ACTS), dt.date(2026, 7, 1))
        for each in (known, replace(known, security=USUAL_SECURITY), register)
    )
    assert (silent, other) == (None, None)
    assert found is not None
    return found


def drawn_public(seed: int) -> tuple[dict[str, str], DrawnCustody, frozenset[str]]:
    """Return every file of a drawn register's public bundle, its security register, and its other private words.

    Some of its coins are proven by signatures; every other one publishes the numbers of its quorum.
    """
    statement, _ = drawn_sources(seed)
    drawing, ledger = drawn(seed, unit=3_000_007), ledger_of(drawn(seed, unit=3_000_007))
    wallets = [wallet.name for wallet in drawing.register.wallets]
    custody = drawn_custody(seed, wallets)
    coins = sorted(coin.outpoint for coin in ledger.coins)
    proven = frozenset(random.Random(seed).sample(coins, len(coins) // 2))
    day = Period("2026Q2", dt.date(2026, 4, 1), drawing.days[-1]).last
    book = title(ledger, drawing.register, drawing.lots, drawing.acts, day, statement.closing.height)
    told = replace(statement, published=numbers(custody, drawing.register) if seed % 2 else None)
    made = public(told, drawing.register, ledger, book, (), proven=proven)
    assert made.proof is not None
    assert (made.custody is None) == (seed % 2 == 0)
    files = statement_bundle.of_public(made, None, Rendering(languages=ALL, pages=False))
    texts = {name: content.decode(errors="replace") for name, content in files.items() if ".xlsx" not in name}
    texts |= {name: text_of(name, content) for name, content in files.items() if ".xlsx" in name}
    texts["public.json"] = public_file.dumps(made).decode()
    addresses = {each for wallet in drawing.register.wallets for each in wallet.addresses}
    private = addresses | {
        each.hex() for each in (script.script for w in drawing.register.wallets for script in w.scripts)
    }
    private |= set(wallets) | set(CASES) | {ACCOUNT} | {str(each) for each in proven} | {each.txid for each in proven}
    return texts, custody, frozenset(private)


@pytest.mark.parametrize("seed", range(10))
def test_no_word_of_a_drawn_security_register_is_in_a_public_bundle(seed: int) -> None:
    """No name, city, serial, fingerprint, insurer or auditor of `security/`, no address, no outpoint that was proven.

    The programs that check the bundle are the same in every one. An auditor's table by role has none of the words
    either, and tells how many there are of everything.
    """
    texts, custody, private = drawn_public(seed)
    tokens = custody.tokens | private
    assert len(custody.tokens) > 20
    leaks = {
        name: sorted(each for each in tokens if is_in(each, text))
        for name, text in texts.items()
        if not name.startswith("verify/")
    }
    assert {name: found for name, found in leaks.items() if found} == {}
    by_role = canonical.dumps(custody_by_role(custody.kept)).decode()
    assert [each for each in custody.tokens if each in by_role] == []
    said = json.loads(by_role)
    assert len(said["persons"]) == len(custody.kept.persons)
    assert [len(each["keys"]) for each in said["quorums"]] == [len(custody.kept.keys)]


def test_the_words_of_a_drawn_security_register_are_what_it_says() -> None:
    """Each stands in the register as read: what is looked for above is really there."""
    for seed in range(10):
        custody = drawn_custody(seed, ["One", "Two"])
        written = repr(custody.kept)
        assert [each for each in custody.tokens if each not in written] == []


def test_it_holds_what_is_public_and_no_other_file(bundle: Path) -> None:
    """The figures, what they are about, the documents, the check, and the seal."""
    names = {file.relative_to(bundle).as_posix() for file in bundle.rglob("*") if file.is_file()}
    assert {name for name in names if name.startswith("data/") and not name.startswith("data/statement/")} == {
        "data/bundle.json", "data/public.json",
        "data/verify/verify.py", "data/verify/verify_public.py",
        "data/verify/verify_books.py", "data/verify/verify_title.py",
        "data/verify/custodians.py", "data/verify/persons.py", "data/verify/told.py",
    }  # fmt: skip
    given = loads((bundle / "data/public.json").read_bytes(), "public.json")
    assert given.period == "2025Q3"
    assert given.counts.cases == 2
    assert [each.period for each in given.previous] == ["2025Q2"]
    assert given.breaches == () or given.breaches[0].day == dt.date(2025, 9, 30)


def test_its_root_is_that_of_the_full_statement(register: Path, bundle: Path) -> None:
    """SHA-256 of the salt and of the statement's hash without the root: whoever is shown both computes it."""
    folder = register / "periods" / "2025Q3"
    statement = canonical.loads((folder / "period.json").read_bytes(), "period.json")
    assert isinstance(statement, dict)
    bare = hashlib.sha256(canonical.dumps({**statement, "private_root": None})).digest()
    root = hashlib.sha256((folder / "salt").read_bytes() + bare).hexdigest()
    assert loads((bundle / "data/public.json").read_bytes(), "public.json").private_root == root
