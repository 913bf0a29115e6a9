"""Lists of sanctions, and what a search of them found, stay with whoever searched: a bundle has hashes at most."""

import hashlib
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve import story_two
from tests.reserve.closing import begun, closed, context, exported
from tracer.operations.reserve_pack import PackRequest, pack
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.profiles import Profile

LISTED = "Ivan Listedperson Zapretny"
LIST = f"<sdnList><entry uid='77'><lastName>{LISTED}</lastName></entry></sdnList>\n".encode()
FOUND = f"searched 2025-06-20: 1 match, {LISTED}, uid 77\n".encode()
PLACES = {
    "lists/sdn.xml": LIST,
    "sdn.xml": LIST,
    "tables/sdn.csv": LIST,
    "texts/sdn.xml": LIST,
    "texts/search.txt": FOUND,
    "security/search.txt": FOUND,
    "proofs/search.txt": FOUND,
    "receipts/search.txt": FOUND,
}
"""Where a clerk may have put a list, or what a search of it found."""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's register, a quarter closed, with a search of a receipt on file by its hash alone."""
    place = begun(tmp_path_factory.mktemp("screened"))
    (place / "tables").mkdir(exist_ok=True)
    row = f"{story_two.coin('consolidate.0')},2025-06-20,match,{hashlib.sha256(FOUND).hexdigest()}"
    (place / "tables" / "screenings.csv").write_text(f"receipt,searched,result,sha256\n{row}\n", encoding="utf-8")
    closed(place, "2025Q2")
    return place


def content(folder: Path) -> bytes:
    """Return every file of a folder, and what its names are, in one."""
    files = [each for each in sorted(folder.rglob("*")) if each.is_file()]
    return b"\n".join([str(each.relative_to(folder)).encode() + b"\n" + each.read_bytes() for each in files])


@pytest.mark.parametrize("where", PLACES)
def test_no_bundle_holds_a_list_or_what_a_search_found(register: Path, tmp_path: Path, where: str) -> None:
    """Wherever in the register's folder it lies: in no profile's bundle, in no pack; the bundles are as without it."""
    before = {}
    for profile in Profile:
        exported(register, "2025Q2", profile, tmp_path / f"bare-{profile.value}")
        before[profile] = content(tmp_path / f"bare-{profile.value}")
    place = register / where
    is_new = not place.parent.exists()
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(PLACES[where])
    try:
        for profile in Profile:
            out = tmp_path / profile.value
            exported(register, "2025Q2", profile, out)
            assert content(out) == before[profile]
            assert LISTED.encode() not in content(out)
            assert b"Zapretny" not in content(out)
            assert verify(VerifyRequest(out), context()).exit_code == 0
        asked = PackRequest(register=register, period="2025Q2", nonce="9f" * 16, out=tmp_path / "pack", count=1)
        pack(asked, context())
        assert b"Zapretny" not in content(tmp_path / "pack")
    finally:
        place.unlink()
        if is_new:
            place.parent.rmdir()


def test_a_list_that_stands_in_the_table_of_searches_is_refused(register: Path) -> None:
    """The table takes a coin, a day, one of two words and a hash: no name fits in."""
    place = register / "tables" / "screenings.csv"
    kept = place.read_bytes()
    receipt = story_two.coin("consolidate.0")
    rows = f"{receipt},2025-06-20,{LISTED},{'ab' * 32}\n{receipt},2025-06-21,match,{LISTED}\n"
    try:
        place.write_text(f"receipt,searched,result,sha256\n{rows}", encoding="utf-8")
        ended = tracer("reserve", "check", register)
        assert ended.code == 2
        assert "line 2: result: expected nothing or match" in ended.err
        assert "line 3: sha256: " in ended.err
    finally:
        place.write_bytes(kept)
