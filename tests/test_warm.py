"""The process that forks commands: what it remembers for them."""

from pathlib import Path

from tests.warm import remembering


def test_pages_are_set_once_for_the_same_input(tmp_path: Path) -> None:
    """Pages of the same template and inputs are set once, by whichever process; other inputs are set for themselves."""
    done = []

    def set_pages(template: str, inputs: tuple[tuple[str, str], ...]) -> bytes:
        done.append(inputs)
        return f"{template} {inputs}".encode()

    first, second = remembering(set_pages, tmp_path), remembering(set_pages, tmp_path)
    one, other = (("a", "1"),), (("a", "1"), ("b", ""))
    for each in (one, other):
        assert first("t", each) == second("t", each) == set_pages("t", each)
    assert first("u", one) == b"u (('a', '1'),)"
    assert done == [one, one, other, other, one]
