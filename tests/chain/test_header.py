"""A run of headers is a chain with work, or every fault in it is named."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chain import mainnet
from tests.counts import count
from tracer.chain import header
from tracer.chain.header import HeaderFault, HeaderReport, Unchecked, check
from tracer.chain.network import MAIN, REGTEST, SIGNET, TEST, TESTNET4, Network
from tracer.chain.outpoint import BlockHash
from tracer.errors import IntegrityError

LIMIT = 0x7FFFFF << 232
EASIEST = 0x207FFFFF
ORDINARY = 0x201FFFFF
"""A quarter of the easiest target, so that four hashes in a row are expected to meet it."""

START = 1_700_000_000
PARENT = "parent: it lies before the run"
MEDIAN = "time against the median of the 11 headers before: some lie before the run"
DIFFICULTY = "difficulty: what it is computed from lies before the run, or is at fault itself"
BEGINNING = (Unchecked(2016, 2016, PARENT), Unchecked(2016, 2026, MEDIAN), Unchecked(2016, 2016, DIFFICULTY))


def easy(network: Network) -> Network:
    """Return the network with a limit that a test can mine to."""
    return replace(network, pow_limit=LIMIT)


def mined(previous: bytes, time: int, bits: int) -> bytes:
    """Return a header on top of another one, with its proof of work."""
    target = (bits & 0xFFFFFF) << 8 * ((bits >> 24) - 3)
    front = b"\x00\x00\x00\x20" + sha256(sha256(previous).digest()).digest() + bytes(32)
    front += time.to_bytes(4, "little") + bits.to_bytes(4, "little")
    for nonce in range(1 << 20):
        raw = front + nonce.to_bytes(4, "little")
        if int.from_bytes(sha256(sha256(raw).digest()).digest(), "little") <= target:
            return raw
    raise AssertionError("no header was found")


def chain(steps: Sequence[tuple[int, int]], start: int = START) -> list[bytes]:
    """Return headers, each so many seconds after the one before and with these bits."""
    headers: list[bytes] = []
    time = start
    for seconds, bits in steps:
        time += seconds
        headers.append(mined(headers[-1] if headers else b"", time, bits))
    return headers


def period(last: Sequence[tuple[int, int]] = (), spacing: int = 600) -> list[tuple[int, int]]:
    """Return the steps of 2,016 headers, the last ones as given."""
    return [(spacing, ORDINARY)] * (2016 - len(last)) + list(last)


def extended(headers: list[bytes], *steps: tuple[int, int]) -> list[bytes]:
    """Return the headers with some more on top."""
    headers = list(headers)
    for seconds, bits in steps:
        headers.append(mined(headers[-1], header.decode(headers[-1]).time + seconds, bits))
    return headers


def scaled(bits: int, seconds: int) -> int:
    """Return bits 0x20XXXXXX after a period that took so many seconds."""
    mantissa = ((bits & 0xFFFFFF) << 232) * seconds // 1_209_600 >> 224
    return 0x20000000 + (mantissa >> 8) if mantissa >> 8 >= 0x8000 else 0x1F000000 + mantissa


@pytest.fixture(scope="module")
def steady() -> list[bytes]:
    """One period of a block every ten minutes."""
    return chain(period())


@pytest.fixture(scope="module")
def hasty() -> list[bytes]:
    """One period of a block every five minutes."""
    return chain(period(spacing=300))


def test_the_first_mainnet_headers_are_a_chain() -> None:
    """Heights 0 to 4312 of mainnet hold every rule, both retargets included."""
    headers = [raw[:80] for raw in mainnet.first_blocks()]
    assert len(headers) == 4313
    assert check(headers, 0, MAIN) == HeaderReport((), ())
    assert check(headers, 0, TEST).faults[0] == HeaderFault(0, f"it is not the genesis block of test, {TEST.genesis}")


def test_what_lies_before_the_run_is_named() -> None:
    """A run that starts inside a period says which comparisons it could not make."""
    headers = [raw[:80] for raw in mainnet.first_blocks()][1000:]
    assert check(headers, 1000, MAIN) == HeaderReport(
        (),
        (
            Unchecked(1000, 1000, PARENT),
            Unchecked(1000, 1010, MEDIAN),
            Unchecked(1000, 1000, DIFFICULTY),
            Unchecked(2016, 2016, DIFFICULTY),
        ),
    )


def test_no_headers_have_no_faults() -> None:
    """An empty run is nothing to report on."""
    assert check([], 0, MAIN) == check([], 5, MAIN) == HeaderReport((), ())


def test_a_header_is_read() -> None:
    """The genesis header's fields are those everyone knows."""
    raw = mainnet.first_blocks()[0][:80]
    read = header.decode(raw)
    assert read.hash == MAIN.genesis
    assert read.previous == "0" * 64
    assert read.merkle_root[::-1].hex() == "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
    assert (read.version, read.time, read.bits, read.nonce) == (1, 1231006505, 0x1D00FFFF, 2083236893)


