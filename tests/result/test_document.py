"""What a result says of the rules it was computed by."""

from tracer.result.document import MIX_RULE
from tracer.trace.patterns.mix import DETECTORS


def test_the_rule_of_mixes_names_every_detector_that_ends_trails() -> None:
    """`mix_rule` of a result names the detectors that are asked, from the most specific to the widest."""
    names = [detect.__module__.rpartition(".")[2].replace("_", " ") for detect in DETECTORS]
    assert f"any of {', '.join(names)}; each stop names its own" == MIX_RULE
