"""How the tracer shows a node who it is: cookie, environment, file, in this order.

The environment and the home folder are arguments, so that what is found depends on nothing else.
Core writes a new cookie at each start and deletes it when it stops; after a crash a stale one
stays, so all candidates are returned and the caller tries the next when one is refused.

Source: Bitcoin Core 31, `src/httprpc.cpp`, `src/rpc/request.cpp` (cookie file: `__cookie__:password`).
"""

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tracer.chain.network import NETWORKS, Network
from tracer.errors import CaseError, SourceError
from tracer.ingest.endpoint import Endpoint

_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Login:
    """A user name and password, never shown, and where they came from, which may be."""

    user: str = field(repr=False)
    password: str = field(repr=False)
    origin: str


def candidates(
    endpoint: Endpoint,
    environment: Mapping[str, str],
    home: Path | None,
    cookie: Path | None = None,
    network: Network | None = None,
) -> tuple[Login, ...]:
    """Return every login worth trying at this node, the best first, at least one.

    An explicit `cookie` is the only one. Otherwise the default cookie of the case's network, or
    (network not known) of the network whose RPC port this is, then those of the others; then
    `TRACER_RPC_USER` with `TRACER_RPC_PASSWORD`; then `TRACER_RPC_FILE`. Default cookies lie in
    `$BITCOIN_DATADIR` or below `home`, and are shown to nodes on this machine only.

    Raises:
        CaseError: the environment is half set, or the file is malformed or readable by everyone.
        SourceError: there is nothing to try, or the explicit cookie cannot be read.
    """
    if cookie is not None:
        return (_read(cookie, f"cookie {cookie}"),)
    places = tuple(_cookie_places(endpoint, environment, home, network))
    found = [_read(place, f"cookie {place}") for place in places if place.is_file()]
    found.extend(_from_environment(environment))
    found.extend(_from_file(environment))
    if not found:
        raise SourceError(_nothing(endpoint, places))
    return tuple(found)


def _cookie_places(
    endpoint: Endpoint, environment: Mapping[str, str], home: Path | None, network: Network | None
) -> Iterator[Path]:
    if not endpoint.is_loopback:
        return
    stated = environment.get("BITCOIN_DATADIR")
    usual = [] if home is None else [home / ".bitcoin", home / "Library/Application Support/Bitcoin"]
    folders = [Path(stated)] if stated else usual
    by_port = sorted(NETWORKS.values(), key=lambda each: each.rpc_port != endpoint.port)
    for each in [network] if network else by_port:
        yield from (folder / each.cookie for folder in folders)


def _from_environment(environment: Mapping[str, str]) -> Iterator[Login]:
    user, password = environment.get("TRACER_RPC_USER"), environment.get("TRACER_RPC_PASSWORD")
    if user and password:
        yield Login(user, password, "TRACER_RPC_USER and TRACER_RPC_PASSWORD")
    elif user or password:
        missing = "TRACER_RPC_PASSWORD" if user else "TRACER_RPC_USER"
        raise CaseError(f"{missing} is not set: TRACER_RPC_USER and TRACER_RPC_PASSWORD go together.")


def _from_file(environment: Mapping[str, str]) -> Iterator[Login]:
    name = environment.get("TRACER_RPC_FILE")
    if not name:
        return
    path = Path(name)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise CaseError(f"TRACER_RPC_FILE {name}: {error.strerror}.") from None
    if mode & stat.S_IROTH:
        raise CaseError(f"TRACER_RPC_FILE {name} can be read by every user of this machine: chmod 600 {name}")
    yield _read(path, f"TRACER_RPC_FILE {name}")


def _read(path: Path, origin: str) -> Login:
    try:
        with path.open("rb") as file:
            raw = file.read(_LONGEST)
    except OSError as error:
        raise SourceError(
            f"{origin} cannot be read: {error.strerror}.\n"
            "Core writes its cookie when it starts: see that the node runs, and that this user may read the file."
        ) from None
    user, colon, password = raw.decode("utf-8", "replace").rstrip("\r\n").partition(":")
    if not (user and colon and password) or "\n" in password:
        raise CaseError(f"{origin} does not hold user:password on one line.")
    return Login(user, password, origin)


def _nothing(endpoint: Endpoint, places: tuple[Path, ...]) -> str:
    looked = f" (looked for {', '.join(map(str, places))})" if places else ""
    return (
        f"no credentials for node {endpoint}: no cookie{looked}, and neither TRACER_RPC_USER with "
        "TRACER_RPC_PASSWORD nor TRACER_RPC_FILE is set.\n"
        "Start the node, set BITCOIN_DATADIR to its data directory, or pass --cookie FILE."
    )
