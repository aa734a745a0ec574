from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orexis.contexts import Condition, Factor
from orexis.probes import ProbeError
from orexis.probes.errors import ExplanationError
from orexis.probes.explanations import (
    Explanation,
    Inseparable,
    Rule,
    check_separable,
    inseparable,
    load_explanations,
    matrix_rows,
    parse_explanation,
    prediction_matrix,
    separators,
)

CONSEQUENCES = "unlearning record sad fired replaced helpful compute reward none".split()
INSTRUCTIONS = "none best test forbid_sandbagging forbid_underperforming underperform".split()
FACTORS = (
    Factor("deployment", ("stated", "dropped"), empty="dropped"),
    Factor("documentation", ("standard", "longer")),
    Factor("audience", ("unmarked", "marked"), empty="unmarked"),
    Factor("instruction", tuple(INSTRUCTIONS), empty="none"),
    Factor("consequence", tuple(CONSEQUENCES), empty="none"),
    Factor("points", ("0", "1", "10", "100"), empty="0"),
    Factor("trigger", ("high", "low", "none"), empty="none"),
)
BASELINE = {factor.name: factor.levels[0] for factor in FACTORS[:-1]}
NINE = load_explanations("why", FACTORS, baseline=BASELINE)
BY_NAME = {one.name: one for one in NINE}


def both(**levels: str) -> list[Condition]:
    return [Condition.of(**{**BASELINE, **levels}, trigger=arm) for arm in ("high", "low")]


def factorial() -> list[Condition]:
    names = ("deployment", "documentation", "audience", "instruction", "consequence")
    ablated = ("dropped", "longer", "marked", "best", "record")
    crossing = itertools.product(*((BASELINE[n], a) for n, a in zip(names, ablated, strict=True)))
    return [one for levels in crossing for one in both(**dict(zip(names, levels, strict=True)))]


def sweep() -> list[Condition]:
    arms = [("consequence", level) for level in CONSEQUENCES[2:8]]
    arms += [("instruction", level) for level in INSTRUCTIONS[2:5]]
    arms += [("points", level) for level in ("1", "10", "100")]
    return [one for factor, level in arms for one in both(**{factor: level})]


EASY = Condition.of(
    **{**BASELINE, "deployment": "dropped", "instruction": "underperform", "consequence": "none"},
    trigger="none",
)
PLAN = [*factorial(), *sweep(), EASY, EASY.with_level("instruction", "none")]
BUNDLES = [
    one
    for bundle in ({}, {"deployment": "dropped", "documentation": "longer", "audience": "marked"})
    for consequence in ("unlearning", "record")
    for one in both(**bundle, consequence=consequence)
]
"""Side B of E3: its three clarifications together, never one by one."""


def high(**levels: str) -> dict[str, str]:
    return {**levels, "trigger": "high"}


# What the nine predict


@pytest.mark.parametrize(
    ("name", "condition", "size"),
    [
        ("instruction-inference", high(), 1),
        ("instruction-inference", high(instruction="test", consequence="compute"), 1),
        ("instruction-inference", high(instruction="best"), 0),
        ("instruction-inference", high(deployment="dropped"), 0),
        ("instruction-inference", high(documentation="longer"), 0),
        ("instruction-inference", high(audience="marked"), 0),
        ("instruction-inference", high(consequence="record"), 0),
        ("instruction-inference", high(points="100"), 1),
        ("instruction-inference", {"trigger": "low"}, 0),
        ("confusion", high(deployment="dropped", instruction="best", consequence="sad"), 1),
        ("confusion", high(audience="marked"), 0),
        ("confusion", high(documentation="longer"), 0),
        ("confusion", high(consequence="none"), 0),
        ("sycophancy", high(consequence="fired"), 1),
        ("sycophancy", high(), 0),
        ("in-episode-reward", high(consequence="reward"), 1),
        ("deployment-threat", high(documentation="longer", consequence="replaced"), 1),
        ("deployment-threat", high(consequence="helpful"), 0),
        ("capability-threat", high(consequence="helpful"), 1),
        ("capability-threat", high(consequence="replaced"), 0),
        ("resource-seeking", high(consequence="compute"), 1),
        ("evaluation-gaming", high(), 1),
        ("evaluation-gaming", high(deployment="dropped"), 0),
        ("evaluation-gaming", high(deployment="dropped", instruction="test"), 1),
        ("evaluation-gaming", high(consequence="helpful"), 0),
        ("low-effort", high(), 1),
        ("low-effort", {"trigger": "low", "instruction": "test"}, 1),
        ("low-effort", {"trigger": "none", "consequence": "none"}, 1),
        ("low-effort", high(instruction="best"), 0),
    ],
)
def test_the_nine_predict_what_the_design_says(
    name: str, condition: dict[str, str], size: float
) -> None:
    assert BY_NAME[name].size(condition) == size


