"""`tracer reserve`: the commands of the register, in the order in which a year goes through them."""

from collections.abc import Mapping
from importlib.util import find_spec

import click

from tracer.cli.lazy_group import LazyGroup
from tracer.cli.options import example

_ROOM = "tracer.cli.reserve"
_ORDER = (
    "begin",
    "check",
    "admit",
    "observe",
    "fetch",
    "fix",
    "status",
    "sign",
    "clear",
    "disposals",
    "travel-rule",
    "prove",
    "perform",
    "close",
    "export",
    "pack",
    "diff",
    "labels",
    "beancount",
    "fiu",
    "figures",
    "approaches",
    "profiles",
    "demo",
)
_MODULES = {name: f"{_ROOM}.{name.replace('-', '_')}" for name in _ORDER}
COMMANDS = tuple(name for name in _ORDER if find_spec(_MODULES[name]) is not None)
"""Those that this version has; each is a module beside this one."""


class _Commands(LazyGroup):
    """The commands of `tracer reserve`."""

    modules: Mapping[str, str] = {name: _MODULES[name] for name in COMMANDS}


@click.group(
    cls=_Commands,
    short_help="The state's reserve: its coins, by what title, and what was said.",
    epilog=example("tracer reserve check fixtures/reserve/two"),
)
def command() -> None:
    """Keep the register of what the state holds: which coins, by what title, and what was told of them.

    A register is a folder: register.toml, one file for each act, and what the commands add. It only watches: it
    holds no key, sends nothing, and asks nobody but the own node; fetch alone, where the register allows it, exchanges.
    """
