"""Draws: plausible values of every parameter that is drawn, from the posterior that ships, from the priors, or from a file.

What a posterior has no column of (all that no evidence could speak about) has a draw from its prior, whatever the posterior.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from wopsim import limits
from wopsim.csv_cells import WrongCell, read_number
from wopsim.csv_rows import rows_of, wrong_length
from wopsim.data import shipped, ships
from wopsim.declare import PARAMETERS, Param, Parameters, Value, quantiles_of_each
from wopsim.errors import MissingFileError, PosteriorFileError, Problem, UnreadableFileError, WopsimError, did_you_mean
from wopsim.streams import entities, stream, uniform

PRIOR = stream("study.prior")
DEFAULT_POSTERIOR = "calibration/posterior/default/posterior.csv"
SHIPPED, PRIORS = "posterior", "prior"
"""Words for the posterior that ships and for the priors; anything else is the path of a posterior CSV."""


def draw_of(source: str, seed: int, draw: int) -> dict[str, Value]:
    """Return one value of every parameter that is drawn.

    Parameters
    ----------
    source : `posterior`, `prior`, or the path of a posterior CSV; see `read_posterior`.
    seed : root seed of the study; only what is drawn from priors depends on it.
    draw : number of the draw, from 0; row of the posterior.

    Returns
    -------
    values by parameter name; what the posterior lacks (what no evidence bears on, and what another package calibrates) has a draw from its
    prior

    Raises
    ------
    WopsimError : the posterior has fewer draws.
    """
    values = prior_draw(seed, draw)
    if source == PRIORS:
        return values
    require_draws(source, draw + 1)
    return {**values, **read_posterior(_place(source))[draw]}


def parameters_of_draw(source: str, seed: int, draw: int) -> Parameters:
    """Return all parameters, those that are drawn as `draw_of` has them; the same object where the same is asked again.

    Parameters and errors as of `draw_of`.
    """
    import wopsim.declared  # noqa: F401  (declares every parameter)

    place = None if source == PRIORS else _place(source)
    posterior = () if place is None else (place, _stamp(place))
    return _parameters_of_draw(source, posterior, _Declared(PARAMETERS.values()), seed, draw)


class _Declared(tuple[Param, ...]):
    """All that is declared; of two, nearly always the same objects stand in both, which is seen at once, where hashing them takes long."""

    __slots__ = ()

    def __hash__(self) -> int:
        return len(self)


@lru_cache(maxsize=512)
def _parameters_of_draw(source: str, posterior: tuple[object, ...], declared: _Declared, seed: int, draw: int) -> Parameters:
    """Kept, because whoever compares designs asks for the same draws again and again; `posterior` is which file, and when it changed."""
    return Parameters(**draw_of(source, seed, draw))


def require_draws(source: str, draws: int) -> None:
    """Check, before anything is run, that there are as many draws as are asked for.

    Raises
    ------
    WopsimError : the posterior has fewer, or none ships.
    """
    if source == PRIORS:
        return
    there = len(read_posterior(_place(source)))
    if draws > there:
        raise WopsimError(f"the posterior {source!r} has {there:,} draws; ask for at most that many, or take draws from 'prior'.")


def prior_draw(seed: int, draw: int) -> dict[str, Value]:
    """Return one value of every parameter that is drawn, from its prior.

    Parameters
    ----------
    seed : root seed of the study.
    draw : number of the draw, from 0; the same number gives the same values, whatever else is drawn.

    Returns
    -------
    values by parameter name, cut to the parameter's valid range; each has a stream of its own, so that another parameter moves none
    """
    import wopsim.declared  # noqa: F401  (declares every parameter)

    with_prior = {name: declared for name, declared in PARAMETERS.items() if declared.prior is not None}
    # the number of the draw stands where a replicate stands for luck
    u = uniform(PRIOR, seed, draw, entities(list(with_prior)))
    drawn = quantiles_of_each(list(with_prior.values()), u)
    return {name: declared.kind(value) for (name, declared), value in zip(with_prior.items(), drawn.tolist(), strict=True)}


def identity(source: str) -> tuple[str, str]:
    """Return what identifies draws: where they come from, in a word or as a path, and the SHA-256 of it."""
    if source != PRIORS:
        return source, hashlib.sha256(_place(source).read_bytes()).hexdigest()
    import wopsim.declared  # noqa: F401  (declares every parameter)

    priors = sorted(f"{p.name} {p.prior!r} {p.valid}" for p in PARAMETERS.values() if p.prior is not None)
    return source, hashlib.sha256("\n".join(priors).encode()).hexdigest()


def number_of_draws(source: str) -> int | None:
    """Return how many draws there are; None for priors, which have any number.

    None also where no posterior ships yet: calibration reads a study then, and draws nothing; whoever draws is refused.
    """
    if source == PRIORS or (source == SHIPPED and not ships(DEFAULT_POSTERIOR)):
        return None
    return len(read_posterior(_place(source)))


def _place(source: str) -> Path:
    if source != SHIPPED:
        return Path(source).absolute()  # what was read is kept under this place
    try:
        return shipped(DEFAULT_POSTERIOR)
    except WopsimError as error:
        raise WopsimError(f"{error} Or take draws from 'prior', or from a posterior that `wopsim calibrate` wrote.") from None


def read_posterior(path: Path) -> tuple[Mapping[str, float], ...]:
    """Return the draws of a posterior CSV: one row a draw, one column a parameter that is drawn; a column `draw` may number them.

    Raises
    ------
    PosteriorFileError : every problem of the file with its line.
    """
    return _read(path, _stamp(path))


def _stamp(path: Path) -> tuple[int, ...]:
    """What is another one when a file has changed; nothing where there is none, and reading it says what is wrong."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return ()
    return (status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, stamp: tuple[int, ...]) -> tuple[Mapping[str, float], ...]:
    """The draws of a file; read again when its `stamp` is another."""
    import wopsim.declared  # noqa: F401  (declares every parameter)

    problems: list[Problem] = []
    header, _, lines = rows_of(_text(path), problems)
    if problems:
        raise PosteriorFileError(str(path), problems)
    known = {name: declared for name, declared in PARAMETERS.items() if declared.drawn}
    unknown = [name for name in header if name not in {*known, "draw"}]
    problems += [Problem(f"column {name!r} is no parameter that is drawn.{did_you_mean(name, known)}", 1) for name in unknown]
    if not set(header) & set(known):
        problems.append(Problem("no column is a parameter that is drawn; `wopsim calibrate` writes such a file.", 1))
    rows = []
    for line, cells in lines:
        if (wrong_row := wrong_length(cells, header)) is not None:
            problems.append(Problem(wrong_row, line))
            continue
        row = {}
        for name, cell in zip(header, cells, strict=True):
            if (declared := known.get(name)) is not None:
                try:
                    value = _number(cell)
                    wrong = declared.check(value)
                except WrongCell as error:
                    wrong = f"{name!r} {error}"
                if wrong:
                    problems.append(Problem(wrong, line))
                else:
                    row[name] = declared.kind(value)
        rows.append(MappingProxyType(row))
    if not rows and not problems:
        problems.append(Problem("the file has a header and no draw."))
    if problems:
        raise PosteriorFileError(str(path), problems)
    return tuple(rows)


def _number(cell: str) -> float:
    """The number in a cell, as people write it; what a program wrote, which is most of a large file, is read quickly."""
    try:
        value = float(cell)
    except ValueError:
        return read_number(cell)
    return value if math.isfinite(value) else read_number(cell)


def _text(path: Path) -> str:
    try:
        return limits.read_text(path, limits.POSTERIOR_BYTES, "a posterior (CSV)")
    except UnreadableFileError as error:
        hint = (
            " Give the path of a posterior CSV, 'posterior' for the one that ships, or 'prior'."
            if isinstance(error, MissingFileError)
            else ""
        )
        raise PosteriorFileError(str(path), [Problem(error.problem.message + hint, error.problem.line)]) from None
