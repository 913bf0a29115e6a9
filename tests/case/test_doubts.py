import tomllib

import pytest

from tracer.case import case_file, doubts
from tracer.formats.toml_lines import line_of, lines

OWN = "bcrt1q2vf0kcylvquywv0ulju4mmhnvq3rn0mp74gett"
OTHER = "bcrt1qamms7s2cehnfu8tlnknn9fu9w45fegx552wyd5"
RANGED = (
    "wpkh(tpubD6NzVbkrYhZ4Y529GvCkRKDNJ6AAF8VptYbpg3GSbqTkUQnNi3cYTzzDtjPqfcoZdii14nQRPLt4A9LCHGUUzL6RC3z1ZPUdP1yCaAwR3nZ"
    "/0/*)#eyfwn6sc"
)
TXID = "ab" * 32
HEAD = '[case]\nid = "K"\nnetwork = "regtest"\n[method]\nprimary = "haircut"\n'
WALLET = f'[[custody]]\nname = "W"\nstage = "seizure"\naddresses = ["{OWN}"]\n'


def _warned(text: str) -> tuple[str, ...]:
    return doubts.doubts(case_file.parse(text.encode(), "k.toml"), text, "k.toml")


def _seed(more: str, label: str = "A") -> str:
    return f'[[seed]]\nlabel = "{label}"\n{more}\n'


def _order(more: str, labels: str = '"A"') -> str:
    return f'[[order]]\nid = "1"\nkind = "seizure"\nlabels = [{labels}]\ncustody = ["W"]\n{more}\n'


def test_a_case_without_doubts_gives_none() -> None:
    """A seed elsewhere than in custody, amounts that can be paid, labels that look different, an order of its time."""
    text = HEAD + _seed(f'address = "{OTHER}"\namount_sat = 294') + _seed(f'txid = "{TXID}"\namount_sat = 546', "B")
    assert _warned(text + WALLET + _order("date = 2026-01-01\namount_sat = 546")) == ()


def test_a_seed_on_a_state_wallets_own_address_is_doubted() -> None:
    """Its line and the wallet are named."""
    (warning,) = _warned(HEAD + _seed(f'address = "{OWN}"') + WALLET)
    assert warning.startswith("k.toml: line 8: seed[1].address: is of the state's own wallet 'W': ")


def test_a_seed_descriptor_that_watches_a_state_wallet_is_doubted() -> None:
    """One script in common is enough."""
    wallet = f'[[custody]]\nname = "W"\nstage = "reserve"\ndescriptor = "{RANGED}"\nrange = [5, 9]\n'
    (warning,) = _warned(HEAD + _seed(f'descriptor = "{RANGED}"\nrange = [0, 5]') + wallet)
    assert warning.startswith("k.toml: line 8: seed[1].descriptor: is of the state's own wallet 'W': ")
    assert _warned(HEAD + _seed(f'descriptor = "{RANGED}"\nrange = [0, 4]') + wallet) == ()


@pytest.mark.parametrize(("place", "least"), [(f'address = "{OTHER}"', 294), (f'outpoint = "{TXID}:0"', 546)])
def test_an_amount_below_a_dust_output_is_doubted(place: str, least: int) -> None:
    """Nodes do not relay less, so bitcoin were probably meant; the border itself is in order."""
    (warning,) = _warned(HEAD + _seed(f"{place}\namount_sat = {least - 1}"))
    assert warning.startswith(
        f"k.toml: line 9: seed[1].amount_sat: {least - 1} sat is less than a dust output ({least} sat), "
    )
    assert _warned(HEAD + _seed(f"{place}\namount_sat = {least}")) == ()


def test_an_order_over_less_than_dust_is_doubted() -> None:
    """An order of 120 satoshi is probably one of 120 bitcoin."""
    text = HEAD + _seed(f'txid = "{TXID}"') + WALLET + _order("date = 2026-01-01\namount_sat = 120")
    (warning,) = _warned(text)
    assert warning.startswith("k.toml: line 19: order[1].amount_sat: 120 sat is less than a dust output")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Alpha", "Аlpha"), ("A", "Α"), ("Theft", "theft"), ("A O", "A 0"), ("A-1", "A–1"), ("A 1", "A l")],
)
def test_labels_that_look_alike_are_doubted(one: str, other: str) -> None:
    """Latin, Cyrillic and Greek letters, capitals, figures, blanks and dashes: each spelling is shown once."""
    text = HEAD + "".join(_seed(f'outpoint = "{TXID}:{at}"', label) for at, label in enumerate((one, other, one)))
    (warning,) = _warned(text)
    assert warning.startswith(f"k.toml: line 10: seed[2].label: the label {other!r}")
    assert f" looks like {one!r}" in warning
    assert "seed[1].label" in warning


def test_names_that_look_different_are_not_doubted() -> None:
    """Numbers of orders and labels differ by what a reader sees."""
    text = HEAD + _seed(f'txid = "{TXID}"', "A1") + _seed(f'outpoint = "{TXID}:1"', "A2") + WALLET
    text += _order("date = 2026-01-01", '"A1"') + _order("date = 2026-01-01", '"A1"').replace('id = "1"', 'id = "1-1"')
    assert _warned(text) == ()


