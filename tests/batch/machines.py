"""Machines for a cluster's tests: network namespaces of their own, joined by a bridge; or this machine's loopback.

Nothing outlives the test, however it is ended: each program is killed by the kernel when its starter dies, and a
namespace has no name and lasts only as long as a program in it.

Source: prctl(2), PR_SET_PDEATHSIG; network_namespaces(7); unshare(1), nsenter(1) of util-linux.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fixtures.patience import PATIENCE
from tests.commands import ROOT

PORT = 8786
_PR_SET_PDEATHSIG = 1
_NETWORK = "/proc/{}/ns/net"


class Machines:
    """Starts programs, each on a machine that is named by its number; ends them all at the end."""

    def __init__(self, base: Path, holders: Sequence[int], addresses: Sequence[str], port: int) -> None:
        """Use the namespaces of these processes, none of them: loopback; `base` is where programs write."""
        self._base, self._holders, self._addresses, self._port = base, holders, addresses, port
        self._started: list[subprocess.Popen[bytes]] = []

    @property
    def last(self) -> int:
        """The number of the last machine."""
        return len(self._addresses) - 1

    @property
    def scheduler_address(self) -> str:
        """Where the scheduler on machine 0 listens."""
        return f"tcp://{self._addresses[0]}:{self._port}"

    def start(self, machine: int, *words: object) -> subprocess.Popen[bytes]:
        """Start a Python program on a machine, in a process group of its own."""
        where = _inside(self._holders[machine]) if self._holders else []
        environment = os.environ | {"DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "False"}
        log = (self._base / f"{len(self._started)}.log").open("wb")
        with log:
            started = subprocess.Popen(
                [*where, sys.executable, *map(str, words)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=_die_with_starter,
                env=environment,
            )
        self._started.append(started)
        return started

    def said(self, process: subprocess.Popen[bytes]) -> str:
        """Return what a program has said so far."""
        return (self._base / f"{self._started.index(process)}.log").read_text()

    def scheduler(self) -> subprocess.Popen[bytes]:
        """Start the scheduler on machine 0."""
        host = ("--host", self._addresses[0], "--port", self._port, "--no-dashboard")
        return self.start(0, "-m", "distributed.cli.dask_scheduler", *host)

    def worker(self, machine: int) -> subprocess.Popen[bytes]:
        """Start a Dask worker, one case at a time, under its nanny."""
        room = self._base / f"room-{len(self._started)}"
        words = ("--nthreads", "1", "--no-dashboard", "--local-directory", room, "--death-timeout", int(PATIENCE))
        host = ("--host", self._addresses[machine])
        return self.start(machine, "-m", "distributed.cli.dask_worker", self.scheduler_address, *words, *host)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a program, its children and theirs at once, as a power cut does."""
        for pid in _family(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait(PATIENCE)

    def close(self) -> None:
        """End everything that was started and still runs."""
        for process in self._started:
            if process.poll() is None:
                self.kill(process)


def _family(pid: int) -> list[int]:
    """Return a process with all its descendants."""
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, children.read_text().split())
    return found


def _die_with_starter() -> None:
    """Have the kernel kill this process when the one that started it is gone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _inside(holder: int) -> list[str]:
    """Return the words that run a program in a process's network namespace."""
    return ["nsenter", f"--net={_NETWORK.format(holder)}"]


def why_no_namespaces() -> str | None:
    """Return why this machine gives no network namespaces, None where it does."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("ip", "unshare", "nsenter"))):
        return "network namespaces need root, iproute2 and util-linux"
    words = ["unshare", "--net", "ip", "link", "add", "hub", "type", "bridge"]
    made = subprocess.run(words, capture_output=True, check=False)
    return f"no network namespaces: {made.stderr.decode().strip()}" if made.returncode else None


@contextmanager
def apart(base: Path, count: int) -> Iterator[Machines]:
    """Give machines in namespaces of their own, which reach one another over a bridge and nothing else."""
    addresses = [f"10.77.0.{number + 1}" for number in range(count)]
    held = [
        subprocess.Popen(["unshare", "--net", "sleep", "infinity"], preexec_fn=_die_with_starter)
        for _ in range(count + 1)
    ]
    try:
        hub, *holders = (_once_apart(process) for process in held)
        _ip(hub, "link", "add", "bridge", "type", "bridge")
        _ip(hub, "link", "set", "bridge", "up")
        for number, holder in enumerate(holders):
            _ip(hub, "link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", holder)
            _ip(hub, "link", "set", f"port{number}", "master", "bridge", "up")
            _ip(holder, "addr", "add", f"{addresses[number]}/24", "dev", "eth0")
            _ip(holder, "link", "set", "eth0", "up")
            _ip(holder, "link", "set", "lo", "up")
        machines = Machines(base, holders, addresses, PORT)
        try:
            yield machines
        finally:
            machines.close()
    finally:
        for process in held:
            process.kill()
            process.wait(PATIENCE)


def _once_apart(process: subprocess.Popen[bytes]) -> int:
    """Return a process's number once it is in a namespace of its own."""
    deadline = time.monotonic() + PATIENCE
    while os.readlink(_NETWORK.format(process.pid)) == os.readlink(_NETWORK.format("self")):
        assert process.poll() is None, "no network namespace"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process.pid


@contextmanager
def together(base: Path, count: int) -> Iterator[Machines]:
    """Give machines that are all this one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    machines = Machines(base, (), ["127.0.0.1"] * count, port)
    try:
        yield machines
    finally:
        machines.close()


def _ip(holder: int, *words: object) -> None:
    """Run `ip` in a process's network namespace."""
    subprocess.run([*_inside(holder), "ip", *map(str, words)], check=True, capture_output=True)
