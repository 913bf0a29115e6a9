"""The trail as a picture that a judge can read: who paid whom, each transaction right of those that pay it.

A band that is full goes on in one below. Columns go by steps from the start, not by time: the chain order of two
transactions that do not pay one another cannot be read from the picture.

Own layout and own SVG: no binary, no font file, the same bytes everywhere. Amounts are bitcoin with all
eight decimals, as attributed by the rule that the picture names.
"""

from collections.abc import Callable, Mapping, Sequence

from tracer.documents.language.language import Language
from tracer.documents.markup import as_html
from tracer.documents.words import TERMINAL_WORDS, end_mark, end_name, rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.picture.diagram import BAND, Box, Diagram, Slip, collapsed, diagram
from tracer.evidence.picture.layout import lay_out
from tracer.evidence.picture.lines import draw_lines, marks_room, spread

BOX, SLIP, SPACE, MARGIN, HEAD = 104, 168, 34, 20, 70
_LINE, _PAD = 15, 7
_BOX_ROOM, _MARK_ROOM = 14, 17
"""Letters that fit into a box, and capitals into a slip."""
_SANS = "font-family=\"'DejaVu Sans', 'Noto Sans', Verdana, Arial, sans-serif\""
_MONO = "font-family=\"'DejaVu Sans Mono', 'Noto Sans Mono', Consolas, monospace\""
_LABELS = ("#1d5fa8", "#b8460b", "#6d28a8", "#0f6b63", "#a81d5b", "#5f5a0a")
_ENDS = {
    "custody": ("#dff3e6", "#14663a"), "service": ("#f1e9fb", "#6b3fa0"), "unspent": ("#eaf2fb", "#3b6ea5"),
    "mix": ("#fdeae6", "#b3361f"), "gap": ("#fff4d6", "#97690a"), "burned": ("#ececec", "#333333"),
}  # fmt: skip
_OTHER_END = ("#f2f2ef", "#6b6b63")
_INK, _FAINT, _RULE = "#1b1f24", "#5b6470", "#9aa4b0"

_Line = tuple[str, str, str]
"""A line of a slip: its left text, its right text, and its colour."""
_Entry = tuple[str, str, str]
"""An entry of the legend: its fill, its edge, its text."""


def picture(dossier: Dossier, write: Callable[[str], str] = str) -> bytes:
    """Return the trail of the primary method as SVG; `write` turns the case's own texts into letters that can be shown.

    Raises:
        IntegrityError: the result names coins that the raw material does not hold.
    """
    method = dossier.trace.main
    shown = diagram(dossier, method)
    labels = {book.label: _LABELS[at % len(_LABELS)] for at, book in enumerate(method.books)}
    language = dossier.language
    lines = [_box_lines(box, language) for box in shown.boxes]
    slips = [_slip_lines(slip, labels, language, write) for slip in shown.slips]
    room = marks_room(shown)
    heights = [max(_height(rows), room.get(at, 0)) for at, rows in enumerate(lines)]
    layout = lay_out(shown, [*heights, *map(_height, slips)])
    sheet = spread(layout, HEAD, MARGIN, SLIP, BOX, SPACE)
    width = max(960, sheet.width)
    legend, height = _legend(
        _legend_entries(shown, labels, language, write),
        _legend_notes(shown, language),
        sheet.height + MARGIN + 26,
        width,
    )
    body = [
        *draw_lines(shown, layout, sheet, labels, sum(book.seed for book in method.books)),
        *(_draw_box(rows, sheet.lefts[at], sheet.tops[at], heights[at]) for at, rows in enumerate(lines)),
        *(
            _draw_slip(slip, rows, sheet.lefts[at], sheet.tops[at])
            for at, (slip, rows) in enumerate(zip(shown.slips, slips, strict=True), start=len(lines))
        ),
        *legend,
    ]
    return _document(dossier, body, width, height, write)


