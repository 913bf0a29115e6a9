"""A language's catalog: every sentence by its English, out of the parts in the language's own package.

Every language has the same parts, so that whoever translates finds each sentence's neighbours together.
No sentence stands in two parts.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

PARTS = (
    "basis",
    "budgets",
    "change",
    "conclusions",
    "custody",
    "exhibit",
    "figures",
    "identity",
    "inferences",
    "journal",
    "limits",
    "method",
    "paths",
    "papers",
    "picture",
    "rules",
    "run_page",
    "searched",
    "tables",
    "tagged",
    "trail",
    "words",
)
"""The parts that hold what the documents say themselves."""

RECORDED_PARTS = ("change_rules", "conditions", "detectors", "recorded")
"""The parts that hold what `trace.json` says in English: faults, reasons, what detectors and change rules say."""


class Catalog(NamedTuple):
    """The sentences of the documents and those of `trace.json`, by their English."""

    texts: Mapping[str, str]
    recorded: Mapping[str, str]


def catalog(package: str) -> Catalog:
    """Return the catalog whose parts are modules of this package."""
    return Catalog(_joined(package, PARTS), _joined(package, RECORDED_PARTS))


def texts_of(package: str, part: str) -> Mapping[str, str]:
    """Return the sentences of one part."""
    texts: Mapping[str, str] = import_module(f"{package}.{part}").TEXTS
    return texts


def _joined(package: str, parts: tuple[str, ...]) -> Mapping[str, str]:
    return {english: text for part in parts for english, text in texts_of(package, part).items()}
