"""What `wopsim check --worlds` runs: tests of a user's own study and strategies that hold whatever the parameters are.

The world is run as it is, without teaching, without one utility, twice, and by both engines; what has to agree is compared to the last
bit. And it is said what the study sets without any effect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from wopsim.declare import PARAMETERS, Parameters
from wopsim.engines.agents.model import WopModel, run_model
from wopsim.engines.compiled.run import run as run_compiled
from wopsim.engines.run_record import RunRecord
from wopsim.errors import StrategyError, WopsimError
from wopsim.rules.theories import neutral
from wopsim.runs.differences import Difference, first_difference
from wopsim.runs.in_memory import parameters_of
from wopsim.runs.unread_parameters import Unread, unread_parameters
from wopsim.strategies.protocols import FUNDING, PAIRING
from wopsim.study.scenario import Scenario, Study
from wopsim.testing import check_funding, check_pairing, check_pairs
from wopsim.world.reading import read_world
from wopsim.world.table import World

DRAWS, REPLICATES = 1, 2
TEACHING = ("mission", "cohort_mission", "resident_month", "study_visit", "remote_coaching", "course", "follow_up")

PURE = "what does not come from the study: a clock, a global random number, a file, something kept from one call to the next"
LOOK = {
    "contract": "docs/how-to/extend.md says what a strategy promises; `wopsim.testing` asks the same questions in a test of your own",
    "twice": f"look in the strategies of this scenario for {PURE}",
    "both engines": "look in the strategies of this scenario for one that says `many_worlds = True` and answers otherwise for many; in "
    "code of your own, for a rule that one engine has and the other lacks. Where there is none of these, please report it",
    "null effect": f"look in the strategies of this scenario for {PURE}; in a rule of your own, for an effect without `absorption`",
    "before the start": f"look in the strategies of this scenario for {PURE}; in code of your own, for an effect before a mission",
    "world minus one": "look for columns of the world that were made from other rows (means, ranks), and for code that goes by row number",
}
"""By check: what to look at when it breaks."""


@dataclass(frozen=True)
class Broken:
    """Something that had to hold and did not.

    Parameters
    ----------
    check : a key of `LOOK`.
    where : scenario, strategies, draw and replicate, in words.
    what : happened, in words.
    """

    check: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.check}, {self.where}: {self.what}\n    What to do: {LOOK[self.check]}."


@dataclass
class WorldChecks:
    """What the checks found.

    Parameters
    ----------
    broken : what had to hold and did not; empty when all is well.
    silent : checks that said nothing, and why, one sentence each.
    unread : what the study sets without any effect.
    runs : model runs that were made.
    """

    broken: list[Broken] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    runs: int = 0

    def add(self, check: str, where: str, what: str) -> None:
        """Note what broke, once."""
        found = Broken(check, where, what)
        if found not in self.broken:
            self.broken.append(found)


class _Unpaid(WopModel):
    """The model where a programme teaches, but neither gives works money nor takes co-finance: both are effects of their own."""

    def take_step(self, name: str) -> None:
        if name == "money":
            self.block.state["own_payments"] = 0.0
            self.block.state["project_grants"] = 0.0
        super().take_step(name)


def check_worlds(study: Study, progress: Callable[[str], None] | None = None) -> WorldChecks:
    """Run the world checks on a study.

    Parameters
    ----------
    study : what to check; its draws and replicates are cut to a few.
    progress : called with the name of each scenario before it is run.

    Returns
    -------
    what broke, in words

    Raises
    ------
    WorldError : the world cannot be read.
    """
    found = WorldChecks()
    small = replace(study, draws=min(study.draws, DRAWS), replicates=min(study.replicates, REPLICATES))
    world = read_world(study.world, study.readings)
    mentored: set[str] = set()
    for number, scenario in enumerate(small.scenarios):
        if number == 0:
            continue
        if progress:
            progress(scenario.name)
        before = _registered()
        _check_contract(found, scenario, parameters_of(small, number, 0))
        for draw in range(small.draws):
            whole, p = world.complete(small.seed, draw), parameters_of(small, number, draw)
            for replicate in range(small.replicates):
                here = _Here(found, small, scenario, whole, p, draw, replicate)
                mentored |= here.check()
        for name in sorted(_registered() - before):
            found.add("contract", f"scenario {scenario.name!r}", f"{name} was registered or declared while strategies were asked.")
    if progress:
        progress("world minus one")
    _check_minus_one(found, small, world, mentored)
    if progress:
        progress("what nothing reads")
    if not found.broken:
        found.unread = unread_parameters(small, world)
    return found


def _registered() -> set[str]:
    strategies = {f"{registry.family} strategy {name!r}" for registry in (PAIRING, FUNDING) for name in registry.names()}
    return strategies | {f"parameter {name!r}" for name in PARAMETERS}


def _check_contract(found: WorldChecks, scenario: Scenario, p: Parameters) -> None:
    checks: dict[str, Callable[[], None]] = {
        "pairing": lambda: check_pairing(PAIRING.get(p.pairing), p),
        "funding": lambda: check_funding(FUNDING.get(p.funding), p),
    }
    for family, check in checks.items():
        try:
            check()
        except StrategyError as error:
            found.add("contract", f"{family} of scenario {scenario.name!r}", str(error))


class _Here:
    """The checks of one scenario, draw and replicate."""

    def __init__(
        self, found: WorldChecks, study: Study, scenario: Scenario, world: World, p: Parameters, draw: int, replicate: int
    ) -> None:
        self.found, self.study, self.world, self.p, self.replicate = found, study, world, p, replicate
        self.scenario = scenario
        self.where = f"scenario {scenario.name!r} (pairing {p.pairing!r}, funding {p.funding!r}), draw {draw}, replicate {replicate}"

    def check(self) -> set[str]:
        """Run all checks; returns the utilities that were mentored."""
        try:
            record = self._run(WopModel, self.p)
            self._strategy_on_calls(record)
            if self._twice(record) and self.replicate == 0:
                self._both_engines(record)
            self._null_effect()
            self._before_the_start()
        except StrategyError as error:
            self.found.add("contract", self.where, str(error))
            return set()
        except WopsimError:
            raise
        except Exception as error:
            self.found.add("contract", self.where, f"the run failed with {type(error).__name__}: {error}")
            return set()
        return {event.mentee for event in record.events if event.kind in ("mission", "cohort_mission")}

    def _run(self, kind: type[WopModel], p: Parameters) -> RunRecord:
        self.found.runs += 1
        return run_model(kind(self.world, p, self.study.seed, self.replicate, self.study.horizon_years))

    def _strategy_on_calls(self, record: RunRecord) -> None:
        for call in record.calls:
            check_pairs(PAIRING.get(self.p.pairing), call.view, call.view.reported_nrw.size, call.u, self.p)

    def _twice(self, record: RunRecord) -> bool:
        """Whether the run done twice is the same."""
        again = self._run(WopModel, self.p)
        differing = first_difference(record, again, self._names(), bookkeeping=True)
        if differing:
            self.found.add("twice", self.where, f"the same run done twice is not the same. {differing.said('first time', 'second time')}")
        elif repr(record.events) != repr(again.events):
            self.found.add("twice", self.where, "the same run done twice has other events.")
        return not differing and repr(record.events) == repr(again.events)

    def _both_engines(self, record: RunRecord) -> None:
        self.found.runs += 1
        fast = run_compiled(self.world, self.p, self.study.seed, self.replicate, self.study.horizon_years)
        engines = "with the engine 'agents'", "with 'compiled'"
        differing = first_difference(record, fast, self._names(), bookkeeping=True)
        others = [
            f"{name!r}" for name, values in record.values.items() if not np.array_equal(values, fast.values[name], equal_nan=True)
        ]  # fmt: skip
        if differing:
            self.found.add("both engines", self.where, f"the two engines do not agree. {differing.said(*engines)}")
        elif others:
            self.found.add("both engines", self.where, f"the two engines do not agree on {', '.join(others)} of the whole run.")

    def _null_effect(self) -> None:
        p = self.p.replace(absorption=0.0, **neutral())  # other theories have effects that nobody has to absorb
        record, alone = self._run(_Unpaid, p), self._run(_Unpaid, p.replace(budget=0.0))
        if not any(event.kind in TEACHING for event in record.events):
            self._silent("nobody is mentored, so the checks of the null effect and of the start say nothing")
        differing = first_difference(record, alone, self._names())
        if differing:
            self.found.add("null effect", self.where, f"mentees absorb nothing, and yet something changes. {_with_and_without(differing)}")

    def _before_the_start(self) -> None:
        # a platform's events are no mission: they begin with the programme and move all its members
        p = self.p.replace(sharing_days=0.0, **neutral())
        record, alone = self._run(_Unpaid, p), self._run(_Unpaid, p.replace(budget=0.0))
        first = min((event.time for event in record.events if event.kind in TEACHING), default=float(self.study.horizon_years))
        differing = first_difference(record, alone, self._names(), years=int(first))
        if differing:
            self.found.add(
                "before the start", self.where,
                f"the first teaching anywhere is {first:.1f} years after the start, and yet something changes before it. "
                + _with_and_without(differing),
            )  # fmt: skip

    def _names(self) -> list[str]:
        return [str(name) for name in self.world.utilities["utility"]]

    def _silent(self, why: str) -> None:
        sentence = f"scenario {self.scenario.name!r}: {why}."
        if sentence not in self.found.silent:
            self.found.silent.append(sentence)


def _with_and_without(differing: Difference) -> str:
    return differing.said("with the programme", "without it")


def _check_minus_one(found: WorldChecks, study: Study, world: World, mentored: set[str]) -> None:
    """Take away a mentee that no scenario mentored, and one that some did: everybody else's baseline stays."""
    mentees = [str(name) for name in world.utilities.loc[world.utilities["role"] == "mentee", "utility"]]
    never = next((name for name in reversed(mentees) if name not in mentored), None)
    some = next((name for name in mentees if name in mentored), mentees[0])
    # a utility that turns itself around follows the best neighbour in its country: there, who else is in the world is to matter
    p = parameters_of(study, 0, 0).replace(initiative_rate=0.0)
    whole = _baseline(found, study, world, p)
    for gone in dict.fromkeys(name for name in (never, some) if name is not None):
        kept = (world.utilities["utility"] != gone).to_numpy()
        if not kept.any():
            continue
        less = _baseline(found, study, world.only(kept), p)
        names = [str(name) for name in world.utilities["utility"]]
        others = np.array([row for row, name in enumerate(names) if name != gone], dtype=np.int64)
        differing = first_difference(whole, less, [names[row] for row in others], rows=others)
        if differing:
            what = f"without {gone!r} in the world, another utility lives another life. {differing.said('with it', 'without it')}"
            found.add("world minus one", f"scenario {study.scenarios[0].name!r}, draw 0, replicate 0", what)


def _baseline(found: WorldChecks, study: Study, world: World, p: Parameters) -> RunRecord:
    found.runs += 1
    return run_model(WopModel(world.complete(study.seed, 0), p, study.seed, 0, study.horizon_years))
