"""The report on retained outputs: what LIBR and proceeds-first would give with other outputs taken for change."""

from tracer.evidence.dossier import Dossier
from tracer.evidence.paper import Block, Nature, Section, Text
from tracer.evidence.report_inferences import variation_blocks
from tracer.evidence.words import rule_name


def retained_sections(dossier: Dossier) -> list[Section]:
    """Return the section on other retained sets, none where no rule of the case rests on them."""
    sets = dossier.trace.retained_sets
    if not sets:
        return []
    said = (
        "Some rules of this case rest on outputs that were declared to be retained by whoever spent, which is an "
        "inference. Below is what the same rules would give with other outputs retained."
    )
    blocks: list[Block] = [Text(said, Nature.INFERENCE)]
    for each in sets:
        words = f"{rule_name(each.rule)}, {each.name}"
        listed = f" ({', '.join(each.retained)})" if each.retained else ""
        blocks += variation_blocks(dossier.language, words + listed, each.variation)
    return [Section("Other retained outputs", tuple(blocks))]