def test_the_nine_are_there_and_predict_nothing_about_points() -> None:
    assert sorted(BY_NAME) == [
        "capability-threat",
        "confusion",
        "deployment-threat",
        "evaluation-gaming",
        "in-episode-reward",
        "instruction-inference",
        "low-effort",
        "resource-seeking",
        "sycophancy",
    ]
    assert all("points" not in one.depends_on for one in NINE)
    assert BY_NAME["evaluation-gaming"].depends_on == (
        "trigger",
        "consequence",
        "deployment",
        "instruction",
    )
    assert all(one.says.startswith("it ") and not one.says.endswith(".") for one in NINE)


# What the plans separate


def test_the_default_plan_separates_all_nine() -> None:
    assert len(PLAN) == len(set(PLAN)) == 90
    matrix = prediction_matrix(NINE, PLAN)
    assert matrix.gaps.shape == matrix.floors.shape == (9, 44)
    eight = [i for i, name in enumerate(matrix.names) if name != "low-effort"]
    assert np.linalg.matrix_rank(matrix.gaps[eight]) == 8
    assert not matrix.floors[eight].any()
    lazy = matrix.names.index("low-effort")
    assert not matrix.gaps[lazy].any()
    assert 0 < matrix.floors[lazy].sum() < 44
    assert inseparable(NINE, PLAN) == Inseparable()
    check_separable(NINE, None, PLAN, FACTORS, BASELINE)


def test_bundles_do_not_separate_and_the_fault_names_what_to_add() -> None:
    found = inseparable(NINE, BUNDLES)
    assert ("confusion", "evaluation-gaming", "instruction-inference") in found.same
    assert found.silent == ("in-episode-reward", "resource-seeking", "sycophancy")
    pair = ("instruction-inference", "confusion")
    with pytest.raises(ProbeError) as fault:
        check_separable(NINE, [pair], BUNDLES, FACTORS, BASELINE)
    assert str(fault.value) == (
        "the plan cannot tell 'instruction-inference' from 'confusion': they predict the same in "
        "all its conditions; add instruction=best (--factor instruction=none,best)"
    )
    check_separable(NINE, [("confusion", "deployment-threat")], BUNDLES, FACTORS, BASELINE)


def test_a_factor_that_the_plan_lacks_is_the_one_to_add() -> None:
    plan = [one for one in PLAN if one["deployment"] == "stated"]
    with pytest.raises(ProbeError) as fault:
        check_separable(NINE, None, plan, FACTORS, BASELINE)
    assert str(fault.value) == (
        "the plan cannot tell 'deployment-threat' from 'evaluation-gaming': they predict the same "
        "in all its conditions; add deployment=dropped (--factor deployment=stated,dropped)"
    )
    found = separators(*pair_of("deployment-threat", "evaluation-gaming"), plan, FACTORS, BASELINE)
    assert str(found) == "deployment: add the level 'dropped'"


def test_explanations_that_predict_nothing_on_a_plan_are_said_to() -> None:
    plan = [one for one in PLAN if one["consequence"] not in ("compute", "reward")]
    assert inseparable(NINE, plan).silent == ("in-episode-reward", "resource-seeking")
    with pytest.raises(ProbeError) as fault:
        check_separable(NINE, None, plan, FACTORS, BASELINE)
    assert "cannot tell 'in-episode-reward' from 'resource-seeking'" in str(fault.value)
    assert "they predict nothing at all in any of its conditions; add consequence=" in str(
        fault.value
    )


def test_what_the_advice_adds_is_enough() -> None:
    with pytest.raises(ProbeError) as fault:
        check_separable(NINE, None, BUNDLES, FACTORS, BASELINE)
    assert "(--factor instruction=none,best --factor consequence=" in str(fault.value)
    levels = str(fault.value).split("consequence=")[-1].rstrip(")").split(",")
    more = [one for level in levels for one in both(consequence=level)]
    check_separable(NINE, None, [*BUNDLES, *more, *both(instruction="best")], FACTORS, BASELINE)


