"""The field's words as the reports print them."""

from collections.abc import Mapping

from tracer.documents.language.language import ENGLISH, Language, phrase

RULE_NAMES: Mapping[str, str] = {
    "fifo": phrase("FIFO"),
    "lifo": phrase("LIFO"),
    "tiho": phrase("TIHO"),
    "libr": phrase("LIBR"),
    "haircut": phrase("haircut"),
    "seniority": phrase("seniority"),
    "juniority": phrase("juniority"),
    "proceeds_first": phrase("proceeds first"),
    "poison": phrase("poison"),
}
"""Every rule as people write it."""


def rule_name(name: str, language: Language = ENGLISH) -> str:
    """Return a rule's name as people write it."""
    return language.word(RULE_NAMES[name]) if name in RULE_NAMES else name


def end_name(terminal: str, language: Language = ENGLISH) -> str:
    """Return what an end of a trail is called."""
    return language.word(TERMINAL_WORDS[terminal]) if terminal in TERMINAL_WORDS else terminal


def keyed(terminal: str, language: Language = ENGLISH) -> str:
    """Return an end as a screen names it.

    The word of the reports, and beside it the key of `trace.json`.
    """
    word = end_name(terminal, language)
    return word if word == terminal else f"{word} ({terminal})"


TERMINAL_WORDS: Mapping[str, str] = {
    "custody": phrase("state custody"),
    "service": phrase("tagged service"),
    "unspent": phrase("unspent"),
    "mix": phrase("CoinJoin"),
    "fan_out": phrase("too many outputs"),
    "lightning": phrase("Lightning"),
    "threshold": phrase("below threshold"),
    "hops": phrase("hop limit"),
    "horizon": phrase("beyond time window"),
    "gap": phrase("gap"),
    "budget": phrase("budget ran out"),
    "burned": phrase("burned"),
    "fee": phrase("fees"),
}
"""Every terminal in a few words, in the order of the tables."""

TERMINAL_MEANINGS: Mapping[str, str] = {
    "custody": phrase("received by a wallet that the case names as the state's"),
    "service": phrase("paid to an address that a TagPack attributes to a service"),
    "unspent": phrase("not spent at the horizon"),
    "mix": phrase("spent into a transaction that looks like a CoinJoin; not followed"),
    "fan_out": phrase("spent into a transaction with more outputs than the case follows"),
    "lightning": phrase("spent into a Lightning funding or close; not followed"),
    "threshold": phrase("less than the case follows"),
    "hops": phrase("as many transactions from the seed as the case follows"),
    "horizon": phrase("spent after the case's time window"),
    "gap": phrase("spent into a transaction that could not be read in full"),
    "budget": phrase("the run's budget ended here"),
    "burned": phrase("in an output that nobody can spend"),
    "fee": phrase("paid to miners; not followed"),
}
"""What each terminal means."""

_STATE_CUSTODY = phrase("STATE CUSTODY")

STAGES: Mapping[str, str] = {
    "seizure": phrase("seizure"),
    "forfeiture": phrase("forfeiture"),
    "reserve": phrase("reserve"),
}
"""What a custody wallet is for."""

ORDER_KINDS: Mapping[str, str] = {
    "restraint": phrase("restraint"),
    "seizure": phrase("seizure"),
    "forfeiture": phrase("forfeiture"),
    "return": phrase("return"),
}
"""What an order commands."""


def end_mark(terminal: str, language: Language = ENGLISH) -> str:
    """Return an end in capitals, as short as a picture needs it."""
    return language.word(_STATE_CUSTODY) if terminal == "custody" else end_name(terminal, language).upper()


def named(language: Language, words: Mapping[str, str], name: str) -> str:
    """Return the word for a name; a name that is not known is printed as it is."""
    return language.word(words[name]) if name in words else name


_LABEL_BY_LABEL = "label by label"
_WITHOUT = "without "


def variation_name(name: str, language: Language = ENGLISH) -> str:
    """Return what is different where the result is shown with one thing changed."""
    if name == _LABEL_BY_LABEL:
        return language.say("Each label followed as if the others were untraced")
    terminal = name.removeprefix(_WITHOUT)
    if name.startswith(_WITHOUT) and terminal in TERMINAL_WORDS:
        return language.say("Without the stop “{end}”", end=end_name(terminal, language))
    return name
