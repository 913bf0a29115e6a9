"""The check of time stamps: tokens of authorities, and OpenTimestamps proofs that end in a block.

A proof over the tag manifest ends in a block that came after the bundle's own headers, for these are
sealed in what it proves. `signatures/ots-headers.bin` carries the headers from the horizon on up to that
block; they are checked like the others and must be linked to the horizon.
A change here can change what is accepted.
"""

import hashlib
from collections.abc import Iterator, Mapping

from tracer.chain import header
from tracer.container.material import Material
from tracer.container.verification import VerificationStep, judged, not_checked
from tracer.disk.folder import FolderFinding
from tracer.errors import IntegrityError
from tracer.moments import utc
from tracer.signatures import tokens
from tracer.signatures.ots import Attested, read_ots
from tracer.signatures.tokens import CHAIN, NAMES
from tracer.signatures.trust import Trust
from tracer.visible import quoted

OTS, OTS_HEADERS = "tagmanifest.ots", "ots-headers.bin"


def token_steps(files: Mapping[str, bytes], tag_manifest: bytes, trust: Trust) -> Iterator[VerificationStep]:
    """Yield the steps on RFC 3161 tokens; `files` are those in `signatures/` by name."""
    present = [name for name in NAMES if name in files]
    if CHAIN in files and not present:
        text = "certificates of a time-stamping authority, and no token"
        yield judged("", "Time stamp", "", [FolderFinding(f"signatures/{CHAIN}", text)])
    for name in present:
        yield _token(name, files, tag_manifest, trust)
    if present and trust.roots is None and CHAIN in files:
        yield _whose_authority(files[CHAIN])


def _token(name: str, files: Mapping[str, bytes], tag_manifest: bytes, trust: Trust) -> VerificationStep:
    title, place = "Time stamp", f"signatures/{name}"
    roots, chain = trust.roots or files.get(CHAIN), files.get(CHAIN, b"")
    try:
        tokens.check_imprint(files[name], tag_manifest)
    except ValueError as error:
        return judged("", title, "", [FolderFinding(place, str(error))])
    if roots is None:
        command = f"openssl ts -verify -data tagmanifest-sha256.txt -in {place} -CAfile ROOTS.pem"
        return not_checked("", title, f"{place}: no roots are here and none were given with --roots", command)
    try:
        verifier = tokens.verify_token(files[name], tag_manifest, roots, chain, trust.outside)
        token = tokens.read_token(files[name])
    except ValueError as error:
        return judged("", title, "", [FolderFinding(place, str(error))])
    whose = "the roots given with --roots" if trust.roots is not None else f"signatures/{CHAIN}"
    reason = (
        f"{place}: this bundle's tag manifest existed at {utc(token.time)}, token {token.serial:x}; verified against "
        f"{whose} by {verifier}; revocation not checked"
    )
    return judged("", title, reason, [])


def _whose_authority(chain: bytes) -> VerificationStep:
    title, place = "Whose time stamps", f"signatures/{CHAIN}"
    try:
        certificates = tokens.certificates(chain)
    except ValueError:
        return judged("", title, "", [FolderFinding(place, "holds no certificates in PEM")])
    from cryptography.hazmat.primitives import hashes

    roots = [
        f"{quoted(each.subject.rfc4514_string(), 120)} SHA-256 {each.fingerprint(hashes.SHA256()).hex()}"
        for each in certificates
        if each.issuer == each.subject
    ]
    reason = (
        f"the roots came with the bundle, so anyone can have made them; compare them with the authority's own, or give "
        f"those with --roots: {'; '.join(roots[:5]) or 'none of them is a root'}"
    )
    return not_checked("", title, reason, f"openssl x509 -in {place} -noout -fingerprint -sha256")


def ots_steps(files: Mapping[str, bytes], tag_manifest: bytes, material: Material | None) -> Iterator[VerificationStep]:
    """Yield the steps on an OpenTimestamps proof."""
    if OTS not in files:
        if OTS_HEADERS in files:
            text = "headers for an OpenTimestamps proof, and no such proof"
            yield judged("", "OpenTimestamps", "", [FolderFinding(f"signatures/{OTS_HEADERS}", text)])
        return
    try:
        attested = read_ots(files[OTS], hashlib.sha256(tag_manifest).digest())
    except ValueError as error:
        yield judged("", "OpenTimestamps", "", [FolderFinding(f"signatures/{OTS}", str(error))])
        return
    try:
        later = later_headers(files.get(OTS_HEADERS, b""), material)
    except IntegrityError as error:
        yield judged("", "OpenTimestamps", "", [FolderFinding(f"signatures/{OTS_HEADERS}", str(error))])
        return
    blocks = [each for each in attested if each.height is not None]
    for each in blocks:
        yield _block(each, later, material)
    if not blocks:
        calendars = ", ".join(dict.fromkeys(each.calendar for each in attested if each.calendar)) or "an unknown notary"
        reason = f"the proof is pending at {calendars}: it proves nothing until it is upgraded to a block"
        yield not_checked("", "OpenTimestamps", reason, f"ots upgrade signatures/{OTS}")


def later_headers(content: bytes, material: Material | None) -> dict[int, bytes]:
    """Return the headers that follow the horizon by height, after checking that they do.

    Raises:
        IntegrityError: they are not headers, do not follow the horizon, or lack the work they need.
    """
    if not content:
        return {}
    if material is None or len(content) % header.SIZE:
        raise IntegrityError("its length is that of no headers, or those that it follows could not be read")
    own = [material.header(height) for height in range(material.first_header, material.last_header + 1)]
    later = [content[at : at + header.SIZE] for at in range(0, len(content), header.SIZE)]
    report = header.check([*own, *later], material.first_header, material.network)
    if report.faults:
        raise IntegrityError(f"a header does not follow: {report.faults[0].text} (height {report.faults[0].height})")
    return dict(enumerate(later, start=material.last_header + 1))


def _block(each: Attested, later: Mapping[int, bytes], material: Material | None) -> VerificationStep:
    height = each.height or 0
    raw = later.get(height)
    if raw is None and material is not None and material.first_header <= height <= material.last_header:
        raw = material.header(height)
    if raw is None:
        reason = (
            f"the proof ends in block {height}, whose header is not here; its Merkle root must be "
            f"{each.message[::-1].hex()}"
        )
        network = "" if material is None or material.network.name == "main" else f" -chain={material.network.name}"
        client = f"bitcoin-cli{network}"
        return not_checked(
            "",
            "OpenTimestamps",
            reason,
            f'{client} getblockheader "$({client} getblockhash {height})" | grep merkleroot',
        )
    if raw[36:68] != each.message:
        text = f"leads to another Merkle root than that of block {height}"
        return judged("", "OpenTimestamps", "", [FolderFinding(f"signatures/{OTS}", text)])
    found = header.decode(raw)
    reason = (
        f"this bundle's tag manifest existed before block {height}, {found.hash}, {utc(found.time)} by its miner's "
        "clock; compare that hash with your own node"
    )
    return judged("", "OpenTimestamps", reason, [])
