"""A forger's workshop: takes a sound bundle apart, changes it, and makes everything again that can be made."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.counts import LAWS, asked
from tests.evidence.parts import narrowed
from tests.evidence.remembering import Sparing
from tests.evidence.story import Story, case_of, material_of, run_of, tags_of
from tracer.case import case_file
from tracer.chain import header
from tracer.container.bag import make_bag
from tracer.container.material import Material, chain_files, read_chain
from tracer.container.verification import StepVerdict, Verification, VerificationStep
from tracer.documents.local_time import Clock, set_clock
from tracer.evidence import bundle
from tracer.evidence.bundle_view import BundleView
from tracer.evidence.dossier import Dossier, decoded, shown_times
from tracer.evidence.tag_names import stored_names
from tracer.formats import canonical
from tracer.result.trace_reading import read_trace
from tracer.trace.budget import UNLIMITED
from tracer.verify.replayed import replay
from tracer.verify.verify import verify

Files = dict[str, bytes]


def sound(story: Story) -> Files:
    """Return the payload of a sound bundle of the story, traced by the engine; no descriptor is withheld."""
    content = case_of(story)
    case = case_file.parse(content, "case.toml")
    trace = replay(
        story.chain, case, [("packs/services.yaml", tags_of())], story.chain.tip(), UNLIMITED
    ).documents.trace
    run = replace(run_of(story), trace=trace, case=content)
    material = material_of(story)
    return rendered(bundle.sources(run, bundle.bundled_case(content, material)))


def material(files: Files) -> Material:
    """Return the chain part of a payload."""
    return read_chain({name.removeprefix("chain/"): files[name] for name in files if name.startswith("chain/")})


def with_material(files: Files, found: Material) -> Files:
    """Return the payload with another chain part."""
    rest = {name: files[name] for name in files if not name.startswith("chain/")}
    places = dict(sorted(found.positions.items(), key=lambda item: (item[1].height, item[1].index)))
    ordered = replace(found, positions=places, proofs=dict(sorted(found.proofs.items())))
    return rest | {f"chain/{name}": content for name, content in chain_files(ordered).items()}


def retraced(files: Files, case_sha256: str | None = None) -> Files:
    """Return the payload with a result computed from what is in it, as the check computes it."""
    bundled = bundle.read_case(files["case/case.toml"], files["case/scripts.json"])
    case = bundled.case if case_sha256 is None else replace(bundled.case, sha256=case_sha256)
    names = stored_names(case.stop.tags)
    tags = [(written, files[f"case/tags/{name}"]) for written, name in zip(case.stop.tags, names, strict=True)]
    view = BundleView(material(files))
    return rendered(files | {"trace/trace.json": replay(view, case, tags, view.tip(), UNLIMITED).documents.trace})


def rendered(files: Files, clock: Callable[[Clock], Clock] = lambda clock: clock) -> Files:
    """Return the payload with everything that is derived made again, under a clock of the forger's."""
    data = files["trace/trace.json"]
    trace = read_trace(data, hashlib.sha256(data).hexdigest())
    case = bundle.read_case(files["case/case.toml"], files["case/scripts.json"]).case
    found = material(files)
    own = clock(set_clock(case.timezone, shown_times(found)))
    kept = {name: files[name] for name in files if name.startswith(("case/", "chain/")) or name == "trace/trace.json"}
    tags = [files[f"case/tags/{name}"] for name in stored_names(case.stop.tags)]
    kept["case/case.json"] = bundle.resolved(case, tags, found, decoded(found))
    packs = bundle.packs_of(case, tags)
    return kept | bundle.derived(
        Dossier(trace=trace, case=case, material=found, clock=own, transactions=decoded(found), packs=packs)
    )


@dataclass(frozen=True)
class Judged:
    """What the check said of a forged bundle."""

    verification: Verification

    @property
    def failed(self) -> set[str]:
        """Numbers of the steps that failed."""
        return {step.number for step in self.verification.steps if step.verdict is StepVerdict.FAIL}

    @property
    def unchecked(self) -> str:
        """Everything that is listed as not checked, in words."""
        return "\n".join(_words(step) for step in self.verification.steps if step.verdict is StepVerdict.NOT_CHECKED)


def _words(step: VerificationStep) -> str:
    return f"{step.number} {step.title}: {step.reason} {' '.join(map(str, step.findings))}"


def judge(files: Files, folder: Path, extra: Mapping[str, bytes] | None = None, *, whole: bool = False) -> Judged:
    """Seal a payload as the tracer would, add `extra` outside of it, and check the bundle.

    A result that is known to be altered is not typeset again, but under the laws or where `whole` asks for it.
    """
    data = files["trace/trace.json"]
    trace = read_trace(data, hashlib.sha256(data).hexdigest())
    entries = bundle.entries(trace, material(files))
    for name, content in {**make_bag(files, entries), **(extra or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    if whole or asked() == LAWS:
        return Judged(verify(folder).verification)
    sparing = Sparing()
    return Judged(verify(folder, derive=sparing.derive, runner=sparing.in_this_process).verification)


def edited(files: Files, name: str, old: str, new: str) -> Files:
    """Return the payload with a text of one file replaced; it must be there."""
    assert old.encode() in files[name], f"{old!r} is not in {name}"
    return files | {name: files[name].replace(old.encode(), new.encode())}


def shortened(found: Material, height: int) -> Material:
    """Return the chain part as if the chain had ended at a lower height."""
    positions = {txid: at for txid, at in found.positions.items() if at.height <= height}
    return replace(
        found,
        headers=found.headers[: (height - found.first_header + 1) * header.SIZE],
        positions=positions,
        raws={txid: found.raws[txid] for txid in positions},
        proofs={at: proof for at, proof in found.proofs.items() if at <= height},
    )


def without(found: Material, txids: Sequence[str]) -> Material:
    """Return the chain part without some transactions, and without blocks that then hold none but their coinbase."""
    rest = {txid: at for txid, at in found.positions.items() if txid not in txids}
    heights = {at.height for at in rest.values() if at.index} | {
        at.height for at in rest.values() if len(found.blocks[at.height]) == 1
    }
    positions = {txid: at for txid, at in rest.items() if at.height in heights}
    proofs = {height: narrowed(found.proofs[height], positions) for height in found.proofs if height in heights}
    raws = {txid: found.raws[txid] for txid in positions}
    return replace(found, positions=positions, raws=raws, proofs=proofs)


def as_json(value: canonical.Writable) -> bytes:
    """Return canonical JSON."""
    return canonical.dumps(value)
