"""What of a closing block is proven by the files on proofs of its period: for `prove`, `close` and `verify` alike."""

from collections.abc import Mapping, Sequence

from tracer.chain import header
from tracer.container.material import Material
from tracer.errors import IntegrityError
from tracer.reserve.days import Period
from tracer.reserve.history import ObservedBlock
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.proofs import filed_proofs, request_file, spent_file
from tracer.reserve.proofs.coverage import ProofCoverage, ProofGround, coverage
from tracer.reserve.proofs.filed_proofs import FiledProofs
from tracer.reserve.proofs.proof_rows import ProofCoin
from tracer.reserve.proofs.spent_file import FiledSpend
from tracer.reserve.register import Register, WalletStage

FOLDER = "proofs/"
_REQUEST, _SPENT = "request-", "spent-"


def files_of(files: Mapping[str, bytes], period: Period) -> dict[str, bytes]:
    """Return the files on proofs of a period, by path in the register; a restatement has those of what it restates."""
    return {name: content for name, content in files.items() if name.startswith(f"{FOLDER}{period.base}/")}


def is_request(name: str) -> bool:
    """Return whether a file on proofs is a request, by its path."""
    return name.rpartition("/")[2].startswith(_REQUEST)


def is_spend_test(name: str) -> bool:
    """Return whether a file on proofs is a spend test, by its path."""
    return name.rpartition("/")[2].startswith(_SPENT)


def is_signed(name: str) -> bool:
    """Return whether a file on proofs has signatures, by its path."""
    return not is_request(name) and not is_spend_test(name)


def nonces(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the nonces that were asked with.

    Raises:
        IntegrityError: a request is not of the form written.
    """
    return frozenset(request_file.nonce_of(files[name], name) for name in files if is_request(name))


def filed(files: Mapping[str, bytes]) -> tuple[FiledProofs, ...]:
    """Return the signatures among files on proofs, requests and spend tests left out.

    Raises:
        IntegrityError: one is not of the form written.
    """
    return tuple(filed_proofs.loads(files[name], name) for name in files if is_signed(name))


def filed_spends(files: Mapping[str, bytes]) -> tuple[FiledSpend, ...]:
    """Return the spend tests among files on proofs.

    Raises:
        IntegrityError: one is not of the form written.
    """
    return tuple(spent_file.loads(files[name], name) for name in files if is_spend_test(name))


def closing_coins(register: Register, ledger: RegisterLedger, height: int) -> tuple[ProofCoin, ...]:
    """Return what is unspent at the end of a ledger's last block: coins in the books, and those of recorded wallets."""
    recorded = {wallet.name for wallet in register.wallets if wallet.stage is WalletStage.RECORDED}
    return tuple(
        ProofCoin(
            outpoint=coin.outpoint,
            value=coin.value,
            height=coin.position.height,
            script=coin.script,
            wallet=coin.wallet,
            is_ours=ledger.counts(coin, height),
        )
        for coin in ledger.coins
        if coin.spent is None and (ledger.counts(coin, height) or coin.wallet in recorded)
    )


def proven(
    files: Mapping[str, bytes],
    register: Register,
    period: Period,
    block: ObservedBlock,
    material: Material,
    coins: Sequence[ProofCoin],
) -> ProofCoverage:
    """Return what of the coins of a closing block is proven by files on proofs, by path in the register.

    Raises:
        IntegrityError: a file is not of the form written, or is of another closing block.
    """
    found, spends = filed(files), filed_spends(files)
    closings = [(each.closing, each.closing_hash) for each in found]
    closings += [(each.closing, each.closing_hash) for each in spends]
    for height, block_hash in closings:
        if (height, block_hash) != (block.height, block.hash):
            raise IntegrityError(
                f"proofs of {period.base} are of block {height} {block_hash}; its closing block is "
                f"{block.height} {block.hash}."
            )
    heights = range(material.first_header, material.last_header + 1) if found else ()
    ground = ProofGround(
        register=register.name,
        period=period.base,
        closing=block.height,
        hashes={height: header.decode(material.header(height)).hash for height in heights},
        nonces=nonces(files),
        coins=coins,
    )
    sets = [each.proof_set(register.network) for each in found]
    return coverage(ground, sets, [each.spend_test(register.network) for each in spends])
