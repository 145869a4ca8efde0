"""Run many cases of any kind through two engines and name the first differences.

    python tests/engines/differential.py --cases 5000 --seed 1 --workers 2 [--out differences.json]
    python tests/engines/differential.py --seed 1 --case 1234 [--simplify]

A case is found again by its seed and number. `--simplify` takes away from a case that differs what it does not need to
differ: parameters, years, utilities. Exits with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loky import ProcessPoolExecutor, as_completed

from tests.helpers.comparing import ENGINES, EXPECTED, FAST, ORACLE, Engine, as_before, compare_records, coverage_of, numbers_in, run_batch
from tests.helpers.worlds_of_any_kind import BATCH, Batch, numbered
from wopsim.declare import PARAMETERS
from wopsim.engines.run_record import RunRecord
from wopsim.world.table import World

SHOWN = 3  # differing cases that are printed in full


@dataclasses.dataclass
class Tally:
    """What a comparison of some cases found; `differences` by number of the case."""

    cases: int = 0
    events: int = 0
    numbers: int = 0
    covered: Counter[str] = dataclasses.field(default_factory=Counter)
    differences: dict[int, str] = dataclasses.field(default_factory=dict)

    def add(self, other: Tally) -> None:
        self.cases += other.cases
        self.events += other.events
        self.numbers += other.numbers
        self.covered.update(other.covered)
        self.differences.update(other.differences)


def _ran(engine: Engine, batch: Batch) -> list[RunRecord] | str:
    """Records of a batch, or how the engine failed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a warning of one engine only is a difference too
            return run_batch(engine, batch)
    except Exception as error:
        return f"fails: {type(error).__name__}: {error}"


def alone(batch: Batch, place: int) -> Batch:
    return dataclasses.replace(batch, cases=(batch.cases[place],))


def asked_of(names: tuple[str, str], batch: Batch) -> Batch:
    """What two engines are asked: of the reference nothing that it does not know."""
    return as_before(batch) if ORACLE in names else batch


def compare_case(batch: Batch, names: tuple[str, str]) -> list[str]:
    """Differences of a batch with one case."""
    one, other = (_ran(ENGINES[name], batch) for name in names)
    if isinstance(one, str) or isinstance(other, str):
        return (
            [] if one == other else [f"{name} {found}" for name, found in zip(names, (one, other), strict=True) if isinstance(found, str)]
        )
    return compare_records(one[0], other[0])


def compare_batch(seed: int, number: int, names: tuple[str, str]) -> Tally:
    """Run the batch of a number through both engines."""
    batch, tally = asked_of(names, numbered(seed, number)), Tally(cases=BATCH)
    ones, others = (_ran(ENGINES[name], batch) for name in names)
    if isinstance(ones, str) or isinstance(others, str):
        # one case that fails takes the others of its batch with it: ask them one by one
        for place in range(BATCH):
            lines = compare_case(alone(batch, place), names)
            if lines:
                tally.differences[number * BATCH + place] = "\n".join(lines)
        return tally
    for place, (one, other) in enumerate(zip(ones, others, strict=True)):
        tally.events += len(one.events)
        tally.numbers += numbers_in(one)
        lines = compare_records(one, other)
        if lines:
            tally.differences[number * BATCH + place] = "\n".join(lines)
    tally.covered = coverage_of(batch.cases, ones)
    return tally


