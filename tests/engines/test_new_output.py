"""A new output takes one declaration, and whoever counts it."""

from __future__ import annotations

import subprocess
import sys


def test_a_new_output_takes_a_declaration_and_whoever_counts_it() -> None:
    program = """
import numpy as np
from wopsim.declare import var
from wopsim.engines.outputs import BY_DOMAIN, ONCE, YEARLY
for dims, kind in ((YEARLY, "flow"), (BY_DOMAIN, "stock"), (ONCE, "stock"), ((), "flow")):
    name = f"new_{len(dims)}"
    var(name, dims=dims, unit="1", long_name=name, kind=kind, better="neither", valid=(0, 9), kept_as=f"number_{len(dims)}", doc="New.")
from tests.engines.by_hand.bench import Bench
from wopsim.engines.recording import outputs_of, record
bench = Bench()
bench.state.number_2[:], bench.state.number_3[:], bench.block.roles.number_1[:], bench.world.number_0 = 2.0, 3.0, 1.0, 4.0
record(bench.block, 0, 1)
values, n = outputs_of(bench.block), len(bench.names)
assert (values["new_2"][0, 0] == 0.0).all() and (values["new_2"][0, 1] == 2.0).all() and (bench.state.number_2 == 0.0).all()
assert (values["new_3"][0, 1] == 3.0).all() and values["new_3"].shape[-2:] == (n, 3) and (bench.state.number_3 == 3.0).all()
assert (values["new_1"] == 1.0).all() and (values["new_0"] == 4.0).all()
"""
    subprocess.run([sys.executable, "-c", program], check=True)
