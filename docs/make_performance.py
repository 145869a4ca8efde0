"""Write the tables of docs/performance.md from what was timed: `python docs/make_performance.py performance.json`.

The file is that of `pytest-benchmark`; the page says how to make it. Nothing on that page is typed by hand between the marks.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent / "performance.md"
COMMAND = (
    "python -m pytest tests/benchmarks/test_bench_compiled.py tests/benchmarks/test_bench_operations.py "
    "tests/benchmarks/test_bench_large.py -n 0 --benchmark-enable --benchmark-json performance.json"
)
NONE = "–"
CORES, START, WARM, FRESH = 1.9, 0.3, 6.0, 40.0
"""Aims: one core to two; seconds to start, of the main command with two cores, and of a core for it where nothing is compiled."""
LARGE = {10_000: (2.5, 700.0), 50_000: (15.0, 3000.0)}
"""Aims for one world of so many utilities: seconds of a core, and memory at most [MB]."""
READ = 30.0
"""Aim for reading a file of 50,000 utilities: seconds of a core."""
QUIET = 0.95
"""Share of the time that two processes must have had a core for their ratio to mean anything."""
PARTS = {
    "build": "laying out the block: numbers, starts, pairs",
    "begin_worlds": "paths of the starts, first measurement",
    "advance_worlds": "quarters, events and recording",
    "find_applicants": "who applies, who has a free place",
    "fill_views": "what strategies may know of every pair",
    "predict_gains": "predicted gain of every pair",
    "ask_pairs": "pairing strategies and their promises",
    "fill_paired": "what funding strategies may know of the pairs",
    "ask_offers": "funding strategies and their promises",
    "waits": "normal numbers of waiting times",
    "make_room": "room for more partnerships",
    "open_partnerships": "opening partnerships",
    "decide": "deciding, all else",
    "outputs_of": "handing out what was recorded",
    "rest": "all else",
}


class Timed:
    """What was timed, read from a file.

    Parameters
    ----------
    file : JSON of pytest-benchmark.
    """

    def __init__(self, file: Path) -> None:
        found = json.loads(file.read_text(encoding="utf-8"))
        self.machine: dict[str, Any] = found["machine_info"]
        self.date: str = found["datetime"][:10]
        self.all: list[dict[str, Any]] = found["benchmarks"]

    def group(self, name: str) -> list[dict[str, Any]]:
        """Return what belongs together, in the order of the tests; an error if nothing was timed."""
        found = [one for one in self.all if one["group"] == name]
        if not found:
            raise SystemExit(f"nothing was timed of {name!r}; make the file with\n{COMMAND}")
        return found

    def sizes(self) -> list[str]:
        """Return the names of the sizes that engines ran side by side."""
        return [one["group"] for one in self.all if one["extra_info"].get("what") == "agents"]

    def of_world(self, size: str, what: str) -> float | None:
        """Return the time of one world [ms], in the quickest round."""
        for one in self.group(size):
            if one["extra_info"].get("what") == what:
                return float(1000.0 * one["stats"]["min"] / one["extra_info"]["worlds"])
        return None


def main(names: list[str]) -> None:
    """Write the page anew."""
    if len(names) != 1:
        raise SystemExit("usage: python docs/make_performance.py performance.json")
    timed = Timed(Path(names[0]))
    text = PAGE.read_text(encoding="utf-8")
    for mark, made in TABLES.items():
        text = replace(text, mark, made(timed))
    PAGE.write_text(text, encoding="utf-8")


def replace(page: str, mark: str, new: str) -> str:
    """Put new text between the marks of a name."""
    pattern = re.compile(rf"(<!-- made: {mark} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not pattern.search(page):
        raise SystemExit(f"docs/performance.md lacks the marks of {mark!r}")
    return pattern.sub(lambda found: f"{found[1]}\n{new}\n{found[2]}", page)


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table; all columns but the first are numbers."""
    lines = [heads, ("---", *("---:",) * (len(heads) - 1)), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def number(value: float | None) -> str:
    """Return a number with three digits that mean something."""
    if value is None:
        return NONE
    return f"{value:,.0f}" if value >= 100.0 else f"{value:.3g}"


def ratio(over: float | None, under: float | None) -> str:
    """Return how many times one is the other."""
    return NONE if over is None or under is None else f"{number(over / under)}x"


def machine(timed: Timed) -> str:
    """Return where, when and with what."""
    info = timed.machine
    libraries = ", ".join(f"{name} {version}" for name, version in info["libraries"].items())
    return table(
        ("", "this run"),
        [
            ("processor", f"{info['cpu'].get('brand_raw', NONE)}, {info['cores']} cores"),
            ("system", f"{info['system']} {info['machine']}"),
            ("Python", f"{info['python_version']} ({info['python_implementation']})"),
            ("libraries", libraries),
            ("date", timed.date),
            ("command", f"`{COMMAND}`"),
        ],
    )


def engines(timed: Timed) -> str:
    """Return the time of a world with each engine."""
    rows = []
    for size in timed.sizes():
        agents, together, plain = (timed.of_world(size, what) for what in ("agents", "compiled, together", "plain mesa"))
        numpy_one, numpy_many = (timed.of_world(size, f"plain numpy, {worlds}") for worlds in (1, 25))
        first = timed.of_world(size, "compiled, first")
        one, told = timed.of_world(size, "compiled, alone"), timed.of_world(size, "compiled, alone, events")
        name = size if size.startswith(("100", "all")) else f"`{size}`"
        rows.append(
            (
                name,
                *map(number, (plain, numpy_one, numpy_many, agents, first, together, one, told)),
                ratio(agents, together),
                ratio(plain, together),
                ratio(numpy_many, together),
            )
        )
    heads = (
        *("ms of one world", "plain mesa", "plain numpy, one", "plain numpy, 25 abreast", "`agents`", "`compiled`, first block"),
        *("later blocks", "one alone", "one alone, with events"),
        *("`agents` / later blocks", "plain mesa / later blocks", "numpy abreast / later blocks"),
    )
    return table(heads, rows)


def bare(timed: Timed) -> str:
    """Return what a run takes beyond its rules."""
    rows = []
    for one in timed.group("bare kernel"):
        info = one["extra_info"]
        rules, advance, whole = info["bare_ms"], info["advance_ms"], info["run_ms"]
        name = info["size"] if info["size"].startswith(("100", "all")) else f"`{info['size']}`"
        rows.append((name, *map(number, (rules, advance, whole)), ratio(advance, rules), ratio(whole, rules)))
    return table(("ms of one world", "rules alone", "from start to horizon", "whole run", "horizon / rules", "whole / rules"), rows)


AT_START = ("start", "pairs", "initial_state", "exogenous", "exogenous_paths", "records", "design_terms", "prices")
"""Parts of the engine whose arithmetic is done before the first quarter."""


def rates(timed: Timed) -> dict[str, float]:
    """Return what an operation takes where numbers lie at hand, by kind [ns]."""
    found = ((one["extra_info"], one["stats"]["min"]) for one in timed.group("rates"))
    return {info["kind"]: 1e9 * seconds / info["operations"] for info, seconds in found}


def operations(timed: Timed) -> str:
    """Return what was counted and what each operation takes."""
    each, runs = rates(timed), [one["extra_info"] for one in timed.group("operations")]

    def of_kind(run: dict[str, Any], kind: str) -> float:
        return sum(float(part[kind]) for part in run["operations"].values()) / float(run["utility_quarters"])

    rows = [(kind, *(number(of_kind(run, kind)) for run in runs), f"{took:.3f}") for kind, took in each.items()]
    total = (number(sum(of_kind(run, kind) * took for kind, took in each.items())) for run in runs)
    rows.append(("**all together, ns**", *(f"**{one}**" for one in total), ""))
    return table(("of a utility in a quarter", *(run["size"] for run in runs), "ns each"), rows)


def limit(timed: Timed) -> str:
    """Return how far runs are from the time of their arithmetic."""
    each = rates(timed)
    measured = {one["extra_info"]["size"]: one["extra_info"] for one in timed.group("bare kernel")}
    rows = []
    for run in (one["extra_info"] for one in timed.group("operations")):
        took = {part: sum(each[kind] * times for kind, times in found.items()) / 1e6 for part, found in run["operations"].items()}
        of_quarters, found = sum(time for part, time in took.items() if part not in AT_START), measured[run["size"]]
        for what, limited, name in (
            ("quarters", of_quarters, "advance_ms"), ("whole run", sum(took.values()), "run_ms")
        ):  # fmt: skip
            rows.append((f"{run['size']}: {what}", number(limited), number(found[name]), f"{100.0 * limited / found[name]:.0f} %"))
        largest = sorted(took, key=lambda part: -took[part])[:6]
        rows += [(f"{run['size']}: of which `{part}`", number(took[part]), NONE, NONE) for part in largest]
    return table(("ms of one world", "arithmetic at those rates", "measured", "of the measured"), rows)


def growth(timed: Timed) -> str:
    """Return times by size, and exponents."""
    rows: list[tuple[str, ...]] = []
    for one in timed.group("growth"):
        info = one["extra_info"]
        steps = [NONE, *(f"{slope:.2f}" for slope in info["exponents"])]
        for place, size in enumerate(info["sizes"]):
            each, above = (info[name][place] / info["worlds"][place] for name in ("ms", "above_ms"))
            rows.append((f"{size:,.0f} {info['dimension']}", number(info["ms"][place]), number(each), number(above), steps[place]))
        rows.append((f"**{info['dimension']}, all sizes**", "", "", "", f"**{info['exponent']:.2f}**"))
    return table(("size", "ms of the block", "ms of one world", "of which grows", "exponent"), rows)


def cores(timed: Timed) -> str:
    """Return two cores against one."""
    (info,) = [one["extra_info"] for one in timed.group("two cores")]
    had = [f"{100.0 * had_a_core(info, processes):.0f} %" for processes in (1, 2)]
    row: tuple[str, ...] = (
        f"2 blocks of {info['worlds']} worlds",
        number(info["one_s"]),
        had[0],
        number(info["two_s"]),
        had[1],
        f"{info['ratio']:.2f}x",
    )
    return table(("", "one process, s", "had a core", "two processes, s", "had a core", "ratio"), [row])


def had_a_core(info: dict[str, Any], processes: int) -> float:
    """Return the share of its time in which a process had a core; less than 1 where others wanted it."""
    return float(sum(info[f"{processes}_core_s"]) / sum(info[f"{processes}_wall_s"]))


def parts(timed: Timed) -> str:
    """Return where the time goes."""
    (info,) = [one["extra_info"] for one in timed.group("where the time goes")]
    rows = []
    for part, meaning in PARTS.items():
        share = info.get(f"share_{part}", 0.0)
        rows.append((f"`{part}`: {meaning}", f"{100.0 * share:.1f} %", number(share * info["ms"])))
    return table(("part", "share", "ms of one world"), [*rows, ("**all**", "100 %", number(info["ms"]))])


def start(timed: Timed) -> str:
    """Return the time to start."""
    rows: list[tuple[str, ...]] = [(f"`{one['extra_info']['what']}`", f"{one['stats']['min']:.3f}") for one in timed.group("start")]
    return table(("command", "s"), rows)


def commands(timed: Timed) -> str:
    """Return how long the main command takes."""
    rows = [(f"`wopsim compare`, {what}", number(wall), number(core)) for what, (wall, core) in main_command(timed).items()]
    return table(("command", "s", "s of a core"), rows)


def main_command(timed: Timed) -> dict[str, tuple[float, float]]:
    """Return time and processor time of the main command [s]."""
    (info,) = [one["extra_info"] for one in timed.group("commands")]
    return {what: tuple(times) for what, times in info["times"].items()}


def large(timed: Timed) -> str:
    """Return what worlds of very many utilities take."""
    rows = [
        (one["what"], number(one["utilities"]), number(one["mentors"]), number(one["seconds"]), number(one["megabytes"]))
        for one in (found["extra_info"] for found in timed.group("large worlds"))
    ]
    return table(("", "utilities", "of which mentors", "s of a core", "MB at most"), rows)


def aims(timed: Timed) -> str:
    """Return each aim beside what was measured."""

    def line(what: str, aim: str, found: float, holds: bool) -> tuple[str, ...]:
        return what, aim, f"{found:.2f}" if found < 10.0 else f"{found:.0f}", "met" if holds else "**not met**"

    def most(what: str, aim: float, found: float) -> tuple[str, ...]:
        return line(what, f"{aim:,g} or less", found, found <= aim)

    rows = []
    times = main_command(timed)
    rows.append(most("`wopsim compare`, compiled, s", WARM, times["compiled"][0]))
    rows.append(most("`wopsim compare`, nothing compiled yet, s of a core", FRESH, times["nothing compiled yet"][1]))
    for one in timed.group("large worlds"):
        info = one["extra_info"]
        if info["what"] == "one world" and info["utilities"] in LARGE:
            seconds, megabytes = LARGE[info["utilities"]]
            rows.append(most(f"one world of {info['utilities']:,} utilities, s of a core", seconds, info["seconds"]))
            rows.append(most(f"one world of {info['utilities']:,} utilities, MB", megabytes, info["megabytes"]))
        if info["what"] == "reading a file" and info["utilities"] == max(LARGE):
            rows.append(most(f"reading {info['utilities']:,} rows, s of a core", READ, info["seconds"]))
    (info,) = [one["extra_info"] for one in timed.group("two cores")]
    row = line("two cores / one", f"{CORES} or more", info["ratio"], info["ratio"] >= CORES)
    busy = had_a_core(info, 2) < QUIET
    rows.append((*row[:3], "not known: others used the cores") if busy else row)
    for one in timed.group("start"):
        if "wopsim" in one["extra_info"]["what"] and "engines" not in one["extra_info"]["what"]:
            rows.append(most(f"`{one['extra_info']['what']}`, s", START, one["stats"]["min"]))
    return table(("what", "aim", "measured", ""), rows)


TABLES: dict[str, Callable[[Timed], str]] = {
    "machine": machine, "aims": aims, "engines": engines, "bare": bare, "growth": growth, "cores": cores, "parts": parts, "start": start,
    "commands": commands, "large": large, "operations": operations, "limit": limit,
}  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
