"""Work done in a child process: the same result, the same exceptions, and nothing left running."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fixtures.patience import PATIENCE, wait_until
from tracer.disk.child_process import cores, in_child_process

several = pytest.mark.skipif(cores() < 2 or sys.platform != "linux", reason="one core, or no copies of a process")


def gone(pid: int) -> bool:
    """Return that a process has ended, once it has."""
    wait_until(lambda: not Path(f"/proc/{pid}").exists())
    return True


@several
def test_the_work_is_done_in_another_process() -> None:
    """The result is that of the work, also where it is more than a pipe holds, and this process did not do it."""
    with in_child_process(lambda: (os.getpid(), "x" * 1_000_000)) as result:
        pid, text = result()
    assert pid != os.getpid()
    assert text == "x" * 1_000_000
    assert gone(pid)


def test_an_exception_of_the_work_is_raised_here() -> None:
    """Work that fails there is done again here, where its exception is raised."""

    def failing() -> int:
        """Fail."""
        raise ValueError("the work fails")

    with in_child_process(failing) as result, pytest.raises(ValueError, match="the work fails"):
        result()


@several
def test_work_whose_process_dies_is_done_here():
    """A copy that is killed, as for want of memory, changes nothing in the result."""
    here = os.getpid()

    def dying() -> str:
        """Die in the copy."""
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"

    with in_child_process(dying) as result:
        assert result() == "done"


@several
def test_work_that_nobody_waits_for_is_given_up(tmp_path: Path) -> None:
    """Leaving the block without the result ends the copy."""
    told = tmp_path / "pid"

    def endless() -> None:
        """Say who is working, and go on for ever."""
        told.write_text(str(os.getpid()))
        while True:
            time.sleep(1)

    with in_child_process(endless):
        while not told.exists() or not told.read_text():
            time.sleep(0.01)
    assert gone(int(told.read_text()))


def test_on_one_core_the_work_is_done_here_when_it_is_asked_for() -> None:
    """Bound to one core, a process does the work itself, and not before its result is wanted."""
    script = (
        "import os\n"
        "if hasattr(os, 'sched_setaffinity'): os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from tracer.disk.child_process import in_child_process\n"
        "asked = False\n"
        "with in_child_process(lambda: (os.getpid(), asked)) as result:\n"
        "    asked = True\n"
        "    print(result() == (os.getpid(), True))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


@several
def test_an_interruption_ends_both(tmp_path: Path) -> None:
    """Ctrl-C ends the copy without a word and is raised here, once."""
    script = (
        "import os, sys, time\n"
        "from tracer.disk.child_process import in_child_process\n"
        "def work():\n"
        "    print('working', os.getpid(), flush=True)\n"
        "    time.sleep(600)\n"
        "try:\n"
        "    with in_child_process(work) as result:\n"
        "        result()\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', flush=True)\n"
    )
    begun = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert begun.stdout is not None
    pid = int(begun.stdout.readline().split()[1])
    os.killpg(begun.pid, signal.SIGINT)
    out, err = begun.communicate(timeout=PATIENCE)
    assert (out, err, begun.returncode) == ("interrupted\n", "", 0)
    assert gone(pid)


@several
@pytest.mark.parametrize("ended", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
@pytest.mark.parametrize("work", ["time.sleep(600)", "return 'x' * 1_000_000"], ids=["working", "handing over"])
def test_a_copy_does_not_outlive_the_process_that_made_it(ended: signal.Signals, work: str) -> None:
    """Where this process is killed, its copy ends: while it works, and while it waits to hand its result over."""
    script = (
        "import os, time\n"
        "from tracer.disk.child_process import in_child_process\n"
        "def work():\n"
        "    print(os.getpid(), flush=True)\n"
        f"    {work}\n"
        "with in_child_process(work):\n"
        "    time.sleep(600)\n"
    )
    begun = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert begun.stdout is not None
    pid = int(begun.stdout.readline())
    begun.send_signal(ended)
    begun.wait(timeout=PATIENCE)
    begun.stdout.close()
    assert gone(pid)


def printed(*lines: str) -> tuple[str, str]:
    """Return what a process of its own, which can begin work in a child process, prints and complains of."""
    script = "\n".join(
        ("import os, resource, signal", "from tracer.disk.child_process import in_child_process", *lines)
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return done.stdout, done.stderr


@several
def test_where_no_process_may_be_made_the_work_is_done_here():
    """A user who may start no more processes gets the same result, and no file is left open."""
    said = printed(
        "if not os.getuid():",
        "    os.setgid(65534)",
        "    os.setuid(65534)",
        "resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))",
        "before = os.listdir('/proc/self/fd')",
        "with in_child_process(os.getpid) as result:",
        "    print(result() == os.getpid(), before == os.listdir('/proc/self/fd'))",
    )
    assert said == ("True True\n", "")


@several
def test_where_no_file_may_be_opened_the_work_is_done_here():
    """A process that holds all the files it may, gets the same result."""
    said = printed(
        "resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))",
        "with in_child_process(os.getpid) as result:",
        "    print(result() == os.getpid())",
    )
    assert said == ("True\n", "")


@several
def test_a_process_that_was_started_to_hear_nothing_of_its_children_ends_well():
    """Where SIGCHLD is ignored, as some that start a process have it, the result is there all the same."""
    said = printed(
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)",
        "with in_child_process(os.getpid) as result:",
        "    print(result() != os.getpid())",
    )
    assert said == ("True\n", "")
