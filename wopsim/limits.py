"""How much is taken from a user at once: one set of limits for files, for options of commands and for calls from Python."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from wopsim.allowed_numbers import is_number
from wopsim.errors import MissingFileError, UnreadableFileError, WopsimError
from wopsim.foreign_text import command_in, named

AUTO = "auto"
"""Stands for a number of draws: as many as make the choice clear."""
STUDY_BYTES = 1_000_000
"""Largest study file [byte]."""
TABLE_BYTES = 50_000_000
"""Largest CSV file: worlds, cases, evidence [byte]."""
DESCRIPTION_BYTES = 100_000_000
"""Largest file of a store that does not hold numbers of runs [byte]."""
POSTERIOR_BYTES = 200_000_000
"""Largest posterior: 100,000 draws of all parameters [byte]."""
PANEL_BYTES = 500_000_000
"""Largest panel of providers, packed or not: the whole of Brazil in 25 years has a tenth of it [byte]."""
MOST_PREDICTED = 1_000_000
"""Rows x draws that are predicted at once: each is run 24 times, with the partnership and without, and is held in memory."""
MOST_RUNS = 100_000_000
"""Runs of a study in a store: variants x scenarios x draws x replicates. Each has a status of a byte, which is held in memory."""
MOST_RUNS_IN_MEMORY = 1_000_000
"""Runs of a study that is run without a store; each leaves some kilobytes of measures in memory."""


@dataclass(frozen=True)
class Whole:
    """A range of whole numbers, ends included.

    Parameters
    ----------
    low, high : the ends.
    """

    low: int
    high: int

    def __str__(self) -> str:
        high = str(self.high) if self.high > 10**15 else f"{self.high:,}"  # a root of chance is copied, a count is read
        return f"a whole number from {self.low} to {high}"

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def of(self, text: str) -> int | None:
        """Return the number that a text means (`1000`, `1e3`), or None where it is none of the range; digits without end are no trouble."""
        try:
            number = float(text)
            if not (number.is_integer() and self.low - 1 <= number <= self.high + 1):
                return None
            whole = int(number) if "e" in text.lower() or "." in text else int(text)
        except (ValueError, OverflowError):
            return None
        return whole if whole in self else None

    def held_by(self, value: object) -> int | None:
        """Return the whole number that a value is, or None where it is none of the range; 1e3 is one, true is none."""
        return int(value) if is_number(value) and value in self and float(value).is_integer() else None

    def require(self, value: int, what: str) -> None:
        """Check a number that came from Python.

        Raises
        ------
        WopsimError : it lies outside.
        """
        if value not in self:
            raise WopsimError(f"{what} is {value}; it must be {self}.")


SEED = Whole(0, 2**64 - 1)
DRAWS = Whole(1, 100_000)
REPLICATES = Whole(1, 100_000)
YEARS = Whole(1, 100)
VARIANTS = Whole(1, 100_000)
"""Combinations of swept values."""
WORKERS = Whole(1, 1024)
"""Processes on one machine."""
UTILITIES = Whole(1, 100_000)
"""Possible mentees of a world, and possible mentors; rows of a world file."""
PORT = Whole(0, 65_535)
"""At which a page listens; 0 takes a free one."""
NUMBER = Whole(0, 99_999)
"""Number of a draw or of a replicate, from 0."""
FOLLOWED = Whole(0, 1000)
"""Utilities that an evaluation follows, of one group."""
FOLLOWED_YEARS = Whole(0, 100)
"""Years that it follows them."""
MONTHS = Whole(1, 240)
"""Length of a partnership [month]."""


def read_text(path: str | Path, largest: int, what: str) -> str:
    """Return the text of a UTF-8 file that a user named; arguments and errors as in `read_file`.

    Raises
    ------
    UnreadableFileError : also where a line is not UTF-8, or holds a character that no text needs.
    """
    data = read_file(path, largest, what)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        how = " (a spreadsheet: as “CSV UTF-8”)" if Path(path).suffix.lower() == ".csv" else ""
        wrong = f"byte {data[error.start]:#04x} is not UTF-8; save the file with the encoding UTF-8{how}."
        raise UnreadableFileError(wrong, line) from None
    place = command_in(text)
    if place is not None:
        wrong = f"{named(text[place])} stands here, which no text needs and nobody sees; delete it."
        raise UnreadableFileError(wrong, text.count("\n", 0, place) + 1)
    return text


def read_file(path: str | Path, largest: int, what: str) -> bytes:
    """Return the bytes of a file that a user named; never more than the limit is read, and nothing is waited for.

    Parameters
    ----------
    path : the file.
    largest : limit of its size [byte].
    what : what such a file is, for messages: "a study file".

    Raises
    ------
    UnreadableFileError : nothing is there, it is no ordinary file, it is larger than the limit, or it cannot be read.
    """
    try:
        # a pipe without a writer would be waited for, were it opened as other files are
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise MissingFileError("there is no such file.") from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file system takes
        raise UnreadableFileError(_wrong(path, error, what)) from None
    try:
        kind = os.fstat(handle)
        if not stat.S_ISREG(kind.st_mode):
            raise UnreadableFileError(_no_file(kind.st_mode, what))
        if kind.st_size > largest:
            raise UnreadableFileError(f"the file has {kind.st_size / 1e6:,.1f} MB; {what} has at most {_mb(largest)}. It was not read.")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise UnreadableFileError(_wrong(path, error, what)) from None
    finally:
        os.close(handle)
    if len(data) > largest:  # files of /proc have no size
        raise UnreadableFileError(f"the file has no end; {what} has at most {_mb(largest)}. The rest was not read.")
    return data


def require_file(path: str | Path, what: str) -> None:
    """Check that an ordinary file is there, which a library then reads by itself; arguments as in `read_file`.

    Raises
    ------
    UnreadableFileError : it is something else, or not there.
    """
    try:
        mode = Path(path).stat().st_mode
    except FileNotFoundError:
        raise MissingFileError("there is no such file.") from None
    except (OSError, ValueError) as error:
        raise UnreadableFileError(_wrong(path, error, what)) from None
    if not stat.S_ISREG(mode):
        raise UnreadableFileError(_no_file(mode, what))


def exists(path: str | Path) -> bool:
    """Return whether there is such a file or folder; a name that no file system takes is none."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


def _no_file(mode: int, what: str) -> str:
    if stat.S_ISDIR(mode):
        return f"this is a folder; name {what} in it."
    return f"this is no ordinary file, which can be read twice; save it as {what} first."


def _wrong(path: str | Path, error: OSError | ValueError, what: str) -> str:
    """What is wrong where a file cannot be opened or read."""
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        mode = stat.S_IFREG
    if not stat.S_ISREG(mode):  # sockets and some devices cannot even be opened
        return _no_file(mode, what)
    return f"the file cannot be read: {getattr(error, 'strerror', None) or error}."


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
