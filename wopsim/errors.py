"""One class per kind of user mistake; each message says what is wrong, where, and what to do next.

Nothing here prints: the command line shows `str(error)` on one line per problem and exits with `exit_code`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class WopsimError(Exception):
    """Base of every mistake a user can make. The command line prints it without a traceback."""

    exit_code = 2


class DeclarationError(WopsimError):
    """A parameter, output, stream or strategy is declared twice or inconsistently (a programmer's mistake)."""


class ParameterError(WopsimError):
    """A parameter is unknown, of the wrong type, out of its valid range, or may not be set where it was set."""


class StrategyError(WopsimError):
    """A pairing or funding strategy is unknown, or broke its contract."""


class WorldError(WopsimError):
    """A world table cannot be used."""


class EvidenceError(WopsimError):
    """An evidence table or a panel file cannot be used."""


class UnreadableFileError(WopsimError):
    """A file that a user named cannot be read: it is not there, is no ordinary file, is too large, or is no text.

    Parameters
    ----------
    message : what is wrong and what to do next.
    line : where in the file; None when it is the whole file.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.problem = Problem(message, line)


class MissingFileError(UnreadableFileError):
    """Nothing is there by the name that a user gave."""


class ResultError(WopsimError):
    """A question asked of a result cannot be answered from what it holds."""


class MissingExtraError(WopsimError):
    """A feature needs an optional dependency that is not installed."""


class StoreError(WopsimError):
    """A store cannot be used as it is, or there is none."""


class FailedRunsError(WopsimError):
    """A sweep came to its end, but some of its runs failed."""

    exit_code = 3


class StoreMismatchError(StoreError):
    """A store belongs to another study, world, version or set of draws."""

    exit_code = 4


class StoreLockedError(StoreError):
    """Another run is writing to the same part of a store."""

    exit_code = 5


class StoreWriteError(StoreError):
    """A store cannot be written: no space, no permission, a read-only file system."""

    exit_code = 6


class DamageError(StoreError):
    """Something in a store is not what was written there."""

    exit_code = 7


class WorkersLostError(WopsimError):
    """Processes that run points keep dying, or the scheduler of a cluster cannot be reached."""

    exit_code = 8


class StoppedError(WopsimError):
    """A signal stopped a sweep; `exit_code` is 128 and the signal's number, as shells have it."""

    def __init__(self, message: str, signal: int) -> None:
        super().__init__(message)
        self.exit_code = 128 + signal


@dataclass(frozen=True)
class Problem:
    """One problem found in a file a user wrote.

    Parameters
    ----------
    message : what is wrong and what to do next, one sentence or two.
    line : line in the file, counted from 1; None when the problem is the whole file.
    """

    message: str
    line: int | None = None


class FileProblems(WopsimError):
    """Everything that is wrong with one file, reported at once.

    Parameters
    ----------
    path : the file, as the user named it.
    problems : at least one problem, in the order of the file.
    """

    def __init__(self, path: str, problems: Iterable[Problem]) -> None:
        self.path = str(path)
        self.problems = sorted(problems, key=lambda p: p.line or 0)
        super().__init__(self.path, self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{self.path}: {count} problem{'s' if count != 1 else ''}"
        rows = [f"  line {p.line}: {p.message}" if p.line else f"  {p.message}" for p in self.problems]
        return "\n".join([head, *rows])


class StudyError(FileProblems):
    """A study file cannot be used."""


class WorldFileError(FileProblems, WorldError):
    """A world CSV cannot be used."""


class EvidenceFileError(FileProblems, EvidenceError):
    """An evidence CSV cannot be used."""


class PosteriorFileError(FileProblems):
    """A posterior CSV cannot be used."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the closest known word, or an empty string.

    Of a word of several parts (`results_share`), one shared part is no reason to offer what else has it (`resident_share`).
    """
    close = difflib.get_close_matches(str(word), list(known), n=5, cutoff=0.6)
    meant = [one for one in close if "_" not in str(word) or _alike(str(word), one)]
    return f" Did you mean {meant[0]!r}?" if meant else ""


def _alike(word: str, other: str) -> bool:
    """Whether a word is another with slips of letters in its parts, or one of both says all that the other says."""
    mine, theirs = word.split("_"), other.split("_")
    # `report` is no slip of `expert`, so `report_share` is none of `expert_share`
    slips = len(mine) != len(theirs) or all(map(_slipped, mine, theirs))
    return (slips and _near(word, other, 0.8)) or any(
        all(any(_near(part, there, 0.75) for there in longer) for part in shorter) for shorter, longer in ((mine, theirs), (theirs, mine))
    )


def _slipped(one: str, other: str) -> bool:
    """Whether a part of a word is another with one letter wrong, or with few for its length."""
    same = sum(block.size for block in difflib.SequenceMatcher(None, one, other).get_matching_blocks())
    return max(len(one), len(other)) - same <= 1 or _near(one, other, 0.75)


def _near(one: str, other: str, least: float) -> bool:
    return difflib.SequenceMatcher(None, one, other).ratio() >= least
