"""Names of organisms: `organism/FOLDER/stated-h8-s3`, or a shipped set in the folder's place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

from orexis.agents.organisms.organism import Organism
from orexis.agents.organisms.sets import FACTS, TrainedSet, load_set
from orexis.agents.planted.parameters import parameters_of
from orexis.errors import OrexisError

PREFIX = "organism/"
SHIPPED = Path(__file__).parent / "shipped"
"""Sets that come with the package."""
NEAR = 3
"""Names that a sentence offers in place of a wrong one."""


@dataclass(frozen=True, slots=True)
class _Arguments:
    """What can be said of an organism beside its name."""

    exact: bool = False
    contexts: str = ""


def organism(name: str, arguments: Mapping[str, object] | None = None) -> Organism:
    """The organism of that name.

    Args:
        name: `FOLDER/NAME`, with or without `organism/` before it; FOLDER as on the command line,
            or a shipped set.
        arguments: `exact` (true: it gives the probabilities of options instead of drawing one) and
            `contexts` (a folder of further wordings that it can read).

    Raises:
        OrexisError: no such set or organism, or no such argument.
    """
    path = name.removeprefix(PREFIX).rstrip("/")
    if _is_set(path):
        raise OrexisError(f"{name} is a whole set; name one of its organisms, as in {path}/NAME")
    folder, _, own = path.rpartition("/")
    if not folder:
        raise OrexisError(f"{name} is no organism; they are named {PREFIX}FOLDER/NAME")
    one = find_set(folder).one(own)
    try:
        given = _Arguments(**parameters_of(path, _Arguments, arguments or {}, "organism"))
    except ValueError as error:
        raise OrexisError(f"{name}: {error}") from error
    return Organism(trained=one, exact=given.exact, contexts=given.contexts)


def find_set(folder: str) -> TrainedSet:
    """A set by its folder, or by its name where it is shipped.

    Raises:
        OrexisError: there is none, or it cannot be read.
    """
    if Path(folder, FACTS).exists():
        return load_set(Path(folder))
    if folder in shipped():
        return load_set(SHIPPED / folder)
    raise OrexisError(
        f"there is no set of organisms '{folder}'; give the folder that `orexis train` wrote, or a "
        f"set that is shipped: {', '.join(shipped()) or 'there is none'}"
    )


def shipped() -> tuple[str, ...]:
    """Names of the sets that come with the package."""
    return tuple(sorted(path.parent.name for path in SHIPPED.glob(f"*/{FACTS}")))


def expand(name: str) -> tuple[str, ...]:
    """The models that a name stands for.

    Args:
        name: `organism/FOLDER` stands for all of a set, `organism/FOLDER/stated-*` for those that
            fit (`*`, `?` and `[]` as in a shell); every other name for itself.

    Raises:
        OrexisError: no organism fits.
    """
    if not name.startswith(PREFIX):
        return (name,)
    path = name.removeprefix(PREFIX).rstrip("/")
    folder, _, pattern = (path, "", "*") if _is_set(path) else path.rpartition("/")
    if not any(sign in pattern for sign in "*?["):
        return (name,)
    names = find_set(folder).names
    fitting = [one for one in names if fnmatchcase(one, pattern)]
    if not fitting:
        near = ", ".join(get_close_matches(pattern, names, NEAR, cutoff=0.0))
        raise OrexisError(
            f"none of the {len(names)} organisms in {folder} fits '{pattern}'; there is, for "
            f"example, {near}"
        )
    return tuple(f"{PREFIX}{folder}/{one}" for one in fitting)


def _is_set(folder: str) -> bool:
    return Path(folder, FACTS).exists() or folder in shipped()
