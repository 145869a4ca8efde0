"""Run one cell of a study again, watch one utility, and gather what its story needs."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np

from wopsim.declare import VARIABLES
from wopsim.errors import ResultError, WorldError, did_you_mean
from wopsim.runs.in_memory import labelled, parameters_of
from wopsim.runs.study_world import world_of
from wopsim.study.scenario import BASELINE, Study
from wopsim.tracing.story_facts import CallFacts, Candidate, Cell, Lead, Leads, Profile, State, Story
from wopsim.world.utility_lookup import row_of

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.declare import Parameters
    from wopsim.engines.agents.model import WopModel
    from wopsim.engines.run_record import Call, RunRecord
    from wopsim.strategies.protocols import Ints
    from wopsim.streams import Floats
    from wopsim.tracing.animation import Picture
    from wopsim.world.table import World

ENDED_EARLY = ("ended_early", "ended_at_review", "ran_out_of_money", "unfinished")
MOST = 5  # utilities that are listed of each kind
SMALL = 0.005  # NRW; less is not called a gain or a loss


class Rerun:
    """One scenario, draw and replicate of a study, run again beside its twin without the programme.

    Parameters
    ----------
    study : that has the cell.
    scenario : name; None takes the first that is not the baseline.
    draw, replicate : numbers from 0.
    film : whether to keep what an animation shows.

    Raises
    ------
    ResultError : the study has no such scenario, draw or replicate.
    """

    def __init__(self, study: Study, scenario: str | None, draw: int, replicate: int, film: bool = False) -> None:
        from wopsim.engines.agents.model import run

        self.study = study
        self.cell, self.world, self.p = find_cell(study, scenario, draw, replicate)
        self.fatigue: list[Floats] = []
        self.film: list[Picture] = []
        self._filming = film
        self.record: RunRecord = run(self.world, self.p, study.seed, replicate, study.horizon_years, self._watch)
        self.twin: RunRecord = run(self.world, parameters_of(study, 0, draw), study.seed, replicate, study.horizon_years)
        self.names: list[str] = self.world.utilities["utility"].astype(str).tolist()

    def _watch(self, model: WopModel) -> None:
        if model.quarter % 4 == 0:
            self.fatigue.append(model.column("fatigue"))
        if self._filming:
            from wopsim.tracing.animation import picture

            self.film.append(picture(model))

    def equals(self, dataset: xr.Dataset) -> bool:
        """Whether a result holds the same numbers of this run and of its twin, to the last bit of single precision."""
        if dataset["utility"].values.astype(str).tolist() != self.names:
            return False
        cell = dataset.sel(draw=self.cell.draw, replicate=self.cell.replicate)
        return all(
            np.array_equal(cell[name].sel(scenario=scenario).values, record.values[name].astype(np.float32), equal_nan=True)
            for scenario, record in ((self.cell.scenario, self.record), (BASELINE, self.twin))
            for name in record.values
            if name in cell
        )

    def block(self) -> xr.Dataset:
        """Return the run and its twin as they stand in a result, in single precision."""
        scenarios = tuple(scenario for scenario in self.study.scenarios if scenario.name in (BASELINE, self.cell.scenario))
        arrays = {
            name: np.stack([self.twin.values[name], self.record.values[name]])[:, None, None].astype(np.float32) for name in VARIABLES
        }
        return labelled(replace(self.study, scenarios=scenarios), [self.cell.draw], [self.cell.replicate], arrays)

    def row(self, utility: str) -> int:
        """Row of a utility, by its identifier or its name. Raises ResultError where there is none, or several have the name."""
        try:
            return row_of(self.world, utility)
        except WorldError as error:
            raise ResultError(f"{error} Without a utility, the trace lists stories worth reading.") from None

    def story(self, utility: str) -> Story:
        """Return the story of one utility."""
        from wopsim.strategies.protocols import PAIRING, Scores

        row = self.row(utility)
        utility = self.names[row]
        facts = self.world.utilities.iloc[row]
        strategy = PAIRING.create(self.p.pairing)
        once = {name: float(self.record.values[name][row]) for name in ("support_received", "expert_days", "mentor_days", "mentor_in_kind")}
        return Story(
            cell=self.cell,
            profile=Profile(**{field.name: facts[field.name] for field in fields(Profile)}),
            pairing=str(self.p.pairing),
            pairing_words=" ".join((inspect.getdoc(type(strategy)) or "").split("\n\n")[0].split()),
            score=strategy.score if isinstance(strategy, Scores) else "",
            calls=tuple(self._call(utility, row, event.time, event.amount) for event in self.record.events
                        if event.kind == "applied" and event.mentee == utility),
            events=tuple(event for event in self.record.events if utility in (event.mentee, event.mentor)),
            states=self._states(self.record, row, self.fatigue),
            twin=self._states(self.twin, row, [np.zeros(len(self.names))] * (self.cell.years + 1)),
            **once,
        )  # fmt: skip

    def leads(self) -> Leads:
        """Return the utilities whose stories are worth reading."""
        happened: dict[str, dict[str, float]] = {}
        for event in self.record.events:
            happened.setdefault(event.kind, {})[event.mentee] = event.time
        ended = {mentee: time for kind in ENDED_EARLY for mentee, time in happened.get(kind, {}).items()}
        exited = happened.get("exited", {}).keys() - ended.keys()
        saved = self.twin.values["nrw_share"] - self.record.values["nrw_share"]
        lost = saved.max(axis=0) - saved[-1]
        successes = [Lead(name, float(saved[-1, self.names.index(name)])) for name in exited]
        relapses = [Lead(name, float(lost[self.names.index(name)])) for name in happened.get("agreed", {})]
        asked = Counter(event.mentee for event in self.record.events if event.kind == "applied")
        given = self.record.values["mentor_days"]
        return Leads(
            self.cell,
            _first(lead for lead in successes if lead.number > SMALL),
            _first(lead for lead in relapses if lead.number > SMALL),
            _first(Lead(name, time) for name, time in ended.items()),
            _first(Lead(name, times) for name, times in asked.items() if name not in happened.get("paired", {})),
            _first(Lead(name, float(days)) for name, days in zip(self.names, given, strict=True) if days > 0),
        )

    def _states(self, record: RunRecord, row: int, fatigue: list[Floats]) -> tuple[State, ...]:
        names = [field.name for field in fields(State) if field.name not in ("practice", "fatigue")]
        return tuple(
            State(
                practice=tuple(record.values["practice"][year, row].tolist()),
                fatigue=float(fatigue[year][row]),
                **{name: float(record.values[name][year, row]) for name in names},
            )
            for year in range(self.cell.years + 1)
        )

    def _call(self, utility: str, row: int, time: float, reported: float) -> CallFacts:
        year = round(time)
        events = [event for event in self.record.events if event.kind in ("applied", "paired") and round(event.time) == year]
        applicants = sum(event.kind == "applied" for event in events)
        funded = [event.mentee for event in events if event.kind == "paired"]
        call = next((call for call in self.record.calls if call.year == year), None)
        if call is None:
            return CallFacts(year, reported, applicants, 0, (), None, 0, 0, 0, False)
        column = int(np.flatnonzero(call.mentees == row)[0])
        turns = np.flatnonzero(call.pairs[:, 1] == column) if len(call.pairs) else np.array([], dtype=np.int64)
        before = call.pairs[: turns[0]] if turns.size else call.pairs
        lines = self._ranked(call, column)
        chosen = lines.index(int(call.pairs[turns[0], 0])) if turns.size else None
        return CallFacts(
            year, reported, applicants, int(call.mentors.size),
            tuple(self._candidate(call, column, line, before) for line in lines), chosen,
            int(turns[0]) + 1 if turns.size else 0, len(call.pairs), len(funded), utility in funded,
        )  # fmt: skip

    def _scores(self, call: Call) -> Floats | None:
        from wopsim.strategies.protocols import PAIRING, Scores

        strategy = PAIRING.create(self.p.pairing)
        return np.asarray(strategy.scores(call.view, call.u, self.p)) if isinstance(strategy, Scores) else None

    def _ranked(self, call: Call, column: int) -> list[int]:
        """Known mentors (places in the view), the strategy's preferred ones first; without a score, by predicted gain."""
        score = self._scores(call)
        known = np.flatnonzero(call.view.known[:, column])
        key = call.view.predicted_gain[:, column] * -1.0 if score is None else score[:, column]
        order = np.lexsort((call.u[known, column], key[known]))
        return [int(line) for line in known[order]]

    def _candidate(self, call: Call, column: int, line: int, before: Ints) -> Candidate:
        view = call.view
        mentor = int(call.mentors[line])
        score = self._scores(call)
        takers = [self.names[int(call.mentees[mentee])] for place, mentee in before if place == line]
        return Candidate(
            self.names[mentor], str(self.world.utilities["country"].iloc[mentor]), float(view.distance[line, column]),
            bool(view.same_language[line, column]), float(view.unlike[line, column]), float(view.mentor_practice[line] @ view.focus),
            float(view.predicted_gain[line, column]), float(view.planned_cost[line, column]),
            None if score is None else float(score[line, column]),
            tuple(takers) if len(takers) >= view.free_places[line] else (),
        )  # fmt: skip


