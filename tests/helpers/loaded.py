"""Everything that a run imports, and the engine, loaded: forks of a process that imports this begin at once.

Nothing here may open a store: that starts threads, and a process with threads must not be forked.
"""

import tempfile
from importlib import import_module
from pathlib import Path

import wopsim as ws
from tests.helpers import making

for module in ("dask.array", "wopsim.analysis.reduction", "wopsim.runs.lock", "wopsim.runs.scheduler", "wopsim.runs.worker", "zarr"):
    import_module(module)
with tempfile.TemporaryDirectory() as folder:
    making.plan_of(ws.read_study(making.write_study(Path(folder))))
