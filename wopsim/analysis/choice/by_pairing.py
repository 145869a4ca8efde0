"""What a rule of pairing is worth beside pairs drawn by lot: the same design by either rule, run by run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.designs import families, setting
from wopsim.analysis.told_apart import TOLD_APART, error_of, errors_to_tell

if TYPE_CHECKING:
    from wopsim.analysis.paired import Grid
    from wopsim.study.scenario import Study

CONTROL = "random"
"""The rule that others are held against: pairs are drawn by lot."""


@dataclass(frozen=True)
class RuleOfPairing:
    """One rule of pairing beside the control.

    Parameters
    ----------
    name : of the rule.
    forms : designs that the study has by this rule and by the control, all else alike.
    mean : by how much more they are worth by this rule, on average over these designs and all runs.
    error : Monte Carlo error of `mean`, one standard error.
    compared : rules of the study that are held against the control: the more there are, the more may seem better by luck.
    """

    name: str
    forms: int
    mean: float
    error: float
    compared: int

    @property
    def told(self) -> bool:
        """Whether these runs tell the rule from the control."""
        return abs(self.mean) > errors_to_tell(self.compared) * self.error


def by_pairing(study: Study, designs: Sequence[str], value: Grid) -> list[RuleOfPairing]:
    """Return what each rule of pairing is worth beside the control, in the order of the study; none where no design has both.

    Parameters
    ----------
    study : that was run.
    designs : names, in the order of `value`.
    value : what designs are judged by, (design, draw, replicate).
    """
    place = {name: number for number, name in enumerate(designs)}
    apart: dict[str, list[Grid]] = {}
    for by_rule in _by_rule(study):
        for rule, name in by_rule.items() if CONTROL in by_rule else ():
            if rule != CONTROL:
                apart.setdefault(rule, []).append(value[place[name]] - value[place[by_rule[CONTROL]]])
    return [_beside_control(rule, found, len(apart)) for rule, found in apart.items()]


@dataclass(frozen=True)
class BesideLot:
    """A design beside the same one with pairs drawn by lot.

    Parameters
    ----------
    design : name of the one with pairs by lot.
    ahead : by how much the design is worth more than that one, on average over all runs.
    error : Monte Carlo error of `ahead`, one standard error.
    """

    design: str
    ahead: float
    error: float

    @property
    def told(self) -> bool:
        """Whether these runs tell the two apart."""
        return abs(self.ahead) > TOLD_APART * self.error


def beside_lot(study: Study, designs: Sequence[str], value: Grid, design: str) -> BesideLot | None:
    """Return how a design stands beside the same one with pairs drawn by lot; None where the study has no such.

    Parameters
    ----------
    study, designs, value : as of `by_pairing`.
    design : name.
    """
    by_rule = next(family for family in _by_rule(study) if design in family.values())
    by_lot = by_rule.get(CONTROL, design)
    if by_lot == design:
        return None
    apart = value[designs.index(design)] - value[designs.index(by_lot)]
    return BesideLot(by_lot, float(np.nanmean(apart)), error_of(apart))


def _by_rule(study: Study) -> Iterator[dict[str, str]]:
    """Of each form of help, its designs' names by their rules of pairing."""
    for family in families(study):
        yield {str(setting(design, "pairing")): design.name for design in family}


def _beside_control(rule: str, apart: list[Grid], compared: int) -> RuleOfPairing:
    """One rule, of its differences to the control: averaged run by run, since runs of one world share its luck."""
    mean = np.mean(apart, axis=0)
    return RuleOfPairing(rule, len(apart), float(np.nanmean(mean)), error_of(mean), compared)
