"""Words that no paper of a register says of its coins, in the three languages; a template that does is refused.

Coins are no official reserve assets, for these are claims and assets as the balance of payments manual has them; what a
sale brings above cost is no profit of a state. The register says: state digital-asset reserve, revaluation.

Source: BPM7 (2025), reserve assets; the register's own glossary.
"""

import re

from tracer.errors import CaseError

AVOIDED = (
    "official reserve assets",
    "international reserves",
    "profit",
    "официальные резервные активы",
    "международные резервы",
    "прибыль",
    "ресми резервтік активтер",
    "халықаралық резервтер",
    "пайда",
)
"""As they stand in a dictionary; a Russian or Kazakh word in another case begins in the same way."""

ALLOWED = (
    "not part of official reserve assets",
    "не входят в официальные резервные активы",
    "ресми резервтік активтерге кірмейді",
)
"""What says the contrary may be said."""

_STEMS = (
    r"official\s+reserve\s+assets?", r"international\s+reserves?", r"profits?",
    r"официальн\w*\s+резервн\w*\s+актив\w*", r"международн\w*\s+резерв\w*", r"прибыл(?:ь|ью|и|ей|ям|ями|ях)",
    r"ресми\s+резервтік\s+актив\w*", r"халықаралық\s+резерв\w*", r"пайда(?:сы|ны|дан|ға|мен|сын|ның)?",
)  # fmt: skip
_AVOIDED = re.compile(rf"\b(?:{'|'.join(_STEMS)})\b", re.IGNORECASE)
_ALLOWED = re.compile("|".join(re.escape(each).replace(r"\ ", r"\s+") for each in ALLOWED), re.IGNORECASE)


def avoided(text: str) -> tuple[tuple[int, str], ...]:
    """Return the words that may not be said, each with its line, from 1 on."""
    left = _ALLOWED.sub(lambda found: re.sub(r"\S", "_", found[0]), text)
    return tuple((left.count("\n", 0, found.start()) + 1, found[0]) for found in _AVOIDED.finditer(left))


def refuse_avoided(text: str, name: str) -> None:
    """Raise where a text says what may not be said; `name` is what messages call it.

    Raises:
        CaseError: every such word with its line.
    """
    found = avoided(text)
    if found:
        say = 'Say "state digital-asset reserve" or "revaluation".'
        raise CaseError(*(f'{name} line {line}: says "{" ".join(word.split())}". {say}' for line, word in found))
