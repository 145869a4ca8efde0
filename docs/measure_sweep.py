"""Run a large sweep over the default study, and write what it took into docs/performance.md.

    python docs/measure_sweep.py --runs 1000000 --workers 2 --kills 5    # killed on the way
    python docs/measure_sweep.py --runs 20000 --workers 2 --cluster      # here, and by workers of a dask scheduler on this machine

Nothing on that page is typed by hand between the marks. Keep the machine quiet meanwhile.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from make_performance import PAGE, replace, table

from wopsim.data import shipped
from wopsim.runs.store import Store

REPLICATES = 40  # the shipped posterior has 1,000 draws, so this many make a million runs
SECOND = 1.0


@dataclass
class Watched:
    """What a command and its workers took.

    Parameters
    ----------
    seconds : from start to end, kills included. core : seconds of processors.
    memory : most that all processes hold together, pages that several share counted once [byte].
    resident : largest sum of what each has resident, so what they share is counted in each [byte].
    kept : status chunks that stood when it was killed, and when they were written.
    """

    seconds: float = 0.0
    memory: int = 0
    resident: int = 0
    core: float = 0.0
    kept: dict[str, int] = field(default_factory=dict)


def main() -> None:
    """Measure and write the page."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--runs", type=int, default=1_000_000)
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--kills", type=int, default=5)
    words.add_argument("--cluster", action="store_true")
    words.add_argument("--folder", type=Path, help="where stores are made; a temporary folder if not given")
    words.add_argument("--print", action="store_true", help="print the table, and leave the page as it is")
    chosen = words.parse_args()
    if chosen.folder and chosen.folder.exists() and any(chosen.folder.iterdir()):
        words.error(f"{chosen.folder} holds files; a store that is begun would be continued, and its time be wrong")
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        if chosen.cluster:
            text = on_cluster(chosen.runs, chosen.workers, folder)
        else:
            text = killed(chosen.runs, chosen.workers, chosen.kills, folder)
    sys.stdout.write(text)
    if not chosen.print:
        mark = "cluster" if chosen.cluster else "sweep"
        PAGE.write_text(replace(PAGE.read_text(encoding="utf-8"), mark, text), encoding="utf-8")


def killed(runs: int, workers: int, kills: int, folder: Path) -> str:
    """Return the table of a sweep that is killed on its way."""
    study = write_study(runs, folder)
    store = folder / "local.zarr"
    line = ["run", str(study), "--out", str(store), "--workers", str(workers), "--yes"]
    found = watch(line, store, kills)
    done = Store(store).points.runs
    again = sum(written(store).get(name) != when for name, when in found.kept.items())
    sound = subprocess.run([*WOPSIM, "status", str(store), "--verify"], check=False, capture_output=True).returncode == 0
    size = sum(path.stat().st_size for path in store.rglob("*") if path.is_file())
    files = sum(path.is_file() for path in store.rglob("*"))
    rows = [
        ("runs", f"{done:,}"),
        ("worker processes", str(workers)),
        ("time, from the command to its end", f"{found.seconds / 60:.1f} minutes"),
        ("runs a second", f"{done / found.seconds:,.0f}"),
        ("share of the time that each worker had a core", f"{100 * found.core / found.seconds / workers:.0f} %"),
        ("memory of all processes together, at most (PSS)", f"{found.memory / 1e9:.2f} GB"),
        ("the same, what they share counted in each of them (RSS)", f"{found.resident / 1e9:.2f} GB"),
        ("store", f"{size / 1e9:.2f} GB in {files:,} files"),
        ("times that the command was killed (SIGKILL) and started again", str(kills)),
        ("blocks that were done before a kill / of these written again", f"{len(found.kept):,} / {again}"),
        ("every byte read again and found as written", "yes" if sound else "**no**"),
    ]
    return table(
        ("", "this run"), [*rows, ("command", f"`python docs/measure_sweep.py --runs {runs} --workers {workers} --kills {kills}`")]
    )


WOPSIM = [sys.executable, "-m", "wopsim.cli.main"]


