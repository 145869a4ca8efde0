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
# # Which design?
#
# **For** somebody who has to choose between designs of a programme. **The question.** Four ways to spend the same two million: short or
# long partnerships, paired by chance or by predicted gain. Which is best, how likely is that wrong, and what does it cost then?
#
# It runs in less than a minute: 40 plausible worlds and a small synthetic world of utilities. That shows how to read an answer. It is no
# advice.

# %%
# ruff: noqa: D100
import tempfile
from pathlib import Path

import numpy as np
from IPython.display import Pretty, display

import wopsim as ws

folder = Path(tempfile.mkdtemp())
ws.write_world(ws.synthesise(n_mentees=60, n_mentors=20), folder / "sixty.csv")

study = ws.Study(
    title="Two million for sixty utilities",
    question="Short or long partnerships, paired by chance or by predicted gain?",
    world=str(folder / "sixty.csv"),
    draws=40,
    replicates=2,
    horizon_years=8,
    base={"budget": 2e6, "programme_years": 3},
    scenarios={
        "short_chance": {"label": "Short, by chance", "set": {"partnership_months": 12, "pairing": "random"}},
        "short_gain": {"label": "Short, by gain", "set": {"partnership_months": 12, "pairing": "predicted_gain"}},
        "long_chance": {"label": "Long, by chance", "set": {"partnership_months": 24, "pairing": "random"}},
        "long_gain": {"label": "Long, by gain", "set": {"partnership_months": 24, "pairing": "predicted_gain"}},
    },
)
result = ws.run(study, workers=1)

# %% [markdown]
# ## The answer in words
#
# `useful` is the smallest difference that matters to you: here 1,000 people with full service. Without it no answer can say that two
# designs are as good as the same.

# %%
decision = result.decide(useful=1000)
display(Pretty(decision.sentence))

# %% [markdown]
# ## Can these runs tell the designs apart?
#
# *Mean* is what a design changes that would not have happened anyway, with its Monte Carlo error: what comes from running only so many
# worlds. Designs are listed with the best on average first. Those that have its *letter* are not told from it: the paired difference is
# less than two errors, or less than is useful. The next letter is for the best of those that are left, and for what is not told from that
# one.

# %%
table = decision.table.set_index("scenario")
display(table[["label", "group", "value", "value_error", "against_mean", "against_error"]].round(0))
others = table.drop(index=decision.best)
told_apart = others["against_mean"].abs() > np.maximum(1000, 2.0 * others["against_error"])
same_letter = others["group"] == table.loc[decision.best, "group"]
assert not told_apart[same_letter].any()
assert told_apart[~same_letter].all()
said = [f"{table.loc[decision.best, 'label']} is best on average; {same_letter.sum()} of {len(others)} others have its letter."]
said += [f"{row.label}: {row.against_mean:+,.0f} ± {row.against_error:,.0f} people" for row in others.itertuples()]
display(Pretty("\n".join(said)))

# %% [markdown]
# The error of a *difference* is not that of a mean. All designs meet the same worlds and the same luck, so that much of what is uncertain
# is uncertain for all of them alike. How much that helps is seen here: below is the error that the same differences would have, had each
# design been run by itself.

# %%
best_error = table.loc[decision.best, "value_error"]
unpaired = np.hypot(others["value_error"], best_error)
display(
    Pretty(
        "\n".join(
            f"{label}: paired ± {a:,.0f}, unpaired ± {b:,.0f}"
            for label, a, b in zip(others["label"], others["against_error"], unpaired, strict=True)
        )
    )
)
assert others["against_error"].mean() < unpaired.mean(), "pairing helps on average here"

# %% [markdown]
# ## How likely is it the wrong choice, and what does that cost?
#
# A *plausible world* is one set of the numbers that nobody knows. *Best in* counts the worlds in which a design is best, cleaned of luck;
# the shares add up to one. *Regret* is what is lost against the best of each world. The design with the best average also has the
# smallest average regret: that is the same thing said twice. In the worst twentieth of the worlds it need not be the smallest.

# %%
display(table[["label", "chance_best", "regret", "regret_worst"]].round(2))
assert np.isclose(table["chance_best"].sum(), 1.0)
assert table["regret"].idxmin() == decision.best
safest = table["regret_worst"].idxmin()
how = "as on average" if safest == decision.best else "not the one that is best on average"
display(Pretty(f"Least is lost in the worst worlds by: {table.loc[safest, 'label']}, {how}."))
display(decision.figures["regret"])

# %% [markdown]
# ## The same money?
#
# Designs seldom spend what they have: partnerships are never agreed, end early, or cost less than was set aside. A design that leaves
# more than a fifth of its money is marked, because it is not the same programme. `spend: all` in a scenario lets it promise more; [Decide
# between designs](../docs/how-to/decide.md#the-same-money) says how.

# %%
display(table[["label", "cost_funder", "unspent", "much_unspent"]].round(2))
assert (table["much_unspent"] == (table["unspent"] > 0.2)).all()
assert (table["unspent"] > 0.0).all(), "every design here returns some money"

# %% [markdown]
# ## What is a person worth?
#
# The answer above counts people. With `worth`, the EUR that one more person with full service is worth to you, it counts money: worth
# times people, less the funder's cost. *No programme* is then a choice too, the row that gains and costs nothing: it is the best where a
# person is worth very little, and the figure says from where on that turns.

# %%
in_money = result.decide(worth=100, useful=100e3)
money = in_money.table.set_index("scenario")
assert np.allclose(money["value"], 100 * money["gain"] - money["cost"])
display(Pretty(in_money.sentence))
programmes = in_money.programmes.set_index("scenario")
assert (0.01 * programmes["gain"] < programmes["cost"]).all(), "at one cent a person every programme loses money"
display(decision.figures["acceptability"])

# %% [markdown]
# ## Whom does it reach?
#
# A person in a fragile context may count more to you than one elsewhere. `equity` says how much more. The gain can only rise where people
# count twice, unless mentoring harms them; which design is the best may change with it, and whether it does is told below.

# %%
fair = result.decide(useful=1000, equity={"fragile": 2.0})
gains = table["gain"], fair.table.set_index("scenario")["gain"].reindex(table.index)
assert (gains[1] >= gains[0]).all()
same = "It stays the same" if fair.best == decision.best else "It becomes another"
display(
    Pretty(
        f"{same}: {fair.table['label'].iloc[0]}. Share of the support that reached fragile contexts: "
        + ", ".join(f"{row.label} {row.support_fragile:.0%}" for row in fair.table.itertuples())
    )
)

# %% [markdown]
# ## Where to go next
#
# - More runs: `draws="auto"` in the study adds draws and replicates until the choice is clear, or says that it is not.
# - [What does the answer hang on?](what_it_hangs_on.ipynb) and [What to learn first?](what_to_learn_first.ipynb)
# - [How sure is the model?](how_sure.ipynb): the same question under rival theories.
# - [Policy brief](policy_brief.ipynb): the same on two pages for a board.
