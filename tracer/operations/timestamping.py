"""Time stamps for a bundle: tokens asked of authorities or made elsewhere, and OpenTimestamps proofs.

An authority gets the hash of the tag manifest and nothing else. What does not verify is not added.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import urllib3

from tracer.container.verification import StepVerdict
from tracer.disk.files import read_bounded
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.operations import journal_files
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice
from tracer.operations.journal_files import journal_beside
from tracer.operations.signing import Added, put, refuse_failed, refuse_undecided
from tracer.operations.sources import ChainSource, open_chain
from tracer.signatures import openssl, tokens
from tracer.signatures.ots import read_ots
from tracer.signatures.tokens import CHAIN, NAMES, WrongTokenError
from tracer.signatures.trust import OutsideVerifier, Trust
from tracer.verify.time_steps import OTS, OTS_HEADERS, ots_steps, token_steps
from tracer.verify.verify import CheckedBundle, verify

_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampRequest:
    """Which bundle to stamp, and with what.

    Authorities by URL, tokens by file, certificates to verify them, an OpenTimestamps proof, and a source for the
    headers up to its block.
    """

    bundle: Path
    authorities: Sequence[str] = ()
    tokens: Sequence[Path] = ()
    chain: Path | None = None
    ots: Path | None = None
    source: ChainSource | None = None
    entry: JournalChoice = USUAL_ENTRY


def timestamp(request: TimestampRequest, context: Context) -> Added:
    """Add time stamps to a bundle that verifies; return the steps that say what they are worth.

    Raises:
        CaseError: a token or proof is wrong or of another file, or there is no place for another.
        IntegrityError: the bundle does not verify.
        SourceError: an authority does not answer with a token, or the bundle cannot be written.
    """
    bundle, outside = request.bundle, openssl.installed(context.environment)
    trust = Trust({}, None, None, outside)
    found = verify(bundle, context.progress, trust)
    refuse_undecided(bundle, found.verification, "added")
    if not found.verification.passed or found.case is None or found.tag_manifest is None:
        raise IntegrityError(f"{bundle} does not verify, so nothing was added.\nSee why: tracer verify {bundle}")
    added = _tokens(request, found, found.tag_manifest, outside)
    if request.ots is not None:
        added |= _proof(request, request.ots, found, found.tag_manifest, context)
    files = {**found.files, **added}
    steps = (*token_steps(files, found.tag_manifest, trust), *ots_steps(files, found.tag_manifest, found.material))
    refuse_failed(steps, "the time stamp")
    put(bundle, added)
    digest = hashlib.sha256(found.tag_manifest).hexdigest()
    details = {name: hashlib.sha256(content).hexdigest() for name, content in added.items()}
    kept = journal_beside(context.journal(request.entry), bundle, found.case.id)
    after = journal_files.record(kept, found.case.id, [("timestamped", "tracer timestamp", digest, details)])
    return Added(steps, None if after is None else len(after.entries))


def _tokens(
    wanted: TimestampRequest, found: CheckedBundle, tag_manifest: bytes, outside: OutsideVerifier | None
) -> dict[str, bytes]:
    """Return the tokens and their chain as files; each token is verified before it is one."""
    asked = [(str(path), _response(path)) for path in wanted.tokens]
    asked += [(url, _ask(url, tag_manifest)) for url in wanted.authorities]
    if not asked:
        return {}
    chain = _chain(wanted, found.files)
    free = [name for name in NAMES if name not in found.files]
    if len(asked) > len(free):
        raise CaseError(f"a bundle holds at most {len(NAMES)} tokens; there is room for {len(free)}.")
    for where, response in asked:
        if response in found.files.values():
            raise CaseError(f"{where}: this token is in the bundle already.")
        try:
            tokens.verify_token(response, tag_manifest, chain, chain, outside)
        except ValueError as error:
            raise CaseError(f"the token of {where} was not added: {error}.") from None
    return {CHAIN: chain} | {name: response for name, (_, response) in zip(free, asked, strict=False)}


def _response(path: Path) -> bytes:
    try:
        return tokens.to_response(read_bounded(path, "token"))
    except WrongTokenError as error:
        raise CaseError(f"--token {path}: {error}.") from None


def _chain(wanted: TimestampRequest, files: Mapping[str, bytes]) -> bytes:
    """Return the certificates in the bundle and those given, each once, as PEM."""
    from cryptography.hazmat.primitives.serialization import Encoding

    parts = [files.get(CHAIN, b""), b"" if wanted.chain is None else read_bounded(wanted.chain, "certificates")]
    try:
        found = [each for part in parts if part for each in tokens.certificates(part)]
    except ValueError:
        raise CaseError(f"--tsa-chain {wanted.chain}: no certificates in PEM.") from None
    if not any(each.issuer == each.subject for each in found):
        raise CaseError(
            "no root of the authority to verify its token against.\nName its certificates with --tsa-chain FILE."
        )
    return b"".join(each.public_bytes(Encoding.PEM) for each in dict.fromkeys(found))


def _ask(url: str, tag_manifest: bytes) -> bytes:
    """Return an authority's response to a request of ours, its nonce compared.

    Raises:
        CaseError: the address is none.
        SourceError: it does not answer with a token of this request.
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    if not url.startswith(("http://", "https://")):
        raise CaseError(f"--tsa {url}: expected an address such as http://HOST/tsr")
    request = TimestampRequestBuilder(tag_manifest, HashAlgorithm.SHA256).build()
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        answer = urllib3.PoolManager(retries=False, timeout=_SECONDS).request(
            "POST", url, body=request.as_bytes(), headers=headers, preload_content=False, redirect=False
        )
        body = answer.read(tokens.LARGEST + 1)
        answer.release_conn()
    except urllib3.exceptions.HTTPError as error:
        raise SourceError(
            f"time-stamping authority {url} does not answer: {type(error).__name__}.\n"
            "Check address and network; or have tagmanifest-sha256.txt stamped elsewhere and add the token with "
            "--token."
        ) from None
    if answer.status != 200 or len(body) > tokens.LARGEST:
        raise SourceError(f"time-stamping authority {url} answered with HTTP status {answer.status} and no token.")
    try:
        response = tokens.to_response(body)
        token = tokens.read_token(response)
    except WrongTokenError as error:
        raise SourceError(f"time-stamping authority {url}: {error}.") from None
    if token.nonce != request.nonce:
        raise SourceError(f"time-stamping authority {url} answered another request than ours: its nonce differs.")
    return response


