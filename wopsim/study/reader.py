"""Read a study file, and report everything that is wrong with it at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from wopsim.data import shipped
from wopsim.declare import PARAMETERS
from wopsim.errors import Problem, StudyError, WopsimError, did_you_mean
from wopsim.limits import MOST_RUNS, exists
from wopsim.readings import READINGS, Readings
from wopsim.study.draws import PRIORS, SHIPPED, number_of_draws
from wopsim.study.keys import KEYS, NUMBERS, TEXTS
from wopsim.study.parameter_block import Setting, Settings, number_hint, read_settings, settable
from wopsim.study.scenario import Scenario, Study, too_many_runs
from wopsim.study.scenario_reader import read_overrides, read_scenarios
from wopsim.study.stopping import read_keep, read_stop
from wopsim.study.study_text import plain_text, read_text, read_word
from wopsim.study.sweep_reader import read_sweep
from wopsim.study.yaml_reader import Entry, Mapping, Scalar, Unread, describe, load

FOLDER = "scenarios"
DEFAULT = "ten_million"


@dataclass
class Draft:
    """What could be read of a study file.

    Parameters
    ----------
    study : the study; None if there is any problem.
    world : where its world is; None if even that could not be read.
    problems : everything that is wrong with the file.
    """

    study: Study | None = None
    world: str | None = None
    problems: list[Problem] = field(default_factory=list)


def read_study(path: str | Path = "default") -> Study:
    """Read and check a study file (YAML).

    Parameters
    ----------
    path : the file; or the name of a study that ships with the package (`shipped_studies`), unless there is a file of that
        name; `default` is the donor's question.

    Raises
    ------
    StudyError : all problems of the file at once, each with its line.
    """
    draft = read_draft(path)
    if draft.study is None:
        raise StudyError(str(path), draft.problems)
    return draft.study


def shipped_studies() -> list[str]:
    """Return the names of the studies that ship with the package, sorted."""
    return sorted(path.stem for path in shipped(FOLDER).glob("*.yaml"))


def _place(path: str | Path) -> Path:
    name = DEFAULT if str(path) == "default" else str(path)
    known = str(path) == "default" or (name in shipped_studies() and not Path(name).exists())
    return shipped(f"{FOLDER}/{name}.yaml") if known else Path(path)


def read_draft(path: str | Path) -> Draft:
    """Read what can be read of a study file; never raises for what a file may hold."""
    draft = Draft()
    place = _place(path)
    text = read_text(place, draft.problems)
    if text is None:
        if not place.suffix and not exists(place):
            hint = did_you_mean(str(path), shipped_studies())
            wrong = draft.problems.pop().message
            draft.problems.append(Problem(f"{wrong} Nor does a study of that name ship; `wopsim studies` lists those that do.{hint}"))
        return draft
    tree, problems = load(text)
    draft.problems += problems
    if isinstance(tree, Mapping):
        _read_top(tree.items, place, draft)
    elif isinstance(tree, Unread):
        pass
    elif tree is not None:
        draft.problems.append(Problem(f"a study file is a mapping (lines of 'key: value'), not {describe(tree)}.", tree.line))
    elif not problems:
        draft.problems.append(Problem("the file is empty; a study needs at least a title and scenarios."))
    return draft


def _read_top(items: dict[str, Entry], place: Path, draft: Draft) -> None:
    problems = draft.problems
    if "scenarios" not in items and {"partnerships", "parameters"} <= set(items):
        problems.append(Problem("this is a calibration study, for `wopsim calibrate`; a study of programmes has scenarios."))
        return
    for key, entry in items.items():
        if key not in KEYS:
            problems.append(Problem(_unknown_key(key), entry.line))
    texts = {key: _text(key, items.get(key), problems) for key in TEXTS}
    numbers = {key: _number(key, items.get(key), problems) for key in NUMBERS}
    draft.world = _world(texts["world"], items.get("world"), place.parent, problems)
    source = _draws_from(texts["draws_from"], items.get("draws_from"), place.parent, numbers["draws"], problems)
    base = read_settings(items["base"].node, "base", problems) if "base" in items else {}
    if "structure" in items:
        base = {**base, **_structure(texts["structure"], items["structure"].line, problems)}
    overrides = read_overrides(items["overrides"].node, problems) if "overrides" in items else {}
    scenarios: tuple[Scenario, ...] = ()
    if "scenarios" in items:
        scenarios = read_scenarios(items["scenarios"].node, base, overrides, problems)
    else:
        problems.append(Problem("'scenarios' is missing; without it there is nothing to compare."))
    _check_one_structure(scenarios, problems)
    variants = read_sweep(items["sweep"].node, scenarios, base, numbers["seed"], problems) if "sweep" in items else ()
    keep = read_keep(items["keep"].node, problems) if "keep" in items else "scenario"
    readings = _readings(items["readings"], problems) if "readings" in items else None
    stop = read_stop(items["stop"].node, scenarios, numbers["draws"], numbers["replicates"], problems) if "stop" in items else None
    if problems or draft.world is None:
        return
    study = Study(
        place.stem, texts["title"], texts["question"], draft.world, **numbers,
        scenarios=scenarios, path=place, draws_from=source, variants=variants, keep=keep, stop=stop, readings=readings,
    )  # fmt: skip
    if study.runs > MOST_RUNS:
        problems.append(Problem(too_many_runs(study)))
    else:
        draft.study = study


def _readings(entry: Entry, problems: list[Problem]) -> Readings | None:
    word = read_word("readings", entry.node, READINGS, problems)
    return "kept" if word == "kept" else "noisy" if word == "noisy" else None


def _structure(name: str, line: int, problems: list[Problem]) -> Settings:
    """Return the setting that every scenario shares."""
    wrong = PARAMETERS["structure"].check(name)
    if wrong:
        problems.append(Problem(wrong, line))
        return {}
    return {"structure": Setting(name, line)}


def _check_one_structure(scenarios: tuple[Scenario, ...], problems: list[Problem]) -> None:
    """A scenario is compared with the baseline, so one theory holds for both."""
    named = {scenario.settings.get("structure") for scenario in scenarios}
    if len(named) > 1:
        problems.append(Problem("'structure' holds for a whole study: write it at the top, or list structures under 'sweep'."))


def _unknown_key(key: str) -> str:
    if key in settable():
        return f"{key!r} is a parameter: put it under base, under an override, or under set of a scenario."
    return f"unknown key {key!r}.{did_you_mean(key, KEYS)}"


def _text(key: str, entry: Entry | None, problems: list[Problem]) -> str:
    default = TEXTS[key].default
    if entry is None:
        if default is None:
            problems.append(Problem(f"{key!r} is missing."))
        return default or ""
    return plain_text(f"{key!r}", entry.node, problems)


def _number(key: str, entry: Entry | None, problems: list[Problem]) -> int:
    declared = NUMBERS[key]
    if entry is None or isinstance(entry.node, Unread):
        return declared.default
    node = entry.node
    value = node.value if isinstance(node, Scalar) else None
    if not isinstance(value, int | float) or isinstance(value, bool):
        hint = number_hint(node) if isinstance(node, Scalar) else ""
        problems.append(Problem(f"{key!r} must be a whole number, not {describe(node)}.{hint}", entry.line))
    elif not float(value).is_integer():
        problems.append(Problem(f"{key!r} must be a whole number, not {value!r}.", entry.line))
    elif not declared.low <= value <= declared.high:
        problems.append(Problem(f"{key!r} is {value:g}; it must lie between {declared.low} and {declared.high}.", entry.line))
    else:
        return int(value)
    return declared.default


def _draws_from(text: str, entry: Entry | None, folder: Path, draws: int, problems: list[Problem]) -> str:
    """Return where draws come from; a posterior that cannot be used is a problem of the study."""
    line = entry.line if entry else None
    source = text if text in (SHIPPED, PRIORS) else str(folder / text)
    try:
        there = number_of_draws(source)
    except WopsimError as error:
        problems.append(Problem(f"'draws_from': {error}", line))
        return source
    if there is not None and draws > there:
        problems.append(Problem(f"'draws' is {draws}, but {text!r} has {there}; ask for fewer, or write 'draws_from: prior'.", line))
    return source


def _world(text: str, entry: Entry | None, folder: Path, problems: list[Problem]) -> str | None:
    if text == "default":
        return text
    if not text or entry is None:  # reported already
        return None
    place = folder / text
    try:
        if place.is_file():
            return str(place)
        if place.is_dir():
            problems.append(Problem(f"the world {text!r} is a folder; name a CSV file in it.", entry.line))
            return None
        near = sorted(found.name for found in folder.glob("*.csv"))
    except (OSError, ValueError):  # a name that no file system takes
        near = []
    hint = did_you_mean(text, ["default", *near])
    problems.append(Problem(f"there is no world file {text!r}; a path starts at the folder of the study file.{hint}", entry.line))
    return None
