"""Whatever stands in a register or an act, reading it ends with a value or with faults, and changes nothing."""

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.case.wallets import PRIVATE
from tests.reserve.written import CLAIM, DISPOSAL, DOCUMENT, EXECUTION, ORDER, REGISTER, RELEASE, STEP, register
from tracer.errors import CaseError
from tracer.formats import toml_writer
from tracer.reserve import act_file, act_set, register_file
from tracer.reserve.acts import Act, ActId, ActKind, CorrectionAct
from tracer.visible import visible

_T = TypeVar("_T")

GOOD = (ORDER, EXECUTION, CLAIM, RELEASE, DISPOSAL, STEP)
KEYS = tuple(
    re.findall(
        r"\w+",
        """id kind date text signed_by corrects supersedes lots order order_kind amount_sat amount currency labels
        outpoints wallets case from on act wallet range enters leaves reason method basis authorised outputs
        counterparty price proceeds disposal state txid values name present band votes replacement explains bundle
        limit until file sha256""",
    )
)
NUMBERS = st.sampled_from(
    ["2026-0001", "2026-0002", "2026-0003", "L-0001", "order", "USD", "1.50", "", "a\u202eb", PRIVATE]
)
SCALARS = st.one_of(
    st.booleans(), st.integers(-(2**70), 2**70), st.dates(), st.datetimes(), st.text(max_size=8), NUMBERS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
TABLES = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8)
KINDS = st.sampled_from([kind.value for kind in ActKind])


def attempted(read: Callable[[], _T]) -> tuple[_T | None, tuple[str, ...]]:
    """Return what was read, or None and the faults; nothing else is raised."""
    try:
        return read(), ()
    except CaseError as error:
        return None, error.faults


def read(content: bytes) -> Act | None:
    """Read an act; None where it has faults, each of them fit to be shown."""
    found, faults = attempted(lambda: act_file.parse(content, "acts/2026-0001.toml", register()))
    assert (found is None) == bool(faults)
    assert not any(PRIVATE in fault for fault in faults)
    assert all(_is_shown(letter) for fault in faults for letter in fault if letter != "\n")
    return found


def _is_shown(letter: str) -> bool:
    """Return whether a letter hides nothing; one that this Python's Unicode has no name for is a newer one's."""
    return letter.isprintable() or (unicodedata.category(letter) == "Cn" and visible(letter) == letter)


@settings(max_examples=150)
@given(TABLES, KINDS)
@example({"date": {}, "signed_by": "\U00018cd6"}, "assignment")
def test_any_table_is_an_act_or_has_faults(table: dict[str, object], kind: str) -> None:
    """No value of any key of any kind is read in silence as something else, or ends in anything but faults."""
    try:
        content = toml_writer.dumps({**table, "kind": kind, "id": "2026-0001"})
    except UnicodeEncodeError:
        return
    found = read(content)
    if found is not None:
        assert (found.head.kind.value, found.head.id) == (kind, "2026-0001")


@settings(max_examples=150)
@given(st.sampled_from(GOOD), st.integers(0, 400), st.binary(max_size=3))
def test_a_damaged_act_has_faults_or_says_what_it_says(text: str, at: int, piece: bytes) -> None:
    """A byte lost or added anywhere is a fault, or another act that is right in itself."""
    content = text.encode()
    read(content[:at] + piece + content[at + 1 :])


@settings(max_examples=60)
@given(st.integers(0, len(REGISTER)), st.binary(max_size=3))
def test_a_damaged_register_has_faults_or_says_what_it_says(at: int, piece: bytes) -> None:
    """The same of a register: a byte of a descriptor or an address is told by its checksum."""
    content = REGISTER.encode()
    damaged = content[:at] + piece + content[at + 1 :]
    found, faults = attempted(lambda: register_file.parse(damaged, "register.toml"))
    if found is None:
        assert faults
        return
    whole = register()
    scripts = [[each.script for each in wallet.scripts] for wallet in found.wallets]
    untouched = [[each.script for each in wallet.scripts] for wallet in whole.wallets]
    assert [own for own, other in zip(scripts, untouched, strict=True) if own[: len(other)] != other[: len(own)]] == []


@st.composite
def _chains(draw: st.DrawFn) -> tuple[str, ...]:
    """Draw assignments, some of which correct or supersede others, in any order of dates."""
    texts = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        day = draw(st.integers(1, 9))
        of = draw(st.integers(1, 7))
        form = draw(st.sampled_from(["new", "supersedes", "corrects"]))
        head = f'id = "2026-000{number}"\ndate = 2026-01-0{day}\nsigned_by = ["A", "B"]\n{DOCUMENT}'
        keys = f'kind = "assignment"\nlots = {{ "L-0001" = {number} }}\n'
        if form == "corrects":
            inner = f"[replacement]\ndate = 2026-01-0{day}\n{keys}"
            texts.append(f'{head}kind = "correction"\ncorrects = "2026-000{of}"\n{inner}')
        else:
            texts.append(head + keys + (f'supersedes = "2026-000{of}"\n' if form == "supersedes" else ""))
    return tuple(texts)


@settings(max_examples=300)
@given(_chains())
def test_what_counts_is_the_end_of_every_chain(texts: tuple[str, ...]) -> None:
    """Of acts that replace one another the last one's content counts, once, and nothing that was replaced.

    One act is corrected by one and superseded by one, whether this names the act itself or a correction of it.
    """
    acts = []
    for number, text in enumerate(texts, start=1):
        name, content = f"acts/2026-000{number}.toml", text.encode()
        act, told = attempted(partial(act_file.parse, content, name, register()))
        assert (act is None) == any("names this act itself" in fault for fault in told)
        if act is None:
            return
        acts.append(act)
    replaced = [act.head.corrects or act.head.supersedes for act in acts]
    corrects = {act.head.id: act.head.corrects for act in acts if act.head.corrects}

    def first(name: str | None) -> str | None:
        for _ in acts:
            name = corrects.get(ActId(name or ""), ActId(name or ""))
        return name

    superseded = [first(act.head.supersedes) for act in acts if act.head.supersedes]
    corrected = list(corrects.values())
    ends = {act.head.sha256 for act in acts if act.head.id not in corrected and first(act.head.id) not in superseded}
    dates = {act.head.id: act.head.date for act in acts}
    is_right = (
        len(set(corrected)) == len(corrected)
        and len(set(superseded)) == len(superseded)
        and {old for old in replaced if old is not None} <= set(dates)
        and all(act.head.date >= dates[old] for act, old in zip(acts, replaced, strict=True) if old is not None)
    )
    found, faults = attempted(lambda: act_set.in_force(acts))
    if found is None:
        assert not is_right or all("in a circle" in fault for fault in faults)
        return
    assert is_right
    assert {act.head.sha256 for act in found.acts} == ends
    assert len({act.head.id for act in found.acts}) == len(found.acts) == len(ends)
    assert not any(isinstance(act, CorrectionAct) for act in found.acts)
    assert found.all == tuple(acts)
