"""The workflow of `orexis compare`: several runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from orexis.cli.folder import RunFolder
from orexis.cli.organisms import horizons_file
from orexis.errors import OrexisError
from orexis.estimates.comparing import Run, compare, read_horizons
from orexis.estimates.files import read_estimates, write_estimates
from orexis.reports.compare import comparison_summary, write_comparison
from orexis.writing import unwritable

RESULT, PAGE = "compare.json", "compare.html"


def compare_runs(
    folders: Sequence[Path],
    horizons: Path | None = None,
    context: str = "",
    out: Path | None = None,
) -> None:
    """Print the comparison and, where `out` says so, write compare.json and compare.html.

    Args:
        folders: Folders of finished runs of one probe.
        horizons: File of training horizons, to regress the revealed ones on, or a trained set.
        context: Level of the boundary to read revealed horizons in; empty for `unstated`.
        out: A folder; None to print only.

    Raises:
        OrexisError: they cannot be compared, with what to do.
    """
    if context and horizons is None:
        raise OrexisError(
            "--context says where to read revealed horizons; give --horizons FILE with it"
        )
    if out is not None:
        _check_out(out)
    runs = [_run(folder) for folder in folders]
    models = {name for run in runs for name in run.models}
    known = None if horizons is None else read_horizons(horizons_file(horizons), models)
    found = compare(runs, known, context)
    console = Console()
    console.print(comparison_summary(found))
    if out is None:
        hint = "The page with all figures: give --out DIR"
        console.print(hint, style="dim", markup=False, highlight=False)
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(out, error) from error
    write_estimates(out / RESULT, found.estimates(), (), found.notes)
    page = write_comparison(out / PAGE, found)
    console.print(f"report: {page}", markup=False, highlight=False, soft_wrap=True)


def _run(path: Path) -> Run:
    folder = RunFolder(path)
    if not path.exists():
        raise OrexisError(f"{path} does not exist; give folders of finished runs")
    if not folder.estimates.exists():
        raise OrexisError(
            f"{path} holds no estimates.json, so it is no finished run; `orexis run` and "
            "`orexis analyze` make such folders"
        )
    estimates, verdicts, _ = read_estimates(folder.estimates)
    return Run(str(path), tuple(estimates), tuple(verdicts), folder.facts())


def _check_out(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OrexisError(f"{out} is a file; --out names a folder")
    if RunFolder(out).facts_file.exists():
        raise OrexisError(f"{out} holds a run; choose another folder with --out")
