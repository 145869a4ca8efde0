"""What commands say of words of strangers: all that helps, nothing that commands a terminal, no more than somebody reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from wopsim.analysis.outcome_specs import THRESHOLD
from wopsim.cli.common import MOST_LETTERS, MOST_LINES
from wopsim.cli.main import app
from wopsim.world.synthesis import DEFAULT_MENTEES, DEFAULT_MENTORS

HEADER = "utility,country,income_group,role,latitude,longitude,population,connections,nrw_share\n"


def asked(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_name_of_a_million_letters_is_not_echoed_whole():
    found = asked("trace", "--utility", "x" * 1_000_000)
    assert found.exit_code == 2
    assert "xxx" in found.stderr
    assert len(found.stderr) < 2 * MOST_LETTERS


def test_of_a_table_with_many_bad_rows_the_first_are_told_and_the_others_counted(tmp_path: Path):
    world = tmp_path / "world.csv"
    rows = "".join(f"u{n},{chr(65 + n // 26)}{chr(97 + n % 26)}land,low,mentee,0,0,1000,100,7\n" for n in range(300))
    world.write_text(HEADER + rows, encoding="utf-8")
    found = asked("world", world)
    assert found.exit_code == 2
    lines = found.stderr.rstrip().split("\n")
    assert len(lines) == MOST_LINES + 1
    assert "lines more" in lines[-1]
    assert "line 2" in found.stderr


def test_a_file_that_is_written_is_named_without_its_commands(tmp_path: Path):
    found = asked("schema", "--out", tmp_path / "a\x1b[31mb.json")
    assert found.exit_code == 0
    assert "\x1b" not in found.stdout
    assert "b.json" in found.stdout


def test_check_says_what_was_noticed_of_the_world(tmp_path: Path):
    rows = "".join(f"a{n},Kenya,250\n" for n in range(6))
    (tmp_path / "world.csv").write_text(f"name,country,population_served\n{rows}", encoding="utf-8")
    (tmp_path / "study.yaml").write_text("title: Small towns\nquestion: Which?\nworld: world.csv\nscenarios:\n  a: {}\n", encoding="utf-8")
    found = asked("check", tmp_path / "study.yaml")
    assert found.exit_code == 0, found.stderr
    assert "No possible mentee serves 5,000 people" in found.stderr


@pytest.mark.parametrize(
    ("command", "option", "default"),
    [("screen", "threshold", THRESHOLD), ("world", "mentees", DEFAULT_MENTEES), ("world", "mentors", DEFAULT_MENTORS)],
)
def test_help_says_the_default_that_is_taken_although_it_stands_in_a_file_that_is_too_heavy_to_import(command, option, default):
    shown = next(one for one in get_command(app).commands[command].params if one.name == option).show_default
    assert shown == f"{default:g}"
