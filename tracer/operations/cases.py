"""In which cases, runs and bundles of a folder a name occurs."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tracer.chain import decode
from tracer.chain.address import decode as script_of
from tracer.chain.network import MAIN, NETWORKS
from tracer.container.material import read_chain
from tracer.disk.files import read_bounded
from tracer.disk.folder import list_folder, read_file
from tracer.errors import CaseError, SourceError, TracerError
from tracer.evidence.run_folder import read_result
from tracer.intake import classification
from tracer.intake.finding import NameKind, NameVerdict
from tracer.operations.case_mentions import Mention, Occurrence, Sought, in_case_file, in_read, in_result, network_of
from tracer.operations.check import LoadedCase, load_case
from tracer.operations.context import Context

Json = str | int | None | list["Json"] | dict[str, "Json"]

_LOOKING = "looking through cases"
_CASE = "case"


class _Files(NamedTuple):
    """Where a folder has its result, its case file and its raw transactions."""

    trace: str
    case: str
    chain: str


_PLACES: Mapping[str, _Files] = {
    "run": _Files("trace.json", "case.toml", "chain/"),
    "bundle": _Files("data/trace/trace.json", "data/case/case.toml", "data/chain/"),
}


@dataclass(frozen=True, slots=True)
class CasesRequest:
    """Which name to look for, in which folder; links are not followed."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class FoundIn:
    """A case file, a run or a bundle that has the name, by its place below the folder, and where it has it."""

    place: str
    kind: str
    case: str | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be looked through, wholly or in part, and why."""

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class CasesFound:
    """Where the name is, in ascending order of places, what was looked through by kind, and what was not."""

    name: str
    kind: NameKind
    found: tuple[FoundIn, ...]
    searched: Mapping[str, int]
    unread: tuple[Unread, ...]

    def as_json(self) -> dict[str, Json]:
        """Return `{schema, name, kind, searched, found, unread}`; amounts in satoshi by label."""
        return {
            "schema": 1,
            "name": self.name,
            "kind": self.kind.value,
            "searched": dict(self.searched),
            "found": [
                {
                    "place": each.place,
                    "kind": each.kind,
                    "case": each.case,
                    "at": [_as_json(row) for row in each.mentions],
                }
                for each in self.found
            ],
            "unread": [{"place": each.place, "why": each.why} for each in self.unread],
        }


def _as_json(row: Mention) -> dict[str, Json]:
    role = isinstance(row.at, Occurrence)
    said: dict[str, Json] = {
        "key": None if role else str(row.at),
        "role": row.at.value if isinstance(row.at, Occurrence) else None,
    }
    return {**said, "under": row.under, "times": row.times, "sat": None if row.amounts is None else dict(row.amounts)}


def find(request: CasesRequest, context: Context) -> CasesFound:
    """Look for a transaction, a coin, an address or a text in every case, run and bundle below a folder.

    Raises:
        CaseError: there is no such folder; the name is a secret, or was meant to be a name of the chain and is none.
        SourceError: the folder cannot be read.
    """
    if not request.folder.is_dir():
        raise CaseError(f"{request.folder} is not a folder")
    search = _Search(request.folder, sought_by_network(request.name))
    places = sorted(_places(request.folder), key=lambda each: each[1].as_posix())
    for done, (kind, path) in enumerate(places):
        context.go_on()
        context.progress(_LOOKING, done, len(places))
        search.look(kind, path)
    context.progress(_LOOKING, len(places), len(places))
    found, unread = tuple(search.found), tuple(search.unread)
    return CasesFound(request.name, search.kind, found, search.searched, unread)


class _Search:
    """What was found so far below a folder, what was looked through, and what was not."""

    def __init__(self, folder: Path, sought: Mapping[str, Sought]) -> None:
        self._folder, self._sought = folder, sought
        self.found = list[FoundIn]()
        self.unread = list[Unread]()
        self.searched = dict.fromkeys((_CASE, *_PLACES), 0)

    @property
    def kind(self) -> NameKind:
        """What the name is, on any network."""
        return next((each.kind for each in self._sought.values() if each.kind is not NameKind.TEXT), NameKind.TEXT)

    def look(self, kind: str, path: Path) -> None:
        """Look through a case file, a run or a bundle; what cannot be read is told, and stops nothing."""
        place = path.relative_to(self._folder).as_posix()
        case = path if kind == _CASE else path / _PLACES[kind].case
        try:
            root = _table(case)
            if kind == _CASE and not isinstance(root.get("case"), dict):
                return  # another file of TOML, such as a register's
            self.searched[kind] += 1
            sought = self._sought[network_of(root)]
            mentions = in_case_file(root, self._loaded(case, place), sought)
            if kind in _PLACES:
                mentions = (*mentions, *_in_result(path, _PLACES[kind], sought))
        except TracerError as error:
            self._tell(place, error)
            return
        if mentions:
            self.found.append(FoundIn(place, kind, _id_of(root), mentions))

    def _loaded(self, case: Path, place: str) -> LoadedCase | None:
        """Return the case with what it names; None where it has faults, which is told."""
        try:
            return load_case(case)
        except CaseError as error:
            self._tell(place, error)
            return None

    def _tell(self, place: str, error: TracerError) -> None:
        why = error.faults[0] if isinstance(error, CaseError) else str(error)
        self.unread.append(Unread(place, why.partition("\n")[0]))


def sought_by_network(name: str) -> Mapping[str, Sought]:
    """Return what the name is to cases of each network: a name of the chain, or else a text.

    Raises:
        CaseError: it is a secret, is empty, or was meant to be a name of the chain and is of none.
    """
    if not name.strip():
        raise CaseError("no name to look for: give a txid, an outpoint (txid:vout), an address or a text")
    judged = {each.name: classification.exact(name, each) for each in NETWORKS.values()}
    kept = [each for each in judged.values() if each is not None]
    if any(each.verdict is NameVerdict.SECRET for each in kept):
        raise CaseError(kept[0].reason)
    text = Sought(NameKind.TEXT, " ".join(name.casefold().split()))
    if not any(each.value for each in kept):
        meant = classification.damaged(name, MAIN)
        if meant is not None:
            readings = [f"candidate: {each.value} ({'; '.join(each.changes)})" for each in meant.candidates]
            raise CaseError(meant.reason, *readings)
    found = dict[str, Sought]()
    for network in NETWORKS.values():
        mine = judged[network.name]
        if mine is None or mine.value is None:
            found[network.name] = text
            continue
        script = script_of(mine.value, network) if mine.kind is NameKind.ADDRESS else None
        found[network.name] = Sought(mine.kind, mine.value, script)
    return found


def _places(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every run, bundle and TOML file below a folder; what lies in a run or a bundle belongs to it."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        kind = next(
            (kind for kind, files in _PLACES.items() if all((here / name).is_file() for name in files[:2])), None
        )
        if kind is not None:
            yield kind, here
            continue
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            raise SourceError(f"{here} cannot be read: {error.strerror or error}") from None
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            elif entry.name.endswith(".toml") and entry.is_file(follow_symlinks=False):
                yield _CASE, Path(entry.path)


def _table(path: Path) -> Mapping[str, object]:
    """Return the tables of a TOML file.

    Raises:
        CaseError: it cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(read_bounded(path, "case file").decode())
    except (ValueError, RecursionError) as error:
        raise CaseError(f"{path.name} is not TOML: {error}") from None


def _id_of(root: Mapping[str, object]) -> str | None:
    case = root.get("case")
    name = case.get("id") if isinstance(case, dict) else None
    return name if isinstance(name, str) else None


def _in_result(path: Path, files: _Files, sought: Sought) -> tuple[Mention, ...]:
    found = in_result(read_result(path, files.trace), sought)
    if sought.kind is NameKind.TEXT or (found and sought.kind is not NameKind.ADDRESS):
        return found
    names = [name for name in list_folder(path).sizes if name.startswith(files.chain)]
    if not names:
        return found
    raw = read_chain({name.removeprefix(files.chain): read_file(path, name) for name in names}).raws
    return (*found, *in_read({txid: decode.transaction(each) for txid, each in raw.items()}, sought))