def find_cell(study: Study, scenario: str | None, draw: int, replicate: int) -> tuple[Cell, World, Parameters]:
    """Return a cell of a study, its world and its parameters; arguments and errors as in `Rerun`."""
    number = _scenario_number(study, scenario)
    _check_number("draw", draw, study.draws)
    _check_number("replicate", replicate, study.replicates)
    world_of.cache_clear()  # the file may have changed since the last study
    world = world_of(study.world, study.readings).complete(study.seed, draw)
    chosen = study.scenarios[number]
    cell = Cell(study.title, chosen.name, chosen.label, draw, replicate, study.horizon_years)
    return cell, world, parameters_of(study, number, draw)


def _first(leads: Iterable[Lead]) -> tuple[Lead, ...]:
    return tuple(sorted(leads, key=lambda lead: (-lead.number, lead.utility))[:MOST])


def _scenario_number(study: Study, scenario: str | None) -> int:
    names = [found.name for found in study.scenarios]
    if scenario is None:
        return 1
    if scenario not in names:
        raise ResultError(f"the study has no scenario {scenario!r}.{did_you_mean(scenario, names)} It has: {', '.join(names)}.")
    return names.index(scenario)


def _check_number(what: str, number: int, count: int) -> None:
    if not 0 <= number < count:
        raise ResultError(f"the study has {count} {what}s, 0 to {count - 1}; there is no {what} {number}.")
