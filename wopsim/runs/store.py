"""A store of runs: a Zarr group, allocated whole, with one chunk of every array for each block of points.

What is written of a block goes in this order: tracebacks of failed runs, arrays, status; each is on the disk before the next is written.
Each file replaces its predecessor at once or not at all, so whatever stops a run or cuts the power, a block counts as run only when all
of it is there. Every chunk carries a checksum. Nothing is ever appended, and nobody writes a part of a chunk that another process writes.

What is absent is never taken for a number: a chunk of a run that is done is there, or the store is damaged.
"""

from __future__ import annotations

import json
import math
import shutil
import stat
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wopsim.declare import PARAMETERS, Value
from wopsim.durable import draft_of, is_draft, make_folder, require_name, sync, sync_folder, write_text
from wopsim.errors import DamageError, StoreError, StoreWriteError, WopsimError
from wopsim.limits import DESCRIPTION_BYTES, exists
from wopsim.runs.chunks import Block, Points
from wopsim.runs.seal import DESCRIPTION, POINTS, read_sealed, seal
from wopsim.study.scenario import Study

if TYPE_CHECKING:
    import xarray as xr

PENDING, DONE, FAILED, NOT_NEEDED = 0, 1, 2, 3
STATUS_WORDS = ("pending", "done", "failed", "not_needed")
STATUS = "status"
_RUN_DIMS = 3
_OLD_DRAFT = 3600.0
OWN = ".wopsim"
"""Folder inside the store for what is not an array: the lock, tracebacks."""
_MARK = "made-by-wopsim"
"""File in `OWN`, there from the beginning: this program made the folder, and may remove it while it is a draft."""
_LEAST_CHUNK = 5
"""A chunk has a checksum of four bytes, and something that is checked [byte]."""

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
        from wopsim.runs.store_files import StoreFiles

        self.path = Path(path).absolute()  # what is read later is of this store, wherever the process stands then
        if not exists(self.path):
            raise StoreError(f"{self.path} does not exist; make a store with `wopsim run STUDY --out {self.path}`.")
        if not exists(self.path / DESCRIPTION):
            raise StoreError(f"{self.path} is no store that `wopsim run` made; give another place.")
        self._files = StoreFiles(self.path)
        self.attributes, arrays = read_sealed(self._files)
        self.points, self.study = self._what_is_run()
        self._arrays = self._opened(arrays)
        self._files.sizes = {name: _chunk_bytes(array) for name, array in self._arrays.items()}

    def _what_is_run(self) -> tuple[Points, Study]:
        try:
            return Points(**json.loads(self.attributes[POINTS])), Study.from_dict(json.loads(self.attributes["study"]))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise DamageError(
                f"the study in the attributes of {self.path} cannot be read ({type(error).__name__}: {error}); it may be another version's."
            ) from error

    def _opened(self, names: Sequence[str]) -> dict[str, Any]:
        import zarr

        try:
            group = zarr.open_group(self._files, mode="r+")
            # a chunk that holds nothing but NaN is a chunk, and must be there
            arrays = dict(group.arrays())
            return {name: arrays[name].with_config({"write_empty_chunks": True}) for name in names}
        except WopsimError:
            raise
        except Exception as error:  # what zarr raises on what it cannot understand is its own affair
            raise DamageError(f"the arrays of {self.path} cannot be opened ({type(error).__name__}: {error}).") from error

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
        attributes : from `wopsim.runs.provenance`.

        Raises
        ------
        StoreError : something else is there. StoreWriteError : it cannot be written.
        """
        path = Path(path)
        if exists(path):
            raise StoreError(f"{path} is there already and is no store; give another place with --out.")
        draft = draft_of(path)
        try:
            make_folder(path.parent)
            _remove_old_drafts(path.parent)
            draft.mkdir()
            (draft / OWN).mkdir()
            (draft / OWN / _MARK).touch()
            _allocate(draft, points, template, variants, attributes)
            sync_folder(draft)
            try:
                draft.rename(path)
            except OSError:
                if not path.exists():
                    raise
            sync(path.parent)
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
        DamageError : it cannot be read, or a run is done whose numbers are missing.
        """
        found = self._inside(STATUS, block).astype(np.int8)
        if not np.isin(found, range(len(STATUS_WORDS))).all():
            raise self._broken(self.chunk(STATUS, block), "holds what no status is")
        if (found == DONE).any():
            for name in self.names:
                wrong = self._not_there(self.chunk(name, block))
                if wrong:
                    raise self._broken(self.chunk(name, block), f"{wrong}, though its runs are done")
        return found

    def statuses(self) -> Status:
        """Return the status of every run, (variant, scenario, draw, replicate).

        Raises
        ------
        DamageError : as `status`.
        """
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
        with self.reading(repr(name)):
            return np.asarray(self.array(name)[region])

    @contextmanager
    def reading(self, what: str) -> Iterator[None]:
        """Tell in our words where something cannot be read; `what` begins the sentence.

        Raises
        ------
        DamageError : it is not what was written.
        """
        try:
            yield
        except (OSError, WopsimError):
            raise
        except Exception as error:  # what a decoder raises on broken bytes is its own affair
            raise DamageError(f"{what} of {self.path} is damaged: `wopsim run` with --verify finds where, and runs it again.") from error

    @cached_property
    def labels(self) -> xr.Dataset:
        """What stands along the dimensions: names and values, no numbers of runs.

        Raises
        ------
        DamageError : it cannot be read.
        """
        with self.reading("what stands along the dimensions"):
            return self.opened().coords.to_dataset().load()

    def opened(self, chunks: Any = None) -> xr.Dataset:
        """Return the store as plain xarray opens it; with `chunks={}` read by dask, piece by piece. Read it under `reading`."""
        import xarray as xr

        return xr.open_zarr(self._files, chunks=chunks)

    def _broken(self, chunk: Path, wrong: str) -> DamageError:
        return DamageError(f"{self.path} is damaged: {chunk.relative_to(self.path)} {wrong}. `wopsim run` with --verify runs it again.")

    def chunk(self, name: str, block: Block) -> Path:
        """Return the file of an array that holds a block."""
        key = self.points.chunk_key(block)
        return self.path / name / ".".join(["c", *map(str, key), *["0"] * (self.array(name).ndim - len(key))])

    def _not_there(self, chunk: Path) -> str:
        """Return why a file can be no chunk, or an empty text; it is not read."""
        try:
            found = chunk.stat()
        except OSError as error:
            return "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        if not stat.S_ISREG(found.st_mode):
            return "is no file"
        return "is cut short" if found.st_size < _LEAST_CHUNK else ""

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
            self._files.settle()
            self.write_status(block, status)
        except OSError as error:
            raise cannot_write(self.path, error) from error
        finally:
            self._files.discard()

    def write_status(self, block: Block, status: Status) -> None:
        """Write the status of a block."""
        try:
            self._put(STATUS, block, status)
            self._files.settle()
        except OSError as error:
            raise cannot_write(self.path, error) from error
        finally:
            self._files.discard()

    def failures(self) -> list[Failure]:
        """Return all runs that failed, with their tracebacks, in the order of the blocks.

        Raises
        ------
        DamageError : what is noted of a failed run is missing, or cannot be read.
        """
        return [failure for block in self.points.blocks() if (self.status(block) == FAILED).any() for failure in self._failures_of(block)]

    def _failures_of(self, block: Block) -> list[Failure]:
        key = self._failures_key(block)
        data = self._files.read(key)
        if data is None:
            raise self._broken(self.path / key, "is missing, though runs of it failed")
        try:
            held = json.loads(data)
            found = [
                Failure(int(variant), int(scenario), int(draw), int(replicate), str(held["texts"][text]))
                for variant, scenario, draw, replicate, text in held["runs"]
            ]
        except (IndexError, KeyError, RecursionError, TypeError, ValueError):
            raise self._broken(self.path / key, "is not what was written") from None
        here = (block.variants, range(self.points.scenarios), block.draws, block.replicates)
        if not all(
            place in side for one in found for place, side in zip((one.variant, one.scenario, one.draw, one.replicate), here, strict=True)
        ):
            raise self._broken(self.path / key, "names runs that are not in it")
        return found

    def _failures_key(self, block: Block) -> str:
        return f"{OWN}/failures-{block.number:07d}.json"

    def _write_failures(self, block: Block, failures: Sequence[Failure]) -> None:
        path = self.path / self._failures_key(block)
        if not failures:
            path.unlink(missing_ok=True)
            return
        texts = sorted({failure.text for failure in failures})  # thousands of runs may fail in the same way
        runs = [[*list(asdict(failure).values())[:-1], texts.index(failure.text)] for failure in failures]
        write_text(path, json.dumps({"runs": runs, "texts": texts}))

    def damage(self, block: Block) -> str:
        """Return what is damaged of a block that was run, or an empty text. Every byte of it is read."""
        region = self.points.region(block)
        some = failed = False
        for name in (STATUS, *self.names):
            if name != STATUS and not some:
                break  # where all runs failed there is nothing else
            chunk = self.chunk(name, block)
            wrong = self._not_there(chunk)
            if wrong:
                return f"{chunk.relative_to(self.path)} {wrong}"
            try:
                values = self.array(name)[region]
            except Exception as error:
                return f"{chunk.relative_to(self.path)} is not what was written ({str(error).splitlines()[0]})"
            if name == STATUS:
                some, failed = bool((values == DONE).any()), bool((values == FAILED).any())
        try:
            if failed:
                self._failures_of(block)
        except DamageError as error:
            return str(error)
        return ""

    def array(self, name: str) -> Any:
        """Return an array of the store."""
        return self._arrays[name]


