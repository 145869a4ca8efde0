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
# # How sure is the model?
#
# **For** a sceptical reader. **The question.** Does the tool invent effects? Do its forecasts hold what was reported? Does the answer
# survive if another theory of partnerships is right? Three checks that you can repeat.
#
# It runs in less than a minute, on a small synthetic world, with 20 plausible worlds: enough to see what each check does.

# %%
# ruff: noqa: D100
import re
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from IPython.display import Pretty, display

import wopsim as ws
from wopsim.report.figures.canvas import COLOURS, drawing, tidy
from wopsim.rules.theories import THEORIES

folder = Path(tempfile.mkdtemp())
world = ws.write_world(ws.synthesise(n_mentees=40, n_mentors=14), folder / "forty.csv")

# %% [markdown]
# ## Where nothing is done, nothing changes
#
# Every effect is a difference between two runs that share all their luck. So a programme that does nothing must change nothing, to the
# last digit, in any plausible world. Two such programmes: one that nobody asks for, and one that has no money. Beside them a real one, so
# that zero is not all that this can show.

# %%
placebo = ws.Study(
    title="Programmes that do nothing",
    world=str(world),
    draws=10,
    replicates=2,
    horizon_years=6,
    base={"budget": 2e6, "programme_years": 3, "partnership_months": 12},
    scenarios={"real": {"set": {}}, "nobody_asks": {"set": {"application_chance": 0.0}}, "no_money": {"set": {"budget": 0.0}}},
)
result = ws.run(placebo, workers=1, keep="utility")
yearly = [name for name, values in result.dataset.data_vars.items() if {"time", "utility"} <= set(values.dims)]
for scenario in ("nobody_asks", "no_money", "real"):
    moved = [name for name in yearly if bool((result.effect(name).sel(scenario=scenario).fillna(0.0) != 0.0).any())]
    display(Pretty(f"{scenario}: {len(moved)} of {len(yearly)} yearly outputs of utilities change"))
    assert bool(moved) == (scenario == "real")

# %% [markdown]
# This says that the tool invents nothing. It does not say that what it does change is right.
#
# ## Do forecasts hold what was reported?
#
# Each documented partnership was predicted from all others, before its result was looked at. The table ships with the posterior. If
# intervals are honest, half of the reports lie in the 50 % intervals and nine of ten in the 90 % intervals, give or take what chance does
# to so few.

# %%
checks = Path("../calibration/posterior/default/checks.md").read_text(encoding="utf-8")
NUMBER = r"-?[\d.,]+"
PREDICTED = re.compile(rf"({NUMBER})(?: to {NUMBER})? \| ({NUMBER}) \[({NUMBER}), ({NUMBER})\], \[({NUMBER}), ({NUMBER})\] \|")
forecasts = pd.DataFrame(
    [[float(cell.replace(",", "")) for cell in found] for found in PREDICTED.findall(checks)],
    columns=["reported", "median", "q25", "q75", "q05", "q95"],
)
count = len(forecasts)
assert f"| all | {count} | model |" in checks, "all of them were read"
for share, low, high in ((0.5, "q25", "q75"), (0.9, "q05", "q95")):
    inside = forecasts["reported"].between(forecasts[low], forecasts[high]).mean()
    chance = 2.0 * np.sqrt(share * (1.0 - share) / count)
    plain = f"{share - chance:.0%} to {min(1.0, share + chance):.0%}"
    display(Pretty(f"{inside:.0%} of {count} reports lie in their {share:.0%} interval; {plain} would be no surprise."))
    assert abs(inside - share) <= chance

# %% [markdown]
# Two warnings. The intervals are wide, and an interval that holds nearly everything is easily honest: how wide the 50 % interval is
# stands below. And a forecaster that knows no partnership at all does as well for the sources that one would trust most: for reports by
# independent people, the model's own background without any partnership has no larger error (CRPS, lower is better; ten reports, which
# do not show that it is better) than the model. So the record says that forecasts of reports are honest. It does not say that the effect
# is right.

