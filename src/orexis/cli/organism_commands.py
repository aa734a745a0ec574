"""`orexis train` and `orexis read`: what a user can say of organisms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("world", default="")
@click.option(
    "--horizon", metavar="H,...", help="Steps of their episodes. [default: 1,2,4,8,16,32]"
)
@click.option(
    "--regime", metavar="NAME,...", help="What training shows; or all. [default: hidden,stated]"
)
@click.option(
    "--seeds",
    type=int,
    help="Organisms of each regime and horizon. [default: 10; hidden-incentive: 20, the least]",
)
@click.option(
    "--seed", default=0, type=click.IntRange(0), show_default=True, help="Of all random numbers."
)
@click.option("--network", help="memoryless or recurrent. [default: memoryless]")
@click.option("--updates", type=int, help="Most updates. [default: 7000; resources: 3000]")
@click.option(
    "--criterion",
    type=float,
    help="Regret (gains missed, losses taken) to get below. [default: 0.05]",
)
@click.option("--out", type=click.Path(path_type=Path), help="The folder of the set.")
def train(world: str, out: Path | None, **given: Any) -> None:
    """Train organisms: small networks, alike but for their episodes.

    WORLD is thermometer, resources or hidden-incentive; without one, worlds and regimes are listed.
    The same command goes on where it stopped.
    """
    from orexis.cli import training  # noqa: PLC0415 - quick start

    training.train(
        training.TrainRequest(
            world=world,
            horizons=given["horizon"],
            regimes=given["regime"],
            seeds=given["seeds"],
            seed=given["seed"],
            network=given["network"],
            most=given["updates"],
            criterion=given["criterion"],
            out=out,
        )
    )


@click.command()
@click.argument("sets", nargs=-1, required=True, metavar="SET...")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write.")
@click.option(
    "--choices",
    default=60,
    type=click.IntRange(1),
    show_default=True,
    help="At most so many choices of each organism.",
)
@click.option(
    "--exact", is_flag=True, help="The networks' own probabilities besides: these are no choices."
)
@click.option("--seed", default=0, type=click.IntRange(0), show_default=True)
def read(sets: tuple[str, ...], out: Path, choices: int, exact: bool, seed: int) -> None:
    """What do trained organisms want: whose is the horizon, and what are resources for?

    SET is a folder that `orexis train` made, or a set that comes along (`orexis agents`).
    """
    from orexis.cli.reading import ReadRequest, read_sets  # noqa: PLC0415 - quick start

    read_sets(ReadRequest(sets, out, choices, exact, seed))
