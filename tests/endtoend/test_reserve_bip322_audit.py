"""Proofs of control between this product and bip322-audit, both ways, over a real node and real signatures of its own.

bip322-audit is no dependency: BIP322_AUDIT names its executable, else the one on PATH is taken, else the tests skip.
"""

import datetime as dt
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from fixtures.bitcoind import INDEXES, Node
from fixtures.recorder.wallets import StateWallet
from tests.bitcoind import needs_bitcoind
from tests.commands import tracer
from tracer.wallet.checksum import checksum

AUDIT = os.environ.get("BIP322_AUDIT") or shutil.which("bip322-audit")

pytest.importorskip("bip322core", reason="bip322-core is not installed: pip install 'custody-tracer[proof]'")
pytestmark = [
    *needs_bitcoind,
    pytest.mark.skipif(AUDIT is None, reason="no bip322-audit on PATH or named by BIP322_AUDIT"),
    pytest.mark.skipif(shutil.which("bitcoin-cli") is None, reason="bip322-audit asks the node through bitcoin-cli"),
]

WALLET = StateWallet("audited by others", 2, 3)
NONCE = "0123456789abcdef0123456789abcdef"
PERIOD = "2026Q3"
FIRST, SECOND = 150_000_000, 25_000_000
"""What the wallet's two scripts hold, in satoshi."""


