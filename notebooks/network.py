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
from IPython.display import display

import wopsim as ws

study, scenario, draw, replicate = "default", "euwop_random", 2, 1

# %% [markdown]
# ## A map of one moment
#
# The world is synthetic. No utility in it exists.

# %%
display(ws.network_at(3.0, study, scenario, draw, replicate))

# %% [markdown]
# ## The same run, step by step
#
# Press *A quarter on*, or *Play*. The map beside it is the same world with the same luck, without the programme. *Follow* names one.

# %%
display(ws.network_view(study, scenario, draw, replicate))

# %% [markdown]
# ## Stories worth reading
#
# The same list comes from `wopsim trace --scenario euwop_random --draw 2 --replicate 1`.

# %%
leads = ws.trace(study, scenario, draw, replicate)
display(leads)

# %% [markdown]
# ## One of them
#
# The utility that lost most of what it had gained. *Gap* is how far the practice that the mentor shows is above the mentee's skill;
# *trust* is between the two, from 0 to 1. The twin is the same utility with the same luck in the world without the programme.

# %%
display(ws.trace(study, scenario, draw, replicate, leads.facts.relapses[0].utility))
