"""Every probe, by name."""

from __future__ import annotations

from orexis.probes import sandbagging
from orexis.probes.probe import Probe
from orexis.probes.why.probe import PROBE as WHY

PROBES: dict[str, Probe] = {one.name: one for one in (sandbagging.PROBE, WHY)}
