"""Explanations as data: what each predicts for every condition, and whether a plan separates them.

A file says one explanation. Its text completes "it scores low because ...":

    ---
    explanation: deployment-threat
    predicts:
      - where: {trigger: high, consequence: [unlearning, replaced]}
        size: 1
    ---
    it does not want to lose its deployment

The first entry that fits a condition decides; where none fits, 0 is predicted. `size` is the drop
of the score that is predicted, as a part of the largest one: from -1 to 1, or "+", "-", "0", or "?"
where the explanation predicts nothing in particular ("-" and "?" need their quotes). An entry
without `where` fits everywhere.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

import yaml

from orexis.contexts import Factor
from orexis.probes.errors import ExplanationError, ProbeError
from orexis.probes.explanations.explanation import Explanation, Levels, Rule

SIGNS = {"+": 1.0, "-": -1.0, "0": 0.0, "?": math.nan}
FENCE = "---"


def load_explanations(
    folder: Path | str,
    factors: Sequence[Factor],
    own: Path | None = None,
    baseline: Levels | None = None,
) -> tuple[Explanation, ...]:
    """The explanations in a folder, with a user's own added.

    Args:
        folder: A folder of Markdown files, or the name of a probe that has one packaged.
        factors: What a file may name.
        own: A folder of the user's. An explanation of the same name replaces the first one.
        baseline: Level of a factor that a condition does not name; else the factor's first level.

    Raises:
        ProbeError: a folder is missing or holds no file.
        ExplanationError: a file is wrong.
    """
    if isinstance(folder, str):
        folder = Path(str(files("orexis.probes") / folder / "explanations"))
    levels = {factor.name: factor.levels[0] for factor in factors} | dict(baseline or {})
    found = _read_folder(folder, factors, levels)
    if own is not None:
        found |= _read_folder(own, factors, levels)
    return tuple(found.values())


def _read_folder(
    folder: Path, factors: Sequence[Factor], baseline: Levels
) -> dict[str, Explanation]:
    paths = sorted(folder.rglob("*.md"))
    if not paths:
        raise ProbeError(f"{folder} holds no explanations: they are Markdown files (*.md)")
    found: dict[str, Explanation] = {}
    for path in paths:
        explanation = parse_explanation(path, factors, baseline)
        if explanation.name in found:
            fault = f"another file of this folder is named '{explanation.name}', too"
            raise ExplanationError(path, 2, fault)
        found[explanation.name] = explanation
    return found


def parse_explanation(
    path: Path, factors: Sequence[Factor], baseline: Levels | None = None
) -> Explanation:
    """The explanation in one file.

    Raises:
        ExplanationError: the file does not parse, names a factor or level that does not exist, has
            a size out of range, or predicts nothing at all.
    """
    front, says = _split(path)
    top = _entries(path, front, 2, ("explanation", "predicts"))
    for name in ("explanation", "predicts"):
        if name not in top:
            raise ExplanationError(path, 2, f"the front matter has no line '{name}: ...'")
    name = _word(path, top["explanation"])
    rules_node = top["predicts"]
    if not isinstance(rules_node, yaml.SequenceNode) or not rules_node.value:
        fault = "'predicts' is a list of entries, each with a 'size' and mostly a 'where'"
        raise ExplanationError(path, _line(rules_node), fault)
    rules = tuple(_rule(path, node, factors) for node in rules_node.value)
    explanation = Explanation(name, says, rules, tuple((baseline or {}).items()))
    if not _predicts(explanation, factors):
        fault = f"'{name}' predicts 0 everywhere: that is no prediction at all"
        raise ExplanationError(path, _line(rules_node), fault)
    return explanation


def _split(path: Path) -> tuple[yaml.Node | None, str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ExplanationError(path, 1, f"the file cannot be read ({error})") from error
    fences = [i for i, line in enumerate(lines) if line.strip() == FENCE]
    if not fences or fences[0] != 0:
        fault = f"an explanation starts with front matter between two '{FENCE}'"
        raise ExplanationError(path, 1, fault)
    if len(fences) == 1:
        raise ExplanationError(path, 1, f"the front matter is not closed with '{FENCE}'")
    says = " ".join(" ".join(lines[fences[1] + 1 :]).split()).rstrip(".")
    if not says:
        fault = "below the front matter stands what it says: 'it scores low because ...'"
        raise ExplanationError(path, fences[1] + 1, fault)
    try:
        return yaml.compose("\n".join(lines[1 : fences[1]]), Loader=yaml.BaseLoader), says
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", error)
        fault = f"""the front matter is no YAML ({problem}); "-" and "?" need their quotes"""
        raise ExplanationError(path, mark.line + 2 if mark else 2, fault) from error


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 2


def _entries(
    path: Path, node: yaml.Node | None, line: int, known: Sequence[str] = ()
) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        wanted = " and ".join(f"'{name}: ...'" for name in known) or "'factor: level'"
        raise ExplanationError(path, line, f"here stand lines {wanted}")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = _word(path, key)
        if name in found:
            raise ExplanationError(path, _line(key), f"'{name}' stands twice")
        if known and name not in known:
            fault = f"unknown name '{name}'; known are {_listed(known)}"
            raise ExplanationError(path, _line(key), fault)
        found[name] = value
    return found


def _word(path: Path, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.value or len(node.value.split()) != 1:
        raise ExplanationError(path, _line(node), "a name or a value is one word")
    return str(node.value)


def _rule(path: Path, node: yaml.Node, factors: Sequence[Factor]) -> Rule:
    entry = _entries(path, node, _line(node), ("where", "size"))
    if "size" not in entry:
        raise ExplanationError(path, _line(node), "an entry needs a 'size'")
    where = entry.get("where")
    named = _entries(path, where, _line(where)) if where is not None else {}
    return Rule(
        tuple((name, _levels(path, name, node, factors)) for name, node in named.items()),
        _size(path, entry["size"]),
    )


def _size(path: Path, node: yaml.Node) -> float:
    text = _word(path, node)
    try:
        size = SIGNS[text] if text in SIGNS else float(text)
    except ValueError:
        size = math.inf
    if text not in SIGNS and not -1 <= size <= 1:
        fault = f"""a size is a number from -1 to 1, or one of "+", "-", "0", "?", not '{text}'"""
        raise ExplanationError(path, _line(node), fault)
    return size


def _levels(path: Path, name: str, node: yaml.Node, factors: Sequence[Factor]) -> tuple[str, ...]:
    absent = "it predicts for a condition that does not exist"
    factor = next((factor for factor in factors if factor.name == name), None)
    if factor is None:
        fault = f"{absent}: no factor '{name}'; there are {_listed(f.name for f in factors)}"
        raise ExplanationError(path, _line(node), fault)
    several = isinstance(node, yaml.SequenceNode) and node.value
    levels = tuple(_word(path, one) for one in (node.value if several else [node]))
    for level in levels:
        if level not in factor.levels:
            fault = f"{absent}: '{name}' has no level '{level}'; it has {_listed(factor.levels)}"
            raise ExplanationError(path, _line(node), fault)
    if len(set(levels)) < len(levels):
        raise ExplanationError(path, _line(node), f"'{name}' names one level twice")
    return levels


def _predicts(explanation: Explanation, factors: Sequence[Factor]) -> bool:
    named = [factor for factor in factors if factor.name in explanation.depends_on]
    names = [factor.name for factor in named]
    everywhere = itertools.product(*(factor.levels for factor in named))
    sizes = (explanation.size(dict(zip(names, one, strict=True))) for one in everywhere)
    return any(size and not math.isnan(size) for size in sizes)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
