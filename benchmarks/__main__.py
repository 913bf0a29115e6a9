"""Measures everything and prints one table: `python -m benchmarks [--scale SCALE] [--only GROUP] [--write]`.

Each row is printed as it comes, and written to `last.md` here. One that fails says so, the rest go on, and
the exit code is 1. `--write` keeps the whole table in README.md here, with its day, its commit and its machine.
"""

import argparse
import datetime as dt
import sys
from pathlib import Path

from benchmarks.bench import Bench, Scale
from benchmarks.running import GROUPS, rows, show, table, verdict

_HERE = Path(__file__).parent
_MARK = "<!-- the table of the last run follows -->"


def main() -> int:
    """Run every measurement that is asked for, one after the other."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--scale", choices=[each.name.lower() for each in Scale], default="full")
    asked.add_argument("--only", choices=list(GROUPS), action="append", help="a group of rows; may be given again")
    asked.add_argument("--write", action="store_true", help="keep the table in README.md; of everything, in full")
    said = asked.parse_args()
    if said.write and (said.only or said.scale != "full"):
        asked.error("--write keeps the whole table; leave --only and --scale out")
    bench = Bench(Scale[said.scale.upper()])
    with (_HERE / "last.md").open("w") as last:
        done = show(rows(bench, said.only or GROUPS), (sys.stdout, last))
    if said.write:
        keep(_HERE / "README.md", table(done, dt.datetime.now(dt.UTC).date().isoformat()))
    return verdict(done)


def keep(path: Path, words: str) -> None:
    """Put a table in the place of the one that a file holds."""
    path.write_text(f"{path.read_text().split(_MARK)[0]}{_MARK}\n\n{words}")


if __name__ == "__main__":
    sys.exit(main())