def _document(dossier: Dossier, body: Sequence[str], width: int, height: int, write: Callable[[str], str]) -> bytes:
    trace, say = dossier.trace, dossier.language.say
    rule = rule_name(trace.primary, dossier.language)
    title = say("The trail under {rule}", rule=rule)
    about = say(
        "Case {case} · {network} · horizon block {height} · amounts in BTC, attributed under {rule}: a convention, not "
        "a fact of the chain",
        case=write(trace.case),
        network=trace.network,
        height=str(trace.horizon_height),
        rule=rule,
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{as_html(title)}">\n<title>{as_html(title)}</title>\n<desc>{as_html(about)}</desc>\n'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    )
    texts = [
        _text(MARGIN, 32, title, 18, weight="bold"),
        _text(MARGIN, 52, _cut(about, (width - 2 * MARGIN) // 7), 11, _FAINT),
    ]
    return "\n".join([head, *texts, *body, "</svg>", ""]).encode()


def _box_lines(box: Box, language: Language) -> list[_Line]:
    say = language.say
    if box.count > 1:
        first, last = str(box.first_height), str(box.last_height)
        rows = [(language.counted(box.count, "transaction"), "", _INK), (say("collapsed"), "", _INK)]
        rows.append((say("blocks {first}–{last}", first=first, last=last), "", _FAINT))
    else:
        place = say("block {height}", height=str(box.first_height))
        rows = [(place, "", _INK), (f"{box.txid[:6]}…{box.txid[-6:]}", "mono", _FAINT)]
    if box.untraced:
        rows.append((say("+ untraced"), "", _FAINT))
        rows.append((language.bitcoin(box.untraced), "mono", _FAINT))
    if sum(box.fee.values()):
        amount = language.bitcoin(sum(box.fee.values()))
        one = say("fee {amount}", amount=amount)
        rows += (
            [(one, "mono", _FAINT)] if len(one) <= _BOX_ROOM else [(say("fee"), "", _FAINT), (amount, "mono", _FAINT)]
        )
    return rows


def _slip_lines(slip: Slip, labels: Mapping[str, str], language: Language, write: Callable[[str], str]) -> list[_Line]:
    say, bitcoin = language.say, language.bitcoin
    rows: list[_Line] = []
    shown = list(slip.taint.items())
    for label, sat in shown[:4]:
        rows.append((write(label), bitcoin(sat), labels.get(label, _INK)))
    if len(shown) > 4:
        more = say("more labels: {count}", count=language.number(len(shown) - 4))
        rows.append((more, bitcoin(sum(sat for _, sat in shown[4:])), _INK))
    if sum(slip.taint.values()) != slip.value:
        rows.append((say("in a coin of") if slip.count == 1 else say("in coins of"), bitcoin(slip.value), _FAINT))
    many = language.counted(slip.count, "coin") if slip.count > 1 else ""
    if slip.seeds:
        rows += [(text, "", _INK) for text in _beside(say("START"), many)]
    if slip.terminal is not None:
        rows += [(text, "", _end(slip)[1]) for text in _beside(end_mark(slip.terminal, language), many)]
    elif many and not slip.seeds:
        rows.append((many, "", _FAINT))
    if slip.pays:
        rows.append((write(slip.pays), "", _INK if slip.terminal in ("custody", "service") else _FAINT))
    return rows


def _beside(mark: str, many: str) -> list[str]:
    """Return a mark and a count in one line, or in two where they do not fit."""
    one = " · ".join(filter(None, (mark, many)))
    return [one] if len(one) <= _MARK_ROOM or not many else [mark, many]


def _end(slip: Slip) -> tuple[str, str]:
    """Return the fill and the edge that show how a coin ends."""
    return ("#ffffff", _RULE) if slip.terminal is None else _ENDS.get(slip.terminal, _OTHER_END)


def _height(rows: Sequence[_Line]) -> int:
    return len(rows) * _LINE + 2 * _PAD


def _draw_box(rows: Sequence[_Line], left: int, top: int, height: int) -> str:
    first = top + (height - len(rows) * _LINE) // 2 + 12
    parts = [f'<rect x="{left}" y="{top}" width="{BOX}" height="{height}" fill="#2b3440" rx="3"/>']
    for at, (text, style, colour) in enumerate(rows):
        fill = "#ffffff" if colour == _INK else "#c9d2dc"
        font = _MONO if style == "mono" else _SANS
        parts.append(_text(left + BOX // 2, first + at * _LINE, text, 11, fill, anchor="middle", font=font))
    return "".join(parts)


def _draw_slip(slip: Slip, rows: Sequence[_Line], left: int, top: int) -> str:
    height = _height(rows)
    fill, edge = _end(slip)
    thick = 3 if slip.terminal == "custody" else 1
    dashed = ' stroke-dasharray="5 3"' if slip.terminal == "gap" else ""
    parts = [
        f'<rect x="{left}" y="{top}" width="{SLIP}" height="{height}" rx="8" fill="{fill}" stroke="{edge}" '
        f'stroke-width="{thick}"{dashed}/>'
    ]
    if slip.seeds:
        parts.append(f'<rect x="{left}" y="{top}" width="6" height="{height}" rx="2" fill="{_INK}"/>')
    for at, (text, amount, colour) in enumerate(rows):
        base = top + _PAD + 12 + at * _LINE
        loud = "bold" if colour not in (_FAINT, _INK) or (amount == "" and colour == _INK) else "normal"
        room = 12 if amount else 21 if " " in text else 19
        parts.append(_text(left + 12, base, _cut(text, room), 11, colour, weight=loud))
        if amount:
            parts.append(_text(left + SLIP - 9, base, amount, 11, colour, anchor="end", font=_MONO, weight=loud))
    return "".join(parts)


def _legend_entries(
    shown: Diagram, labels: Mapping[str, str], language: Language, write: Callable[[str], str]
) -> list[_Entry]:
    entries = [
        (colour, colour, language.say("funds of label {label}", label=write(label))) for label, colour in labels.items()
    ]
    present = {slip.terminal for slip in shown.slips}
    entries += [(*_ENDS.get(name, _OTHER_END), end_name(name, language)) for name in TERMINAL_WORDS if name in present]
    return entries


def _legend_notes(shown: Diagram, language: Language) -> list[str]:
    say = language.say
    about = say(
        "Dark boxes are transactions, by who pays whom and not by time: each right of those that pay it, or in a band "
        "below them; slips are coins: how much of each label, and whom they pay."
    )
    bands = say("A line that ends in a number goes on at the same number in the band below.")
    return [about, *([bands] if max(shown.layers, default=0) >= BAND else []), *collapsed(shown.boxes, language)]


def _legend(entries: Sequence[_Entry], notes: Sequence[str], top: int, width: int) -> tuple[list[str], int]:
    """Return the legend and the height at which it ends."""
    parts = [f'<line x1="{MARGIN}" y1="{top - 14}" x2="{width - MARGIN}" y2="{top - 14}" stroke="{_RULE}"/>']
    left, base = MARGIN, top + 10
    for fill, edge, text in entries:
        size = 30 + 7 * len(text)
        if left + size > width - MARGIN and left > MARGIN:
            left, base = MARGIN, base + 20
        parts.append(f'<rect x="{left}" y="{base - 10}" width="14" height="11" rx="2" fill="{fill}" stroke="{edge}"/>')
        parts.append(_text(left + 20, base, _cut(text, 60), 11))
        left += size + 14
    for text in notes:
        for part in _wrapped(text, (width - 2 * MARGIN) * 10 // 72):
            base += 17
            parts.append(_text(MARGIN, base + 4, part, 11, _FAINT))
    return parts, base + 24


def _text(
    x: int,
    y: int,
    text: str,
    size: int,
    fill: str = _INK,
    weight: str = "normal",
    anchor: str = "start",
    font: str = _SANS,
) -> str:
    bold = ' font-weight="bold"' if weight == "bold" else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x}" y="{y}" {font} font-size="{size}" fill="{fill}"{bold}{place}>{as_html(text)}</text>'


def _cut(text: str, most: int) -> str:
    """Return the text, its middle left out where it is longer than a slip is wide."""
    if len(text) <= most:
        return text
    if " " in text:
        return text[: most - 1].rstrip() + "…"
    return f"{text[: most - 8]}…{text[-7:]}"


def _wrapped(text: str, most: int) -> list[str]:
    rows = [""]
    for word in text.split():
        if rows[-1] and len(rows[-1]) + 1 + len(word) > most:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}".strip()
    return rows
