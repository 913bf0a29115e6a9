"""The words of a report explained where they first matter, those alone that the case needs."""

from collections.abc import Iterable

from tracer.case.case import Role
from tracer.documents.explained import COINJOIN, HOP, LEAST, MOST, RULES_EXPLAINED, TAG
from tracer.documents.paper import Block, Items, Text
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.bounds import whole_bound


def first_words(dossier: Dossier) -> list[Block]:
    """Return the words of the first page: the declared rule, the least and the most, a CoinJoin, a tag."""
    trace, language = dossier.trace, dossier.language
    words = [RULES_EXPLAINED[trace.primary]] if trace.primary in RULES_EXPLAINED else []
    books = trace.main.books
    if any(whole_bound(dossier, book.label) is not None for book in books):
        words += [LEAST, MOST]
    if any(book.terminals["mix"] for book in books):
        words.append(COINJOIN)
    if any(book.terminals["service"] for book in books):
        words.append(TAG)
    if not words:
        return []
    return [Text(language.say("What the words above mean:")), Items(tuple(map(language.word, words)))]


def compared_words(dossier: Dossier) -> Iterable[Block]:
    """Yield what each rule shown beside the declared one does."""
    names = dict.fromkeys(method.name for method in dossier.trace.compared)
    texts = tuple(dossier.language.word(RULES_EXPLAINED[name]) for name in names if name in RULES_EXPLAINED)
    if texts:
        yield Items(texts)


def hop_in_method(dossier: Dossier) -> Iterable[Block]:
    """Yield what a hop is, where no section on bounds has said it before: in an opinion, or without bounds."""
    if dossier.case.role is not Role.ANALYST or not dossier.trace.bounds:
        yield Text(dossier.language.word(HOP))
