"""What the tests of pages rely on: a browser that is ended is gone with all its processes before its folder goes."""

import subprocess
import sys
from pathlib import Path

from tests.browser import end, held_by_its_processes

_PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], sys.argv[2]], start_new_session=True)
print("begun", flush=True)
child.wait()
"""
_CHILD = """
import sys, time
from pathlib import Path
for number in range(40):
    (Path(sys.argv[1]) / str(number)).touch()
    time.sleep(0.01)
"""


def test_end_waits_for_children_that_outlive_their_parent(tmp_path: Path) -> None:
    """A child that a killed program leaves behind, and that its signal does not reach, has written its last file."""
    words, folder = tmp_path / "words", tmp_path / "profile"
    folder.mkdir()
    with held_by_its_processes(words) as held:
        program = subprocess.Popen(
            [sys.executable, "-c", _PARENT, _CHILD, folder], stdout=held, stderr=held, start_new_session=True
        )
    while "begun" not in words.read_text():
        assert program.poll() is None, words.read_text()
    end(program, words)
    assert len(list(folder.iterdir())) == 40
    assert program.returncode is not None
