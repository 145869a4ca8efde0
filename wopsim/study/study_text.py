"""The text of a file that a user named, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from wopsim import limits
from wopsim.errors import Problem, UnreadableFileError, did_you_mean
from wopsim.foreign_text import command_in, named
from wopsim.study.yaml_reader import Node, Scalar, Unread, describe

RESULTS_SIGN = "study.json"
"""Lies in every folder of results that a command writes, and says whose they are."""


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """Return the text of a UTF-8 file; None, with a problem, if there is none."""
    if is_store(path):
        problems.append(Problem("this is a store of runs; name the study file that it was made of."))
        return None
    if _lies_in(path, RESULTS_SIGN):
        problems.append(
            Problem(
                "this is a folder of results, which nothing is made of; name the study file that they were made of, or keep the runs: "
                "`wopsim run STUDY --out STORE`, and name that store."
            )
        )
        return None
    try:
        return limits.read_text(path, limits.STUDY_BYTES, "a study file (YAML)")
    except UnreadableFileError as error:
        problems.append(error.problem)
        return None


def is_store(path: Path) -> bool:
    """Return whether a store of runs is there."""
    return _lies_in(path, "zarr.json")


def _lies_in(folder: Path, name: str) -> bool:
    try:
        return (folder / name).is_file()
    except (OSError, ValueError):  # a name that no file system takes
        return False


def read_word(key: str, node: Node, words: Collection[str], problems: list[Problem]) -> str | None:
    """Return the one of `words` that stands under a key; None, with a problem, if none does."""
    value = node.value if isinstance(node, Scalar) else None
    if value in words:
        return str(value)
    if not isinstance(node, Unread):
        hint = did_you_mean(str(value), words)
        problems.append(Problem(f"{key!r} must be one of {', '.join(words)}, not {describe(node)}.{hint}", node.line))
    return None


def plain_text(where: str, node: Node, problems: list[Problem]) -> str:
    """Return a text for people on one line; empty, with a problem, if `node` is none.

    Parameters
    ----------
    where : name of the text in messages.
    """
    if isinstance(node, Unread):
        return ""
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        quotes = " Put it in quotes." if isinstance(node, Scalar) and node.value is not None else ""
        problems.append(Problem(f"{where} must be text, not {describe(node)}.{quotes}", node.line))
        return ""
    text = " ".join(node.value.split())
    if not text:
        problems.append(Problem(f"{where} is empty.", node.line))
    elif (place := command_in(text)) is not None:
        problems.append(Problem(f"{where} holds {named(text[place])}: {text!r}.", node.line))
    return text
