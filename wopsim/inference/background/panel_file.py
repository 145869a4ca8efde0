"""The file of a panel: one row per provider and year, CSV, plain or packed; what is wrong with it is said all at once."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from wopsim import limits
from wopsim.data import shipped
from wopsim.errors import EvidenceError, EvidenceFileError, Problem, UnreadableFileError, did_you_mean


def read_numbers(path: str | Path, provider: str, columns: Sequence[str]) -> pd.DataFrame:
    """Read columns of numbers of a panel file.

    Parameters
    ----------
    path : CSV, or CSV packed with gzip (`.gz`), UTF-8, with a column `year`.
    provider : column with the code of the provider.
    columns : of numbers; other columns are ignored.

    Returns
    -------
    (provider-year, column), index `provider`, `year`, sorted; float64, NaN where the cell is empty

    Raises
    ------
    EvidenceFileError : missing, a directory, empty, not readable, not UTF-8, columns missing, values that are no numbers,
        a provider-year that stands twice; all at once.
    """
    raw = _read_raw(path)
    wanted = ["year", *columns]
    problems = [
        Problem(f"column {name!r} is missing.{did_you_mean(name, raw.columns)}", 1) for name in (provider, *wanted) if name not in raw
    ]
    if problems:
        raise EvidenceFileError(str(path), problems)
    numbers = {name: pd.to_numeric(raw[name], errors="coerce") for name in wanted}
    for name, values in numbers.items():
        empty = raw[name].str.strip().eq("").to_numpy()
        _report(problems, raw[name], values.isna().to_numpy() & ~empty, "is not a number")
    _report(problems, raw["year"], (numbers["year"] % 1 != 0).to_numpy() & numbers["year"].notna().to_numpy(), "is not a whole year")
    _report(problems, raw["year"], raw["year"].str.strip().eq("").to_numpy(), "must not be empty")
    _report(problems, raw[provider], raw[provider].str.strip().eq("").to_numpy(), "must not be empty")
    repeated = pd.DataFrame({"provider": raw[provider], "year": numbers["year"]}).duplicated().to_numpy()
    _report(problems, raw[provider], repeated, "has a second row for the same year")
    if problems:
        raise EvidenceFileError(str(path), problems)
    index = pd.MultiIndex.from_arrays([raw[provider].str.strip(), numbers["year"].astype("int64")], names=["provider", "year"])
    return pd.DataFrame({name: numbers[name].astype("float64").to_numpy() for name in columns}, index=index).sort_index()


def shipped_statistics(name: str, known: Sequence[str], folder: str) -> pd.DataFrame:
    """Return a table of statistics of a panel that ships with the package.

    Parameters
    ----------
    name : one of `known`.
    folder : of the tables; its README says what each holds.

    Raises
    ------
    EvidenceError : no such table.
    """
    if name not in known:
        raise EvidenceError(f"no panel statistic {name!r}; known: {', '.join(known)}.{did_you_mean(name, known)}")
    return pd.read_csv(shipped(f"{folder}/{name}.csv"))


def _read_raw(path: str | Path) -> pd.DataFrame:
    try:
        data = limits.read_file(path, limits.PANEL_BYTES, "a panel (CSV, plain or .gz)")
        if Path(path).suffix == ".gz":
            data = _unpacked(data)
        raw = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8")
    except UnreadableFileError as error:
        wrong = error.problem.message
    except UnicodeDecodeError:
        wrong = "not UTF-8; save the file with UTF-8 encoding"
    except pd.errors.EmptyDataError:
        wrong = "the file is empty"
    except (pd.errors.ParserError, OSError, EOFError, zlib.error) as error:
        wrong = f"cannot be read: {error}"
    else:
        if len(raw):
            return raw
        wrong = "the table has a header but no row"
    raise EvidenceFileError(str(path), [Problem(wrong)])


def _unpacked(data: bytes) -> bytes:
    """What was packed, which may be a thousand times as large as the file."""
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        whole = file.read(limits.PANEL_BYTES + 1)
    if len(whole) > limits.PANEL_BYTES:
        raise UnreadableFileError(
            f"unpacked, the file has more than {limits.PANEL_BYTES / 1e6:.0f} MB; no panel has. The rest was not read."
        )
    return whole


def _report(problems: list[Problem], cells: pd.Series, bad: object, what: str) -> None:
    """Append one problem for all bad cells of a column: the first with its line, and how many more."""
    places = np.flatnonzero(np.asarray(bad))
    if places.size:
        more = f" (and {places.size - 1} more)" if places.size > 1 else ""
        problems.append(Problem(f"{cells.name!r}: {cells.iloc[places[0]]!r} {what}{more}", int(places[0]) + 2))
