"""What a study asks: scenarios on one world, over draws and replicates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from wopsim.declare import Value
from wopsim.handed_out import ReadOnly
from wopsim.limits import MOST_RUNS
from wopsim.readings import Readings
from wopsim.study.draws import PRIORS, SHIPPED

Stored = Literal["scenario", "utility"]

BASELINE = "no_programme"
BASELINE_LABEL = "No programme"

_PLAIN = ("name", "title", "question", "world", "seed", "draws", "replicates", "horizon_years", "keep", "draws_from", "readings")
"""Fields of a study that JSON holds as they are."""


@dataclass(frozen=True)
class Scenario:
    """A named programme design, optionally with a changed context.

    Parameters
    ----------
    name : identifier, unique in the study.
    label : for people, unique in the study.
    settings : values of policy and context parameters that the study sets; every other parameter has its default.
    """

    name: str
    label: str
    settings: Mapping[str, Value]

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", ReadOnly(self.settings))


@dataclass(frozen=True)
class Stop:
    """Replicates are added, as many at a time as the study names, until a paired effect is known well enough.

    Parameters
    ----------
    effect : an outcome of the comparison, such as `people_served`.
    error : Monte Carlo error of its mean to reach, in the effect's unit, above 0.
    most_replicates : where to stop in any case.
    scenario : whose effect; None asks it of every scenario.
    """

    effect: str
    error: float
    most_replicates: int
    scenario: str | None = None


@dataclass(frozen=True)
class Study:
    """Scenarios x draws x replicates on one world. Made by `read_study`, which checks every value.

    Paths are made absolute, so that a study is the same wherever the process stands later.

    Parameters
    ----------
    name : file name without extension.
    title, question : for people; the question may be empty.
    world : `default`, or path of a world CSV.
    seed : root of every random number, 0 to 2**64 - 1.
    draws : plausible parameter sets, at least 1.
    replicates : realisations of chance for each draw, at least 1.
    horizon_years : years that are simulated [year].
    scenarios : the first is always the baseline `no_programme`, the rest stand in the order of the file.
    path : the file that was read.
    draws_from : `posterior` (the one that ships), `prior`, or the path of a posterior CSV.
    variants : combinations of swept values, each of the same parameters; empty where nothing is swept.
    keep : what a store of the study holds, see `wopsim.study.keys.STORED`.
    stop : when enough replicates were run; None runs exactly `replicates`.
    readings : what a stated value of the world says of the truth, see `wopsim.readings.READINGS`; None as `read_world` has it.
    """

    name: str
    title: str
    question: str
    world: str
    seed: int
    draws: int
    replicates: int
    horizon_years: int
    scenarios: tuple[Scenario, ...]
    path: Path
    draws_from: str = "posterior"
    variants: tuple[Mapping[str, Value], ...] = ()
    keep: Stored = "scenario"
    stop: Stop | None = None
    readings: Readings | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path).absolute())
        if self.world != "default":
            object.__setattr__(self, "world", str(Path(self.world).absolute()))
        if self.draws_from not in (SHIPPED, PRIORS):
            object.__setattr__(self, "draws_from", str(Path(self.draws_from).absolute()))

    @property
    def most_replicates(self) -> int:
        """Replicates that there can be: those of the study, or as many as stopping allows."""
        return self.replicates if self.stop is None else self.stop.most_replicates

    @property
    def runs(self) -> int:
        """How many runs there can be: every scenario at every combination of swept values, draw and replicate."""
        return max(len(self.variants), 1) * len(self.scenarios) * self.draws * self.most_replicates

    def at(self, variant: int) -> Study:
        """Return the study at one combination of swept values (its number), which overlay every scenario; it sweeps no more.

        The baseline stays without money, whatever is swept.
        """
        if not self.variants:
            return self
        values = self.variants[variant]
        scenarios = [replace(scenario, settings={**scenario.settings, **values}) for scenario in self.scenarios]
        scenarios[0] = replace(scenarios[0], settings={**scenarios[0].settings, "budget": 0.0})
        return replace(self, scenarios=tuple(scenarios), variants=(), stop=None)

    def to_dict(self) -> dict[str, Any]:
        """Return the study as values that JSON can hold, as results and stores carry it: enough to run it again."""
        out: dict[str, Any] = {key: getattr(self, key) for key in _PLAIN}
        out["path"] = str(self.path)
        out["scenarios"] = [{"name": s.name, "label": s.label, "settings": dict(s.settings)} for s in self.scenarios]
        out["variants"] = [dict(variant) for variant in self.variants]
        out["stop"] = None if self.stop is None else dict(vars(self.stop))
        return out

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Study:
        """Return the study that `to_dict` took apart."""
        scenarios = tuple(Scenario(**scenario) for scenario in values["scenarios"])
        stop = None if values["stop"] is None else Stop(**values["stop"])
        plain = {key: values[key] for key in _PLAIN}
        return cls(**plain, path=Path(values["path"]), scenarios=scenarios, variants=tuple(values["variants"]), stop=stop)


def too_many_runs(study: Study, most: int = MOST_RUNS) -> str:
    """Return what to tell of a study with more runs than `most`."""
    return f"the study has {study.runs:,} runs; it may have {most:,}. Take fewer draws, replicates, scenarios or swept values."
