"""Measures everything and prints one table: `python -m benchmarks [--slow] [--scale SCALE] [--only GROUP] [--write]`.

Each row is printed as it comes with its target and its verdict, and written to `last.md` here. One that fails says so,
the rest go on, and the exit code is 1. `--write` keeps the whole table in README.md here, with its day, its commit, its
machine and what that did beside. `--slow` measures what takes as long as all else, ten times the trail and ten times
the chain, and keeps a table of its own. `--quick` measures in two minutes what matters most, and keeps nothing.
"""

import argparse
import datetime as dt
import sys
from pathlib import Path

from benchmarks.bench import Bench, Scale
from benchmarks.running import GROUPS, SLOW, about, quick_rows, rows, show, table, verdict

_HERE = Path(__file__).parent
_MARK = "<!-- the table of the last run follows -->"
_SLOW_MARK = "<!-- the table of the last slow run follows -->"
_END = "<!-- end -->"


def main() -> int:
    """Run every measurement that is asked for, one after the other."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--scale", choices=[each.name.lower() for each in Scale], help="how large everything is made")
    asked.add_argument("--only", choices=list(GROUPS), action="append", help="a group of rows; may be given again")
    asked.add_argument("--write", action="store_true", help="keep the table in README.md; of everything, in full")
    asked.add_argument("--quick", action="store_true", help="what matters most, in two minutes of two cores")
    asked.add_argument("--slow", action="store_true", help="ten times the trail and ten times the chain, and no more")
    said = asked.parse_args()
    if (said.write or said.quick) and (said.only or said.scale):
        asked.error("--write keeps the whole table, --quick measures what it names; leave --only and --scale out")
    if said.quick and (said.write or said.slow):
        asked.error("--quick keeps nothing and measures little; leave --write and --slow out")
    usual = SLOW if said.slow else [group for group in GROUPS if group not in SLOW]
    scale = Scale[(said.scale or "full").upper()]
    of = about(dt.datetime.now(dt.UTC).date().isoformat())
    measured = quick_rows() if said.quick else rows(Bench(scale), said.only or usual)
    with (_HERE / "last.md").open("w") as last:
        done = show(measured, (sys.stdout, last), heading(of, scale, said.quick))
    if said.write:
        keep(_HERE / "README.md", table(done, of, not said.slow), _SLOW_MARK if said.slow else _MARK)
    return verdict(done)


def heading(of: str, scale: Scale, quick: bool) -> str:
    """Return what stands above a table: what it is of, and where it is not the full run, that it is not."""
    if quick:
        return f"**Quick run: a few of the rows, most of them on short chains and done once to thrice.** {of}"
    return of if scale is Scale.FULL else f"**Scale {scale.name.lower()}: no figure here is the full run's.** {of}"


def keep(path: Path, words: str, mark: str = _MARK) -> None:
    """Put a table in the place of the one that a file holds behind a mark, up to the end that is marked too."""
    before, _, rest = path.read_text().partition(mark)
    after = rest.partition(_END)[2]
    path.write_text(f"{before}{mark}\n\n{words}\n{_END}{after or chr(10)}")


if __name__ == "__main__":
    sys.exit(main())
