"""Authorities for the tests: a root, a time-stamping authority run by openssl, and signers with certificates."""

import datetime as dt
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

with_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl program here")

_CONF = """[tsa]
default_tsa = config
[config]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
{certs}
signer_digest = sha256
default_policy = 1.2.3.4
other_policies = 1.2.3.5
digests = sha256, sha512
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class Authority:
    """A root that issues certificates, in a folder of its own."""

    folder: Path
    name: str
    key: rsa.RSAPrivateKey
    root: x509.Certificate

    @property
    def root_pem(self) -> bytes:
        """The root, as PEM."""
        return self.root.public_bytes(forms.Encoding.PEM)

    def certify(self, subject: str, key: Key, *, is_tsa: bool = False, days: int = 365) -> x509.Certificate:
        """Return a certificate for a key, valid from two days ago for so many days."""
        made = _certificate(subject, self.root.subject, key, days)
        made = made.add_extension(x509.BasicConstraints(False, None), True)
        if is_tsa:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
        return made.sign(self.key, hashes.SHA256())

    def stamp(self, message: bytes, *, days: int = 365, with_root: bool = False, bare: bool = False) -> bytes:
        """Return a time-stamp response over a message; `with_root` puts certificates in that are not in DER order."""
        self.answering(days=days, with_root=with_root)
        (self.folder / "message").write_bytes(message)
        self.run("ts", "-query", "-data", "message", "-sha256", "-cert", "-out", "query")
        return self.answer((self.folder / "query").read_bytes(), bare=bare)

    def answering(self, *, days: int = 365, with_root: bool = False) -> None:
        """Prepare the folder to answer queries."""
        if not (self.folder / "tsa.key").exists():
            key = rsa.generate_private_key(65537, 2048)
            self._write("tsa.key", _private(key))
            certificate = self.certify(f"{self.name} TSA", key, is_tsa=True, days=days)
            self._write("tsa.pem", certificate.public_bytes(forms.Encoding.PEM))
            self._write("root.pem", self.root_pem)
            self._write("serial", b"01\n")
        self._write("tsa.cnf", _CONF.format(certs="certs = root.pem" if with_root else "").encode())

    def answer(self, query: bytes, *, bare: bool = False) -> bytes:
        """Return the response to a query."""
        self._write("query", query)
        token = ("-token_out",) if bare else ()
        self.run(
            "ts", "-reply", "-config", "tsa.cnf", "-section", "config", "-queryfile", "query", "-out", "reply", *token
        )
        return (self.folder / "reply").read_bytes()

    def run(self, *arguments: str) -> None:
        """Run openssl in the folder."""
        ran = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, check=False)
        assert ran.returncode == 0, ran.stderr

    def _write(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)


def authority(folder: Path, name: str) -> Authority:
    """Return a new authority."""
    folder.mkdir()
    key = rsa.generate_private_key(65537, 2048)
    subject = _name(f"{name} root")
    root = _certificate(f"{name} root", subject, key, 3650).add_extension(x509.BasicConstraints(True, None), True)
    return Authority(folder, name, key, root.sign(key, hashes.SHA256()))


def cms(message: bytes, certificate: x509.Certificate, key: Key, *, attached: bool = False) -> bytes:
    """Return a CMS signature in DER."""
    made = pkcs7.PKCS7SignatureBuilder().set_data(message).add_signer(certificate, key, hashes.SHA256())
    options = [pkcs7.PKCS7Options.Binary] + ([] if attached else [pkcs7.PKCS7Options.DetachedSignature])
    return made.sign(forms.Encoding.DER, options)


def _certificate(subject: str, issuer: x509.Name, key: Key, days: int) -> x509.CertificateBuilder:
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
    return x509.CertificateBuilder(
        issuer, _name(subject), key.public_key(), x509.random_serial_number(), start, start + dt.timedelta(days=days)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _private(key: Key) -> bytes:
    return key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
