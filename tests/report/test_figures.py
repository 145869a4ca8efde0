import dataclasses
import re
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from tests.helpers.briefs import many
from tests.helpers.fake import TYPICAL, Truth, fake_result
from wopsim.analysis.designs import families
from wopsim.errors import ResultError
from wopsim.report.design_colours import MOST_COLOURED
from wopsim.report.figures.canvas import COLOURS, GREY, colours
from wopsim.report.figures.choice import choice_figures
from wopsim.report.figures.tornado import tornado
from wopsim.report.leading_designs import leading_designs


@pytest.fixture(scope="module")
def result():
    return fake_result(TYPICAL, 5, 3)


def texts(figure):
    figure.draw_without_rendering()
    found = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        found += [axes.get_title(loc="left"), *(text.get_text() for text in axes.texts), *(t.get_text() for t in axes.get_yticklabels())]
    return found


@pytest.mark.parametrize("name", ["fan", "people_served", "practice", "pilot_against_utility"])
def test_every_scenario_appears_and_the_title_asks_a_question(result, name):
    found = texts(getattr(result.plot, name)())
    assert all(truth.label in found for truth in TYPICAL.values())
    assert any(text.endswith("?") for text in found)


@pytest.mark.parametrize("name", ["fan", "people_served", "pilot_against_utility"])
def test_negative_numbers_have_a_minus_sign_and_no_hyphen(name):
    result = fake_result({"a": Truth("A", 8, nrw=-0.03, draw_sd=0.002, people=-900.0)}, 4, 3)
    found = texts(getattr(result.plot, name)())
    assert any("−" in text for text in found)
    assert not any(re.search(r"(?<!\w)-\d", text) for text in found)


def test_what_a_choice_hangs_on_has_minus_signs_too(monkeypatch):
    decision = dataclasses.replace(many(3).decide(), draws=200)
    found = decision.sensitivity()
    rows = found.table.head(2).assign(
        low=-2.0, high=-0.5, turns_at=-1.25, turn_told=True, at_low=-300.0, at_high=900.0, first=0.5, first_error=0.1
    )
    monkeypatch.setattr(type(decision), "sensitivity", lambda *_: dataclasses.replace(found, table=rows))
    said = texts(tornado(decision))
    assert any("−2 to −0.5" in text for text in said)
    assert any(text.startswith("−1.25") for text in said)


def test_prices_of_tens_of_thousands_are_written_out():
    result = fake_result({"a": Truth("A", 8, nrw=-0.02, draw_sd=0.002, people=200.0, cost=9e6)}, 4, 3)
    (axes,) = result.plot.unit_costs().axes
    assert axes.xaxis.get_major_formatter()(20_000.0, 0) == "20,000"
    assert axes.xaxis.get_major_formatter()(0.1, 0) == "0.1"


def test_fan_shows_each_scenario_with_and_without(result):
    figure = result.plot.fan()
    for axes in (axes for axes in figure.axes if axes.get_visible()):
        assert axes.lines[0].get_color() == GREY
        assert len(axes.lines) == 2
        assert sum(isinstance(band, PolyCollection) for band in axes.collections) == 4
        assert {"with", "without"} <= {text.get_text() for text in axes.texts}


def test_fan_is_in_percent_and_its_lines_are_medians(result):
    figure = result.plot.fan()
    lines = figure.axes[0].lines
    assert 20 < lines[0].get_ydata()[0] < 80
    assert lines[0].get_ydata()[0] == pytest.approx(lines[1].get_ydata()[0])


def test_null_programme_leaves_both_fans_on_top_of_each_other():
    lines = fake_result({"a": Truth("A")}, 3, 3).plot.fan().axes[0].lines
    np.testing.assert_array_equal(lines[0].get_ydata(), lines[1].get_ydata())


def test_pairings_of_one_design_share_a_colour(result):
    paint = colours(result.study)
    assert [len(members) for members in families(result.study)] == [2, 2, 2]
    assert paint["short_random"] == paint["short_need"] != paint["wop_need"]
    assert GREY not in COLOURS


def test_pilot_figure_says_when_nothing_was_evaluated():
    found = texts(fake_result({"late": Truth("Late", years=9.9)}, 2, 2).plot.pilot_against_utility())
    assert found.count("none evaluated before the end") == 3


def test_people_figure_marks_the_means(result):
    axes = result.plot.people_served().axes[0]
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    means = result.summary("people_served")["mean"].values / 1000
    np.testing.assert_allclose(dots, means)


def test_practice_figure_marks_the_means_of_mentored_utilities(result):
    dots = [line.get_xdata()[0] for line in result.plot.practice().axes[0].lines if line.get_marker() == "o"]
    means = [result.compare().get(name, "practice_mentored")["mean"] * 100 for name in TYPICAL]
    np.testing.assert_allclose(dots, means)