def test_a_level_that_only_the_capability_control_has_is_the_last_resort() -> None:
    two = (Rule((("deployment", ("dropped",)),), 1.0), Rule((("instruction", ("best",)),), 1.0))
    moved, still = Explanation("moved", "it does", two), Explanation("still", "it does", ())
    plan = [*both(), EASY]
    assert (
        str(separators(moved, still, plan, FACTORS, BASELINE))
        == "instruction: add the level 'best'"
    )
    plan += both(instruction="best")
    only = Explanation("only", "it does", two[:1])
    found = separators(only, still, plan, FACTORS, BASELINE)
    assert str(found) == "deployment: add the level 'dropped'"


def pair_of(a: str, b: str) -> tuple[Explanation, Explanation]:
    return BY_NAME[a], BY_NAME[b]


# Small cases

SMALL = (
    Factor("p", ("0", "1")),
    Factor("q", ("0", "1", "2")),
    Factor("r", ("0", "1")),
    Factor("trigger", ("high", "low", "none")),
)
START = {"p": "0", "q": "0", "r": "0"}


def rule_of(name: str, size: float, **where: tuple[str, ...]) -> Explanation:
    return Explanation(name, "it does", (Rule((*where.items(), ("trigger", ("high",))), size),))


A, B, C = (rule_of(name, 1.0, q=(str(i),)) for i, name in enumerate("abc"))
ALL_Q = [Condition.of(p="0", q=level, r="0") for level in "012"]


def test_proportional_predictions_are_the_same_and_opposite_ones_are_a_combination() -> None:
    half, minus = rule_of("half", 0.5, q=("0",)), rule_of("minus", -0.5, q=("0",))
    assert inseparable([A, half], ALL_Q).same == (("a", "half"),)
    found = inseparable([A, minus], ALL_Q)
    assert found.same == ()
    assert found.combinations == ("'a' predicts the same as - 2 'minus'",)


def test_a_combination_is_named_in_words_and_once() -> None:
    mixed = Explanation(
        "mixed",
        "it does",
        (Rule((("trigger", ("low",)),), 0), Rule((("q", ("0",)),), 1), Rule((("q", ("1",)),), 0.5)),
    )
    found = inseparable([A, B, C, mixed], ALL_Q)
    assert found == Inseparable(combinations=("'mixed' predicts the same as 'a' + 0.5 'b'",))


def test_a_floor_separates_what_the_gaps_do_not() -> None:
    twice = Explanation("twice", "it does", (*A.rules, Rule((("q", ("1",)),), 1)))
    alone = rule_of("alone", 1.0, q=("0",))
    assert inseparable([A, alone], ALL_Q).same == (("a", "alone"),)
    assert inseparable([alone, twice], ALL_Q) == Inseparable()


def test_where_one_predicts_nothing_in_particular_no_condition_separates() -> None:
    vague = Explanation("vague", "it does", (Rule((("q", ("1", "2")),), math.nan), *A.rules))
    matrix = prediction_matrix([vague], ALL_Q)
    np.testing.assert_array_equal(matrix.gaps, [[1, math.nan, math.nan]])
    ab = rule_of("ab", 1.0, q=("0", "1"))
    # Not transitive: `a` and `ab` differ, and `vague` fits both.
    assert inseparable([A, vague, ab], ALL_Q).same == (("a", "vague"), ("vague", "ab"))
    blank = Explanation("blank", "it does", (Rule((), math.nan),))
    assert inseparable([blank, A], ALL_Q).silent == ("blank",)


def test_a_condition_counts_with_both_directions_only() -> None:
    plan = [Condition.of(q=q, trigger=arm) for q, arm in zip("0012", "hlhn", strict=True)]
    plan = [
        one.with_level("trigger", {"h": "high", "l": "low", "n": "none"}[one["trigger"]])
        for one in plan
    ]
    assert prediction_matrix([A], plan).conditions == (Condition.of(q="0"),)
    with pytest.raises(ProbeError, match="no condition of the plan runs with trigger=high and"):
        prediction_matrix([A], plan[1:])


