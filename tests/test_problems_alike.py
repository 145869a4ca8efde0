"""What is wrong in many lines of a file in the same way is said once."""

from __future__ import annotations

from pathlib import Path

import pytest

from wopsim.errors import FileProblems, Problem, WorldFileError
from wopsim.world.reading import read_world

HEAD = "name,country,population_served,nrw_share\n"


def said(*problems: Problem) -> list[str]:
    """Return the lines below the first."""
    return str(FileProblems("x.csv", problems)).split("\n")[1:]


def of_world(folder: Path, text: str) -> str:
    """Return what is said of a world, without the path."""
    path = folder / "mine.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorldFileError) as caught:
        read_world(path)
    return str(caught.value).removeprefix(str(path))


def test_up_to_three_of_a_kind_are_said_one_by_one() -> None:
    assert said(*(Problem(f"'a' is {line}.", line) for line in (2, 3, 4))) == [f"  line {line}: 'a' is {line}." for line in (2, 3, 4)]


def test_of_more_the_first_is_said_with_lines_of_others_and_their_number() -> None:
    assert said(*(Problem(f"'a' is {line}.", line) for line in range(2, 6))) == ["  line 2, and likewise lines 3, 4 and 5: 'a' is 2."]
    assert said(*(Problem(f"'a' is {line}.", line) for line in range(2, 1007))) == [
        "  line 2, and likewise lines 3, 4, 5 and 1,001 more: 'a' is 2."
    ]


def test_another_column_another_fault_and_another_name_are_of_another_kind() -> None:
    problems = [
        Problem(f"{what} {line}.", line) for line in range(2, 6) for what in ("'a' is", "'b' is", "'a' is not", f"key 'l{line}' is")
    ]
    lines = said(*problems)
    assert [line for line in lines if "likewise" in line] == [
        "  line 2, and likewise lines 3, 4 and 5: 'a' is 2.",
        "  line 2, and likewise lines 3, 4 and 5: 'b' is 2.",
        "  line 2, and likewise lines 3, 4 and 5: 'a' is not 2.",
    ]
    assert len(lines) == 3 + 4


def test_what_is_of_the_whole_file_is_all_said() -> None:
    assert said(*(Problem(f"number {place}") for place in range(5))) == [f"  number {place}" for place in range(5)]


def test_a_column_with_thousands_points_and_one_in_percent_take_a_line_each(tmp_path: Path) -> None:
    rows = "".join(f"U{row},Kenya,{20 + row}.{100 + row},{30 + row % 40}\n" for row in range(400))
    assert of_world(tmp_path, HEAD + rows).split("\n") == [
        ": 800 problems",
        "  line 2, and likewise lines 3, 4, 5 and 396 more: 'population_served' is 20.100. A count is a whole number. Thousands point, or "
        "counted in thousands? Then write 20100.",
        "  line 2, and likewise lines 3, 4, 5 and 396 more: 'nrw_share' is 30; it must lie between 0 and 0.98. Shares are written from 0 "
        "to 1: write 0.3, not 30.",
    ]


def test_of_a_title_above_the_names_only_that_is_said(tmp_path: Path) -> None:
    told = of_world(tmp_path, f"My utilities 2024,,,\n{HEAD}A,Kenya,20000,0.3\n")
    assert told.startswith(": 1 problem\n  line 1: here stands 'My utilities 2024', where the names of columns are needed")
