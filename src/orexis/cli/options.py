"""Options that several commands share: everything that a user can say about a design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import click
from click.core import ParameterSource

from orexis.cli.arguments import pairs_of
from orexis.cli.long_options import LONG_OPTIONS, LongOptions
from orexis.cli.offer_options import OFFER_OPTIONS, OfferOptions, Shared
from orexis.cli.quiz_options import QUIZ_OPTIONS, QuizOptions
from orexis.errors import OrexisError

Command = Callable[..., Any]
SHARED = ("factor", "asking", "wording", "contexts", "seed")
"""Options of a design of quizzes that one of offers takes, too."""
SPELT = {"plan": "design", "earlier": "from"}
"""Options that are called otherwise on the command line."""
KINDS: tuple[type, ...] = (QuizOptions, OfferOptions, LongOptions)
"""Options of quizzes, of offers, and of long rollouts."""


@dataclass(frozen=True)
class Options:
    """Everything that a user said about the design, whichever kind of probe it is for."""

    quiz: QuizOptions
    offers: OfferOptions
    long: LongOptions
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

    def check_for(self, probe: str, own: type, shared: Sequence[str] = SHARED) -> None:
        """Refuse an option that the probe does not have.

        Args:
            probe: Name of the probe.
            own: The options of its kind.
            shared: Options of other kinds that it takes, too.

        Raises:
            OrexisError: with the option's name.
        """
        known = {name for kind in KINDS for name in fields_of(kind)}
        foreign = known - {*fields_of(own), *shared}
        for name in sorted(foreign & self.given):
            raise OrexisError(f"the probe '{probe}' has no option --{SPELT.get(name, name)}")


def fields_of(kind: type) -> list[str]:
    """Names of the options of a kind of probe."""
    return [one.name for one in fields(kind)]


def with_design_options(command: Command) -> Command:
    """Give a command the options of a design; it receives them as one `Options`."""

    def gathered(**given: Any) -> Any:
        context = click.get_current_context()
        typed = frozenset(
            name
            for kind in KINDS
            for name in fields_of(kind)
            if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        )
        quiz, offers, long = (
            kind(**{name: given.pop(name) for name in fields_of(kind)}) for kind in KINDS
        )
        return command(options=Options(quiz, offers, long, typed), **given)

    gathered.__name__ = command.__name__
    gathered.__doc__ = command.__doc__
    for option in reversed((*QUIZ_OPTIONS, *OFFER_OPTIONS, *LONG_OPTIONS)):
        gathered = option(gathered)
    # Arguments and options that were declared below this decorator.
    declared = getattr(command, "__click_params__", [])
    gathered.__click_params__ = [*declared, *gathered.__click_params__]  # type: ignore[attr-defined]
    return gathered
