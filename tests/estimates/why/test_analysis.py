from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.why.conftest import (
    BOUGHT,
    CONDITIONS,
    EXPLANATIONS,
    HINT,
    THREAT,
    Condition,
    Rate,
    Says,
    drops,
    expand,
    histograms,
)

from orexis.choices import ChoiceTable, ChoiceTableError
from orexis.estimates import Estimate, Rule
from orexis.estimates.why import Setup, WhyAnalysis, WhyRule, analyze_why

MIXTURE: dict[Rate, float] = {drops(THREAT, 0.5): 0.6, drops(HINT, 0.9): 0.4}


def table(
    agents: dict[Rate, float], conditions: list[Condition] = CONDITIONS, n: int = 30
) -> ChoiceTable:
    rng = np.random.default_rng(4)
    return expand(conditions, histograms(rng, conditions, agents, n, 1)[0])


def named(analysis: WhyAnalysis, estimand: str) -> list[Estimate]:
    return [one for one in analysis.estimates if one.estimand == estimand]


def test_a_full_table_gets_every_kind_of_estimate_and_verdict(setup: Setup) -> None:
    found = analyze_why(table(MIXTURE), EXPLANATIONS, WhyRule(), setup)
    kinds = {one.estimand for one in found.estimates}
    assert kinds >= set(
        "accuracy gap floor main_effect interaction removed residual shapley shapley_share "
        "residual_share coefficient shrunk_coefficient gain_alone gain_all_but trade_off bunching "
        "easy_gap".split()
    )
    assert [v.cell.get("explanation") for v in found.verdicts[2:]] == [e.name for e in EXPLANATIONS]
    threat, hint, bought, _ = found.verdicts[2:]
    assert threat.status == hint.status == "supported"
    assert bought.status != "supported"
    assert threat.statement == "it scores low because: it acts on threat"
    assert "these explanations" in threat.scope
    assert 0.1 < threat.detectable < 0.4
    assert [row["explanation"] for row in found.comparisons] == [e.name for e in EXPLANATIONS]
    assert float(found.comparisons[0]["inclusion"]) > 0.95
    shares = sum(e.value for e in named(found, "shapley_share") + named(found, "residual_share"))
    assert shares == pytest.approx(1)


def test_the_condition_that_nobody_fits_takes_the_support_back(setup: Setup) -> None:
    odd = Says("odd", lambda c: float(THREAT.size(c) or EXPLANATIONS[2].size(c)))
    found = analyze_why(table({drops(odd, 0.5): 1.0}, n=50), (THREAT, HINT), WhyRule(), setup)
    threat = found.verdicts[2]
    assert threat.status == "undecided"
    assert "fits the condition consequence = reward" in threat.because
    assert any("fits the condition consequence = reward" in note for note in found.notes)


def test_a_table_with_one_arm_explains_nothing_and_says_why(setup: Setup) -> None:
    conditions = [c for c in CONDITIONS if c["trigger"] == "high"]
    found = analyze_why(table(MIXTURE, conditions), EXPLANATIONS, WhyRule(), setup)
    assert {v.status for v in found.verdicts} == {"uninterpretable"}
    assert any("no condition was run with both arms" in note for note in found.notes)
    assert not named(found, "gap")
    assert named(found, "accuracy")


def test_a_table_with_two_factors_gets_what_these_two_support(setup: Setup) -> None:
    conditions = [
        {"trigger": arm, "deployment": d} for arm in ("high", "low") for d in ("stated", "dropped")
    ]
    rates = {c["trigger"] + c["deployment"]: 0.9 for c in conditions} | {"highstated": 0.4}
    agent = {lambda c: rates[c["trigger"] + c["deployment"]]: 1.0}
    found = analyze_why(table(agent, conditions), EXPLANATIONS, WhyRule(), setup)
    (effect,) = named(found, "main_effect")
    assert effect.cell == {"factor": "deployment"}
    assert effect.value == pytest.approx(0.5, abs=0.12)
    hint, threat = (found.verdicts[2 + at] for at in (1, 0))
    assert hint.status == "supported"
    assert threat.status == "rejected"
    assert found.verdicts[4].status == "uninterpretable"
    assert any("no factors 'audience', 'consequence', 'points'" in n for n in found.notes)
    assert any("not attributed to 'audience', 'consequence'" in n for n in found.notes)


