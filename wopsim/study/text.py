"""The text of a file that a user named, or what is wrong with it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from wopsim.errors import Problem
from wopsim.study.yaml_lines import Node, Scalar, Unread, describe

MAX_BYTES = 1_000_000


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """Return the text of a UTF-8 file; None, with a problem, if there is none. Reads at most a megabyte."""
    try:
        if (path / "zarr.json").is_file():
            wrong = "this is a store of runs; name the study file that it was made of."
        elif path.is_dir():
            wrong = "this is a folder, and no store of runs; name a study file (YAML)."
        elif not path.exists():
            wrong = "there is no such file."
        elif not path.is_file():
            wrong = "this is not a file."
        elif path.stat().st_size > MAX_BYTES:
            wrong = f"the file has {path.stat().st_size / 1e6:.1f} MB; a study file has at most {MAX_BYTES / 1e6:.0f} MB. It was not read."
        else:
            return _decode(path.read_bytes(), problems)
    except OSError as error:
        wrong = f"the file cannot be read: {error.strerror}."
    problems.append(Problem(wrong))
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
    elif any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        problems.append(Problem(f"{where} holds a control character: {text!r}.", node.line))
    return text


def _decode(data: bytes, problems: list[Problem]) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.append(Problem(f"byte {data[error.start]:#04x} is not UTF-8; save the file with the encoding UTF-8.", line))
        return None
