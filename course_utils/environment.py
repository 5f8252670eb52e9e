"""Says whether this machine has what the course needs, in lines a newcomer can act on.

`checked` looks at each package, `report` prints a line for it. Requirements are read from the
installed package's own metadata, so they are written down once, in pyproject.toml.
"""

import importlib.metadata
import platform
from collections.abc import Iterator

from packaging.requirements import Requirement

PACKAGE = "batchnorm-course"


def report() -> bool:
    """Print one line for Python and one for each package needed; return whether all are fine."""
    fine = True
    print(f"ok  {'Python':24} {platform.python_version()}")
    for name, found, problem in checked():
        print(f"{'ok' if not problem else '!!':2}  {name:24} {found}{problem and '  ' + problem}")
        fine = fine and not problem
    return fine


def checked() -> Iterator[tuple[str, str, str]]:
    """Yield (package, version found, problem) for each requirement; an empty problem means fine."""
    for text in importlib.metadata.requires(PACKAGE) or []:
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        yield requirement.name, *_state_of(requirement)


def _state_of(requirement: Requirement) -> tuple[str, str]:
    advice = f'pip install "{requirement.name}{requirement.specifier}"'
    try:
        found = importlib.metadata.version(requirement.name)
    except importlib.metadata.PackageNotFoundError:
        return "missing", f"install it: {advice}"
    if not requirement.specifier.contains(found, prereleases=True):
        return found, f"needs {requirement.specifier}: {advice}"
    return found, ""
