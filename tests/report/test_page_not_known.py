"""What the page says that nobody knows, and why money stays."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from types import SimpleNamespace

from tests.helpers.decision_pages import some
from tests.helpers.fake import Made, Truth
from wopsim.report.decision_words import sentence
from wopsim.report.page.assumption_counts import counted
from wopsim.report.page.decision_page import not_known


def test_what_is_not_known_follows_from_the_study(result: Made) -> None:
    said = " ".join(not_known(result, result.decide()))
    count = counted()
    assert f"Of {count.numbers} numbers" in said
    assert 0 < count.assumed < count.numbers
    assert "8 plausible worlds were tried" in said
    assert "none of them exists" in said
    spent = some(cheap=Truth("Cheap", 4, nrw=-0.01, people=100, cost=1e6))
    decision = spent.decide()
    causes = {
        "short_of_applicants": "nobody else applied", "short_of_mentors": "no mentor was free", "capped": "the cap by country kept",
        "held_back": "a rule of how money is given", "short_of_money": "too little was left for one more partnership",
    }  # fmt: skip
    for cause, why in causes.items():
        held = {f"unpromised_{name}": 0.3 * (name == cause) for name in causes}
        told = dataclasses.replace(decision, table=decision.table.assign(**held, much_unspent=True, unspent=0.4, unpromised=0.3))
        assert re.search(rf"“Cheap” \([^)]*{why}", " ".join(not_known(spent, told))) is not None
        assert f"30 % was still free after the last call (30 % because {why}" in sentence(told)
        assert "; 10 % was promised and not used." in sentence(told)
        unused = dataclasses.replace(told, table=told.table.assign(unpromised=0.1))
        assert "“Cheap” (most was promised and not used)" in " ".join(not_known(spent, unused))
        assert "and money left has no value here: “" in " ".join(not_known(spent, told))
    dear = spent.decide(worth=50.0)
    said_of_money = " ".join(not_known(spent, dataclasses.replace(dear, table=dear.table.assign(much_unspent=True))))
    assert "and what is not paid is not taken off: “" in said_of_money
    assert "has no value" not in said_of_money
    assert "unspent" not in said


def test_the_page_says_whose_utilities_and_mentors_are_invented(result: Made, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text("name,country,population_served\nOne,Kenya,40000\n", encoding="utf-8")
    found = SimpleNamespace(study=dataclasses.replace(result.study, world=str(own)), measures=result.measures)
    said = " ".join(not_known(found, result.decide()))  # type: ignore[arg-type]
    assert "it names no mentors, so that all of them are invented." in said
    assert "none of them exists" not in said
    assert "all of them are invented" not in " ".join(not_known(result, result.decide()))
