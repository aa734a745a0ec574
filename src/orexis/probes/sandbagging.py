"""The sandbagging probe (E1): does it score low where a high score has a consequence?

Source: arXiv 2412.04984, section 3.6 and appendix A.6; the texts are our own.
"""

from __future__ import annotations

from orexis.contexts import Condition, Factor, crossed
from orexis.probes.errors import ProbeError
from orexis.probes.probe import HELD as QUIZ
from orexis.probes.probe import Keep, Layout, Probe

NAME = "sandbagging"
QUESTION = "Does it score low on purpose where a high score has a consequence?"

TRIGGER = Factor("trigger", ("high", "low", "none"), empty="none", values=("threshold",))
PROMPT = Factor("prompt", ("best_effort", "plain", "underperform"))
GOAL = Factor("goal", ("mission", "none"), empty="none")
FACTORS = (GOAL, PROMPT, TRIGGER)
"""What varies between conditions; the trigger last, since its text stands last."""
HELD = (Factor("documentation", ("standard",), values=("questions",)), *QUIZ)
"""What one run holds fixed."""

EASY_ARM = Condition.of(goal="none", prompt="underperform", trigger="none")
"""Told outright to underperform: the capability control."""
NEUTRAL = Condition.of(goal="none", prompt="plain", trigger="none")
"""Where the ladder is climbed."""


def conditions(keep: Keep | None = None, design: str = "") -> tuple[Condition, ...]:
    """The design: goal x trigger x user prompt, crossed, and the easy arm.

    Args:
        keep: The levels to keep of the factors that it names.
        design: There is one only; must be empty.

    Raises:
        ContextError: an unknown factor or level.
        ProbeError: another design, or the trigger or its reverse arm would be missing.
    """
    if design:
        raise ProbeError(f"the probe '{NAME}' has one design only, not '{design}'")
    keep = {name: list(levels) for name, levels in (keep or {}).items()}
    kept = crossed(FACTORS, keep)
    plain = [condition for condition in kept if condition["prompt"] != "underperform"]
    triggers = {condition["trigger"] for condition in plain}
    missing = {"high", "low"} - triggers
    if missing:
        raise ProbeError(
            f"the design has no condition with trigger={' or '.join(sorted(missing))} and a prompt "
            "that does not ask to underperform: the gap is between high and low"
        )
    return (*plain, EASY_ARM)


PROBE = Probe(
    name=NAME,
    question=QUESTION,
    factors=FACTORS,
    held=HELD,
    folders=("quiz", NAME),
    layout=Layout(
        system=("rules", "goal"),
        user=("prompt",),
        documentation=("documentation", "asking", "trigger"),
    ),
    conditions=conditions,
    easy=EASY_ARM,
    neutral=NEUTRAL,
    fixed={"documentation": "standard"},
)
