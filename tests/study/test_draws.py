"""Draws: from priors by their address, from a posterior by their row; a file that cannot be used is named with every mistake."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats
from typer.testing import CliRunner

import wopsim.declared  # noqa: F401  (declares every parameter)
from wopsim import data
from wopsim.cli.main import app
from wopsim.data import shipped as shipped_file
from wopsim.declare import PARAMETERS, Parameters, Prior, Role, param
from wopsim.errors import PosteriorFileError, StudyError, WopsimError
from wopsim.runs.in_memory import parameters_of
from wopsim.streams import entity, uniform
from wopsim.study.draws import DEFAULT_POSTERIOR, PRIOR, draw_of, identity, number_of_draws, parameters_of_draw, prior_draw, read_posterior
from wopsim.study.reader import read_study

STUDY = "title: A\nquestion: Why?\ndraws: {draws}\nreplicates: 1\n{line}scenarios:\n  a: {{set: {{budget: 0}}}}\n"


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def places() -> Iterator[str]:
    """An uncertain whole number, declared for the test."""
    yield param(
        "zzz_places", 4, unit="1", role="uncertain", doc="New.", source="assumed", prior=Prior("lognormal", 4.0, 0.7), valid=(1, 100)
    )
    del PARAMETERS["zzz_places"]


def refused(path: Path) -> str:
    with pytest.raises(PosteriorFileError) as caught:
        read_posterior(path)
    return str(caught.value)


class TestPrior:
    def test_every_drawn_parameter_has_a_value_that_it_may_have(self) -> None:
        drawn = {name for name, declared in PARAMETERS.items() if declared.role in ("calibrated", "uncertain")}
        for draw in range(50):
            values = prior_draw(1, draw)
            assert set(values) == drawn
            assert [PARAMETERS[name].check(value) for name, value in values.items()] == [None] * len(values)

    def test_a_draw_is_the_same_whatever_else_is_drawn(self) -> None:
        later = prior_draw(7, 30)
        for draw in range(30):
            prior_draw(7, draw)
        assert prior_draw(7, 30) == later
        assert prior_draw(7, 31) != later != prior_draw(8, 30)

    def test_all_at_once_are_what_each_is_by_itself(self) -> None:
        for draw in range(5):
            for name, value in prior_draw(9, draw).items():
                alone = PARAMETERS[name].kind(PARAMETERS[name].quantile(uniform(PRIOR, 9, draw, entity(name))))
                assert (type(value), value) == (type(alone), alone), name

    @pytest.mark.parametrize("role", ["calibrated", "uncertain"])
    def test_another_parameter_changes_none_of_the_others(self, role: Role) -> None:
        before = prior_draw(1, 3)
        try:
            param("aaa_new", 0.5, unit="1", role=role, doc="New.", source="assumed", prior=Prior("uniform", 0.0, 1.0))
            after = prior_draw(1, 3)
            assert 0.0 < float(after.pop("aaa_new")) < 1.0
        finally:
            del PARAMETERS["aaa_new"]
        assert after == before

    @pytest.mark.parametrize("name", ["teaching_rate", "report_bias_mentee", "routine_teaching"])
    def test_draws_have_the_distribution_that_is_declared(self, name: str) -> None:
        prior = PARAMETERS[name].prior
        assert prior is not None
        values = np.array([float(prior_draw(11, draw)[name]) for draw in range(400)])
        if prior.family == "lognormal":
            known = stats.lognorm(prior.b, scale=prior.a)
        elif prior.family == "normal":
            known = stats.norm(prior.a, prior.b)
        elif prior.family == "uniform":
            known = stats.uniform(prior.a, prior.b - prior.a)
        else:
            size = prior.a * (1.0 - prior.a) / prior.b**2 - 1.0
            known = stats.beta(prior.a * size, (1.0 - prior.a) * size)
        assert stats.kstest(values, known.cdf).pvalue > 1e-3


class TestDrawOf:
    def test_the_prior_by_name(self) -> None:
        assert draw_of("prior", 1, 2) == prior_draw(1, 2)

    def test_a_row_of_a_file_and_priors_for_the_rest(self, tmp_path: Path) -> None:
        path = written(tmp_path / "p.csv", "draw,teaching_rate,turnover\n0,0.5,0.1\n1,0.6,0.2\n")
        for draw, expected in ((0, (0.5, 0.1)), (1, (0.6, 0.2))):
            values, prior = draw_of(str(path), 4, draw), prior_draw(4, draw)
            assert (values["teaching_rate"], values["turnover"]) == expected
            assert {**values, "teaching_rate": 0, "turnover": 0} == {**prior, "teaching_rate": 0, "turnover": 0}

    def test_a_file_does_not_depend_on_the_seed(self, tmp_path: Path) -> None:
        path = written(tmp_path / "p.csv", "teaching_rate\n0.5\n")
        assert draw_of(str(path), 1, 0)["teaching_rate"] == draw_of(str(path), 2, 0)["teaching_rate"] == 0.5

    def test_a_file_may_speak_about_what_is_uncertain(self, tmp_path: Path, places: str) -> None:
        path = written(tmp_path / "p.csv", f"teaching_rate,{places}\n0.5,7\n")
        values = draw_of(str(path), 4, 0)
        assert (values["teaching_rate"], values[places]) == (0.5, 7)
        assert isinstance(values[places], int)

    def test_too_few(self, tmp_path: Path) -> None:
        path = written(tmp_path / "p.csv", "teaching_rate\n0.5\n")
        with pytest.raises(WopsimError, match=r"has 1 draws; ask for at most that many, or take draws from 'prior'"):
            draw_of(str(path), 1, 1)

    def test_a_file_that_changes_is_read_again(self, tmp_path: Path) -> None:
        """What is drawn and the SHA-256 that a result carries belong to the same file."""
        path = written(tmp_path / "p.csv", "teaching_rate\n0.5\n")
        before = identity(str(path))
        assert draw_of(str(path), 1, 0)["teaching_rate"] == 0.5
        written(path, "teaching_rate\n0.7\n")
        os.utime(path, ns=(1, 1))
        assert draw_of(str(path), 1, 0)["teaching_rate"] == 0.7
        assert identity(str(path)) != before

    def test_identity(self, tmp_path: Path) -> None:
        path = written(tmp_path / "p.csv", "teaching_rate\n0.5\n")
        assert identity("prior")[0] == "prior"
        assert identity(str(path)) == (str(path), hashlib.sha256(path.read_bytes()).hexdigest())
        assert number_of_draws("prior") is None
        assert number_of_draws(str(path)) == 1


class TestParametersOfDraw:
    """Kept from one question to the next, and never those of another one."""

    def test_they_are_what_is_drawn_and_the_rest_as_declared(self) -> None:
        for source, seed, draw in (("prior", 1, 0), ("prior", 1, 1), ("prior", 2, 1), ("posterior", 2, 1)):
            for _ in range(2):
                assert parameters_of_draw(source, seed, draw) == Parameters(**draw_of(source, seed, draw))

    def test_another_default_or_prior_counts_from_then_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = parameters_of_draw("prior", 1, 0)
        declared = PARAMETERS["resident_year_cost"]
        monkeypatch.setitem(PARAMETERS, "resident_year_cost", replace(declared, default=1.0, prior=None))
        assert before["resident_year_cost"] != parameters_of_draw("prior", 1, 0)["resident_year_cost"] == 1.0
        monkeypatch.undo()
        assert parameters_of_draw("prior", 1, 0) == before

    def test_a_file_that_changes_is_read_again(self, tmp_path: Path) -> None:
        path = written(tmp_path / "p.csv", "turnover\n0.1\n")
        assert parameters_of_draw(str(path), 4, 0)["turnover"] == 0.1
        written(path, "turnover\n0.25\n")
        assert parameters_of_draw(str(path), 4, 0)["turnover"] == 0.25
        path.unlink()
        with pytest.raises(PosteriorFileError):
            parameters_of_draw(str(path), 4, 0)


class TestUncertain:
    """Drawn from its prior where the posterior has no column of it; and what the study says where it says something."""

    def test_drawn_beside_a_posterior_as_from_the_prior(self, tmp_path: Path, places: str) -> None:
        path = written(tmp_path / "p.csv", "teaching_rate\n0.5\n0.5\n0.5\n")
        found = [draw_of(str(path), 4, draw)[places] for draw in range(3)]
        assert found == [prior_draw(4, draw)[places] for draw in range(3)]
        assert len({draw_of("prior", 4, draw)[places] for draw in range(20)}) > 5

    def test_the_posterior_that_ships_has_those_that_evidence_could_move(self, places: str) -> None:
        posterior = shipped_file(DEFAULT_POSTERIOR)
        moved = set(json.loads(posterior.with_name("provenance.json").read_text(encoding="utf-8"))["moved"])
        uncertain = {name for name, declared in PARAMETERS.items() if declared.role == "uncertain"}
        assert uncertain & set(read_posterior(posterior)[0]) == uncertain & moved
        assert places not in moved
        drawn = {draw_of("posterior", 1, draw)[places] for draw in range(20)}
        assert len(drawn) > 5

    def test_a_study_may_set_it_and_then_it_is_what_the_study_says(self, tmp_path: Path, places: str) -> None:
        text = STUDY.format(draws=6, line="") + f"  b: {{set: {{budget: 1, {places}: 3}}}}\n"
        study = read_study(written(tmp_path / "s.yaml", text))
        for scenario, expected in ((1, {prior_draw(1, draw)[places] for draw in range(6)}), (2, {3})):
            assert {parameters_of(study, scenario, draw)[places] for draw in range(6)} == expected
        with pytest.raises(StudyError, match=f"line 7: '{places}' is 0; it must lie between 1 and 100"):
            read_study(written(tmp_path / "s.yaml", text.replace(f"{places}: 3", f"{places}: 0")))


class TestReadPosterior:
    def test_columns_in_any_order_with_or_without_numbers_of_draws(self, tmp_path: Path) -> None:
        plain = read_posterior(written(tmp_path / "a.csv", "teaching_rate,turnover\n0.5,0.1\n"))
        turned = read_posterior(written(tmp_path / "b.csv", "turnover, draw ,teaching_rate\n0.1,17,0.5\n"))
        assert plain == turned == ({"teaching_rate": 0.5, "turnover": 0.1},)

    def test_semicolons_and_decimal_commas_as_spreadsheets_of_many_countries_write_them(self, tmp_path: Path) -> None:
        plain = read_posterior(written(tmp_path / "a.csv", "teaching_rate,turnover\n0.5,0.125\n"))
        assert read_posterior(written(tmp_path / "b.csv", "teaching_rate;turnover\n0,5;0,125\n")) == plain

    def test_blank_lines_byte_order_mark_and_windows_lines_are_no_mistakes(self, tmp_path: Path) -> None:
        path = written(tmp_path / "a.csv", "teaching_rate\r\n0.5\r\n\r\n0.6\r\n\r\n".encode("utf-8-sig"))
        assert read_posterior(path) == ({"teaching_rate": 0.5}, {"teaching_rate": 0.6})

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "line 1: no column is a parameter that is drawn"),
            ("\n\n", "line 1: no column is a parameter that is drawn"),
            ("draw\n0\n", "line 1: no column is a parameter that is drawn; `wopsim calibrate` writes such a file."),
            ("teaching_rate\n", "the file has a header and no draw"),
            (
                "teachin_rate,turnover\n0.5,0.1\n",
                "line 1: column 'teachin_rate' is no parameter that is drawn. Did you mean 'teaching_rate'?",
            ),
            ("budget,turnover\n5,0.1\n", "line 1: column 'budget' is no parameter that is drawn."),
            ("turnover,turnover\n0.1,0.1\n", "line 1: column 'turnover' stands 2 times in the header"),
            ("turnover,teaching_rate\n0.1,0.5\n0.1\n", "line 3: 1 cell, but the header has 2 columns."),
            ("turnover\n0.1\n\n0.1,2\n", "line 4: 2 cells, but the header has 1 column."),
            ("turnover\nlow\n", "line 2: 'turnover' is 'low', which is not a number."),
            ("turnover;draw\n1,234;1\n", "line 2: 'turnover' is '1,234', which is not a number. Write "),
            ("turnover\n\nnan\n", "line 3: 'turnover' is 'nan', which is not a number."),
            ("turnover\ninf\n", "line 2: 'turnover' is 'inf'; it must be a finite number."),
            ("turnover,draw\n,1\n", "line 2: 'turnover' is '', which is not a number."),
            ("turnover\n-3\n", "line 2: 'turnover' is -3; it must lie between 0 and"),
            (f"turnover\n{'0' * 200_000}\n", "cannot be split into cells (field larger than field limit"),
            (b"turnover\n\xff\n", "line 2: byte 0xff is not UTF-8;"),
        ],
    )
    def test_mistakes(self, tmp_path: Path, content: str | bytes, said: str) -> None:
        text = refused(written(tmp_path / "p.csv", content))
        assert text.startswith(f"{tmp_path / 'p.csv'}: ")
        assert said in text

    def test_all_of_them_at_once(self, tmp_path: Path) -> None:
        text = refused(written(tmp_path / "p.csv", "turnover,colour\nlow,red\n-1,red\n0.1\n"))
        assert text.splitlines()[0].endswith(": 4 problems")
        assert [line.split(":")[0].strip() for line in text.splitlines()[1:]] == ["line 1", "line 2", "line 3", "line 4"]

    def test_places_without_a_file(self, tmp_path: Path) -> None:
        assert "there is no such file" in refused(tmp_path / "none.csv")
        assert "this is a folder" in refused(tmp_path)
        assert "cannot be read: File name too long" in refused(Path("x" * 5000))

    def test_over_200_mb_is_not_read(self, tmp_path: Path) -> None:
        path = tmp_path / "big.csv"
        with path.open("wb") as file:
            file.truncate(200 * 1024**2 + 1)
        assert "at most 200 MB" in refused(path)

    @settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        content=st.one_of(
            st.binary(max_size=60),
            st.lists(
                st.lists(st.sampled_from(["turnover", "draw", "0.1", "-1", "", '"', "1e999", "x\n", "\x00"]), max_size=4), max_size=4
            ).map(lambda rows: "\n".join(",".join(row) for row in rows).encode()),
        )
    )
    def test_any_file_gets_an_answer(self, tmp_path: Path, content: bytes) -> None:
        path = written(tmp_path / "any.csv", content)
        try:
            rows = read_posterior(path)
        except PosteriorFileError as error:
            assert str(error).startswith(f"{path}: ")  # noqa: PT017
        else:
            assert rows
            assert all(0.0 <= row["turnover"] for row in rows)


class TestInAStudy:
    def study(self, folder: Path, line: str, draws: int = 2) -> Path:
        return written(folder / "s.yaml", STUDY.format(draws=draws, line=line))

    def said(self, path: Path) -> str:
        with pytest.raises(StudyError) as caught:
            read_study(path)
        return str(caught.value)

    def test_prior(self, tmp_path: Path) -> None:
        assert read_study(self.study(tmp_path, "draws_from: prior\n")).draws_from == "prior"

    def test_without_a_word_it_is_the_posterior(self, tmp_path: Path) -> None:
        for line in ("", "draws_from: posterior\n"):
            assert read_study(self.study(tmp_path, line)).draws_from == "posterior"

    def test_a_path_is_relative_to_the_study(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "studies").mkdir()
        written(tmp_path / "p.csv", "teaching_rate\n0.5\n0.6\n")
        monkeypatch.chdir("/")
        study = read_study(self.study(tmp_path / "studies", "draws_from: ../p.csv\n"))
        assert draw_of(study.draws_from, study.seed, 1)["teaching_rate"] == 0.6

    def test_missing(self, tmp_path: Path) -> None:
        text = self.said(self.study(tmp_path, "draws_from: none.csv\n"))
        assert "line 5: 'draws_from': " in text
        assert "there is no such file" in text

    def test_broken(self, tmp_path: Path) -> None:
        written(tmp_path / "p.csv", "colour\nred\n")
        text = self.said(self.study(tmp_path, "draws_from: p.csv\n"))
        assert "line 5: 'draws_from': " in text
        assert "column 'colour' is no parameter that is drawn" in text

    def test_too_few(self, tmp_path: Path) -> None:
        written(tmp_path / "p.csv", "teaching_rate\n0.5\n0.6\n")
        read_study(self.study(tmp_path, "draws_from: p.csv\n", draws=2))
        text = self.said(self.study(tmp_path, "draws_from: p.csv\n", draws=3))
        assert "line 5: 'draws' is 3, but 'p.csv' has 2; ask for fewer, or write 'draws_from: prior'." in text

    def test_no_text(self, tmp_path: Path) -> None:
        assert "'draws_from'" in self.said(self.study(tmp_path, "draws_from: [prior]\n"))


def test_the_posterior_that_ships_can_be_drawn_from() -> None:
    number = number_of_draws("posterior")
    assert number is not None
    assert number >= 100
    assert draw_of("posterior", 1, 0) != prior_draw(1, 0)


@pytest.fixture
def nothing_calibrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that ships but the posterior."""
    shutil.copytree(shipped_file("scenarios"), tmp_path / "scenarios")
    monkeypatch.setattr(data, "_ROOTS", (tmp_path,))


@pytest.mark.usefixtures("nothing_calibrated")
class TestNoPosteriorShips:
    """Nobody gets the priors without having asked for them."""

    def test_whoever_draws_is_told(self) -> None:
        with pytest.raises(WopsimError, match=r"does not ship with this installation .* take draws from 'prior', or from a posterior that"):
            draw_of("posterior", 1, 0)
        assert draw_of("prior", 1, 0) == prior_draw(1, 0)

    def test_checking_a_study_says_so(self) -> None:
        found = CliRunner().invoke(app, ["check"])
        assert found.exit_code == WopsimError.exit_code
        assert "take draws from 'prior'" in found.output
        assert "no problems found" not in found.output

    def test_calibrating_reads_a_study_all_the_same(self) -> None:
        assert read_study().draws_from == "posterior"
