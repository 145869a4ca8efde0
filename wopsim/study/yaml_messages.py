"""What is wrong with the syntax of a YAML file, in plain words."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from wopsim.errors import Problem

# (part of ruamel's context, part of ruamel's problem, words, where: the line of the problem or of what it belongs to)
_WORDS = (
    ("", "found character '\\t'", "a tab; indent with spaces.", "problem"),
    ("quoted scalar", "unexpected end of stream", "the quotes that open here are never closed.", "context"),
    ("flow sequence", "", "the list that opens here with [ is not closed, or lacks a comma.", "context"),
    ("flow mapping", "", "the mapping that opens here with { is not closed, or lacks a comma.", "context"),
    ("flow node", "", "the bracket that opens here is not closed.", "context"),
    ("simple key", "", "a key without ': ' after it.", "context"),
    ("", "mapping values are not allowed", "a ':' where none can be; check the indentation, and put text with ': ' in quotes.", "problem"),
    ("", "sequence entries are not allowed", "a '- ' where no list can begin; put each entry on its own line.", "problem"),
    ("", "expected <block end>", "the indentation does not fit the lines above, or a ':' is missing.", "problem"),
    ("", "that cannot start any token", "text that begins with a special character; put it in quotes.", "problem"),
    ("", "unknown escape character", "a backslash in double quotes; use single quotes.", "problem"),
    ("", "undefined tag handle", "a tag (!) that nobody defined; write the plain value.", "problem"),
)  # fmt: skip
_AFTER = " The rest of the file could not be read."


def in_words(error: Exception, text: str, line: int) -> Problem:
    """Return the problem that stopped the parser.

    Parameters
    ----------
    error : what the parser raised.
    text : whole file.
    line : last line that was read without trouble, used when the error names none.
    """
    if isinstance(error, ReaderError):
        before = text[: error.position]
        return Problem(f"the control character {text[error.position]!r} cannot be in a YAML file; delete it.", before.count("\n") + 1)
    if isinstance(error, ValueError | OverflowError):  # ruamel on "\\UFFFFFFFF"
        return Problem(f"a character that does not exist, written with a backslash; use single quotes.{_AFTER}", line)
    if not isinstance(error, MarkedYAMLError):
        return Problem(f"this is not YAML ({error}).{_AFTER}", line)
    marks = {"problem": error.problem_mark, "context": error.context_mark}
    context, problem = error.context or "", error.problem or ""
    words, where = next(
        ((words, where) for in_context, in_problem, words, where in _WORDS if in_context in context and in_problem in problem),
        (f"this is not YAML ({problem}).", "problem"),
    )
    mark = marks[where] or error.problem_mark
    return Problem(words + _AFTER, mark.line + 1 if mark is not None else line)
