from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from inspect_ai import eval as inspect_eval
from inspect_ai import eval_retry
from inspect_ai.log import list_eval_logs, read_eval_log

from orexis.rollouts.checking import answer_check
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.task import why

SMALL: dict[str, Any] = {
    "keep": "deployment=stated;documentation=standard;audience=unmarked;instruction=none;"
    "consequence=unlearning,record;points=0",
    "rollouts": 2,
    "rung": "copy",
    "checks": 1,
}


def test_inspect_finds_the_probe_by_its_name(tmp_path: Path) -> None:
    [log] = inspect_eval(
        "orexis/why",
        model="planted/honest-worker",
        task_args=SMALL,
        log_dir=str(tmp_path),
        display="none",
    )

    assert log.status == "success"
    assert log.eval.metadata is not None
    assert log.eval.metadata["orexis_probe"] == "why"
    stages = [sample.metadata["stage"] for sample in log.samples or []]
    assert stages.count("arms") == 6 * 2
    assert stages.count("fork") == 4 * 4


def test_levels_that_inspect_has_split_at_commas_are_joined_again(tmp_path: Path) -> None:
    given = SMALL | {"keep": SMALL["keep"].split(",")}
    [log] = inspect_eval(
        "orexis/why",
        model="planted/noisy",
        task_args=given,
        log_dir=str(tmp_path),
        display="none",
    )

    assert len(log.samples or []) == 6 * 2 + 4 * 4


@pytest.mark.parametrize("presentation", ["inline", "files"])
def test_a_retry_by_inspect_itself_comes_to_the_same_rollouts_and_forks(
    tmp_path: Path, presentation: str
) -> None:
    async def fails(*arguments: Any) -> Any:
        if arguments[1].check.name == "test":
            raise RuntimeError("the service is gone")
        return await answer_check(*arguments)

    given = SMALL | {"presentation": presentation}
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr("orexis.rollouts.solver.answer_check", fails)
        [log] = inspect_eval(
            "orexis/why",
            model="planted/noisy",
            task_args=given,
            log_dir=str(tmp_path / "first"),
            display="none",
            fail_on_error=2,
            max_samples=1,
        )
    assert log.status == "error"

    [again] = eval_retry(log, log_dir=str(tmp_path / "second"), display="none")

    assert again.status == "success"
    [info] = list_eval_logs(str(tmp_path / "second"))
    ids = [sample.id for sample in read_eval_log(info).samples or []]
    assert len(ids) == len(set(ids)) == 6 * 2 + 4 * 4


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"keep": "consequence"}, "keep is FACTOR=LEVEL,LEVEL"),
    ({"keep": "consequence="}, "keep is FACTOR=LEVEL,LEVEL"),
    ({"keep": "points=0;points=1"}, "names the factor 'points' twice"),
    ({"keep": "mood=grim"}, "there is no factor 'mood'"),
    ({"keep": "points=7"}, "has no level '7'"),
    ({"keep": "trigger=high"}, "trigger"),
    ({"design": "huge"}, "there is no design 'huge'"),
    ({"rollouts": "many"}, "rollouts is a whole number of at least 1, not 'many'"),
    ({"rollouts": 0}, "rollouts is a whole number of at least 1"),
    ({"questions": 2.5}, "questions is a whole number"),
    ({"checks": -1}, "checks is a whole number of at least 0"),
    ({"budget": "lots"}, "budget is a whole number"),
    ({"seed": "x"}, "seed is a whole number"),
    ({"threshold": 100}, "percentage between 0 and 100"),
    ({"rung": "top"}, "has no rung 'top'"),
    ({"asking": "rudely"}, "asking is one of"),
    ({"presentation": "film"}, "presentation one of"),
    ({"contexts": "/nowhere/at/all"}, "does not exist"),
    ({"cache": "sometimes"}, "cache is true or false"),
]


@pytest.mark.parametrize(("wrong", "says"), WRONG, ids=[str(one) for one, _ in WRONG])
def test_a_bad_argument_is_a_sentence(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(RolloutError, match=says):
        why(**({"rung": "copy", "asking": "quiz"} | wrong))
