"""`spend: all`: how much more than its money a design promises, on made-up programmes, and once on the engine."""

import pytest

import wopsim as ws
from wopsim.errors import StudyError
from wopsim.spend_all import WITHIN, promising, times_to_promise
from wopsim.study.scenario import Scenario, Study

TWO = {"all": {"set": {"pairing": "by_need"}, "spend": "all"}, "plain": {"set": {"pairing": "by_need"}}}


def study(**changes) -> Study:
    base = {"budget": 1.5e6, "partnership_months": 6, "programme_years": 2}
    return Study(**{"title": "T", "base": base, "scenarios": TWO, "horizon_years": 3, "draws": 4, "replicates": 2} | changes)


@pytest.mark.parametrize("comes_back", [0.1, 0.3, 0.6])
def test_what_comes_back_is_promised_again(comes_back):
    found = times_to_promise(["a"], lambda times: {name: one * (1.0 - comes_back) for name, one in times.items()})
    times, spent = found["a"]
    assert abs(1.0 - spent) <= WITHIN
    assert times * (1.0 - comes_back) == pytest.approx(spent)


def test_a_design_that_spends_its_money_promises_it_as_it_is():
    asked = []

    def spend(times):
        asked.append(dict(times))
        return {name: 0.96 if name == "full" else 0.5 * one for name, one in times.items()}

    found = times_to_promise(["full", "half"], spend)
    assert found["full"] == (1.0, 0.96)
    assert found["half"][0] > 1.5
    assert asked[1].keys() == {"half"}  # what is settled is not run again


def test_where_nobody_is_left_the_promise_stays_small_and_the_rest_is_returned():
    times, spent = times_to_promise(["a"], lambda times: {"a": min(0.6, 0.5 * times["a"])})["a"]
    assert spent == pytest.approx(0.6)
    assert times < 2.5
    assert times_to_promise(["a"], lambda times: {"a": 0.5})["a"] == (1.0, 0.5)
    assert times_to_promise(["a"], lambda times: {"a": 0.0})["a"] == (1.0, 0.0)


def test_a_promise_stands_in_the_settings_and_is_read_back():
    done = promising(Scenario("a", "A", {"budget": 2e6}, spend_all=True), 1.5)
    assert (done.settings["budget"], done.promised, done.spend_all) == (3e6, 1.5, False)
    assert Scenario(**done.to_dict()) == done
    assert Study.from_dict(study().to_dict()) == study()


def test_what_cannot_be_scaled_is_told():
    with pytest.raises(StudyError, match="its budget is 0, so there is nothing to spend"):
        study(base={"budget": 0.0})
    with pytest.raises(StudyError, match="goes with no sweep"):
        study(sweep={"grid": {"missions_per_year": [2, 4]}})
    with pytest.raises(StudyError, match=r"spend of scenario 'all'.* must be one of all"):
        study(scenarios={"all": {"set": {}, "spend": "most"}})


def test_a_store_wants_what_is_promised(tmp_path):
    with pytest.raises(StudyError, match="write that as its budget"):
        ws.sweep(study(), tmp_path / "s.zarr")


def test_runs_spend_the_money_and_count_what_is_left_of_it_and_not_of_the_promise():
    result = ws.run(study(), workers=1, keep="runs")
    money = result.measures[["programme_spent", "programme_overhead", "programme_invested", "programme_unspent"]].sel(scenario="all")
    parts = money.to_array().sum("variable") - result.measures["programme_raised"].sel(scenario="all")
    assert parts.values == pytest.approx(1.5e6)  # of its own money, whatever it promised
    done = next(scenario for scenario in result.study.scenarios if scenario.name == "all")
    assert done.promised > 1.0
    left = result.measures["programme_unspent"].mean(("draw", "replicate"))
    assert abs(float(left.sel(scenario="all"))) < float(left.sel(scenario="plain"))
    assert "“All” promises" in result.told[0]
    assert ws.run(result.study, workers=1, keep="runs").measures.identical(result.measures)


def test_a_story_is_of_the_promise_as_the_runs_have_it():
    found = ws.run(study(draws=2, replicates=1), workers=1, keep="runs")
    told = ws.trace(study(draws=2, replicates=1), "all", draw=1)
    assert str(told) == str(ws.trace(found.study, "all", draw=1))
    assert str(told) != str(ws.trace(found.study, "plain", draw=1)).replace("Plain", "All")
