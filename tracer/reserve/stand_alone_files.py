"""The programs in a statement's bundle that check it with a stock Python: their names, and which carries out all items.

Each but `verify_value.py` carries out the items of those before it too, and ends with 4, not with 0, where one after it
checks more of the bundle.
"""

from tracer.reserve.profiles import Profile
from tracer.reserve.public_rows import PublicStatement

FIRST = "verify.py"
OF_PUBLIC = "verify_public.py"
"""The file beside it that checks form and rule of what is published."""
BESIDE = (OF_PUBLIC, "verify_books.py", "verify_title.py")
"""Files beside it that check what is published, the books, and title and acts."""
ASKED = ("custodians.py", "persons.py", "told.py")
"""What others ask: of custodians' statements, who is one person, what is told to the public; they carry out no item."""
OF_MONEY = ("verify_money.py", "verify_value.py", "verify_limits.py")
"""Files beside it that check prices, money and limits, where there are any; the last runs all others."""


def has_money(said: PublicStatement) -> bool:
    """Return whether such a bundle has prices or limits, and so the files that check them."""
    return said.value is not None or bool(said.limits)


def beside(said: PublicStatement) -> tuple[str, ...]:
    """Return the files that lie beside `verify.py` in such a bundle."""
    return (*BESIDE, *OF_MONEY) if has_money(said) else BESIDE


def last(said: PublicStatement, profile: Profile) -> str:
    """Return which file carries out the items of all that have something to check in such a bundle."""
    if has_money(said):
        return OF_MONEY[-1]
    return OF_PUBLIC if profile is Profile.PUBLIC else BESIDE[-1]