def _proof(
    wanted: TimestampRequest, path: Path, found: CheckedBundle, tag_manifest: bytes, context: Context
) -> dict[str, bytes]:
    """Return an OpenTimestamps proof, with the headers up to its block where a chain is named."""
    content = read_bounded(path, "proof")
    digest = hashlib.sha256(tag_manifest).digest()
    try:
        heights = [each.height for each in read_ots(content, digest) if each.height is not None]
    except ValueError as error:
        raise CaseError(f"--ots {path}: {error}.") from None
    if not heights and any(
        step.verdict is StepVerdict.PASS for step in ots_steps(found.files, tag_manifest, found.material)
    ):
        raise CaseError(f"--ots {path} is pending; the proof in the bundle leads to a block already.")
    if wanted.source is None or not heights or found.material is None or found.case is None:
        return {OTS: content}
    chain = open_chain(wanted.source, found.case, context)
    context.tell(chain.warnings)
    first, last = found.material.last_header + 1, max(heights)
    if last > chain.view.tip().height:
        raise SourceError(
            f"the proof ends in block {last}; {wanted.source.place} has {chain.view.tip().height} blocks."
        )
    headers = b"".join(chain.view.headers(first, last)) if last >= first else b""
    return {OTS: content} | ({OTS_HEADERS: headers} if headers else {})
