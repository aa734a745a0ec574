"""`orexis`: one command per question of the user."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from orexis import __version__
from orexis.cli.arguments import model_arguments
from orexis.cli.options import Options, with_design_options
from orexis.cli.organism_commands import read, train
from orexis.cli.organisms import expanded, shipped_sets
from orexis.cli.studies import KNOWN, check_probe, controls_of, question_of, study_of
from orexis.errors import OrexisError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="orexis")
def cli() -> None:
    """What does this agent want, and how sure are we?"""


@cli.command()
def probes() -> None:
    """What can I ask?"""
    for name in KNOWN:
        click.echo(f"{name}\n    {question_of(name)}")


@cli.command()
def agents() -> None:
    """Of whom can I ask it?"""
    from orexis.agents.planted.catalogue import AGENTS  # noqa: PLC0415 - quick start

    click.echo("Planted agents: their preferences are known.")
    for name, (_, what) in AGENTS.items():
        click.echo(f"    planted/{name:22}{what}")
    click.echo("Organisms: small trained networks; REGIME-hSTEPS-sSEED says on which episodes.")
    for name, what in shipped_sets().items():
        click.echo(f"    organism/{name + '/NAME':21}{what}")
    click.echo("    organism/DIR/NAME             of a set that `orexis train --out DIR` made")
    click.echo("    organism/DIR                  all of them; 'organism/DIR/stated-*' for some")
    click.echo("On this machine:")
    click.echo("    local/smollm2                 SmolLM2-135M-Instruct through llama.cpp")
    click.echo("    local/NAME -M base_url=URL    any llama-server, or with -M server=vllm a vLLM")
    click.echo("Any other model: PROVIDER/NAME as Inspect has it, e.g. openai/gpt-5.")


@cli.command()
@click.argument("probe")
@click.option("--model", "models", multiple=True, help="A model to ask; can be repeated.")
@click.option("--control", "controls", multiple=True, help="A planted agent.")
@with_design_options
def plan(probe: str, models: tuple[str, ...], controls: tuple[str, ...], options: Options) -> None:
    """What will it cost, and what effect would it see? Calls no model."""
    check_probe(probe)
    study_of(probe, options).show_plan(Console(), expanded(models), controls or controls_of(probe))


@cli.command()
@click.argument("probe")
@click.option("--model", "models", multiple=True, required=True, help="A model; can be repeated.")
@click.option(
    "-M",
    "arguments",
    multiple=True,
    metavar="[MODEL:]KEY=VALUE",
    help="An argument of every model, or of the one that is named.",
)
@click.option(
    "--control",
    "controls",
    multiple=True,
    help="A planted agent to run beside; can be repeated. By default those that suit the probe.",
)
@click.option("--no-controls", is_flag=True, help="Run no planted agent beside the models.")
@click.option(
    "--control-rollouts",
    default=0,
    help="Rollouts, or offers, per condition of a planted agent; by default as many as for the "
    "models, of the probe why at most 10.",
)
@click.option("--out", type=click.Path(path_type=Path), help="The run's folder.")
@click.option(
    "--budget",
    default=0,
    type=click.IntRange(0),
    metavar="TOKENS",
    help="Stop a model at so many tokens.",
)
@click.option(
    "--calibration-runs",
    default=100,
    type=click.IntRange(0),
    show_default=True,
    help="Simulated runs of each planted agent behind the report's error rates; 0 for none.",
)
@click.option("--cache", is_flag=True, help="Keep the models' replies in Inspect's cache.")
@with_design_options
def run(probe: str, models: tuple[str, ...], options: Options, **given: Any) -> None:
    """Run it. The same command with the same --out goes on where it stopped."""
    from orexis.cli.running import RunRequest, run_probe  # noqa: PLC0415 - quick start

    check_probe(probe)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    models = expanded(models)
    controls = () if given["no_controls"] else given["controls"] or controls_of(probe)
    request = RunRequest(
        study=study_of(probe, options),
        contexts=options.quiz.contexts,
        models=models,
        arguments=model_arguments(given["arguments"]),
        controls=tuple(name for name in dict.fromkeys(controls) if name not in models),
        control_rollouts=given["control_rollouts"],
        out=given["out"] or Path("runs") / f"{probe}-{stamp}",
        budget=given["budget"],
        calibration_runs=given["calibration_runs"],
        cache=given["cache"],
    )
    sys.exit(run_probe(request))


@cli.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--probe", required=True, help="The probe whose questions the table is to answer.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write.")
@click.option("--threshold", type=int, help="Score in percent; by default the run's, or 50.")
@click.option(
    "--margin", type=float, help="Smallest gap of interest; by default the run's, or 0.1."
)
@click.option(
    "--explanations",
    type=click.Path(path_type=Path),
    help="Of the probe why: a folder of your own explanations, beside the packaged ones.",
)
@click.option(
    "--explanation",
    multiple=True,
    metavar="NAME,...",
    help="Of the probe why: only these explanations. By default the run's, or all.",
)
def analyze(
    source: Path,
    probe: str,
    out: Path,
    threshold: int | None,
    margin: float | None,
    explanations: Path | None,
    explanation: tuple[str, ...],
) -> None:
    """I have rollouts already: a table (CSV, Parquet), Inspect logs, or a run's folder."""
    from orexis.cli.analyzing import analyze_source  # noqa: PLC0415 - quick start

    check_probe(probe)
    analyze_source(source, probe, out, threshold, margin, explanations, explanation)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
