"""A pack is read together with the header it includes, from its own folder or one above, and from nowhere else."""

from pathlib import Path

import pytest

from tests.trace.tags.test_header import HEADER, PACK
from tracer.errors import CaseError
from tracer.operations.tag_files import read_pack
from tracer.trace.tags.header import parts


def test_the_nearest_header_is_taken(tmp_path: Path) -> None:
    """The header lies beside the pack or in the nearest folder above it, as in the published repository."""
    pack = tmp_path / "packs" / "a" / "x.yaml"
    pack.parent.mkdir(parents=True)
    pack.write_bytes(PACK)
    assert read_pack(pack) == PACK
    (tmp_path / "header.yaml").write_bytes(b"far: 1\n")
    (tmp_path / "packs" / "header.yaml").write_bytes(HEADER)
    assert parts(read_pack(pack)) == (PACK, ("header.yaml", HEADER))
    pack.write_bytes(read_pack(pack))
    assert parts(read_pack(pack)) == (PACK, ("header.yaml", HEADER))


@pytest.mark.parametrize("name", ["../header.yaml", "/etc/passwd", "a/header.yaml", "..", "..\\header.yaml"])
def test_only_the_name_of_a_file_is_included(tmp_path: Path, name: str) -> None:
    """A path out of the folder is refused before anything is opened."""
    (tmp_path / "header.yaml").write_bytes(HEADER)
    pack = tmp_path / "x.yaml"
    pack.write_bytes(PACK.replace(b"header.yaml", name.encode()))
    with pytest.raises(CaseError, match=r"x.yaml: !include .*: only the name of a file is included, without a folder"):
        read_pack(pack)


@pytest.mark.parametrize(
    ("secret", "what"),
    [
        ("label5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss", "a private key"),
        ("6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg", "a private key encrypted with a password"),
        (" ".join(["abandon"] * 11 + ["about"]), "a recovery phrase"),
    ],
)
def test_a_pack_or_header_that_holds_a_secret_is_refused_and_does_not_show_it(tmp_path: Path, secret, what: str):
    """A pack is sealed and its labels stand in every table: no secret comes in with it, not even in a comment."""
    pack, header = tmp_path / "x.yaml", tmp_path / "header.yaml"
    header.write_bytes(HEADER)
    for path, whole in ((pack, PACK), (header, HEADER)):
        pack.write_bytes(PACK)
        path.write_bytes(whole + f"\n# {20 * chr(45)} {secret}\n".encode())
        with pytest.raises(CaseError) as refused:
            read_pack(pack)
        line = path.read_text().count("\n")
        said = f"{path.name}: holds {what} in line {line}: take it out, and treat that key as exposed"
        assert str(refused.value) == said
