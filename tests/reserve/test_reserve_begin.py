"""`tracer reserve begin`: a folder that check finds right as soon as it is filled in."""

import hashlib
import re
import stat
import tomllib
from pathlib import Path

import pytest

from tests.reserve.written import RESERVE, changed, register
from tracer.chain.network import MAIN, NETWORKS, REGTEST
from tracer.errors import CaseError
from tracer.operations import reserve_journal
from tracer.operations.context import Context
from tracer.operations.reserve_begin import FOLDERS, BeginRequest, begin
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_files import read_register
from tracer.reserve.register import DUST, WalletStage
from tracer.reserve.register_template import template
from tracer.reserve.terms import USUAL_SECURITY, LimitKind, PriceTerms

BODY = 'The "Body"'
CONTEXT = Context(who="A. Clerk", clock=lambda: 1_780_000_000)
EMPTY = {
    'name = ""': 'name = "Reserve"',
    'stage = ""': 'stage = "reserve"',
    'descriptor = ""': f'descriptor = "{RESERVE}"',
}


def test_what_is_begun_is_right_once_it_is_filled_in(tmp_path: Path) -> None:
    """Check names what is empty, and nothing else."""
    place = tmp_path / "KZ-NIC"
    begun = begin(BeginRequest(place, "regtest", BODY), CONTEXT)
    assert begun.as_json() == {"folder": str(place), "register": str(place / "register.toml")}
    answer = check_register(RegisterCheckRequest(place), CONTEXT)
    assert answer.as_json()["ok"] is False
    assert [fault.split(": ")[1] for fault in answer.faults] == [
        "wallet[1].descriptor",
        "wallet[1].stage",
        "wallet[1].name",
    ]
    begun.register.write_text(changed(begun.register.read_text(), EMPTY))
    found = read_register(place, CONTEXT).register
    assert (found.name, found.body, found.bodies, found.network) == ("KZ-NIC", BODY, (BODY,), REGTEST)
    assert (found.zone, found.languages) == ("Asia/Almaty", ("kk", "ru", "en"))
    assert (found.wallets[0].name, found.wallets[0].body, found.wallets[0].stage) == (
        "Reserve",
        BODY,
        WalletStage.RESERVE,
    )
    head = str(reserve_journal.load(place, "KZ-NIC").head)
    assert check_register(RegisterCheckRequest(place), CONTEXT).as_json() == {
        "ok": True, "faults": [], "notes": [], "head": head,
    }  # fmt: skip


def test_a_register_begins_with_its_folders_and_its_journal(tmp_path: Path) -> None:
    """The first entry says who began it, and holds the hash of what was written; nobody else may read it."""
    place = tmp_path / "KZ-NIC"
    begin(BeginRequest(place, "main", BODY), CONTEXT)
    assert {each.name for each in place.iterdir()} == {*FOLDERS, "register.toml", "journal.jsonl"}
    assert {stat.S_IMODE(each.stat().st_mode) for each in place.iterdir()} == {0o600, 0o700}
    (entry,) = reserve_journal.load(place, "KZ-NIC").entries
    assert (entry.kind, entry.who, entry.time_utc) == ("register-begun", "A. Clerk", "2026-05-28T20:26:40Z")
    assert entry.object == hashlib.sha256((place / "register.toml").read_bytes()).hexdigest()
    number = reserve_journal.enter(
        place, "KZ-NIC", CONTEXT, kind="observed", why="tracer reserve observe", object_="0" * 64, details={"at": "7"}
    )
    assert number == 2
    last = reserve_journal.load(place, "KZ-NIC").entries[-1]
    assert (last.kind, last.why, last.object, last.details) == (
        "observed",
        "tracer reserve observe",
        "0" * 64,
        {"at": "7"},
    )


def test_every_key_behind_a_number_sign_may_be_taken_as_it_is() -> None:
    """What may be left out is written with the value that holds then; the rest of it is an example that is right."""
    text = changed(template(name="KZ", body=BODY, network=REGTEST), EMPTY)
    plain = register(text)
    full = register(re.sub(r"^#(?=[\[a-z])", "", text, flags=re.MULTILINE))
    assert (full.bodies, full.languages, full.currency) == (plain.bodies, plain.languages, plain.currency)
    assert (full.profile, full.publish_addresses, full.dust) == (plain.profile, plain.publish_addresses, DUST)
    assert full.wallets[0].range == plain.wallets[0].range
    assert full.price is not None
    usual = PriceTerms(exchanges=full.price.exchanges, fixing=full.price.fixing, set_by=full.price.set_by)
    assert (full.price, len(full.price.exchanges)) == (usual, 5)
    minimum = full.security.min_persons
    assert minimum == 3
    assert full.security == type(USUAL_SECURITY)(min_persons=minimum, rotate_days=full.security.rotate_days)
    assert [account.contract for account in full.accounts] == ["2026-0001"]
    assert [fork.height for fork in full.forks] == [478_558]
    assert [limit.kind for limit in full.limits] == [LimitKind.SHARE_EXCL]
    assert (plain.accounts, plain.forks, plain.limits, plain.price) == ((), (), (), None)
    assert plain.security == USUAL_SECURITY


@pytest.mark.parametrize("network", NETWORKS.values(), ids=lambda network: network.name)
def test_a_template_is_toml_whatever_the_body_s_name(network) -> None:
    """A name with quotation marks and backslashes stands as it is."""
    for body in ("NIC", 'a "b" \\u0041 {name}', "Ұлттық инвестициялық корпорация"):
        head = tomllib.loads(template(name="KZ", body=body, network=network))["register"]
        assert (head["body"], head["network"]) == (body, network.name)


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("taken", "NIC", "taken exists already.\nName another folder, or remove it yourself."),
        ("KZ NIC", "NIC", "its name becomes the register's: expected 1 to 40 letters from A to Z"),
        ("none/KZ", "NIC", "none is not a folder.\nCreate it, or name another place."),
        ("KZ", "", "--name: expected a name: one line of visible characters"),
        ("KZ", " NIC", "--name: expected a name: one line of visible characters"),
    ],
)
def test_what_cannot_be_begun_leaves_nothing(tmp_path: Path, name: str, body: str, message: str) -> None:
    """A register overwrites nothing, and has a name that files can have."""
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / ".hidden").touch()
    with pytest.raises(CaseError) as raised:
        begin(BeginRequest(tmp_path / name, MAIN.name, body), CONTEXT)
    assert message in str(raised.value)
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


def test_an_empty_folder_becomes_the_register(tmp_path: Path) -> None:
    """Whoever made it first by hand has a register in it; a link to an empty folder stays what it is."""
    place, link = tmp_path / "KZ-NIC", tmp_path / "KZ-LINK"
    place.mkdir()
    (tmp_path / "elsewhere").mkdir()
    link.symlink_to(tmp_path / "elsewhere")
    begin(BeginRequest(place, MAIN.name, BODY), CONTEXT)
    assert (place / "register.toml").is_file()
    with pytest.raises(CaseError, match="exists already"):
        begin(BeginRequest(link, MAIN.name, BODY), CONTEXT)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not list(tmp_path.glob(".*"))
