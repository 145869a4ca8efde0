"""What `wopsim check` reports: everything wrong in a study file and in the world it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wopsim.errors import FileProblems, Problem, StudyError, WorldFileError
from wopsim.strategies.design import EVERYBODY, LISTS, names_in
from wopsim.study.reader import read_draft
from wopsim.study.yaml_reader import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from wopsim.world import World


def check_study(path: str | Path = "default") -> list[FileProblems]:
    """Read a study and its world, and return what is wrong with each; the world is checked even where the study is broken.

    Parameters
    ----------
    path : the study file, or `default` for the one that ships with the package.

    Returns
    -------
    one entry for each file that has problems; empty when the study can run
    """
    from wopsim.world import read_world

    draft = read_draft(path)
    problems, of_world = list(draft.problems), []
    if draft.world is not None:
        try:
            world = read_world(draft.world)
        except WorldFileError as error:
            of_world.append(error)
        else:
            told = {problem.line for problem in problems}
            problems += [problem for problem in _names_that_are_missing(world, draft.tree) if problem.line not in told]
    return [*([StudyError(str(path), problems)] if problems else []), *of_world]


def _names_that_are_missing(world: World, node: Node | None) -> Iterator[Problem]:
    """Tell every name of a list of a study that its world has not, wherever in the file the list stands."""
    from wopsim.engines.eligibility import why_missing

    if isinstance(node, Sequence):
        for item in node.items:
            yield from _names_that_are_missing(world, item)
    for key, entry in node.items.items() if isinstance(node, Mapping) else ():
        if key not in LISTS:
            yield from _names_that_are_missing(world, entry.node)
            continue
        for item in entry.node.items if isinstance(entry.node, Sequence) else (entry.node,):
            for name in names_in(str(item.value)) if isinstance(item, Scalar) and item.value not in (None, EVERYBODY) else ():
                if wrong := why_missing(world, key, name):
                    yield Problem(f"{key!r}: {wrong}", item.line)


def unusable_plug_ins() -> list[str]:
    """Return what is wrong with strategies of other packages, one sentence each."""
    from wopsim.study.parameter_block import strategies

    return [sentence for registry in strategies().values() for sentence in registry.unusable()]
