"""The experiments behind the stylised facts: worlds, programmes, and runs with and without them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

import wopsim.declared
from validation.panel_like import panel_like_world
from wopsim.declare import Parameters, Value
from wopsim.engines.compiled.run import run
from wopsim.engines.outputs import DOMAINS
from wopsim.inference.background.estimates import background_estimates
from wopsim.rules.theories import neutral
from wopsim.streams import Floats
from wopsim.study.draws import SHIPPED, draw_of
from wopsim.world.reading import read_world
from wopsim.world.table import World

assert wopsim.declared  # imported so that everything is declared

SEED = 20261123
REPLICATES = 12
DRAWS = 48
YEARS = 12
BUDGET = 10e6
PANEL_UTILITIES, PANEL_YEARS, PANEL_REPLICATES = 400, 20, 24
BUDGETS = (2.5e6, 5e6, 10e6, 20e6)
TURNAROUND_MENTEES, TURNAROUND_YEARS = 16, 10
TURNAROUND: dict[str, Value] = {
    "partnership_months": 120,
    "programme_years": 10,
    "resident_share": 1.0,
    "missions_per_year": 4.0,
    "experts_per_mission": 3,
    "days_per_mission": 10.0,
    "pilot_grant": 75e3,
    "channel": "direct",
    "pairing": "predicted_gain",
    "funding": "blended",
    "investment_part": 0.9,
}
"""Ten years of mentoring with a resident, and nine times its cost for works."""
UNTROUBLED: dict[str, Value] = {
    "application_chance": 1.0,
    "agreement_chance": 1.0,
    "mentor_refusal": 0.0,
    "reach_direct": 1.0,
    "early_end_rate": 0.0,
    "review_trust": 0.0,
    "leadership_rate": 0.1,
    "conflict_rate": 0.0,
    "pandemic_rate": 0.0,
    "investment_rate": 0.0,
    "most_partnerships": 100,
    "in_kind_cap": 1.0,
}
"""Nothing that could come between, with or without the programme, and no other capital."""
WITHOUT_TEACHING = neutral()
"""Nothing that other theories have a partnership do by being there, whatever it teaches: take staff from their work, keep routines, ..."""
EUWOP: dict[str, Value] = {
    "partnership_months": 36,
    "missions_per_year": 4.0,
    "experts_per_mission": 3,
    "days_per_mission": 7.0,
    "pilot_grant": 69e3,
}

Values = dict[str, Floats]


@dataclass(frozen=True)
class Pair:
    """One replicate with and without a programme."""

    without: Values
    with_it: Values

    @property
    def mentored(self) -> npt.NDArray[np.int64]:
        """Rows of utilities with a first mission in the first half of the run."""
        return np.flatnonzero(self.with_it["mentored"][YEARS // 2] > 0)

    def first_year(self, row: int) -> int:
        """Year end before the utility's first mission."""
        return int(np.argmax(self.with_it["mentored"][:, row] > 0)) - 1


