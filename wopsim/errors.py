"""One class per kind of user mistake; each message says what is wrong, where, and what to do next.

Nothing here prints: the command line shows `str(error)` on one line per problem and exits with `exit_code`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from wopsim.counting import counted

_MOST_OFFERED = 5
"""Names that share a word, beyond which that word says too little of what was meant."""


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


SAID_ONE_BY_ONE = 3
"""Problems of one kind up to which each is said with its line; of more only the first, and the lines of some others."""
_COLUMN = re.compile(r"'[^']+' ")
_NUMBER = re.compile(r"(?<![\w'])[+-]?\d[\d.,]*")
_OF_A_CELL = re.compile(rf"'[^']*'|\"[^\"]*\"|{_NUMBER.pattern}")


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

    @property
    def kind(self) -> object:
        """What problems of many lines have in common: the message without its numbers, and on a cell without what it quotes of it.

        The message on a cell begins with the name of its column, in quotation marks.
        """
        if not self.line:
            return self
        column = _COLUMN.match(self.message)
        return (column[0], _OF_A_CELL.sub("", self.message[column.end() :])) if column else _NUMBER.sub("", self.message)


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
        head = f"{self.path}: {counted(count, 'problem')}"
        alike: dict[object, list[Problem]] = {}
        for problem in self.problems:
            alike.setdefault(problem.kind, []).append(problem)
        said = [problem for ones in alike.values() for problem in (ones if len(ones) <= SAID_ONE_BY_ONE else ones[:1])]
        rows = [f"  {_where(alike[problem.kind], problem)}{problem.message}" for problem in sorted(said, key=lambda p: p.line or 0)]
        return "\n".join([head, *rows])


def _where(alike: list[Problem], problem: Problem) -> str:
    """The line of a problem, and where else there is one of its kind if those are not said one by one."""
    if not problem.line:
        return ""
    lines = list(dict.fromkeys(str(one.line) for one in alike if one.line != problem.line))
    if len(alike) <= SAID_ONE_BY_ONE or not lines:
        return f"line {problem.line}: "
    more = len(lines) - SAID_ONE_BY_ONE
    *first, last = lines if more <= 0 else [*lines[:SAID_ONE_BY_ONE], f"{more:,} more"]
    others = f"{', '.join(first)} and {last}" if first else last
    return f"line {problem.line}, and likewise line{'s' if first else ''} {others}: "


class StudyError(FileProblems):
    """A study file cannot be used."""


class WorldFileError(FileProblems, WorldError):
    """A world CSV cannot be used."""


class EvidenceFileError(FileProblems, EvidenceError):
    """An evidence CSV cannot be used."""


class PosteriorFileError(FileProblems):
    """A posterior CSV cannot be used."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the few known words that hold all parts of it, else for the closest, or an empty string.

    Of a word of several parts (`results_share`), one shared part is no reason to offer what else has it (`resident_share`).
    """
    words = list(dict.fromkeys(map(str, known)))
    close = difflib.get_close_matches(str(word), words, n=5, cutoff=0.6)
    longer = [one for one in words if _parts(word) and set(_parts(word)) < set(_parts(one))]
    slips = [one for one in close if one not in longer and (len(_parts(word)) == 1 or _alike(_parts(word), _parts(one)))]
    meant = longer if 0 < len(longer) <= _MOST_OFFERED else slips[:1]
    return f" Did you mean {' or '.join(repr(one) for one in meant)}?" if meant else ""


def _parts(word: str) -> list[str]:
    return re.findall(r"[^\W_]+", str(word).casefold())


def _alike(mine: list[str], theirs: list[str]) -> bool:
    """Whether a word is another with slips of letters in each part, or one of both says all that the other says."""
    if len(mine) == len(theirs):
        # of three letters one is a third
        return all(_near(one, other, 0.7 if len(one) > 3 else 0.6) for one, other in zip(mine, theirs, strict=True))
    return _near("".join(mine), "".join(theirs), 0.8) or any(
        all(any(_near(part, there, 0.75) for there in longer) for part in shorter) for shorter, longer in ((mine, theirs), (theirs, mine))
    )


def _near(one: str, other: str, least: float) -> bool:
    return difflib.SequenceMatcher(None, one, other).ratio() >= least
