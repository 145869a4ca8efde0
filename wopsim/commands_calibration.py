"""The commands of calibration: calibrate, predict."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from wopsim.commands import Debug, errors
from wopsim.errors import EvidenceError, WopsimError, did_you_mean

WIDTH = 120
DEFAULT_STUDY = "calibration/study.yaml"
Workers = Annotated[int | None, typer.Option(min=1, help="Processes; one for each core if not given.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (calibrate, predict):
        app.command()(command)


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
    with errors(debug):
        _require("arviz", "emcee", "pydantic", "sklearn", "scoringrules")
        from wopsim.inference.calibration import calibrate as learn
        from wopsim.inference.calibration_file import read_calibration, shortened
        from wopsim.inference.posterior import write_posterior
        from wopsim.report.calibration import summary

        loaded = read_calibration(study)
        if short:
            loaded = shortened(loaded)
        _folder(out)
        with _stages() as tell:
            calibration = learn(loaded, out, workers, tell)
        for path in write_posterior(calibration, loaded, out):
            typer.echo(f"Written to {path}")
        typer.echo(summary(calibration))
        if check:
            from wopsim.design_ranking import rank_designs
            from wopsim.inference.checks import check as look
            from wopsim.report.calibration_page import write_checks

            with _stages() as tell:
                checks = look(calibration, out, workers, tell)
                posteriors: dict[str, str | Path] = {"all evidence": out / "posterior.csv", "prior": "prior", **checks.variants}
                ranking = rank_designs(posteriors, workers, lambda done, of: tell("the default study under each posterior", done, of))
            for path in write_checks(calibration, checks, ranking, out):
                typer.echo(f"Written to {path}")


def predict(
    cases: Annotated[
        str | None,
        typer.Argument(help="CSV with columns of partnerships.csv, or the case_id of a documented partnership.", show_default=False),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="CSV to write.", show_default="wopsim-results/predictions/CASES.csv")] = None,
    country: Annotated[str | None, typer.Option(help="Without CASES: the mentee's country.", show_default=False)] = None,
    mentor: Annotated[str | None, typer.Option(help="Without CASES: the mentor's country; drawn if not given.", show_default=False)] = None,
    indicator: Annotated[str, typer.Option(help="Without CASES: what is to be predicted.")] = "nrw_pct",
    baseline: Annotated[float | None, typer.Option(help="Without CASES: its value at the start.", show_default=False)] = None,
    scale: Annotated[str, typer.Option(help="Without CASES: utility, town, region or pilot.")] = "utility",
    source: Annotated[str, typer.Option(help="Without CASES: class of source that will report it.")] = "independent",
    months: Annotated[int | None, typer.Option(min=1, help="Without CASES: length of the partnership.", show_default=False)] = None,
    budget: Annotated[float | None, typer.Option(help="Without CASES: budget [EUR].", show_default=False)] = None,
    years: Annotated[float, typer.Option(help="Without CASES: years from the start to the value.")] = 3.0,
    draws: Annotated[int, typer.Option(min=1, help="Draws of the posterior, each with 24 versions of the mentee.")] = 100,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Root of everything that is drawn.")] = 1,
    posterior: Annotated[str, typer.Option(help="Where draws come from: posterior, prior, or a posterior CSV.")] = "posterior",
    debug: Debug = False,
) -> None:
    """Predict what will be reported of a partnership, with and without it, and what it changes."""
    with errors(debug):
        from rich.console import Console

        from wopsim.inference.plan_file import plans_of_cells, read_plans, shipped_case, shipped_cases
        from wopsim.inference.predict import predict as foretell
        from wopsim.inference.predict import write_predictions
        from wopsim.report.predictions import assumptions, table

        if cases is None:
            plans = plans_of_cells({
                "case_id": "planned", "mentee_country": country, "mentor_country": mentor, "indicator": indicator, "baseline_low": baseline,
                "baseline_high": baseline, "scale": scale, "source_class": source, "duration_months": months, "budget_value": budget,
                "budget_currency": "EUR", "span_years": years, "phase": "during",
            })  # fmt: skip
        elif not cases.endswith(".csv") and not _exists(cases):
            found = shipped_case(cases)
            if found is None:
                raise EvidenceError(f"there is no file and no documented partnership {cases!r}.{did_you_mean(cases, shipped_cases())}")
            plans = found
        else:
            plans = read_plans(cases)
        for bad in plans.bad:
            typer.echo(f"wopsim: {cases or 'the options'}, line {bad.line}: {bad.why}. This row has no prediction.", err=True)
        for name in plans.ignored:
            typer.echo(f"wopsim: {cases}: column {name} is not known and was not read.", err=True)
        if not plans.rows:
            raise EvidenceError(f"{cases or 'the options'}: no row can be predicted.")
        path = out or Path("wopsim-results/predictions") / f"{Path(cases or 'planned').stem}.csv"
        _folder(path.parent)
        with _stages() as tell:
            predictions = foretell(plans.rows, draws, seed, posterior, lambda done, of: tell("runs", done, of))
        Console(width=None if sys.stdout.isatty() else WIDTH).print(table(predictions))
        typer.echo(assumptions(predictions))
        try:
            write_predictions(plans, predictions, path)
        except OSError as error:
            raise WopsimError(f"{path} cannot be written: {error.strerror or error}.") from error
        typer.echo(f"Written to {path}: {len(predictions)} of {len(plans.rows) + len(plans.bad)} rows have a prediction.")


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # a name too long for any file
        return False


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WopsimError(f"the folder {path} cannot be made: {error.strerror or error}.") from error


def _require(*modules: str) -> None:
    """Refuse at once where the extra is not installed."""
    from importlib.util import find_spec

    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise WopsimError(f"calibration needs {', '.join(missing)}: pip install 'wopsim[calibration]'.")


@contextmanager
def _stages() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar for each stage on the error stream."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    console = Console(stderr=True)
    left = (TextColumn("left:"), TimeRemainingColumn())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), *left)
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:

        def tell(stage: str, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=of)
                if not console.is_terminal:
                    console.print(f"{stage}: {of}")
            bar.update(tasks[stage], completed=done, total=of)

        yield tell
