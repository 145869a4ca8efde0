"""A result without a model: plausible arrays for every declared output, with an effect that the test chooses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

import wopsim.engines.outputs  # noqa: F401  (declares the outputs)
from wopsim.analysis.measures import measure
from wopsim.declare import VARIABLES
from wopsim.engines.outputs import DOMAINS
from wopsim.results import Result
from wopsim.study.scenario import Scenario, Study


@dataclass(frozen=True)
class Truth:
    """What a fake scenario does to each mentored utility, from the year of the agreement on."""

    label: str
    mentored: int = 10
    by_need: bool = False
    nrw: float = 0.0
    draw_sd: float = 0.0
    luck_sd: float = 0.0
    people: float = 0.0
    pilot: float = -0.25
    years: float = 3.0
    cost: float = 9e6
    settings: tuple[tuple[str, str | float], ...] = ()


def fake_result(
    truths: dict[str, Truth], draws: int = 8, replicates: int = 4, mentees: int = 40, mentors: int = 8, horizon: int = 10, seed: int = 7
) -> Made:
    """Return a result whose baseline wanders (AR 1), and whose scenarios add exactly what `truths` says."""
    rng = np.random.default_rng(seed)
    count, years = mentees + mentors, horizon + 1
    shape = (draws, replicates, years, count)
    level = rng.normal(0.42, 0.10, count)
    wander = np.zeros(shape)
    wander[:, :, 0] = rng.normal(0, 0.08, (1, replicates, count))
    for year in range(1, years):
        wander[:, :, year] = 0.7 * wander[:, :, year - 1] + rng.normal(0, 0.057, (1, replicates, count))
    base = {name: np.zeros(_shape(var.dims, draws, replicates, years, count)) for name, var in VARIABLES.items()}
    connections = np.broadcast_to(rng.lognormal(10, 1, count), shape)
    base["nrw_share"] = np.clip(level + wander, 0.05, 0.9)
    base["reported_nrw_share"] = np.clip(base["nrw_share"] + rng.normal(0, 0.03, (1, replicates, years, count)), 0, 1)
    base["connections"] = connections.copy()
    base["people_served"] = connections * 4.0
    base["population_served"] = connections * 5.0
    base["system_input"] = connections * 0.8
    base["real_loss"] = base["system_input"] * base["nrw_share"] * 0.6
    base["practice"] = np.broadcast_to(rng.uniform(0.2, 0.5, (count, 3)), (*shape, 3)).copy()
    base["occr"] = np.broadcast_to(rng.lognormal(0, 0.3, count), shape).copy()
    for name in ("pilot_nrw_share", "agreement_time", "exit_time"):
        base[name][...] = np.nan
    runs = [base]
    for truth in truths.values():
        runs.append(_with_programme(base, truth, mentees, horizon, rng))
    data = {
        name: (("scenario", "draw", "replicate", *var.dims), np.stack([run[name] for run in runs]), var.attrs)
        for name, var in VARIABLES.items()
    }
    scenarios = [Scenario("no_programme", "No programme", {"budget": 0.0})]
    scenarios += [Scenario(name, truth.label, dict(truth.settings)) for name, truth in truths.items()]
    order = np.arange(count)
    coords = {
        "scenario": [s.name for s in scenarios],
        "label": ("scenario", [s.label for s in scenarios]),
        "draw": np.arange(draws), "replicate": np.arange(replicates), "time": np.arange(years),
        "utility": [f"u{number:03d}" for number in order], "domain": list(DOMAINS),
        "name": ("utility", [f"Utility {number}" for number in order]),
        "role": ("utility", np.where(order < mentees, "mentee", "mentor")),
        "country": ("utility", np.full(count, "KE")), "region": ("utility", np.full(count, "africa")),
        "income": ("utility", np.where(order % 4 == 0, "low", "lower_middle")),
        "size_class": ("utility", np.where(order % 3 == 0, "small_town", "city")),
        "fragile": ("utility", order % 5 == 0), "remunicipalised": ("utility", order % 7 == 0),
    }  # fmt: skip
    study = Study(
        name="fake", title="Ten million euros", question="What does it buy?", seed=1, draws=draws, replicates=replicates,
        horizon_years=horizon, scenarios=tuple(scenarios), path=Path("fake.yaml"),
    )  # fmt: skip
    return Made(xr.Dataset(data, coords), study)


class Made(Result):
    """A result whose numbers a test may change in place before they are measured; any other hands out numbers that it keeps as they are."""

    def __init__(self, dataset: xr.Dataset, study: Study) -> None:
        super().__init__(dataset, study)
        self._changing = dataset

    @property
    def dataset(self) -> xr.Dataset:
        return self._changing


def told_between() -> Made:
    """Return a result with a design that is told from the first, and others below it that are not, because they differ more by world.

    People that each serves beside the first, with their Monte Carlo error: `near` -100 ± 0, `wide` -200 ± 151, `beside` -250 ± 113,
    `far` -900 ± 0.
    """
    people = {"first": (1000.0, 0.0), "near": (900.0, 0.0), "wide": (800.0, 400.0), "beside": (750.0, 300.0), "far": (100.0, 0.0)}
    result = fake_result({name: Truth(name) for name in people}, mentees=16, mentors=2, horizon=5)
    served = result.dataset["people_served"]
    for place, (mean, by_world) in enumerate(people.values(), start=1):
        more = mean + by_world * np.where(served["draw"] % 2, 1.0, -1.0)
        served[{"scenario": place, "utility": 0}] += xr.DataArray(more, dims="draw")
    return result


def measured(result: Result) -> xr.Dataset:
    """Return measures of the dataset as it is now, whatever was measured of it before."""
    return measure(result.dataset, result.study)


def _with_programme(
    base: dict[str, np.ndarray], truth: Truth, mentees: int, horizon: int, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    out = {name: values.copy() for name, values in base.items()}
    draws, replicates, years, _ = base["nrw_share"].shape
    by_draw, by_luck = rng.normal(0, 1, draws), rng.normal(0, 1, replicates)
    for draw in range(draws):
        for replicate in range(replicates):
            seen = base["reported_nrw_share"][draw, replicate, 0, :mentees]
            order = np.argsort(-seen) if truth.by_need else np.random.default_rng([replicate, 5]).permutation(mentees)
            chosen = order[: truth.mentored]
            effect = truth.nrw + truth.draw_sd * by_draw[draw] + truth.luck_sd * by_luck[replicate]
            run = {name: values[draw, replicate] for name, values in out.items()}
            for place, utility in enumerate(chosen):
                agreed = 0.3 + (place % 4) * 0.5
                ended = agreed + truth.years
                first = int(np.ceil(agreed))
                run["mentored"][first:, utility] = 1
                run["agreement_time"][utility] = agreed
                run["exit_time"][utility] = ended if ended <= horizon else np.nan
                ramp = np.clip(np.arange(years) - agreed, 0, truth.years) / truth.years
                run["nrw_share"][:, utility] += effect * ramp
                run["reported_nrw_share"][:, utility] += effect * ramp
                run["real_loss"][:, utility] += effect * ramp * run["system_input"][:, utility]
                run["people_served"][:, utility] += truth.people * (effect / truth.nrw if truth.nrw else 1.0) * ramp
                run["practice"][:, utility] += 0.1 * ramp[:, None]
                run["occr"][:, utility] += 0.05 * ramp
                during = (np.arange(years) > agreed) & (np.arange(years) <= ended)
                run["pilot_nrw_share"][during, utility] = np.clip(run["nrw_share"][0, utility] + truth.pilot, 0.02, 1)
                run["support_received"][utility] = truth.cost * 0.85 / max(1, truth.mentored)
            out["programme_spent"][draw, replicate] = truth.cost * 0.85
            out["programme_overhead"][draw, replicate] = truth.cost * 0.15
            out["programme_unspent"][draw, replicate] = 10e6 - truth.cost
            out["programme_budget"][draw, replicate] = 10e6
            out["partnerships_agreed"][draw, replicate] = truth.mentored
            out["partnerships_completed"][draw, replicate] = truth.mentored
    return out


def _shape(dims: tuple[str, ...], draws: int, replicates: int, years: int, count: int) -> tuple[int, ...]:
    sizes = {"time": years, "utility": count, "domain": 3}
    return (draws, replicates, *(sizes[dim] for dim in dims))


TYPICAL = {
    "short_random": Truth("Many short twinnings, random", 30, False, -0.004, 0.01, 0.004, 800, -0.12, 1.5, 8.9e6,
                          (("partnership_months", 18.0), ("pairing", "random"))),
    "short_need": Truth("Many short twinnings, by need", 30, True, -0.006, 0.012, 0.004, 900, -0.12, 1.5, 8.9e6,
                        (("partnership_months", 18.0), ("pairing", "need"))),
    "wop_random": Truth("EU-WOP-type, random", 12, False, -0.02, 0.02, 0.008, 5000, -0.25, 3.0, 9.2e6,
                        (("partnership_months", 36.0), ("pairing", "random"))),
    "wop_need": Truth("EU-WOP-type, by need", 12, True, -0.025, 0.02, 0.008, 6000, -0.25, 3.0, 9.2e6,
                      (("partnership_months", 36.0), ("pairing", "need"))),
    "long_random": Truth("Long resident, random", 4, False, -0.05, 0.04, 0.01, 24000, -0.3, 5.0, 9.8e6,
                         (("partnership_months", 60.0), ("pairing", "random"))),
    "long_need": Truth("Long resident, by need", 4, True, -0.06, 0.04, 0.01, 30000, -0.3, 9.5, 9.8e6,
                       (("partnership_months", 60.0), ("pairing", "need"))),
}  # fmt: skip
"""Six scenarios of the kind that the default study has; the last ends too late to be evaluated."""