def _chunk_bytes(array: Any) -> int:
    """Return what a chunk of an array holds uncompressed [byte]; of texts, which have no size of their own, no more than any file may."""
    size = getattr(array.dtype, "itemsize", 0) if array.dtype.kind in "iufb" else 0
    return math.prod(array.chunks) * size if size else DESCRIPTION_BYTES


def require_writable(path: Path) -> None:
    """Check that a folder can be made, before time is spent on what is to go there.

    Raises
    ------
    StoreWriteError : it cannot.
    """
    try:
        require_name(path)
        there = next(parent for parent in path.absolute().parents if parent.exists())
        Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=there)).rmdir()
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> StoreWriteError:
    """Return what to tell when a store cannot be written."""
    why = error.strerror or str(error)
    return StoreWriteError(
        f"cannot write to {path}: {why}. What was done is kept: make room, or see that it may be written, and run the same line again."
    )


def _remove_old_drafts(folder: Path) -> None:
    """Remove what processes left that were killed while they allocated a store in this folder; that takes seconds.

    Only what has a name that no person gives, and this program's mark inside: all else is somebody's.
    """
    for draft in folder.iterdir():
        if is_draft(draft.name) and (draft / OWN / _MARK).is_file() and time.time() - draft.stat().st_mtime > _OLD_DRAFT:
            shutil.rmtree(draft, ignore_errors=True)


def _allocate(
    path: Path, points: Points, template: xr.Dataset, variants: Sequence[Mapping[str, Value]], attributes: Mapping[str, Any]
) -> None:
    import dask.array as da
    import xarray as xr
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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # consolidated metadata, without which plain xarray warns, are no part of format 3 yet
        # coordinates that hold nothing but zeros are written like all others
        dataset.to_zarr(path, zarr_format=3, compute=False, consolidated=True, encoding=encoding, mode="a", write_empty_chunks=True)
    seal(path)


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
