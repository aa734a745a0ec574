"""What a command has to know of a kind of probe: one study for quizzes, one for offers."""

from orexis.cli.studies.choosing import KNOWN, check_probe, controls_of, question_of, study_of

__all__ = ["KNOWN", "check_probe", "controls_of", "question_of", "study_of"]
