"""Break the one text of the engines in one place at a time, and see who notices: tests of what it means, and the frozen reference.

    python tests/engines/mutations.py [--by meaning|reference] [--only NAME] [--workers N] [--choose]

By meaning, the tests of `by_hand/` run with the broken text, until one fails. By the reference, a broken copy runs stored cases of any kind
until its record differs. In both, the text runs as the Python that it is, so that nothing is compiled. Exits with 1 where a mutation is
never noticed. Cases follow from the declared parameters and strategies; where these change, `--choose` names the cases to store.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
import warnings
from collections.abc import Sequence
from contextlib import redirect_stdout
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.engines.breaks.lives import LIVES
from tests.engines.breaks.mechanisms import MECHANISMS
from tests.engines.breaks.quarters import QUARTERS
from tests.engines.differential import alone
from tests.engines.mutating import Mutation, engine_with
from tests.helpers.comparing import ENGINES, ORACLE, as_before, compare_records
from tests.helpers.worlds_of_any_kind import BATCH, Batch, numbered
from wopsim.engines.run_record import RunRecord

BY_HAND = Path(__file__).parent / "by_hand"
SEED = 1
CASES = (
    0, 1, 2, 3, 4, 7, 8, 10, 13, 15, 17, 18, 23, 27, 30, 34, 39, 40, 41, 43, 53, 60, 65, 67, 69, 84, 91, 96, 97, 134, 159, 213, 219, 275,
)  # fmt: skip
"""Numbers of cases: the first ones to notice each of the mutations; together anything of `EXPECTED` occurs in them."""
MORE = range(300)  # numbers of the cases after those


MUTATIONS = LIVES + QUARTERS + MECHANISMS


@cache
def case(number: int) -> Batch:
    """The case of a number, as a batch of its own."""
    return as_before(alone(numbered(SEED, number // BATCH), number % BATCH))


@cache
def expected(number: int, engine: str) -> RunRecord:
    """What the engine that is not broken records."""
    batch = case(number)
    return ENGINES[engine]([batch.cases[0].asked()], batch.seed, batch.years)[0]


class Caught(NamedTuple):
    """After how many cases, in which, and how a broken copy was noticed."""

    after: int
    case: int
    how: str


def caught(mutation: Mutation, engine: str = ORACLE, cases: Sequence[int] = (*CASES, *MORE)) -> Caught | None:
    """Hold a broken copy against an engine, case by case until they differ; None if they never do."""
    broken = engine_with(mutation)
    for count, number in enumerate(cases, 1):
        batch = case(number)
        (asked,) = batch.cases
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                record = broken(asked.world, asked.p, batch.seed, asked.replicate, batch.years)
        except Exception as error:
            return Caught(count, number, f"fails: {type(error).__name__}: {error}")
        lines = compare_records(expected(number, engine), record)
        if lines:
            return Caught(count, number, lines[0].splitlines()[0])
    return None


class _First:
    """The first test that fails, for pytest."""

    name = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._look(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._look(report)

    def _look(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid.split("::")[-1]


LOOK_FIRST = {
    "account": "account", "activities": "activities", "agenda": "partnership_by_hand", "cohorts": "cohorts",
    "compiled.build": "what_happens_anyway", "initial_state": "what_happens_anyway", "joining": "cohorts", "sharing": "sharing_by_hand",
    "settings": "effort_by_hand", "steps.accompany_works": "accompaniment_by_hand", "steps.fade_small_gains": "presence_by_hand",
    "steps.miss_work": "burden_by_hand",
    "exogenous_paths": "what_happens_anyway", "opening": "partnership_by_hand", "life": "partnership_by_hand",
    "prices": "prices", "resources": "partnership_by_hand", "teaching": "teaching", "views": "who_decides",
}  # fmt: skip
"""By module, or its folder: the file of tests that should notice; it runs first. Of all others it is that of the quarter."""


def noticed_by_meaning(name: str) -> str:
    """Run the tests by hand with a mutation, in a process that does nothing else; returns the first that fails, or nothing."""
    os.environ["WOPSIM_MUTATION"] = name
    first = _First()
    modules = {change.module for mutation in MUTATIONS if mutation.name == name for change in mutation.changes}
    firsts = {LOOK_FIRST.get(module) or LOOK_FIRST.get(module.partition(".")[0], "quarter") for module in modules}
    likely = sorted(str(BY_HAND / f"test_{name}.py") for name in firsts)
    files = list(dict.fromkeys([*likely, *sorted(map(str, BY_HAND.glob("test_*.py")))]))
    with redirect_stdout(io.StringIO()):
        code = pytest.main(
            ["-n", "0", "-q", "-x", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning", *files],
            plugins=[first],
        )
    return first.name or ("" if code == 0 else f"pytest ended with {code}")


def by_meaning(chosen: Sequence[Mutation], workers: int) -> int:
    """Say which mutations the tests by hand notice; returns how many they do not."""
    missed = 0
    # rules are made ready once, before processes fork: that takes longer than the tests
    caught(Mutation("nothing", ()), cases=CASES[:3])
    with get_context("fork").Pool(workers, maxtasksperchild=1) as pool:
        names = ["", *(mutation.name for mutation in chosen)]
        for name, test in zip(names, pool.imap(noticed_by_meaning, names, chunksize=1), strict=True):
            missed += bool(test) if name == "" else not test
            verdict = "noticed" if test else "MISSED" if name else "same"
            sys.stdout.write(f"{verdict:<8}  {name or 'nothing':<45}  {test}\n")
            sys.stdout.flush()
    return missed


def by_reference(chosen: Sequence[Mutation], choose: bool) -> int:
    """Say which mutations the comparison with the reference notices; returns how many it does not."""
    missed, noticing, cases = 0, set(), tuple(MORE) if choose else (*CASES, *MORE)
    for mutation in (Mutation("nothing", ()), *chosen):
        nothing = not mutation.changes
        found = caught(mutation, cases=CASES if nothing else cases)
        missed += (found is None) is not nothing
        noticing |= set() if found is None or nothing else {found.case}
        verdict, how = (
            ("same" if nothing else "MISSED", "") if found is None else (f"noticed {found.after:3d}", f"case {found.case}: {found.how}")
        )
        sys.stdout.write(f"{verdict:<11}  {mutation.name:<45}  {how}\n")
        sys.stdout.flush()
    if choose:
        sys.stdout.write(f"to store: {', '.join(map(str, sorted(noticing)))}\n")
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description="Break the one text of the engines in one place at a time, and see who notices.")
    parser.add_argument("--by", choices=["meaning", "reference"], default="meaning", help="who has to notice")
    parser.add_argument("--only", default="", help="name of one mutation, or a part of it")
    parser.add_argument("--workers", type=int, default=1, help="by meaning: processes at once")
    parser.add_argument("--choose", action="store_true", help="by reference: use the first cases by number, and say which to store")
    options = parser.parse_args()
    begin, known = time.perf_counter(), MUTATIONS if options.by == "meaning" else LIVES + QUARTERS
    chosen = [mutation for mutation in known if options.only in mutation.name]
    missed = by_meaning(chosen, options.workers) if options.by == "meaning" else by_reference(chosen, options.choose)
    sys.stdout.write(f"{len(chosen) - missed} of {len(chosen)} noticed, {time.perf_counter() - begin:.0f} s\n")
    return int(missed > 0 or not chosen)


if __name__ == "__main__":
    sys.exit(main())
