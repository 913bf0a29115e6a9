"""A run as one local page to look at before deciding where to dig: picture, books, leads, every end.

A working page for the analyst, no evidence: it is not sealed and nothing replays it. It loads nothing; its own script
sorts and filters what is there already, the exhibit's lets the trail be moved about in, and without scripts everything
can still be read. A Content-Security-Policy names style and scripts by their hashes and forbids all else.
Source: W3C Content Security Policy Level 3.
"""

from collections.abc import Iterable, Mapping

from tracer.chain.header import Header
from tracer.documents.language.language import ENGLISH, Language
from tracer.documents.markup import as_html
from tracer.documents.part import PagePart, digest
from tracer.documents.words import rule_name
from tracer.evidence.report.gravest import gravest
from tracer.evidence.report.run_page_parts import SCRIPT, STYLE
from tracer.evidence.report.run_page_tables import books, ends, gaps, leads_found, transactions
from tracer.result.trace_file import TraceFile


def run_page(
    trace: TraceFile,
    headers: Mapping[int, Header],
    drawn: bytes | None,
    language: Language = ENGLISH,
    live: PagePart | None = None,
) -> bytes:
    """Return the page as HTML, UTF-8.

    Args:
        trace: the result.
        headers: block headers by height, for times; a height that is missing shows none.
        drawn: the trail as SVG that the tracer drew itself, None where the run holds no raw bytes.
        language: in which the page is written.
        live: the interactive exhibit in that language, None where the run holds no raw bytes.
    """
    title = language.say("Run of case {id}", id=trace.case)
    style = STYLE if live is None else STYLE + live.style
    hashes = f"'{digest(SCRIPT)}'" + ("" if live is None else f" {live.hashes}")
    parts = [
        f'<!DOCTYPE html>\n<html lang="{language.code}">\n<head>\n<meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="'
        f"default-src 'none'; style-src '{digest(style)}'; script-src {hashes}; base-uri 'none'; form-action 'none'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{as_html(title)}</title>\n<style>{style}</style>\n</head>\n{_body(language)}",
        f"<header><h1>{as_html(title)}</h1>",
        f"<p>{as_html(_about(trace, language))}</p></header>\n<main>",
        *_gravest(trace, language),
        f'<section id="books"><h2>{as_html(language.say("Closed books"))}</h2>',
        *books(trace, language),
        "</section>",
        *_picture(drawn, language, live),
        *leads_found(trace, headers, language),
        *ends(trace, headers, language),
        *transactions(trace, headers, language),
        *gaps(trace, language),
        f"</main>\n<script>{SCRIPT}</script>",
        *([] if live is None else [live.elements]),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts).encode()


def _body(language: Language) -> str:
    """Return the body's tag with the words that the page's own script puts in."""
    words = {
        "point": language.point,
        "find": language.say("only rows with …"),
        "all": language.say("all"),
        "empty": language.say("(none)"),
        "rows": language.say("rows {shown} of {all}", shown="{shown}", all="{all}"),
        "sum": language.say("together {amount} BTC", amount="{amount}"),
    }
    return "<body" + "".join(f' data-{name}="{as_html(word)}"' for name, word in words.items()) + ">"


def _about(trace: TraceFile, language: Language) -> str:
    return language.say(
        "{network}, up to block {height}. Amounts in BTC, attributed under {rule} unless another rule is named: a "
        "convention, not a fact of the chain. A working page, no evidence: for that, export the run. trace.json has "
        "SHA-256 {hash}.",
        network=trace.network,
        height=str(trace.horizon_height),
        rule=rule_name(trace.primary, language),
        hash=trace.sha256,
    )


def _gravest(trace: TraceFile, language: Language) -> Iterable[str]:
    """Yield the section of what is wrong, nothing where nothing is."""
    found = gravest(trace, language)
    if found:
        yield f'<section id="gravest"><h2>{as_html(language.say("To look at first"))}</h2><ul>'
        yield from (f"<li><b>{as_html(said)}</b></li>" for said in found)
        yield "</ul></section>"


def _picture(drawn: bytes | None, language: Language, live: PagePart | None) -> Iterable[str]:
    say = language.say
    yield f'<section id="picture"><h2>{as_html(say("The trail"))}</h2>'
    if live is not None:
        yield live.markup
    if drawn is None:
        said = say("This run holds no raw transactions, so the trail cannot be drawn. Trace it from a node or a file.")
        yield f"<p>{as_html(said)}</p>"
    else:
        hint = say(
            "Click into the picture: then the wheel or + and − zoom, dragging moves, Escape or a double click shows "
            "all. A click on the name of a transaction or an address leaves only its rows in the tables below."
        )
        yield f'<p class="hint">{as_html(hint)}</p>'
        yield f'<figure tabindex="0">{drawn.decode()}</figure>'
    yield "</section>"
