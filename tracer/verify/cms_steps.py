"""The check of detached CMS signatures made with keys of a national PKI.

A change here can change what is accepted.
"""

import hashlib
from collections.abc import Iterator, Mapping

from tracer.container.verification import VerificationStep, judged, not_checked
from tracer.disk.folder import FolderFinding
from tracer.journal.persons import FILES, SealRole
from tracer.moments import utc
from tracer.signatures.cms import Cms, read_cms
from tracer.signatures.tokens import DIGESTS
from tracer.signatures.trust import Trust, VerifierAnswer
from tracer.visible import quoted, visible


def cms_steps(files: Mapping[str, bytes], tag_manifest: bytes, trust: Trust) -> Iterator[VerificationStep]:
    """Yield the steps on CMS signatures; `files` are those in `signatures/` by name."""
    certificates: dict[bytes, str] = {}
    for role in SealRole:
        name = FILES[role].cms
        if name in files:
            yield from _cms(role, f"signatures/{name}", files[name], tag_manifest, trust, certificates)


def _cms(
    role: SealRole, place: str, content: bytes, tag_manifest: bytes, trust: Trust, certificates: dict[bytes, str]
) -> Iterator[VerificationStep]:
    title = f"CMS of the {role.value}"
    try:
        cms = read_cms(content)
    except ValueError as error:
        yield judged("", title, "", [FolderFinding(place, f"is not a CMS signature: {error}")])
        return
    if cms.content is not None and cms.content != tag_manifest:
        yield judged("", title, "", [FolderFinding(place, "carries and signs another content than this tag manifest")])
        return
    for algorithm, digest in cms.digests:
        if algorithm in DIGESTS and hashlib.new(DIGESTS[algorithm], tag_manifest).digest() != digest:
            yield judged(
                "", title, "", [FolderFinding(place, "is a signature of another file: it states another digest")]
            )
            return
    command = f"openssl cms -verify -binary -inform DER -in {place} -content tagmanifest-sha256.txt -CAfile ROOTS.pem"
    if not cms.is_known:
        whose = "a national GOST algorithm" if cms.is_gost else "an algorithm not known here"
        reason = f"{place} is signed with {whose} ({', '.join(cms.algorithms)[:200]}): verify with NCALayer"
        yield not_checked("", title, reason)
        return
    if trust.outside is None:
        yield not_checked("", title, f"{place} needs the openssl program, which is not installed here", command)
        return
    yield from _by_outside(title, place, content, cms, tag_manifest, trust, certificates, command)


def _by_outside(
    title: str,
    place: str,
    content: bytes,
    cms: Cms,
    tag_manifest: bytes,
    trust: Trust,
    certificates: dict[bytes, str],
    command: str,
) -> Iterator[VerificationStep]:
    outside = trust.outside
    if outside is None:
        return
    answer = outside.cms(content, tag_manifest, trust.roots, cms.time)
    if not answer.accepted:
        yield judged("", title, "", [FolderFinding(place, f"{outside.name} refuses it: {_first(answer.words)}")])
        return
    subject, certificate = _signer(answer)
    if certificate in certificates:
        text = f"is signed with the same certificate as {certificates[certificate]}; roles are two persons"
        yield judged("", title, "", [FolderFinding(place, text)])
        return
    certificates[certificate] = place
    when = "" if cms.time is None else f", by the signer's clock at {utc(cms.time)}"
    reason = f"{place}: signed by {subject}{when}; verified by {outside.name}"
    if trust.roots is not None:
        yield judged("", title, f"{reason} up to the roots given with --roots; revocation not checked", [])
        return
    yield judged("", title, reason, [])
    text = f"that {subject} is a certificate of the national authority needs its roots: give them with --roots"
    yield not_checked("", f"{title}: certificate", text, command)


def _signer(answer: VerifierAnswer) -> tuple[str, bytes]:
    """Return who signed, as the certificate says, and that certificate."""
    from cryptography import x509

    if answer.certificate is None:
        return "an unknown certificate", b""
    certificate = x509.load_pem_x509_certificate(answer.certificate)
    return quoted(certificate.subject.rfc4514_string(), 200), answer.certificate


def _first(words: str) -> str:
    """Return the reason among an outside verifier's words."""
    lines = [line.split(":", 2)[-1] for line in words.splitlines() if "error" in line.lower()]
    return visible((lines or [words])[-1], 160)
