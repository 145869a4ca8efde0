"""The command that learns the parameters from the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wopsim.cli.common import Debug, Workers, errors, say, told_how_to_go_on
from wopsim.cli.progress import Tell, stages
from wopsim.extras import missing_extra

if TYPE_CHECKING:
    from wopsim.inference.posterior.calibration_file import Checks
    from wopsim.report.calibration_page import Choices

DEFAULT_STUDY = "calibration/study.yaml"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(calibrate)


def calibrate(
    study: Annotated[str, typer.Argument(help="Calibration study (YAML).")] = DEFAULT_STUDY,
    out: Annotated[Path, typer.Option(help="Folder for the posterior; the same line goes on where it stopped.")] = Path(
        "wopsim-results/posterior"
    ),
    check: Annotated[bool, typer.Option("--check", help="Also run the checks, and write them with their figures.")] = False,
    short: Annotated[
        bool, typer.Option("--short", help="A small run to see whether everything works; its posterior means nothing.")
    ] = False,
    workers: Workers = None,
    debug: Debug = False,
) -> None:
    """Learn the parameters from the evidence: runs of all documented cases, a posterior, and whether to believe it."""
    with errors(debug), told_how_to_go_on():
        _require("arviz", "emcee", "pydantic", "sklearn", "scoringrules")
        from wopsim.analysis.io import make_folder
        from wopsim.inference.posterior.calibration import calibrate as learn
        from wopsim.inference.posterior.calibration_file import read_calibration, shortened
        from wopsim.inference.posterior.posterior_files import write_posterior
        from wopsim.report.calibration_summary import summary

        loaded = read_calibration(study)
        if short:
            loaded = shortened(loaded)
        make_folder(out)
        with stages() as tell:
            calibration = learn(loaded, out, workers, tell)
        for path in write_posterior(calibration, loaded, out):
            say(f"Written to {path}")
        say(summary(calibration))
        if short:
            say("This was a short run, to see that everything works: its posterior means nothing.")
        if check:
            from wopsim.inference.checks.posterior_checks import check as look
            from wopsim.report.calibration_page import write_checks

            with stages() as tell:
                checks = look(calibration, out, workers, tell)
                posteriors: dict[str, str | Path] = {"all evidence": out / "posterior.csv", "prior": "prior", **checks.posteriors}
                choices = _choices(posteriors, loaded.study.checks, workers, tell)
            for path in write_checks(calibration, checks, choices, out):
                say(f"Written to {path}")


def _choices(posteriors: Mapping[str, str | Path], size: Checks, workers: int | None, tell: Tell) -> dict[str, Choices]:
    """Return the choices between the designs of the default study under each posterior."""
    from wopsim.api import run
    from wopsim.report.calibration_page import choices_of
    from wopsim.study.reader import read_study

    study = replace(read_study("default"), draws=size.ranking_draws, replicates=size.ranking_replicates)
    found = {}
    for number, (name, source) in enumerate(posteriors.items()):
        tell("the default study under each posterior", number, len(posteriors))
        found[name] = choices_of(run(replace(study, draws_from=str(source)), workers, keep="runs").decide)
    tell("the default study under each posterior", len(posteriors), len(posteriors))
    return found


def _require(*modules: str) -> None:
    """Refuse at once where the extra is not installed."""
    from importlib.util import find_spec

    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise missing_extra("calibration", ", ".join(missing), "calibration")
