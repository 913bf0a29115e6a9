from tracer.ingest.recent import Recent


def test_the_oldest_is_forgotten_beyond_the_limit() -> None:
    """What was used longest ago goes first; using a value keeps it."""
    recent: Recent[str, int] = Recent(10)
    recent.keep("a", 1, 4)
    recent.keep("b", 2, 4)
    assert recent.get("a") == 1
    recent.keep("c", 3, 4)
    assert (recent.get("a"), recent.get("b"), recent.get("c")) == (1, None, 3)


def test_a_value_heavier_than_the_limit_is_not_kept() -> None:
    """An enormous value is not held, and leaves the bookkeeping right."""
    recent: Recent[str, int] = Recent(10)
    recent.keep("huge", 1, 11)
    recent.keep("a", 2, 10)
    assert (recent.get("huge"), recent.get("a")) == (None, 2)


def test_a_value_kept_again_weighs_once() -> None:
    """Replacing a value replaces its weight."""
    recent: Recent[str, int] = Recent(10)
    for value in range(5):
        recent.keep("a", value, 6)
    recent.keep("b", 9, 4)
    assert (recent.get("a"), recent.get("b")) == (4, 9)
