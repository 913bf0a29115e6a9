"""Why a statement restates another, in the language of the paper: `period.json` holds the reasons in English.

What a person wrote in an act stays as it is.
"""

from tracer.documents.language.language import Language, pattern_of, phrase

REASONS = (
    phrase("{act} corrects {other}"),
    phrase("{act} was filed after {period} was closed"),
    phrase("{path} was changed after {period} was closed"),
    phrase("{path} was added after {period} was closed"),
    phrase("release {version}, method {method}, computes otherwise"),
)
_BETWEEN = "; "
_PATTERNS = tuple((template, pattern_of(template)) for template in REASONS)


def reasons(text: str, language: Language) -> str:
    """Return the reasons of a restatement, each said in a language."""
    return _BETWEEN.join(_reason(each, language) for each in text.split(_BETWEEN))


def _reason(text: str, language: Language) -> str:
    for template, pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is not None and all(" " not in value for value in found.groupdict().values()):
            return language.word(template).format_map(found.groupdict())
    return text
