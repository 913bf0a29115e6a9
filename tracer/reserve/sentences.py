"""Sentences that know what they are made of, so that a page or a screen can say them in its own language.

A check says English, which is what is filed; beside the text stand the sentence it was filled into and its fields. The
name of a field says what it holds: `btc` an amount in bitcoin, `day` a day, `method` how coins leave. One that has
`other_` before its name holds a second thing of its kind.
"""

from collections.abc import Mapping, Sequence
from typing import Self, TypeAlias

Value: TypeAlias = "str | Sequence[str]"
"""What stands in a field: a text or a sentence as English writes it, or several of them."""

_BETWEEN = {"names": " and ", "alternatives": " or ", "faults": "; "}
"""What stands between several texts in a field, by its name; a comma otherwise."""
PLACED = "{place}: {faults}"
"""Where a fault lies and what is wrong there: the same in every language."""


class Sentence(str):
    """An English text with the sentence that it was filled into, and the fields."""

    __slots__ = ("fields", "is_begun", "template")

    template: str
    fields: Mapping[str, Value]
    is_begun: bool
    """Its first letter is made a capital one, for it begins what is said."""

    @classmethod
    def of(cls, template: str, fields: Mapping[str, Value], *, is_begun: bool = False) -> Self:
        """Fill a sentence."""
        text = template.format_map({name: english(name, value) for name, value in fields.items()})
        found = cls(f"{text[:1].upper()}{text[1:]}" if is_begun else text)
        found.template, found.fields, found.is_begun = template, fields, is_begun
        return found

    def begun(self) -> "Sentence":
        """Return it with a capital letter at its beginning."""
        return Sentence.of(self.template, self.fields, is_begun=True)


def say(template: str, /, **fields: Value) -> Sentence:
    """Return a sentence with its fields filled in."""
    return Sentence.of(template, fields)


def placed(place: str, *faults: Sentence) -> Sentence:
    """Return faults with the place where they lie."""
    return Sentence.of(PLACED, {"place": place, "faults": faults})


def between(name: str) -> str:
    """Return what stands between several texts of a field."""
    return _BETWEEN.get(name, ", ")


def english(name: str, value: Value) -> str:
    """Return what a field holds in English."""
    return value if isinstance(value, str) else between(name).join(value)
