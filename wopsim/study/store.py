"""A store of runs: a Zarr group, allocated whole, with one chunk of every array for each block of points.

What is written of a block goes in this order: tracebacks of failed runs, arrays, status. Each file replaces its
predecessor at once or not at all, so whatever stops a run, a block counts as run only when all of it is there. Every
chunk carries a checksum. Nothing is ever appended, and nobody writes a part of a chunk that another process writes.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
import uuid
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wopsim.declare import PARAMETERS, Value
from wopsim.errors import DamageError, StoreError, StoreWriteError
from wopsim.study.plain import study_from_dict
from wopsim.study.points import Block, Points
from wopsim.study.scenario import Study

if TYPE_CHECKING:
    import xarray as xr
    import zarr

PENDING, DONE, FAILED, NOT_NEEDED = 0, 1, 2, 3
STATUS_WORDS = ("pending", "done", "failed", "not_needed")
STATUS = "status"
_RUN_DIMS = 3
_OLD_DRAFT = 3600.0
OWN = ".wopsim"
"""Folder inside the store for what is not an array: the lock, tracebacks."""

Status = npt.NDArray[np.int8]
Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Failure:
    """A run that failed: where, and its traceback or what is wrong with its numbers."""

    variant: int
    scenario: int
    draw: int
    replicate: int
    text: str


class Store:
    """An allocated store.

    Parameters
    ----------
    path : the folder.

    Raises
    ------
    StoreError : there is no store, or it was not made by `wopsim run`.
    DamageError : its description cannot be read.
    """

    def __init__(self, path: str | Path) -> None:
        import zarr

        self.path = Path(path).absolute()  # what is read later is of this store, wherever the process stands then
        if not (self.path / "zarr.json").is_file():
            if self.path.exists():
                raise StoreError(f"{self.path} is no store that `wopsim run` made; give another place.")
            raise StoreError(f"{self.path} does not exist; make a store with `wopsim run STUDY --out {self.path}`.")
        try:
            # a chunk that holds nothing but NaN is a chunk, and must be there
            zarr.config.set({"array.write_empty_chunks": True})
            self._group: zarr.Group = zarr.open_group(str(self.path), mode="r+")
            self.attributes: dict[str, Any] = dict(self._group.attrs)
        except Exception as error:
            raise DamageError(
                f"the description of {self.path} cannot be read ({type(error).__name__}: {error}). Move it away and run the study again."
            ) from error
        if "points" not in self.attributes:
            raise StoreError(f"{self.path} was not made by `wopsim run`; give another place with --out.")
        self.points = Points(**json.loads(self.attributes["points"]))
        self.study: Study = study_from_dict(json.loads(self.attributes["study"]))

    @classmethod
    def create(
        cls, path: str | Path, points: Points, template: xr.Dataset, variants: Sequence[Mapping[str, Value]], attributes: Mapping[str, Any]
    ) -> Store:
        """Allocate a store; where another process just did, open that one.

        Parameters
        ----------
        path : where; nothing may be there.
        points : what is run.
        template : one run or a few: variables (scenario, draw, replicate, ...) and coordinates of the other dimensions.
        variants : combinations of swept values.
        attributes : from `wopsim.study.provenance`.

        Raises
        ------
        StoreError : something else is there. StoreWriteError : it cannot be written.
        """
        path = Path(path)
        if path.exists():
            raise StoreError(f"{path} is there already and is no store; give another place with --out.")
        draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _remove_old_drafts(path)
            _allocate(draft, points, template, variants, attributes)
            try:
                draft.rename(path)
            except OSError:
                if not path.exists():
                    raise
        except OSError as error:
            raise cannot_write(path, error) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return cls(path)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Arrays that hold something of every run, without the status."""
        dims = self.points.dims
        found = {name: array.metadata.dimension_names or () for name, array in self._arrays.items()}
        return tuple(sorted(name for name, own in found.items() if tuple(own)[: len(dims)] == dims and name != STATUS))

    def status(self, block: Block) -> Status:
        """Return the status of each run of a block, (variant, scenario, draw, replicate).

        Raises
        ------
        DamageError : it cannot be read.
        """
        return self._inside(STATUS, block).astype(np.int8)

    def statuses(self) -> Status:
        """Return the status of every run, (variant, scenario, draw, replicate)."""
        points = self.points
        found = np.zeros((points.variants, points.scenarios, points.draws, points.replicates), dtype=np.int8)
        for block in points.blocks():
            variants, draws, replicates = (slice(part.start, part.stop) for part in (block.variants, block.draws, block.replicates))
            found[variants, :, draws, replicates] = self.status(block)
        return found

    def read(self, block: Block) -> Arrays:
        """Return what is held of a block, (variant, scenario, draw, replicate, ...)."""
        return {name: self._inside(name, block) for name in self.names}

    def values(self, name: str, region: Any = ...) -> npt.NDArray[Any]:
        """Return an array of the store, or a region of it.

        Raises
        ------
        DamageError : it cannot be read.
        """
        try:
            return np.asarray(self.array(name)[region])
        except OSError:
            raise
        except Exception as error:  # what a decoder raises on broken bytes is its own affair
            raise DamageError(f"{name!r} of {self.path} is damaged: `wopsim run` with --verify finds where, and runs it again.") from error

    def _inside(self, name: str, block: Block) -> npt.NDArray[Any]:
        values = self.values(name, self.points.region(block))
        return values if self.points.swept else values[None]

    def _put(self, name: str, block: Block, values: npt.NDArray[Any]) -> None:
        self.array(name)[self.points.region(block)] = values if self.points.swept else values[0]

    def write(self, block: Block, arrays: Arrays, status: Status, failures: Sequence[Failure] = ()) -> None:
        """Write a block: tracebacks, arrays, and when all is there the status.

        Raises
        ------
        StoreWriteError : the disk is full, or may not be written.
        """
        try:
            self._write_failures(block, failures)
            for name, values in arrays.items():
                self._put(name, block, values)
            self.write_status(block, status)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def write_status(self, block: Block, status: Status) -> None:
        """Write the status of a block."""
        try:
            self._put(STATUS, block, status)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def failures(self) -> list[Failure]:
        """Return all runs that failed, with their tracebacks, in the order of the blocks."""
        found: list[Failure] = []
        for path in sorted((self.path / OWN).glob("failures-*.json")):
            held = json.loads(path.read_text(encoding="utf-8"))
            for variant, scenario, draw, replicate, text in held["runs"]:
                found.append(Failure(variant, scenario, draw, replicate, held["texts"][text]))
        return found

    def _write_failures(self, block: Block, failures: Sequence[Failure]) -> None:
        path = self.path / OWN / f"failures-{block.number:07d}.json"
        if not failures:
            path.unlink(missing_ok=True)
            return
        texts = sorted({failure.text for failure in failures})  # thousands of runs may fail in the same way
        runs = [[*list(asdict(failure).values())[:-1], texts.index(failure.text)] for failure in failures]
        draft = path.with_suffix(f".{os.getpid()}.partial")
        try:
            draft.write_text(json.dumps({"runs": runs, "texts": texts}), encoding="utf-8")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def damage(self, block: Block) -> str:
        """Return what is damaged of a block that was run, or an empty text."""
        region, key = self.points.region(block), self.points.chunk_key(block)
        some = False
        for name in (STATUS, *self.names):
            if name != STATUS and not some:
                break  # where all runs failed there is nothing else
            array = self.array(name)
            chunk = self.path / name / ".".join(["c", *map(str, key), *["0"] * (array.ndim - len(key))])
            if not chunk.is_file():
                return f"{chunk.relative_to(self.path)} is missing"
            try:
                values = array[region]
                some = some or bool((values == DONE).any())
            except Exception as error:
                return f"{chunk.relative_to(self.path)} is not what was written ({str(error).splitlines()[0]})"
        return ""

    def array(self, name: str) -> Any:
        """Return an array of the store."""
        return self._arrays[name]

    @cached_property
    def _arrays(self) -> dict[str, Any]:
        return dict(self._group.arrays())


