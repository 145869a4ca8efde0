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
# # A small programme, and two ways to judge it
#
# **The question.** What would a small mentoring programme change in the default world, and what would a naive evaluation have said?
#
# *Naive* means: look at the mentored utilities before and after, and call the difference a result. Utilities move a lot without any help.
# Those who ask for help at a low point tend to recover anyway. So the two answers can be far apart.
#
# This notebook runs in less than a minute. It shows how the pieces fit. Its numbers come from very few runs, and are no advice.

# %%
# ruff: noqa: D100
import dataclasses

import numpy as np
from IPython.display import Pretty, display

import wopsim as ws

# %% [markdown]
# ## The world
#
# The world is a table of utilities. This one is **synthetic**: no utility in it exists. It is drawn from the statistics of a provider
# panel in Brazil, moved to the levels of other regions. A *mentee* may ask for help, a *mentor* may offer it.

# %%
world = ws.read_world("default")
display(Pretty(ws.describe_world(world)))

# %% [markdown]
# ## The study
#
# A study says what is compared. We take the default study and make it small: two million euros, not ten; only partnerships of the EU-WOP
# type (36 months, five missions a year, a pilot grant); mentees chosen by chance or by need. We add a control on ourselves: a programme
# that nobody asks for. It must change nothing.
#
# A *draw* is one plausible set of the numbers that nobody knows well. A *replicate* is one roll of chance. Two of each show how it works.
# They are far too few to believe.

# %%
default = ws.read_study()
chosen = [
    dataclasses.replace(scenario, settings={**scenario.settings, "budget": 2e6 * (scenario.name != "no_programme")})
    for scenario in default.scenarios
    if scenario.name in ("no_programme", "euwop_random", "euwop_need")
]
settings = {**chosen[-1].settings, "application_chance": 0.0}
chosen.append(dataclasses.replace(chosen[-1], name="nobody_asks", label="Nobody asks", settings=settings))
study = dataclasses.replace(
    default,
    title="Two million euros over five years",
    question="What does a small programme change, and what would a naive evaluation have said?",
    scenarios=tuple(chosen),
    draws=2,
    replicates=2,
)
display(Pretty("\n".join(f"{scenario.name}: {scenario.label}" for scenario in study.scenarios)))

# %% [markdown]
# The first scenario is always the same world **without a programme**. Every effect below is measured against it: same utilities, same
# draw, same luck. The only difference is the programme.

# %%
result = ws.run(study)
display(result)

# %% [markdown]
# ## The comparison
#
# What changes that would not have happened anyway; what a unit of it costs, the funder and all together; where it is, and whom it
# reaches; what a naive evaluation would have said. The line "Enough runs?" says that these are not enough. That is the honest answer for
# two draws and two replicates.

# %%
comparison = result.compare()
display(comparison)
assert "far too few to say" in str(comparison)

# %% [markdown]
# ## Does the programme move the path?
#
# Grey: the mentored utilities without the programme. Colour: the same utilities with it. NRW is non-revenue water, the share of the water
# that is lost or not paid for.

# %%
display(result.plot.fan("nrw_share"))

# %% [markdown]
# ## How many more people have full service?
#
# Someone with water for twelve hours a day counts as half. A small programme in a large world changes little in total: less than a
# thousandth of the people whom all possible mentees serve. A line that crosses zero means: perhaps nothing.

# %%
display(result.plot.people_served())
served = world.utilities.query("role == 'mentee'")["population_served"].sum()
assert all(abs(comparison.get(name, "people_served")["mean"]) < 0.001 * served for name in comparison.scenarios)

# %% [markdown]
# ## What would a naive evaluation have said?
#
# The same partnerships, told in three ways. A **pilot report** compares the pilot zone at the end with the whole utility before. A
# **before/after evaluation** compares the whole utility with itself. The **paired effect** compares it with itself in the world without
# the programme. Only the last one is due to the programme.

# %%
display(result.plot.pilot_against_utility())

# %%
naive = {}
told = [f"{'Change of NRW in percentage points':<36}{'pilot':>8}{'before/after':>14}{'paired':>8}"]
for name, label in list(comparison.scenarios.items())[:2]:
    figures = [100 * comparison.get(name, outcome)["mean"] for outcome in ("pilot_report", "before_after", "before_after_paired")]
    naive[name] = figures
    told.append(f"{label:<36}{figures[0]:>+8.1f}{figures[1]:>+14.1f}{figures[2]:>+8.1f}")
display(Pretty("\n".join(told)))
assert all(max(pilot, before_after) < paired < 0.0 for pilot, before_after, paired in naive.values()), "both tell too much"
assert naive["euwop_need"][1] < naive["euwop_random"][1]

# %% [markdown]
# Choosing by need makes the before/after figure look better, and it need not make the programme better. Utilities that report a very bad
# year are likely to report a better one next time. Statisticians call this regression to the mean.
#
# ## One utility, with and without
#
# Averages hide how much one utility moves. Here is the first utility that the programme by need mentored, in one run. The two lines share
# every accident. Before the agreement they are within a tenth of a point of each other, and would be one line without the events of the
# platform. How far apart they are at the end stands below. The pilot zone is a small part of the network, so that a good pilot may be
# hard to see in the whole.

