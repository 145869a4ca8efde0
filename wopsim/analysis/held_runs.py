"""Where the runs of a result are held: what a result asks of that place, and the place that is memory."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from wopsim.analysis.result_folder import Source
from wopsim.errors import ResultError
from wopsim.handed_out import locked

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.study.scenario import Study


class HeldRuns(Protocol):
    """The runs of one study, wherever they are held; a result asks for numbers when it needs them, and keeps what it got."""

    @property
    def study(self) -> Study:
        """What was run; it sweeps nothing."""

    @property
    def source(self) -> Source:
        """Where the runs are held."""

    @property
    def has_utilities(self) -> bool:
        """Whether the utilities of every run were kept."""

    @property
    def checked(self) -> bool:
        """Whether runs were looked at one by one before they were held; what is missing then was left out, and is NaN."""

    @property
    def has_gaps(self) -> bool:
        """Whether points are left out."""

    def dataset(self) -> xr.Dataset:
        """Return every output of every utility, the baseline first. Raises ResultError where utilities were not kept."""

    def measures(self, names: Collection[str] | None = None) -> xr.Dataset | None:
        """Return what was measured of every run, see `wopsim.analysis.measures.measure`; None: it is to be measured of the dataset.

        Where that is less work, no more than `names`, if they are given.
        """

    def require_point(self, draw: int, replicate: int) -> None:
        """Check that there is a run of every scenario at a point of the study. Raises ResultError where it was left out."""


class RunsInMemory:
    """Runs that are held in memory.

    Parameters
    ----------
    dataset : dims (scenario, draw, replicate, time [year], utility, domain); the first scenario is `no_programme`. None when
        the utilities of the runs were not kept.
    study : what was run.
    measures : of all runs; None where they are to be taken from the dataset.

    Raises
    ------
    ResultError : neither is given.
    """

    source: Source = "runs"
    checked = False
    has_gaps = False

    def __init__(self, dataset: xr.Dataset | None, study: Study, measures: xr.Dataset | None) -> None:
        if dataset is None and measures is None:
            raise ResultError("a result needs a dataset or its measures.")
        self.study = study
        self._dataset = None if dataset is None else locked(dataset)
        self._measures = measures

    @property
    def has_utilities(self) -> bool:
        """Whether the utilities of every run were kept."""
        return self._dataset is not None

    def dataset(self) -> xr.Dataset:
        """Return every output of every utility. Raises ResultError where utilities were not kept."""
        if self._dataset is not None:
            return self._dataset
        assert self._measures is not None
        sizes = self._measures.sizes
        runs = (sizes["scenario"] + 1) * sizes["draw"] * sizes["replicate"]
        raise ResultError(
            f"the result holds no utilities: of {runs} runs only measures were kept (comparison and figures need no more). To look at "
            'utilities, run the study with keep="utility" (`wopsim compare --keep utility`), or with fewer draws and replicates.'
        )

    def measures(self, names: Collection[str] | None = None) -> xr.Dataset | None:
        """Return what was measured of every run, where it was: all of it."""
        return self._measures

    def require_point(self, draw: int, replicate: int) -> None:
        """Nothing is left out in memory."""
