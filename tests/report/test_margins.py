"""Panels and the words around them: nothing is cut off, nothing lies over something else, wherever and however often it is drawn."""

import numpy as np
import pytest

from tests.helpers.fake import TYPICAL, Truth, fake_result
from wopsim.report.figures.canvas import drawing


@pytest.fixture(scope="module")
def result():
    return fake_result(TYPICAL, 5, 3)


def placed(figure):
    """Panels, and with their words, in pixels."""
    figure.draw_without_rendering()
    return [axes.bbox for axes in figure.axes], [axes.get_tightbbox(for_layout_only=True) for axes in figure.axes]


@pytest.mark.parametrize("count", [1, 2, 5, 7])
@pytest.mark.parametrize("name", ["fan", "pilot_against_utility"])
def test_panels_are_equally_large_and_their_words_overlap_nowhere(name, count):
    truths = {f"s{number}": Truth(f"Scenario with a label of some length {number}", nrw=-0.02, people=500.0) for number in range(count)}
    figure = getattr(fake_result(truths, 3, 2).plot, name)()
    panels, whole = placed(figure)
    assert len(panels) == count
    np.testing.assert_allclose([panel.size for panel in panels], [panels[0].size] * count)
    for number, one in enumerate(whole):
        assert one.x0 >= 0
        assert one.y0 >= 0
        assert one.x1 <= figure.bbox.x1
        head = min(text.get_window_extent().y0 for text in figure.texts if text.get_va() == "top")
        assert one.y1 <= head
        assert not any(one.overlaps(other) for other in whole[number + 1 :])


@pytest.mark.parametrize("name", ["people_served", "practice", "unit_costs"])
def test_words_beside_one_panel_stay_in_the_figure(result, name):
    figure = getattr(result.plot, name)()
    _, (whole,) = placed(figure)
    assert 0 <= whole.x0
    assert 0 <= whole.y0
    assert whole.x1 <= figure.bbox.x1


def test_a_panel_takes_the_room_that_its_words_leave():
    def width(label):
        figure = drawing(8.0, 4.0, "A title?", "How to read it.")
        figure.subplots().set_ylabel(label, rotation="horizontal", ha="right")
        return placed(figure)[0][0].width

    assert width("") > width("some words") + 30 > width("some words, and some more beside these") + 60


def test_panels_stand_where_they_stood_when_they_are_drawn_again(result):
    figure = result.plot.fan()
    first, again = (np.array([panel.bounds for panel in placed(figure)[0]]) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_panels_have_one_scale(result):
    for figure, axis in ((result.plot.fan(), "y"), (result.plot.pilot_against_utility(), "x")):
        limits = {getattr(axes, f"get_{axis}lim")() for axes in figure.axes}
        assert len(limits) == 1
        low, high = limits.pop()
        for axes in figure.axes:
            drawn = getattr(axes.dataLim, f"interval{axis}")
            assert low < min(drawn)
            assert max(drawn) < high


def test_another_layout_that_somebody_asks_for_is_theirs(result):
    figure = result.plot.people_served()
    figure.set_layout_engine("constrained", rect=(0.5, 0.0, 0.5, 0.8))
    (panel,), _ = placed(figure)
    assert panel.x0 > 0.5 * figure.bbox.width
