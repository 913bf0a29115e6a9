"""The JSON of an exchange's answer, every number as the text that it is."""

import json
from collections.abc import Callable
from typing import NoReturn, TypeAlias

Json: TypeAlias = "str | bool | list[Json] | dict[str, Json] | None"
"""JSON whose numbers are texts."""

_SPACES = (" ", "\t", "\n", "\r")
"""Of JSON."""


def read(content: bytes) -> Json:
    """Return an answer's JSON, every number a text.

    Raises:
        ValueError: it is no JSON, a key stands twice, or it nests too deeply.
    """
    try:
        text = content.decode("utf-8")
        answer = _loaded(text, None)
        return answer if _has_each_key_once(text, answer) else _loaded(text, _unique)
    except RecursionError:
        raise ValueError("is no answer of an exchange: it nests too deeply") from None
    except ValueError as error:
        raise ValueError(f"is not JSON: {error}") from None


def _loaded(text: str, pairs: Callable[[list[tuple[str, Json]]], dict[str, Json]] | None) -> Json:
    answer: Json = json.loads(text, object_pairs_hook=pairs, parse_float=str, parse_int=str, parse_constant=_no_number)
    return answer


def _has_each_key_once(text: str, answer: Json) -> bool:
    """Return whether it is seen at once that no object of a text holds a key twice.

    Where no space stands before a colon, the text has at least as many `":` as its objects had keys; of two of one name
    the last would be all that is left.
    """
    names = text.count('":')
    if names != _keys(answer):
        return False
    return names == text.count(":") or not any(f"{space}:" in text for space in _SPACES)


def _keys(answer: Json) -> int:
    """Return how many keys the objects of a list have, or an object and the objects in it."""
    if isinstance(answer, dict):
        return len(answer) + sum(map(_keys, answer.values()))
    return sum(len(row) for row in answer if isinstance(row, dict)) if isinstance(answer, list) else 0


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")
