"""Random numbers as pure functions of their address; the only place where the model's chance comes from.

The address of a number is (stream, root seed, replicate, entity, other, step). Scenario and draw are not in it, so
two scenarios meet the same luck, and their difference is due to what differs between them. The generator is
Philox-4x64-10 [@salmon2011parallel], the bit generator that numpy ships as `numpy.random.Philox`; here it is
evaluated elementwise on arrays of addresses, because numpy can only walk a stream and not look one number up.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import float64, types, uint64, void

from wopsim.compile import at_once
from wopsim.errors import DeclarationError

Floats = npt.NDArray[np.float64]
Entities = npt.NDArray[np.uint64]

_MULTIPLIERS = (np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157))
_WEYL = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B))
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_DISCARD = np.uint64(12)
_ADDRESSES = types.Array(uint64, 1, "C", readonly=True)
_TOGETHER = 2**13
"""Numbers that are drawn in one go: their addresses take four times the memory of the numbers."""
_M0, _M1 = _MULTIPLIERS
_W0, _W1 = _WEYL


@dataclass(frozen=True)
class Stream:
    """One decision's source of chance. Declare with `stream`; read with `uniform` or `normal`."""

    name: str
    key: np.uint64


STREAMS: dict[str, Stream] = {}


def stream(name: str) -> Stream:
    """Declare a stream of random numbers; one decision or one kind of luck has one stream.

    Parameters
    ----------
    name : `file.decision`, unique in the process.

    Raises
    ------
    DeclarationError : the name is taken.
    """
    if name in STREAMS:
        raise DeclarationError(f"random stream {name!r} is declared twice")
    STREAMS[name] = Stream(name, entity(f"stream:{name}"))
    return STREAMS[name]


def entity(name: str) -> np.uint64:
    """Return the 64-bit number under which something with a name (a utility, a country) is addressed."""
    return np.uint64(int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little"))


def entities(names: npt.ArrayLike) -> Entities:
    """Return `entity` of each name, same shape."""
    array = np.asarray(names, dtype=object)
    return np.array([entity(str(name)) for name in array.ravel()], dtype=np.uint64).reshape(array.shape)


@at_once(uint64(uint64, uint64))
def _high(a: Any, b: Any) -> Any:
    """Upper 64 bits of the 128-bit product."""
    a_low, a_high = a & _LOW, a >> _HALF
    b_low, b_high = b & _LOW, b >> _HALF
    middle = a_high * b_low + ((a_low * b_low) >> _HALF)
    carry = a_low * b_high + (middle & _LOW)
    return a_high * b_high + (middle >> _HALF) + (carry >> _HALF)


@at_once(uint64(uint64, uint64, uint64, uint64, uint64, uint64))
def philox(key0: Any, key1: Any, c0: Any, c1: Any, c2: Any, c3: Any) -> Any:
    """First 64-bit word of Philox-4x64-10 for one key and counter (scalar; usable inside compiled loops)."""
    for _ in range(10):
        high0, low0 = _high(_M0, c0), _M0 * c0
        high1, low1 = _high(_M1, c2), _M1 * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ key0, low1, high0 ^ c3 ^ key1, low0
        key0, key1 = key0 + _W0, key1 + _W1
    return c0


@at_once(float64(uint64, uint64, uint64, uint64, uint64, uint64))
def uniform_at(key: Any, seed: Any, step: Any, replicate: Any, one: Any, other: Any) -> Any:
    """Uniform strictly between 0 and 1, the centre of one of 2**52 cells (scalar; usable inside compiled loops)."""
    return (float(philox(key, seed, step, replicate, one, other) >> _DISCARD) + 0.5) * 2.220446049250313e-16


@at_once(void(float64[::1], uint64, uint64, *(_ADDRESSES,) * 4), nogil=True)
def _fill(found: Any, key: Any, seed: Any, step: Any, replicate: Any, one: Any, other: Any) -> None:
    """Fill an array with the uniform numbers of as many addresses."""
    for i in range(found.size):
        found[i] = uniform_at(key, seed, step[i], replicate[i], one[i], other[i])


def uniform(
    source: Stream, seed: int, replicate: npt.ArrayLike, one: npt.ArrayLike = 0, other: npt.ArrayLike = 0, step: npt.ArrayLike = 0
) -> Floats:
    """Return uniform numbers, strictly between 0 and 1, at the given addresses.

    Parameters
    ----------
    source : declared stream.
    seed : root seed of the study, 0 to 2**64 - 1.
    replicate : realisation of chance, from 0; broadcast with the entities.
    one, other : entity, or ordered pair of entities; `uint64`, broadcast together.
    step : quarter, year, or "the n-th" of something; broadcast with the entities.

    Returns
    -------
    array of the broadcast shape (a 0-d array for scalars) [1]
    """
    words = [np.asarray(x, dtype=np.uint64) for x in (step, replicate, one, other)]
    found = np.empty(np.broadcast_shapes(*(word.shape for word in words)))
    kinds: Any = [["writeonly", "contig"], *4 * [["readonly", "contig"]]]  # numpy's types know no "contig"
    with np.nditer([found, *words], ["external_loop", "buffered", "zerosize_ok"], kinds, order="C", buffersize=_TOGETHER) as parts:
        for part, *addresses in parts:
            _fill(part, source.key, np.uint64(seed), *addresses)
    return found


def normal(
    source: Stream, seed: int, replicate: npt.ArrayLike, one: npt.ArrayLike = 0, other: npt.ArrayLike = 0, step: npt.ArrayLike = 0
) -> Floats:
    """Return standard normal numbers at the given addresses (inverse distribution of `uniform`). Same parameters."""
    from scipy import special

    found = uniform(source, seed, replicate, one, other, step)
    return np.asarray(special.ndtri(found, out=found))


def generator_state(source: Stream, seed: int, replicate: int = 0) -> tuple[str, npt.NDArray[np.uint32], int, int, float]:
    """Return a state of numpy's old Mersenne Twister, for a library that takes no other generator.

    Parameters
    ----------
    source : declared stream; seed, replicate : its address.
    """
    words = uniform(source, seed, replicate, step=np.arange(624)) * 2.0**32
    return "MT19937", words.astype(np.uint32), 624, 0, 0.0
