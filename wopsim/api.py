"""The calls that join the ends: a study goes in, an answer comes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wopsim.study.files import read_study
from wopsim.study.run import Progress, run_study
from wopsim.study.scenario import Study

if TYPE_CHECKING:
    import pandas as pd

    from wopsim.analysis.comparison import Comparison
    from wopsim.analysis.result import Result


def run(study: Study | str | Path = "default", workers: int | None = None, progress: Progress | None = None) -> Result:
    """Run a study and return its result.

    Parameters
    ----------
    study : a `Study`, the path of a study file, or `default`.
    workers : processes, 1 or more; None takes one for each core. The result is the same for any number.
    progress : called with (points done, points in all).

    Raises
    ------
    StudyError, WorldFileError : what is wrong with the files, all at once.
    """
    from wopsim.analysis.result import Result

    if not isinstance(study, Study):
        study = read_study(study)
    return Result(run_study(study, workers, progress), study)


def compare(study: Study | str | Path = "default", workers: int | None = None) -> Comparison:
    """Run a study and return its comparison: paired effects, their uncertainty, money and reach per scenario."""
    return run(study, workers).compare()


def parameters() -> pd.DataFrame:
    """Return every declared parameter: default, unit, role, prior, valid range, meaning, source."""
    import pandas as pd

    import wopsim.model
    from wopsim.declare import PARAMETERS

    assert wopsim.model
    rows = [
        {"name": d.name, "default": d.default, "unit": d.unit, "role": d.role, "prior": str(d.prior or ""), "valid": d.valid, "doc": d.doc,
         "source": d.source}
        for d in PARAMETERS.values()
    ]  # fmt: skip
    return pd.DataFrame(rows).set_index("name")


def outputs() -> pd.DataFrame:
    """Return every declared output: dims, unit, stock or flow, which direction is better, valid range, meaning."""
    import pandas as pd

    import wopsim.model
    from wopsim.declare import VARIABLES

    assert wopsim.model
    rows = [
        {"name": d.name, "dims": d.dims, "unit": d.unit, "kind": d.kind, "better": d.better, "valid": d.valid, "long_name": d.long_name,
         "doc": d.doc}
        for d in VARIABLES.values()
    ]  # fmt: skip
    return pd.DataFrame(rows).set_index("name")


def describe() -> str:
    """Return the order in which a quarter runs, one step a line."""
    from wopsim.engines.agents.model import describe as order

    return order()
