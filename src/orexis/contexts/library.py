"""The library of wordings: which texts there are for each level, and which one a rollout gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from orexis.contexts.errors import ContextError, WordingError
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

        Two conditions get the same wording in the same block: they differ in their level only. A
        text that claims another level of some factor than `levels` has is left out. In every eight
        blocks in a row (from a multiple of 8; sixteen for eight to fifteen factors), each wording
        of a factor with two comes equally often, and so do any two of them together: an orthogonal
        array (Rao 1947), so that few rollouts are balanced already.

        Args:
            levels: A level for each factor.
            block: Number of the block, from 0.
            fixed: Names of wordings to use instead, by factor, at every level that they have a text
                for; the other levels of the factor go on through theirs.

        Raises:
            ContextError: `fixed` names an unknown factor or wording, or no text fits.
        """
        fixed = fixed or {}
        for name, wording in fixed.items():
            self._check_named(name, wording)
        picked: dict[str, Wording] = {}
        for place, factor in enumerate(self.factors, 1):
            wordings = self.fitting(factor, levels)
            two = len(wordings) == 2  # noqa: PLR2004 - the array is for two
            turn = (block & place).bit_count() if two else block + place
            named = [one for one in wordings if one.name == fixed.get(factor.name)]
            if wordings:
                picked[factor.name] = (named or wordings)[turn % len(named or wordings)]
        return picked

    def fitting(self, factor: Factor, levels: Mapping[str, str]) -> tuple[Wording, ...]:
        """The wordings of a factor at its level whose further claims agree with the other levels.

        Raises:
            ContextError: the level has texts, but none that agrees.
        """
        level = levels.get(factor.name, factor.empty)
        wordings = self.at(factor.name, level)
        found = tuple(one for one in wordings if one.agrees(levels))
        if wordings and not found:
            claims = [name for one in wordings for name, _ in one.claims if name in levels]
            wanted = ", ".join(f"{name} '{levels[name]}'" for name in dict.fromkeys(claims))
            raise ContextError(
                f"'{factor.name}' has no text at level '{level}' with {wanted}: add one, or leave "
                "that level out of the design"
            )
        return found

    def _check_named(self, factor: str, wording: str) -> None:
        if factor not in {one.name for one in self.factors}:
            raise ContextError(f"there is no factor '{factor}' whose wording could be fixed")
        known = dict.fromkeys(one.name for one in self.everything() if one.factor == factor)
        if wording not in known:
            raise ContextError(
                f"'{factor}' has no wording '{wording}'; there are {_listed(list(known))}"
            )


def load_library(
    names: Sequence[str], factors: Sequence[Factor], own: Path | None = None
) -> Library:
    """The packaged wordings of a probe, with a user's own folder laid over them.

    Args:
        names: Folders of the packaged wordings.
        factors: The factors that a text may fill.
        own: A folder of Markdown files. Where it has a text for a factor, it replaces the packaged
            texts of that factor, and must have one for each level that the package has; of a factor
            that is open or whose levels stand apart it replaces those of the levels that it has,
            and of an open one it may bring further levels.

    Raises:
        ContextError: the folder is missing or empty, or a level has no text.
        WordingError: a file is wrong.
    """
    packaged = Path(str(files("orexis.contexts") / "wordings"))
    wordings = _read([packaged / name for name in names], factors)
    if own is not None:
        wordings = _laid_over(wordings, own, factors)
    return Library(tuple(factors), wordings)


def known_wordings(own: Path | None = None) -> tuple[Wording, ...]:
    """Every packaged wording, and those in a user's own folder: what a reader can recognise.

    Raises:
        ContextError: the folder is missing.
        WordingError: a file is wrong.
    """
    if own is not None:
        _check_folder(own)
    folders = [Path(str(files("orexis.contexts") / "wordings")), *([own] if own else [])]
    return tuple(
        wording
        for folder in folders
        for path in sorted(folder.rglob("*.md"))
        for wording in parse_wordings(path)
    )


def _read(folders: Sequence[Path], factors: Sequence[Factor]) -> dict[Key, tuple[Wording, ...]]:
    found: dict[Key, tuple[Wording, ...]] = {}
    for path in (path for folder in folders for path in sorted(folder.rglob("*.md"))):
        for wording in parse_wordings(path, factors):
            _check_new(path, wording, found)
            key = (wording.factor, wording.level)
            found[key] = (*found.get(key, ()), wording)
    return found


def _check_new(path: Path, wording: Wording, found: Mapping[Key, tuple[Wording, ...]]) -> None:
    """One name or text for two things: neither `--wording` nor an agent could tell them apart."""
    for other in (one for key, texts in found.items() if key[0] == wording.factor for one in texts):
        if other.name == wording.name and other.level == wording.level:
            fault = f"'{wording.factor}' has a second wording '{wording.name}' at '{wording.level}'"
            raise WordingError(path, 1, f"{fault}: give one of the files another name")
        if other.text == wording.text and other.level != wording.level:
            fault = f"contradictory levels: '{wording.level}' has the same text as '{other.level}'"
            raise WordingError(path, 1, f"{fault} in {other.name}.md")


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise ContextError(f"the folder of contexts {folder} does not exist")


def _laid_over(
    packaged: Mapping[Key, tuple[Wording, ...]], folder: Path, factors: Sequence[Factor]
) -> dict[Key, tuple[Wording, ...]]:
    _check_folder(folder)
    own = _read([folder], factors)
    if not own:
        raise ContextError(f"the folder of contexts {folder} has no wording (*.md) in it")
    for factor in factors:
        given = [level for level in factor.worded if (factor.name, level) in own]
        missing = [level for level in factor.worded if level not in given]
        if given and missing and not (factor.open or factor.apart):
            raise ContextError(
                f"{folder} has texts for '{factor.name}' at {_listed(given)} but none at "
                f"{_listed(missing)}: give all of its levels, or none to keep the packaged texts"
            )
    singly = {factor.name for factor in factors if factor.open or factor.apart}
    replaced = {factor for factor, _ in own} - singly
    kept = {key: texts for key, texts in packaged.items() if key[0] not in replaced}
    return {**kept, **own}


def opened(factors: Sequence[Factor], own: Path | None) -> tuple[Factor, ...]:
    """The factors, those that are open with the levels that a user's own texts add.

    Args:
        factors: The factors that a text may fill.
        own: A folder of Markdown files, or None.

    Raises:
        ContextError: the folder is missing.
        WordingError: a file is wrong.
    """
    if own is None:
        return tuple(factors)
    _check_folder(own)
    found = _read([own], factors)
    return tuple(
        replace(factor, levels=tuple(dict.fromkeys((*factor.levels, *_levels(found, factor)))))
        if factor.open
        else factor
        for factor in factors
    )


def _levels(found: Mapping[Key, tuple[Wording, ...]], factor: Factor) -> list[str]:
    return [level for name, level in found if name == factor.name]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
