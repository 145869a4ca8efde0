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
# # From a question to two pages for a board
#
# **For** a policy writer or donor. **The question.** A fund has two million for two regions. Should its partnerships be short or long,
# and how should they be paired? At the end there is a brief on two pages (PDF) and a page for a browser, both written by the program.
#
# It runs in less than a minute: 30 plausible worlds and a small synthetic world of utilities. Take your own utilities and 100 worlds or
# more before a board reads it. It needs `pip install -e ".[brief]"`.

# %%
# ruff: noqa: D100
import re
import tempfile
from pathlib import Path

from IPython.display import Pretty, display

import wopsim as ws
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_pdf import brief_pdf
from wopsim.report.page.decision_page import decision_page
from wopsim.without_works import share_without_works

folder = Path(tempfile.mkdtemp())  # write the name of a folder of your own here, to keep what is made
world = ws.synthesise(regions=["Sub-Saharan Africa", "South Asia"], n_mentees=50, n_mentors=16)
ws.write_world(world, folder / "two_regions.csv")
display(Pretty(ws.describe_world(world)))

# %% [markdown]
# ## The question, as a study
#
# Title, question and labels stand on the brief as they are here: they are written for its readers.

# %%
study = ws.Study(
    title="Two million for partnerships in two regions",
    question="Which design should the fund choose for Sub-Saharan Africa and South Asia?",
    world=str(folder / "two_regions.csv"),
    draws=30,
    replicates=2,
    horizon_years=8,
    base={"budget": 2e6, "programme_years": 3},
    scenarios={
        "short_chance": {"label": "Short, by chance", "set": {"partnership_months": 12, "pairing": "random"}},
        "short_need": {"label": "Short, by need", "set": {"partnership_months": 12, "pairing": "by_need"}},
        "long_need": {"label": "Long, by need", "set": {"partnership_months": 24, "pairing": "by_need"}},
    },
)
result = ws.run(study, workers=1)
decision = result.decide(useful=1000)

# %% [markdown]
# ## The answer, before it is told
#
# This is what both papers are made of. Read it first: a brief whose writer has not read the table is a risk.

# %%
display(Pretty(decision.sentence))
table = decision.table.set_index("label")
display(table[["value", "value_error", "chance_best", "regret", "unspent"]].round(2))
best = table.index[0]
assert best in decision.sentence

# %% [markdown]
# ## What an evaluation would have said instead
#
# Utilities that ask in a bad year recover anyway. Who compares them before and after calls that a result. Below, for each design: the
# change of non-revenue water that such an evaluation reports of the mentored utilities, and what of it is due to the programme, in
# percentage points. By it the designs cannot be told apart; by the paired effect the long one lowers losses most. A board should hear
# both.

# %%
comparison = result.compare()
naive, due = (
    {label: 100 * comparison.get(name, outcome)["mean"] for name, label in comparison.scenarios.items()}
    for outcome in ("before_after", "before_after_paired")
)
display(Pretty("\n".join(f"{label:<20} before/after {naive[label]:+.1f}   due to the programme {due[label]:+.1f}" for label in naive)))
errors = [abs(naive[label] - due[label]) for label in naive]
effects = [abs(value) for value in due.values()]
display(
    Pretty(f"The naive figure is {sum(errors) / len(errors):.1f} points off on average; the effect is {sum(effects) / len(effects):.1f}.")
)
for other in ("short_chance", "short_need"):
    for outcome, told in (("before_after", False), ("before_after_paired", True)):
        apart = (result.measures[outcome].sel(scenario="long_need") - result.measures[outcome].sel(scenario=other)).mean("replicate")
        error = float(apart.std("draw", ddof=1)) / apart.sizes["draw"] ** 0.5
        assert (abs(float(apart.mean())) > 2.0 * error) == told

# %% [markdown]
# ## A page for a browser
#
# One file that loads nothing from elsewhere. Its readers can ask again, with weights and worths of their own.

# %%
page = decision_page(result, decision, [])
(folder / "report.html").write_text(page, encoding="utf-8")
assert len(page) < 3e6
assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="https?:', page)
assert all(label in page for label in table.index)
display(Pretty(f"report.html: {len(page) / 1e6:.1f} MB"))

# %% [markdown]
# ## The brief
#
# Two pages under the headings of the OECD's criteria, with figures and a box on what is not known. In French the words change; the title
# and the labels do where the study has them in French, and this one has not. The same study gives the same bytes, so that whoever runs
# this notebook again can check that nothing was edited by hand.

# %%
kept = share_without_works(result, decision)  # runs the best design again as if nobody else put money into works
for language in ("en", "fr"):
    (folder / f"brief_{language}.pdf").write_bytes(brief_pdf(brief_facts(result, decision, language, kept)))
brief = (folder / "brief_en.pdf").read_bytes()
assert brief.startswith(b"%PDF")
assert len(re.findall(rb"/Type */Page\b", brief)) == 2
assert brief == brief_pdf(brief_facts(result, decision, "en", kept))
assert brief != (folder / "brief_fr.pdf").read_bytes()
display(Pretty("\n".join(f"{path.name}: {path.stat().st_size / 1e3:,.0f} kB" for path in sorted(folder.glob("*.pdf")))))

# %% [markdown]
# The commands do the same from a study file: `wopsim report my_study.yaml --useful 1000` and `wopsim brief my_study.yaml --useful 1000`.
# [Hand the answer on](../docs/how-to/report-and-brief.md) says how to change the template.
