"""Public keys: one form, one key, and none under which one signature fits every message."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tests.signatures.sealed import EXAMINERS_KEY, failures, judge
from tests.signatures.test_signatures import OTHER, SEALED, both
from tracer.signatures import keys

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]


def add(one: Point, other: Point) -> Point:
    """Add two points of the curve of Ed25519. Source: RFC 8032, section 5.1.4, in affine coordinates."""
    (x1, y1), (x2, y2) = one, other
    both_ = D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + both_, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - both_, -1, P) % P


def torsion() -> list[Point]:
    """Return the eight points whose order divides eight, as multiples of one of order eight."""
    y = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert x * x % P == square
    points = [(0, 1)]
    for _ in range(7):
        points.append(add(points[-1], (x, y)))
    assert add(points[-1], (x, y)) == (0, 1)
    assert len(set(points)) == 8
    return points


def encodings() -> list[bytes]:
    """Return every way in which 32 bytes name one of the eight: y or y + p where that fits, with either sign."""
    found = set()
    for _, y in torsion():
        for value in (y, y + P):
            for sign in (0, 1):
                if value < 2**255:
                    found.add((value | sign << 255).to_bytes(32, "little"))
    return sorted(found)


def test_there_are_fourteen_names_of_eight_points() -> None:
    """Five values of y, two of them written in two ways, each with two signs."""
    assert len(encodings()) == 14


@pytest.mark.parametrize("encoded", encodings(), ids=bytes.hex)
def test_a_key_of_small_order_is_refused_by_name(encoded: bytes) -> None:
    """Each of the eight points is refused, canonical or not, wherever a public key is read."""
    pem = keys.public_pem(Ed25519PublicKey.from_public_bytes(encoded))
    with pytest.raises(
        ValueError, match="is a key of small order: one and the same signature under it fits every bundle"
    ):
        keys.read_public(pem)


def test_a_bundle_that_such_a_key_signed_fails() -> None:
    """The neutral element as key and as R, with S = 0, is a signature of every message; the bundle fails by name."""
    weak = Ed25519PublicKey.from_public_bytes((1).to_bytes(32, "little"))
    constant = (1).to_bytes(32, "little") + bytes(32)
    files = {**both(), "analyst.pem": keys.public_pem(weak), "tagmanifest.ed25519.sig": constant}
    assert keys.verifies(weak, constant, SEALED)
    assert keys.verifies(weak, constant, OTHER)
    assert any("analyst.pem: is a key of small order" in text for text in failures(judge(files, SEALED)))


def test_honest_keys_are_of_large_order() -> None:
    """Nothing is said against keys made as keys are made."""
    for number in range(64):
        key = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "little")).public_key()
        assert not keys.is_small(key.public_bytes_raw())
    assert keys.read_public(keys.public_pem(EXAMINERS_KEY.public_key()))
