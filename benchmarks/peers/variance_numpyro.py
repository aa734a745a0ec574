"""The same model in numpyro: NUTS on binomial counts of each (rollout, item).

    python variance_numpyro.py FILE.npz ...

Prints one line of JSON a file, as `variance.R` does, with the smallest effective sample size.
Priors are half-normal of scale 1. Needs numpyro, in an environment of its own.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import jax  # type: ignore[import-not-found,unused-ignore]
import numpy as np
import numpyro  # type: ignore[import-not-found,unused-ignore]
import numpyro.distributions as dist  # type: ignore[import-not-found,unused-ignore]
from numpyro.diagnostics import (  # type: ignore[import-not-found,unused-ignore]
    effective_sample_size,
)
from numpyro.infer import MCMC, NUTS  # type: ignore[import-not-found,unused-ignore]

PARTS = ("model", "context", "pair", "rollout", "item")
WARM, KEPT = 500, 500


def logistic(codes: dict[str, Any], sizes: dict[str, int], n: Any, k: Any) -> None:
    odds = numpyro.sample("mu", dist.Normal(0, 2.5))
    for name in PARTS:
        sd = numpyro.sample(f"sd_{name}", dist.HalfNormal(1))
        with numpyro.plate(f"plate_{name}", sizes[name]):
            unit = numpyro.sample(f"unit_{name}", dist.Normal(0, 1))
        odds = odds + sd * unit[codes[name]]
    numpyro.sample("k", dist.Binomial(n, logits=odds), obs=k)


def main() -> None:
    for file in sys.argv[1:]:
        with np.load(file) as data:
            codes = {name: data[name] for name in ("model", "context", "rollout", "item")}
            n, k = data["n"], data["k"]
        contexts = int(codes["context"].max()) + 1
        codes["pair"] = codes["model"].astype(int) * contexts + codes["context"]
        sizes = {name: int(code.max()) + 1 for name, code in codes.items()}
        began = time.process_time()
        chains = MCMC(
            NUTS(logistic),
            num_warmup=WARM,
            num_samples=KEPT,
            num_chains=2,
            chain_method="sequential",
            progress_bar=False,
        )
        chains.run(jax.random.PRNGKey(0), codes, sizes, n.astype(float), k.astype(float))
        drawn = chains.get_samples(group_by_chain=True)
        cpu = time.process_time() - began
        sds = [np.asarray(drawn[f"sd_{name}"]) for name in PARTS]
        ends = [np.quantile(sd, [0.025, 0.5, 0.975]) for sd in sds]
        found: dict[str, Any] = {
            "cpu": cpu,
            "ess": min(float(effective_sample_size(sd)) for sd in sds),
        }
        for place, name in enumerate(("low", "sd", "high")):
            found[name] = [float(each[place]) for each in ends]
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
