"""A result on disk: netCDF that plain xarray opens, and the comparison as text."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wopsim.durable import make_folder as make_durable
from wopsim.durable import replacing, write_text
from wopsim.errors import ResultError, UnreadableFileError
from wopsim.foreign_text import as_cells
from wopsim.limits import exists, require_file
from wopsim.study.scenario import Study

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    import xarray as xr


RESULTS = "results.nc"
"""Every utility of every run."""
MEASURES = "measures.nc"
"""What was measured of every run."""
COMPARISON = "comparison.csv"
"""What every scenario changes, as numbers."""
TEXT = "comparison.txt"
"""The same as a table for people."""
DIFFERENCES = "differences.csv"
"""What every design changes beside one of them, as numbers."""
DIFFERENCES_TEXT = "differences.txt"
"""The same as a table for people."""
START = "start.csv"
"""What was given of each utility, and what its runs start from."""
EFFECTS = "effects.nc"
"""Effects of all combinations of swept values, every outcome."""
EFFECTS_TABLE = "effects.csv"
"""Of these the outcomes that most ask for, as a table."""
DECISION = "decision.csv"
"""Which design to choose, as numbers."""
INFORMATION = "information.csv"
"""What it would be worth to know first."""
TORNADO = "tornado.csv"
"""What the difference of the best two designs hangs on."""
STUDY_VALUE = "study_value.csv"
"""What a study would be worth, over its sizes."""
STUDY_VALUE_TEXT = "study_value.txt"
"""The same as a sentence and a table for people."""
DISCOVERY_TEXT = "discovery.txt"
"""Where a design is better, as a sentence and tables for people."""
BOXES = "boxes.csv"
"""The boxes in which a design is better, as numbers."""
LIMITS = "limits.csv"
"""Limits of these boxes, and how often they come back."""
CONTEXTS = "contexts.csv"
"""Differences of two designs by context."""
TREE = "tree.csv"
"""Limits of the leaves of a tree of where a design is better."""
DECISION_TEXT = "decision.txt"
"""All as a sentence and tables for people."""


def make_folder(folder: str | Path) -> Path:
    """Return the folder, made if absent.

    Raises
    ------
    ResultError : it cannot be made.
    """
    folder = Path(folder)
    try:
        make_durable(folder)
    except OSError as error:
        raise ResultError(f"cannot write results to {folder}: {error.strerror or error}.") from None
    return folder


def write_data(dataset: xr.Dataset | None, measures: xr.Dataset, study: Study, folder: Path) -> list[Path]:
    """Write `results.nc` (where there is a dataset) and `measures.nc`, and return their paths.

    Values per utility are stored in single precision (seven digits), compressed; numbers of a run in double precision. Without
    a dataset, a `results.nc` that stands in the folder is removed: it belongs to another run.

    Raises
    ------
    ResultError : a file cannot be written.
    """
    paths = [folder / MEASURES] if dataset is None else [folder / RESULTS, folder / MEASURES]
    try:
        for path, data in zip(paths, (measures,) if dataset is None else (dataset, measures), strict=True):
            _write(data, study, path)
        if dataset is None:
            (folder / RESULTS).unlink(missing_ok=True)
    except OSError as error:
        raise ResultError(f"cannot write to {folder}: {error.strerror or error}.") from None
    return paths


def _write(dataset: xr.Dataset, study: Study, path: Path) -> None:
    """Write one netCDF file with units, long names and provenance."""
    described = json.dumps(study.to_dict(), sort_keys=True)
    provenance = {
        "Conventions": "CF-1.11", "title": study.title, "question": study.question, "seed": int(study.seed),
        "source": f"wopsim {_version()}", "study": described, "study_sha256": hashlib.sha256(described.encode()).hexdigest(),
    }  # fmt: skip
    encoding: dict[str, dict[str, Any]] = {}
    for name, values in dataset.data_vars.items():
        if values.dtype.kind == "f" and values.ndim:
            kept = "float32" if {"utility", "point"} & set(values.dims) else "float64"
            encoding[str(name)] = {"dtype": kept, "zlib": True, "complevel": 1, "shuffle": True}
    # labels first: else each is taken off, and put on again, by all variables that have it
    out = dataset.coords.to_dataset().assign(dataset.data_vars).assign_attrs(dataset.attrs | provenance)
    out["time"].attrs.setdefault("units", "year")
    out["time"].attrs.setdefault("long_name", "years since the start")
    with replacing(path) as draft:
        out.to_netcdf(draft, engine="h5netcdf", encoding=encoding)


def read_data(folder: str | Path) -> tuple[xr.Dataset | None, Study, xr.Dataset | None]:
    """Return dataset, study and measures that `write_data` left in a folder; None for what is not there.

    Raises
    ------
    ResultError : there is no such file, or it was not written by wopsim.
    """
    import numpy as np

    found = {name: _read(Path(folder) / name) for name in (RESULTS, MEASURES) if exists(Path(folder) / name)}
    if not found:
        raise ResultError(
            f"no result in {folder}: there is no {RESULTS} and no {MEASURES}. Write one with `wopsim compare --out {folder}`."
        )
    dataset, measures = found.get(RESULTS), found.get(MEASURES)
    held = next(iter(found.values()))
    if any(data.attrs["study"] != held.attrs["study"] for data in found.values()):
        raise ResultError(f"{RESULTS} and {MEASURES} in {folder} are of different studies; remove one of them, or run the study again.")
    study = Study.from_dict(json.loads(held.attrs["study"]))
    if dataset is not None:
        # Sums over many utilities need more digits than the file keeps.
        for name, values in dataset.data_vars.items():
            if values.dtype == np.float32:
                dataset[name] = values.astype(np.float64)
    return dataset, study, measures


def _read(path: Path) -> xr.Dataset:
    import xarray as xr

    try:
        require_file(path, "a file of results (netCDF)")
        with xr.open_dataset(path, engine="h5netcdf") as opened:
            dataset = opened.load()
    except UnreadableFileError as error:
        raise ResultError(f"cannot read {path}: {error}") from None
    except OSError as error:
        raise ResultError(f"cannot read {path}: {error.strerror or error}. It may be cut short: write it again.") from None
    if "study" not in dataset.attrs:
        raise ResultError(f"{path} was not written by wopsim: it has no attribute 'study'.")
    for values in (*dataset.data_vars.values(), *dataset.coords.values()):
        values.encoding.clear()
    return dataset


def write_tables(tables: Mapping[str, pd.DataFrame | None], texts: Mapping[str, str | None], folder: Path) -> list[Path]:
    """Write tables as CSV and what people read, both by file name, and return their paths.

    Where there is none, that of an earlier run is removed.

    Raises
    ------
    ResultError : a file cannot be written.
    """
    csv = {name: None if table is None else _as_csv(table) for name, table in tables.items()}
    txt = {name: None if text is None else text + "\n" for name, text in texts.items()}
    paths = []
    with _told_where(folder):
        for name, content in (csv | txt).items():
            if content is None:
                (folder / name).unlink(missing_ok=True)
                continue
            write_text(folder / name, content)
            paths.append(folder / name)
    return paths


def write_effects(effects: xr.Dataset, outcomes: Sequence[str], text: str, folder: Path) -> list[Path]:
    """Write `effects.nc` (all), `effects.csv` (some outcomes) and `comparison.txt` (for people), and return their paths.

    Raises
    ------
    ResultError : a file cannot be written.
    """
    with _told_where(folder), replacing(folder / EFFECTS) as draft:
        effects.to_netcdf(draft, engine="h5netcdf")
    table = effects.sel(outcome=list(outcomes)).to_dataframe().reset_index()
    return [folder / EFFECTS, *write_tables({EFFECTS_TABLE: table}, {TEXT: text}, folder)]


def _as_csv(table: pd.DataFrame) -> str:
    return as_cells(table).to_csv(index=False, float_format="%.6g", lineterminator="\n")


@contextmanager
def _told_where(folder: Path) -> Iterator[None]:
    """Say in plain words that a folder cannot be written to."""
    try:
        yield
    except OSError as error:
        raise ResultError(f"cannot write to {folder}: {error.strerror or error}.") from None


def _version() -> str:
    try:
        return version("wopsim")
    except PackageNotFoundError:
        return "(not installed)"
