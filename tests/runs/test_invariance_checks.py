"""World checks of a user's study: silent on sound strategies, in plain words on impure ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.helpers.runs import draw_anew
from wopsim.cli.main import app
from wopsim.engines.agents import model as agents
from wopsim.engines.compiled import build as building
from wopsim.registry import Registry
from wopsim.runs import invariance_checks
from wopsim.runs.invariance_checks import LOOK, check_worlds
from wopsim.strategies.protocols import FUNDING, PAIRING, FundingView, Ints, Offers, PairingView
from wopsim.study.reader import read_study
from wopsim.study.scenario import Study
from wopsim.world.synthesis import synthesise
from wopsim.world.writing import write_world


def written(folder: Path, *scenarios: str) -> Path:
    write_world(synthesise(n_mentees=10, n_mentors=5, seed=3), folder / "world.csv")
    path = folder / "study.yaml"
    lines = "\n".join(f"  {scenario}" for scenario in scenarios)
    path.write_text(
        f"title: T\nworld: world.csv\ndraws_from: prior\ndraws: 1\nreplicates: 1\nhorizon_years: 6\nscenarios:\n{lines}\n", encoding="utf-8"
    )
    return path


def study(folder: Path, *scenarios: str) -> Study:
    return read_study(str(written(folder, *scenarios)))


SOUND = (
    "direct: {set: {budget: 4.0e6, partnership_months: 12, channel: direct}}",
    "platform: {set: {budget: 4.0e6, partnership_months: 12, pairing: nearest}}",
    "blended: {set: {budget: 8.0e6, partnership_months: 12, funding: blended}}",
    "co_financed: {set: {budget: 4.0e6, partnership_months: 12, funding: co_financed, population_growth: 0.01}}",
)


def test_a_sound_study_has_nothing_to_say(tmp_path: Path) -> None:
    told: list[str] = []
    found = check_worlds(study(tmp_path, *SOUND), told.append)
    assert found.broken == []
    assert found.silent == []
    assert found.unread == []
    assert 4 * 7 + 1 < found.runs <= 4 * 7 + 3
    assert told == ["direct", "platform", "blended", "co_financed", "world minus one", "what nothing reads"]


def test_checks_that_say_nothing_say_so(tmp_path: Path) -> None:
    found = check_worlds(study(tmp_path, "poor: {set: {budget: 10.0}}"))
    assert found.broken == []
    assert [sentence for sentence in found.silent if "poor" in sentence and "nobody is mentored" in sentence] == found.silent
    assert found.silent


# strategies that break their promises


@pytest.fixture
def registered() -> Iterator[Any]:
    """Register a strategy for one test."""
    names: list[tuple[Registry[Any], str]] = []

    def register(registry: Registry[Any], name: str, strategy: type) -> None:
        registry.register(name)(strategy)
        names.append((registry, name))

    yield register
    for registry, name in names:
        del registry._found[name]


def first_known(view: PairingView, order: Ints) -> Ints:
    pairs = [
        (int(np.argmax(view.known[:, i] & (view.free_places > 0))), int(i))
        for i in order
        if (view.known[:, i] & (view.free_places > 0)).any()
    ]
    one_each = {mentor: (mentor, mentee) for mentor, mentee in pairs}
    return np.array(sorted(one_each.values()), dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True)
class Remembers:
    """Keeps state from one call to the next."""

    name: ClassVar[str]
    keeps_earlier_choices: ClassVar[bool] = False
    count: ClassVar[Iterator[int]] = itertools.count()

    def pair(self, view: PairingView, slots: int, u: object, p: object) -> Ints:
        order = np.roll(np.arange(view.reported_nrw.size), next(self.count))
        return first_known(view, order)[:slots]


@dataclass(frozen=True)
class LooksAtTheClock:
    """Uses the time of day, another one each time: a true clock may say the same of two looks, in what is made of it."""

    name: ClassVar[str]
    time_of_day: ClassVar[Iterator[int]] = itertools.count()

    def fund(self, view: FundingView, money: float, u: object, p: object) -> Offers:
        order = np.roll(np.arange(view.planned_cost.size), next(self.time_of_day))
        grant = np.zeros(view.planned_cost.size)
        for row in order:
            if view.planned_cost[row] <= money - grant.sum():
                grant[row] = view.planned_cost[row]
        return Offers.plain(grant)


@dataclass(frozen=True)
class Writes:
    """Writes into what it is shown."""

    name: ClassVar[str]

    def pair(self, view: PairingView, slots: int, u: object, p: object) -> Ints:
        view.motivation[:] = 1.0
        return first_known(view, np.arange(view.reported_nrw.size))[:slots]


@dataclass(frozen=True)
class Registers:
    """Registers something when it is asked."""

    name: ClassVar[str]

    def pair(self, view: PairingView, slots: int, u: Any, p: Any) -> Ints:
        PAIRING.register("left_behind")(Writes)
        return PAIRING.create("nearest").pair(view, slots, u, p)


@pytest.mark.parametrize(("family", "strategy", "words"), [
    (PAIRING, Remembers, "answers differently"), (FUNDING, LooksAtTheClock, "answers differently"),
    (PAIRING, Writes, "writes into what it is shown"),
], ids=["remembers", "clock", "writes"])  # fmt: skip
def test_an_impure_strategy_is_caught_in_words(tmp_path: Path, registered: Any, family: Registry[Any], strategy: type, words: str) -> None:
    registered(family, "mine", strategy)
    key = "pairing" if family is PAIRING else "funding"
    found = check_worlds(study(tmp_path, f"mine: {{set: {{budget: 4.0e6, partnership_months: 12, {key}: mine}}}}"))
    said = "\n".join(map(str, found.broken))
    assert found.broken[0].check == "contract"
    assert f"{key} of scenario 'mine'" in said
    assert words in said
    assert "What to do" in said
    assert "Traceback" not in said


def test_a_strategy_that_registers_another_is_caught_in_words(tmp_path: Path, registered: Any) -> None:
    registered(PAIRING, "mine", Registers)
    try:
        found = check_worlds(study(tmp_path, "mine: {set: {budget: 4.0e6, partnership_months: 12, pairing: mine}}"))
    finally:
        PAIRING._found.pop("left_behind", None)
    assert [broken.check for broken in found.broken] == ["contract"]
    assert "scenario 'mine': pairing strategy 'left_behind' was registered" in str(found.broken[0])


def test_a_strategy_that_changes_from_run_to_run_only_is_caught_by_the_second_run(
    tmp_path: Path, registered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked twice within a run it answers the same; what it answers depends on how many runs there were."""
    runs = itertools.count()
    now = {"run": 0}
    whole = agents.WopModel.__init__

    def init(self: Any, *words: Any) -> None:
        now["run"] = next(runs)
        whole(self, *words)

    monkeypatch.setattr(agents.WopModel, "__init__", init)

    @dataclass(frozen=True)
    class ByRun:
        name: ClassVar[str]

        def fund(self, view: FundingView, money: float, u: object, p: object) -> Offers:
            grant = np.zeros(view.planned_cost.size)
            row = now["run"] % max(1, grant.size)
            if grant.size and view.planned_cost[row] <= money:
                grant[row] = view.planned_cost[row]
            return Offers.plain(grant)

    registered(FUNDING, "by_run", ByRun)
    found = check_worlds(study(tmp_path, "mine: {set: {budget: 4.0e6, partnership_months: 12, funding: by_run}}"))
    assert [broken.check for broken in found.broken] == ["twice"]
    said = str(found.broken[0])
    for words in ("scenario 'mine'", "funding 'by_run'", "draw 0, replicate 0", "First at the end of year", "of utility", "clock"):
        assert words in said


