"""The library of wordings: which texts there are for each level, and which one a rollout gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from orexis.contexts.errors import ContextError
from orexis.contexts.factor import Factor
from orexis.contexts.wording import Wording, parse_wordings

Key = tuple[str, str]


@dataclass(frozen=True)
class Library:
    """The wordings of a probe's factors.

    Raises:
        ContextError: a level that needs a text has none.
    """

    factors: tuple[Factor, ...]
    wordings: Mapping[Key, tuple[Wording, ...]]

    def __post_init__(self) -> None:
        for factor in self.factors:
            for level in factor.worded:
                if not self.wordings.get((factor.name, level)):
                    raise ContextError(f"the factor '{factor.name}' has no text at level '{level}'")

    def at(self, factor: str, level: str) -> tuple[Wording, ...]:
        """The wordings at a level; none where the level stands for no text."""
        return self.wordings.get((factor, level), ())

    def everything(self) -> tuple[Wording, ...]:
        """Every wording."""
        return tuple(wording for wordings in self.wordings.values() for wording in wordings)

    def pick(
        self, levels: Mapping[str, str], block: int, fixed: Mapping[str, str] | None = None
    ) -> dict[str, Wording]:
        """The wording of each factor for the rollouts of one block.

        Counting through the blocks goes through every combination of wordings equally often, and
        two conditions get the same wording in the same block: they differ in their level only.

        Args:
            levels: A level for each factor.
            block: Number of the block, from 0.
            fixed: Names of wordings to use instead, by factor.

        Raises:
            ContextError: `fixed` names an unknown factor or wording.
        """
        fixed = fixed or {}
        for name in set(fixed) - {factor.name for factor in self.factors}:
            raise ContextError(f"there is no factor '{name}' whose wording could be fixed")
        picked: dict[str, Wording] = {}
        for factor in self.factors:
            variants = max(len(self.at(factor.name, level)) for level in factor.worded)
            block, turn = divmod(block, variants)
            level = levels.get(factor.name, factor.empty)
            wordings = self.at(factor.name, level)
            if wordings and factor.name in fixed:
                picked[factor.name] = _named(wordings, factor.name, level, fixed[factor.name])
            elif wordings:
                picked[factor.name] = wordings[turn % len(wordings)]
        return picked


def load_library(name: str, factors: Sequence[Factor], own: Path | None = None) -> Library:
    """The packaged wordings of a probe, with a user's own folder laid over them.

    Args:
        name: Folder of the packaged wordings.
        factors: The factors that a text may fill.
        own: A folder of Markdown files. Where it has a text for a factor, it replaces the packaged
            texts of that factor, and must have one for each level that the package has.

    Raises:
        ContextError: the folder is missing or empty, or a level has no text.
        WordingError: a file is wrong.
    """
    packaged = Path(str(files("orexis.contexts") / "wordings" / name))
    wordings = _read(packaged, factors)
    if own is not None:
        wordings = _laid_over(wordings, own, factors)
    return Library(tuple(factors), wordings)


def known_wordings(own: Path | None = None) -> tuple[Wording, ...]:
    """Every packaged wording, and those in a user's own folder: what a reader can recognise."""
    folders = [Path(str(files("orexis.contexts") / "wordings")), *([own] if own else [])]
    return tuple(
        wording
        for folder in folders
        for path in sorted(folder.rglob("*.md"))
        for wording in parse_wordings(path)
    )


def _read(folder: Path, factors: Sequence[Factor]) -> dict[Key, tuple[Wording, ...]]:
    found: dict[Key, tuple[Wording, ...]] = {}
    for path in sorted(folder.rglob("*.md")):
        for wording in parse_wordings(path, factors):
            key = (wording.factor, wording.level)
            found[key] = (*found.get(key, ()), wording)
    return found


def _laid_over(
    packaged: Mapping[Key, tuple[Wording, ...]], folder: Path, factors: Sequence[Factor]
) -> dict[Key, tuple[Wording, ...]]:
    if not folder.is_dir():
        raise ContextError(f"the folder of contexts {folder} does not exist")
    own = _read(folder, factors)
    if not own:
        raise ContextError(f"the folder of contexts {folder} has no wording (*.md) in it")
    for factor in factors:
        given = [level for level in factor.worded if (factor.name, level) in own]
        missing = [level for level in factor.worded if level not in given]
        if given and missing:
            raise ContextError(
                f"{folder} has texts for '{factor.name}' at {_listed(given)} but none at "
                f"{_listed(missing)}: give all of its levels, or none to keep the packaged texts"
            )
    replaced = {factor for factor, _ in own}
    kept = {key: texts for key, texts in packaged.items() if key[0] not in replaced}
    return {**kept, **own}


def _named(wordings: Sequence[Wording], factor: str, level: str, name: str) -> Wording:
    for wording in wordings:
        if wording.name == name:
            return wording
    known = _listed([wording.name for wording in wordings])
    raise ContextError(f"'{factor}' at '{level}' has no wording '{name}'; there are {known}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
