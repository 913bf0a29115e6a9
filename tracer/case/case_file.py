"""The case file: TOML bytes in, a `Case` out, or every fault at once.

Pure: opens no file. Whether an exhibit's file is there and has its hash, whether TagPacks can be
read and whether seeds exist is for those who have files and chain.

Nothing is ignored: an unknown key, a wrong type, a name that refers to nothing, a rule that there is
not. Places in messages count from 1, so `seed[2]` is the second `[[seed]]` of the file.
"""

import hashlib
from collections.abc import Iterable, Mapping

from tracer.case import assertions, parameters, statements
from tracer.case.case import Case, Edge, Role
from tracer.case.persons import mixed_letters, same_person
from tracer.chain.network import MAIN, NETWORKS
from tracer.errors import CaseError
from tracer.formats.faults import Faults
from tracer.formats.fields import NAME, PROSE, FieldTable, prose_of, show
from tracer.formats.toml_file import check_no_secret, root_of, text_of
from tracer.formats.zone import zone_name

SEVERAL = ("exhibit", "seed", "custody", "order", "target", "answer", "price", "remark")
"""Tables of which there may be several."""

_INSTEAD = (
    "; a case is a text of its own: write one to fill in with tracer new CASE.toml, or begin it from a received file "
    "with tracer intake FILE --network NET --case CASE.toml"
)
"""What is said to whoever gives a file of another form."""

_NEVER: Mapping[str, tuple[bytes, ...]] = {}


def parse(
    content: bytes,
    name: str,
    withheld: Mapping[str, tuple[bytes, ...]] | None = None,
    edges: Mapping[str, tuple[Edge, ...]] | None = None,
) -> Case:
    """Read a case file.

    Args:
        content: the file's bytes, UTF-8.
        name: how messages call the file.
        withheld: for the case file of a bundle, the scripts that stand for each withheld
            descriptor, by its place: `seed[2]`, `custody[1]`.
        edges: likewise, those of them that lie near the ends of ranges.

    Raises:
        CaseError: every fault of the file, one message each; a fault of TOML itself comes alone.
    """
    faults = Faults(name, _INSTEAD)
    text = text_of(content, faults)
    root = root_of(text, faults, "a case", SEVERAL)
    case = _case(root, hashlib.sha256(content).hexdigest(), withheld or _NEVER, edges or {})
    root.close()
    check_no_secret(text, faults)
    if faults.texts:
        raise CaseError(*faults.texts)
    return case


def _case(
    root: FieldTable, sha256: str, withheld: Mapping[str, tuple[bytes, ...]], edges: Mapping[str, tuple[Edge, ...]]
) -> Case:
    """Read all tables, in the order in which they refer to one another."""
    head = root.table("case")
    identity = head.need("id", head.name("id"), NAME, "")
    network = head.need("network", head.choice("network", NETWORKS), f"one of {', '.join(NETWORKS)}", "")
    exhibits = assertions.exhibits(root.tables("exhibit"))
    known = assertions.KnownNames(NETWORKS.get(network), tuple(exhibit.id for exhibit in exhibits), withheld, edges)
    seeds = assertions.seeds(root.tables("seed"), known)
    if not seeds:
        root.fault("seed", "missing; expected at least one [[seed]]")
    custody = assertions.custody(root.tables("custody"), known)
    wallets = _given(wallet.name for wallet in custody)
    orders = assertions.orders(root.tables("order"), known, _given(seed.label for seed in seeds), wallets)
    questions = head.several("questions", _question, "a list of questions") or ()
    said = statements.read(
        root,
        statements.Named(
            network=known.network,
            questions=len(questions),
            exhibits=known.exhibits,
            orders=_given(order.id for order in orders),
            wallets=wallets,
        ),
    )
    computed = parameters.read(root, wallets)
    case = Case(
        id=identity,
        network=known.network or MAIN,
        sha256=sha256,
        title=head.prose("title"),
        criminal_case_no=head.prose("criminal_case_no"),
        authority=head.prose("authority"),
        questions=questions,
        examiner=head.prose("examiner"),
        reviewer=head.prose("reviewer"),
        role=Role(head.choice("role", [role.value for role in Role]) or Role.ANALYST.value),
        supersedes=head.prose("supersedes"),
        language=parameters.language(head),
        timezone=head.read("timezone", zone_name, "an IANA time zone such as Asia/Almaty"),
        disclose_descriptors=head.flag("disclose_descriptors") or False,
        exhibits=exhibits,
        horizon=computed.horizon,
        seeds=seeds,
        custody=custody,
        orders=orders,
        method=computed.method,
        targets=computed.targets,
        stop=computed.stop,
        answers=said.answers,
        prices=said.prices,
        remarks=said.remarks,
    )
    _check_two_persons(head, case)
    head.close()
    return case


def _check_two_persons(head: FieldTable, case: Case) -> None:
    if case.examiner and case.reviewer and same_person(case.examiner, case.reviewer):
        head.fault("reviewer", f"{show(case.reviewer)} is the examiner as well; another person reviews, or nobody does")
    for key, name in (("examiner", case.examiner), ("reviewer", case.reviewer)):
        why = None if name is None else mixed_letters(name)
        if name is not None and why is not None:
            head.fault(key, f"{show(name)} {why}")


def _given(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that were read, each once, without the stand-ins of faulty ones."""
    return tuple(dict.fromkeys(name for name in names if name))


def _question(text: str) -> str:
    if prose_of(text) is None:
        raise ValueError(f"expected {PROSE}, got {show(text)}")
    return text
