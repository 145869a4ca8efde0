"""`draws: auto`: the same runs as a study that says how many."""

from dataclasses import replace

import pytest
import xarray as xr

import wopsim as ws
from wopsim.analysis.choice.clear_choice import Verdict
from wopsim.errors import StudyError, WopsimError

DESIGNS = {"need": {"set": {"pairing": "by_need"}}, "chance": {"set": {"pairing": "random"}}}


def study(**changes) -> ws.Study:
    keys = {"title": "T", "base": {"budget": 2e6, "partnership_months": 6, "programme_years": 1}, "scenarios": DESIGNS, "horizon_years": 2}
    return ws.Study(**{"draws": "auto", "replicates": 1} | keys | changes)


@pytest.fixture
def small(monkeypatch):
    """Small batches, and a choice that wants draws, then replicates, then is clear."""
    monkeypatch.setattr("wopsim.until_clear.FIRST_DRAWS", 2)
    monkeypatch.setattr("wopsim.until_clear.FEWEST_REPLICATES", 2)
    looks = iter([False, True, None])

    def scripted(value, names, useful) -> Verdict:
        wants = next(looks)
        return Verdict(names[0], () if wants is not None else names[1:], (), names[1:] if wants is not None else (), bool(wants))

    monkeypatch.setattr("wopsim.until_clear.verdict", scripted)


def test_batches_make_the_same_bits_as_one_run(small):
    auto = ws.run(study(), workers=1)
    assert (auto.study.draws, auto.study.replicates, auto.study.until_clear) == (4, 4, False)
    assert "4 draws x 4 replicates" in auto.told[0]
    assert "it is clear that “Need”" in auto.told[0]
    fixed = ws.run(study(draws=4, replicates=4), workers=1, keep="runs")
    xr.testing.assert_identical(auto.measures, fixed.measures)
    assert auto.study == fixed.study
    assert fixed.told == ()


def test_it_ends_at_a_limit_and_says_that_nothing_is_clear(monkeypatch):
    monkeypatch.setattr("wopsim.until_clear.FIRST_DRAWS", 2)
    monkeypatch.setattr("wopsim.until_clear.FEWEST_REPLICATES", 2)
    monkeypatch.setattr("wopsim.until_clear.MOST_POINTS", 4)
    found = ws.run(study(), workers=1, judged={"useful": 1e-9})
    assert (found.study.draws, found.study.replicates) == (2, 2)
    assert "limit of 4 draws x replicates, and the choice is not clear" in found.told[0]
    assert "limit of 4 draws x replicates, and the choice is not clear" in " ".join(str(found.decide()).split())  # in decision.txt


def test_what_needs_a_number_of_draws_says_so(tmp_path):
    with pytest.raises(StudyError, match="say how many draws"):
        ws.sweep(study(), tmp_path / "s.zarr")
    with pytest.raises(StudyError, match="draws: auto' is for one choice"):
        study(sweep={"grid": {"budget": [1e6, 2e6]}})
    with pytest.raises(WopsimError, match="utilities are not kept"):
        ws.run(study(), keep="utility")


def test_the_word_is_read_kept_and_replaced():
    asked = study()
    assert asked.until_clear
    assert ws.Study.from_dict(asked.to_dict()) == asked
    assert asked.sized(None, 3).until_clear
    assert asked.sized(7, None).draws == 7
    assert not asked.sized(7, None).until_clear
    assert asked.sized(7, None).sized("auto", None) == asked
    assert replace(asked, seed=5).until_clear
