"""What `wopsim check` reports: everything wrong in a study file and in the world it names."""

from __future__ import annotations

from pathlib import Path

from wopsim.errors import FileProblems, StudyError, WorldFileError
from wopsim.study.reader import read_draft


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

    found: list[FileProblems] = []
    draft = read_draft(path)
    if draft.problems:
        found.append(StudyError(str(path), draft.problems))
    if draft.world is not None:
        try:
            read_world(draft.world)
        except WorldFileError as error:
            found.append(error)
    return found


def unusable_plug_ins() -> list[str]:
    """Return what is wrong with strategies of other packages, one sentence each."""
    from wopsim.study.parameter_block import strategies

    return [sentence for registry in strategies().values() for sentence in registry.unusable()]
