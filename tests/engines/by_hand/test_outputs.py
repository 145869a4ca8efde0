"""Outputs are declared once: what a declaration names has room, is recorded, and begins anew where it is a flow."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.declare import VARIABLES, DeclarationError, var
from wopsim.engines.outputs import BY_DOMAIN, ONCE, YEARLY
from wopsim.engines.recording import outputs_of, record

KEPT = {name: declared for name, declared in VARIABLES.items() if declared.kept_as is not None}


@pytest.mark.parametrize("name", [name for name, declared in KEPT.items() if declared.dims in (YEARLY, BY_DOMAIN)])
def test_a_number_of_the_state_is_recorded_and_a_flow_begins_anew(bench: Bench, name: str) -> None:
    kept, utilities = bench.state[KEPT[name].kept_as], len(bench.names)
    kept[...] = np.arange(1.0, kept.size + 1.0).reshape(kept.shape)
    meant = kept.copy()
    record(bench.block, 0, 1)
    np.testing.assert_array_equal(outputs_of(bench.block)[name][0, 1], meant[..., :utilities].T)
    np.testing.assert_array_equal(kept, 0.0 * meant if KEPT[name].kind == "flow" else meant)


@pytest.mark.parametrize("name", [name for name, declared in KEPT.items() if declared.dims in (ONCE, ())])
def test_a_number_of_the_whole_run_is_handed_out(bench: Bench, name: str) -> None:
    records = bench.block.roles if KEPT[name].dims == ONCE else bench.block.worlds
    records[KEPT[name].kept_as][0] = 7.0
    assert (outputs_of(bench.block)[name][0] == 7.0).all()


def test_a_flow_that_nobody_counts_is_refused() -> None:
    with pytest.raises(DeclarationError, match="kept_as"):
        var("lost", dims=YEARLY, unit="1", long_name="lost", kind="flow", better="neither", valid=(0, 1), doc="Nothing.")
    assert "lost" not in VARIABLES