# engines that break what they promise


def test_an_effect_without_teaching_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = agents.WopModel.take_step

    def lively(self: Any, name: str) -> None:
        whole(self, name)
        if name == "people" and self.p.budget > 0:
            self.block.state["motivation"] = np.minimum(1.0, self.block.state["motivation"] + 0.001)

    monkeypatch.setattr(agents.WopModel, "take_step", lively)
    found = check_worlds(study(tmp_path, SOUND[0]))
    assert {broken.check for broken in found.broken} == {"both engines", "null effect", "before the start"}
    said = str(next(broken for broken in found.broken if broken.check == "null effect"))
    assert "mentees absorb nothing, and yet something changes" in said
    assert "First at the end of year 1: " in said
    assert "with the programme" in said


def test_a_rule_that_one_engine_lacks_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = agents.WopModel.take_step

    def lively(self: Any, name: str) -> None:
        whole(self, name)
        if name == "people":
            self.block.state["motivation"] = np.minimum(1.0, self.block.state["motivation"] + 0.001)

    monkeypatch.setattr(agents.WopModel, "take_step", lively)
    found = check_worlds(study(tmp_path, *SOUND[:2]))
    assert [(broken.check, broken.where.split(" (")[0]) for broken in found.broken] == [
        ("both engines", "scenario 'direct'"), ("both engines", "scenario 'platform'"),
    ]  # fmt: skip
    said = str(found.broken[0])
    for words in ("the two engines do not agree", "First at the end of year", "with the engine 'agents'", "with 'compiled'", "report it"):
        assert words in said


