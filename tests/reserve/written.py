"""A register and acts as people write them, for tests: small, right, and easily made wrong."""

import datetime as dt
import hashlib
from collections.abc import Mapping

from tests.case.wallets import multisig
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Outpoint
from tracer.reserve import act_file, act_set, register_file
from tracer.reserve.acts import Act, ActsInForce, LotId
from tracer.reserve.lots import Admission, Lot
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun

SEIZURE = multisig(1, 2, 3)
RESERVE = multisig(1, 2, 3, 4, 5, needed=3, steps="/7/*")
P2WPKH = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
P2PKH = "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn"
TXID = "ab" * 32
SHA = "cd" * 32
TEXT = b"The court of the city of Almaty."
TEXT_SHA = hashlib.sha256(TEXT).hexdigest()
DOCUMENT = f'text = {{ file = "texts/order.txt", sha256 = "{TEXT_SHA}" }}\n'
"""The document behind an act, whose file is `TEXT`."""

REGISTER = f"""
[register]
name = "KZ-NIC"
body = "National Investment Corporation"
network = "regtest"
zone = "Asia/Almaty"

[[wallet]]
name = "Seizure 2"
body = "National Investment Corporation"
stage = "seizure"
descriptor = "{SEIZURE}"
range = [0, 3]

[[wallet]]
name = "State reserve wallet"
body = "National Investment Corporation"
stage = "reserve"
descriptor = "{RESERVE}"
range = [0, 3]
quorum = "Reserve 3 of 5"

[[wallet]]
name = "Another body's"
body = "Agency for Financial Monitoring"
stage = "watched"
addresses = ["{P2WPKH}"]

[[account]]
name = "Custodian X, account 7"
custodian = "Custodian X"

[[limit]]
id = "share-max"
kind = "share_excl"
max = "0.0100"
severity = "hard"
from = 2026-07-01
"""

ORDER = f"""
id = "2026-0001"
kind = "order"
date = 2026-05-02
{DOCUMENT}signed_by = ["Judge"]
authority = "Court of the city of Almaty"
order = "1-77/2025"
order_kind = "forfeiture"
in_force = 2026-05-20
appeal_until = 2026-06-20
amount_sat = 850000000
case = "KZ-2026-0042"
labels = ["A", "B"]
wallets = ["State reserve wallet"]
"""

MONEY_ORDER = f"""
id = "2026-0002"
kind = "order"
date = 2026-05-03
{DOCUMENT}signed_by = ["Judge"]
authority = "Court of the city of Almaty"
order = "1-78/2025"
order_kind = "forfeiture"
in_force = 2026-05-03
amount = "850000.50"
currency = "KZT"
case = "KZ-2026-0042"
labels = ["A"]
"""

EXECUTION = f"""
id = "2026-0003"
kind = "execution"
date = 2026-05-04
{DOCUMENT}signed_by = ["P-01", "P-07"]
order = "2026-0002"
lots = {{ "L-0010" = 5, "L-0002" = 3 }}
fixing = 2026-05-03
"""

CLAIM = """
id = "2026-0004"
kind = "claim"
date = 2026-05-05
lots = { "L-0002" = 3 }
from = 2026-05-06
claimant = "Somebody"
"""

RELEASE = f"""
id = "2026-0005"
kind = "release"
date = 2026-06-05
{DOCUMENT}signed_by = ["P-01", "P-07"]
act = "2026-0004"
on = 2026-06-04
"""

DISPOSAL = f"""
id = "2026-0006"
kind = "disposal"
date = 2026-08-01
{DOCUMENT}signed_by = ["P-01", "P-07"]
method = "auction"
lots = {{ "L-0003" = 100000000 }}
basis = "order 1-77/2025"
"""

STEP = f"""
id = "2026-0007"
kind = "step"
date = 2026-08-09
{DOCUMENT}signed_by = ["P-01", "P-07"]
disposal = "2026-0006"
state = "sent"
txid = "{TXID}"
"""


ADMISSION = Admission(
    case="KZ-2026-0042",
    bundle="ab" * 32,
    primary="fifo",
    admitted=dt.date(2026, 4, 1),
    number=1,
    act=None,
    supersedes=None,
    contested=(),
    left_out=(),
    lots=(
        Lot(
            id=LotId("L-0002"),
            case="KZ-2026-0042",
            label="A",
            run=SatoshiRun(Outpoint.parse(f"{TXID}:0"), 0, 2),
            orders=(),
            lower=None,
            upper=Sats(2),
            bundle="ab" * 32,
        ),
    ),
)
"""A case of one lot of two satoshi."""


def register(text: str = REGISTER) -> Register:
    """Return a register from its text."""
    return register_file.parse(text.encode(), "register.toml")


def act(text: str, number: str = "", of: str = REGISTER) -> Act:
    """Return an act from its text; it lies under its own number unless another is given."""
    name = number or text.split('id = "')[1][:9]
    return act_file.parse(text.encode(), f"acts/{name}.toml", register(of))


def acts(*texts: str) -> ActsInForce:
    """Return the acts in force out of these."""
    return act_set.in_force([act(text) for text in texts])


def changed(text: str, changes: Mapping[str, str]) -> str:
    """Return a text with parts replaced; each stands in it once."""
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text