def compare_many(cases: int, seed: int, workers: int, names: tuple[str, str]) -> Tally:
    """Run so many cases (rounded up to whole batches), with a line of progress."""
    numbers = range(-(-cases // BATCH))
    whole, begin = Tally(), time.perf_counter()
    for done, tally in enumerate(_tallies(numbers, seed, workers, names), 1):
        whole.add(tally)
        spent = time.perf_counter() - begin
        sys.stderr.write(
            f"\r{whole.cases} cases, {whole.events} events, {len(whole.differences)} differ, "
            f"{spent:.0f} s, {spent / done * (len(numbers) - done):.0f} s to go   "
        )
        sys.stderr.flush()
    sys.stderr.write("\n")
    return whole


def _tallies(numbers: range, seed: int, workers: int, names: tuple[str, str]) -> Iterator[Tally]:
    if workers == 1:
        yield from (compare_batch(seed, number, names) for number in numbers)
        return
    with ProcessPoolExecutor(max_workers=workers) as pool:
        for future in as_completed([pool.submit(compare_batch, seed, number, names) for number in numbers]):
            yield future.result()


# one case


def simplified(batch: Batch, names: tuple[str, str]) -> Batch:
    """A batch of one case that still differs: fewer years, utilities and changed parameters, as long as it does."""

    def differs(other: Batch) -> bool:
        return bool(compare_case(other, names))

    for years in range(1, batch.years):
        if differs(dataclasses.replace(batch, years=years)):
            batch = dataclasses.replace(batch, years=years)
            break
    case = batch.cases[0]
    for name in case.world.utilities["utility"]:
        table = case.world.utilities
        fewer = World(case.world.name, table[table["utility"] != name], case.world.source) if len(table) > 1 else case.world
        other = dataclasses.replace(case, world=fewer)
        if differs(dataclasses.replace(batch, cases=(other,))):
            case = other
    for name, declared in PARAMETERS.items():
        if case.p[name] != declared.default:
            other = dataclasses.replace(case, p=case.p.replace(**{name: declared.default}))
            if differs(dataclasses.replace(batch, cases=(other,))):
                case = other
    return dataclasses.replace(batch, cases=(case,))


def described(batch: Batch, place: int = 0) -> dict[str, Any]:
    """What a case is, in words and numbers."""
    case = batch.cases[place]
    changed = {name: value for name, value in case.p.items() if value != PARAMETERS[name].default}
    return {"what": case.what, "seed_of_chance": batch.seed, "replicate": case.replicate, "years": batch.years, "parameters": changed,
            "utilities": case.world.utilities["utility"].tolist()}  # fmt: skip


def summary(tally: Tally, seed: int, names: tuple[str, str], seconds: float) -> dict[str, Any]:
    """What was compared and what was found, to be printed and kept."""
    return {
        "engines": list(names),
        "seed": seed,
        "cases": tally.cases,
        "events_compared": tally.events,
        "numbers_compared": tally.numbers,
        "cases_that_differ": len(tally.differences),
        "covered": {name: tally.covered[name] for name in EXPECTED},
        "never_occurred": [name for name in EXPECTED if not tally.covered[name]],
        "seconds": round(seconds, 1),
        "differences": {
            str(number): {**described(numbered(seed, number // BATCH), number % BATCH), "found": tally.differences[number]}
            for number in sorted(tally.differences)
        },
    }


def printed(found: dict[str, Any]) -> str:
    """The summary as text."""
    lines = [
        f"{name}: {found[name]}" for name in ("engines", "cases", "events_compared", "numbers_compared", "cases_that_differ", "seconds")
    ]
    lines.append("occurred: " + ", ".join(f"{name} {number}" for name, number in found["covered"].items() if number))
    lines.append("never occurred: " + (", ".join(found["never_occurred"]) or "nothing"))
    for number, case in list(found["differences"].items())[:SHOWN]:
        lines.append(f"\ncase {number} (again: --seed {found['seed']} --case {number}): {case['what']}\n{case['found']}")
    if len(found["differences"]) > SHOWN:
        lines.append("\nother cases that differ: " + ", ".join(list(found["differences"])[SHOWN:]))
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Hold two engines against each other in many cases of any kind.")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--engines", nargs=2, choices=ENGINES, default=[ORACLE, FAST])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--case", type=int, help="only this case")
    parser.add_argument("--simplify", action="store_true", help="with --case: make the case smaller while it differs")
    options = parser.parse_args()
    names = (options.engines[0], options.engines[1])
    if options.case is not None:
        batch = asked_of(names, alone(numbered(options.seed, options.case // BATCH), options.case % BATCH))
        lines = compare_case(batch, names)
        if lines and options.simplify:
            batch = simplified(batch, names)
            lines = compare_case(batch, names)
        sys.stdout.write(json.dumps(described(batch), indent=1) + "\n" + ("\n".join(lines) or "no difference") + "\n")
        return int(bool(lines))
    begin = time.perf_counter()
    tally = compare_many(options.cases, options.seed, options.workers, names)
    found = summary(tally, options.seed, names, time.perf_counter() - begin)
    sys.stdout.write(printed(found))
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return int(bool(tally.differences))


if __name__ == "__main__":
    sys.exit(main())
