"""Finds secrets in hexadecimal, which nothing but the words beside them tells from a hash.

A raw private key has 64 hexadecimal digits and a seed of BIP 39 has 128; transactions, blocks and digests have 64 too,
and SHA-512 has 128. So the nearest word decides: the last one before the digits that speaks of a secret or of what is
public, be it the name of the key or a word of the text; where there is none before, the first one after them. Digits
with no such word beside them are taken for public. An outpoint (`txid:0`) never is a secret.
Source: BIP 32 (a private key is 32 bytes), BIP 39 (the seed is 64 bytes).
"""

import csv
import re
from collections.abc import Iterator

_RUN = re.compile(r"(?<![0-9A-Za-z_])(?:0[xX])?(?P<digits>[0-9A-Fa-f]{128}|[0-9A-Fa-f]{64})(?![0-9A-Za-z_]|:[0-9])")
_SECRET = (
    r"(?:keys?|priv(?:ate)?|secrets?|seeds?|entropy|mnemonics?|wif|passphrase"
    r"|ключ(?:а|у|ом|е|и|ей|ам|ами|ах)?|секрет\w*|приватн\w*|закрыт\w*|сид\w{0,3}|мнемон\w*|энтроп\w*"
    r"|құпия\w*|кілт\w*)"
)
_DIGEST = r"(?:sha[-_ ]?[0-9]{1,3}|hash(?:es)?|digests?|checksums?|fingerprints?)"
_PUBLIC = (
    rf"(?:{_DIGEST}\s+of\s[\w. ]{{0,30}}|{_DIGEST}|(?:public|pub)[ _-]?keys?|x[-_ ]?only(?:[ _-]keys?)?"
    r"|w?tx(?:id|s|ids)?|transactions?|blocks?|roots?|commitments?|outpoints?|coins?|bundles?|manifests?|descriptors?|scripts?"
    r"|tr|pk|ids?|(?:открыт|публичн)\w*[ _-]ключ\w*|транзакц\w*|х[еэ]ш\w*|блок\w*|отпечат\w*|контрольн\w*[ _-]сумм\w*"
    r"|ашық[ _-]кілт\w*|бақылау[ _-]сома\w*)"
)
_WORD = re.compile(rf"(?<![^\W\d_])(?:(?P<public>{_PUBLIC})|{_SECRET})(?!\d*[^\W\d_])", re.IGNORECASE)
_NAME = re.compile(r"(?=[A-Za-z]*[0-9])[0-9A-Za-z]{20,}")
"""An address or another name of the chain, whose letters are no words."""
_SAID = re.compile(r"(?:[:=]|\bis)[\s\"'\[]*$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMED = re.compile(r"[=:]")
_BEFORE, _AFTER, _FAR = 80, 40, 400
"""Characters: how near a word is before and after the digits, and how far back the name of their key is looked for."""


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where secrets in hexadecimal begin and end in a text of keys and values, or in a message."""
    for run in _RUN.finditer(text):
        line = _beginning(text, run.start())
        end = text.find("\n", run.end())
        after = text[run.end() : len(text) if end < 0 else end][:_AFTER]
        if _is_named_secret(text[line : run.start()], after):
            yield run.start(), run.end()


def spans_of_table(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the digits of secrets in a table: the name of the column decides before the words of the row.

    What csv cannot read is left to whoever reads the table.
    """
    rows = csv.reader(text.splitlines(keepends=True))
    names: list[str] = []
    try:
        for row in rows:
            names = names or row
            for place, cell in enumerate(row):
                column = names[place] if place < len(names) else ""
                before = f"{','.join(row[:place])} {column} = "
                for start, end in spans(f"{before}{cell} {' '.join(row[place + 1 :])}".replace("\n", " ")):
                    if len(before) <= start and end <= len(before) + len(cell):
                        yield rows.line_num, f"{before}{cell}"[start:end]
    except csv.Error:
        return


def _beginning(text: str, start: int) -> int:
    """Return where the line of some digits begins, or an earlier one where theirs names no key."""
    line = text.rfind("\n", 0, start) + 1
    while line and start - line < _FAR and not _NAMED.search(text, line, start):
        line = text.rfind("\n", 0, line - 1) + 1
    return line


def _is_named_secret(before: str, after: str) -> bool:
    """Return whether the words around digits call them a secret; words before another name are said of that name."""
    name = _NAMED.split(before, maxsplit=1)[0] if _NAMED.search(before) else ""
    near = before if _SAID.search(before) else _NAME.split(before)[-1]
    for place, is_last in ((near[-_BEFORE:], True), (name, True), (after, False)):
        words = [word["public"] is None for word in _WORD.finditer(_CAMEL.sub("_", _NAME.sub(" ", place)))]
        if words:
            return words[-1 if is_last else 0]
    return False
