"""The page that steps through a run says of both worlds what the run recorded."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from py_mini_racer import MiniRacer

import wopsim as ws
from tests.helpers.making import write_study
from wopsim.errors import ResultError
from wopsim.tracing.rerun import Rerun
from wopsim.tracing.stepped_run import SteppedRun


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> ws.Study:
    path = write_study(tmp_path_factory.mktemp("small"))
    strange = "  need:\n    label: </script><b>By need\n    set: {pairing: by_need}\n  other:"
    text = path.read_text(encoding="utf-8").replace("  need:", strange)
    path.write_text(text, encoding="utf-8")
    return ws.read_study(path)


@pytest.fixture(scope="module")
def page(study: ws.Study) -> SteppedRun:
    return ws.network_view(study, "need", 1, 2)


@pytest.fixture(scope="module")
def shown(page: SteppedRun) -> Any:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page.html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


@pytest.fixture(scope="module")
def rerun(study: ws.Study) -> Rerun:
    return Rerun(study, "need", 1, 2)


def test_both_worlds_are_those_of_the_run_and_of_its_twin(shown: Any, rerun: Rerun) -> None:
    for world, record in zip(shown["worlds"], (rerun.record, rerun.twin), strict=True):
        assert len(world["nrw"]) == 4 * rerun.cell.years + 1
        for year in range(1, rerun.cell.years + 1):  # a share is recorded at the end of a year
            np.testing.assert_allclose(np.array(world["nrw"][4 * year]) / 1000.0, record.values["nrw_share"][year], atol=0.0006)
        assert world["missions"][-1] == sum(event.kind == "mission" for event in record.events)
        assert world["missions"] == sorted(world["missions"])


def test_both_begin_alike_and_only_one_has_a_programme(shown: Any) -> None:
    with_it, without = shown["worlds"]
    assert with_it["nrw"][0] == without["nrw"][0]
    assert with_it["spent"][-1] > 0
    assert without["spent"][-1] == 0


def test_every_agreement_is_a_partnership_of_its_two(shown: Any, rerun: Rerun) -> None:
    names = [place[0] for place in shown["places"]]
    found = sorted((names[pair["mentor"]], names[pair["mentee"]], pair["begin"]) for pair in shown["worlds"][0]["pairs"])
    called = dict(zip(rerun.names, rerun.world.utilities["name"], strict=True))
    agreed = [event for event in rerun.record.events if event.kind == "agreed" and event.mentor is not None]
    assert agreed
    assert found == sorted((called[str(event.mentor)], called[event.mentee], event.time) for event in agreed)


def test_names_of_strangers_end_no_script_and_nothing_is_loaded(page: SteppedRun) -> None:
    assert page.html.count("</script>") == 3  # data, what saves, what steps
    assert "<b>By need" not in page.html
    assert not re.findall(r'(?:src|href)="(?!data:)[^"]', page.html)


def test_its_scripts_are_scripts(page: SteppedRun) -> None:
    for script in re.findall(r"<script>(.*?)</script>", page.html, re.DOTALL):
        MiniRacer().eval(f"new Function({json.dumps(script)}); true")


def test_a_notebook_shows_it_and_a_file_holds_it(page: SteppedRun, tmp_path: Path) -> None:
    assert 'srcdoc="' in page._repr_html_()
    assert page.write(tmp_path / "run.html").read_text(encoding="utf-8") == page.html
    with pytest.raises(ResultError, match="cannot be written"):
        page.write(tmp_path / "none" / "run.html")