def test_the_letter_that_tells_two_names_apart_is_given_by_its_code() -> None:
    """On paper the two labels are the same."""
    text = HEAD + _seed(f'outpoint = "{TXID}:0"', "Alpha") + _seed(f'outpoint = "{TXID}:1"', "Аlpha")
    assert "'Аlpha' (А is U+0410)" in _warned(text)[0]


def test_wallets_orders_and_exhibits_that_look_alike_are_doubted() -> None:
    """What is true of labels is true of every name."""
    wallets = WALLET + WALLET.replace('"W"', '"w"').replace(OWN, OTHER)
    orders = _order("date = 2026-01-01") + _order("date = 2026-01-01").replace('id = "1"', 'id = "I"')
    exhibits = '[[exhibit]]\nid = "E1"\n[[exhibit]]\nid = "Е1"\n'
    places = [each.split(": ")[2] for each in _warned(HEAD + _seed(f'txid = "{TXID}"') + wallets + orders + exhibits)]
    assert places == ["custody[2].name", "order[2].id", "exhibit[2].id"]


@pytest.mark.parametrize(
    ("network", "day", "doubted"),
    [
        ("regtest", "2011-02-01", False),
        ("regtest", "2011-01-31", True),
        ("main", "2009-01-01", True),
        ("main", "2009-01-03", False),
    ],
)
def test_an_order_dated_before_the_chain_is_doubted(network: str, day: str, doubted: bool) -> None:
    """Before the first block there was no seed; a day is left to time zones."""
    wallet = WALLET if network == "regtest" else WALLET.replace(OWN, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT")
    text = (HEAD + _seed(f'txid = "{TXID}"') + wallet).replace("regtest", network) + _order(f"date = {day}")
    warnings = _warned(text)
    assert bool(warnings) == doubted
    assert not doubted or warnings[0].startswith(
        f"k.toml: line 18: order[1].date: {day} is before every seed of its labels"
    )


def test_a_window_says_before_when_no_seed_can_be() -> None:
    """Of the seeds of an order's labels the one that may be earliest counts."""
    address = '"1BoatSLRHtKNngkdXEeobR76b53LETtpyT"'
    late = _seed(f"address = {address}\nfrom_height = 840000")
    wallet = WALLET.replace(f'"{OWN}"', '"12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX"')
    text = HEAD.replace("regtest", "main") + late + wallet
    assert "none can have been made before 2024-04-20" in _warned(text + _order("date = 2024-04-18"))[0]
    assert _warned(text + _order("date = 2024-04-19")) == ()
    early = _seed(f"address = {address}\nfrom_height = 400000")
    assert _warned(text + early + _order("date = 2024-04-18")) == ()


def test_a_descriptor_without_a_range_is_doubted() -> None:
    """The default is named, for what lies beyond it is not looked for.

    With a range, or without `*`, there is no doubt.
    """
    seed = _seed(f'descriptor = "{RANGED}"')
    (warning,) = _warned(HEAD + seed)
    assert warning.startswith(
        "k.toml: line 8: seed[1].descriptor: no range is stated, so only the indices 0 to 999 are"
    )
    assert _warned(HEAD + seed + "range = [0, 999]\n") == ()
    wallet = f'[[custody]]\nname = "W"\nstage = "reserve"\ndescriptor = "{RANGED}"\n'
    assert [each.split(": ")[1] for each in _warned(HEAD + _seed(f'txid = "{TXID}"') + wallet)] == ["line 12"]


def test_lines_are_those_of_keys_and_tables() -> None:
    """Strings and arrays over several lines are stepped over, whatever they hold."""
    text = (
        '# [[seed]]\n[case]\nid = "a # b = c"\ntitle = """\n[[seed]]\nlabel = "no"\n"""\n'
        "zone = '''\nx = 1'''\n[[seed]] # one\nlabel = 'A'\nrange = [\n  0, # [\n  9,\n]\namount_sat = 5\n"
        '[[ "seed" ]]\n"label" = "B"\nwhere = { outpoint = "x",\n  y = [1, 2] }\nlast.one = 3\n'
    ).replace(",\n  y", ", y")
    assert tomllib.loads(text)
    assert lines(text) == {
        "case": 2, "case.id": 3, "case.title": 4, "case.zone": 8, "seed[1]": 10, "seed[1].label": 11,
        "seed[1].range": 12, "seed[1].amount_sat": 16, "seed[2]": 17, "seed[2].label": 18, "seed[2].where": 19,
        "seed[2].last.one": 20,
    }  # fmt: skip
    assert line_of(lines(text), "seed[2].where.outpoint") == 19
    assert line_of(lines(text), "seed[3].label") is None


def test_tables_given_inline_are_named_by_the_line_that_holds_them() -> None:
    """`seed = [{…}]` has one line."""
    text = f'seed = [{{label = "A", outpoint = "{TXID}:0", amount_sat = 1}}]\n' + HEAD
    (warning,) = _warned(text)
    assert warning.startswith("k.toml: line 1: seed[1].amount_sat: ")
