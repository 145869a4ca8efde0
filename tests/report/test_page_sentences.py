"""What the tiles and sentences of the page say of the choice, of its costs and of its conditions."""

from __future__ import annotations

import dataclasses
import re
from html import unescape
from types import SimpleNamespace

import numpy as np

from tests.helpers.fake import Made, Truth, fake_result
from wopsim.analysis.choice.cost_sharing import cost_sharing
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.decision_words import sentence
from wopsim.report.page.decision_page import Tile, compared, sharing, tiles


def test_tiles_say_the_opposite_of_opposite_numbers() -> None:
    def told(people: tuple[float, ...], **judged: float) -> list[str]:
        truths = {f"d{k}": Truth(f"Design {k}", 10, nrw=-0.02, draw_sd=0.002, people=each) for k, each in enumerate(people)}
        decision = fake_result(truths, draws=8, replicates=2, mentees=16, mentors=2, horizon=6).decide(**judged)
        return [f"{tile.head}: {tile.number}; {tile.below}" for tile in tiles(decision)]

    clear = told((900, 3000, 400))
    assert clear[0].startswith("Best on average: Design 1; best in 100 % of plausible worlds (estimated from 8); told apart from all")
    assert "thousand people" in clear[1]
    assert clear[2].startswith("What one more person costs the funder: EUR ")
    assert "0 people" in clear[3]
    level = told((900, 900, 900))
    assert "not told apart from 2 others" in level[0]
    harmful = told((-900, -3000, -400))
    assert harmful[0].startswith("Best on average: Design 2")
    assert "-" in harmful[1]
    assert harmful[2].startswith("What one more person costs: –; the mean effect is not a gain")
    assert "euros" in told((900, 3000, 400), worth=50.0)[3]
    nothing = told((900, 3000, 400), worth=1e-6)
    assert nothing[0].startswith("Best on average: No programme")
    assert all("“Design 1”" in one for one in nothing[1:3])  # whose numbers these are, when the first tile names no design
    assert "“" not in clear[2]


def test_nought_lost_does_not_stand_beside_a_chance_of_being_wrong() -> None:
    truths = {f"d{k}": Truth(f"Design {k}", 10, nrw=-0.02, draw_sd=0.002, people=each) for k, each in enumerate((900, 3000))}
    decision = fake_result(truths, draws=8, replicates=2, mentees=16, mentors=2, horizon=6).decide()

    def told(regret: float, chance: float) -> Tile:
        table = decision.table.assign(regret=regret, regret_if_wrong=regret, regret_worst=regret, chance_best=chance)
        return tiles(dataclasses.replace(decision, table=table))[3]

    assert told(0.0, 0.82).number == "–"
    assert "what doubt there is comes from the number of runs" in told(0.0, 0.82).below
    assert (told(0.0, 1.0).number, told(0.0, 1.0).below) == ("0 people", "best in each world, luck averaged out")
    assert told(40.0, 0.82).number == "40 people"
    assert "lost there" in told(40.0, 0.82).below


def test_where_luck_hides_all_worlds_they_are_not_said_to_be_alike() -> None:
    truths = {f"d{k}": Truth(f"Design {k}", 10, nrw=-0.02, draw_sd=0.0, people=each) for k, each in enumerate((900, 3000))}
    decision = fake_result(truths, draws=8, replicates=1, mentees=16, mentors=2, horizon=6).decide()
    alike = dataclasses.replace(decision, gains=np.repeat(decision.gains.mean(axis=1, keepdims=True), 8, axis=1))
    for tile in (tiles(alike)[1], tiles(alike)[3]):
        assert tile.below == "these runs do not tell luck from what is not known; more replicates do"
    assert tiles(alike)[3].number == "–"
    assert "These runs do not tell luck from what is not known" in sentence(alike)
    assert "In nine of ten plausible worlds EUR" not in sentence(alike)  # that would be said of luck
    apart = dataclasses.replace(decision, gains=decision.gains * np.linspace(0.5, 1.5, 8))
    assert "in nine of ten worlds" in tiles(apart)[1].below
    assert tiles(apart)[3].below == "best in each world, luck averaged out"
    assert "do not tell luck" not in sentence(apart)
    assert "In nine of ten plausible worlds EUR" in sentence(apart)


def test_costs_of_the_table_that_cannot_be_divided_are_told_apart(result: Made) -> None:
    def told(everybody: float, **judged: bool) -> str:
        sums = {"cost_programme": 2e6, "cost_all": everybody, "cost_all_undiscounted": 1e7}
        measured = result.measures.assign({name: result.measures["cost_all"] * 0.0 + value for name, value in sums.items()})
        decision = result.decide(**judged)
        return sharing(cost_sharing(measured, decision, decision.best), decision)

    assert " about 24 for each euro." in told(2e6 + 23.53 * 2e6)
    decision = result.decide()
    ratio = re.search(r"[\d.]+ for each euro", sharing(cost_sharing(result.measures, decision, decision.best), decision))
    (brief,) = (part["text"] for part in brief_facts(result, decision, "en")["parts"] if part["key"] == "coherence")
    assert ratio is not None
    assert ratio[0].split()[0] in re.findall(r"[\d.]+", str(brief))  # the brief tells the same
    unlike = "are not to be divided"
    assert unlike in told(5e6)
    assert (
        "both, the funder pays EUR 2.0 million and utilities and mentors put in another EUR 3.0 million beyond what they would spend "
        "anyway, about 1.5 for" in told(5e6)
    )
    assert "utilities and mentors spend EUR 500 thousand less than they would have, about 0.25 for each euro." in told(1.5e6)
    assert unlike not in told(5e6, discount=True)
    assert "later years counting less in both" in told(5e6, discount=True)
    alike = told(5e6, discount=False)
    assert unlike not in alike
    assert "every year counting alike in both" in alike
    paid = result.decide(discount=False).table.iloc[0]["cost_funder"]
    assert (
        f"the funder pays EUR {paid / 1e6:.1f} million and utilities and mentors put in another EUR {(1e7 - paid) / 1e3:.0f} thousand "
        "beyond what they would spend anyway," in alike
    )


def test_the_page_says_under_which_conditions_designs_were_compared(html: str, result: Made) -> None:
    conditions = compared(result, result.decide())
    assert f"{len(result.study.scenarios) - 1} designs, each against no programme. Budget of each: EUR\u00a010,000,000;" in conditions
    assert "counted in people-equivalents" in conditions
    assert conditions in unescape(html)
    quota = tuple(dataclasses.replace(one, settings={**one.settings, "quota_fragile": 0.95}) for one in result.study.scenarios)
    found = SimpleNamespace(measures=result.measures, study=dataclasses.replace(result.study, scenarios=quota))
    assert "at least 95\N{NO-BREAK SPACE}% of the support for fragile contexts" in compared(found, result.decide())  # type: ignore[arg-type]
