"""A pack is read together with the header it includes, from its own folder or one above, and from nowhere else."""

import pytest

from tests.trace.tags.test_header import HEADER, PACK
from tracer.errors import CaseError
from tracer.operations.tag_files import read_pack
from tracer.trace.tags.header import parts


def test_the_nearest_header_is_taken(tmp_path):
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
def test_only_the_name_of_a_file_is_included(tmp_path, name):
    """A path out of the folder is refused before anything is opened."""
    (tmp_path / "header.yaml").write_bytes(HEADER)
    pack = tmp_path / "x.yaml"
    pack.write_bytes(PACK.replace(b"header.yaml", name.encode()))
    with pytest.raises(CaseError, match=r"x.yaml: !include .*: only the name of a file is included, without a folder"):
        read_pack(pack)
