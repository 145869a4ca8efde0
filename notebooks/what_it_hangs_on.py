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
# # What does the answer hang on?
#
# **For** a researcher, or whoever has to defend a choice. **The question.** Which of the numbers that nobody knows moves what a design
# achieves, and which moves the difference between two designs? Is there a kind of world in which the other design is better?
#
# It runs in less than a minute: 200 plausible worlds of a small synthetic world of utilities, because of fewer nothing is told of single
# numbers.

# %%
# ruff: noqa: D100
import tempfile
from pathlib import Path

from IPython.display import Pretty, display

import wopsim as ws
from wopsim.report.figures.tornado import tornado

folder = Path(tempfile.mkdtemp())
world = ws.write_world(ws.synthesise(n_mentees=48, n_mentors=16), folder / "world.csv")
study = ws.Study(
    title="Short or long",
    world=str(world),
    draws=200,
    replicates=2,
    horizon_years=7,
    base={"budget": 3e6, "programme_years": 3, "channel": "direct"},
    scenarios={
        "short": {"label": "Short", "set": {"partnership_months": 12}},
        "long": {"label": "Long", "set": {"partnership_months": 30, "missions_per_year": 6.0}},
    },
)
result = ws.run(study, workers=1, keep="runs")
decision = result.decide(outcome="nrw_all_mentees")
display(Pretty(decision.sentence))

# %% [markdown]
# ## What does the effect of one design hang on?
#
# For every number that is drawn: the effect of the long design, fitted at the number's 5th and 95th percentile, all others as they are
# drawn. What is judged is the gain in non-revenue water, over all possible mentees. The two ends lie farthest apart for how often utilities
# ask for help (`application_chance`): where few ask, a programme has few to work with, whatever its design. But even they are no farther
# apart than twice what 200 worlds leave open: they do not say what the effect hangs on, only how to ask with more. So the figure, which
# has a bar for each number that is seen to move the effect, has none.

# %%
COLUMNS = ["name", "low", "high", "at_low", "at_low_error", "at_high", "at_high_error"]
effect = decision.sensitivity("long", "no_programme").table
display((effect[COLUMNS].head(5)).round(4))
widest = effect.iloc[0]
assert widest["name"] == "application_chance"
assert 0.0 < widest["at_high"] - widest["at_low"] < 2.0 * (widest["at_low_error"] + widest["at_high_error"])
display(tornado(decision, "long", "no_programme"))

# %% [markdown]
# ## What does the choice hang on?
#
# Another question. What moves both designs alike does not move the difference between them; what moves one of them does. So a number may
# be decisive for "is it worth it at all" and mean nothing for "which of the two", or the other way round. Here 200 worlds show no number
# that is seen to move either: a table of bars is no finding while its bars are narrower than their errors.

# %%
difference = decision.sensitivity("long", "short").table
display(difference[COLUMNS].head(5).round(4))
for name, table in (("effect of the long design", effect), ("difference of the two", difference)):
    moved = (table["at_high"] - table["at_low"]).abs() > 2.0 * (table["at_low_error"] + table["at_high_error"])
    display(Pretty(f"Numbers seen to move the {name}: {moved.sum()} of {len(table)}"))
    assert moved.mean() < 0.05, "no more than chance would show"

# %% [markdown]
# ## By another yardstick, another answer
#
# Judged by people served, and no longer by losses, the choice is much less clear. What it hangs on depends on what you want.

# %%
people = result.decide()
display(Pretty(people.sentence))
shares = [choice.table["chance_best"].max() for choice in (decision, people)]
display(Pretty(f"The likeliest design is best in {shares[0]:.0%} of the worlds by losses, in {shares[1]:.0%} by people served."))
assert shares[0] > shares[1]

# %% [markdown]
# ## Where is the other design better?
#
# `discover` looks for *boxes*: limits on at most two numbers, inside which one design is better far more often than outside. Among a
# hundred numbers there is a box in anything. So it is told only where shuffled worlds seldom hold as good a one, and where its limits
# come back when worlds are drawn anew. *Density* in worlds that the box was not made of is the number to rely on, and it is the smaller
# one.

# %%
where = result.discover(("long", "short"), outcome="nrw_all_mentees")
display(Pretty(str(where)))
boxes = where.box_table()
display(boxes[["label", "found", "chance", "worlds", "cases", "inside", "density", "density_unseen", "coverage"]].round(2))
found = boxes[boxes["found"]]
assert (found["chance"] <= 0.05).all()
assert (found["density_unseen"] <= found["density"]).all()
assert (found["density"] > found["cases"] / found["worlds"]).all()
if len(found):
    display(where.figure)

# %% [markdown]
# Where no box is found the answer is that nothing was found. That is an answer too, and not the same as "nothing there".

# %% [markdown]
# ## Where to go next
#
# - [What to learn first](what_to_learn_first.ipynb): which of these numbers is worth finding out.
# - [Where which design is better](../docs/how-to/discover.md): contexts, trees, and how boxes are judged.