@pytest.mark.parametrize("size", [0, 79, 81])
def test_a_header_has_80_bytes(size: int) -> None:
    """Any other length is refused."""
    with pytest.raises(IntegrityError, match=f"80 bytes, not {size}"):
        header.decode(bytes(size))
    with pytest.raises(IntegrityError, match=f"header of height 7 has {size} bytes, not 80"):
        check([bytes(size)], 7, MAIN)


@pytest.mark.parametrize(
    ("bits", "target"),
    [
        (0x01120000, 0x12),
        (0x02123400, 0x1234),
        (0x03123456, 0x123456),
        (0x04123456, 0x12345600),
        (0x05009234, 0x92340000),
        (0x20123456, 0x123456 << 232),
        (0x2100FFFF, 0xFFFF << 240),
        (0x220000FF, 0xFF << 248),
        (0x1D00FFFF, 0xFFFF << 208),
    ],
)
def test_bits_stand_for_a_target(bits: int, target: int) -> None:
    """The first byte counts bytes, the other three lead them."""
    assert header.target(bits) == target


@pytest.mark.parametrize(
    "bits", [0, 0x01003456, 0x01FEDCBA, 0x04923456, 0x03000000, 0x21010000, 0x22000100, 0xFF123456]
)
def test_bits_that_are_no_target_are_refused(bits: int) -> None:
    """Zero, negative and overflowing targets are refused, as by Core."""
    with pytest.raises(IntegrityError, match=f"bits {bits:08x} are not a target: zero, negative or beyond 256 bits"):
        header.target(bits)
    with pytest.raises(IntegrityError, match="are not a target"):
        header.work(bits)


@given(st.integers(1, 2**256 - 1))
@settings(max_examples=count(suite=40, laws=200), derandomize=True, deadline=None)
def test_bits_keep_a_target_s_leading_bytes(value: int) -> None:
    """Writing a target as bits loses less than one part in 32,768, and never makes it easier."""
    kept = header.target(header.compact(value))
    assert kept <= value
    assert (value - kept) << 15 < value
    assert header.compact(kept) == header.compact(value)


def test_work_is_the_number_of_hashes_expected() -> None:
    """The easiest mainnet block takes 4,295,032,833 hashes, the easiest regtest block two."""
    assert header.work(0x1D00FFFF) == 4_295_032_833
    assert header.work(0x207FFFFF) == 2


def test_a_hash_meets_its_target_or_not() -> None:
    """A header's hash must be small enough and its bits allowed on its network."""
    first = header.decode(mainnet.first_blocks()[0][:80])
    assert header.meets_target(first, MAIN)
    assert not header.meets_target(replace(first, hash=BlockHash("f" * 64)), MAIN)
    assert not header.meets_target(replace(first, bits=0x207FFFFF), MAIN)


def corrupted(headers: list[bytes], index: int, change: Callable[[bytearray], None]) -> list[bytes]:
    """Return the headers with one changed and not mined again."""
    raw = bytearray(headers[index])
    change(raw)
    return [*headers[:index], bytes(raw), *headers[index + 1 :]]


def test_a_changed_header_breaks_the_link_and_its_work(steady: list[bytes]) -> None:
    """A changed Merkle root is seen in the next header's parent, and nearly always in the work."""

    def forge(raw: bytearray) -> None:
        raw[36] ^= 1

    faults = check(corrupted(steady[:50], 20, forge), 2016, easy(MAIN)).faults
    assert {fault.height for fault in faults} == {2036, 2037}
    assert "is above the target of its bits 201fffff" in faults[0].text
    assert faults[1].text.startswith("its parent is ")