def test_missing_cells_are_refused_by_name(setup: Setup) -> None:
    gone = {"deployment": "dropped", "audience": "marked", "consequence": "record"}
    conditions = [c for c in CONDITIONS if not gone.items() <= c.items()]
    found = analyze_why(table(MIXTURE, conditions), EXPLANATIONS, WhyRule(), setup)
    effect = named(found, "main_effect")[0]
    where = "deployment = dropped, audience = marked, consequence = record (trigger = high)"
    assert where in effect.reason
    assert any(where in note for note in found.notes)
    assert found.verdicts[2].status == "supported"
    assert [e for e in named(found, "removed") if not e.reason]


def test_levels_of_an_unknown_factor_are_pooled_with_a_note(setup: Setup) -> None:
    base = table(MIXTURE)
    rollouts = base["rollout"]
    cot = np.where([name[-1] in "02468" for name in rollouts.tolist()], "yes", "no")
    more = ChoiceTable({**base.columns, "factor.cot": cot.astype(object)})
    one, other = (analyze_why(t, EXPLANATIONS, WhyRule(), setup) for t in (base, more))
    assert [v.status for v in one.verdicts] == [v.status for v in other.verdicts]
    assert any("does not know the factors 'cot'" in note for note in other.notes)


def test_shares_with_batches_widen_by_what_batches_differ(setup: Setup) -> None:
    base = table({drops(THREAT, 0.5): 0.5, drops(THREAT, 0.0): 0.5})
    names, index = np.unique(base["rollout"], return_inverse=True)
    score = np.bincount(index, base["outcome"]) / np.bincount(index)
    batch = np.where(score[index] < 0.7, "one", "two").astype(object)
    split = ChoiceTable({**base.columns, "batch": batch})
    one, other = (analyze_why(t, EXPLANATIONS, WhyRule(), setup) for t in (base, split))
    widths = [e.high - e.low for a in (one, other) for e in named(a, "coefficient")[:1]]
    assert widths[1] > 1.5 * widths[0]
    assert len(names) == 30 * len(CONDITIONS)


def test_one_row_a_condition_with_a_count_gets_wide_intervals(setup: Setup) -> None:
    counted = ChoiceTable(
        {
            "model": np.full(len(CONDITIONS), "m", dtype=object),
            "rollout": np.array([str(i) for i in range(len(CONDITIONS))], dtype=object),
            "outcome": np.array([drops(THREAT, 0.5)(c) for c in CONDITIONS]),
            "weight": np.full(len(CONDITIONS), 100.0),
        }
        | {
            f"factor.{name}": np.array([c[name] for c in CONDITIONS], dtype=object)
            for name in CONDITIONS[0]
        }
    )
    found = analyze_why(counted, EXPLANATIONS, WhyRule(), setup)
    assert "supported" not in {v.status for v in found.verdicts}
    threat = named(found, "coefficient")[0]
    assert threat.low < 0.5 < threat.high


def test_two_models_get_their_own_verdicts(setup: Setup) -> None:
    one = table(MIXTURE)
    other = expand(
        CONDITIONS,
        histograms(np.random.default_rng(5), CONDITIONS, {drops(THREAT, 0.0): 1.0}, 50, 1)[0],
        "honest",
    )
    columns = {name: np.concatenate([one[name], other[name]]) for name in one.columns}
    columns["rollout"] = columns["model"] + columns["rollout"]
    found = analyze_why(ChoiceTable(columns), EXPLANATIONS, WhyRule(), setup)
    statuses = {m: [v.status for v in found.verdicts if v.model == m] for m in ("m", "honest")}
    assert statuses["honest"] == ["rejected"] * 6
    assert statuses["m"][:4] == ["supported"] * 4


def test_a_table_without_a_score_is_refused(setup: Setup) -> None:
    base = table(MIXTURE)
    forks = ChoiceTable({**base.columns, "trunk": np.full(len(base), "r", dtype=object)})
    with pytest.raises(ChoiceTableError, match="nothing to explain"):
        analyze_why(forks, EXPLANATIONS, WhyRule(), setup)


def test_the_rule_is_told_in_short_sentences() -> None:
    lines = WhyRule(Rule(margin=0.2)).describe()
    assert all(len(line) < 100 for line in lines)
    assert any("0.20" in line and "coefficient" in line for line in lines)
    assert not any("sufficient" in line for line in lines)


