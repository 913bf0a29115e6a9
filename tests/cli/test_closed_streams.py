"""Commands whose input and outputs a shell has closed."""

import subprocess
import sys
from pathlib import Path

STORY = Path(__file__).parents[2] / "fixtures" / "story"


def test_a_command_goes_on_where_its_streams_are_closed(tmp_path: Path) -> None:
    """Nobody reads what it says then; the run is written, and the exit code is that of a run."""
    out = tmp_path / "run"
    chain = ["--chain", STORY / "blocks.blk", "--out", out]
    command = [sys.executable, "-m", "tracer", "trace", STORY / "case.toml", *chain]
    done = subprocess.run(["sh", "-c", '"$@" <&- >&- 2>&-', "sh", *map(str, command)])
    assert done.returncode == 0
    assert (out / "trace.json").exists()