def test_a_missing_header_breaks_the_link(steady: list[bytes]) -> None:
    """Headers left out are noticed."""
    (fault,) = check(steady[:20] + steady[21:30], 2016, easy(MAIN)).faults
    assert (fault.height, fault.text[:14]) == (2036, "its parent is ")


def test_a_target_easier_than_the_network_allows_is_no_target(steady: list[bytes]) -> None:
    """Work against a target above the network's limit counts for nothing."""
    network = replace(MAIN, pow_limit=0x1FFFFF << 232)
    assert check(steady[:5], 2016, network).faults == ()
    (fault,) = check([mined(b"", START, EASIEST)], 2016, network).faults
    assert fault.text == "its bits 207fffff are no target that the network allows"


def test_time_is_above_the_median_of_eleven() -> None:
    """A time may lie before its parent's, but not at or before the median of the eleven before it."""
    steps = [(600, ORDINARY)] * 12
    median, last = START + 7 * 600, START + 12 * 600
    after = chain([*steps, (median + 1 - last, ORDINARY)])
    assert check(after, 2016, easy(MAIN)) == HeaderReport((), BEGINNING)
    (fault,) = check(chain([*steps, (median - last, ORDINARY)]), 2016, easy(MAIN)).faults
    assert fault == HeaderFault(2028, f"its time {median} is not after {median}, the median of the 11 headers before")


def test_the_first_blocks_of_all_have_fewer_before_them() -> None:
    """From genesis on, the median is that of the headers there are."""
    headers = chain([(0, ORDINARY), (600, ORDINARY), (-600, ORDINARY)])
    network = replace(easy(MAIN), genesis=header.decode(headers[0]).hash)
    headers[0] = headers[0][:4] + bytes(32) + headers[0][36:]
    (fault,) = [each for each in check(headers, 0, network).faults if "median" in each.text]
    assert fault == HeaderFault(2, f"its time {START} is not after {START + 600}, the median of the 2 headers before")


@pytest.mark.parametrize("network", [MAIN, SIGNET])
def test_difficulty_is_recomputed_every_2016_blocks(network: Network, steady: list[bytes], hasty: list[bytes]) -> None:
    """A period's first header has bits from the time its 2,015 predecessors' steps took; others keep their parent's."""
    network = easy(network)
    for headers, seconds in ((steady, 2015 * 600), (hasty, 2015 * 300)):
        due = scaled(ORDINARY, seconds)
        assert check(extended(headers, (600, due), (9999, due)), 2016, network) == HeaderReport((), BEGINNING)
        (fault, _) = check(extended(headers, (600, ORDINARY), (600, due)), 2016, network).faults
        assert fault == HeaderFault(4032, f"its bits are 201fffff; the network's rule gives {due:08x}")
    (fault,) = check(extended(steady[:100], (1201, EASIEST)), 2016, network).faults
    assert fault == HeaderFault(2116, "its bits are 207fffff; the network's rule gives 201fffff")


def test_difficulty_moves_by_a_factor_of_four_at_most(steady: list[bytes]) -> None:
    """However short or long a period, its successor's target is between a quarter and four times its own."""
    ages = extended(steady[:-1], (10_000_000, ORDINARY), (600, 0x207FFFFC))
    assert check(ages, 2016, easy(MAIN)).faults == ()
    instant = chain(period(spacing=1))
    quarter = scaled(ORDINARY, 302_400)
    assert check(extended(instant, (600, quarter)), 2016, easy(MAIN)).faults == ()


def test_no_target_becomes_easier_than_the_limit(steady: list[bytes]) -> None:
    """A retarget beyond the network's limit gives the limit."""
    network = replace(MAIN, pow_limit=0x2FFFFF << 232)
    ages = extended(steady[:-1], (10_000_000, ORDINARY), (600, 0x202FFFFF))
    assert check(ages, 2016, network).faults == ()