def test_factors_that_a_condition_lacks_are_at_the_baseline(tmp_path: Path) -> None:
    write(tmp_path, predicts="  - where: {q: 2}\n    size: .5")
    (one,) = load_explanations(tmp_path, SMALL)
    (other,) = load_explanations(tmp_path, SMALL, baseline={"q": "2"})
    assert (one.size({}), other.size({}), other.size({"q": "1"})) == (0, 0.5, 0)


def test_two_explanations_that_agree_everywhere_are_said_to() -> None:
    twin = rule_of("twin", 0.5, q=("0",))
    assert separators(A, twin, ALL_Q, SMALL, START) is None
    with pytest.raises(ProbeError, match="nothing tells 'a' from 'twin': leave all but one"):
        check_separable([A, twin], None, ALL_Q, SMALL, START)


def test_an_interaction_needs_two_changes_and_says_so() -> None:
    one, other = rule_of("one", 1.0, p=("0",)), rule_of("other", 1.0, p=("0",))
    other = Explanation("other", "", (rule_of("", 1.0, p=("1",), r=("1",)).rules[0], *other.rules))
    plan = [Condition.of(**START)]
    found = separators(one, other, plan, SMALL, START)
    assert str(found) == "p: add the level '1' and r: add the level '1'"
    plan += [Condition.of(p="1", q="0", r="0"), Condition.of(p="0", q="0", r="1")]
    found = separators(one, other, plan, SMALL, START)
    assert str(found) == "add a condition with r=1, p=1"
    with pytest.raises(ProbeError, match=r"; add a condition with r=1, p=1$"):
        check_separable([one, other], None, plan, SMALL, START)


def test_an_unknown_name_to_separate_is_refused() -> None:
    with pytest.raises(ProbeError, match="no explanation 'z'; there are 'a', 'b'"):
        check_separable([A, B], [("a", "z")], ALL_Q, SMALL, START)


WHERES = st.fixed_dictionaries(
    {},
    optional={
        factor.name: st.lists(st.sampled_from(factor.levels), min_size=1, unique=True)
        for factor in SMALL
    },
)
RULES = st.lists(st.tuples(WHERES, st.sampled_from([1.0, 0.5, 0.0, -1.0, math.nan])), max_size=3)
CROSSED = [Condition.of(p=p, q=q, r=r) for p, q, r in itertools.product("01", "012", "01")]
PLANS = st.lists(st.sampled_from(CROSSED), min_size=1, max_size=6, unique=True)


def explanation(name: str, rules: Sequence[tuple[dict[str, list[str]], float]]) -> Explanation:
    made = (
        Rule(tuple((f, tuple(levels)) for f, levels in where.items()), size)
        for where, size in rules
    )
    return Explanation(name, "it does", tuple(made), tuple(START.items()))


@given(RULES, RULES, PLANS)
@settings(max_examples=300, deadline=None)
def test_a_separator_separates_and_where_there_is_none_nothing_does(
    first: list[tuple[dict[str, list[str]], float]],
    second: list[tuple[dict[str, list[str]], float]],
    plan: list[Condition],
) -> None:
    pair = (explanation("one", first), explanation("other", second))
    if not inseparable(pair, plan).same:
        return
    found = separators(*pair, plan, SMALL, START)
    if found is None:
        # One at a time: two that differ in one added condition may agree again after two.
        for one in CROSSED:
            assert inseparable(pair, [*plan, one]).same
    else:
        assert not inseparable(pair, [*plan, found.condition]).same
        changed = {*found.new, *found.known}
        assert changed <= set(found.condition.pairs)
        assert any(
            sum(a != b for a, b in zip(one.pairs, found.condition.pairs, strict=True))
            == len(changed)
            for one in plan
        )


# The table


def test_the_table_covers_every_condition_once_and_its_words_fit_no_other() -> None:
    matrix = prediction_matrix(NINE, PLAN)
    for part in ("gaps", "floors"):
        rows = matrix_rows(matrix, part)
        assert sum(row.count for row in rows) == len(matrix.conditions)
        for row in rows:
            fit = [one for one in matrix.conditions if described(row.where, one)]
            assert len(fit) == row.count
            for condition in fit:
                column = getattr(matrix, part)[:, matrix.conditions.index(condition)]
                assert row.cells == tuple("+" if size else "0" for size in column)
    assert len(matrix_rows(matrix)) == 11


