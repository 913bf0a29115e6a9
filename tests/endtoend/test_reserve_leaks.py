"""Nothing of a whole register is in its public bundles but what is public: searched word by word, number by number.

Every leaf of every file of the demonstration's register is looked for in every file of the public bundles of four
periods, with limits, hedges, reviews and a security register in it. What is found must be on a list of what is public.
"""

import csv
import hashlib
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reserve.security import sample
from tests.reserve_story import TXIDS
from tests.shown_reserve import demonstration, statement
from tracer.formats.zone import DATABASE_VERSION
from tracer.operations import reserve_export
from tracer.operations.context import Context
from tracer.operations.reserve_export import StatementExportRequest
from tracer.reserve.profiles import Profile
from tracer.reserve.terms import LimitKind

PERIODS = ("2025Q2", "2025Q3", "2025Q3-r1", "2025Q4")
LONG = 6
"""Characters from which on a word or a number tells something."""
STEP = 1_000_000
"""Satoshi of a hundredth of a bitcoin: round figures are the public's as well."""
WORDS = re.compile(r"[a-z_]+")
"""Keys of files, states, and words of every sentence."""
SPECIAL = re.compile(
    r"tpub\w+|bcrt1\w+|[mn2][1-9A-HJ-NP-Za-km-z]{25,34}|[0-9a-f]{8,}|L-\d{4}|\d{4}-\d{4}|\d+-\d+/\d{4}"
)
"""Keys, addresses, hashes and fingerprints, lots, acts and orders, wherever they stand in a text."""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the demonstration's register with a security register in it."""
    folder = tmp_path_factory.mktemp("leaks") / "register"
    shutil.copytree(demonstration()[0] / "register", folder)
    for name, content in sample.files().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def published(register: Path) -> dict[str, str]:
    """Return what every file of the public bundles says, by period and path, but for programs that check it."""
    found: dict[str, str] = {}
    for period in PERIODS:
        bundle = register.with_name(period)
        request = StatementExportRequest(register, period, Profile.PUBLIC, bundle)
        reserve_export.export(request, Context(who="R. Registrar"))
        for path in sorted(each for each in bundle.rglob("*") if each.is_file()):
            name = path.relative_to(bundle).as_posix()
            if not name.startswith("data/verify/"):
                found[f"{period}/{name}"] = said(path)
    return found


def said(path: Path) -> str:
    """Return what a file says, a workbook's and a PDF's parts unpacked, and a PDF's text where it can be read."""
    content = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode() for name in archive.namelist())
    if path.suffix != ".pdf":
        return content.decode()
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    unpacked = [zlib.decompressobj().decompress(each) for each in streams if each[:1] == b"\x78"]
    whole = [
        each for each in unpacked if re.search(rb" re\b| Tf\b", each) is None
    ]  # where letters are drawn are places on the sheet alone
    if shutil.which("pdftotext") is not None:
        whole.append(subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout)
    return b"\n".join(whole).decode(errors="replace")


def leaves(value: Any) -> Iterator[str]:
    """Yield every text, number and key of a value."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def told(register: Path) -> Iterator[str]:
    """Yield every leaf and every name of the register's files; of raw quotes the names alone."""
    for path in sorted(each for each in register.rglob("*") if each.is_file()):
        yield path.relative_to(register).as_posix()
        if path.is_relative_to(register / "prices") or path.suffix in (".bin", ".dat", ".pem") or path.name == "salt":
            continue
        text = path.read_text()
        match path.suffix:
            case ".toml":
                yield from leaves(tomllib.loads(text))
            case ".json":
                yield from leaves(json.loads(text))
            case ".jsonl":
                yield from (leaf for line in text.splitlines() for leaf in leaves(json.loads(line)))
            case ".csv":
                yield from (cell for row in csv.reader(text.splitlines()) for cell in row)
            case _:
                yield from text.splitlines()


