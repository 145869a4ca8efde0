"""A design has one colour in everything of a study, by whatever it is judged."""

from __future__ import annotations

import json
import re

import numpy as np
from matplotlib.colors import to_hex

from tests.helpers.fake import Truth, fake_result
from wopsim.report.design_colours import MOST_COLOURED, design_colours
from wopsim.report.page.embedded_choice import embedded_choice


def test_a_design_keeps_its_colour_in_figures_and_on_the_page_by_any_yardstick() -> None:
    people = {"cheap": (1000.0, 2e6), "dear": (2000.0, 8e6), "poor": (300.0, 8e6)}
    result = fake_result({name: Truth(name, 10, nrw=-0.02, people=each, cost=cost) for name, (each, cost) in people.items()}, 6, 3)
    orders, seen = set(), set()
    for worth in (None, 1.0, 1e5):
        decision = result.decide(worth=worth)
        orders.add(tuple(decision.table["scenario"]))
        lines = decision.figures["acceptability"].axes[0].get_lines()
        drawn = {line.get_label(): to_hex(line.get_color()) for line in lines if line.get_label() in people}
        page = embedded_choice(result.measures, result.study, decision).to_dict()
        assert dict(zip(page["designs"], page["colours"], strict=True)) == drawn
        seen.add(json.dumps(drawn, sort_keys=True))
    assert len(orders) > 1  # else it would not be told
    assert len(seen) == 1


def test_colours_differ_and_can_be_seen_on_white() -> None:
    colours = list(design_colours([f"d{number}" for number in range(12)]).values())
    assert len(set(colours)) == 12 >= MOST_COLOURED
    for colour in colours:
        assert re.fullmatch("#[0-9a-f]{6}", colour)
        parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
        linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        assert 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05) >= 3.0  # what lines and marks need (WCAG 1.4.11)
