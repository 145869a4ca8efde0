"""What the file of a world states is kept, unless the file or the study says how uncertain it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import wopsim as ws
from wopsim.declare import Parameters
from wopsim.engines.agents.model import run
from wopsim.errors import ResultError, WorldFileError
from wopsim.study.draws import draw_of
from wopsim.tracing.rerun import Rerun
from wopsim.world.origins import origins, origins_text

OWN = """name,role,country,population_served,nrw_share,nrw_share_sd,occr,comment
Alto,mentee,Kenya,60000,51 %,,0.9,audited
Baixo,mentee,Kenya,25000,0.45,0.05,90 %,
Cima,mentee,Uganda,140000,,,0.8,"meters, some"
Dado,mentor,Uganda,900000,0.28,,1.2,
"""
STUDY = """title: Own
world: own.csv
draws: 3
replicates: 2
horizon_years: 1
base: {budget: 1e6, partnership_months: 12, pairing: random}
scenarios: {a: {set: {missions_per_year: 3}}}
"""


def own(folder: Path, text: str = OWN) -> Path:
    path = folder / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> str:
    with pytest.raises(WorldFileError) as caught:
        ws.read_world(own(folder, text))
    return str(caught.value)


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """NRW, true and as reported, at the start of runs: (run, utility), by what is said of readings."""
    path = own(tmp_path_factory.mktemp("own"))
    found = {}
    for readings in ("kept", "noisy"):
        world = ws.read_world(path, readings)  # type: ignore[arg-type]
        runs = [
            run(world.complete(1, draw), Parameters(**draw_of("posterior", 1, draw)).replace(budget=0.0), 1, replicate, 1).values
            for draw in range(3)
            for replicate in range(2)
        ]
        found[readings] = np.array([values["nrw_share"][0] for values in runs])
        found[f"{readings} reported"] = np.array([values["reported_nrw_share"][0] for values in runs])
    return found


class TestStart:
    def test_a_stated_value_is_kept(self, starts: dict[str, np.ndarray]) -> None:
        np.testing.assert_allclose(starts["kept"][:, [0, 3]], [[0.51, 0.28]] * 6, rtol=1e-9)

    def test_as_a_reading_it_has_the_truth_around_it(self, starts: dict[str, np.ndarray]) -> None:
        assert np.ptp(starts["noisy"][:, 0]) > 0.01

    def test_one_with_a_spread_is_drawn_around_by_draw_whatever_is_said_of_readings(self, starts: dict[str, np.ndarray]) -> None:
        np.testing.assert_array_equal(starts["kept"][:, 1], starts["noisy"][:, 1])
        assert len(set(starts["kept"][:, 1].round(9))) == 3
        assert np.abs(starts["kept"][:, 1] - 0.45).max() < 0.25

    def test_what_is_not_stated_is_as_uncertain_as_a_report(self, starts: dict[str, np.ndarray]) -> None:
        np.testing.assert_array_equal(starts["kept"][:, 2], starts["noisy"][:, 2])

    def test_reports_at_the_start_are_about_what_was_stated(self, starts: dict[str, np.ndarray]) -> None:
        """The reading noise of a year is what is left: the same luck, whether the truth was drawn or not."""
        np.testing.assert_allclose(starts["kept reported"], starts["noisy reported"], rtol=1e-9)


def test_draws_around_a_value_have_its_spread_and_stay_within_the_column(tmp_path: Path) -> None:
    world = ws.read_world(own(tmp_path))
    drawn = np.array([world.complete(1, draw).numbers["nrw_share"][1] for draw in range(400)])
    assert abs(drawn.mean() - 0.45) < 0.01
    assert abs(drawn.std() - 0.05) < 0.006
    wide = ws.read_world(own(tmp_path, OWN.replace("0.45,0.05", "0.05,0.3")))
    low = np.array([wide.complete(1, draw).numbers["nrw_share"][1] for draw in range(100)])
    assert (low >= 0.0).all()
    assert len(set(low)) > 80  # no heap at the edge


def test_nothing_moves_twice(tmp_path: Path) -> None:
    """Completed once more, or written and read again, a drawn value stays."""
    done = ws.read_world(own(tmp_path)).complete(1, 0)
    np.testing.assert_array_equal(done.complete(1, 5).numbers["nrw_share"], done.numbers["nrw_share"])
    again = ws.read_world(ws.write_world(done, tmp_path / "again.csv"))
    np.testing.assert_array_equal(again.complete(1, 5).numbers["nrw_share"], done.numbers["nrw_share"])


def test_spreads_and_remarks_are_written_back(tmp_path: Path) -> None:
    world = ws.read_world(own(tmp_path))
    again = ws.read_world(ws.write_world(world, tmp_path / "again.csv"))
    assert again.spread.equals(world.spread)
    assert again.remarks["comment"].tolist() == ["audited", "", "meters, some", ""]
    assert "Not used, as no column has that name (kept as remarks): comment." in again.notes


@pytest.mark.parametrize("header", ["nrw_pct", "nrw_share_pct", "NRW (%)", "nrw %", "nrw_percent"])
@pytest.mark.parametrize("cell", ["45", "45 %", "45.0"])
def test_a_header_that_says_percent(tmp_path: Path, header: str, cell: str) -> None:
    world = ws.read_world(own(tmp_path, f"name,country,population_served,{header},nrw_pct_sd\nA,Kenya,60000,{cell},5\n"))
    row = world.utilities.set_index("utility").loc["a"]
    assert (row["nrw_share"], world.spread.loc["a", "nrw_share"]) == (0.45, 0.05)


@pytest.mark.parametrize(
    ("header", "cell", "said"),
    [
        ("nrw_pct", "0.45", "'nrw_pct' is 0.45 in a column of percentages. Write 45, or, if it is meant, '0.45 %'."),
        ("nrw_pct", "145", "'nrw_pct' is 145; it must lie between 0 and 98 [%]"),
        ("nrw_share_sd", "0.05", "'nrw_share_sd' is 0.05, but no 'nrw_share' is stated"),
        ("nrw_share_sd", "-1", "'nrw_share_sd' is -1; it must lie between 0 and 0.98"),
        ("population_served_sd", "5", "takes no spread"),
        ("nrw_share,nrw_pct", "0.45,45", "columns 'nrw_share' and 'nrw_pct' say the same; keep one of them."),
    ],
)
def test_what_is_refused(tmp_path: Path, header: str, cell: str, said: str) -> None:
    assert said in problems(tmp_path, f"name,country,population_served,{header}\nA,Kenya,60000,{cell}\n")


@pytest.mark.parametrize("title", ["comment", "year", "nrw_source", "note_population", "Betreiber", "id", "source"])
def test_other_columns_are_remarks(tmp_path: Path, title: str) -> None:
    world = ws.read_world(own(tmp_path, f"name,country,population_served,{title}\nA,Kenya,60000,=x\n"))
    assert world.remarks.loc["a", title] == "=x"
    assert f"Not used, as no column has that name (kept as remarks): {title}." in world.notes


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Utility,country,population_served", "required column 'name' is missing. Is it 'Utility'? Then call it 'name'."),
        ("Contact name,country,population_served", "required column 'name' is missing. Is it 'Contact name'? Then call it 'name'."),
        (
            "name,Land,population_served",
            "required column 'country' is missing. Call the column that holds it 'country'; not used are: 'Land'.",
        ),
        (
            "name,country,Number of people",
            "unknown column 'Number of people'. Did you mean 'population_served'",
        ),
        ("name,country,People trained", "Call the column that holds it 'population_served'; not used are: 'People trained'."),
        ("Contact name,Land,Inhabitants", "Is it 'Contact name'?"),
    ],
)
def test_what_stands_in_place_of_a_needed_column_is_named(tmp_path: Path, header: str, said: str) -> None:
    assert said in problems(tmp_path, f"{header}\nA,Kenya,60000\n")


def test_origins_tell_given_from_drawn(tmp_path: Path) -> None:
    world = ws.read_world(own(tmp_path))
    rows = origins(world.complete(1, 0)).set_index(["utility", "column"])
    assert rows.loc[("alto", "nrw_share"), "given"] == 0.51
    assert np.isnan(rows.loc[("alto", "nrw_share"), "drawn"])
    assert rows.loc[("baixo", "nrw_share"), ["given", "spread"]].tolist() == [0.45, 0.05]
    assert rows.loc[("baixo", "nrw_share"), "drawn"] not in (0.45, np.nan)
    assert np.isnan(rows.loc[("cima", "nrw_share"), "given"])
    assert "45 ± 5 %" in origins_text(world)


def test_utilities_that_do_not_fit_on_a_screen_are_counted_and_shown_when_asked_for(tmp_path: Path) -> None:
    rows = "".join(f"U{number:02},Kenya,60000\n" for number in range(33))
    world = ws.read_world(own(tmp_path, f"name,country,population_served\n{rows}"))
    few, every = ws.describe_world(world), ws.describe_world(world, everybody=True)
    assert "U29" in few
    assert "U30" not in few
    assert "... and 3 more that are not shown; with --all every one is." in few
    assert "U32" in every
    assert "not shown" not in every


def test_a_study_says_readings_and_a_result_what_was_given(tmp_path: Path) -> None:
    own(tmp_path)
    path = tmp_path / "own.yaml"
    found = {}
    for extra in ("", "readings: noisy\n"):
        path.write_text(STUDY + extra, encoding="utf-8")
        start = ws.run(path, workers=1, engine="agents").start().set_index(["utility", "column"]).loc[("alto", "nrw_share")]
        assert start["given"] == 0.51
        assert start["read_low"] < start["read_high"]
        found[extra] = start["start_high"] - start["start_low"]
    assert found[""] < 1e-6 < found["readings: noisy\n"]


def test_a_utility_is_called_by_its_name(tmp_path: Path) -> None:
    own(tmp_path, OWN.replace("Alto", "Águas do Alto"))
    (tmp_path / "own.yaml").write_text(STUDY, encoding="utf-8")
    rerun = Rerun(ws.read_study(tmp_path / "own.yaml"), None, 0, 0)
    for called in ("Águas do Alto", "águas do alto", "aguas-do-alto"):
        assert rerun.story(called).profile.utility == "aguas-do-alto"
    with pytest.raises(ResultError, match="no utility 'Aguas'"):
        rerun.row("Aguas")
