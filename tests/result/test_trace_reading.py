"""Reading `trace.json`: every key of its type, or one message that names the place."""

import copy
from collections.abc import Callable

import pytest

from tests.evidence.story import document, tell
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.canonical import Json
from tracer.result.trace_reading import read_trace

DOCUMENT = canonical.loads(canonical.dumps(document(tell())), "trace.json")


def at(value: Json, *keys: str | int) -> Json:
    """Return what lies along a path."""
    for key in keys:
        if isinstance(key, str):
            assert isinstance(value, dict)
            value = value[key]
        else:
            assert isinstance(value, list)
            value = value[key]
    return value


def test_the_books_of_the_story_close() -> None:
    """Every label's terminals add up to its seeds."""
    trace = read_trace(canonical.dumps(DOCUMENT), "00")
    assert [(book.label, book.seed, book.closes) for book in trace.main.books] == [
        ("A", 1_200_000_000, True),
        ("B", 800_000_000, True),
    ]
    assert [method.name for method in trace.compared] == ["haircut", "poison"]
    assert trace.methods["poison"].reach == (17, 9)
    assert all(row.closes for row in trace.custody.totals)


def test_keys_that_are_added_are_left_alone() -> None:
    """The contract lets keys be added anywhere."""
    changed = copy.deepcopy(DOCUMENT)
    assert isinstance(changed, dict)
    changed["later"] = {"anything": [1]}
    more, plain = read_trace(canonical.dumps(changed), "00"), read_trace(canonical.dumps(DOCUMENT), "00")
    assert more.methods == plain.methods
    assert (more.custody, more.orders, more.gaps) == (plain.custody, plain.orders, plain.gaps)


def _every_place(value: Json, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    places = [path] if path else []
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inside:
        places += _every_place(child, (*path, key))
    return places


PLACES = [place for place in _every_place(DOCUMENT) if place[0] != "parameters"]


def _replaced(path: tuple[str | int, ...], new: Json) -> bytes:
    changed = copy.deepcopy(DOCUMENT)
    holder = at(changed, *path[:-1])
    if isinstance(holder, dict):
        holder[str(path[-1])] = new
    elif isinstance(holder, list) and isinstance(path[-1], int):
        holder[path[-1]] = new
    return canonical.dumps(changed)


@pytest.mark.parametrize("new", [-1, "x", [[]], {"x": {}}, True])
def test_a_value_of_another_type_never_escapes_as_a_bug(new: Json) -> None:
    """Whatever is put anywhere into the file, reading it succeeds or is an IntegrityError that names it."""
    messages = []
    for path in PLACES:
        try:
            read_trace(_replaced(path, new), "00")
        except IntegrityError as error:
            messages.append(str(error))
    assert len(messages) > len(PLACES) // 3
    assert [message for message in messages if not message.startswith("trace.json: ")] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.pop("horizon"), "trace.json: horizon is missing"),
        (lambda d: d.update(schema=2), "schema is not 1"),
        (lambda d: d.update(primary="lifo"), "methods.lifo is missing"),
        (lambda d: d["methods"]["fifo"]["labels"]["A"]["terminals"].pop("fee"), "labels.A.terminals.fee is missing"),
        (lambda d: d["methods"]["fifo"]["labels"]["A"]["terminals"].update(gone=1), "terminals.gone is not a terminal"),
        (lambda d: d["methods"]["fifo"]["coins"][0].update(value_sat=-5), "coins[0].value_sat is not zero or more"),
        (lambda d: d["methods"]["fifo"]["coins"][0].update(outpoint="x:0"), "coins[0].outpoint is not txid:vout"),
        (
            lambda d: d["methods"]["fifo"]["coins"][0].update(terminal="custody", segments=[["A"]]),
            "coins[0].segments[0] is not a label and its satoshi",
        ),
    ],
)
def test_the_message_names_the_place(change: Callable[[dict[str, object]], object], words: str) -> None:
    """A missing key, an unknown terminal, a negative amount: each is named by its path."""
    changed = copy.deepcopy(DOCUMENT)
    assert isinstance(changed, dict)
    change(changed)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError) as caught:
        read_trace(canonical.dumps(changed), "00")
    assert words in str(caught.value)
