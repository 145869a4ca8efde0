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
# # What to learn first?
#
# **For** a researcher or a funder of research. **The question.** Before two million are spent: what would it be worth to know more? And
# would a real study, of so many utilities over so many years, find it out?
#
# It runs in less than a minute: 80 plausible worlds of a small synthetic world of utilities. For values of single numbers take 200 or
# more.

# %%
# ruff: noqa: D100
import tempfile
from pathlib import Path

import numpy as np
from IPython.display import Pretty, display

import wopsim as ws

folder = Path(tempfile.mkdtemp())
world = ws.write_world(ws.synthesise(n_mentees=30, n_mentors=12), folder / "world.csv")
study = ws.Study(
    title="Short or long",
    world=str(world),
    draws=80,
    replicates=2,
    horizon_years=7,
    base={"budget": 2e6, "programme_years": 3},
    scenarios={
        "short": {"label": "Short", "set": {"partnership_months": 12, "pairing": "predicted_gain"}},
        "long": {"label": "Long", "set": {"partnership_months": 24, "pairing": "predicted_gain"}},
        "cohorts": {"label": "Cohorts of four", "set": {"partnership_months": 18, "cohort_size": 4}},
    },
)
result = ws.run(study, workers=1, keep="runs")
decision = result.decide()
display(Pretty(decision.sentence))

# %% [markdown]
# ## Knowing everything
#
# With everything known one would choose the best design of each world. What that gains over the design that is best on average is the
# most that any knowledge can be worth: it is the expected regret of today's choice, said in another way.

# %%
information = decision.information()
everything = information.query("kind == 'all'").iloc[0]
display(Pretty(f"Knowing everything is worth {everything['value']:,.0f} ± {everything['error']:,.0f} people."))
assert np.isclose(everything["value"], decision.table["regret"].iloc[0])

# %% [markdown]
# ## Knowing one number, or a group of numbers
#
# By regression: how much better would one choose, knowing it? None is worth more than everything. Most single numbers are worth nothing
# by themselves: knowing them would not change the choice. The errors are large beside the values, so take the order for a hint and no
# more.

# %%
display(information.query("kind == 'group'")[["name", "value", "error"]].round(0))
numbers = information.query("kind == 'number'")
display(numbers[["name", "group", "value", "error"]].head(6).round(0))
assert (information["value"] <= everything["value"] + 1e-6).all()
nothing = (numbers["value"] < 0.01 * max(1.0, everything["value"])).mean()
display(Pretty(f"{nothing:.0%} of {len(numbers)} numbers are worth less than a hundredth of everything."))
assert nothing > 0.5

# %% [markdown]
# ## A real study
#
# No study finds a number out exactly. `learn` asks what a real one is worth: twenty utilities that the design mentors, twenty like them
# that it does not, followed for three years; their readings have the errors and the chance that such readings have. Both groups are as
# alike as by lot. One more person with full service is taken to be worth 100 EUR, so that the study's value is in EUR and stands against
# its cost; where nobody says what a person is worth, leave `worth` out. Not counted: what waiting loses, and every other choice that
# would use the result.

# %%
value = result.learn(mentored=20, comparison=20, years=3, study_cost=300e3, worth=100)
display(Pretty(str(value)))
pays = (value.table["net"] > 0.0).sum()
display(Pretty(f"{pays} of {len(value.table)} sizes of the study pay for themselves in this choice."))
assert np.allclose(value.table["net"], value.table["value"] - value.table["cost"])
assert (value.table["value"] <= value.perfect.value + 1e-6).all()
assert value.perfect.value <= value.everything.value + 1e-6

# %% [markdown]
# What the study tells best is told beside chance: so many times as large is what chance makes in its result as what differs between
# plausible worlds. Utilities differ and change far more than mentoring moves them. More utilities make that ratio smaller, but slowly,
# with the root of their number.

# %%
name, times = value.clearest
display(Pretty(f"It tells best: {name}. Chance in its result is {times:.1f} times as large as what differs between worlds."))
assert times > 1.0
larger = result.learn(mentored=80, comparison=80, years=3)
display(Pretty(f"With four times as many utilities: {larger.clearest[1]:.1f} times ({larger.clearest[0]})."))
assert larger.clearest[1] < times

# %% [markdown]
# ## Where to go next
#
# - [Decide between designs](../docs/how-to/decide.md#is-it-worth-finding-out-first): what is simulated in such a study, and what is left
#   out.
# - [What does the answer hang on?](what_it_hangs_on.ipynb)
