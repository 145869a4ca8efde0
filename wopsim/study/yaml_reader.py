"""Read YAML written by a stranger: keep the line of everything, refuse what a study file never needs, never hang.

The text is parsed into events only (no objects are built from it), so a tag can run nothing and an alias can multiply
nothing. Depth and number of nodes are limited while the events come.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml
from ruamel.yaml.error import YAMLError

from wopsim.declare import Value
from wopsim.errors import Problem
from wopsim.study.yaml_messages import in_words

MAX_DEPTH = 20
MAX_NODES = 10_000
_LINES_NAMED = 5

_INT = re.compile(r"[-+]?[0-9][0-9_]*")
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?")
_DIGITS_OF_A_FLOAT = 308
_WORDS: dict[str, Value | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{sign + word: math.inf for sign in ("", "+") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}


@dataclass(frozen=True)
class Scalar:
    """One value; `quoted` when it stood in quotes or as a block of text, and so is text whatever it looks like."""

    line: int
    value: Value | None
    quoted: bool


@dataclass(frozen=True)
class Sequence:
    """A list of nodes."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Entry:
    """The line of a key, and what stands under it."""

    line: int
    node: Node


@dataclass(frozen=True)
class Mapping:
    """Keys with what stands under them, in the order of the file; of a repeated key the first is kept."""

    line: int
    items: dict[str, Entry]


@dataclass(frozen=True)
class Unread:
    """Something already reported (an alias, a tagged node) of which nothing more can be said."""

    line: int


Node = Scalar | Sequence | Mapping | Unread


class _Stop(Exception):
    """The rest of the file cannot or must not be read; the reason is among the problems."""


def load(text: str) -> tuple[Node | None, list[Problem]]:
    """Parse the YAML text of a file.

    Parameters
    ----------
    text : whole file.

    Returns
    -------
    tree, problems : the tree is None when the file holds nothing, or when its syntax, depth or size stopped the reading.
    """
    loader = _Loader(text, _events(text))
    try:
        tree = loader.document()
    except _Stop:
        tree = None
    except (YAMLError, ValueError, OverflowError) as error:
        loader.problems.append(in_words(error, text, loader.line))
        tree = None
    return tree, loader.problems + loader.about_anchors()


def _events(text: str) -> Iterator[Any]:
    events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
    return events