@dataclass(frozen=True)
class Experiments:
    """All experiments over draws of the parameters; each runs when first asked for, and only once.

    Parameters
    ----------
    source : of the draws, see `draw_of`.
    draws : numbers of the draws; replicate k of an experiment has the k-th of them (from the beginning again when they are used up),
        so that what is measured over replicates is the posterior predictive.
    replicates : of each pair of runs.
    """

    source: str = SHIPPED
    draws: tuple[int, ...] = tuple(range(DRAWS))
    replicates: int = REPLICATES

    def p(self, replicate: int) -> Parameters:
        """Parameters of a replicate, without a programme."""
        return Parameters(**draw_of(self.source, SEED, self.draws[replicate % len(self.draws)])).replace(budget=0.0)

    @property
    def effort(self) -> float:
        """Size relative to the full experiment [1]."""
        return self.replicates / REPLICATES

    @cached_property
    def world(self) -> World:
        """The default world, nothing missing."""
        return read_world("default").complete(SEED, self.draws[0])

    @cached_property
    def euwop(self) -> list[Pair]:
        """EU-WOP type partnerships for ten million euros."""
        return self._pairs()

    @cached_property
    def euwop_by_need(self) -> list[Pair]:
        """The same, paired by need."""
        return self._pairs(pairing="by_need", application_need=2.0)

    @cached_property
    def euwop_in_groups(self) -> list[Pair]:
        """The same, three mentees to a mission."""
        return self._pairs(cohort_size=3)

    @cached_property
    def panel_like_nrw(self) -> Floats:
        """Reported NRW of 400 utilities whose start has the panel's distribution, over 20 years, NRW moving as fitted to that panel.

        The posterior describes a country that is neither Brazil nor California; a panel can only be shown at its own fit.

        Returns
        -------
        (year, utility) [1]; the replicates stand beside each other.
        """
        return np.concatenate([self.panel_like_replicate(k) for k in range(PANEL_REPLICATES)], axis=1)

    def panel_like_replicate(self, replicate: int) -> Floats:
        """Return the same for any replicate of chance."""
        start = self._panel_like_start
        mentees = (start.utilities["role"] == "mentee").to_numpy()
        p = self.p(replicate).replace(**_brazil(), nrw_restless=1.0)  # the spread of the whole panel
        return run(start, p, SEED, replicate, PANEL_YEARS).values["reported_nrw_share"][:, mentees]

    @cached_property
    def shipped_without(self) -> list[Values]:
        """Mentees of the default world over 20 years without any programme; columns of mentees only."""
        mentees = (self.world.utilities["role"] == "mentee").to_numpy()
        return [_columns(run(self.world, self.p(k), SEED, k, PANEL_YEARS).values, mentees) for k in range(PANEL_REPLICATES)]

    @property
    def shipped_nrw(self) -> Floats:
        """What these report, (year, utility) [1]; the replicates stand beside each other."""
        return np.concatenate([values["reported_nrw_share"] for values in self.shipped_without], axis=1)

    @cached_property
    def _panel_like_start(self) -> World:
        return panel_like_world(PANEL_UTILITIES, ("nrw_share",), SEED, self.draws[0])

    @cached_property
    def nothing_taught(self) -> Pair:
        """Mentors that teach nothing."""
        return self._pair(self.world, 0, self.p(0).replace(teaching_rate=0.0, **WITHOUT_TEACHING))

    @cached_property
    def nothing_absorbed(self) -> Pair:
        """Mentees that absorb nothing."""
        return self._pair(self.world, 0, self.p(0).replace(absorption=0.0, **WITHOUT_TEACHING))

    @cached_property
    def no_gap(self) -> Pair:
        """Mentors that know less than every mentee; columns of mentees only."""
        table = self.world.utilities.copy()
        mentors = (table["role"] == "mentor").to_numpy()
        for domain in DOMAINS:
            table.loc[mentors, "skill_" + domain] = 0.05
        pair = self._pair(
            replace(self.world, utilities=table), 0, self.p(0).replace(**WITHOUT_TEACHING), channel="direct"
        )  # a platform teaches mentees among themselves
        return Pair(_columns(pair.without, ~mentors), _columns(pair.with_it, ~mentors))

    @cached_property
    def by_budget(self) -> list[list[Values]]:
        """EU-WOP type partnerships for each of `BUDGETS`, by replicate."""
        return [
            [
                run(self.world, self.p(replicate).replace(**EUWOP).replace(budget=budget), SEED, replicate, YEARS).values
                for replicate in range(self.replicates)
            ]
            for budget in BUDGETS
        ]

    def turnaround(self, autonomy: float = 0.95, **design: Value) -> list[Pair]:
        """Return ten years with and without support of utilities that lose 60 % and do not cover their costs.

        Parameters
        ----------
        autonomy : of these utilities [1].
        design : what differs from `TURNAROUND`.
        """
        table = self.world.utilities
        is_mentee = (table["role"] == "mentee").to_numpy()
        table = table[~is_mentee | (np.cumsum(is_mentee) <= TURNAROUND_MENTEES)].copy()
        table.loc[table["role"] == "mentee", ["nrw_share", "occr", "autonomy"]] = [0.6, 0.7, autonomy]
        world = replace(self.world, utilities=table, drawn=table.iloc[:0])
        pairs = []
        for replicate in range(max(1, self.replicates // 2)):
            without = self.p(replicate).replace(**UNTROUBLED)
            helped = without.replace(**{"budget": 9e9, **TURNAROUND, **design})
            pairs.append(Pair(*(run(world, p, SEED, replicate, TURNAROUND_YEARS).values for p in (without, helped))))
        return pairs

    def _pairs(self, **design: Value) -> list[Pair]:
        return [self._pair(self.world, replicate, self.p(replicate), **design) for replicate in range(self.replicates)]

    def _pair(self, world: World, replicate: int, p: Parameters, **design: Value) -> Pair:
        programme = p.replace(budget=BUDGET, **EUWOP, **design)
        return Pair(run(world, p, SEED, replicate, YEARS).values, run(world, programme, SEED, replicate, YEARS).values)


def of_one_draw(draw: int, replicates: int, source: str = SHIPPED) -> Experiments:
    """Return the experiments at one draw, with a world completed by the same draw."""
    return Experiments(source, (draw,), replicates)


def _brazil() -> dict[str, Value]:
    """Return the parameters of the background of NRW as they were fitted to Brazil's panel."""
    table = background_estimates("Brazil").query("parameter.str.startswith('nrw_')", engine="python")
    return {str(name): float(value) for name, value in zip(table["parameter"], table["estimate"], strict=True)}


def _columns(values: Values, chosen: npt.NDArray[np.bool_]) -> Values:
    """Keep some utilities in every output of (time, utility, ...)."""
    return {name: array[:, chosen] for name, array in values.items() if array.ndim >= 2}
