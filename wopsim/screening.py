"""One-at-a-time screening of the order of designs: every undrawn number that rests on a guess, low and high, under the same luck.

What is uncertain is drawn, and therefore in every interval already; it is held at the ends of its prior to show how much hangs on it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from wopsim import durable
from wopsim.analysis.designs import families, setting
from wopsim.analysis.outcome_specs import EFFECTS, THRESHOLD
from wopsim.analysis.paired import Grid
from wopsim.analysis.ranking_shifts import chances, money_of
from wopsim.analysis.screening_result import ENDS_OF_PRIOR, Finding, Number, Screening
from wopsim.declare import PARAMETERS, Value
from wopsim.errors import WopsimError, did_you_mean
from wopsim.study.scenario import Study

_DEFAULT = "default"
_IDENTITY = {
    "study": "study, scenarios, draws or replicates", "world_sha256": "world", "draws_sha256": "posterior or priors",
    "wopsim_source_sha256": "code of wopsim", "lock_sha256": "libraries", "outcome": "outcome",
}  # fmt: skip


def numbers_of(study: Study, names: Sequence[str] | None = None) -> tuple[list[Number], list[str]]:
    """Return what is screened: numbers with a plausible range, and what is uncertain; and the names of those that the study sets.

    Parameters
    ----------
    study : whose settings are choices and left alone.
    names : of the numbers that are wanted; None takes all.

    Raises
    ------
    WopsimError : a name of no such number.
    """
    import wopsim.declared  # noqa: F401  (declares every parameter)

    known = {name: p for name, p in sorted(PARAMETERS.items()) if p.plausible is not None or p.role == "uncertain"}
    for name in names or ():
        if name not in known:
            why = "has no plausible range and is not uncertain" if name in PARAMETERS else "is no parameter"
            raise WopsimError(f"{name!r} {why}, so it cannot be screened.{did_you_mean(name, known)}")
    set_by_study = {name for scenario in study.scenarios for name in scenario.settings}
    found = []
    for declared in known.values() if names is None else [known[name] for name in dict.fromkeys(names)]:
        low, high = declared.plausible or declared.quantile(ENDS_OF_PRIOR)
        found.append(Number(declared, declared.kind(low), declared.kind(high)))
    left = [number.declared.name for number in found if number.declared.name in set_by_study]
    return [number for number in found if number.declared.name not in left], left


def with_designs(study: Study, names: Sequence[str] | None) -> Study:
    """Return the study with some of its scenarios, beside the baseline.

    Parameters
    ----------
    study : of at least two designs.
    names : of scenarios; None takes one of each design: that which is paired at random, or else the first.

    Raises
    ------
    WopsimError : no such scenario, or fewer than two.
    """
    if names is None:
        groups = families(study)
        chosen = [next((one for one in group if setting(one, "pairing") == "random"), group[0]) for group in groups]
    else:
        known = {scenario.name: scenario for scenario in study.scenarios[1:]}
        unknown = [name for name in names if name not in known]
        if unknown:
            hint = did_you_mean(unknown[0], known)
            raise WopsimError(f"the study has no scenario {unknown[0]!r}; it has {', '.join(known)}.{hint}")
        chosen = [known[name] for name in dict.fromkeys(names)]
    if len(chosen) < 2:
        raise WopsimError("an order needs at least two designs; name two scenarios of the study, or take a study that has more.")
    return dataclasses.replace(study, scenarios=(study.scenarios[0], *chosen))


def screen(
    study: Study,
    folder: Path,
    outcome: str = "people_served",
    threshold: float = THRESHOLD,
    names: Sequence[str] | None = None,
    workers: int | None = None,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Screening:
    """Run a study with every number low and high, one at a time, and return what that does to the order of its designs.

    Parameters
    ----------
    study : designs, draws and replicates.
    folder : where runs are kept, a file for each number; the same call goes on where it stopped.
    outcome : one of the effects of a comparison.
    threshold : move of a chance that counts [1].
    names : of the numbers to screen; None takes all.
    workers : processes; one for each core if not given.
    tell : called with (numbers done, numbers in all).

    Raises
    ------
    WopsimError : an unknown outcome or number, too few draws or replicates, or a folder that holds another screening.
    """
    from wopsim.api import refuse_sweep
    from wopsim.engines.compiled.run import prepare
    from wopsim.processes import each_done, workers_or_all

    refuse_sweep(study)
    study.require_settled()
    _require_direction(outcome)
    if min(study.draws, study.replicates) < 2:
        raise WopsimError("a Monte Carlo error needs at least two draws and two replicates; give --draws and --replicates.")
    numbers, set_by_study = numbers_of(study, names)
    _same_as_before(folder, study, outcome)
    jobs = [_Job(study, {}, outcome, _place(folder, _DEFAULT))]
    for number in numbers:
        name = number.declared.name
        jobs += [
            _Job(study, {name: value}, outcome, _place(folder, name, end)) for end, value in (("low", number.low), ("high", number.high))
        ]
    missing = [job for job in jobs if not job.path.exists()]
    kept = len(jobs) - len(missing)
    tell(kept, len(jobs))
    if missing:
        prepare()  # once, before several processes would each do it
    for count in each_done(missing, workers_or_all(workers)):
        tell(kept + count, len(jobs))

    better = EFFECTS[outcome].better
    default = _read(_place(folder, _DEFAULT))
    findings = []
    for number in numbers:
        low, high = (_read(_place(folder, number.declared.name, end)) for end in ("low", "high"))
        runs = (low, default, high)
        chance, error = chances([one[outcome] for one in runs], runs, better)
        findings.append(Finding(number, chance, error))
    findings.sort(key=lambda finding: (-np.nan_to_num(finding.move.beyond_error, nan=-np.inf), finding.number.declared.name))
    return Screening(study, outcome, threshold, tuple(findings), tuple(set_by_study))


@dataclass(frozen=True)
class _Job:
    """A study at one value of one number; called in the process that runs it."""

    study: Study
    values: Mapping[str, Value]
    outcome: str
    path: Path

    def __call__(self) -> None:
        """Run it, and write what the criteria need."""
        from wopsim.api import run

        study = self.study.under(self.values)
        measures = run(study, workers=1, keep="runs").measures
        arrays: dict[str, Any] = {
            name: measures[name].transpose("scenario", "draw", "replicate").values for name in (self.outcome, *money_of())
        }
        with durable.replacing(self.path) as draft:
            np.savez(draft, **arrays)


def _place(folder: Path, name: str, end: str = "") -> Path:
    return folder / "runs" / f"{name}{end and '-'}{end}.npz"


def _read(path: Path) -> dict[str, Grid]:
    try:
        with np.load(path) as held:
            return {name: held[name] for name in held.files}
    except (OSError, ValueError, EOFError, BadZipFile) as error:
        raise WopsimError(f"{path} cannot be read ({error}). Remove it; the same line then runs it again.") from error


def _require_direction(outcome: str) -> None:
    """Refuse what designs cannot be ordered by."""
    known = [name for name, words in EFFECTS.items() if words.better != "neither"]
    if outcome not in known:
        raise WopsimError(f"designs cannot be ordered by {outcome!r}; known: {', '.join(known)}.{did_you_mean(outcome, known)}")


def _same_as_before(folder: Path, study: Study, outcome: str) -> None:
    """Refuse to go on with runs of another screening; remember what these are of."""
    from wopsim.runs.provenance import provenance

    origin = provenance(study) | {"outcome": outcome}
    now = {key: origin[key] for key in _IDENTITY}
    path = folder / "screening.json"
    try:
        if path.exists():
            held = json.loads(path.read_text(encoding="utf-8"))
            differs = ", ".join(words for key, words in _IDENTITY.items() if held.get(key) != now[key])
            if differs:
                raise WopsimError(f"{folder} holds another screening (other {differs}). Name another folder with --out, or remove it.")
        (folder / "runs").mkdir(parents=True, exist_ok=True)
        durable.write_text(path, json.dumps(now, indent=1, sort_keys=True) + "\n")
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, AttributeError) as error:
        raise WopsimError(f"{path} cannot be used ({error}). Name another folder with --out, or remove it.") from error
