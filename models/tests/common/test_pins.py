"""Every package that the toolkit needs has one version, and it is the one that runs here."""

import re
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

from packaging.requirements import Requirement

CONSTRAINTS = Path(__file__).parents[2] / "constraints.txt"


def name_of(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned() -> dict[str, str]:
    lines = [line for line in CONSTRAINTS.read_text().splitlines() if not line.startswith("#")]
    return {name_of(name): version for name, version in (line.split("==") for line in lines)}


def needed(root: str, extra: str) -> set[str]:
    """Names of what is installed for a package with one of its extras, at any depth."""
    found: set[str] = set()
    waiting = [(root, extra)]
    while waiting:
        name, of = waiting.pop()
        for text in requires(name) or []:
            requirement = Requirement(text)
            if requirement.marker and not any(
                requirement.marker.evaluate({"extra": each}) for each in {"", of}
            ):
                continue
            new = name_of(requirement.name)
            if new in found:
                continue
            try:
                distribution(new)
            except PackageNotFoundError:
                # What only another platform or a GPU needs.
                continue
            found.add(new)
            waiting += [(new, each) for each in requirement.extras or {""}]
    return found


def test_all_is_pinned_and_installed_as_pinned() -> None:
    pins = pinned()
    names = needed("ddmodels", "dev")
    assert len(names) > 30
    # A local part says how it was built: "2.13.0+cpu".
    here = {name: distribution(name).version.split("+")[0] for name in names}
    assert {name: pins.get(name) for name in names} == here


def test_what_is_pinned_fits_what_is_asked_for() -> None:
    pins = pinned()
    for text in requires("ddmodels") or []:
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": "dev"}):
            continue
        assert requirement.specifier.contains(pins[name_of(requirement.name)])
