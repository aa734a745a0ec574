"""The comparison as one HTML file that opens from disk, offline, without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from orexis.estimates.comparing import (
    FILE_LEVEL,
    Comparison,
    HorizonSlopes,
    counted,
    limits,
    moved,
    remarks,
)
from orexis.reports.compare.forest import slopes_picture
from orexis.reports.compare.picture import horizons_picture
from orexis.reports.compare.tables import estimand_tables, verdict_rows
from orexis.reports.compare.words import amount_words, extent, headline, slope_words
from orexis.reports.templates import template
from orexis.reports.words import with_interval
from orexis.writing import replace_text


def write_comparison(path: Path | str, found: Comparison) -> Path:
    """Write the comparison as one self-contained HTML file, whole or not at all.

    Returns:
        The path of the file.

    Raises:
        OrexisError: the file can't be written.
    """
    replace_text(Path(path), render(found))
    return Path(path)


def render(found: Comparison) -> str:
    """The comparison as HTML; the same comparison gives the same text.

    Every text of a model, file or run is escaped, and its control characters are shown as the
    replacement character.
    """
    beyond = limits(found.slopes) if found.slopes else ()
    said = [*beyond, *remarks(found.slopes)] if found.slopes else []
    return template("compare/page.html.j2").render(
        headline=headline(found),
        extent=extent(found),
        slopes=_slopes(found.slopes) if found.slopes else None,
        limits=beyond,
        columns=found.columns,
        verdicts=verdict_rows(found),
        tables=estimand_tables(found),
        runs=[_run(run) for run in found.runs],
        differing=found.differing,
        notes=[note for note in found.notes if note not in said],
    )


def _slopes(slopes: HorizonSlopes) -> dict[str, Any]:
    main = slopes.main
    return {
        "context": main.context,
        "unit": slopes.unit,
        "words": slope_words(slopes),
        "picture": Markup(horizons_picture(main)),  # noqa: S704
        "forest": Markup(slopes_picture(slopes)),  # noqa: S704
        "level": f"{100 * FILE_LEVEL:g}%",
        "counted": counted(main),
        "remarks": [line for line in (moved(slopes), *remarks(slopes)) if line],
        "line": main.regression is not None,
        "above": any(one.y.censored == "above" for one in main.points),
        "below": any(one.y.censored == "below" for one in main.points),
        "own": slopes.own is not None,
        "points": [
            {
                "model": one.model,
                "run": one.run,
                "training": _length(one.horizon.length, one.horizon.low, one.horizon.high)
                if one.horizon.bounded
                else f"{one.horizon.length:g}",
                "revealed": amount_words(one.estimate),
                "known": {"above": "only a lower bound", "below": "only an upper bound"}.get(
                    one.y.censored, ""
                ),
            }
            for one in main.points
        ],
        "without": [
            (model, with_interval(one.slope.value, one.slope.low, one.slope.high))
            for model, one in slopes.without
        ],
    }


def _length(value: float, low: float, high: float) -> str:
    return f"{value:g} [{low:g}, {high:g}]"


def _run(run: Any) -> dict[str, Any]:
    versions = run.facts.get("versions")
    known = versions if isinstance(versions, dict) else {}
    return {
        "name": run.name,
        "models": ", ".join(name for name in run.models if name not in run.controls),
        "seed": run.facts.get("seed", ""),
        "version": known.get("orexis", ""),
        "command": run.facts.get("command", ""),
    }
