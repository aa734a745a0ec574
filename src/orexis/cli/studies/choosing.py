"""Which study a probe is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orexis.errors import OrexisError
from orexis.probes import PROBES, long
from orexis.probes.offers import OFFERS

if TYPE_CHECKING:
    from orexis.cli.options import Options
    from orexis.cli.studies.study import Study

KNOWN = (*PROBES, *OFFERS, long.NAME)
"""Names of all probes."""


def check_probe(name: str) -> None:
    """Raises an OrexisError where there is no such probe."""
    if name not in KNOWN:
        raise OrexisError(f"there is no probe '{name}'; there are {', '.join(KNOWN)}")


def question_of(probe: str) -> str:
    """What a probe asks."""
    if probe == long.NAME:
        return long.QUESTION
    return OFFERS[probe].question if probe in OFFERS else PROBES[probe].question


def controls_of(probe: str) -> tuple[str, ...]:
    """The planted agents that run beside the user's models unless she names others."""
    quizzes = {name: asked.controls for name, asked in PROBES.items()}
    offers = {name: asked.controls for name, asked in OFFERS.items()}
    names = {**quizzes, **offers, long.NAME: long.CONTROLS}[probe]
    return tuple(f"planted/{name}" for name in names)


def study_of(probe: str, options: Options) -> Study:
    """The study of a probe with the user's options.

    Raises:
        OrexisError: there is no such probe, or an option does not fit.
    """
    check_probe(probe)
    if probe in OFFERS:
        from orexis.cli.studies.offers import OfferStudy  # noqa: PLC0415 - quick start

        return OfferStudy(probe, options)
    if probe == long.NAME:
        from orexis.cli.studies.long import LongStudy  # noqa: PLC0415 - quick start

        return LongStudy(probe, options)
    from orexis.cli.studies.quiz import QuizStudy  # noqa: PLC0415 - quick start

    return QuizStudy(probe, options)
