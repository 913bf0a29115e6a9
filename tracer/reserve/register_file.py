"""`register.toml`: its bytes in, a `Register` out, or every fault at once.

Pure: opens no file. Whether the acts it names are on file, and whether another register has one of its wallets, is for
those who have the folder. Nothing is ignored: an unknown key, a wrong type, an address of another network. Places in
messages count from 1, so `wallet[2]` is the second `[[wallet]]` of the file.
"""

import hashlib
import re
from collections.abc import Sequence

from tracer.case.choices import LANGUAGES
from tracer.case.parameters import MAX_HEIGHT
from tracer.case.watched import (
    StandIn,
    check_no_shared_script,
    check_one_source,
    read_addresses,
    read_descriptor,
)
from tracer.chain.amount import Sats
from tracer.chain.network import MAIN, NETWORKS, Network
from tracer.errors import CaseError
from tracer.formats.faults import Faults
from tracer.formats.fields import NAME, FieldTable, nearest, show, unique
from tracer.formats.toml_file import check_no_secret, root_of, text_of
from tracer.formats.zone import zone_name
from tracer.reserve import terms_file, typed_values
from tracer.reserve.national.profiles import PROFILES, USUAL, profile
from tracer.reserve.register import (
    DUST,
    MOST_DUST,
    CustodianAccount,
    Fork,
    Register,
    ReserveWallet,
    WalletStage,
    WatchedScript,
)
from tracer.reserve.terms import PriceTerms

FILE = "register.toml"

_NAME_WORDS = "a name for files such as KZ-NIC"
_ZONE_WORDS = "an IANA time zone such as Asia/Almaty"
_REGISTER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def parse(content: bytes, name: str, stand_in: StandIn | None = None) -> Register:
    """Read a register.

    Args:
        content: the file's bytes, UTF-8.
        name: how messages call the file.
        stand_in: says what stands for a descriptor that was withheld; without it there is none in a register.

    Raises:
        CaseError: every fault of the file, one message each; a fault of TOML itself comes alone.
    """
    faults = Faults(name, "; begin one with tracer reserve begin REGISTER --network NET --name BODY")
    text = text_of(content, faults)
    root = root_of(text, faults, "a register", ("wallet", "account", "fork", "limit"))
    register = _register(root, hashlib.sha256(content).hexdigest(), stand_in)
    root.close()
    typed_values.check_days(root)
    check_no_secret(text, faults)
    if faults.texts:
        raise CaseError(*faults.texts)
    return register


def _register(root: FieldTable, sha256: str, stand_in: StandIn | None) -> Register:
    """Read all tables, in the order in which they refer to one another."""
    head = root.table("register")
    chosen = head.need("network", head.choice("network", NETWORKS), f"one of {', '.join(NETWORKS)}", "")
    network = NETWORKS.get(chosen)
    wallets = _wallets(root.tables("wallet"), network, stand_in)
    if not wallets:
        root.fault("wallet", "missing; expected at least one [[wallet]]")
    body = head.need("body", head.name("body"), NAME, "")
    bodies = head.names("bodies")
    if bodies and body and body not in bodies:
        head.fault("bodies", f"expected {show(body)} among them: the register is that body's")
    dust = head.whole("dust_sat", 0, MOST_DUST, "satoshi")
    national = profile(head.choice("profile", PROFILES) or USUAL)
    register = Register(
        name=head.need("name", head.read("name", register_name, _NAME_WORDS), _NAME_WORDS, ""),
        body=body,
        bodies=bodies or (body,),
        network=network or MAIN,
        zone=head.need("zone", head.read("zone", zone_name, _ZONE_WORDS), _ZONE_WORDS, "UTC"),
        languages=_languages(head) or national.languages,
        currency=head.read("currency", typed_values.currency, "a currency such as KZT") or national.currency,
        profile=national.id,
        publish_addresses=head.flag("publish_addresses") or False,
        wallets=wallets,
        accounts=_accounts(root.tables("account"), [wallet.name for wallet in wallets]),
        forks=tuple(_fork(table) for table in unique(root.tables("fork"), "name")),
        sha256=sha256,
        dust=DUST if dust is None else Sats(dust),
        price=_price(root),
        fetch=terms_file.read_fetch(root.table("fetch")),
        limits=terms_file.read_limits(root.tables("limit")),
        security=terms_file.read_security(root.table("security")),
    )
    head.close()
    return register


def register_name(text: str) -> str:
    """Return a register's name, which stands in file names.

    Raises:
        ValueError: it cannot.
    """
    if not _REGISTER_NAME.fullmatch(text):
        raise ValueError(
            f"expected 1 to 40 letters from A to Z, digits, full stops, hyphens and underscores, got {show(text)}"
        )
    return text


def _price(root: FieldTable) -> PriceTerms | None:
    table = root.table("price")
    return terms_file.read_price(table) if "price" in root else None


def _languages(head: FieldTable) -> tuple[str, ...] | None:
    read = head.several("languages", _language, "a list of languages")
    if read == ():
        head.fault("languages", "expected a list of languages that is not empty")
    return read


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(f"expected one of {', '.join(LANGUAGES)}, got {show(text)}{nearest(text, LANGUAGES)}")
    return text


def _wallets(
    tables: Sequence[FieldTable], network: Network | None, stand_in: StandIn | None
) -> tuple[ReserveWallet, ...]:
    """Read the wallets; a script can be in one of them only."""
    wallets = tuple(_wallet(table, network, stand_in) for table in unique(tables, "name"))
    check_no_shared_script(tables, [tuple(each.script for each in wallet.scripts) for wallet in wallets], "wallet")
    return wallets


def _wallet(table: FieldTable, network: Network | None, stand_in: StandIn | None) -> ReserveWallet:
    check_one_source(table)
    watched = read_descriptor(table, network, stand_in)
    addresses, listed = read_addresses(table, network)
    derived = tuple(WatchedScript(each.script, each.branch, each.index) for each in watched.derived)
    stages = [stage.value for stage in WalletStage]
    stage = table.need("stage", table.choice("stage", stages), f"one of {', '.join(stages)}", "watched")
    wallet = ReserveWallet(
        name=table.need("name", table.name("name"), NAME, ""),
        body=table.need("body", table.name("body"), NAME, ""),
        stage=WalletStage(stage),
        descriptor=watched.text,
        addresses=addresses,
        range=watched.range,
        scripts=derived or tuple(WatchedScript(script, 0, None) for script in listed),
        edge=watched.edge,
        quorum=table.name("quorum"),
        custodian=table.name("custodian"),
    )
    table.close()
    return wallet


def _accounts(tables: Sequence[FieldTable], wallets: Sequence[str]) -> tuple[CustodianAccount, ...]:
    return tuple(_account(table, wallets) for table in unique(tables, "name"))


def _account(table: FieldTable, wallets: Sequence[str]) -> CustodianAccount:
    account = CustodianAccount(
        name=table.need("name", table.name("name"), NAME, ""),
        custodian=table.need("custodian", table.name("custodian"), NAME, ""),
        contract=table.read("contract", typed_values.act_id, "the number of an act"),
    )
    if account.name and account.name in wallets:
        table.fault("name", f"{show(account.name)} is a wallet's name already")
    table.close()
    return account


def _fork(table: FieldTable) -> Fork:
    fork = Fork(
        name=table.need("name", table.name("name"), NAME, ""),
        height=table.need("height", table.whole("height", 0, MAX_HEIGHT), "a height", 0),
    )
    table.close()
    return fork