@pytest.mark.parametrize("network", [TEST, TESTNET4])
def test_twenty_minutes_make_the_easiest_block(network: Network, steady: list[bytes]) -> None:
    """More than 20 minutes after its parent a test network's block has the easiest target, then the old one returns."""
    network = easy(network)
    lapse = [(1201, EASIEST), (1300, EASIEST), (600, ORDINARY), (1200, ORDINARY)]
    assert check(extended(steady[:100], *lapse), 2016, network).faults == ()
    (fault,) = check(extended(steady[:100], (1201, ORDINARY)), 2016, network).faults
    assert fault == HeaderFault(2116, "its bits are 201fffff; the network's rule gives 207fffff")
    (fault,) = check(extended(steady[:100], (1201, EASIEST), (600, EASIEST)), 2016, network).faults
    assert fault == HeaderFault(2117, "its bits are 207fffff; the network's rule gives 201fffff")


def test_a_period_that_began_with_the_easiest_target_goes_on_with_it() -> None:
    """Walking back to the last ordinary difficulty ends at the period's first block."""
    headers = chain([(600, EASIEST)] * 30)
    assert check(headers, 2016, easy(TEST)) == HeaderReport((), BEGINNING)


def test_an_ordinary_difficulty_before_the_run_is_not_guessed() -> None:
    """Where walking back leaves the run, the heights concerned are named instead."""
    headers = chain([(600, EASIEST), (600, EASIEST), (1201, EASIEST), (600, ORDINARY), (600, ORDINARY)])
    report = check(headers, 2020, easy(TEST))
    assert report.faults == ()
    assert report.unchecked == (
        Unchecked(2020, 2020, PARENT),
        Unchecked(2020, 2024, MEDIAN),
        Unchecked(2020, 2021, DIFFICULTY),
        Unchecked(2023, 2023, DIFFICULTY),
    )


def test_testnet3_retargets_from_the_last_block_and_testnet4_from_the_first(steady: list[bytes]) -> None:
    """An easiest last block makes testnet3's next period easy; BIP 94 takes the period's first block."""
    lapsed = extended(steady[:-1], (1201, EASIEST))
    due = scaled(ORDINARY, 2014 * 600 + 1201)
    three, four = extended(lapsed, (600, EASIEST)), extended(lapsed, (600, due))
    assert check(three, 2016, easy(TEST)).faults == ()
    assert check(four, 2016, easy(TESTNET4)).faults == ()
    assert check(four, 2016, easy(TEST)).faults == (
        HeaderFault(4032, f"its bits are {due:08x}; the network's rule gives 207fffff"),
    )
    assert check(three, 2016, easy(TESTNET4)).faults == (
        HeaderFault(4032, f"its bits are 207fffff; the network's rule gives {due:08x}"),
    )


def test_testnet4_refuses_a_period_that_starts_in_the_past(steady: list[bytes]) -> None:
    """Under BIP 94 a period's first block lies at most 600 seconds before its parent."""
    due = scaled(ORDINARY, 2015 * 600)
    assert check(extended(steady, (-600, due)), 2016, easy(TESTNET4)).faults == ()
    late = extended(steady, (-601, due))
    assert check(late, 2016, easy(TEST)).faults == ()
    (fault,) = check(late, 2016, easy(TESTNET4)).faults
    assert fault.height == 4032
    assert fault.text.endswith("is more than 600 seconds before its parent's (BIP 94)")


def test_regtest_never_retargets(hasty: list[bytes]) -> None:
    """Regtest keeps its bits over the end of a period, and has the 20-minute rule inside."""
    assert check(extended(hasty, (600, ORDINARY)), 2016, REGTEST).faults == ()
    (fault,) = check(extended(hasty, (600, EASIEST)), 2016, REGTEST).faults
    assert fault == HeaderFault(4032, "its bits are 207fffff; the network's rule gives 201fffff")


def test_genesis_has_no_parent() -> None:
    """The header of height 0 names no header before it."""
    alone = mined(b"", START, ORDINARY)
    network = replace(easy(MAIN), genesis=header.decode(alone).hash)
    (fault,) = check([alone], 0, network).faults
    assert fault == HeaderFault(0, f"its parent is {header.decode(alone).previous}, not {'0' * 64}")


def test_every_fault_is_reported() -> None:
    """Faults do not hide each other: a run of garbage has a fault at every height, in order."""
    garbage = [bytes((number,)) * 80 for number in range(1, 30)]
    heights = [fault.height for fault in check(garbage, 100, MAIN).faults]
    assert heights == sorted(heights)
    assert set(heights) == set(range(100, 129))