def write_study(runs: int, folder: Path) -> Path:
    """Write the default study with other draws and replicates; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    text = shipped("scenarios/ten_million.yaml").read_text(encoding="utf-8")
    draws = max(1, round(runs / 25 / REPLICATES))
    for key, value in (("draws", draws), ("replicates", REPLICATES)):
        text, found = re.subn(rf"^{key}: \d+$", f"{key}: {value}", text, flags=re.MULTILINE)
        if found != 1:
            raise SystemExit(f"the default study has {found} lines '{key}: NUMBER'")
    study = folder / "large.yaml"
    study.write_text(text, encoding="utf-8")
    return study


def written(store: Path) -> dict[str, int]:
    """Return when the status of each block was written."""
    return {path.name: path.stat().st_mtime_ns for path in (store / "status").glob("c.*") if path.suffix != ".partial"}


def watch(line: list[str], store: Path, kills: int) -> Watched:
    """Run a command to its end; kill it at evenly spread moments of its progress, and start it again."""
    found = Watched()
    begin = time.monotonic()
    done_cores = 0.0
    moments = [(number + 1) / (kills + 1) for number in range(kills)]
    while True:
        command = subprocess.Popen([*WOPSIM, *line])
        cores: dict[int, float] = {}
        while command.poll() is None:
            look(command.pid, found, cores)
            if moments and progress(store) >= moments[0]:
                moments.pop(0)
                command.kill()
                command.wait()
                found.kept |= written(store)
                break
            time.sleep(SECOND)
        done_cores += sum(cores.values())
        if command.returncode == 0:
            break
        if command.returncode != -9:
            raise SystemExit(f"the command ended with {command.returncode}")
    found.seconds, found.core = time.monotonic() - begin, done_cores
    return found


def progress(store: Path) -> float:
    """Return the share of blocks that are done, from the names of files alone."""
    if not (store / "zarr.json").exists():
        return 0.0
    return len(written(store)) / Store(store).points.block_count


def look(process: int, found: Watched, cores: dict[int, float]) -> None:
    """Note memory and time of a process and its children."""
    try:
        parent = psutil.Process(process)
        family = [parent, *parent.children(recursive=True)]
        memory = resident = 0
        for one in family:
            held = one.memory_full_info()
            memory, resident = memory + held.pss, resident + held.rss
            times = one.cpu_times()
            cores[one.pid] = times.user + times.system
        found.memory, found.resident = max(found.memory, memory), max(found.resident, resident)
    except psutil.NoSuchProcess:
        return


def on_cluster(runs: int, workers: int, folder: Path) -> str:
    """Return the table of a sweep by local processes, and the same by workers of a scheduler, one after the other."""
    study = write_study(runs, folder)
    seconds, stores = {}, {}
    for where in ("local", "cluster"):
        stores[where] = folder / f"{where}_alone.zarr"
        words = ["run", str(study), "--out", str(stores[where]), "--yes"]
        helpers = []
        if where == "cluster":
            address = "tcp://127.0.0.1:18787"
            dask = [sys.executable, "-m"]
            helpers = [
                subprocess.Popen([*dask, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "18787", "--no-dashboard"])
            ]
            worker = [*dask, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
            helpers += [subprocess.Popen(worker) for _ in range(workers)]
            words += ["--scheduler", address]
        else:
            words += ["--workers", str(workers)]
        begin = time.monotonic()
        subprocess.run([*WOPSIM, *words], check=True)
        seconds[where] = time.monotonic() - begin
        for helper in helpers:
            helper.kill()
            helper.wait()
    done = Store(stores["local"]).points.runs
    rows = [
        ("runs", f"{done:,}"),
        ("worker processes", str(workers)),
        ("by local processes, runs a second", f"{done / seconds['local']:,.0f}"),
        ("by workers of a dask scheduler, runs a second", f"{done / seconds['cluster']:,.0f}"),
        ("throughput of the cluster / of local processes (aim 0.9)", f"{seconds['local'] / seconds['cluster']:.2f}"),
        ("the same bytes", "yes" if chunks(stores["cluster"]) == chunks(stores["local"]) else "**no**"),
        ("command", f"`python docs/measure_sweep.py --runs {runs} --workers {workers} --cluster`"),
    ]
    return table(("", "this run"), rows)


def chunks(store: Path) -> dict[str, str]:
    """Return a hash of every chunk."""
    files = sorted(path for path in store.rglob("c.*") if path.is_file())
    return {str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


if __name__ == "__main__":
    main()
