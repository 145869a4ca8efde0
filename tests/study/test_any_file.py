"""Whatever is in a study file, the answer is a study or a list of problems, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wopsim.declare import MAY_BE_SET, PARAMETERS, Parameters
from wopsim.errors import StudyError
from wopsim.study import Study, read_study

TEXT = Path(__file__).parents[2].joinpath("scenarios", "ten_million.yaml").read_bytes()
LINES = TEXT.splitlines(keepends=True)
PIECES = [
    *(
        b"\t",
        b"- ",
        b"? ",
        b": ",
        b":",
        b"[",
        b"]",
        b"{",
        b"}",
        b"&a ",
        b"*a",
        b"<<: *a",
        b"!!int ",
        b"!x!y ",
        b"'",
        b'"',
        b"|",
        b">-",
        b"#",
    ),
    *(b"%YAML 1.1\n", b"---\n", b"...\n", b"\n", b"\r", b" ", b"\x00", b"\xff", b"\xe2\x80\xa8", b"\\U99999999", b"\\x"),
    *(b".nan", b"-.inf", b"1e999", b"9" * 400, b"true", b"~", b"budget: -1", b"no_programme", b"turnover: 1"),
]
LINE_BREAKS = ["\n", "\r", "\x85", "\u2028", "\u2029"]  # as YAML counts them


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The default study after a few cuts, copies, moved lines and insertions."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        where = draw(st.integers(0, len(lines) - 1))
        line = lines[where]
        at = draw(st.integers(0, len(line)))
        change = draw(st.sampled_from(["insert", "cut", "delete", "copy", "overwrite"]))
        if change == "insert":
            lines[where] = line[:at] + draw(st.sampled_from(PIECES)) + line[at:]
        elif change == "overwrite":
            lines[where] = line[:at] + draw(st.binary(max_size=8)) + line[at + 3 :]
        elif change == "cut":
            lines[where] = line[:at]
        elif change == "copy":
            lines.insert(draw(st.integers(0, len(lines))), line)
        elif len(lines) > 1:
            del lines[where]
    return b"".join(lines)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


def outcome(path: Path) -> Study | StudyError:
    try:
        return read_study(path)
    except StudyError as error:
        return error


def check(folder: Path, data: bytes) -> None:
    path = folder / "any.yaml"
    path.write_bytes(data)
    found = outcome(path)
    if isinstance(found, Study):
        assert found.scenarios[0].settings["budget"] == 0.0
        for scenario in found.scenarios:
            Parameters(**scenario.settings)
            assert {PARAMETERS[name].role for name in scenario.settings} <= set(MAY_BE_SET)
    else:
        last = 1 + sum(data.count(character.encode()) for character in LINE_BREAKS)
        assert found.problems
        assert all(problem.message and (problem.line is None or 1 <= problem.line <= last) for problem in found.problems)
        str(found).encode()


@settings(max_examples=300)
@given(data=mutated())
def test_mutations_of_the_default_study(folder: Path, data: bytes) -> None:
    check(folder, data)


@settings(max_examples=200)
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes(folder: Path, data: bytes) -> None:
    check(folder, data)


@settings(max_examples=200)
@given(pieces=st.lists(st.sampled_from([*PIECES, b"title: x\n", b"scenarios:\n", b"  a: []\n", b"base:\n  "]), max_size=12))
def test_any_pieces(folder: Path, pieces: list[bytes]) -> None:
    check(folder, b"".join(pieces))
