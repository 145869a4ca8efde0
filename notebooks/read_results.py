# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     notebook_metadata_filter: kernelspec,language_info,-language_info.version
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Read results with xarray
#
# **For** a researcher who wants numbers that no table prints. **The question.** What does a result hold, and how do I ask it something of
# my own?
#
# It runs in less than a minute, on a small synthetic world.

# %%
# ruff: noqa: D100
import tempfile
from pathlib import Path

import numpy as np
import xarray as xr
from IPython.display import Pretty, display

import wopsim as ws
from wopsim.report.figures.canvas import COLOURS, GREY, drawing, tidy

folder = Path(tempfile.mkdtemp())
world = ws.write_world(ws.synthesise(n_mentees=40, n_mentors=14), folder / "forty.csv")
study = ws.Study(
    title="Forty utilities",
    world=str(world),
    draws=20,
    replicates=3,
    horizon_years=8,
    base={"budget": 2e6, "programme_years": 3, "partnership_months": 24, "channel": "direct", "initiative_rate": 0.0},
    scenarios={"by_chance": {"set": {"pairing": "random"}}, "by_need": {"set": {"pairing": "by_need"}}},
)
result = ws.run(study, workers=1, keep="utility")

# %% [markdown]
# ## Three things to ask
#
# `result.dataset` has every output of every run: scenario, draw, replicate, year and utility, with units. `result.measures` has what was
# measured of each run beside its twin without a programme, one number a run. `result.effect(name)` is an output in a scenario minus the
# same in the baseline: same draw, same luck.

# %%
data = result.dataset
display(Pretty(f"{dict(data.sizes)}\n{len(data.data_vars)} outputs; {len(result.measures.data_vars)} measures of a run"))
display(Pretty(f"nrw_share: {data['nrw_share'].dims}, {data['nrw_share'].attrs['long_name']} [{data['nrw_share'].attrs['units']}]"))
by_hand = data["nrw_share"].sel(scenario="by_need") - data["nrw_share"].sel(scenario="no_programme")
assert np.array_equal(by_hand.values, result.effect("nrw_share").sel(scenario="by_need").values, equal_nan=True)

# %% [markdown]
# ## Context stands beside the numbers
#
# Country, region, income and size are coordinates of the utility, so that groups need no second table. Effect on practice at the end, in
# percentage points, by size: the mean over all possible mentees of that size, mentored or not.

# %%
mentee = data["role"] == "mentee"
practice = 100 * result.effect("practice").isel(time=-1).mean("domain").where(mentee, drop=True)
by_size = practice.groupby("size_class").mean().mean(("draw", "replicate"))
display(by_size.to_pandas().round(2))
sizes = practice["size_class"].to_series().value_counts()
again = sum(by_size.sel(size_class=name) * count for name, count in sizes.items()) / sizes.sum()
assert np.allclose(again, practice.mean(("utility", "draw", "replicate"))), "groups add up to the whole"

# %% [markdown]
# ## Two kinds of spread
#
# *Draws* differ in what nobody knows, *replicates* in luck. Their spreads are different things, and a mean over all of them has an error
# that more draws make smaller. People served more, in all utilities:

# %%
people = result.measures["people_served"].sel(scenario="by_chance")
between, within = float(people.mean("replicate").std("draw", ddof=1)), float(people.std("replicate", ddof=1).mean("draw"))
error = between / np.sqrt(people.sizes["draw"])
display(
    Pretty(f"{float(people.mean()):,.0f} ± {error:,.0f}; spread between plausible worlds {between:,.0f}, by luck within one {within:,.0f}")
)
assert between > 0.0
assert within > 0.0
assert np.isclose(float(people.mean()), result.compare().get("by_chance", "people_served")["mean"])

# %% [markdown]
# ## Only those who were mentored
#
# `where` takes utilities out without losing the pairing: the same utilities, with and without the programme. Here nobody else can be
# reached, because there are no platform and no examples that others follow: who never agreed on a partnership has an effect of exactly
# zero.

# %%
programmes = data.isel(scenario=slice(1, None))  # without the baseline, as effects are
mentored = programmes["mentored"].isel(time=-1, drop=True) > 0
helped = result.effect("nrw_share").where(mentored)
took_part = mentored | (programmes["mentor_days"] > 0) | programmes["agreement_time"].notnull()
assert float(abs(result.effect("nrw_share").where(~took_part, 0.0)).max()) == 0.0
path = 100 * helped.sel(scenario="by_need").mean("utility")
mean, low, high = path.mean(("draw", "replicate")), path.quantile(0.05, ("draw", "replicate")), path.quantile(0.95, ("draw", "replicate"))
assert float(mean.isel(time=0)) == 0.0, "all begin alike"

figure = drawing(
    8.0, 3.8, "What mentoring does to the losses of those it reached", "Line: mean of all runs; band: middle 90 %. Paired by need."
)
axes = figure.subplots()
tidy(axes, "y")
axes.fill_between(path["time"], low, high, color=GREY, alpha=0.35, linewidth=0)
axes.plot(path["time"], mean, color=COLOURS[0], linewidth=2)
axes.axhline(0.0, color="black", linewidth=0.8)
axes.set_xlabel("years since the start", fontsize=9.5)
axes.set_ylabel("effect on non-revenue water,\npercentage points", fontsize=9.5)
display(figure)

# %% [markdown]
# ## What it hands out is yours
#
# Tables are copies and arrays cannot be written to, so that no slip changes a result. Take a deep copy to change something.

# %%
try:
    data["nrw_share"].values[:] = 0.0
except ValueError as refused:
    display(Pretty(f"ValueError: {refused}"))
mine = data.copy(deep=True)
mine["nrw_share"].values[:] = 0.0
assert float(result.dataset["nrw_share"].max()) > 0.0

# %% [markdown]
# ## Keep it, and open it elsewhere
#
# `write` makes netCDF files, which other tools open, in Python without wopsim too.

# %%
result.write(folder / "forty")
with xr.open_dataset(folder / "forty" / "results.nc", engine="h5netcdf") as opened:
    assert np.array_equal(opened["nrw_share"].values, data["nrw_share"].values, equal_nan=True)
display(Pretty("\n".join(sorted(path.name for path in (folder / "forty").iterdir()))))

# %% [markdown]
# ## Where to go next
#
# - [Outputs](../docs/reference/outputs.md): all of them, with units.
# - Very many runs are read from a store in the same way: [Sweeps](../docs/sweeps.md).
