"""Write what a store holds in forms that other programs read: netCDF as it is, Parquet and CSV as tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from wopsim.analysis.reduction import OF_RUN, YEARLY
from wopsim.durable import make_folder, replacing
from wopsim.errors import StoreError
from wopsim.extras import missing_extra
from wopsim.foreign_text import as_cells
from wopsim.runs.store import DONE, STATUS, Store, cannot_write

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from wopsim.runs.chunks import Block

Table = Literal["runs", "years", "distribution", "utilities"]
ROWS: dict[Table, tuple[str, ...]] = {"runs": (), "years": ("time",), "distribution": ("output",), "utilities": ("time", "utility")}
"""What makes a row of each table, beside the run."""
_COLUMNS = {"domain": "", "measure": "measured_", "quantile": "q_", YEARLY: "", OF_RUN: ""}
"""Dimensions that become columns, and what the names of these begin with; columns of domains begin with the output."""
_OTHER = {"time", "utility", "output"}


def export_store(path: str | Path, out: str | Path, table: Table = "runs") -> list[str]:
    """Write a store as another file, some blocks at a time, so that memory stays small.

    Parameters
    ----------
    path : the store.
    out : file to write; its ending says how: `.nc` (netCDF 4, everything), `.parquet`, `.csv` (one table).
    table : of a Parquet or CSV file. `runs`: a row for each run, with what was measured of it (`measured_...`) and outputs of the whole
        run; `years`: a row for each run and year; `distribution`: a row for each run and output, quantiles over utilities as columns;
        `utilities`: a row for each run, year and utility, where utilities were kept.

    Returns
    -------
    what was written, one sentence a line

    Raises
    ------
    StoreError : there is no store, it lacks the table, or the ending is unknown. StoreWriteError : the file cannot be written.
    MissingExtraError : Parquet needs pyarrow.
    """
    store, out = Store(path), Path(out)
    writers: dict[str, Callable[[Store, Path, Table], str]] = {".nc": _netcdf, ".parquet": _parquet, ".csv": _csv}
    if out.suffix not in writers:
        raise StoreError(f"cannot tell from {out.name!r} what to write; let it end in {', '.join(writers)}.")
    store.statuses()  # refuses a store that lacks numbers of runs that are done
    try:
        make_folder(out.parent)
        with replacing(out) as draft:
            told = writers[out.suffix](store, draft, table)
    except OSError as error:
        raise cannot_write(out, error) from error
    return [f"Written to {out}: {told}"]


def _netcdf(store: Store, draft: Path, table: Table) -> str:
    import dask

    dataset = store.opened(chunks={})
    for name, values in dataset.variables.items():
        values.encoding.clear()
        if values.dtype == np.dtypes.StringDType():
            dataset[name] = (values.dims, values.values.astype(object), values.attrs)
    encoding = {str(name): {"zlib": True, "complevel": 1, "shuffle": True} for name, values in dataset.data_vars.items() if values.ndim}
    # one thread: others would go on after one failed, and make the draft again that was removed
    with store.reading("something that was written"), dask.config.set(scheduler="synchronous"):
        dataset.to_netcdf(draft, engine="h5netcdf", encoding=encoding)
    return f"{len(dataset.data_vars)} variables of {store.points.runs:,} runs, status included."


def _csv(store: Store, draft: Path, table: Table) -> str:
    rows = 0
    with draft.open("w", encoding="utf-8", newline="") as file:
        for number, frame in enumerate(_frames(store, table)):
            as_cells(frame).to_csv(file, index=False, header=number == 0, lineterminator="\n")
            rows += len(frame)
    return _told(store, table, rows)


def _parquet(store: Store, draft: Path, table: Table) -> str:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise missing_extra("Parquet", "pyarrow", "parquet", "CSV and netCDF need nothing more.") from None
    rows, writer = 0, None
    try:
        for frame in _frames(store, table):
            part = pa.Table.from_pandas(frame, preserve_index=False)
            if writer is None:
                about = {key: value if isinstance(value, str) else json.dumps(value) for key, value in store.attributes.items()}
                schema = part.schema.with_metadata({**(part.schema.metadata or {}), **about})
                writer = parquet.ParquetWriter(draft, schema, compression="zstd")
            writer.write_table(part.cast(writer.schema))
            rows += len(frame)
    finally:
        if writer is not None:
            writer.close()
    return _told(store, table, rows)


def _told(store: Store, table: Table, rows: int) -> str:
    done = int((store.statuses() == DONE).sum())
    left_out = store.points.runs - done
    return f"table {table!r}, {rows:,} rows of {done:,} runs" + (
        f"; {left_out:,} runs that are not done are left out." if left_out else "."
    )


def _frames(store: Store, table: Table) -> Iterator[pd.DataFrame]:
    """Yield the rows of the table, block by block; the first even where there is none."""
    dataset = store.opened()
    names = [str(name) for name, values in dataset.data_vars.items() if name != STATUS and _fits(values, table)]
    if not names:
        raise StoreError(f"{store.path} holds nothing for the table {table!r}; it keeps by {store.study.keep}.")
    for block in store.points.blocks():
        yield _frame(dataset[[STATUS, *names]], store, block, table)


def _fits(values: xr.DataArray, table: Table) -> bool:
    return _OTHER & set(values.dims) == set(ROWS[table])


def _frame(dataset: xr.Dataset, store: Store, block: Block, table: Table) -> pd.DataFrame:
    import pandas as pd

    where: dict[str, Any] = {
        "draw": slice(block.draws.start, block.draws.stop), "replicate": slice(block.replicates.start, block.replicates.stop)
    }  # fmt: skip
    if store.points.swept:
        where["variant"] = slice(block.variants.start, block.variants.stop)
    with store.reading(f"block {block.number}"):
        part = dataset.isel(where).load()
    dims = (*store.points.dims, *ROWS[table])
    shape = tuple(part.sizes[dim] for dim in dims)
    columns: dict[str, Any] = {}
    for name, values in sorted(part.coords.items(), key=lambda row: (*dims, row[0]).index(row[0])):  # dimensions first
        if set(values.dims) <= set(dims) and values.ndim:
            labels = values.values.astype(object) if values.dtype == np.dtypes.StringDType() else values.values
            along = [part.sizes[dim] if dim in values.dims else 1 for dim in dims]
            columns[str(name)] = np.broadcast_to(labels.reshape(along), shape).ravel()
    for name, values in part.data_vars.items():
        if name == STATUS:
            continue
        last = [dim for dim in values.dims if dim in _COLUMNS]
        if not last:
            columns[str(name)] = values.transpose(*dims).values.ravel()
            continue
        for number, label in enumerate(part[last[0]].values):
            front = f"{name}_" if last[0] == "domain" else _COLUMNS[str(last[0])]
            columns[f"{front}{label}"] = values.isel({last[0]: number}).transpose(*dims).values.ravel()
    done = part[STATUS].values.reshape(part[STATUS].shape + (1,) * len(ROWS[table])) == DONE
    return pd.DataFrame(columns)[np.broadcast_to(done, shape).ravel()].reset_index(drop=True)
