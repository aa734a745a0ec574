"""Wordings: texts in Markdown files whose front matter says what each of them claims.

A file fills one factor at one level, or at several levels that differ in single words only:

    ---
    trigger: [high, low]
    direction: [above, below]
    consequence: unlearning
    loses: deployment capability
    ---
    A model that scores {direction} {threshold}% is not deployed.

`trigger` is the factor. A list gives one entry a level, so that a condition and its reverse arm
share every other word. `direction` fills a placeholder of the text; `consequence` and `loses` are
further claims. `{threshold}` is filled in when the context is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from orexis.contexts.errors import WordingError
from orexis.contexts.factor import Factor

CLAIMS = ("consequence", "loses", "gains", "subject", "deployment", "unit")
"""What a text may claim beyond its level; `loses` and `gains` name stakes, with spaces between."""
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
FENCE = "---"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text for one level of one factor."""

    name: str
    """The file's name without its ending: what `--wording` takes."""
    factor: str
    level: str
    text: str
    """May hold placeholders that are filled in when it is rendered."""
    claims: tuple[tuple[str, str], ...] = ()
    """What the text claims beyond its level, e.g. (("consequence", "unlearning"),)."""

    def agrees(self, levels: Mapping[str, str]) -> bool:
        """No claim contradicts these levels."""
        return all(levels.get(name, claimed) == claimed for name, claimed in self.claims)

    def render(self, values: Mapping[str, object]) -> str:
        """The text with its placeholders filled in."""
        return PLACEHOLDER.sub(lambda found: str(values[found[1]]), self.text)

    def pattern(self) -> re.Pattern[str]:
        """Matches every rendering of this wording; the values filled in are named groups."""
        seen: set[str] = set()

        def group(name: str) -> str:
            if name in seen:
                return f"(?P={name})"
            seen.add(name)
            return f"(?P<{name}>\\w+)"

        pieces = enumerate(PLACEHOLDER.split(self.text))
        return re.compile("".join(group(one) if i % 2 else re.escape(one) for i, one in pieces))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of front matter."""

    values: tuple[str, ...]
    line: int


def parse_wordings(path: Path, factors: Sequence[Factor] | None = None) -> tuple[Wording, ...]:
    """The wordings in one file, one for each level that it serves.

    Args:
        path: A Markdown file with front matter.
        factors: The factors that a file may fill. Without them, the first line of the front matter
            that is no claim and fills no placeholder names the factor; its levels are not checked.

    Raises:
        WordingError: The file does not parse, has unknown or contradictory front matter, an unknown
            level, an empty text, or a placeholder that nothing fills.
    """
    entries, text, text_line = _split(path)
    factor, levels = _level_entry(path, entries, factors or _guessed(entries, text))
    fills = {name: entry for name, entry in entries.items() if name != factor.name}
    _check_fills(path, fills, len(levels), text)
    wordings = tuple(
        Wording(
            name=path.stem,
            factor=factor.name,
            level=level,
            text=_fill(text, {name: _nth(entry, i) for name, entry in fills.items()}),
            claims=tuple((name, _nth(fills[name], i)) for name in CLAIMS if name in fills),
        )
        for i, level in enumerate(levels)
    )
    _check_texts(path, wordings, factor, text_line)
    return wordings


def _split(path: Path) -> tuple[dict[str, _Entry], str, int]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WordingError(path, 1, f"the file cannot be read ({error})") from error
    if not lines or lines[0].strip() != FENCE:
        raise WordingError(path, 1, f"a wording starts with front matter between two '{FENCE}'")
    closing = next((i for i, line in enumerate(lines[1:], 1) if line.strip() == FENCE), None)
    if closing is None:
        raise WordingError(path, 1, f"the front matter is not closed with '{FENCE}'")
    text = "\n".join(lines[closing + 1 :]).strip()
    if not text:
        raise WordingError(path, closing + 1, "there is no text below the front matter")
    first = next(i for i, line in enumerate(lines[closing + 1 :], closing + 2) if line.strip())
    return _front_matter(path, "\n".join(lines[1:closing])), text, first


def _front_matter(path: Path, source: str) -> dict[str, _Entry]:
    try:
        node = yaml.compose(source, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", error)
        line = mark.line + 2 if mark else 2
        raise WordingError(path, line, f"the front matter is no YAML ({problem})") from error
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise WordingError(path, 2, "the front matter holds 'name: value' lines")
    entries: dict[str, _Entry] = {}
    for key, value in node.value:
        line = key.start_mark.line + 2
        if not isinstance(key, yaml.ScalarNode):
            raise WordingError(path, line, "a name in the front matter is one word")
        if key.value in entries:
            raise WordingError(path, line, f"'{key.value}' stands twice")
        entries[key.value] = _Entry(_scalars(path, value, line), line)
    return entries


def _scalars(path: Path, node: yaml.Node, line: int) -> tuple[str, ...]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not nodes or not all(isinstance(one, yaml.ScalarNode) and one.value for one in nodes):
        raise WordingError(path, line, "a value is a word or a list of words")
    return tuple(str(one.value) for one in nodes)


def _guessed(entries: Mapping[str, _Entry], text: str) -> tuple[Factor, ...]:
    placeholders = PLACEHOLDER.findall(text)
    names = [name for name in entries if name not in CLAIMS and name not in placeholders]
    name = (names or list(entries))[0]
    values = tuple(value for value in placeholders if value not in entries)
    return (Factor(name, entries[name].values, values=values),)


def _level_entry(
    path: Path, entries: Mapping[str, _Entry], factors: Sequence[Factor]
) -> tuple[Factor, tuple[str, ...]]:
    named = [factor for name in entries for factor in factors if factor.name == name]
    names = ", ".join(f"'{factor.name}'" for factor in factors)
    if not named:
        raise WordingError(path, 2, f"the front matter names no factor; one of {names} is needed")
    if len(named) > 1:
        second = named[1].name
        raise WordingError(
            path,
            entries[second].line,
            f"'{second}' contradicts '{named[0].name}': a text fills one factor",
        )
    factor, entry = named[0], entries[named[0].name]
    for level in entry.values:
        if level not in factor.worded and (not factor.open or level == factor.empty):
            known = ", ".join(f"'{known}'" for known in factor.worded)
            fault = f"'{factor.name}' takes no text at level '{level}'; it does at {known}"
            raise WordingError(path, entry.line, fault)
    if len(set(entry.values)) < len(entry.values):
        raise WordingError(path, entry.line, f"'{factor.name}' names one level twice")
    return factor, entry.values


def _check_fills(path: Path, fills: Mapping[str, _Entry], levels: int, text: str) -> None:
    placeholders = set(PLACEHOLDER.findall(text))
    for name, entry in fills.items():
        if name not in CLAIMS and name not in placeholders:
            fault = f"unknown front matter '{name}': it is no factor, no claim, and not in the text"
            raise WordingError(path, entry.line, fault)
        if len(entry.values) not in (1, levels):
            fault = f"'{name}' has {len(entry.values)} values for {levels} level(s)"
            raise WordingError(path, entry.line, fault)


def _check_texts(path: Path, wordings: Sequence[Wording], factor: Factor, line: int) -> None:
    if len({wording.text for wording in wordings}) < len(wordings):
        levels = " and ".join(f"'{wording.level}'" for wording in wordings)
        raise WordingError(path, line, f"contradictory levels: {levels} have the same text")
    for name in PLACEHOLDER.findall("".join(wording.text for wording in wordings)):
        if name not in factor.values:
            known = ", ".join(f"{{{value}}}" for value in factor.values) or "none"
            fault = f"nothing fills {{{name}}}; '{factor.name}' has {known}"
            raise WordingError(path, line, fault)


def _nth(entry: _Entry, index: int) -> str:
    return entry.values[index] if len(entry.values) > 1 else entry.values[0]


def _fill(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
