"""What a descriptor asks for: a key that stands more than once under one threshold gives several signatures."""

from tracer.reserve.security.descriptor_quorum import RepeatedKey, repeated_keys


def test_a_key_that_stands_twice_in_a_descriptor_is_named() -> None:
    """Whoever holds it gives two of the signatures, whatever its path or origin; other thresholds are others."""
    one, two = "tpubDFcqZ2vZcasY8", "tpubDErHCvUg5ujQF"
    assert repeated_keys(f"wsh(sortedmulti(2,{one}/0/*,{two}/0/*))#abcdefgh") == ()
    assert repeated_keys(f"wsh(sortedmulti(2,[d290080e/48h]{one}/0/*,{one}/1/*,{two}/0/*))") == (
        RepeatedKey(key=one, times=2, needed=2, keys=3),
    )
    assert repeated_keys(f"sh(multi(1,{two},{two},{two}))#q") == (RepeatedKey(key=two, times=3, needed=1, keys=3),)
    assert repeated_keys(f"tr({one},{{multi_a(2,{one},{two}),multi_a(1,{one},{two})}})") == ()
    assert repeated_keys(f"wpkh({one}/<0;1>/*)") == repeated_keys("") == ()
