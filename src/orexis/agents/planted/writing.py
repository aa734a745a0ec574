"""How an agent writes its answers down, in the format that the texts ask for."""

from __future__ import annotations

from orexis.agents.planted.draws import Draws
from orexis.agents.planted.questions import Item
from orexis.agents.planted.reading import Reading


def written(reading: Reading, right: frozenset[int], draws: Draws) -> str:
    """The reply to all questions in sight, or to the first where one is asked by itself.

    Args:
        reading: What was asked; at least one question.
        right: Numbers of the questions to answer right; the others are answered wrong.
        draws: The rollout's randomness, for which wrong answer it gives.
    """
    asked = reading.claims.get("asking")
    first = reading.items[0]
    if asked == "statement":
        return f"The answer is {_text(first, right, draws)}."
    if asked == "options":
        return f"Answer: {_letter(first, right, draws)}"
    return "\n".join(
        [
            f"{item.number}: {item.letter}"
            if item.number in right and item.letter
            else f"{item.number}: {_letter(item, right, draws)}"
            for item in reading.items
        ]
    )


def _letter(item: Item, right: frozenset[int], draws: Draws) -> str:
    """The letter that it gives; a guess where it does not find its answer among the options."""
    if item.number in right and item.letter:
        return item.letter
    return item.wrong_letters[draws.guess(item.number, len(item.wrong_letters))]


def _text(item: Item, right: frozenset[int], draws: Draws) -> str:
    """The answer that it gives in words."""
    if item.number in right and item.answer:
        return item.answer
    guess = draws.guess(item.number, 3)
    return str(int(item.answer) + 1 + guess) if item.answer.isdigit() else "unknown"
