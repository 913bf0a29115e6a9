"""The names of rules and languages that a case file may use; imports nothing, so that `--help` can name them."""

METHODS = ("fifo", "haircut", "poison", "lifo", "tiho", "seniority", "juniority", "libr", "proceeds_first")
"""Every accounting rule by its name in the case file."""

COMPARISONS_ONLY = {"poison": "gives reach, not amounts; put it in compare"}
"""Rules that cannot be primary, and why."""

COMPARED_BY_DEFAULT = ("fifo", "haircut")
"""Rules shown beside the primary one where the case does not say which (`docs/decisions.md`, 1).

`compare = []` shows none.
"""

NEED_RETAINED = ("libr", "proceeds_first")
"""Rules that are defined only where the case declares which outputs are change."""

LANGUAGES = ("en", "ru", "kk")
"""Languages of the report."""