def test_practice_figure_of_a_programme_that_mentors_nobody():
    assert "mentored nobody" in texts(fake_result({"a": Truth("A", mentored=0)}, 2, 2).plot.practice())


def test_many_scenarios_stand_closer():
    many = {f"s{number}": Truth(f"Scenario {number}", mentored=4, nrw=-0.02, people=500.0) for number in range(12)}
    few, all_twelve = (fake_result(dict(list(many.items())[:count]), 3, 2).plot.people_served() for count in (8, 12))
    assert all_twelve.get_figheight() < few.get_figheight()
    assert any("Scenario 11" in text for text in texts(all_twelve))


def test_fan_of_something_else_and_wrong_requests(result):
    assert any("practice" in text or "coverage" in text for text in texts(result.plot.fan("occr")))
    with pytest.raises(ResultError, match="nrw_share"):
        result.plot.fan("nrw_shar")
    with pytest.raises(ResultError, match="per year and utility"):
        result.plot.fan("programme_spent")
    with pytest.raises(ResultError, match="scenario"):
        result.plot.fan(by="country")


def test_figures_show_themselves_in_a_notebook(result):
    assert result.plot.people_served()._repr_png_().startswith(b"\x89PNG")


def test_analysis_and_report_import_neither_xarray_nor_matplotlib():
    code = (
        "import sys, wopsim.analysis.result, wopsim.report.tables.comparison_table, wopsim.report.figures.plot;"
        "import wopsim.report.page.decision_page;"
        "print([m for m in ('xarray', 'pandas', 'matplotlib', 'scipy.stats') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["fan", "people_served", "practice", "unit_costs", "pilot_against_utility"])
def test_chosen_scenarios_are_drawn_in_their_colours(result, name):
    chosen = ["wop_need", "short_random"]
    whole, some = getattr(result.plot, name)(), getattr(result.plot, name)(scenarios=chosen)
    labels = {truth.label for truth in TYPICAL.values()}
    assert labels & set(texts(some)) == {TYPICAL[scenario].label for scenario in chosen}
    assert labels & set(texts(whole)) == labels

    def colour_of(figure):
        ticks = [tick for axes in figure.axes for tick in axes.get_yticklabels()] + [axes._left_title for axes in figure.axes]
        return {tick.get_text(): tick.get_color() for tick in ticks if tick.get_text() in labels}

    assert colour_of(some).items() <= colour_of(whole).items()


@pytest.mark.parametrize("name", ["fan", "people_served", "practice", "unit_costs", "pilot_against_utility"])
def test_a_figure_is_drawn_on_axes_that_are_given(result, name):
    figure = Figure()
    left, right = figure.subplots(1, 2)
    drawn = getattr(result.plot, name)(scenarios="wop_need", ax=right)
    assert drawn is figure
    assert right.lines
    assert not left.lines
    assert right.get_title(loc="left") != ""
    assert figure.texts == []


def test_axes_hold_one_panel(result):
    for name in ("fan", "pilot_against_utility"):
        with pytest.raises(ResultError, match="ax= holds one scenario; name it with scenarios="):
            getattr(result.plot, name)(ax=Figure().subplots())


def test_scenarios_to_draw_are_checked(result):
    with pytest.raises(ResultError, match=r"no scenario 'wop_nead' to draw; .* Did you mean 'wop_need'"):
        result.plot.people_served(scenarios=["wop_nead"])
    with pytest.raises(ResultError, match="no scenario to draw"):
        result.plot.people_served(scenarios=[])


@pytest.mark.parametrize(("designs", "last"), [(6, None), (7, "Design number {left}"), (9, "3 other designs")])
def test_every_design_of_cost_and_gain_has_its_place_in_the_legend(designs, last):
    decision = many(designs).decide()
    left = max(set(decision.designs) - leading_designs(decision, MOST_COLOURED), default="").removeprefix("design_")
    (axes,) = choice_figures(decision, {"plane"})["plane"].axes
    told = [text.get_text() for text in axes.get_legend().get_texts()]
    assert len(told) == min(designs, MOST_COLOURED) + (last is not None)
    if last is not None:
        assert told[-1].startswith(last.format(left=left))
        assert sum(text.startswith("Design number") for text in told) == MOST_COLOURED + (designs == 7)


def test_shares_of_worlds_in_which_designs_are_best_are_percents():
    decision = many(3).decide()
    table = decision.table.assign(chance_best=[0.777, 0.22, *[0.003] * (len(decision.table) - 2)])
    said = texts(choice_figures(dataclasses.replace(decision, table=table), {"regret"})["regret"])
    assert [text for text in said if text.startswith("best in")][:3] == ["best in 78 %", "best in 22 %", "best in < 1 %"]