# %%
scores = {}
group = ""
for line in checks.partition("<!-- made: scores -->")[2].partition("<!-- end -->")[0].splitlines():
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    if len(cells) == 7 and re.fullmatch(r"[\d.]+", cells[5]):
        group = cells[0] or group
        scores[group, cells[2]] = float(cells[5])
display(pd.Series(scores).unstack()[["model", "no change", "background only"]])
width = (forecasts["q75"] - forecasts["q25"]).median()
display(Pretty(f"The 50 % interval is {width:.0f} wide in the middle of the reports, most of which are in percent."))
assert width > 5.0
assert scores["independent sources", "background only"] <= scores["independent sources", "model"]

# %% [markdown]
# ## Does the answer survive under another theory?
#
# Nobody knows how partnerships work. Each theory below is one that the evidence does not rule out, at a strong plausible value; `none` is
# the first model without any of them, and `drawn` mixes them: in each plausible world each theory holds as strongly as its prior draws,
# several at once. The same two designs are run under each, with the same luck: many
# short partnerships, or fewer long ones with more missions.

# %%
DESIGNS = {
    "short": {"label": "Short", "set": {"partnership_months": 12}},
    "long": {"label": "Long", "set": {"partnership_months": 36, "missions_per_year": 6.0}},
}
rows = []
for structure in ("drawn", "none", *THEORIES):
    rival = ws.Study(
        title=structure,
        world=str(world),
        draws=20,
        replicates=2,
        horizon_years=8,
        base={"budget": 2e6, "programme_years": 3, "channel": "direct", "structure": structure},
        scenarios=DESIGNS,
    )
    people = ws.run(rival, workers=1, keep="runs").measures["people_served"].mean("replicate")
    ahead = people.sel(scenario="short") - people.sel(scenario="long")
    error = float(ahead.std("draw", ddof=1)) / np.sqrt(ahead.sizes["draw"])
    means = {name: float(people.sel(scenario=name).mean()) for name in DESIGNS}
    rows.append({"structure": structure, **means, "short_ahead": float(ahead.mean()), "error": error})
table = pd.DataFrame(rows).set_index("structure")
display(table.round(-2))

# %% [markdown]
# What the short design achieves differs more between theories than the two designs differ under any of them. Where thin effort fails, the
# short design loses more than half of what it has without the theories, and the long one is ahead.
#
# Between theories the order turns. So "which design is best" has no answer that does not say which theory is right, or how likely each
# is: that is why studies draw over them. The error bars (two standard errors, from 20 worlds) say how much of the picture could still be
# luck.

# %%
thin, none = table.loc["thin_effort_fails"], table.loc["none"]
assert thin["short"] < 0.5 * none["short"]
assert thin["short_ahead"] < 0.0 < table["short_ahead"].max()
assert table["short"].max() - table["short"].min() > table["short_ahead"].abs().max()

figure = drawing(
    9.0, 3.8, "Short against long, theory by theory", "People served more by the short design (thousand); line: two standard errors."
)
axes = figure.subplots()
tidy(axes, "x")
place = np.arange(len(table))[::-1]
axes.errorbar(table["short_ahead"] / 1e3, place, xerr=2 * table["error"] / 1e3, fmt="o", color=COLOURS[0], linewidth=1.8)
axes.axvline(0.0, color="black", linewidth=0.8)
axes.set_yticks(place, [name.replace("_", " ") for name in table.index])
axes.set_xlabel("thousand people, short minus long", fontsize=9.5)
display(figure)

# %% [markdown]
# ## Where to go next
#
# - [What it cannot tell](../docs/what-it-cannot-tell.md), before you use a number.
# - [Calibration](../docs/calibration.md): the evidence, the posterior, and the checks that were read above.
# - [Which theory holds](../docs/structure.md) and [Which belief leads where](../docs/beliefs.md): the same question for the shipped
#   study.