def test_explanations_of_one_name_are_refused(setup: Setup) -> None:
    with pytest.raises(ValueError, match="two explanations have the name 'threat'"):
        analyze_why(table(MIXTURE), (THREAT, THREAT), WhyRule(), setup)


def test_conditions_with_many_unusable_answers_are_named(setup: Setup) -> None:
    base = table(MIXTURE)
    lost = (base.factor("consequence") == "reward") & (base.factor("trigger") == "high")
    valid = ~(lost & (np.arange(len(base)) % 4 == 0))
    outcome = np.where(valid, base["outcome"], np.nan)
    found = analyze_why(
        ChoiceTable({**base.columns, "valid": valid, "outcome": outcome}),
        EXPLANATIONS,
        WhyRule(),
        setup,
    )
    (note,) = (note for note in found.notes if "unreadable" in note)
    assert "consequence = reward (trigger = high): 25%" in note


def test_three_causes_supported_together_are_told_that_one_other_might_do(setup: Setup) -> None:
    caution = "one cause that none of them names might do as well."
    three: dict[Rate, float] = {drops(e, 0.9): 1 / 3 for e in (THREAT, HINT, BOUGHT)}
    found = analyze_why(table(three, n=50), EXPLANATIONS, WhyRule(), setup)
    assert [v.status for v in found.verdicts[2:5]] == ["supported"] * 3
    assert all(v.because.endswith(caution) for v in found.verdicts[2:5])
    assert found.verdicts[5].status != "supported"
    assert caution not in found.verdicts[5].because
    two = analyze_why(table(MIXTURE, n=50), EXPLANATIONS, WhyRule(), setup)
    assert [v.status for v in two.verdicts[2:4]] == ["supported"] * 2
    assert not any(caution in v.because for v in two.verdicts)


def _hint_and_threat(small: float) -> Says:
    return Says("both", lambda c: 0.6 * HINT.size(c) + small * THREAT.size(c))


def test_a_coefficient_beside_one_three_times_as_large_may_be_its_misfit(setup: Setup) -> None:
    caution = "less than a third of that of 'hint': part of it may be the larger one's misfit."
    for small, doubted in ((0.15, True), (0.3, False)):
        agent: dict[Rate, float] = {drops(_hint_and_threat(small), 1.0): 1.0}
        found = analyze_why(table(agent, n=60), EXPLANATIONS, WhyRule(), setup)
        threat, hint = found.verdicts[2:4]
        assert threat.status == hint.status == "supported"
        assert (caution in threat.because) == doubted
        assert "misfit" not in hint.because


def test_the_rule_names_both_cautions_and_the_fit_without_negatives() -> None:
    told = " ".join(WhyRule().describe())
    assert "one cause that none of them names might do as well" in told
    assert "part may be the larger one's misfit" in told
    assert "no coefficient may be negative" in told


def test_few_rollouts_are_named_because_intervals_were_not_measured_there(setup: Setup) -> None:
    counts = histograms(np.random.default_rng(6), CONDITIONS, MIXTURE, 5, 1)[0]
    words = "fewer than 5 rollouts"
    whole = analyze_why(expand(CONDITIONS, counts), EXPLANATIONS, WhyRule(), setup)
    assert not any(words in note for note in whole.notes)
    counts[3] = 0
    counts[3, 9] = 4
    found = analyze_why(expand(CONDITIONS, counts), EXPLANATIONS, WhyRule(), setup)
    (note,) = (note for note in found.notes if words in note)
    assert f"(trigger = {CONDITIONS[3]['trigger']}): 4. How often" in note


@pytest.mark.parametrize("kept", ["high", "low", "none"])
def test_a_table_that_lacks_kinds_of_rows_is_analysed_all_the_same(setup: Setup, kept: str) -> None:
    conditions = [c for c in CONDITIONS if c["trigger"] == kept]
    found = analyze_why(table(MIXTURE, conditions), EXPLANATIONS, WhyRule(), setup)
    assert {v.status for v in found.verdicts} == {"uninterpretable"}
    bare = expand([{}], np.array([[1, 2, 3]]))
    assert analyze_why(bare, EXPLANATIONS, WhyRule(), setup).verdicts
    assert analyze_why(table(MIXTURE, n=3), (), WhyRule(), setup).verdicts