def test_engines_that_differ_in_one_number_of_a_run_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = invariance_checks.run_compiled

    def dearer(*words: Any) -> Any:
        record = whole(*words)
        record.values["programme_spent"] = record.values["programme_spent"] + 1.0
        return record

    monkeypatch.setattr(invariance_checks, "run_compiled", dearer)
    found = check_worlds(study(tmp_path, SOUND[0]))
    assert [broken.what for broken in found.broken] == ["the two engines do not agree on 'programme_spent' of the whole run."]


# parameters that nothing reads


IDLE = (
    "equal: {set: {budget: 4.0e6, partnership_months: 12, own_share: 0.3, sewer_ratio: 0.5}}",
    "chance: {set: {budget: 4.0e6, partnership_months: 12, own_share: 0.3, optimal_lead: 0.2, pairing: random}}",
)


def test_what_nothing_reads_is_named_with_what_was_tried(tmp_path: Path) -> None:
    found = check_worlds(study(tmp_path, *IDLE))
    assert found.broken == []
    assert [(unread.name, unread.scenarios) for unread in found.unread] == [
        ("own_share", ("equal", "chance")),
        ("optimal_lead", ("chance",)),
    ]
    assert "'own_share' is set, and changes nothing in any of the 2 scenarios that set it: with 0, 0.9, 0.15 or 0.6" in str(found.unread[0])


def test_what_one_scenario_reads_is_read(tmp_path: Path) -> None:
    read = study(tmp_path, *IDLE, "paid: {set: {budget: 4.0e6, partnership_months: 12, own_share: 0.3, funding: co_financed}}")
    assert [unread.name for unread in check_worlds(read).unread] == ["optimal_lead"]


@pytest.mark.parametrize(("sweep", "names"), [
    ("grid: {own_share: [0.1, 0.3]}", ["own_share"]),
    ("grid: {own_share: [0.1, 0.3], funding: [equal, co_financed]}", []),
    ("grid: {follow_up_days: [4, 8], follow_up_years: [0, 3]}", []),
    ("grid: {follow_up_days: [4, 8]}", ["follow_up_days"]),
])  # fmt: skip
def test_what_is_swept_is_tried_where_other_swept_values_turn_it_on(tmp_path: Path, sweep: str, names: list[str]) -> None:
    path = written(tmp_path, "plain: {set: {budget: 4.0e6, partnership_months: 12, channel: direct}}")
    path.write_text(path.read_text(encoding="utf-8").replace("scenarios:", f"sweep: {{{sweep}}}\nscenarios:"), encoding="utf-8")
    found = check_worlds(read_study(path))
    assert [unread.name for unread in found.unread] == names


def test_a_world_whose_utilities_depend_on_each_other_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw_anew(monkeypatch)
    monkeypatch.setattr(building, "entities", lambda names: np.arange(len(names), dtype=np.uint64))
    found = check_worlds(study(tmp_path, SOUND[0]))
    minus = [str(broken) for broken in found.broken if broken.check == "world minus one"]
    assert minus
    assert "in the world, another utility lives another life" in minus[0]


def test_every_check_says_what_to_look_at() -> None:
    assert set(LOOK) == {"contract", "twice", "both engines", "null effect", "before the start", "world minus one"}


# the command


def test_the_command_says_that_all_hold(tmp_path: Path) -> None:
    somebody = SOUND[0].replace("}}", ", application_chance: 0.9, agreement_chance: 0.95}}")  # else it may be that nobody is mentored
    done = CliRunner().invoke(app, ["check", "--worlds", str(written(tmp_path, somebody))])
    assert done.exit_code == 0
    assert "World checks: all hold" in done.stdout
    assert "Note" not in done.stdout


def test_the_command_notes_what_nothing_reads_and_ends_well(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", "--worlds", str(written(tmp_path, IDLE[0]))])
    assert done.exit_code == 0
    assert "Note: 'own_share' is set, and changes nothing in scenario 'equal'" in done.stdout


def test_the_command_ends_with_2_and_words(tmp_path: Path, registered: Any) -> None:
    registered(PAIRING, "mine", Remembers)
    path = written(tmp_path, "mine: {set: {budget: 4.0e6, partnership_months: 12, pairing: mine}}")
    done = CliRunner().invoke(app, ["check", "--worlds", str(path)])
    assert done.exit_code == 2
    assert "scenario 'mine'" in done.stderr
    assert "answers differently" in done.stderr
    assert "Traceback" not in done.output


def test_a_broken_study_is_not_run(tmp_path: Path) -> None:
    path = written(tmp_path, "mine: {set: {budget: 4.0e6, pairing: nobody}}")
    done = CliRunner().invoke(app, ["check", "--worlds", str(path)])
    assert done.exit_code == 2
    assert "World checks" not in done.output