def forms(token: str) -> Iterator[str]:
    """Yield a token as files write it; a number as bitcoin and as money as well, in three languages."""
    if not re.fullmatch(r"-?\d+", token):
        yield token
        yield from (each for each in SPECIAL.findall(token) if not each.isdigit())
        return
    number = abs(int(token))
    if number % STEP == 0:
        return
    yield token
    for size, places in ((10**8, 8), (100, 2)):
        whole, part = divmod(number, size)
        for group, point in ((",", "."), ("\N{NO-BREAK SPACE}", ","), ("", ".")):
            yield f"{f'{whole:,}'.replace(',', group)}{point}{part:0{places}d}"


def public(register: Path) -> set[str]:
    """Return what of the register is public, each for its reason."""
    found = {"KZ-EXAMPLE", "National Investment Corporation (example)", "regtest", "custody-tracer",
             "custody-tracer 0.2.0", "manifest-sha256.txt", "tagmanifest-sha256.txt", "sha256",
             "period_sha256"}  # fmt: skip
    found |= {f"{name}-example" for name in ("almaty", "astana", "caspian", "steppe")}
    found |= {kind.value for kind in LimitKind}
    found |= {"17607026", "9042088100"}  # what 1.70 BTC are worth, a round figure
    of_every_bag = hashlib.sha256((register.with_name("2025Q2") / "bagit.txt").read_bytes()).hexdigest()
    found |= {of_every_bag, f"{of_every_bag}  bagit.txt", DATABASE_VERSION}
    journal = [json.loads(line) for line in (register / "journal.jsonl").read_text().splitlines()]
    found |= {each["details"]["closed"] for each in journal if "closed" in each.get("details", {})}
    for period in PERIODS:
        said = statement(register.parent, period)
        value = said["value"]
        found |= {period, said["private_root"], said["closing"]["hash"], said["closing"]["mtp"]}
        found |= {
            said["closing"]["mtp"][:10],
            value["kzt_per_usd"],
            value["fixing"]["day"],
            value["fixing"]["usd_cents"],
        }
        fixing = json.loads((register / "fixings" / f"{value['fixing']['day']}.json").read_bytes())
        found |= {fixing["from"], fixing["to"]}
    found |= {"2025-04-01", "2025-07-01", "2025-10-01", "2025-07-31", "2025-10-31", "2026-01-31"}  # begin, and due
    found |= {"2025-11-10", "2026-01-20", "0.50000", "0.80000", "0.60000", "0.82000"}  # of reviews
    return found


def test_public_bundles_say_nothing_but_what_is_public(register: Path, published: dict[str, str]) -> None:
    """No leaf of the register is in them, as it is written or as papers print it, but for the list above."""
    everything = {form for leaf in told(register) for form in forms(leaf)}
    tokens = {each for each in everything if len(each) >= LONG and not WORDS.fullmatch(each)}
    assert len(tokens) > 20_000
    tokens -= {form for each in public(register) for form in forms(each)}
    found: dict[str, str] = {}
    for name, text in published.items():
        pieces = set(re.findall(r"[\w./@:+\-]+", text)) | set(re.findall(r"[0-9A-Za-z]+", text))
        for token in tokens:
            if token in pieces or (not re.fullmatch(r"[\w./@:+\-]+", token) and token in text):
                found.setdefault(token, name)
    assert sorted(found.items()) == []


def test_the_search_finds_what_is_there(register: Path, published: dict[str, str]) -> None:
    """A name, a city, a fingerprint, a serial, an address, a transaction and an amount are tokens that it looks for."""
    everything = {form for leaf in told(register) for form in forms(leaf)}
    assert {
        "K. Example", "Person 3", "Shymkent", "77fa9063", "SN-1", "Hedging Bank (example)", "share-max", "2025-0110",
        "bcrt1q70xwpfl3n4uaefxxz72qgg0wya5g0fnut5jze6", TXIDS["departure"], "0.49980000", "L-0007",
        "1-91/2025", "State reserve wallet", "Custody account 1", "1,108,092.99", "Central Bank (example)",
    } <= everything  # fmt: skip
    assert any("National Investment Corporation (example)" in text for text in published.values())
    if shutil.which("pdftotext") is not None:
        assert "103,570.74" in published["2025Q4/data/statement/statement.en.pdf"]
