"""Security registers drawn at random, every name in them one that stands nowhere else."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracer.reserve.security import security_file
from tracer.reserve.security.security_rows import SecurityRegister

_LETTERS = "bcdfghklmnprstvz"
_VOWELS = "aeiou"


@dataclass(frozen=True)
class DrawnCustody:
    """A security register, and every word in it that names somebody or something."""

    kept: SecurityRegister
    tokens: frozenset[str]


class _Names:
    """Words that were drawn, each once."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self.drawn: list[str] = []

    def word(self) -> str:
        """Return a new word of eight letters, such as a city's name."""
        letters = (self.source.choice(_VOWELS if at % 2 else _LETTERS) for at in range(8))
        return self._new("".join(letters).capitalize())

    def digits(self, count: int) -> str:
        """Return new hexadecimal digits."""
        return self._new(f"{self.source.getrandbits(4 * count):0{count}x}")

    def _new(self, text: str) -> str:
        self.drawn.append(text)
        return text


def drawn_custody(seed: int, wallets: Sequence[str]) -> DrawnCustody:
    """Return a security register over wallets of these names, with some of everything."""
    source = random.Random(f"custody {seed}")
    names = _Names(source)
    persons = [f"P-{names.word()}" for _ in range(source.randint(2, 6))]
    sites = [f"S-{names.word()}" for _ in range(source.randint(1, 4))]
    quorum, keys = names.word(), [names.digits(8) for _ in range(source.randint(2, 5))]
    tables = {
        "persons": _persons(source, names, persons),
        "sites": (
            f'[[site]]\nid = "{each}"\nkind = "vault"\ncity = "{names.word()}"\nowner = "{names.word()}"\n'
            for each in sites
        ),
        "keys": (
            f'[[key]]\nfingerprint = "{each}"\nxpub_sha256 = "{names.digits(64)}"\nquorum = "{quorum}"\n'
            f'holder = "{source.choice(persons)}"\nsite = "{source.choice(sites)}"\ndevice = "{names.word()}"\n'
            f'firmware = "{names.word()}"\nceremony = "C-1"\n'
            for each in keys
        ),
        "quorums": (f'[[quorum]]\nname = "{quorum}"\nneeded = {source.randint(1, len(keys))}\nkeys = {len(keys)}\n',),
        "ceremonies": (
            f'[[ceremony]]\nid = "C-1"\ndate = 2026-01-02\nsite = "{sites[0]}"\npurpose = "generate"\n'
            f"persons = {_list(persons)}\nwitnesses = {_list(persons[:1])}\ndevices = {_list([names.word()])}\n"
            f'keys = {_list(keys)}\nprotocol = "texts/{names.word()}.pdf"\nprotocol_sha256 = "{"ab" * 32}"\n',
        ),
        "audits": (
            f'[[audit]]\nid = "U-1"\nfirm = "{names.word()}"\nscope = "{names.word()}"\nfrom = 2026-01-01\n'
            f'until = 2026-06-30\nopinion = "unqualified"\nopen_findings = 0\nnext_due = 2027-06-30\n',
        ),
        "policies": (
            f'[[policy]]\nid = "I-{number}"\ninsurer = "{names.word()}"\nnumber = "{names.word()}"\n'
            f'perils = ["key loss"]\nlimit = "1.00"\ncurrency = "USD"\ninsured = "{names.word()}"\n'
            f"wallets = {_list(wallets)}\nsites = {_list(sites)}\nexclusions = {_list([names.word()])}\n"
            "from = 2026-01-01\nuntil = 2026-12-31\nreviewed = 2026-01-01\n"
            for number in range(source.randint(1, 3))
        ),
        "incidents": (
            f'[[incident]]\nid = "E-1"\nfound = 2026-02-03\nkind = "{names.word()}"\nwhat = "{names.word()} broke"\n',
        ),
    }
    files = {f"security/{name}.toml": "".join(rows).encode() for name, rows in tables.items()}
    return DrawnCustody(security_file.parse(files), frozenset(names.drawn))


def _persons(source: random.Random, names: _Names, persons: Sequence[str]) -> Iterator[str]:
    for each in persons:
        role = source.choice(["holder", "witness", "guard"])
        yield (
            f'[[person]]\nid = "{each}"\nname = "{names.word()} {names.word()}"\nbody = "{names.word()}"\n'
            f'role = "{role}"\nsince = 2025-01-01\n'
        )


def _list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{each}"' for each in texts) + "]"
