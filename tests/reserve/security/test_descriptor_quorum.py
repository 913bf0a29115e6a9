"""What a descriptor asks for: a key that stands more than once under one threshold gives several signatures."""

from tracer.reserve.security.descriptor_quorum import DescriptorQuorum, RepeatedKey, descriptor_quorum, repeated_keys


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


def test_a_fingerprint_in_capitals_is_the_same() -> None:
    """A key's origin is a number in hexadecimal; the checksum behind the descriptor is none of it."""
    one, two = "tpubDFcqZ2vZcasY8ab12Cdef", "tpubDErHCvUg5ujQFef34Ghij"
    found = descriptor_quorum(f"wsh(sortedmulti(2,[D290080E/48h]{one}/0/*,{two}/0/*))#abcdefgh")
    assert found == DescriptorQuorum(needed=2, fingerprints=("d290080e", None))