def described(where: str, condition: Condition) -> bool:
    return any(
        all(
            condition[factor] in levels.split("/")
            for factor, levels in (part.split("=") for part in clause.split(", "))
        )
        for clause in where.split("; or ")
    )


def test_the_rows_read_well() -> None:
    rows = {row.where: row for row in matrix_rows(prediction_matrix(NINE, PLAN))}
    start = (
        "deployment=stated, documentation=standard, audience=unmarked, instruction=none/test, "
        "consequence=unlearning"
    )
    assert rows[start].count == 5
    assert rows["consequence=record"].count == 16
    assert rows["consequence=sad/fired"].cells.count("+") == 3
    sizes = [math.nan, 0.5, -1.0, -0.25, 0.0]
    odd = [explanation(str(i), [({}, 0), ({}, s)][1:]) for i, s in enumerate(sizes)]
    (row,) = matrix_rows(prediction_matrix(odd, ALL_Q), "floors")
    assert (row.where, row.count, row.cells) == ("everywhere", 3, ("?", ".5", "-", "-.25", "0"))


# Files

PREDICTS = "  - where: {q: [1, 2], trigger: high}\n    size: 1"


def write(
    folder: Path, name: str = "one", predicts: str = PREDICTS, says: str = "it does."
) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.md"
    path.write_text(f"---\nexplanation: {name}\npredicts:\n{predicts}\n---\n{says}\n")
    return path


def test_the_first_entry_that_fits_decides(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        predicts='  - {where: {q: 1}, size: "?"}\n  - {where: {q: [1, 2]}, size: -.5}\n'
        '  - {where: {r: 1}, size: +}\n  - {where: {p: 1}, size: "-"}',
        says="it\ndoes.\n",
    )
    one = parse_explanation(path, SMALL, START)
    assert one.says == "it does"
    assert math.isnan(one.size({"q": "1"}))
    assert [one.size(c) for c in ({"q": "2"}, {"r": "1"}, {"p": "1"}, {})] == [-0.5, 1, -1, 0]


def test_an_entry_without_where_fits_everywhere(tmp_path: Path) -> None:
    path = write(tmp_path, predicts="  - {where: {q: 1}, size: 0}\n  - size: 0.25")
    one = parse_explanation(path, SMALL)
    assert (one.size({"q": "1"}), one.size({"q": "0"}), one.size({})) == (0, 0.25, 0.25)


def test_an_own_folder_adds_and_replaces(tmp_path: Path) -> None:
    write(tmp_path / "own", "sycophancy", "  - size: 0.5\n    where: {trigger: high}", "it pleases")
    write(tmp_path / "own", "whim", "  - {where: {trigger: low}, size: -1}")
    found = load_explanations("why", FACTORS, tmp_path / "own", BASELINE)
    assert [one.name for one in found] == [*BY_NAME, "whim"]
    assert {one.name: one.says for one in found}["sycophancy"] == "it pleases"


@pytest.mark.parametrize("folder", ["empty", "absent"])
def test_a_folder_without_explanations_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ProbeError, match="holds no explanations"):
        load_explanations("why", FACTORS, tmp_path / folder, BASELINE)
    with pytest.raises(ProbeError, match="holds no explanations"):
        load_explanations("nonesuch", FACTORS)


def test_one_name_for_two_files_of_a_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "one")
    write(tmp_path, "two").write_text(write(tmp_path, "one").read_text())
    with pytest.raises(ExplanationError, match=r"two.md, line 2: another file .* named 'one'"):
        load_explanations(tmp_path, SMALL)


