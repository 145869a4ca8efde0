"""A design has one colour in everything of a study, by whatever it is judged."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from tests.helpers.fake import Made, Truth, fake_result
from wopsim.report.design_colours import MOST_COLOURED, PALETTE
from wopsim.report.page.embedded_choice import embedded_choice
from wopsim.results import Decision


def on_the_page(result: Made, decision: Decision) -> dict[str, str]:
    """The colours of the designs that have one, as the page is handed them."""
    page = embedded_choice(result.measures, result.study, decision).to_dict()
    return {name: colour for name, colour in zip(page["designs"], page["colours"], strict=True) if colour is not None}


def two_hues() -> Made:
    """Fifteen designs, more than there are colours; the best for much money and the best for little would have the same one."""
    people = {f"d{place}": (300.0 + 10 * place, 5e6 + 1e5 * place) for place in range(15)} | {"d0": (3000.0, 9e6), "d12": (2000.0, 2e6)}
    return fake_result({name: Truth(name, 10, nrw=-0.02, people=each, cost=cost) for name, (each, cost) in people.items()}, 6, 3)


def test_a_design_keeps_its_colour_in_figures_and_on_the_page_by_any_yardstick() -> None:
    people = {"cheap": (1000.0, 2e6), "dear": (2000.0, 8e6), "poor": (300.0, 8e6)}
    result = fake_result({name: Truth(name, 10, nrw=-0.02, people=each, cost=cost) for name, (each, cost) in people.items()}, 6, 3)
    orders, seen = set(), set()
    for worth in (None, 1.0, 1e5):
        decision = result.decide(worth=worth)
        orders.add(tuple(decision.table["scenario"]))
        lines = decision.figures["acceptability"].axes[0].get_lines()
        drawn = {line.get_label(): to_hex(line.get_color()) for line in lines if line.get_label() in people}
        assert on_the_page(result, decision) == drawn
        seen.add(json.dumps(drawn, sort_keys=True))
    assert len(orders) > 1  # else it would not be told
    assert len(seen) == 1


@pytest.mark.parametrize("judged", [{}, {"worth": 5000.0}, {"outcome": "nrw_all_mentees"}])
def test_of_many_designs_as_many_as_colours_are_named_each_with_its_own_in_figures_and_on_the_page(judged: dict[str, Any]) -> None:
    result = two_hues()
    decision = result.decide(**judged)
    for name in ("plane", "acceptability", "expected_loss"):
        lines = decision.figures[name].axes[0].get_lines()
        drawn = {line.get_label(): to_hex(line.get_color()) for line in lines if line.get_label() in decision.designs}
        assert drawn == on_the_page(result, decision)
        assert len(drawn) == len(set(drawn.values())) == MOST_COLOURED
    first = {name: PALETTE[place] for place, name in enumerate(decision.designs[: len(PALETTE)])}
    assert {name: colour for name, colour in first.items() if name in drawn}.items() <= drawn.items()


def test_two_that_matter_do_not_share_a_colour_because_the_palette_began_again() -> None:
    """The best two stand twelve places from each other."""
    result = two_hues()
    colours = on_the_page(result, result.decide())
    assert colours["d0"] == PALETTE[0]
    assert colours["d12"] in PALETTE[1:]


def test_colours_differ_and_can_be_seen_on_white() -> None:
    assert len(set(PALETTE)) == len(PALETTE) >= MOST_COLOURED
    for colour in PALETTE:
        assert re.fullmatch("#[0-9a-f]{6}", colour)
        parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
        linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        assert 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05) >= 3.0  # what lines and marks need (WCAG 1.4.11)
