"""Organisms in a run: what their names stand for, how they were trained, and what that forbids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orexis.conclusions import Concluded
    from orexis.estimates import Verdict

FAMILY = "organism/"
HORIZONS = "horizons.csv"


def expanded(models: Sequence[str]) -> tuple[str, ...]:
    """The models of a run, each once: a set, or a pattern, stands for the organisms in it.

    Raises:
        OrexisError: no such set, or no organism in it that fits.
    """
    if not any(name.startswith(FAMILY) for name in models):
        return tuple(dict.fromkeys(models))
    from orexis.agents.organisms.naming import expand  # noqa: PLC0415 - quick start

    return tuple(dict.fromkeys(one for name in models for one in expand(name)))


def organism_facts(models: Sequence[str]) -> dict[str, dict[str, Any]]:
    """How each organism among the models was trained, by model."""
    if not any(name.startswith(FAMILY) for name in models):
        return {}
    from orexis.agents.organisms.naming import organism  # noqa: PLC0415 - quick start

    found = {}
    for name in models:
        if name.startswith(FAMILY):
            one = organism(name)
            found[name] = {"world": one.trained.world, **asdict(one.member)}
    return found


def untrained(organisms: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Organisms whose training did not reach its criterion, and why."""
    return {
        name: f"training was not enough ({one.get('why') or 'no reason is kept'})"
        for name, one in organisms.items()
        if not one.get("reached")
    }


def guarded(found: Concluded, organisms: Mapping[str, Mapping[str, Any]]) -> Concluded:
    """The conclusions with no verdict on what training did not finish, and a note that says so.

    Args:
        found: What follows from the choices alone.
        organisms: As `organism_facts` gives it, and run.json keeps it.
    """
    lacking = untrained(organisms)
    if not lacking:
        return found
    notes = [
        f"{name}: {why}: what it chooses says nothing of what such training makes an agent want."
        for name, why in lacking.items()
    ]
    verdicts = tuple(_withheld(one, lacking.get(one.model, "")) for one in found.verdicts)
    return replace(found, verdicts=verdicts, notes=(*notes, *found.notes))


def _withheld(verdict: Verdict, why: str) -> Verdict:
    if not why:
        return verdict
    because = f"{why[0].upper()}{why[1:]}. By its choices alone: {verdict.status}. "
    return replace(verdict, status="uninterpretable", because=because + verdict.because)


def horizons_file(given: Path) -> Path:
    """The file of training horizons: of a trained set, where its folder or name is given."""
    if given.is_dir():
        return given / HORIZONS
    if given.exists():
        return given
    from orexis.agents.organisms.naming import SHIPPED, shipped  # noqa: PLC0415 - quick start

    return SHIPPED / given / HORIZONS if str(given) in shipped() else given


def shipped_sets() -> dict[str, str]:
    """The sets that come with the package, and what is in each."""
    from orexis.agents.organisms.naming import SHIPPED, shipped  # noqa: PLC0415 - quick start
    from orexis.agents.organisms.sets import read_facts  # noqa: PLC0415 - quick start

    return {name: _held(read_facts(SHIPPED / name)) for name in shipped()}


def _held(facts: Mapping[str, Any]) -> str:
    members = facts["organisms"]
    return f"{len(members)} of {', '.join(facts['regimes'])}; e.g. {members[0]['name']}"
