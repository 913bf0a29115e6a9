"""National profiles: what a register assumes of its country's practice, shown with its sources."""

from dataclasses import dataclass

from tracer.errors import CaseError
from tracer.formats.canonical import Writable
from tracer.reserve.national.profiles import PROFILES, NationalProfile, profile
from tracer.visible import quoted


@dataclass(frozen=True, slots=True)
class ProfilesRequest:
    """Which profile, by its name; None: all."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class NationalProfiles:
    """Profiles in their order."""

    profiles: tuple[NationalProfile, ...]

    def as_json(self) -> list[dict[str, Writable]]:
        """Return the profiles as JSON."""
        return [each.as_json() for each in self.profiles]


def national_profiles(request: ProfilesRequest) -> NationalProfiles:
    """Return one profile or all.

    Raises:
        CaseError: there is none of the name.
    """
    if request.name is not None and request.name not in PROFILES:
        raise CaseError(
            f"there is no profile {quoted(request.name, 20)}.\nName one of {', '.join(PROFILES)}, or none for all."
        )
    return NationalProfiles(tuple(profile(each) for each in PROFILES if request.name in (None, each)))