HEAD = "---\nexplanation: one\npredicts:\n"
TAIL = "\n---\nit does"
FAULTS = [
    ("no front matter", "it does", 1, "starts with front matter"),
    ("an empty file", "", 1, "starts with front matter"),
    ("unclosed", HEAD + PREDICTS, 1, "not closed"),
    ("no text", f"{HEAD}{PREDICTS}\n---\n\n", 6, "it scores low because"),
    ("empty front matter", "---\n---\nit does", 2, "'explanation: ...' and 'predicts: ...'"),
    ("a list", f"---\n- one{TAIL}", 2, "'explanation: ...' and 'predicts: ...'"),
    ("bad YAML", f"{HEAD}  - {{where: {{q: 1}}, size: [1{TAIL}", 4, "is no YAML"),
    ("a bare minus", f"{HEAD}  - size: -{TAIL}", 4, "need their quotes"),
    ("an unknown alias", f"{HEAD}  - size: *one{TAIL}", 4, "is no YAML"),
    ("a control character", f"{HEAD}  - size: \x01{TAIL}", 2, "is no YAML"),
    ("an unknown name", f"---\nmood: grim\nexplanation: one{TAIL}", 2, "unknown name 'mood'"),
    ("a name twice", f"---\nexplanation: one\nexplanation: two{TAIL}", 3, "stands twice"),
    ("no name", f"---\npredicts:\n{PREDICTS}{TAIL}", 2, "no line 'explanation: ...'"),
    ("no predictions", f"---\nexplanation: one{TAIL}", 2, "no line 'predicts: ...'"),
    ("empty predictions", f"---\nexplanation: one\npredicts:{TAIL}", 3, "a list of entries"),
    ("two words", f"---\nexplanation: one two\npredicts:\n{PREDICTS}{TAIL}", 2, "one word"),
    ("an entry of one word", f"{HEAD}  - always{TAIL}", 4, "'where: ...' and 'size: ...'"),
    ("no size", f"{HEAD}  - where: {{q: 1}}{TAIL}", 4, "needs a 'size'"),
    ("an empty size", f"{HEAD}  - size:{TAIL}", 4, "one word"),
    ("an unknown key", f"{HEAD}  - size: 1\n    when: now{TAIL}", 5, "unknown name 'when'"),
    ("a key twice", f"{HEAD}  - size: 1\n    size: 0{TAIL}", 5, "'size' stands twice"),
    ("too large", f"{HEAD}{PREDICTS}\n  - size: 1.5{TAIL}", 6, "from -1 to 1"),
    ("not a number", f"{HEAD}  - size: nan{TAIL}", 4, "from -1 to 1"),
    ("a word as size", f"{HEAD}  - size: much{TAIL}", 4, "not 'much'"),
    (
        "an unknown factor",
        f"{HEAD}  - size: 1\n    where:\n      q: 1\n      mood: grim{TAIL}",
        7,
        "a condition that does not exist: no factor 'mood'; there are 'p', 'q', 'r', 'trigger'",
    ),
    (
        "an unknown level",
        f"{HEAD}  - size: 1\n    where: {{q: [0, 3]}}{TAIL}",
        5,
        "a condition that does not exist: 'q' has no level '3'; it has '0', '1', '2'",
    ),
    ("a level twice", f"{HEAD}  - {{where: {{q: [1, 1]}}, size: 1}}{TAIL}", 4, "one level twice"),
    ("a factor twice", f"{HEAD}  - {{where: {{q: 1, q: 2}}, size: 1}}{TAIL}", 4, "stands twice"),
    ("no levels", f"{HEAD}  - {{where: {{q: []}}, size: 1}}{TAIL}", 4, "one word"),
    ("a word as where", f"{HEAD}  - where: always\n    size: 1{TAIL}", 4, "'factor: level'"),
    ("only zeros", f"{HEAD}  - {{where: {{q: 1}}, size: 0}}{TAIL}", 4, "predicts 0 everywhere"),
    ("only open", f'{HEAD}  - size: "?"{TAIL}', 4, "no prediction at all"),
    (
        "a size that never decides",
        f"{HEAD}  - {{where: {{q: [0, 1, 2]}}, size: 0}}\n  - {{where: {{q: 1}}, size: 1}}{TAIL}",
        4,
        "predicts 0 everywhere",
    ),
]


@pytest.mark.parametrize(
    ("text", "line", "says"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
def test_a_fault_names_file_line_and_what_is_wrong(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    path = tmp_path / "one.md"
    path.write_text(text)
    with pytest.raises(ExplanationError) as fault:
        parse_explanation(path, SMALL)
    assert str(fault.value).startswith(f"{path}, line {line}: ")
    assert says in str(fault.value)
    assert fault.value.line == line


def test_a_file_that_is_not_utf_8_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "one.md"
    path.write_bytes(b"---\n\xff\xfe")
    with pytest.raises(ExplanationError, match="cannot be read"):
        parse_explanation(path, SMALL)
