"""The choice between the designs of a study: one row a design, over what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.acceptability import AcceptabilityCurves, beside_nothing
from wopsim.analysis.choice.drawn_numbers import group_of
from wopsim.analysis.choice.sensitivity import Sensitivity, sensitivity
from wopsim.analysis.choice.under_theories import under_theories
from wopsim.analysis.choice.value_of_information import Known, value_of_knowing, value_of_knowing_all
from wopsim.analysis.choice.worlds import Worlds
from wopsim.errors import ResultError, did_you_mean
from wopsim.handed_out import copied
from wopsim.streams import Floats
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from wopsim.analysis.choice.yardstick import Yardstick

CAUSES = ("short_of_applicants", "short_of_mentors", "capped", "held_back", "short_of_money")
"""What kept a call from one more partnership: nobody else applied, no mentor was free, a cap kept a pair out, a rule held money back, too
little was left."""
_CURVE_POINTS = 81
"""Points of a curve over what a unit is worth."""


@copied("table")
@dataclass(frozen=True, repr=False)
class DecisionData:
    """Which design to choose, how sure that is, and what it costs if it is wrong.

    Parameters
    ----------
    table : one row per choice, the best on average first: the designs, and where a unit has a worth also no programme, which gains and
        costs nothing. Columns:
        `scenario`, `label`; `group` (letters; these runs do not tell a design from the first of its letter, or not by more than is useful);
        `value` (what is judged: the gain, or its worth less the cost), `value_error` (its Monte Carlo error), `gain`, `cost` [EUR2024],
        `gain_error`, `cost_error`;
        `unit_cost`, `unit_cost_low`, `unit_cost_high` (ratio of means; 90 % interval of what the number of runs leaves open),
        `unit_cost_undefined` (why it is not known); `chance_best` (over plausible worlds); `regret` (expected loss against the
        best of each world), `regret_if_wrong` (that, by the chance that it is not the best), `regret_worst` (in the worst twentieth
        of worlds); `against`, `against_mean`, `against_error` (paired difference to the design `against`, that one's own to the next
        best), `wins_worlds`, `wins_runs` (shares in which it beats that design), `no_useful_difference` (chance; NaN where nothing says
        which difference is useful), `harm`, `harm_runs` (shares of plausible worlds and of single runs with less than without a
        programme);
        `cost_funder`, `cost_all` (money of either, whichever the yardstick counts) [EUR2024], `cost_funder_error`, `cost_all_error`;
        `pays_funder`, `pays_all` (worth of a unit from which it is better than no programme on average, by money of either; `_low`,
        `_high`: 90 % interval of what the number of runs leaves open; `_sure`: from which it is better in nine of ten plausible worlds;
        NaN where no worth is enough) [EUR2024 per unit];
        `runs_needed` (points, draws x replicates, until the difference is told from none, or known to half of `useful`; as many as there
        are where that is so);
        `partnerships_agreed` (of a run);
        `unspent` (share of the money: the budget and what others added), `much_unspent`; `unpromised` (share of the same: what nobody was
        promised when the calls had closed), `calls_<cause>` (calls of a run by what kept each from one more partnership, see `CAUSES`),
        `unpromised_<cause>` (of `unpromised`, what belongs to a cause: the money of each run by its share of that run's calls);
        `support_<group>` (share of support that reached a group), `support_<group>_error`; `dominance`.
    yardstick : what is judged.
    useful : the smallest difference that matters: as the yardstick names it, or what stands for it (`told_apart.useful_difference`).
    title : of the study; draws, replicates : of each design.
    unit, words : of the gain.
    against : name of the design that others stand against.
    cleaned : what each choice is worth in each plausible world, in the order of `choices`.
    gains, costs : (design, draw), cleaned of luck; in the order of `designs`.
    designs : names, in the order of the study.
    numbers : what differs between draws, by name, (draw,).
    luck : what it might have done to the means of gains and of costs instead, each (time, design), both by the same luck.
    predicted : names of the designs whose pairs are chosen by what the model predicts that they learn.
    told : what was found out before and between the runs, see `wopsim.Result.told`.
    """

    table: pd.DataFrame
    yardstick: Yardstick
    useful: float
    title: str
    draws: int
    replicates: int
    unit: str
    words: str
    against: str
    cleaned: Worlds
    gains: Floats
    costs: Floats
    designs: tuple[str, ...]
    numbers: dict[str, Floats]
    luck: tuple[Floats, Floats]
    predicted: frozenset[str] = frozenset()
    told: tuple[str, ...] = ()

    @property
    def programmes(self) -> pd.DataFrame:
        """The rows of `table` that are designs: what can be told of a programme, and not of none."""
        return self._programmes.copy(deep=False)

    @cached_property
    def _programmes(self) -> pd.DataFrame:
        table = self.table
        return table[table["scenario"] != BASELINE]

    @property
    def choices(self) -> tuple[str, ...]:
        """Names of what is chosen between: the designs in the order of the study, and where a unit has a worth no programme as the last."""
        return (*self.designs, BASELINE) if self.in_money else self.designs

    @property
    def best(self) -> str:
        """Name of the design that is best on average, whether or not it is better than no programme."""
        return str(self.programmes["scenario"].iloc[0])

    @property
    def rival(self) -> str:
        """What the best design is held against, to say what turns the choice: as was asked, else the best that is not level with it.

        Level designs are often twins, and what parts them says nothing of the choice; where all are level, it is the second.
        """
        if self.against != self.best:
            return self.against
        others = self.table[self.table["scenario"] != self.best]
        unlike = others[others["group"] != self.table.set_index("scenario")["group"][self.best]]
        return str((unlike if len(unlike) else others)["scenario"].iloc[0])

    @property
    def nothing_first(self) -> bool:
        """Whether no programme is the best choice on average."""
        return str(self.table["scenario"].iloc[0]) == BASELINE

    @property
    def in_money(self) -> bool:
        """Whether what is judged is an amount [EUR2024]."""
        return self.yardstick.worth is not None

    @property
    def value_unit(self) -> str:
        """Unit of what is judged."""
        return "EUR2024" if self.in_money else self.unit

    def agreement(self, other: DecisionData) -> float:
        """Return the rank correlation of what designs are worth on average here and in another choice between the same designs [1].

        NaN where all designs are worth the same in one of them.
        """
        from scipy import stats

        values = [choice.table.set_index("scenario")["value"][list(self.designs)] for choice in (self, other)]
        return float(stats.spearmanr(*values).statistic) if all(np.ptp(value) > 0.0 for value in values) else np.nan

    @cached_property
    def curves(self) -> AcceptabilityCurves | None:
        """Curves over what a unit is worth, of the designs and of no programme as the last; None where no design gains on average."""
        prices = self.table["unit_cost"].to_numpy()
        prices = prices[np.isfinite(prices) & (prices > 0.0)]
        if not len(prices):
            return None
        most = max(3.0 * float(np.median(prices)), 2.0 * (self.yardstick.worth or 0.0))
        return beside_nothing(self.gains, self.costs, self.luck, np.linspace(0.0, most, _CURVE_POINTS))

    def information(self) -> pd.DataFrame:
        """Return what it would be worth to know more before choosing.

        Returns
        -------
        pandas.DataFrame
            Most valuable first within each kind; columns `kind` (`all`, `group`, `number`), `name`, `group`, `value`, `error` in the
            unit of what is judged; `seen` (whether the value is told from nothing, see `value_of_information.Known`).
        """
        return self._information.copy()

    def knowing(self, name: str) -> Known:
        """Return what it would be worth to know one of `numbers` alone: most of the work of `information`, which asks no second time."""
        if name not in self._known:
            self._known[name] = value_of_knowing(self.cleaned, {name: self.numbers[name]})
        return self._known[name]

    def sensitivity(self, design: str | None = None, against: str | None = None) -> Sensitivity:
        """Return what the difference of two designs hangs on.

        Parameters
        ----------
        design : its name; the best on average if not given.
        against : name of the design that is taken off, or `no_programme` for the effect alone; `rival` (the best, of another design than
            that) if not given.

        Raises
        ------
        ResultError : no such design, or twice the same.
        """
        first = design or self.best
        second = against or (self.rival if first == self.best else self.best)
        require_design(first, self.designs)
        if second != BASELINE:
            require_design(second, self.designs)
        if first == second:
            raise ResultError(f"{first!r} cannot stand against itself; name another design, or {BASELINE!r}.")
        if (first, second) not in self._sensitivities:
            places = self.designs.index(first), None if second == BASELINE else self.designs.index(second)
            self._sensitivities[first, second] = sensitivity(self.cleaned, self.numbers, places, (first, second))
        return self._sensitivities[first, second]

    def theories(self) -> pd.DataFrame:
        """Return by how much the best design is ahead of its rival, and what comes first, under each rival theory of partnerships.

        Returns
        -------
        pandas.DataFrame
            One row per theory that was varied, see `under_theories`; in the unit of what is judged. And `absent_first`, `strong_first`:
            name of the choice that comes first where the theory does not hold, and where it holds strongly; empty where these runs do not
            tell what is best on average from all that is not level with it.
        """
        means, now = self.cleaned.means, str(self.table["scenario"].iloc[0])

        def ahead_of(one: str, other: str) -> pd.DataFrame:
            places = self.choices.index(one), self.choices.index(other)
            return under_theories(self.numbers, means[:, places[0]] - means[:, places[1]])

        others = [name for name in self.choices if name != now]
        apart = {name: ahead_of(now, name) for name in others}
        table = ahead_of(self.best, self.rival)
        groups = self.table.set_index("scenario")["group"]
        unlike = [name for name in others if groups[name] != groups[now]] or others
        for what in ("absent", "strong"):
            first = []
            for place in range(len(table)):
                under = {name: one.iloc[place] for name, one in apart.items()}
                ahead = [name for name in others if under[name][what] < 0.0 and under[name][f"{what}_told"]]
                if ahead:
                    first.append(min(ahead, key=lambda name: float(under[name][what])))
                else:
                    first.append(now if all(under[name][what] > 0.0 and under[name][f"{what}_told"] for name in unlike) else "")
            table[f"{what}_first"] = first
        return table

    @cached_property
    def _sensitivities(self) -> dict[tuple[str, str], Sensitivity]:
        return {}

    @cached_property
    def _known(self) -> dict[str, Known]:
        return {}

    @cached_property
    def _information(self) -> pd.DataFrame:
        import pandas as pd

        everything = value_of_knowing_all(self.cleaned)
        rows: list[tuple[object, ...]] = [("all", "everything that is drawn", "", everything.value, everything.error)]
        groups: dict[str, dict[str, Floats]] = {}
        for name, values in self.numbers.items():
            groups.setdefault(group_of(name), {})[name] = values
        found: list[tuple[str, str, str, float, float]] = []
        for group, members in groups.items():
            alone = {name: self.knowing(name) for name in members}
            # Those that say nothing alone would only blur what the others say together.
            speak = {name: members[name] for name, known in alone.items() if known.error > 0.0}
            together = value_of_knowing(self.cleaned, speak or members)
            # no part is worth more than the whole; regressions on few draws may say so
            most = min(together.value, everything.value)
            found.append(("group", group, group, most, together.error))
            found += [("number", name, group, min(known.value, most), known.error) for name, known in alone.items()]
        found.sort(key=lambda row: (row[0], -row[3], row[1]))
        table = pd.DataFrame([*rows, *found], columns=["kind", "name", "group", "value", "error"])
        return table.assign(seen=[Known(value, error).seen for value, error in zip(table["value"], table["error"], strict=True)])


def require_design(against: str | None, names: Sequence[str]) -> None:
    """Check that a design to stand against is one of the study's.

    Raises
    ------
    ResultError : it is not.
    """
    if against is not None and against not in names:
        raise ResultError(f"no design {against!r} to stand against; known: {', '.join(names)}.{did_you_mean(against, names)}")
