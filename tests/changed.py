"""The tests of what has changed since a commit: `python -m tests.changed [COMMIT]` prints their paths, for `make fast`.

A module's own test file stands for it; where it has none, the folder that mirrors its own. What else uses the module is
left to `make test`.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
ALWAYS = "tests/test_layers.py"
DOCUMENTS = ("tests/test_readme.py", "tests/test_docs.py")


def changed(since: str) -> list[str]:
    """Return the files that differ from a commit, new ones included."""
    commands = (["git", "diff", "--name-only", since], ["git", "ls-files", "--others", "--exclude-standard"])
    said = [subprocess.run(each, cwd=ROOT, capture_output=True, text=True, check=True).stdout for each in commands]
    return "".join(said).split()


def paths_for(files: Iterable[str], root: Path = ROOT) -> list[str]:
    """Return the tests of these files, each once, in order; what has no test of its own kind brings none."""
    found = {ALWAYS}
    for name in files:
        path = Path(name)
        if path.suffix == ".md":
            found.update(DOCUMENTS)
        elif path.parts[0] == "tests" and path.suffix == ".py":
            found.add(name if path.name.startswith("test_") else str(path.parent))
        elif path.parts[0] == "tracer":
            place = Path("tests", *path.parts[1:-1])
            own = place / f"test_{path.stem}.py"
            while not (root / place).is_dir():
                place = place.parent
            found.add(str(own if (root / own).is_file() else place))
    found -= {"tests"}
    return sorted(each for each in found if (root / each).exists() and not any(_inside(each, other) for other in found))


def _inside(path: str, folder: str) -> bool:
    return path != folder and Path(path).is_relative_to(folder)


if __name__ == "__main__":
    print(*paths_for(changed(sys.argv[1] if len(sys.argv) > 1 else "HEAD")))  # noqa: T201
