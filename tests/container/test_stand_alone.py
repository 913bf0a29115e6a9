"""What a verifier that is run from its bytes says of files in memory."""

import pytest

from tracer.container.stand_alone import failed_items

SOURCE = b"""
class NoVerdict(Exception):
    pass

class Folder:
    def __init__(self, root, most=9):
        assert root == ""
        self.list()
        if sum(self.sizes.values()) > most:
            raise NoVerdict("too much")
        self.held = {name: b"".join(self.parts(name)) for name in self.sizes}

    def list(self):
        raise AssertionError("the disk is looked at")

    parts = list

class Verifier:
    def __init__(self, folder):
        self.folder = folder

    def items(self):
        yield "PASS", "1", "Names", ["are sorted"] if [*self.folder.sizes] == sorted(self.folder.sizes) else []
        for number, (name, content) in enumerate(self.folder.held.items(), 2):
            verdict = {b"right": "PASS", b"wrong": "FAIL", b"left": "NOT-CHECKED"}[content]
            yield verdict, str(number), name, [f"{len(content)} bytes", "more"]
"""


def test_only_what_fails_is_named_with_its_first_reason() -> None:
    """Items that pass or are not checked are none of it; files come in the order of their names."""
    assert failed_items(SOURCE, {"b": b"wrong", "a": b"left"}) == [("3", "b", "5 bytes")]
    assert failed_items(SOURCE, {"a": b"right"}) == []


@pytest.mark.parametrize(("most", "found"), [(10, []), (9, [("1", "Limits", "there would be no verdict: too much")])])
def test_limits_are_the_verifiers_and_beyond_them_there_is_no_verdict(
    most: int, found: list[tuple[str, str, str]]
) -> None:
    """A bundle on which there would be none is refused as one that fails."""
    assert failed_items(SOURCE, {"a": b"right", "b": b"right"}, most) == found
