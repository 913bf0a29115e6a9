"""The report on retained outputs: what LIBR and proceeds-first would give with other outputs taken for change."""

from tracer.documents.paper import Block, Nature, Section, Text
from tracer.documents.words import rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.inferences import variation_blocks


def retained_sections(dossier: Dossier) -> list[Section]:
    """Return the section on other retained sets, none where no rule of the case rests on them."""
    sets = dossier.trace.retained_sets
    if not sets:
        return []
    language = dossier.language
    say = language.say
    said = say(
        "Some rules of this case rest on outputs that were declared to be retained by whoever spent, which is an "
        "inference. Below is what the same rules would give with other outputs retained."
    )
    blocks: list[Block] = [Text(said, Nature.INFERENCE)]
    for each in sets:
        rule, which, outputs = (
            rule_name(each.rule, language),
            language.known(each.name),
            ", ".join(map(str, each.retained)),
        )
        if outputs:
            words = say("{rule}, {which} ({outputs})", rule=rule, which=which, outputs=outputs)
        else:
            words = say("{rule}, {which}", rule=rule, which=which)
        blocks += variation_blocks(language, words, each.variation)
    return [Section(say("Other retained outputs"), tuple(blocks))]
