"""The checks of a calibration as sections of Markdown and figures; `docs/make_calibration.py` puts them on the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wopsim.declare import PARAMETERS
from wopsim.durable import make_folder, replacing, write_text
from wopsim.errors import ResultError, WopsimError
from wopsim.inference.checks.forecasts import Forecast
from wopsim.inference.checks.posterior_checks import Checks, Movement, movements
from wopsim.inference.checks.synthetic_evidence import Ranks
from wopsim.inference.posterior.calibration import Calibration
from wopsim.inference.posterior.posterior_files import diagnostics
from wopsim.inference.posterior.standard_scores import run_parameters
from wopsim.report.calibration_figures import forecast_figure, movement_figure, place_figure, rank_figure
from wopsim.report.forecast_scores import reporting_table, score_table, verdict_table
from wopsim.report.numbers import NONE, RATIO
from wopsim.report.tables.markdown import markdown_table
from wopsim.study.draws import read_posterior

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData

OUTCOMES = ("people_served", "practice_mentored")
"""By which it is asked whether the choice hangs on the evidence."""
Choices = Mapping[str, "DecisionData | None"]
"""Choices between the designs of the default study, by outcome; None where it is not defined."""
SPEAKS = 1.0
"""Natural logarithm of an evidence ratio from which it is said to speak [1]: about three to one."""
SECTIONS = "checks.md"
DPI = 90


def mark(name: str) -> str:
    """Return the line that begins a section."""
    return f"<!-- made: {name} -->"


END = "<!-- end -->"


def section(name: str, body: str) -> str:
    """Return a section between its marks."""
    return f"{mark(name)}\n\n{body.rstrip()}\n\n{END}"


def write_checks(calibration: Calibration, checks: Checks, choices: Mapping[str, Choices], folder: Path) -> list[Path]:
    """Write the sections and the figures into a folder, and return their paths."""
    shipped_files = folder / "posterior.csv", folder / "provenance.json"
    figures = {
        "calibration-forecasts": forecast_figure(checks.forecasts),
        "calibration-places": place_figure(checks.forecasts),
        "calibration-ranks": rank_figure(checks.ranks, calibration.target.names),
        "calibration-movement": movement_figure(moved_by_evidence(*shipped_files)),
    }
    sections = {
        "data": _data(calibration),
        "diagnostics": _diagnostics(calibration, checks),
        "components": _components(checks),
        "informs": _informs(calibration),
        "movement": movement_section(*shipped_files),
        "recovery": _recovery(calibration, checks),
        "ranks": _rank_table(checks.ranks, calibration.target.names),
        "single runs": _rank_table(checks.run_ranks, calibration.target.names),
        "theories": _theories(checks),
        "verdicts": verdict_table(checks.forecasts),
        "scores": score_table(checks.forecasts),
        "reporting": reporting_table(checks.forecasts, checks.plain_forecasts),
        "cases": _cases(checks.forecasts),
        "ranking": _ranking(choices),
    }
    text = "\n\n".join(section(name, body) for name, body in sections.items()) + "\n"
    paths = [folder / SECTIONS]
    try:
        write_text(paths[0], text)
        for name, figure in figures.items():
            paths.append(folder / "figures" / f"{name}.png")
            make_folder(paths[-1].parent)
            with replacing(paths[-1]) as draft:
                figure.savefig(draft, dpi=DPI)
    except OSError as error:
        raise WopsimError(f"{paths[-1]} cannot be written: {error.strerror or error}.") from error
    return paths


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.4g}"


def _data(calibration: Calibration) -> str:
    rows = []
    for one in calibration.data:
        planned = one.asked.planned
        unit = planned.unit

        def stated(z: float) -> str:
            return _number(float(planned.measure.stated(planned.measure.from_scale(z), unit)))  # noqa: B023

        base = "" if np.isnan(one.base) else stated(one.base)
        after = (
            "a gain"
            if one.gain
            else stated(one.value)
            if one.half == 0.0
            else " to ".join(sorted((stated(one.value - one.half), stated(one.value + one.half))))
        )
        time = f"{planned.at_baseline - planned.before:.1f} to {planned.at_end:.1f}" if planned.at_end is not None else ""
        how = "; ".join(filter(None, ["large works" if one.asked.capital else "", "mean of many" if one.of_many else "", *planned.assumed]))
        rows.append([one.name, planned.case_id if one.asked.helped else "no mentoring", f"{planned.indicator} ({unit})", planned.scale,
                     planned.source_class if one.asked.helped else "", base, after, time, how])  # fmt: skip
    used = markdown_table(["row", "case", "indicator", "scale", "source", "before", "after", "years since the start", "read with"], rows, 5)
    left = markdown_table(["row", "why it is left out"], [[one.row_id, one.why] for one in calibration.left_out], 2)
    return f"{used}\n{left}"


def _diagnostics(calibration: Calibration, checks: Checks) -> str:
    found, study = diagnostics(calibration), calibration.study
    explained, error = (
        " / ".join(f"{found[name][which]:.2f}" for which in ("least", "median", "most"))
        for name in ("emulator_explains_of_means", "emulator_error_of_means")
    )
    s = study.sampler
    return markdown_table(["what", "value"], [
        ["sets of parameters at which all cases were run", f"{len(calibration.bank.scores):,}"],
        ["versions of each case at each set", f"{24 * study.bank.seeds}"],
        ["ensembles x walkers x steps, burn-in left out", f"{s.ensembles} x {calibration.chains.scores.shape[2]} x {s.steps - s.burn}"],
        ["largest R-hat between ensembles", f"{found['r_hat_largest']:.3f}"],
        ["autocorrelation time, steps", f"{found['autocorrelation_time_steps']:.0f}"],
        ["effective draws", f"{found['effective_draws']:,.0f}"],
        ["moves accepted", f"{found['accepted_share']:.0%}"],
        ["share that the emulator explains of the means of cases, least / median / most", explained],
        ["what it leaves, standard deviation on the logit, least / median / most", error],
        ["draws that are left when runs replace the emulator (effective share)", f"{checks.direct.effective_share:.0%}"],
    ], 1)  # fmt: skip


def _components(checks: Checks) -> str:
    rows = []
    for name, (posterior, prior) in checks.components.items():
        shift, parameter = checks.influence.get(f"without {name}", (np.nan, ""))
        rows.append([name, f"{posterior:.1f}", f"{posterior - prior:+.1f}", f"`{parameter}` {shift:+.2f}" if parameter else ""])
    head = [
        "component",
        "log likelihood over the posterior",
        "gained on the middle of the prior",
        "largest shift of a mean without it (prior sd)",
    ]
    other = [
        [name, f"`{parameter}` {shift:+.2f}"] for name, (shift, parameter) in checks.influence.items() if not name.startswith("without ")
    ]
    return markdown_table(head, rows, 1) + "\n" + markdown_table(["instead", "largest shift of a mean (prior sd)"], other, 1)


def _informs(calibration: Calibration) -> str:
    """Which rows inform which component, each once; what shares an effect; which readings two rows share; what set a prior instead."""
    study, reports = calibration.study, calibration.reports
    rows: list[tuple[str, str]] = []
    for component in ("partnerships", "comparators"):
        members = [one.name for one in calibration.data if one.component == component]
        rows.append((component, f"{len(members)} rows: {', '.join(members)}"))
    for component, figures in (("experiments", study.experiments), ("programmes", study.programmes)):
        used = [f"{figure.row} ({name})" for name, figure in figures.items() if not figure.sets_prior_of]
        rows.append((component, ", ".join(used) or "nothing"))
    rows.append(("background", f"panels of two countries: {', '.join(f'`{name}`' for name in study.background.between_countries)}"))
    priors = [
        f"{figure.row} ({name}) of {', '.join(f'`{one}`' for one in figure.sets_prior_of)}"
        for name, figure in study.experiments.items() if figure.sets_prior_of
    ]  # fmt: skip
    rows.append(("priors, and nothing else", "; ".join(priors) or "nothing"))
    names = [calibration.data[k].name for k in reports.order]
    chained = [f"{names[reports.follows[k]]} and {names[k]}" for k in np.flatnonzero(reports.follows >= 0)]
    shared = [f"{place} ({', '.join(one.name for one in calibration.data if one.together == place)})" for place in study.shared]
    return (
        markdown_table(["component", "what informs it"], rows)
        + f"\nOne place or document, so one effect, and left out together: {'; '.join(shared) or 'none'}. "
        f"One reading in two rows: {'; '.join(chained) or 'none'}."
    )


def moved_by_evidence(posterior: Path, provenance: Path) -> list[Movement]:
    """Return how far the evidence moved every parameter, from the two files that ship: draws of the posterior, and what moved."""
    moved, draws = json.loads(provenance.read_text(encoding="utf-8"))["moved"], read_posterior(posterior)
    return movements(moved, np.array([[draw[name] for name in moved] for draw in draws]))


def movement_section(posterior: Path, provenance: Path) -> str:
    """Return the table of it, with what kept its prior."""
    found = moved_by_evidence(posterior, provenance)
    moved = {one.name for one in found}
    rows = [
        [
            f"`{one.name}`", PARAMETERS[one.name].unit, _interval(one.prior), _interval(one.posterior), f"{one.shift:+.2f}",
            f"{one.left:.2f}", one.verdict,
        ]
        for one in found
    ]  # fmt: skip
    kept = ", ".join(f"`{name}`" for name in run_parameters() if name not in moved)
    head = ["parameter", "unit", "prior, median [5, 95 %]", "posterior", "shift (prior sd)", "sd left", "verdict"]
    return f"{markdown_table(head, rows, 2)}\nKept at their priors, because no evidence here bears on them: {kept}."


def _theories(checks: Checks) -> str:
    rows = []
    for one in checks.theories:
        speaks = "speaks for it" if one.log_ratio > SPEAKS else "speaks against it" if one.log_ratio < -SPEAKS else "says nothing"
        middle, low, high = np.exp(one.log_ratio + np.array([0.0, -2.0, 2.0]) * one.error)
        rows.append([
            one.name, ", ".join(f"`{name}`" for name in one.parameters), f"{middle:.2f} [{low:.2f}, {high:.2f}]",
            f"{one.forecasts:+.2f} ± {one.forecasts_error:.2f}", f"{one.shift:+.2f}", speaks,
        ])  # fmt: skip
    head = [
        "mechanism", "parameters", "evidence with it / without", "log score of left-out cases, with less without",
        "largest shift of a parameter (prior sd)", "the evidence",
    ]  # fmt: skip
    return markdown_table(head, rows, 2)


def _interval(values: np.ndarray) -> str:
    low, middle, high = values
    return f"{middle:.3g} [{low:.3g}, {high:.3g}]"


def _recovery(calibration: Calibration, checks: Checks) -> str:
    truth, low, _, high = checks.recovery.T
    inside = (low <= truth) & (truth <= high)
    missed = [
        f"`{name}` (truth {t:+.2f}, found {lo:+.2f} to {hi:+.2f})"
        for name, t, lo, hi, ok in zip(calibration.target.names, truth, low, high, inside, strict=True) if not ok
    ]  # fmt: skip
    return (
        f"Of {truth.size} parameters, {int(inside.sum())} lie in the 90 % interval of the posterior ({inside.mean():.0%}). "
        f"Outside, on normal scores of the prior: {', '.join(missed) or 'none'}."
    )


def _rank_table(ranks: Ranks, names: Sequence[str]) -> str:
    p = ranks.p_values()
    worst = int(np.argmin(p))
    rows = [
        [f"{level:.0%}", f"{ranks.covered(level).mean():.1%}", f"{ranks.covered(level).min():.1%} to {ranks.covered(level).max():.1%}"]
        for level in (0.5, 0.8, 0.9)
    ]
    head = ["interval", "holds the truth, mean over parameters", "over single parameters"]
    return (
        f"{markdown_table(head, rows, 1)}\nOf {p.size} parameters, {int((p < 0.01).sum())} have ranks that a uniform distribution "
        f"would show with less than 1 % (expected by chance: {0.01 * p.size:.1f}); the most uneven is `{names[worst]}` "
        f"(p = {p[worst]:.3g}). "
        f"{ranks.ranks.shape[0]} data sets, {ranks.of} draws each."
    )


def _cases(forecasts: Sequence[Forecast]) -> str:
    rows = []
    for one in forecasts:
        low, lower, middle, upper, high = one.quantiles[0]
        fitted = f"{_number(one.fitted[2])} [{_number(one.fitted[0])}, {_number(one.fitted[4])}]"
        reported = (
            f"{_number(one.reported[0])}" if np.isclose(*one.reported) else f"{_number(one.reported[0])} to {_number(one.reported[1])}"
        )
        rows.append([
            one.row_id, one.case_id, f"{one.indicator} ({one.unit})", one.scale, one.source_class, reported,
            f"{_number(middle)} [{_number(lower)}, {_number(upper)}], [{_number(low)}, {_number(high)}]", fitted,
            f"{one.pareto_k:.2f}{', refitted' if one.refitted else ''}",
        ])  # fmt: skip
    head = [
        "row",
        "case",
        "indicator",
        "scale",
        "source",
        "reported",
        "from the other cases: median, 50 %, 90 %",
        "own case included, 90 %",
        "Pareto k",
    ]
    return markdown_table(head, rows, 5)


def choices_of(decide: Callable[..., DecisionData]) -> Choices:
    """Return the choice by each of `OUTCOMES`; None by one that is not defined in some run, as when nobody is mentored.

    Parameters
    ----------
    decide : `wopsim.Result.decide` of the default study under a posterior.
    """
    found: dict[str, DecisionData | None] = {}
    for outcome in OUTCOMES:
        try:
            found[outcome] = decide(outcome=outcome)
        except ResultError:
            found[outcome] = None
    return found


def _ranking(choices: Mapping[str, Choices]) -> str:
    rows = []
    for name, by_outcome in choices.items():
        cells: list[object] = [name]
        for outcome, choice in by_outcome.items():
            whole = choices["all evidence"][outcome]
            cells.append(NONE if choice is None else choice.table["label"].iloc[0])
            cells.append(NONE if choice is None or whole is None else RATIO.show(whole.agreement(choice)))
        rows.append(cells)
    return markdown_table(
        ["posterior", "most people served", "rank correlation with all evidence", "most practice gained", "rank correlation"], rows, 5
    )
