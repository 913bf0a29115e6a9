"""Observations altered by hand: hidden transactions, and entries of a journal that was written along with them."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from tracer.chain.outpoint import Txid
from tracer.operations import reserve_admitted, reserve_entered, reserve_journal, reserve_observations
from tracer.operations.context import Context
from tracer.operations.reserve_files import read_register_file
from tracer.reserve import chunks, observation_file


def enter_as_it_is(register: Path, name: str) -> None:
    """Enter an observation in the journal as it now lies there, as only someone who forges the journal can."""
    reserve_journal.enter(
        register,
        read_register_file(register).name,
        Context(who="an attacker", clock=lambda: 1_700_000_000),
        kind=reserve_entered.OBSERVED,
        why="altered",
        object_=sha256((register / reserve_observations.path_of(name)).read_bytes()).hexdigest(),
        details={
            reserve_entered.NAME: name,
            reserve_entered.FOLDER: reserve_entered.folder_digest(register, name),
        },
    )


def enter_admissions(register: Path, *, again: bool = False) -> None:
    """Enter each admission on file that has no entry yet as its command would have; `again`: those that have one too.

    As they now lie there, which only someone who forges the journal can do again.
    """
    name = read_register_file(register).name
    entries = reserve_journal.load(register, name).entries
    known = {entry.details.get(reserve_admitted.FOLDER) for entry in entries if entry.kind == reserve_admitted.ADMITTED}
    for file in sorted(register.glob("receipts/*/admission.json")):
        folder = f"receipts/{file.parent.name}"
        if again or folder not in known:
            reserve_journal.enter(
                register,
                name,
                Context(who="a registrar", clock=lambda: 1_700_000_000),
                kind=reserve_admitted.ADMITTED,
                why="tracer reserve admit",
                object_=sha256(file.read_bytes()).hexdigest(),
                details={reserve_admitted.FOLDER: folder},
            )


def hide(register: Path, name: str, txid: Txid, *, also_beside: bool = True) -> None:
    """Take a transaction out of an observation's file, and with all of its block out of the folder beside it."""
    path = register / reserve_observations.path_of(name)
    found = observation_file.loads(path.read_bytes(), path.name)
    wallets = tuple(
        replace(wallet, coins=tuple(coin for coin in wallet.coins if coin.outpoint.txid != txid))
        for wallet in found.wallets
    )
    kept = tuple(each for each in found.movements if each.txid != txid)
    path.write_bytes(observation_file.dumps(replace(found, wallets=wallets, movements=kept)))
    if not also_beside:
        return
    chunk = reserve_observations.read_chunk(register, name)
    held = chunk.material
    height = held.positions[txid].height
    positions = {each: at for each, at in held.positions.items() if at.height != height}
    less = replace(
        held,
        positions=positions,
        raws={each: raw for each, raw in held.raws.items() if each in positions},
        proofs={at: proof for at, proof in held.proofs.items() if at != height},
    )
    for file, content in chunks.dumps(replace(chunk, material=less)).items():
        (register / "observations" / name / file).write_bytes(content)