def require_writable(path: Path) -> None:
    """Check that a folder can be made, before time is spent on what is to go there.

    Raises
    ------
    StoreWriteError : it cannot.
    """
    there = next(parent for parent in path.absolute().parents if parent.exists())
    try:
        Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=there)).rmdir()
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> StoreWriteError:
    """Return what to tell when a store cannot be written."""
    why = error.strerror or str(error)
    return StoreWriteError(
        f"cannot write to {path}: {why}. What was done is kept: make room, or see that it may be written, and run the same line again."
    )


def _remove_old_drafts(path: Path) -> None:
    """Remove what processes left that were killed while they allocated; that takes seconds."""
    for draft in path.parent.glob(f".{path.name}.*"):
        if time.time() - draft.stat().st_mtime > _OLD_DRAFT:
            shutil.rmtree(draft, ignore_errors=True)


def _allocate(
    path: Path, points: Points, template: xr.Dataset, variants: Sequence[Mapping[str, Value]], attributes: Mapping[str, Any]
) -> None:
    import dask.array as da
    import xarray as xr
    import zarr
    from zarr.codecs import Crc32cCodec, ZstdCodec

    variables: dict[str, Any] = {}
    encoding: dict[str, dict[str, Any]] = {}
    for name, values in template.data_vars.items():
        rest = values.shape[_RUN_DIMS:]
        empty = da.full((*points.shape, *rest), np.nan, dtype=values.dtype, chunks=(*points.chunk, *rest))
        variables[str(name)] = ((*points.dims, *values.dims[_RUN_DIMS:]), empty, values.attrs)
        encoding[str(name)] = {"chunks": (*points.chunk, *rest), "fill_value": np.nan}
    flags = {"flag_values": list(range(len(STATUS_WORDS))), "flag_meanings": " ".join(STATUS_WORDS), "long_name": "what became of the run"}
    variables[STATUS] = (points.dims, da.zeros(points.shape, dtype=np.int8, chunks=points.chunk), flags)
    encoding[STATUS] = {"chunks": points.chunk}
    dataset = xr.Dataset(variables, _coordinates(points, template, variants), {**attributes, "points": json.dumps(asdict(points))})
    codecs = [ZstdCodec(level=1), Crc32cCodec()]
    flat = {"name": "default", "separator": "."}
    encoding = {str(name): {"compressors": codecs, "chunk_key_encoding": flat, **encoding.get(str(name), {})} for name in dataset.variables}
    with zarr.config.set({"array.write_empty_chunks": True}), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # consolidated metadata, without which plain xarray warns, are no part of format 3 yet
        dataset.to_zarr(path, zarr_format=3, compute=False, consolidated=True, encoding=encoding, mode="w-")
    (path / OWN).mkdir()


def _coordinates(points: Points, template: xr.Dataset, variants: Sequence[Mapping[str, Value]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, values in template.coords.items():
        found[str(name)] = (values.dims, _texts(values.values), values.attrs)
    found |= {"draw": ("draw", np.arange(points.draws)), "replicate": ("replicate", np.arange(points.replicates))}
    if not variants:
        return found
    found["variant"] = ("variant", np.arange(points.variants), {"long_name": "combination of swept values"})
    for name in variants[0]:
        declared = PARAMETERS[name]
        values = np.array([variant[name] for variant in variants])
        found[name] = ("variant", _texts(values), {"units": declared.unit, "long_name": declared.doc})
    return found


def _texts(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return texts with their own width each; those of a fixed width have no place in Zarr 3."""
    return values.astype(np.dtypes.StringDType()) if values.dtype.kind in "UO" else values
