"""Options that several commands share: everything that a user can say about a design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
from click.core import ParameterSource

from orexis.cli.arguments import pairs_of
from orexis.cli.offer_options import OFFER_OPTIONS, OfferOptions, Shared
from orexis.cli.quiz_options import QUIZ_OPTIONS, QuizOptions
from orexis.errors import OrexisError

Command = Callable[..., Any]
SHARED = ("factor", "asking", "wording", "contexts", "seed")
"""Options of a design of quizzes that one of offers takes, too."""


@dataclass(frozen=True)
class Options:
    """Everything that a user said about the design, whichever kind of probe it is for."""

    quiz: QuizOptions
    offers: OfferOptions
    given: frozenset[str]
    """Names of the options that the user gave."""

    @property
    def shared(self) -> Shared:
        """What a design of offers takes of the options of every probe."""
        return Shared(
            tuple(pairs_of("--factor", self.quiz.factor)),
            self.quiz.asking,
            tuple(pairs_of("--wording", self.quiz.wording)),
            self.quiz.contexts,
            self.quiz.seed,
        )

    def check_for(self, probe: str, *, offers: bool) -> None:
        """Refuse an option that the probe does not have.

        Raises:
            OrexisError: with the option's name.
        """
        other = QuizOptions if offers else OfferOptions
        foreign = {*other.__dataclass_fields__} - {*SHARED}
        for name in sorted(foreign & self.given):
            option = "--design" if name == "plan" else f"--{name}"
            raise OrexisError(f"the probe '{probe}' has no option {option}")


def with_design_options(command: Command) -> Command:
    """Give a command the options of a design; it receives them as one `Options`."""

    def gathered(**given: Any) -> Any:
        quiz = {name: given.pop(name) for name in QuizOptions.__dataclass_fields__}
        offers = {name: given.pop(name) for name in OfferOptions.__dataclass_fields__}
        context = click.get_current_context()
        typed = frozenset(
            name
            for name in (*quiz, *offers)
            if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        )
        options = Options(QuizOptions(**quiz), OfferOptions(**offers), typed)
        return command(options=options, **given)

    gathered.__name__ = command.__name__
    gathered.__doc__ = command.__doc__
    for option in reversed((*QUIZ_OPTIONS, *OFFER_OPTIONS)):
        gathered = option(gathered)
    # Arguments and options that were declared below this decorator.
    declared = getattr(command, "__click_params__", [])
    gathered.__click_params__ = [*declared, *gathered.__click_params__]  # type: ignore[attr-defined]
    return gathered