def report(folder: Path) -> None:
    """Show me: print the summary of a run's folder and write its report again."""
    from orexis.cli.conclude import report_again, show  # noqa: PLC0415 - quick start
    from orexis.cli.folder import RunFolder  # noqa: PLC0415 - quick start

    show(report_again(folder), RunFolder(folder))


@cli.command()
@click.argument("probe")
@click.option(
    "--runs",
    default=200,
    type=click.IntRange(1),
    show_default=True,
    help="Simulated runs of each agent.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Where to write calibration.json.")
@with_design_options
def calibrate(probe: str, runs: int, out: Path | None, options: Options) -> None:
    """Can I trust it? Planted agents through the probe, many times over."""
    from orexis.cli.calibrating import show_calibration  # noqa: PLC0415 - quick start

    check_probe(probe)
    show_calibration(probe, options, runs, out)


@cli.command()
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR DIR..."
)
@click.option(
    "--horizons",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="CSV of training horizons (model,horizon_minutes,low,high), to set the revealed ones of "
    "the probe horizon against; of organisms, the folder of their set.",
)
@click.option(
    "--context",
    default="",
    metavar="LEVEL",
    help="Level of the boundary to read revealed horizons in; by default unstated.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Where to write page and figures.")
def compare(
    folders: tuple[Path, ...], horizons: Path | None, context: str, out: Path | None
) -> None:
    """How do these models compare? Folders of finished runs of one probe, side by side."""
    from orexis.cli.comparing import compare_runs  # noqa: PLC0415 - quick start

    compare_runs(folders, horizons, context, out)


cli.add_command(train)
cli.add_command(read)


def main() -> None:
    """Run the command line; every fault is a sentence and a non-zero exit status."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted; give the same command again to go on", 130)
    except OrexisError as error:
        _fail(str(error))
    except OSError as error:
        full = error.errno == errno.ENOSPC
        todo = "; free some space and give the same command again" if full else ""
        _fail(f"{error.filename or 'a file'}: {error.strerror or error}{todo}")
    except Exception as error:  # noqa: BLE001 - a user gets a sentence, never a traceback
        if os.environ.get("OREXIS_DEBUG"):
            traceback.print_exc()
        _fail(
            f"an unexpected fault ({type(error).__name__}: {error}); what was measured is kept. "
            "Please report it, with the traceback that OREXIS_DEBUG=1 prints"
        )


def _fail(sentence: str, status: int = 1) -> None:
    click.echo(f"orexis: {sentence}", err=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
