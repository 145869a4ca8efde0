"""What a study is made of: programme designs, the rule by which there are replicates enough, and how swept values were sampled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wopsim.declare import Value
from wopsim.handed_out import ReadOnly

Stored = Literal["scenario", "utility"]
Sampling = Literal["saltelli", "morris"]

BASELINE = "no_programme"
BASELINE_LABEL = "No programme"


@dataclass(frozen=True)
class Scenario:
    """A named programme design, optionally with a changed context.

    Parameters
    ----------
    name : identifier, unique in the study.
    label : for people, unique in the study.
    settings : values of policy and context parameters that the study sets; every other parameter has its default.
    spend_all : whether it still has to be found how much the design promises, so that it spends its money (`wopsim.spend_all`).
    promised : what it promises, in times of its money; `budget` in the settings is what it promises.
    """

    name: str
    label: str
    settings: Mapping[str, Value]
    spend_all: bool = False
    promised: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", ReadOnly(self.settings))

    def to_dict(self) -> dict[str, Any]:
        """Return the scenario as values that JSON can hold."""
        plain: dict[str, Any] = {"name": self.name, "label": self.label, "settings": dict(self.settings)}
        changed = {"spend_all": self.spend_all} if self.spend_all else {}
        return plain | changed | ({"promised": self.promised} if self.promised != 1.0 else {})


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
class Sampled:
    """How the combinations of a sweep were sampled, so that sensitivity can be read from them; their order belongs to it.

    Parameters
    ----------
    kind : `saltelli` or `morris`, see `wopsim.study.sensitivity_design`.
    points : base points, or trajectories.
    seed : that placed them.
    parameters : names, in the order of the coordinates of the design.
    """

    kind: Sampling
    points: int
    seed: int
    parameters: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", tuple(self.parameters))
