"""The exhibit as a part of a page: its elements, its style, its scripts, and what a strict policy must allow.

Libraries stand in the page byte for byte as their authors published them, so that the hashes in the page's policy
are the hashes of the published files. Without scripts the part shows one sentence and nothing else.

Source: W3C Content Security Policy Level 3; WAI-ARIA 1.2; D3 modules, see `vendor/README.md`.
"""

from collections.abc import Iterable, Mapping
from importlib.resources import files as files_of
from types import MappingProxyType

from tracer.documents.language.language import Language
from tracer.documents.markup import as_html
from tracer.documents.part import PagePart
from tracer.documents.words import end_name, rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.trail_viewer.content import Content, embedded
from tracer.evidence.trail_viewer.words import KEYS, PAGE, SCRIPT, about
from tracer.formats.canonical import Writable
from tracer.result.trace_file import TERMINALS

LIBRARIES = (
    "d3-dispatch", "d3-timer", "d3-color", "d3-interpolate", "d3-ease", "d3-selection", "d3-transition", "d3-drag",
    "d3-zoom", "d3-quadtree",
)  # fmt: skip
"""Vendored files in the order in which they must run."""

NOTHING_NAMED: Mapping[str, str] = MappingProxyType({})
"""For a page that names no more than the exhibit holds."""


def exhibit(dossier: Dossier, held: Content, named: Mapping[str, str] = NOTHING_NAMED) -> PagePart:
    """Return the interactive exhibit of a dossier in its language.

    Args:
        dossier: the sources.
        held: the dossier's content.
        named: hashes and addresses that the page around it names, each with the title of the section that does, so that
            a search for one that is not in the picture says where it stands.
    """
    word = dossier.language.word
    folder = files_of("tracer.evidence.trail_viewer")
    own = folder.joinpath("exhibit.js").read_text("utf-8")
    libraries = [folder.joinpath("vendor", f"{name}.min.js").read_text("utf-8") for name in LIBRARIES]
    lines = [
        *_controls(dossier.language),
        '<p class="step"></p>',
        f'<div class="body"><canvas tabindex="0" role="application" '
        f'aria-label="{as_html(word(PAGE["canvas"]))}"></canvas>',
        '<div class="side"><p class="count"></p><ul class="found"></ul>',
        f'<div class="facts" tabindex="-1" role="region" '
        f'aria-label="{as_html(word(PAGE["facts"]))}"><p>{as_html(word(PAGE["hint"]))}</p></div></div></div>',
        *_foot(dossier, held.shown, held.all),
        '<p role="status" aria-live="polite"></p>',
        "</section>",
        f"<noscript><p>{as_html(word(PAGE['noscript']))}</p></noscript>",
        f'<script type="application/json" id="exhibit-content">{held.json}</script>',
        f'<script type="application/json" id="exhibit-words">{embedded(_words(dossier, held, named))}</script>',
    ]
    return PagePart("\n".join(lines), folder.joinpath("exhibit.css").read_text("utf-8"), (*libraries, own))


def _words(dossier: Dossier, held: Content, named: Mapping[str, str]) -> dict[str, Writable]:
    """Return every word that the script puts in, the rules and the ends by their names, and how numbers are written."""
    language, methods = dossier.language, (dossier.trace.main, *dossier.trace.compared)
    return {key: language.word(english) for key, english in SCRIPT.items()} | {
        "point": language.point,
        "group": language.group,
        "date": language.date_format,
        "rules": {method.name: rule_name(method.name, language) for method in methods},
        "terminals": [end_name(name, language) for name in TERMINALS],
        "beside": [[name, section] for name, section in named.items() if name not in held.names],
    }


def _controls(language: Language) -> Iterable[str]:
    word = language.word
    yield f'<section class="exhibit" id="exhibit" hidden aria-label="{as_html(word(PAGE["title"]))}">'
    yield '<div class="bar">'
    yield (
        f'<label>{as_html(word(PAGE["search"]))}<input type="search" data-control="search" autocomplete="off" '
        f'spellcheck="false"></label>'
    )
    for name in ("rule", "label", "way"):
        yield f'<label>{as_html(word(PAGE[name]))}<select data-control="{name}"></select></label>'
    for name, sign in (("back", "◀"), ("next", "▶")):
        yield _button(name, sign, language, " disabled")
    yield '<span class="zoom">'
    for name, sign in (("closer", "+"), ("farther", "−"), ("whole", "⤢")):
        yield _button(name, sign, language)
    yield f'<button type="button" data-control="window" aria-pressed="false">{as_html(word(PAGE["window"]))}</button>'
    yield "</span></div>"


def _button(name: str, sign: str, language: Language, more: str = "") -> str:
    words = as_html(language.word(PAGE[name]))
    return f'<button type="button" data-control="{name}" aria-label="{words}" title="{words}"{more}>{sign}</button>'


def _foot(dossier: Dossier, shown: int, all_: int) -> Iterable[str]:
    language = dossier.language
    yield '<div class="foot"><ul class="legend"></ul>'
    for sentence in about(shown, all_, rule_name(dossier.trace.primary, language), language):
        yield f"<p>{as_html(sentence)}</p>"
    keys = "; ".join(f"<kbd>{as_html(keys)}</kbd> {as_html(language.word(does))}" for keys, does in KEYS)
    yield f"<details><summary>{as_html(language.word(PAGE['keys']))}</summary><p>{keys}</p></details></div>"
