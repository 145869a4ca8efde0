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
# # Bring your own utilities
#
# **For** somebody with a list of utilities, with gaps. **The question.** What happens with what I know of them, and with what I do not
# know?
#
# It runs in less than a minute. The six utilities are invented.

# %%
# ruff: noqa: D100
import tempfile
from pathlib import Path

import numpy as np
from IPython.display import Pretty, display

import wopsim as ws

folder = Path(tempfile.mkdtemp())  # or the folder in which your file lies
mine = folder / "my_utilities.csv"
mine.write_text(
    """name,role,country,population_served,nrw_share,nrw_share_sd,occr,remark
Alto,mentee,Kenya,60000,42 %,,0.9,audited in 2023
Baixo,mentee,Kenya,25000,51 %,5 %,,few meters
Cima,mentee,Uganda,140000,,,0.8,no readings of losses
Dentro,mentee,Malawi,35000,38 %,,0.7,
Esquina,mentor,Uganda,900000,28 %,,1.2,
Fonte,mentor,Kenya,1200000,31 %,,1.1,
""",
    encoding="utf-8",
)
world = ws.read_world(mine)
display(Pretty(ws.describe_world(world)))

# %% [markdown]
# ## What you state is kept, what you do not state is drawn
#
# *Completing* a world fills its gaps, in every draw anew, so that the answer's spread contains what you do not know. Alto's 42 % are the
# same in every draw. Baixo's 51 % are uncertain, and say so in the column with `_sd` behind its name: they move around 51 %. Of Cima's
# losses nothing is known, and they are drawn from what utilities like it have: they move most.

# %%
drawn = {"Alto": [], "Baixo": [], "Cima": []}
for draw in range(50):
    shares = world.complete(seed=1, draw=draw).utilities.set_index("name")["nrw_share"]
    for name, values in drawn.items():
        values.append(shares[name])
for name, values in drawn.items():
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    display(Pretty(f"{name:<6} NRW {middle:5.1%}, in nine of ten draws between {low:5.1%} and {high:5.1%}"))
assert set(drawn["Alto"]) == {0.42}
assert abs(np.mean(drawn["Baixo"]) - 0.51) < 0.03
assert 0.0 < np.std(drawn["Baixo"]) < np.std(drawn["Cima"])

# %% [markdown]
# Which cells were drawn is written down:

# %%
complete = world.complete(seed=1, draw=0)
display(complete.drawn.set_index(complete.utilities["name"])[["population_served", "nrw_share", "occr", "motivation"]])
where = complete.drawn.set_index(complete.utilities["name"])
assert not where["population_served"].any(), "what is needed was given"
assert where["motivation"].all(), "nobody stated it"
assert where.loc["Cima", "nrw_share"]

# %% [markdown]
# ## What is wrong is told, with its line
#
# Nothing is guessed. A share of 42 may be 42 % or a slip, a thousand people may be in thousands: such cells are refused, all at once,
# with what to write instead.

# %%
wrong = folder / "wrong.csv"
wrong.write_text(
    "name,country,population_served,nrw_share\nAlto,Kenya,60.000,42\nBaixo,Kenia,25000,0.51\nTotal,Kenya,85000,\n", encoding="utf-8"
)
try:
    ws.read_world(wrong)
except ws.WopsimError as error:
    told = str(error)
display(Pretty(told.replace(str(folder), "...")))
assert all(f"line {line}:" in told for line in (2, 4))

# %% [markdown]
# ## A study of your utilities
#
# The world of a study is the path of your file.

# %%
study = ws.Study(
    title="Our four utilities",
    world=str(mine),
    draws=40,
    replicates=4,
    horizon_years=6,
    base={"budget": 6e5, "programme_years": 3, "partnership_months": 24},
    scenarios={"by_chance": {"set": {"pairing": "random"}}, "by_need": {"set": {"pairing": "by_need"}}},
)
result = ws.run(study, workers=1, keep="utility")
display(result.compare())

# %% [markdown]
# ## Who is left out?
#
# In which share of the runs each of them was mentored. The two ways of pairing reach nearly the same utilities: among so few who ask
# there is little to choose. Do not compare pairings on a handful of utilities.

# %%
mentored = result.dataset["mentored"].isel(time=-1, scenario=slice(1, None))
mentored = mentored.where(mentored["role"] == "mentee", drop=True).mean(("draw", "replicate"))
reached = mentored.to_pandas().T.set_axis(mentored["name"].values)
display(reached.round(2))
assert ((reached >= 0.0) & (reached <= 1.0)).all().all()
assert (reached["by_need"] - reached["by_chance"]).abs().max() < 0.15
assert reached.max().max() - reached.min().min() > 0.2, "but some are reached far more often than others"

# %% [markdown]
# ## What the runs started from
#
# The table to send back to whoever gave you the file: of each utility what was given, what the runs start from, and what the utility
# itself would report then. Alto starts at its 42 % in every run, Cima somewhere else in each draw.

# %%
start = result.start()
losses = start[start["column"] == "nrw_share"].set_index("name")[["given", "spread", "start", "start_low", "start_high"]]
display(losses.round(3))
assert np.allclose(losses.loc["Alto", ["start", "start_low", "start_high"]].astype(float), 0.42, atol=1e-6)
assert losses.loc["Cima", "start_high"] - losses.loc["Cima", "start_low"] > 0.1

# %% [markdown]
# ## Where to go next
#
# - [Your own utilities](../docs/how-to/own-utilities.md): all columns, and what is checked.
# - `wopsim predict --utility Alto --world my_utilities.csv --months 36` asks of one of them what a partnership would change.
