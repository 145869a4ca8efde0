"""Read a study file, and report everything that is wrong with it at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from wopsim.data import shipped
from wopsim.errors import Problem, StudyError, did_you_mean
from wopsim.languages import Language
from wopsim.limits import MOST_RUNS, exists
from wopsim.study.key_reader import read_keys
from wopsim.study.scenario import Study, too_many_runs
from wopsim.study.study_text import read_text
from wopsim.study.yaml_reader import Entry, Mapping, Node, Unread, describe, load

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
    tree : what stands in the file, with its lines; None if even that could not be read.
    """

    study: Study | None = None
    world: str | None = None
    problems: list[Problem] = field(default_factory=list)
    tree: Node | None = None


def read_study(path: str | Path = "default", language: Language | None = None) -> Study:
    """Read and check a study file (YAML).

    Parameters
    ----------
    path : the file; or the name of a study that ships with the package (`shipped_studies`), unless there is a file of that
        name; `default` is the donor's question.
    language : of the texts of the study, as far as it translates them; None leaves them as they are written, beside their translations.

    Raises
    ------
    StudyError : all problems of the file at once, each with its line.
    """
    draft = read_draft(path)
    if draft.study is None:
        raise StudyError(str(path), draft.problems)
    return draft.study if language is None else draft.study.in_language(language)


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
    draft.tree = tree
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
    fields = read_keys(items, place.parent, draft.problems)
    draft.world = fields.get("world")
    if draft.problems:
        return
    study = Study(**fields, name=place.stem, path=place)
    if study.runs > MOST_RUNS:
        draft.problems.append(Problem(too_many_runs(study)))
    else:
        draft.study = study