@dataclass
class _Loader:
    text: str
    events: Iterator[Any]
    problems: list[Problem] = field(default_factory=list)
    anchors: list[int] = field(default_factory=list)
    line: int = 1
    nodes: int = 0

    def document(self) -> Node | None:
        tree = None
        seen = False
        for event in self.events:
            self.line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent) and seen:
                self.stop("a second document begins here ('---'); a study file holds one. The rest was not read.")
            if isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentStartEvent | yaml.DocumentEndEvent):
                continue
            seen = True
            tree = self.node(event, 1)
        return tree

    def node(self, event: Any, depth: int) -> Node:
        line = self.line = event.start_mark.line + 1
        self.nodes += 1
        if depth > MAX_DEPTH:
            self.stop(f"what stands here is nested more than {MAX_DEPTH} deep; no study file is. The rest was not read.")
        if self.nodes > MAX_NODES:
            self.stop(f"the file has more than {MAX_NODES} entries; no study file has. The rest was not read.")
        if event.anchor is not None:
            self.anchors.append(line)
        if isinstance(event, yaml.AliasEvent):
            return Unread(line)
        node = self.content(event, depth)
        if event.ctag is None:
            return node
        self.problems.append(Problem(f"the tag {_short(event.ctag)} is not allowed; write the plain value.", line))
        return Unread(line)

    def content(self, event: Any, depth: int) -> Node:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            quoted = not event.implicit[0]
            return Scalar(line, event.value if quoted else plain_value(event.value), quoted)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(line, tuple(self.node(item, depth + 1) for item in self.until(yaml.SequenceEndEvent)))
        return self.mapping(line, depth, bool(event.flow_style))

    def mapping(self, line: int, depth: int, in_braces: bool) -> Mapping:
        items: dict[str, Entry] = {}
        torn: dict[str, str] = {}  # what was meant as one text, by its key: without quotes a comma in braces ends it
        last = ""
        for key_event in self.until(yaml.MappingEndEvent):
            key_line = key_event.start_mark.line + 1
            key = self.node(key_event, depth + 1)
            value_event = next(self.events)
            node = self.node(value_event, depth + 1)
            if isinstance(node, Scalar) and node.value is None:  # the parser says where the next thing begins
                node = Scalar(key_line, None, False)
            if isinstance(key, Unread):
                continue
            if not isinstance(key, Scalar):
                self.problems.append(Problem("a key must be one word, not a list or a mapping.", key_line))
            elif key_event.value in items:
                first = items[key_event.value].line
                self.problems.append(Problem(f"{key_event.value!r} stands here twice, first on line {first}; keep one.", key_line))
            elif in_braces and last and self.without_colon(value_event):
                torn[last] = f"{torn.get(last) or plain(items[last].node)}, {key_event.value}"
            else:
                items[key_event.value] = Entry(key_line, node)
                last = key_event.value if isinstance(node, Scalar) and isinstance(node.value, str) and not node.quoted else ""
        self.problems += [
            Problem(
                f'the comma ends {key!r} here, because it stands in {{...}}; put the text in quotes: {key}: "{whole}".', items[key].line
            )
            for key, whole in torn.items()
        ]
        return Mapping(line, items)

    def without_colon(self, value_event: Any) -> bool:
        """Whether a key has neither value nor colon: the parser sees nothing, and right after a colon if there is one."""
        begin = value_event.start_mark.index
        return isinstance(value_event, yaml.ScalarEvent) and value_event.end_mark.index == begin and self.text[begin - 1] != ":"

    def until(self, end: type[yaml.Event]) -> Iterator[Any]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event

    def stop(self, why: str) -> NoReturn:
        self.problems.append(Problem(why, self.line))
        raise _Stop

    def about_anchors(self) -> list[Problem]:
        if not self.anchors:
            return []
        lines = sorted(set(self.anchors))
        named = ", ".join(map(str, lines[:_LINES_NAMED])) + (" and others" if len(lines) > _LINES_NAMED else "")
        return [Problem(f"anchors (&) and aliases (*) are not allowed (lines {named}); name what is shared in overrides.", lines[0])]


def plain(node: Node | None) -> Any:
    """Return what a tree says as Python's own dictionaries, lists and values, without lines; nothing where it is unread."""
    if isinstance(node, Mapping):
        return {key: plain(entry.node) for key, entry in node.items.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value if isinstance(node, Scalar) else None


def line_of(node: Node | None, place: Iterable[str | int]) -> int | None:
    """Return the line of the deepest key or item of `place` that a tree has; None where it has not even the first."""
    line = None
    for key in place:
        if isinstance(node, Mapping) and str(key) in node.items:
            line, node = node.items[str(key)].line, node.items[str(key)].node
        elif isinstance(node, Sequence) and isinstance(key, int) and key < len(node.items):
            node = node.items[key]
            line = node.line
        else:
            break
    return line


def plain_value(text: str) -> Value | None:
    """Return what an unquoted YAML 1.2 scalar means: nothing, true or false, a number (`1_000`, `10e6`, `.inf`), else text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        digits = text.replace("_", "")
        return int(digits) if len(digits) <= _DIGITS_OF_A_FLOAT else math.copysign(math.inf, -1 if text[0] == "-" else 1)
    if _FLOAT.fullmatch(text):
        return float(text.replace("_", ""))
    return text


def describe(node: Node) -> str:
    """Return what a node is, for a message: `a list`, `nothing`, `'ten'`, `5`."""
    if isinstance(node, Scalar):
        return "nothing" if node.value is None else _short(repr(node.value))
    return "a list" if isinstance(node, Sequence) else "a mapping"


def _short(thing: Any, most: int = 60) -> str:
    text = str(thing)
    return text if len(text) <= most else text[:most] + "..."
