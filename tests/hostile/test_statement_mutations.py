"""A thousand mutations of a statement's bundle: none is accepted but what the check itself names as not checked.

The suite judges 240 of them, `make laws` a thousand. Half are of the private bundle, half of an auditor's.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.counts import count
from tests.evidence.parts import parts
from tests.hostile.mutating import AS_FOUND, SEALED_AGAIN, Files
from tests.reserve import closing
from tracer.chain import decode
from tracer.container import chain_tables
from tracer.container.bag import TAG_FILES, TAG_MANIFEST, check_bag, check_files, make_bag
from tracer.container.verification import StepVerdict, VerificationStep
from tracer.documents.language.language import Language
from tracer.errors import IntegrityError
from tracer.reserve import bundle_kind, public_file, script_file, statement_bundle
from tracer.reserve.profiles import Profile
from tracer.reserve.statement.documents import documents
from tracer.reserve.statement.sources import StatementSources
from tracer.verify import reserve_steps

pytestmark = pytest.mark.long

DRAWN = count(suite=240, laws=1_000)
PROFILES = (Profile.PRIVATE, Profile.AUDITOR)


@cache
def sealed() -> Mapping[Profile, Files]:
    """Return sound bundles of the restated quarter, file by file."""
    with TemporaryDirectory() as folder:
        register = closing.begun(Path(folder))
        closing.closed(register, "2025Q2", "2025Q3", "2025Q3-r1")
        for profile in PROFILES:
            closing.exported(register, "2025Q3-r1", profile, Path(folder) / profile.value)
        return {profile: dict(check_bag(Path(folder) / profile.value).files) for profile in PROFILES}


@cache
def rendered(profile: Profile) -> tuple[list[StatementSources], dict[str, bytes]]:
    """Return what the sound documents are made of, as soon as it is known, and the documents."""
    return [], {name[5:]: each for name, each in sealed()[profile].items() if name.startswith("data/statement/")}


def sparing(
    sources: StatementSources, languages: Sequence[Language], profile: Profile, pages: bool
) -> Mapping[str, bytes]:
    """Return the sound documents for the sound sources; others are rendered, but for what a typesetter sets."""
    first, known = rendered(profile)
    if not first:
        first.append(sources)
    if sources == first[0] and [language.code for language in languages] == ["en"]:
        return known
    return documents(sources, languages, profile, False)


def again(files: Files) -> Files:
    """Make the bag again around everything below `data/`; what lies elsewhere stays."""
    said = public_file.loads(next(iter(sealed().values()))["data/public.json"], "public.json")
    payload = {name[5:]: content for name, content in files.items() if name.startswith("data/")}
    return {**files, **make_bag(payload, statement_bundle.entries(said))}


def judged(files: Files) -> list[VerificationStep]:
    """Return the steps of a check of these files."""
    own = {name for name in files if name.startswith("data/") or name in (*TAG_FILES, TAG_MANIFEST)}
    bag = check_files({name: files[name] for name in files if name in own}, [name for name in files if name not in own])
    if not bundle_kind.is_statement(bag.payload):
        return [VerificationStep("1", "", StepVerdict.FAIL, "is no statement's")]
    return list(reserve_steps.steps(bag, sparing))


def accepted(steps: Sequence[VerificationStep]) -> bool:
    """Return whether nothing failed and every numbered step was taken."""
    return not any(
        step.verdict is StepVerdict.FAIL or (step.verdict is StepVerdict.NOT_CHECKED and "." not in step.number)
        for step in steps
    )


def mutants() -> Iterator[tuple[str, Profile, Files]]:
    """Yield mutants of the bundles in turn, each with what was done."""
    source = random.Random("statements")
    done = 0
    while done < DRAWN:
        profile = PROFILES[done % 2]
        is_again = source.random() < 0.75
        mutation = source.choice(SEALED_AGAIN if is_again else AS_FOUND)
        files = dict(sealed()[profile])
        mutation(source, files)
        files = again(files) if is_again else files
        if files != sealed()[profile]:
            done += 1
            yield mutation.__name__, profile, files


def excuse(files: Files, profile: Profile, steps: Sequence[VerificationStep]) -> str | None:
    """Return the step that names what was changed as not checked; None where there is none."""
    sound = sealed()[profile]
    changed = {name for name in {*files, *sound} if name.startswith("data/") and files.get(name) != sound.get(name)}
    titles = {step.title for step in steps if step.verdict is StepVerdict.NOT_CHECKED}
    found = None
    if changed <= {"data/chain/transactions.dat", "data/chain/transactions.csv"} and _same_transactions(files, sound):
        found = "Witnesses"
    elif changed <= {"data/chain/proofs.dat", "data/chain/proofs.csv"} and _same_but_total(files, sound):
        found = "Transactions in a block"
    elif changed == {"data/bundle.json"} and _without_closed(files) == _without_closed(sound):
        found = "Day of closing"
    elif changed == {"data/chain/after.bin"} and files[min(changed)][:-80] == sound[min(changed)][:-80]:
        found = "Best chain"
    elif changed == {"data/scripts.json"} and profile is Profile.AUDITOR and _scripts(files) == _scripts(sound):
        found = "What was withheld"
    return found if found in titles else None


def _scripts(files: Files) -> object:
    """Return the scripts of each wallet, without where they are derived."""
    by_wallet = script_file.loads(files["data/scripts.json"]).wallets
    return {name: [each.script for each in scripts] for name, scripts in by_wallet.items()}


def _same_transactions(files: Files, sound: Files) -> bool:
    try:
        rows = [(row.name, row.place, decode.txid(row.content)) for row in parts(files)]
    except IntegrityError:
        return False
    return rows == [(row.name, row.place, row.name) for row in parts(sound)]


def _same_but_total(files: Files, sound: Files) -> bool:
    """Return whether proofs differ in the number of transactions that they give their blocks alone."""
    pairs = list(zip(parts(files, chain_tables.PROOFS), parts(sound, chain_tables.PROOFS), strict=True))
    return all(one.content[:80] + one.content[84:] == two.content[:80] + two.content[84:] for one, two in pairs)


def _without_closed(files: Files) -> object:
    return {key: value for key, value in json.loads(files["data/bundle.json"]).items() if key != "closed"}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_sound_bundle_is_accepted(profile: Profile) -> None:
    """What the mutations start from passes, so that each refusal is the mutation's."""
    assert again(dict(sealed()[profile])) == sealed()[profile]
    assert accepted(judged(sealed()[profile]))


def test_no_mutation_is_accepted() -> None:
    """Each mutant is refused, or only what a step names as not checked was changed."""
    done: Counter[str] = Counter()
    for what, profile, files in mutants():
        steps = judged(files)
        done[what] += 1
        if accepted(steps):
            changed = sorted(
                name for name in {*files, *sealed()[profile]} if files.get(name) != sealed()[profile].get(name)
            )
            assert excuse(files, profile, steps) is not None, (what, profile, changed)
    assert sum(done.values()) == DRAWN
    assert {*done} == {each.__name__ for each in (*AS_FOUND, *SEALED_AGAIN)}
