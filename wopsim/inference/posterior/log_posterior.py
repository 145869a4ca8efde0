"""The posterior density: prior, and one named likelihood for each component of the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from wopsim.inference.background.panel_term import PanelFit
from wopsim.inference.posterior.calibration_file import Target as Figure
from wopsim.inference.posterior.observation_model import Reports, log_likelihood
from wopsim.inference.posterior.simulation_table import FIGURES
from wopsim.inference.posterior.standard_scores import values_of
from wopsim.streams import Floats

LOGS = frozenset({"people_per_utility"})
"""Figures that are compared as logarithms, with relative spread."""


class Runs(Protocol):
    """What says what runs show: an emulator, or anything that behaves like one."""

    @property
    def names(self) -> tuple[str, ...]:
        """Parameters that it takes, as scores."""

    @property
    def figure_error(self) -> Floats:
        """(figure,) standard deviation of what it leaves of figures."""

    def __call__(self, scores: Floats) -> tuple[Floats, Floats, Floats]:
        """Return mean and variance (..., datum), and figures (..., figure), at scores (..., parameter)."""


@dataclass(frozen=True)
class Target:
    """Log posterior density over scores of the parameters that move.

    Parameters
    ----------
    names : parameters that move: those of the emulator, and those of reporting.
    emulator : of the runs.
    reports : of the data, in the order of their cases.
    components : (report,) component of each report.
    figures : what experiments and programmes found, by name in `FIGURES`.
    background : what the panel says about the background parameters, or None.
    off : names of components that are switched off.
    silent : numbers of cases that are left out.
    prior_scale : spread of the prior of all scores; 1 is the declared prior.
    held : values of parameters that do not move after all.
    """

    names: tuple[str, ...]
    emulator: Runs
    reports: Reports
    components: tuple[str, ...]
    figures: Mapping[str, Figure]
    background: PanelFit | None
    off: frozenset[str] = frozenset()
    silent: frozenset[int] = frozenset()
    prior_scale: float = 1.0
    held: Mapping[str, float] = field(default_factory=dict)

    def without(self, *components: str) -> Target:
        """Return the same with components switched off."""
        return replace(self, off=self.off | set(components))

    def log_prior(self, scores: Floats) -> Floats:
        """Log prior density but for a constant, (set,)."""
        return np.asarray(-0.5 * np.sum((scores / self.prior_scale) ** 2, axis=-1))

    def values(self, scores: Floats) -> dict[str, Floats]:
        """Values of what the likelihoods read, by name, (set,) each: parameters of reporting, and those that the panel knows."""
        names, columns = self._read
        found = dict(zip(names, np.moveaxis(values_of(names, scores[..., columns], quick=True), -1, 0), strict=True))
        return found | {name: np.full(scores.shape[:-1], value) for name, value in self.held.items()}

    def runs(self, scores: Floats) -> tuple[Floats, Floats, Floats]:
        """Mean and variance of the runs in the order of the reports (set, report), and figures (set, figure)."""
        mean, variance, figures = self.emulator(scores[..., self._run])
        return mean[..., self.reports.order], variance[..., self.reports.order], figures

    @cached_property
    def _run(self) -> list[int]:
        """Places of the parameters that the emulator takes."""
        return [self.names.index(name) for name in self.emulator.names]

    @cached_property
    def _read(self) -> tuple[list[str], list[int]]:
        """Names and places of the parameters that the likelihoods read."""
        panel = self.background.names if self.background else ()
        names = [name for name in self.names if name not in self.emulator.names or name in panel]
        return names, [self.names.index(name) for name in names]

    @cached_property
    def heard(self) -> npt.NDArray[np.bool_]:
        """(report,) whether a report counts: its component is on, and its case is not silent."""
        on = np.array([name not in self.off for name in self.components], dtype=bool)
        return on & ~np.isin(self.reports.case, list(self.silent))

    def of_reports(self, mean: Floats, variance: Floats, values: Mapping[str, Floats], *components: str) -> Floats:
        """Log likelihood of the reports of some components together, as far as they count, (set,)."""
        rows, reports = self._part(components)
        if not rows.any():
            return np.zeros(mean.shape[:-1])
        found = log_likelihood(reports, mean[..., rows], variance[..., rows], values)
        return np.asarray(found.sum(axis=-1))

    def _part(self, components: tuple[str, ...]) -> tuple[npt.NDArray[np.bool_], Reports]:
        """Which reports of some components count, and these alone."""
        if components not in self._parts:
            rows = self.heard & np.isin(self.components, components)
            self._parts[components] = rows, self.reports.only(rows)
        return self._parts[components]

    @cached_property
    def _parts(self) -> dict[tuple[str, ...], tuple[npt.NDArray[np.bool_], Reports]]:
        return {}

    def by_case(self, scores: Floats) -> Floats:
        """Log likelihood of every case, (set, case), whatever is switched off."""
        mean, variance, _ = self.runs(scores)
        return log_likelihood(self.reports, mean, variance, self.values(scores))

    def by_component(self, scores: Floats) -> dict[str, Floats]:
        """Log likelihood of every component that is not switched off, (set,) each."""
        mean, variance, figures = self.runs(scores)
        values = self.values(scores)
        found: dict[str, Floats] = {}
        # a place may have reports of both components, which are not independent: what comparators add to partnerships is theirs
        partnerships = self.of_reports(mean, variance, values, "partnerships")
        if self._counts("partnerships"):
            found["partnerships"] = partnerships
        if self._counts("comparators"):
            found["comparators"] = self.of_reports(mean, variance, values, "partnerships", "comparators") - partnerships
        return found | self._others(figures, values)

    def _others(self, figures: Floats, values: Mapping[str, Floats]) -> dict[str, Floats]:
        """Log likelihood of every component without reports that is not switched off, (set,) each."""
        found: dict[str, Floats] = {}
        for name, members in _FIGURE_COMPONENTS.items():
            wanted = [member for member in members if member in self.figures]
            if wanted and name not in self.off:
                found[name] = np.asarray(sum(self._figure(member, figures) for member in wanted))
        if self.background is not None and "background" not in self.off:
            found["background"] = self.background.log_likelihood(values)
        return found

    def __call__(self, scores: Floats) -> Floats:
        """Log posterior density but for a constant, (set,)."""
        mean, variance, figures = self.runs(scores)
        values = self.values(scores)
        total = self.log_prior(scores) + self.of_reports(mean, variance, values, "partnerships", "comparators")
        total = total + sum(self._others(figures, values).values())
        return np.where(np.isfinite(total), total, -np.inf)

    def _counts(self, component: str) -> bool:
        return bool(self.heard[np.array(self.components) == component].any())

    def _figure(self, name: str, figures: Floats) -> Floats:
        target = self.figures[name]
        place = FIGURES.index(name)
        if name in LOGS:  # spread and transfer are relative already
            off, variance = np.log(target.value) - figures[..., place], target.spread**2 + target.transfer**2
        else:
            off, variance = target.value - figures[..., place], target.spread**2 + (target.transfer * target.value) ** 2
        variance = variance + self.emulator.figure_error[place] ** 2
        return np.asarray(-0.5 * (off**2 / variance + np.log(2.0 * np.pi * variance)))


_FIGURE_COMPONENTS: Mapping[str, Sequence[str]] = {"experiments": FIGURES[:-1], "programmes": FIGURES[-1:]}
