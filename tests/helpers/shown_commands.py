"""Read command lines that pages show, and hold them against the programs that they call, without running any."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import typer

from wopsim.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
WOPSIM = typer.main.get_command(app)


def lines(block: str) -> Iterator[list[str]]:
    """Yield the words of each simple command of a block: no prompt, no remark, and nothing behind a pipe or a redirection."""
    for line in re.sub(r"\\\n", " ", block).splitlines():
        lexer = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars="|&;<>()")
        lexer.whitespace_split = True
        words: list[str] = []
        for word in [*lexer, ";"]:
            if word not in ("&&", ";", "|"):
                words.append(word)
                continue
            cut = next((place for place, one in enumerate(words) if one in (">", ">>", "<")), len(words))
            if words[:cut]:
                yield words[:cut]
            words = []


def mentioned(page: str) -> Iterator[list[str]]:
    """Yield the words of commands that stand in the sentences of a page; `[STUDY]` is any file."""
    for command in re.findall(r"`((?:wopsim |pip install |python (?=-m|\S*/))[^`]*)`", page):
        yield from lines(re.sub(r" \[[^\]]*\]", " file", command))


def is_only_short(said: str | None) -> bool:
    """Whether a command is understood as far as it goes: a sentence may leave out the file."""
    return said is not None and (said.startswith("Missing parameter") or said.endswith("requires an argument."))


def what_is_wrong(words: list[str]) -> str | None:
    """Return what keeps a command from being understood; None where it is, or where nothing is known of its program."""
    if words[0] == "exec":
        words = words[1:]
    program = Path(words[0]).name
    if program == "wopsim":
        return _wrong_for_wopsim(words[1:])
    if program == "pip" or words[1:3] == ["-m", "pip"]:
        return _wrong_extra(" ".join(words))
    if program in ("python", "python3") and words[1:2] != ["-m"]:
        return _wrong_script(words[1:])
    if words[1:3] == ["-m", "pytest"]:
        return next((f"no {word}" for word in words[3:] if word.startswith("tests/") and not (ROOT / word).exists()), None)
    return None


def _wrong_for_wopsim(words: list[str]) -> str | None:
    """Let the parser of the command line read the words."""
    if {"--help", "--version"} & set(words):
        return None
    try:
        top = WOPSIM.make_context("wopsim", list(words))
        name, command, rest = WOPSIM.resolve_command(top, words)
        command.make_context(name, rest, parent=top)
    except Exception as error:
        return getattr(error, "message", "") or str(error) or type(error).__name__
    return None


def _wrong_extra(line: str) -> str | None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    asked = {extra for found in re.findall(r"(?:\.|wopsim)\[([\w,]+)\]", line) for extra in found.split(",")}
    return f"no extra {sorted(asked - set(known))}" if asked - set(known) else None


def _wrong_script(words: list[str]) -> str | None:
    """Return whether a script of the repository is not there, or never mentions an option."""
    script = ROOT / words[0]
    if not script.is_file():
        return f"no {words[0]}"
    text = script.read_text(encoding="utf-8")
    return next((f"{words[0]} knows no {word}" for word in words[1:] if word.startswith("--") and f'"{word}' not in text), None)
