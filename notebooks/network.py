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
# # Who mentors whom?
#
# **The question.** What does a programme look like from above: which operators meet, for how long, and what happens to one of them?
#
# One run is one possible course of events, with all its accidents. It shows how the model works. It is no answer to what a programme
# achieves: for that, compare many runs.

# %%
# ruff: noqa: D100
import tempfile
from pathlib import Path

from IPython.display import Pretty, display

import wopsim as ws

folder = Path(tempfile.mkdtemp())
world = ws.write_world(ws.synthesise(n_mentees=70, n_mentors=24), folder / "seventy.csv")
study = ws.Study(
    title="Three million for seventy utilities",
    world=str(world),
    draws=3,
    replicates=2,
    horizon_years=10,
    base={"budget": 3e6, "programme_years": 4, "partnership_months": 30, "missions_per_year": 5.0, "pilot_grant": 50e3},
    scenarios={"at_random": {"set": {"pairing": "random"}}},
)
cell = (study, "at_random", 2, 1)  # scenario, draw, replicate

# %% [markdown]
# ## A map of one moment
#
# The world is synthetic. No utility in it exists.

# %%
display(ws.network_at(3.0, *cell))

# %% [markdown]
# ## The same run, step by step
#
# Press *A quarter on*, or *Play*. The map beside it is the same world with the same luck, without the programme. *Follow* names one.

# %%
page = ws.network_view(*cell)
display(page)

# %% [markdown]
# ## Stories worth reading
#
# For a study in a file, `wopsim trace my_study.yaml --scenario at_random --draw 2 --replicate 1` lists the same.

# %%
leads = ws.trace(*cell)
display(leads)
facts = leads.facts
assert all(lead.number > 0.0 for lead in (*facts.successes, *facts.relapses, *facts.mentors))

# %% [markdown]
# ## One of them
#
# A utility whose losses came down, and went up again: of all those the one that lost most of what it had gained. *Gap* is how far the
# practice that the mentor shows is above the mentee's skill; *trust* is between the two, from 0 to 1. The twin is the same utility with
# the same luck in the world without the programme.

# %%
assert facts.relapses[0].number == max(lead.number for lead in facts.relapses)
story = ws.trace(*cell, facts.relapses[0].utility)
display(story)
with_programme, alone = ([state.nrw_share for state in states] for states in (story.facts.states, story.facts.twin))
saved = [100 * (without - having) for having, without in zip(with_programme, alone, strict=True)]
display(Pretty(f"Losses against the twin: {max(saved):.1f} percentage points lower at the best, {saved[-1]:.1f} at the end."))
assert max(saved) - saved[-1] > 0.5