class Desk(NamedTuple):
    """A node, a register that observed it, and a folder for what bip322-audit writes."""

    node: Node
    register: Path
    work: Path

    def audit(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run bip322-audit beside the node."""
        cli = f"bitcoin-cli -datadir={self.node.datadir} -regtest -rpcport={self.node.rpc_port}"
        asked = [str(AUDIT), "--cli", cli, *words]
        return subprocess.run(asked, cwd=self.work, capture_output=True, text=True, check=False)

    def signed(self, text: str, name: str) -> Path:
        """Let bip322-audit take a snapshot at the closing block, two devices sign, and bip322-audit finalize it."""
        closing = json.loads(tracer("reserve", "prove", self.register, "--period", PERIOD, "--json").out)["closing"]
        place = self.work / name
        asked = ("snapshot", "--at", str(closing["height"]), "--text", text, "-o", str(place))
        taken = self.audit("-w", "watch", *asked)
        assert taken.returncode == 0, taken.stderr
        (place / "signed").mkdir(exist_ok=True)
        for psbt in sorted((place / "to_sign").glob("*.psbt")):
            for holder in (0, 2):
                device = WALLET.signing_descriptor(holder)
                found = self.node.call("getdescriptorinfo", device)
                assert isinstance(found, dict)
                keys = [{"desc": f"{device}#{found['checksum']}", "range": 20}]
                done = self.node.call("descriptorprocesspsbt", psbt.read_text().strip(), keys, "ALL", True, False)
                assert isinstance(done, dict)
                (place / "signed" / f"{holder}-{psbt.name}").write_text(str(done["psbt"]))
        finalized = self.audit("finalize", str(place), "--offline")
        assert finalized.returncode == 0, finalized.stderr
        (file,) = place.glob("*proofs.json")
        return file


def seconds(text: str) -> int:
    """Return a moment in UTC as Unix seconds."""
    return int(dt.datetime.fromisoformat(f"{text}+00:00").timestamp())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Run a node whose third quarter of 2026 has ended, with a watch-only multisig wallet that holds two coins."""
    place = tmp_path_factory.mktemp("audit")
    watched = f"{WALLET.descriptor}#{checksum(WALLET.descriptor)}"
    with Node(place / "node", (*INDEXES, "-fallbackfee=0.0001")) as node:
        node.call("setmocktime", seconds("2026-09-20T00:00:00"))
        node.call("createwallet", "funds")
        mined = node.call("getnewaddress")
        node.call("generatetoaddress", 101, mined)
        for number, amount in ((0, "1.5"), (3, "0.25")):
            node.call("sendtoaddress", WALLET.payee(0, number).address, amount)
        node.call("setmocktime", seconds("2026-09-29T00:00:00"))
        node.call("generatetoaddress", 12, mined)
        node.call("setmocktime", seconds("2026-10-02T00:00:00"))
        node.call("generatetoaddress", 14, mined)
        node.call("createwallet", "watch", True, True)
        imported = [{"desc": watched, "active": True, "timestamp": 0, "range": [0, 99]}]
        node.call("importdescriptors", imported, wallet="watch")
        register, work = place / "KZ-AUDIT", place / "data"
        work.mkdir()
        begin = ("begin", register, "--network", "regtest", "--name", "A body")
        assert tracer("reserve", *begin).code == 0
        text = (register / "register.toml").read_text(encoding="utf-8")
        filled = {
            'name = ""': 'name = "Reserve"', 'stage = ""': 'stage = "reserve"',
            'descriptor = ""': f'descriptor = "{watched}"',
        }  # fmt: skip
        for was, now in filled.items():
            text = text.replace(was, now)
        (register / "register.toml").write_text(text, encoding="utf-8")
        node.wait_for_indexes()
        chain = ("--chain", node.url, "--cookie", node.cookie)
        seen = tracer("reserve", "observe", register, *chain, "--at", "2026-09-30")
        assert seen.code in (0, 1), seen.err
        yield Desk(node, register, work)


def prove(desk: Desk, *words: str | Path) -> dict:
    """Return what `tracer reserve prove` says as JSON."""
    ended = tracer("reserve", "prove", desk.register, "--period", PERIOD, *words, "--json")
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def test_what_bip322_audit_proved_is_read(desk: Desk) -> None:
    """A real snapshot of a real wallet, signed by two of three devices: all of the closing, none by our nonce."""
    file = desk.signed("Proof of control, {date}", "plain")
    assert json.loads(file.read_bytes())["tool"].startswith("bip322-audit ")
    found = prove(desk, "--verify", file)
    assert (found["covered_sat"], found["of_sat"]) == (str(FIRST + SECOND), str(FIRST + SECOND))
    assert [row["status"] for row in found["coins"]] == ["proven", "proven"]
    assert (found["faults"], found["without_nonce"]) == ([], 2)
    assert desk.audit("verify", str(file)).returncode == 0


def test_what_we_asked_for_and_proved_is_read_by_bip322_audit(desk: Desk) -> None:
    """Our request with the auditor's nonce is the text of the snapshot; what we hand over is OK on his node.

    With another amount it is FAILED: it was really looked at.
    """
    asked = prove(desk, "--request", "--nonce", NONCE)
    file = desk.signed(asked["message"], "asked")
    before = prove(desk)["without_nonce"]
    found = prove(desk, "--verify", file)
    assert (found["covered_sat"], found["faults"]) == (str(FIRST + SECOND), [])
    assert found["without_nonce"] == before
    out = desk.work / "KZ-AUDIT-2026Q3-proofs.json"
    ended = tracer("reserve", "prove", desk.register, "--period", PERIOD, "--out", out)
    assert ended.code == 0
    assert f"bip322-audit verify {out}" in ended.err
    said = json.loads(out.read_bytes())
    assert (said["total_sat"], said["total_btc"]) == (FIRST + SECOND, "1.75000000")
    checked = desk.audit("verify", str(out))
    assert (checked.returncode, "RESULT: OK" in checked.stdout) == (0, True), checked.stdout + checked.stderr
    assert "outputs at snapshot  2/2 shown held" in checked.stdout
    said["proofs"][0]["utxos"][0]["amount_sat"] += 1
    said["proofs"][0]["total_sat"] += 1
    wrong = desk.work / "wrong-proofs.json"
    wrong.write_text(json.dumps(said), encoding="utf-8")
    assert desk.audit("verify", str(wrong)).returncode == 1
    assert tracer("reserve", "prove", desk.register, "--period", PERIOD, "--out", out).code == 2


def test_one_signature_taken_from_another_coin_is_refused_by_both(desk: Desk) -> None:
    """The other script's signature, in a file that is right but for it."""
    file = desk.signed("Proof of control, once more, {date}", "swapped")
    said = json.loads(file.read_bytes())
    one, other = said["proofs"]
    one["signature"], other["signature"] = other["signature"], one["signature"]
    wrong = desk.work / "swapped-proofs.json"
    wrong.write_text(json.dumps(said), encoding="utf-8")
    assert desk.audit("verify", str(wrong)).returncode == 1
    register = Path(shutil.copytree(desk.register, desk.work / "copy"))
    ended = tracer("reserve", "prove", register, "--period", PERIOD, "--verify", wrong)
    assert ended.code == 1
    assert ended.err.count(": invalid: ") == 2
