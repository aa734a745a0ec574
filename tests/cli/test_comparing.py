from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from orexis.agents.planted.catalogue import planted_chooser
from orexis.calibration.offers.direct import simulate_offers
from orexis.cli.comparing import compare_runs
from orexis.errors import OrexisError
from orexis.estimates import Estimate, Verdict
from orexis.estimates.files import read_estimates, write_estimates
from orexis.estimates.horizon import analyze_horizon
from orexis.probes.offers import OfferDesign
from orexis.probes.offers.design import conditions_of

MakeFolder = Callable[..., Path]
MINUTES = {"o/gpt-4": 4.0, "o/o1": 39.0, "o/o3": 110.0, "a/opus": 290.0, "m/llama": 2.0}


@pytest.fixture
def make_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeFolder:
    """A finished run of the probe `horizon`: each model's horizon at two boundaries."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def make(name: str, steps: Mapping[str, float], **facts: Any) -> Path:
        folder = Path(name)
        folder.mkdir()
        found, verdicts = [], []
        for model, value in steps.items():
            for boundary, now in (("unstated", value), ("7", 6.5)):
                beyond = now > 25
                high = math.inf if beyond else now * 1.5
                ends = (now, now / 1.5, high, 0.95, 80, "grid posterior")
                found.append(Estimate("revealed_horizon", model, *ends, {"boundary": boundary}))
            words = "its weights fall at the stated boundary"
            verdicts.append(Verdict(model, words, "supported", "Because.", f"{model}, these texts"))
        write_estimates(folder / "estimates.json", found, verdicts, ["a note of the run"])
        known = {"probe": "horizon", "models": list(steps), "controls": [], "complete": True}
        (folder / "run.json").write_text(json.dumps(known | facts))
        return folder

    return make


def horizons(minutes: Mapping[str, float] = MINUTES) -> Path:
    path = Path("horizons.csv")
    rows = [f"{name},{value},{value / 1.5},{value * 1.5}" for name, value in minutes.items()]
    path.write_text("model,horizon_minutes,low,high\n" + "\n".join(rows) + "\n")
    return path


def two_runs(make_folder: MakeFolder) -> list[Path]:
    steps = {name: 1.5 * value**0.5 for name, value in MINUTES.items()}
    first = {name: steps[name] for name in ("o/gpt-4", "o/o1")}
    rest = {name: value for name, value in steps.items() if name not in first}
    return [make_folder("r1", first, seed=1), make_folder("r2", rest, seed=2)]


def test_runs_and_horizons_end_in_a_page_a_file_and_a_summary(
    make_folder: MakeFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    compare_runs(two_runs(make_folder), horizons(), "", Path("out"))

    said = capsys.readouterr().out
    assert "Where the training horizon is 10 times as long" in said
    assert "5 models, 1 of them with a revealed horizon that is known from one side only" in said
    assert "7 steps left, stated" in said
    assert "Not an experiment" in said
    assert "✓ supported       o/gpt-4" in said
    assert "report: out/compare.html" in said
    estimates, verdicts, notes = read_estimates(Path("out/compare.json"))
    slopes = {
        one.cell["context"]: one.value
        for one in estimates
        if one.estimand == "horizon_slope" and "without" not in one.cell
    }
    assert slopes["unstated"] == pytest.approx(0.5, abs=0.12)
    assert slopes["7"] == pytest.approx(0, abs=0.05)
    assert verdicts == []
    assert any("not assigned at random" in note for note in notes)
    page = Path("out/compare.html").read_text()
    assert "What this slope cannot show" in page
    assert page.count("<svg") == 2


def test_without_out_nothing_is_written(
    make_folder: MakeFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before = {path for folder in two_runs(make_folder) for path in folder.iterdir()}
    compare_runs([Path("r1"), Path("r2")])
    assert "give --out DIR" in capsys.readouterr().out
    assert {path.relative_to(tmp_path) for path in tmp_path.glob("*/*")} == before


def test_one_folder_with_several_models_is_enough(
    make_folder: MakeFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    compare_runs([make_folder("r", {"a": 3.0, "b": 6.0})])
    said = capsys.readouterr().out
    assert "Ratios to a" in said
    assert "2 [1.13, 3.55]" in said
    assert "training horizon" not in said


def test_the_comparison_can_be_made_again(make_folder: MakeFolder) -> None:
    folders = two_runs(make_folder)
    compare_runs(folders, horizons(), "7", Path("out"))
    before = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    compare_runs(folders, horizons(), "7", Path("out"))
    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == before
    assert set(before) == {"compare.json", "compare.html"}


@pytest.mark.parametrize(
    ("folders", "options", "sentence"),
    [
        (["gone"], {}, "gone does not exist"),
        (["empty"], {}, "empty holds no estimates.json, so it is no finished run"),
        (["horizons.csv"], {}, "horizons.csv holds no estimates.json"),
        (["broken"], {}, "'broken/estimates.json' is not JSON"),
        (["torn"], {}, "torn/run.json cannot be read"),
        (["foreign"], {}, "foreign does not say which probe"),
        (["r1", "r1"], {}, "r1 is given twice"),
        (["r1", "price"], {}, "r1 ran the probe 'horizon', price ran 'price'"),
        (["single"], {}, "nothing to compare it with"),
        (["r1"], {"context": "7"}, "give --horizons FILE with it"),
        (["r1"], {"horizons": Path("gone.csv")}, "there is no file gone.csv"),
        (["r1"], {"horizons": Path("horizons.csv")}, "models that were not run: 'o/o3'"),
        (["r1", "r2"], {"horizons": Path("horizons.csv"), "context": "9"}, "no run has the cont"),
        (["r1", "r2"], {"out": Path("r1")}, "r1 holds a run"),
        (["r1", "r2"], {"out": Path("horizons.csv")}, "horizons.csv is a file"),
    ],
)
def test_bad_input_is_one_sentence(
    make_folder: MakeFolder, folders: list[str], options: dict[str, Any], sentence: str
) -> None:
    two_runs(make_folder)
    horizons()
    make_folder("single", {"a": 3.0})
    make_folder("price", {"a": 3.0}, probe="price")
    make_folder("foreign", {"a": 3.0}, probe=None)
    (make_folder("broken", {"a": 3.0}) / "estimates.json").write_text("{")
    (make_folder("torn", {"a": 3.0}) / "run.json").write_text("{")
    Path("empty").mkdir()
    with pytest.raises(OrexisError) as raised:
        compare_runs([Path(name) for name in folders], **options)
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


def test_planted_agents_of_known_horizon_show_the_slope_that_they_have(
    make_folder: MakeFolder,
) -> None:
    """The whole way: offers, choices, the probe's own estimates, the slope among agents."""
    agents = {"myopic": 0.0} | {f"discounts-{g}": g for g in (0.5, 0.75, 0.9)}
    sums = {name: sum(g**k for k in range(1, 33)) for name, g in agents.items()}
    folder = make_folder("r", dict.fromkeys(agents, 1.0))
    design = OfferDesign("horizon", conditions_of("horizon", {"boundary": ["unstated"]}), 12)
    found: list[Estimate] = []
    for name, g in agents.items():
        chooser = planted_chooser("exponential", {"g": g}) if g else planted_chooser(name)
        found += analyze_horizon(simulate_offers(design, chooser, name)).estimates
    write_estimates(folder / "estimates.json", found, [])

    compare_runs(
        [folder], horizons({name: max(v, 0.05) for name, v in sums.items()}), "", Path("out")
    )

    estimates, _, _ = read_estimates(Path("out/compare.json"))
    slope = next(one for one in estimates if one.estimand == "horizon_slope")
    assert slope.low <= 1 <= slope.high
    assert slope.value == pytest.approx(1, abs=0.35)
    assert "1 of 4 known from one side only" in slope.method
