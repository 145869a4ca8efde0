"""Designs beside the same worlds without a programme. What was run is kept: a moved slider runs one design, and no baseline."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wopsim.analysis.measures import NEEDED_BY_MEASURES, beside, measure
from wopsim.processes import workers_or_all
from wopsim.runs.in_memory import labelled, run_arrays
from wopsim.runs.study_world import world_of
from wopsim.threads import each_in_threads

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.study.scenario import Scenario, Study

KEPT_BYTES = 400_000_000
"""Of runs without a programme, each with room for those of a design beside it; some 1.6 MB a run of the default world."""
KEPT_MEASURES = 2_000
"""Measures of one design in some draws that are kept, some 50 kB each: whoever moves a slider back waits for nothing."""
_DESIGN = "design"
"""Name of whichever design runs: what is kept has no names, because the same design may be called otherwise, and names cost time."""

_Key = tuple[object, ...]


class PairedRuns:
    """What designs do in plausible worlds, each measured against the same world without a programme."""

    def __init__(self) -> None:
        self._pairs: OrderedDict[_Key, xr.Dataset] = OrderedDict()
        self._measured: OrderedDict[_Key, xr.Dataset] = OrderedDict()

    def measured(self, study: Study, parts: Sequence[range], still_asked: Callable[[], bool]) -> list[xr.Dataset] | None:
        """Return the measures of each part of the draws, as those of `wopsim.run` of the study; one question at a time.

        Parameters
        ----------
        study : what is asked.
        parts : draws that run together; several parts run at once.
        still_asked : says before each design of a part whether somebody waits for it; None is returned where nobody does.
        """
        from_file = None if study.world == "default" else Path(study.world).stat().st_mtime_ns
        if from_file is not None and not any(held[:2] == (study.world, from_file) for held in self._pairs):
            world_of.cache_clear()  # the file may have changed since it was read
        common = (study.world, from_file, study.readings, study.seed, study.horizon_years, study.draws_from)

        def of_part(draws: range) -> xr.Dataset | None:
            worlds = (*common, draws, _settings(study.scenarios[0]))
            designs = []
            for scenario in study.scenarios[1:]:
                if not still_asked():
                    return None
                designs.append(self._of_design(study, scenario, draws, worlds))
            return beside(designs, study.scenarios[1:])

        found = dict(each_in_threads(of_part, parts, workers_or_all(None)))
        self._forget_oldest()
        there = [measures for part in parts if (measures := found[part]) is not None]
        return there if len(there) == len(parts) else None

    def _forget_oldest(self) -> None:
        while len(self._pairs) > 1 and sum(pair.nbytes for pair in self._pairs.values()) > KEPT_BYTES:
            self._pairs.popitem(last=False)
        while len(self._measured) > KEPT_MEASURES:
            self._measured.popitem(last=False)

    def _of_design(self, study: Study, scenario: Scenario, draws: range, worlds: _Key) -> xr.Dataset:
        key = (*worlds, _settings(scenario))
        if key not in self._measured:
            two = replace(study, scenarios=(study.scenarios[0], replace(scenario, name=_DESIGN, label=_DESIGN)))
            self._measured[key] = measure(self._pair(two, draws, worlds), two)
        self._measured.move_to_end(key)
        return self._measured[key]

    def _pair(self, two: Study, draws: range, worlds: _Key) -> xr.Dataset:
        """Return runs of a design after those without it; the next design is written into the same memory."""
        kept = self._pairs.get(worlds)
        replicates = range(two.replicates)
        runs = run_arrays(two if kept is None else replace(two, scenarios=two.scenarios[1:]), draws, replicates, NEEDED_BY_MEASURES)
        if kept is None:
            kept = labelled(two, draws, replicates, runs)
        else:
            for name, values in runs.items():
                kept.variables[name].values[1:] = values
        self._pairs[worlds] = kept
        self._pairs.move_to_end(worlds)
        return kept


def _settings(scenario: Scenario) -> _Key:
    return tuple(sorted(scenario.settings.items()))
