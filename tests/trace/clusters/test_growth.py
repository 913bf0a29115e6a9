"""How clusters grew: bridges between large parts, and clusters too large to be one holder's."""

from tests.trace.clusters.test_clusters import clustered
from tracer.trace.clusters.growth import Bridge, bridges, is_absurd


def test_a_bridge_is_a_union_of_two_parts() -> None:
    """Two clusters of three joined by the last transaction: that union is the bridge, single scripts are growth."""
    found = clustered([[0, 1], [1, 2], [3, 4], [4, 5], [2, 5], [5, 6]], 7)
    assert found.witness[4] == 4
    assert bridges(found, 0) == (Bridge(4, 3, 3),)


def test_bridges_come_largest_first_and_only_of_the_cluster_asked_for() -> None:
    """The union of two and four comes after that of three and three; another cluster's unions are not shown."""
    found = clustered([[0, 1], [2, 3], [1, 2], [4, 5], [5, 6], [7, 8], [9, 10], [6, 3]], 11)
    assert bridges(found, 0) == (Bridge(7, 3, 4), Bridge(2, 2, 2))
    assert bridges(found, 0, most=1) == (Bridge(7, 3, 4),)
    assert bridges(found, 7) == ()


def test_a_cluster_of_a_twentieth_of_all_scripts_is_absurd() -> None:
    """A thousand scripts of less than twenty thousand are flagged, of twenty thousand they are not.

    A small chain never is.
    """
    assert is_absurd(1_000, 19_999)
    assert not is_absurd(1_000, 20_000)
    assert not is_absurd(999, 1_000)
