"""Which texts of a case the printed pages cannot show letter by letter, told before a bundle is made."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from tracer.case.case import Case
from tracer.documents.glyphs import lacking, legible
from tracer.trace.tags.tags import TagPack
from tracer.visible import quoted

_LONGEST = 60


def unprinted(case: Case, packs: Iterable[TagPack]) -> tuple[str, ...]:
    """Return a sentence for each text of the case that the PDF shows with numbers, one for each TagPack with such."""
    return (*_of_case(case), *(said for pack in packs for said in _of_pack(pack)))


def _of_case(case: Case) -> Iterator[str]:
    said: set[str] = set()
    for place, text in _texts(case, "case"):
        if text not in said and lacking(text):
            said.add(text)
            yield (
                f"{place}: the PDF shows {quoted(text, _LONGEST)} as {quoted(legible(text), 3 * _LONGEST)}, for its "
                "font lacks those letters; the HTML report and trace.json have the exact text"
            )


def _of_pack(pack: TagPack) -> Iterator[str]:
    odd = [tag for tag in pack.tags if lacking(tag.label)]
    if odd:
        yield (
            f"{pack.file}: the PDF shows letters of {len(odd)} labels as numbers, the first being "
            f"{quoted(odd[0].label, _LONGEST)} in line {odd[0].line}; the HTML report and trace.json have the exact "
            f"text"
        )


def _texts(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a case with its place, as messages about the file name it."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for number, each in enumerate(value, start=1):
            yield from _texts(each, f"{place}[{number}]")
    elif is_dataclass(value):
        for field in fields(value):
            below = getattr(value, field.name)
            inner = isinstance(below, tuple) and any(map(is_dataclass, below))
            yield from _texts(below, field.name.removesuffix("s") if inner else f"{place}.{field.name}")