# %%
one = result.dataset.sel(draw=0, replicate=0)
helped, alone = one.sel(scenario="euwop_need"), one.sel(scenario="no_programme")
agreed = helped["agreement_time"].where(helped["mentored"].isel(time=-1) > 0)
who = str(agreed["utility"].values[int(np.nanargmin(agreed.values))])
helped, alone = helped.sel(utility=who), alone.sel(utility=who)
apart = 100 * (helped["nrw_share"] - alone["nrw_share"])
before = apart["time"] <= float(helped["agreement_time"])
assert float(abs(apart.where(before)).max()) < 0.1
end = 100 * (helped["pilot_nrw_share"] - helped["nrw_share"]).isel(time=-1)
display(
    Pretty(
        f"{who}: {float(apart.isel(time=-1)):+.1f} percentage points at the end; its pilot zone then against the whole: {float(end):+.1f}."
    )
)

# %%
from wopsim.report.figures.canvas import COLOURS, DARK, GREY, drawing, tidy  # noqa: E402

figure = drawing(
    9.0,
    4.2,
    f"{who}: one utility, one run, with and without the programme",
    "Non-revenue water at the end of each year. The pilot zone is a small part of the network.",
)
axes = figure.subplots()
tidy(axes, "y")
years = one["time"].values
start, stop = float(helped["agreement_time"]), float(helped["exit_time"])
axes.axvspan(start, stop, color=COLOURS[0], alpha=0.07, linewidth=0)
axes.text(start, 1.0, " agreement to exit", transform=axes.get_xaxis_transform(), va="top", fontsize=9, color=DARK)
axes.plot(years, 100 * helped["pilot_nrw_share"], color=COLOURS[2], linewidth=1.6, linestyle="--", label="pilot zone")
axes.plot(years, 100 * alone["nrw_share"], color=GREY, linewidth=2.2, label="whole utility, without the programme")
axes.plot(years, 100 * helped["nrw_share"], color=COLOURS[0], linewidth=1.8, label="whole utility, with the programme")
axes.set_ylim(0, 1.15 * axes.get_ylim()[1])
axes.set_xticks(years)
axes.set_xlabel("years since the start", fontsize=9.5)
axes.set_ylabel("non-revenue water, %", fontsize=9.5)
figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9)
display(figure)

# %% [markdown]
# ## Does the tool invent effects?
#
# A programme that nobody asks for must change nothing at all, to the last digit.

# %%
yearly = [name for name, values in result.dataset.data_vars.items() if "time" in values.dims]
found = [name for name in yearly if bool((result.effect(name).sel(scenario="nobody_asks").fillna(0.0) != 0.0).any())]
display(Pretty(f"A programme that nobody asks for changes {len(found)} of {len(yearly)} yearly outputs."))
assert not found

# %% [markdown]
# ## Where is the effect?
#
# Three kinds of utilities: those that were mentored, those that mentored them, and all others. The effect on the first is *direct*. The
# effect on the last is *spill-over*, and is not invented: they meet at events of the platform that brings operators together here, and
# some follow the example of a mentored neighbour. In a large world they are many, so that small effects, and with four runs chance, add
# up: most of the total is theirs here. Read no total without this table. The three add up to the whole.

# %%
told = [f"{'People served more':<36}{'mentored':>10}{'mentors':>10}{'others':>10}{'all':>10}"]
for name, label in list(comparison.scenarios.items())[:2]:
    parts = [comparison.get(name, f"people_{place}")["mean"] for place in ("mentored", "mentors", "others")]
    whole = comparison.get(name, "people_served")["mean"]
    told.append(f"{label:<36}" + "".join(f"{people:>+10,.0f}" for people in (*parts, whole)))
    assert np.isclose(sum(parts), whole, rtol=1e-3)
    assert parts[2] > 0.5 * whole
display(Pretty("\n".join(told)))

# %% [markdown]
# Take both ways away, and the spill-over must be gone, to the last digit: a utility that nobody mentored and that mentored nobody then
# has exactly the same history with and without the programme. What is left is direct.

# %%
neither = {"channel": "direct", "initiative_rate": 0.0}
direct = ws.run(
    dataclasses.replace(
        study, scenarios=tuple(dataclasses.replace(one, settings={**one.settings, **neither}) for one in study.scenarios[:2])
    )
)
data = direct.dataset.isel(scenario=slice(1, None))
others = (data["mentored"].isel(time=-1, drop=True) == 0) & (data["mentor_days"] == 0)
found = [name for name in yearly if bool((direct.effect(name).fillna(0.0).where(others, 0.0) != 0.0).any())]
display(Pretty(f"Without a platform and without examples that others follow, {len(found)} of {len(yearly)} outputs change in all others."))
assert not found
assert bool((direct.effect("practice").where(~others, 0.0) != 0.0).any()), "but something does in those that took part"

# %% [markdown]
# ## Where to go next
#
# - `wopsim compare` answers the default question: ten million euros, three kinds of programme, more draws and replicates.
# - [Your own utilities](../docs/how-to/own-utilities.md): a CSV of the utilities that you know, with gaps where you do not.
# - [Write a study](../docs/how-to/write-a-study.md): your own designs, in one YAML file.
# - [The model](../docs/odd.md): what is in it, equation by equation.
# - [What it cannot tell](../docs/what-it-cannot-tell.md): read it before you use a number.
